import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { findingsText } from "@fairward/fixtures/Compared"
import { describe, expect, it } from "vitest"
import { fairward } from "./support/command.ts"
import { temporaryFolder } from "./support/project.ts"

describe("fairward compare", () => {
  const files = { "may.json": findingsText(0, "a"), "june.json": findingsText(-0.3, "b") }

  it("says who fell back, and writes nothing without --out", async () => {
    const folder = temporaryFolder(files)
    const { code, stderr, stdout } = await fairward(folder, ["compare", "may.json", "june.json"])
    expect(stderr).toMatch(/^Comparing the audits \.\.\.\nComparing the audits: done in .*: 2 changes\n$/u)
    expect(code).toBe(0)
    expect(stdout.replaceAll("\u00a0", " ")).toContain(
      "Female (sex) fell back against its rest by more than the margin"
    )
    expect(readdirSync(folder).toSorted()).toEqual(["june.json", "may.json"])
  })

  it("writes PDF, HTML and JSON, which --json prints", async () => {
    const folder = temporaryFolder(files)
    const { code, stdout } = await fairward(folder, ["compare", "may.json", "june.json", "--out", "out", "--json"])
    expect(code).toBe(0)
    expect(readdirSync(join(folder, "out")).toSorted()).toEqual(["changes.html", "changes.json", "changes.pdf"])
    const told = JSON.parse(stdout)
    expect(told).toEqual(JSON.parse(readFileSync(join(folder, "out/changes.json"), "utf8")))
    expect(told.stages[0].changes[0]).toMatchObject({ category: "F", change: -0.3, verdict: "material" })
    expect(readFileSync(join(folder, "out/changes.html"), "utf8")).toContain("fell back against its rest")
    expect(readFileSync(join(folder, "out/changes.pdf"), "latin1").slice(0, 5)).toBe("%PDF-")
  })

  it("tells that nothing changed of identical findings", async () => {
    const folder = temporaryFolder(files)
    const { stdout } = await fairward(folder, ["compare", "june.json", "june.json", "--json"])
    const { stages } = JSON.parse(stdout)
    expect(stages[0].changes.map(({ verdict }: { verdict: string }) => verdict)).toEqual(["equivalent", "equivalent"])
  })

  it("warns where the audits seem to have been given the wrong way round, with --json and --quiet too", async () => {
    const made = (text: string, startedAt: string) =>
      text.replace(/"startedAt": *"[^"]*"/u, `"startedAt": "${startedAt}"`)
    const folder = temporaryFolder({
      "may.json": made(files["may.json"], "2026-06-01T06:00:00.000Z"),
      "june.json": made(files["june.json"], "2026-07-01T06:00:00.000Z")
    })
    const warning = "The audit given as the earlier was made on 2026-07-01 at 06:00, after the later"
    const swapped = await fairward(folder, ["compare", "june.json", "may.json"])
    expect(swapped.stdout).toContain(warning)
    for (const option of ["--json", "--quiet"]) {
      const { stderr } = await fairward(folder, ["compare", "june.json", "may.json", option])
      expect(stderr, option).toContain(`Warning: ${warning}`)
    }
    expect((await fairward(folder, ["compare", "may.json", "june.json"])).stdout).not.toContain("wrong way round")
    expect(await fairward(folder, ["compare", "may.json", "june.json", "--quiet"])).toEqual({
      code: 0,
      stdout: "",
      stderr: ""
    })
  })

  it("exits 2 on audits that cannot be compared, and says why and what to do", async () => {
    const folder = temporaryFolder({ ...files, "other.json": findingsText(0, "c", { level: 0.9 }) })
    const { code, stderr } = await fairward(folder, ["compare", "may.json", "other.json"])
    expect(code).toBe(2)
    expect(stderr).toContain("Intervals hold with 0.95 in one and with 0.9 in the other.")
    expect(stderr).toContain("Audit one of them again")
  })
})
