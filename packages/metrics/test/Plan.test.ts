import { Cohorts, Detection } from "@fairward/core"
import { Planning } from "@fairward/stats"
import { table } from "arquero"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { criticalValueOf, type Intended, plan } from "../src/Plan.ts"

/** Patients with an event in the first places of each category. */
const cohortsOf = (sizes: Readonly<Record<string, readonly [patients: number, withEvent: number]>>) => {
  const rows = Object.entries(sizes).flatMap(([category, [patients, withEvent]]) =>
    Array.from({ length: patients }, (_, i) => ({ category, hasEvent: i < withEvent }))
  )
  const offsets = new Uint32Array(rows.length + 1)
  rows.forEach(({ hasEvent }, i) => {
    offsets[i + 1] = offsets[i]! + Number(hasEvent)
  })
  const everyone = Uint32Array.from(rows.keys())
  const dataset = {
    timestepMinutes: 60,
    horizonSteps: 6,
    maxLengthSteps: Number.POSITIVE_INFINITY,
    patients: {
      count: rows.length,
      ids: rows.map((_, i) => String(i)),
      attributes: table({ unit: rows.map(({ category }) => category) }),
      splits: { test: everyone, train: everyone },
      isSplit: false
    },
    predictions: {
      offsets: new Uint32Array(rows.length + 1),
      step: new Int32Array(),
      label: new Int8Array(),
      score: new Float64Array()
    },
    events: {
      offsets,
      start: new Int32Array(offsets.at(-1)!).fill(9),
      stop: new Int32Array(offsets.at(-1)!).fill(10)
    },
    timeseries: undefined,
    attributions: undefined,
    files: [],
    notes: []
  }
  return Effect.runSync(
    Cohorts.derive(
      dataset,
      { groupings: { unit: { column: "unit" } }, minEventPatients: 1 },
      Detection.evaluableEvents(dataset)
    )
  )
}

const intended = (cohorts: Intended["cohorts"], more: Partial<Intended> = {}): Intended => ({
  cohorts,
  level: 0.95,
  verdictMinimum: 30,
  threshold: { metric: "event-recall", value: 0.8 },
  metrics: ["recall", "precision", "npv", "fpr", "event_recall", "auroc", "auprc"],
  marginOf: () => 0.05,
  assumed: { values: {}, designFactors: {} },
  ...more
})

const two = cohortsOf({ A: [400, 150], B: [600, 250] })

describe("a plan", () => {
  it("takes the target of the threshold for event recall, and margins of no more than a fifth of the rarer side", () => {
    const { assumptions } = plan(intended(two, { assumed: { values: { auroc: 0.9 }, designFactors: { recall: 0.3 } } }))
    const of = Object.fromEntries(assumptions.map((one) => [one.metric, one]))
    expect(of.event_recall).toMatchObject({ value: 0.8, from: "threshold", margin: 0.2 * (1 - 0.8) })
    expect(of.auroc).toMatchObject({ value: 0.9, from: "assumed" })
    expect(of.auroc!.margin).toBeCloseTo(0.02, 12)
    expect(of.recall).toMatchObject({ designFactor: 0.3, from: "default", margin: 0.05 })
  })

  it("counts a grouping of two once, and metrics of other classes not at all", () => {
    const { criticalValue, judgedCohorts, rates } = plan(intended(two))
    expect([judgedCohorts, rates]).toEqual([1, 6])
    expect(criticalValue).toBe(criticalValueOf(0.95, 1, 6))
    // Phi^-1(1 - 0.02 / 2) and Phi^-1(1 - 0.02 / 24) of scipy: one rate has the bound of a single metric.
    expect(criticalValueOf(0.95, 1, 1)).toBeCloseTo(2.3263478740408408, 12)
    expect(criticalValueOf(0.95, 12, 1)).toBeCloseTo(3.143980287069073, 12)
  })

  it("tells the difference that is seen with 80 % power, and for how many patients the margin is", () => {
    const { cohorts, criticalValue } = plan(intended(two, { difference: 0.15 }))
    const foreseen = cohorts[0]!.metrics.find(({ metric }) => metric === "event_recall")!
    const design = Planning.shareDesign({ share: 0.8, cohort: 150, rest: 250, designFactor: 1, sense: "higher" })
    expect(Planning.power(design, foreseen.detectable!, criticalValue)).toBeCloseTo(0.8, 9)
    const { cohort, rest } = foreseen.forDifference!
    expect(rest / cohort).toBeCloseTo(250 / 150, 2)
    const seen = (patients: number) => Planning.power(design, 0.15, criticalValue, patients / 150)
    expect(seen(cohort)).toBeGreaterThanOrEqual(0.8)
    expect(seen(cohort - 1)).toBeLessThan(0.8)
    expect(foreseen.forEquivalence!.cohort).toBeGreaterThan(foreseen.forMargin!.cohort)
  })

  it("says of a cohort that is too small how many patients it takes, at least the minimum, and leaves it out of the family", () => {
    const three = cohortsOf({ A: [400, 150], B: [600, 250], C: [40, 12] })
    const { cohorts, judgedCohorts } = plan(intended(three, { difference: 0.2 }))
    expect(judgedCohorts).toBe(2)
    expect(cohorts.map(({ isTooSmall }) => isTooSmall)).toEqual([false, false, true])
    const npv = cohorts[2]!.metrics.find(({ metric }) => metric === "npv")!
    expect(npv.detectable).toBeNull()
    expect(npv.forDifference!.cohort).toBe(30)
  })

  it("has no event recall where there are no events", () => {
    const everyone = { ...two.everyone, events: null }
    const { assumptions } = plan(intended({ ...two, everyone }))
    expect(assumptions.map(({ metric }) => metric)).not.toContain("event_recall")
  })

  it("takes precision and NPV from recall, FPR and labels where these are known", () => {
    const everyone = { ...two.everyone, steps: 1000, positives: 100, prevalence: 0.1 }
    const { assumptions } = plan(
      intended({ ...two, everyone }, { assumed: { values: { recall: 0.5, fpr: 0.1 }, designFactors: {} } })
    )
    const value = (id: string) => assumptions.find(({ metric }) => metric === id)!.value
    // Of 1,000 steps 50 of 100 positive and 90 of 900 negative ones have an alarm.
    expect(value("precision")).toBeCloseTo(50 / 140, 12)
    expect(value("npv")).toBeCloseTo(810 / 860, 12)
  })
})
