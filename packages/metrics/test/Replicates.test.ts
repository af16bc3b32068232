import { Compute } from "@fairward/core"
import fc from "fast-check"
import { describe, expect, it, vi } from "vitest"
import type { MetricId } from "../src/Metric.ts"
import { type Case, cases, groupingsOf } from "./fixtures/Cases.ts"
import { inProcess, measured, sharedMultiplicities } from "./fixtures/Measuring.ts"
import { absoluteOf, expectNear } from "./fixtures/Near.ts"
import { datasetOf, groupingName } from "./fixtures/Sketch.ts"
import {
  cohortOf,
  drawnPatients,
  eventPatients,
  metricsOf,
  type Reference,
  referenceOf,
  restOf
} from "./fixtures/SlowMetrics.ts"

vi.setConfig({ testTimeout: 60_000 })

const expectMetric = (actual: number, expected: number, metric: MetricId, what: string) =>
  expectNear(actual, expected, `${metric} ${what}`, 1e-9, absoluteOf(metric))

const noReference: Reference = { highest: Number.NaN, lowest: Number.NaN }

const expectSlowValues = async (
  { referencePrevalence, replicates, setting, sketch, verdictMinimum }: Case,
  compute = inProcess(2)
) => {
  const test = sketch.patients.filter(({ train }) => train !== true)
  const { contrasts, everyone, metrics } = await measured({
    dataset: datasetOf(sketch),
    groupings: groupingsOf(sketch),
    threshold: setting.threshold,
    verdictMinimum,
    multiplicities: sharedMultiplicities(replicates.flat()),
    options: { bins: setting.bins, interpolation: setting.interpolation, referencePrevalence },
    compute
  })
  const drawn = [test, ...replicates.map((multiplicities) => drawnPatients(test, multiplicities))]
  const expectSide = (
    side: "cohort" | "rest",
    { category, metric }: (typeof contrasts)[number],
    actual: number,
    expected: Record<MetricId, number>,
    draw: number
  ) =>
    expectMetric(
      actual,
      expected[metric as MetricId],
      metric as MetricId,
      `of the ${side} ${category}, ${draw === 0 ? "split" : `replicate ${draw - 1}`}`
    )

  for (const [draw, patients] of drawn.entries()) {
    const all = metricsOf(patients, noReference, setting, draw > 0)
    metrics.forEach(({ id }, m) => {
      expectMetric(draw === 0 ? everyone[m]!.estimate : everyone[m]!.replicates[draw - 1]!, all[id], id, "of everyone")
    })
  }

  let compared = 0
  for (let g = 0; g < sketch.groupings; g++) {
    const own = contrasts.filter(({ grouping }) => grouping === groupingName(g))
    const categories = new Set(own.map(({ category }) => category))
    const fixed = referenceOf(test, g, setting, (cohort) => eventPatients(cohort, setting) >= verdictMinimum)
    for (const [draw, patients] of drawn.entries()) {
      const reference = referencePrevalence === "replicate" ? referenceOf(patients, g, setting, () => true) : fixed
      for (const category of categories) {
        const cohort = metricsOf(cohortOf(patients, g, category), reference, setting, draw > 0)
        const rest = metricsOf(restOf(patients, g, category), reference, setting, draw > 0)
        for (const contrast of own) {
          if (contrast.category !== category) continue
          const value = (side: "cohort" | "rest") =>
            draw === 0 ? contrast[side].estimate : contrast[side].replicates[draw - 1]!
          expectSide("cohort", contrast, value("cohort"), cohort, draw)
          expectSide("rest", contrast, value("rest"), rest, draw)
          if (!Number.isNaN(cohort[contrast.metric as MetricId])) compared++
        }
      }
    }
    const present = new Set(test.flatMap(({ categories: of }) => of[g] ?? []))
    expect(categories.size).toBe(present.size >= 2 ? present.size : 0)
  }
  return compared
}

describe("every metric of every replicate, of cohorts, rests and everyone", () => {
  it("equals the plain metric of the drawn patients' copied rows", async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(cases({ patients: 1, replicates: 40 }), async (one) => {
        compared += await expectSlowValues(one)
      }),
      { seed: 11, numRuns: 150 }
    )
    expect(compared).toBeGreaterThan(50_000)
  })

  it("is the same from the threads of Compute", async () => {
    const [one] = fc.sample(cases({ patients: 20, replicates: 40 }), { seed: 14, numRuns: 1 })
    expect(await expectSlowValues(one!, Compute.Compute.layer(2))).toBeGreaterThan(100)
  })
})
