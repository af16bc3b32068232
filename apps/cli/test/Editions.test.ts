import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fairward } from "./support/command.ts"
import { config, writeData } from "./support/data.ts"
import { projectFiles, projectLinks, stagePackage, temporaryFolder } from "./support/project.ts"

const audited = async (settings: string) => {
  const folder = temporaryFolder(
    { ...projectFiles(["size", "@fairward/cli"]), ...stagePackage("size"), "fairward.yaml": config + settings },
    projectLinks
  )
  await writeData(folder)
  const { code } = await fairward(folder, ["audit", "--out", "out", "--format", "html"])
  expect(code).toBe(0)
  return folder
}

const reportOf = (folder: string, ...args: ReadonlyArray<string>) =>
  fairward(folder, ["report", "out/findings.json", ...args])

describe("fairward report", () => {
  it("writes the edition for a committee beside the full report, which stays", async () => {
    const folder = await audited("card: {funding: A grant}\n")
    const full = readFileSync(join(folder, "out/report.html"), "utf8")
    expect(full).toContain("A grant")
    const { code } = await reportOf(folder, "--edition", "committee", "--format", "html")
    expect(code).toBe(0)
    expect(readFileSync(join(folder, "out/report.html"), "utf8")).toBe(full)
    const committee = readFileSync(join(folder, "out/committee.html"), "utf8")
    expect(committee).toContain("Excerpt for a committee")
    expect(committee).toContain("A grant")
    expect(committee).not.toContain(">Provenance<")
  })

  it("draws the edition that the configuration asked for, and the full one on request", async () => {
    const folder = await audited("report: {edition: committee}\n")
    expect(readFileSync(join(folder, "out/report.html"), "utf8")).toContain("Excerpt for a committee")
    await reportOf(folder, "--edition", "full", "--format", "html")
    expect(readFileSync(join(folder, "out/report.html"), "utf8")).not.toContain("Excerpt for a committee")
  })

  it("names every text that the model card of CHAI lacks, writes none of it, and ends with 2", async () => {
    const folder = await audited("card: {funding: A grant}\n")
    const { code, stderr } = await reportOf(folder, "--card", "chai")
    expect(code).toBe(2)
    expect(stderr).toContain("ModelDeveloper  Missing in the configuration: card.developer.")
    expect(stderr).toContain("card.interpretation.fairness")
    expect(stderr).not.toContain("card.funding")
    expect(existsSync(join(folder, "out/model-card.xml"))).toBe(false)
  })

  it("writes the card where all are there", async () => {
    const folder = await audited("")
    const path = join(folder, "out/findings.json")
    const findings = JSON.parse(readFileSync(path, "utf8"))
    const needed =
      "developer contact releaseStage releaseDate availability summary workflow intendedUsers howToUse targetPopulation outOfScope risks knownBiases riskLevel outcome modelType inputs developmentPopulation fairnessMeasures monitoring funding stakeholders publications consent"
    const comparison = {
      grouping: "sex",
      category: "F",
      metric: "m",
      cohort: { estimate: 1 },
      difference: 1,
      interval: null,
      margin: null,
      verdict: "worse"
    }
    const measure = { id: "m", title: "M", sense: "lower", unit: "share", harm: "missed", headline: { title: "M" } }
    writeFileSync(
      path,
      JSON.stringify({
        ...findings,
        audit: {
          ...findings.audit,
          model: { name: "m", version: "1", intendedUse: "Warns" },
          thresholdBecause: "Enough",
          card: {
            ...Object.fromEntries(needed.split(" ").map((key) => [key, `the ${key}`])),
            interpretation: { usefulness: "u", fairness: "f", safety: "s" }
          }
        },
        stages: {
          other: {
            status: "done",
            title: "Other",
            goal: "g",
            version: "1",
            seconds: 1,
            measures: [measure],
            findings: { comparisons: [comparison], everyone: [{ metric: "m", estimate: 1 }] }
          }
        }
      })
    )
    const { code, stdout } = await reportOf(folder, "--card", "chai")
    expect(code).toBe(0)
    expect(stdout).toContain("Left out, since nothing is stated: card.regulatoryStatus")
    expect(readFileSync(join(folder, "out/model-card.xml"), "utf8")).toContain(
      "<ModelDeveloper>the developer</ModelDeveloper>"
    )
  })
})
