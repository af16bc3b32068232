import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { findingsText } from "@fairward/fixtures/Compared"
import { describe, expect, it } from "vitest"
import { fairward } from "./support/command.ts"
import { temporaryFolder } from "./support/project.ts"

/** Three hospitals where women are worse off, each by less than its own audit can show. */
const files = {
  "north/findings.json": findingsText(-0.09, "a"),
  "south/out/findings.json": findingsText(-0.1, "b"),
  "west.json": findingsText(-0.11, "c")
}
const sites = ["north", "south/out/findings.json", "west.json"]

describe("fairward pool", () => {
  it("says who is worse off over the sites, called by their files, and writes nothing without --out", async () => {
    const folder = temporaryFolder(files)
    const { code, stdout } = await fairward(folder, ["pool", ...sites])
    expect(code).toBe(0)
    const told = stdout.replaceAll("\u00a0", " ")
    expect(told).toContain("3 sites: north, out and west.")
    expect(told).toContain("Female (sex) is worse off than its rest in Event recall: on the mean of 3 sites")
    expect(readdirSync(folder).toSorted()).toEqual(["north", "south", "west.json"])
  })

  it("calls sites as the audits do, where no two are called the same", async () => {
    const called = (site: string, text: string) => {
      const findings = JSON.parse(text)
      return JSON.stringify({ ...findings, audit: { ...findings.audit, study: { site } } })
    }
    const folder = temporaryFolder({
      "a.json": called("St. Anna", files["north/findings.json"]),
      "b.json": called("St. Bruno", files["south/out/findings.json"]),
      "c.json": called("St. Bruno", files["west.json"])
    })
    const of = async (...names: ReadonlyArray<string>) => (await fairward(folder, ["pool", ...names])).stdout
    expect(await of("a.json", "b.json")).toContain("Of 2 sites (St. Anna and St. Bruno)")
    expect(await of("a.json", "b.json", "c.json")).toContain("3 sites: a, b and c.")
  })

  it("writes PDF, HTML and JSON, which --json prints", async () => {
    const folder = temporaryFolder(files)
    const { code, stdout } = await fairward(folder, ["pool", ...sites, "--out", "out", "--json"])
    expect(code).toBe(0)
    expect(readdirSync(join(folder, "out")).toSorted()).toEqual(["pool.html", "pool.json", "pool.pdf"])
    const told = JSON.parse(stdout)
    expect(told).toEqual(JSON.parse(readFileSync(join(folder, "out/pool.json"), "utf8")))
    expect(told).toMatchObject({ level: 0.95, sites: ["north", "out", "west"] })
    expect(told.stages[0].differences[0]).toMatchObject({ category: "F", judgedAt: 3, mean: { verdict: "worse" } })
    expect(readFileSync(join(folder, "out/pool.pdf"), "latin1").slice(0, 5)).toBe("%PDF-")
  })

  it("exits 2 where sites cannot be pooled, and names them and what to do", async () => {
    const folder = temporaryFolder({ ...files, "other.json": findingsText(0, "d", { level: 0.9 }) })
    const told = async (...names: ReadonlyArray<string>) => {
      const { code, stderr } = await fairward(folder, ["pool", ...names])
      expect(code, names.join()).toBe(2)
      return stderr
    }
    expect(await told()).toContain("There is no site")
    expect(await told("north")).toContain("There is 1 site")
    expect(await told("north", "absent.json")).toContain("absent.json")
    expect(await told("north", "west.json", "north")).toContain("are audits of the same files")
    expect(await told("north", "other.json")).toContain("north and other: Intervals hold with 0.95 in one and with 0.9")
  })
})
