import { Audit, type Dataset, ReportDocument } from "@fairward/core"
import { Fixture, Fixtures } from "@fairward/stage-kit"
import { Effect } from "effect"
import { compile, type TopLevelSpec } from "vega-lite"
import { describe, expect, it, vi } from "vitest"
import type { Findings } from "../src/Findings.ts"
import clinicalSafety from "../src/index.ts"

vi.setConfig({ testTimeout: 120_000 })

const pointsOf = (score: number) => Math.round(score * 20) - 4

/** In the same order, within [0, 1]. */
const shareOf = (points: number) => (points + 5) / 30

const datasetWith = (of: (points: number) => number, scale?: "points"): Dataset.DatasetShape => {
  const { dataset } = Fixtures.complete()
  const { predictions } = dataset
  return {
    ...dataset,
    ...(scale === undefined ? {} : { scale }),
    predictions: { ...predictions!, score: predictions!.score.map((score) => of(pointsOf(score))) }
  }
}

const run = async (dataset: Dataset.DatasetShape, threshold: number, options: unknown = {}) => {
  const base = Fixtures.complete()
  const outcome = await Effect.runPromise(
    Fixture.run(clinicalSafety, options, { ...base, dataset, settings: { ...base.settings, threshold } })
  )
  if (outcome._tag !== "Done") throw new Error(JSON.stringify(outcome))
  return { findings: outcome.findings as unknown as Findings, section: outcome.section }
}

const inOrder = (points: number) => points

describe("of points, clinical safety", () => {
  it("finds what it finds of probabilities in the same order, costs and tiers included", async () => {
    const tiers = (of: (points: number) => number) => [
      { name: "low", from: of(-5) },
      { name: "high", from: of(6) }
    ]
    const costs = { missed: 50, falseAlarm: 1, margin: 5 }
    const points = await run(datasetWith(inOrder, "points"), 4, { tiers: tiers(inOrder), costs })
    const shares = await run(datasetWith(shareOf), shareOf(4), { tiers: tiers(shareOf), costs })
    const { comparisons, everyone } = points.findings
    expect(comparisons).toEqual(shares.findings.comparisons)
    expect(everyone.counts).toEqual(shares.findings.everyone.counts)
    expect(everyone.tiers).toEqual(shares.findings.everyone.tiers)
    expect(everyone.cost.least).toEqual(shares.findings.everyone.cost.least)
    expect(shareOf(everyone.target.threshold!)).toBe(shares.findings.everyone.target.threshold)
    expect(everyone.target.precision).toEqual(shares.findings.everyone.target.precision)
  })

  it("leaves out net benefit and the tiers that are of probabilities, and says why", async () => {
    const { findings, section } = await run(datasetWith(inOrder, "points"), 4)
    expect(findings.netBenefit.p).toEqual([])
    expect(findings.tiers).toEqual([])
    expect(findings.comparisons.some(({ metric }) => metric.startsWith("risk_"))).toBe(false)
    const text = JSON.stringify(ReportDocument.allBlocks(section).filter(({ _tag }) => _tag === "Caveat"))
    expect(text).toContain("Net benefit is left out: it reads the threshold as a probability")
    expect(text).toContain("Tiers of risk are left out")
    // What a table without rows would say is not shown where it has some.
    const shown = JSON.stringify(
      ReportDocument.allBlocks(section).filter(({ _tag }) => _tag !== "Caveat"),
      (key, value) => (key === "empty" ? undefined : value)
    )
    expect(shown).not.toMatch(/net benefit|probability|tiers/iu)
    const charts = ReportDocument.allBlocks(section).flatMap((block) => (block._tag === "Chart" ? [block.spec] : []))
    expect(charts.length).toBeGreaterThan(2)
    for (const spec of charts) expect(() => compile(spec as unknown as TopLevelSpec)).not.toThrow()
    expect(JSON.stringify(charts)).toContain("Threshold in points")
  })

  it("asks for tiers in the unit of the scores", async () => {
    const unmet = async (tiers: unknown, dataset: Dataset.DatasetShape) => {
      const planned = await Effect.runPromise(
        Audit.plan([clinicalSafety], { stages: { "clinical-safety": { tiers } } })
      )
      return Audit.unmetByData(planned, dataset).map(({ message, path }) => `${path.join(".")}: ${message}`)
    }
    const inPoints = [
      { name: "low", from: 0 },
      { name: "high", from: 7 }
    ]
    expect(await unmet(inPoints, datasetWith(shareOf))).toEqual([
      "stages.clinical-safety.tiers.1.from: Expected a score between 0 and 1, got 7"
    ])
    expect(await unmet(inPoints, datasetWith(inOrder, "points"))).toEqual([
      "stages.clinical-safety.tiers.0.from: The first tier begins with 0, but the lowest score is -4: let it begin there"
    ])
  })
})
