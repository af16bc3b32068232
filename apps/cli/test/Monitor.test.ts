import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { findingsText } from "@fairward/fixtures/Compared"
import { describe, expect, it } from "vitest"
import { fairward } from "./support/command.ts"
import { temporaryFolder } from "./support/project.ts"

describe("fairward monitor", () => {
  const files = {
    "series/2026-9/findings.json": findingsText(0, "a"),
    "series/2026-10/findings.json": findingsText(-0.3, "b"),
    "series/2026-11.json": findingsText(-0.3, "c"),
    "series/notes.txt": "not an audit"
  }

  it("says who is worse off and who fell back, in the order of the names, and writes nothing without --out", async () => {
    const folder = temporaryFolder(files)
    const { code, stdout } = await fairward(folder, ["monitor", "series", "--baseline", "1"])
    expect(code).toBe(0)
    const told = stdout.replaceAll("\u00a0", " ")
    expect(told).toContain("3 periods, 2026-9 to 2026-11; the baseline is 2026-9.")
    expect(told).toContain("Female (sex) fell back against its rest")
    expect(told).toContain("This was look 3 of the 24 that were declared.")
    expect(readdirSync(folder)).toEqual(["series"])
  })

  it("writes PDF, HTML and JSON, which --json prints", async () => {
    const folder = temporaryFolder(files)
    const { code, stdout } = await fairward(folder, ["monitor", "series", "--out", "out", "--json", "--looks", "12"])
    expect(code).toBe(0)
    expect(readdirSync(join(folder, "out")).toSorted()).toEqual(["series.html", "series.json", "series.pdf"])
    const told = JSON.parse(stdout)
    expect(told).toEqual(JSON.parse(readFileSync(join(folder, "out/series.json"), "utf8")))
    expect(told).toMatchObject({ looks: 12, baseline: 3, periods: ["2026-9", "2026-10", "2026-11"] })
    expect(told.stages[0].courses[0]).toMatchObject({ category: "F", points: [{}, {}, {}], looks: [{}, {}, {}] })
    expect(readFileSync(join(folder, "out/series.pdf"), "latin1").slice(0, 5)).toBe("%PDF-")
  })

  it("exits 2 where there is no series, and says why and what to do", async () => {
    const folder = temporaryFolder({
      ...files,
      "empty/notes.txt": "",
      "one/2026-9.json": files["series/2026-9/findings.json"]
    })
    const told = async (name: string, ...more: ReadonlyArray<string>) => {
      const { code, stderr } = await fairward(folder, ["monitor", name, ...more])
      expect(code, name).toBe(2)
      return stderr
    }
    expect(await told("empty")).toContain("There is no findings file in it")
    expect(await told("one")).toContain("There is 1 period")
    expect(await told("absent")).toContain("absent")
    expect(await told("series", "--looks", "2")).toContain("There are 3 periods, and 2 looks were declared")
  })
})
