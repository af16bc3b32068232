import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { findings, stored } from "@fairward/fixtures/Findings"
import { describe, expect, it } from "vitest"
import { fairward } from "./support/command.ts"
import { temporaryFolder } from "./support/project.ts"

const side = (estimate: number) => ({
  estimate,
  median: estimate,
  q1: estimate,
  q3: estimate,
  low: estimate,
  high: estimate,
  replicates: 1000,
  bearing: 100
})

const comparison = (category: string, difference: number, margin: number) => ({
  grouping: "sex",
  category,
  metric: "event_recall",
  sense: "higher",
  cohort: side(0.8 + difference),
  rest: side(0.8),
  difference,
  delta: Math.abs(difference),
  direction: null,
  mannWhitney: { p: 0.5, alpha: 0.001, significant: false },
  interval: {
    low: difference - 0.06,
    high: difference + 0.06,
    level: 0.95,
    adjustedP: 0.5,
    joint: { family: "rates", share: 0.4, standardError: 0.02, criticalValue: 3 }
  },
  detectable: 0.1,
  margin,
  verdict: "inconclusive"
})

const audit = (difference: number, hash: string, level = 0.95) => {
  const found = findings(
    {
      performance: stored({
        title: "Performance",
        status: "done",
        measures: [
          {
            id: "event_recall",
            title: "Event recall",
            sense: "higher",
            unit: "share",
            harm: "missed",
            headline: { title: "Missed" }
          }
        ],
        findings: { comparisons: [comparison("F", difference, 0.05), comparison("M", -difference, 0.05)] }
      })
    },
    { level }
  )
  const [input] = found.provenance.inputs
  const inputs = [{ ...input!, sha256: hash.repeat(64) }]
  return JSON.stringify({
    ...found,
    audit: { ...found.audit, dataset: { ...found.audit.dataset, notes: [] }, groupings: groupings(found) },
    provenance: { ...found.provenance, inputs }
  })
}

const groupings = ({ audit }: ReturnType<typeof findings>) => audit.groupings.map((one) => ({ ...one, dropped: [] }))

describe("fairward compare", () => {
  const files = { "may.json": audit(0, "a"), "june.json": audit(-0.3, "b") }

  it("says who fell back, and writes nothing without --out", async () => {
    const folder = temporaryFolder(files)
    const { code, stderr, stdout } = await fairward(folder, ["compare", "may.json", "june.json"])
    expect(stderr).toBe("")
    expect(code).toBe(0)
    expect(stdout.replaceAll("\u00a0", " ")).toContain(
      "Female (Sex) fell back against its rest by more than the margin"
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

  it("exits 2 on audits that cannot be compared, and says why and what to do", async () => {
    const folder = temporaryFolder({ ...files, "other.json": audit(0, "c", 0.9) })
    const { code, stderr } = await fairward(folder, ["compare", "may.json", "other.json"])
    expect(code).toBe(2)
    expect(stderr).toContain("Intervals hold with 0.95 in one and with 0.9 in the other.")
    expect(stderr).toContain("Audit one of them again")
  })
})
