import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fairward } from "./support/command.ts"
import { config, writeData } from "./support/data.ts"
import { projectFiles, projectLinks, stagePackage, temporaryFolder } from "./support/project.ts"

describe("fairward export", () => {
  it("writes what was compared, every table and every figure of the report", async () => {
    const folder = temporaryFolder(
      { ...projectFiles(["size", "@fairward/cli"]), ...stagePackage("size"), "fairward.yaml": config },
      projectLinks
    )
    await writeData(folder)
    expect((await fairward(folder, ["audit", "--out", "out", "--format", "html"])).code).toBe(0)
    const { code, stdout } = await fairward(folder, ["export", "out/findings.json", "--out", "for others"])
    expect(code).toBe(0)
    expect(readdirSync(join(folder, "for others")).toSorted()).toEqual([
      "comparisons.csv",
      "comparisons.parquet",
      "figures",
      "metrics.prom",
      "tables"
    ])
    expect(stdout).toContain("comparisons.parquet")
    const tables = readdirSync(join(folder, "for others/tables"))
    expect(tables).toContain("population.population-1-table.csv")
    expect(readFileSync(join(folder, "for others/tables/population.population-1-table.csv"), "utf8")).toContain(
      "Cohort"
    )
    const figures = readdirSync(join(folder, "for others/figures"))
    for (const name of figures.filter((one) => one.endsWith(".svg"))) {
      expect(readFileSync(join(folder, "for others/figures", name), "utf8")).toMatch(/^<svg/u)
      expect(figures).toContain(name.replace(/svg$/u, "vl.json"))
      const png = readFileSync(join(folder, "for others/figures", name.replace(/svg$/u, "png")))
      expect(png.subarray(0, 4).toString("latin1")).toBe("\u0089PNG")
    }
  })

  it("says what is wrong with findings that are none", async () => {
    const folder = temporaryFolder({ "findings.json": "{}" })
    const { code, stderr } = await fairward(folder, ["export", "findings.json"])
    expect(code).toBe(2)
    expect(stderr).toContain("findings.json")
  })
})
