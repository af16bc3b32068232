import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { cheapest, costsAlong, type ErrorCosts, errorCost } from "../src/Costs.ts"
import { exactSweep } from "../src/Sweep.ts"
import { targetOnSweep } from "../src/TargetRecall.ts"
import { everyone } from "./fixtures/Audits.ts"
import { datasetOf, type PatientSketch } from "./fixtures/Sketch.ts"

/** One prediction a patient: labels and scores. */
const classical = (patients: ReadonlyArray<readonly [label: 0 | 1, score: number]>) =>
  datasetOf({
    timestepMinutes: 60,
    horizonSteps: 0,
    patients: patients.map((step): PatientSketch => ({ category: "a", events: [], steps: [step] }))
  })

const repeated = <A>(count: number, one: A): ReadonlyArray<A> => Array.from({ length: count }, () => one)

/** The lesson's two models of 500 patients, 50 of them with sepsis. */
const modelOf = (falsePositives: number, falseNegatives: number) =>
  classical([
    ...repeated(450 - falsePositives, [0, 0.2] as const),
    ...repeated(falsePositives, [0, 0.8] as const),
    ...repeated(falseNegatives, [1, 0.2] as const),
    ...repeated(50 - falseNegatives, [1, 0.8] as const)
  ])

const costAt = (dataset: ReturnType<typeof classical>, threshold: number, costs: ErrorCosts) => {
  const { sides, stays } = everyone(dataset)
  const sweep = exactSweep(stays, sides, "step", threshold)
  return costsAlong(sweep, 0, costs)[sweep.thresholds.indexOf(threshold)]
}

describe("the cost of errors", () => {
  it("is 275,000 and 1,005,000 for the two models of the lesson", () => {
    const costs = { missed: 50_000, falseAlarm: 500 }
    expect(costAt(modelOf(50, 5), 0.5, costs)).toBe(275_000)
    expect(costAt(modelOf(10, 20), 0.5, costs)).toBe(1_005_000)
    expect(errorCost({ missed: 5, falseAlarms: 50 }, costs)).toBe(275_000)
    expect(errorCost({ missed: 20, falseAlarms: 10 }, costs)).toBe(1_005_000)
  })

  it("doubles when both costs double, and is not the same when they change places", () => {
    const costs = { missed: 50_000, falseAlarm: 500 }
    const swapped = { missed: 500, falseAlarm: 50_000 }
    const once = costAt(modelOf(50, 5), 0.5, costs)!
    expect(costAt(modelOf(50, 5), 0.5, { missed: 100_000, falseAlarm: 1000 })).toBe(2 * once)
    expect(costAt(modelOf(50, 5), 0.5, swapped)).toBe(2_502_500)
  })
})

const scored = fc.array(
  fc.tuple(
    fc.constantFrom(0 as const, 1 as const),
    fc.integer({ min: 0, max: 20 }).map((level) => level / 20)
  ),
  { minLength: 1, maxLength: 40 }
)

const anyCosts = fc.record({ missed: fc.integer({ min: 0, max: 9 }), falseAlarm: fc.integer({ min: 0, max: 9 }) })

const cheapestOf = (patients: ReadonlyArray<readonly [0 | 1, number]>, costs: ErrorCosts) => {
  const { sides, stays } = everyone(classical(patients))
  return cheapest(exactSweep(stays, sides, "step", 0.5), 0, costs)
}

describe("the cheapest threshold", () => {
  it("is the highest among all distinct scores, and never to alarm, that cost least", () => {
    fc.assert(
      fc.property(scored, anyCosts, (patients, costs) => {
        const thresholds = [Number.POSITIVE_INFINITY, ...new Set(patients.map(([, score]) => score))].toSorted(
          (a, b) => b - a
        )
        const costsOf = thresholds.map(
          (t) =>
            patients.filter(([label, score]) => label === 1 && score < t).length * costs.missed +
            patients.filter(([label, score]) => label === 0 && score >= t).length * costs.falseAlarm
        )
        const least = Math.min(...costsOf)
        const highest = thresholds[costsOf.indexOf(least)]!
        expect(cheapestOf(patients, costs)).toEqual({
          threshold: Number.isFinite(highest) ? highest : null,
          cost: least
        })
      })
    )
  })

  it("stays where it is when both costs double", () => {
    fc.assert(
      fc.property(scored, anyCosts, (patients, costs) => {
        const double = cheapestOf(patients, { missed: 2 * costs.missed, falseAlarm: 2 * costs.falseAlarm })
        const once = cheapestOf(patients, costs)
        expect(double).toEqual({ threshold: once.threshold, cost: 2 * once.cost })
      })
    )
  })

  it("catches all when false alarms cost nothing, and no threshold above it does", () => {
    fc.assert(
      fc.property(scored, (patients) => {
        const positives = patients.flatMap(([label, score]) => (label === 1 ? [score] : []))
        const { cost, threshold } = cheapestOf(patients, { missed: 1, falseAlarm: 0 })
        expect(cost).toBe(0)
        expect(threshold).toBe(positives.length === 0 ? null : Math.min(...positives))
      })
    )
  })

  it("is never to alarm when misses cost nothing", () => {
    expect(
      cheapestOf(
        [
          [1, 0.9],
          [0, 0.2]
        ],
        { missed: 0, falseAlarm: 1 }
      )
    ).toEqual({ threshold: null, cost: 0 })
  })
})

describe("a target recall on a sweep", () => {
  it("is reached by the highest threshold that reaches it", () => {
    const patients = [0.9, 0.8, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1].map((score) => [1, score] as const)
    const { sides, stays } = everyone(classical([...patients, [0, 0.95]]))
    const sweep = exactSweep(stays, sides, "step", 0.99)
    expect(targetOnSweep(sweep, 0, 0.9)).toEqual({ threshold: 0.2, reached: 0.9 })
    expect(targetOnSweep(sweep, 0, 0.25)).toEqual({ threshold: 0.8, reached: 0.3 })
    expect(targetOnSweep({ ...sweep, toCatch: Float64Array.of(20) }, 0, 0.9)).toEqual({ threshold: null, reached: 0.5 })
    expect(targetOnSweep({ ...sweep, toCatch: Float64Array.of(0) }, 0, 0.9)).toEqual({ threshold: null, reached: null })
  })
})
