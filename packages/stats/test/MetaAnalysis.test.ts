import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import * as MetaAnalysis from "../src/MetaAnalysis.ts"
import { expectNear, expectNearAbsolute, readOracle } from "./oracle/Oracle.ts"

interface Ends {
  readonly low: number
  readonly high: number
}

interface Case {
  readonly name: string
  readonly differences: ReadonlyArray<number>
  readonly standardErrors: ReadonlyArray<number>
  readonly common: { readonly estimate: number; readonly standardError: number }
  readonly q: number
  readonly p: number
  readonly tau2: number
  readonly i2: number
  readonly random: Ends & { readonly estimate: number; readonly standardError: number }
  readonly prediction: Ends
}

/** Of the normal distribution, for intervals of 95 %. */
const reach = 1.959963984540054

describe("pooling", () => {
  it.each(readOracle<ReadonlyArray<Case>>("meta-analysis"))("agrees with metafor: $name", (known) => {
    const found = MetaAnalysis.pool(known.differences, known.standardErrors)
    const size = Math.max(...known.standardErrors)
    const near = (actual: number, expected: number, what: string) =>
      expectNearAbsolute(actual, expected, what, 1e-9 * size)
    near(found.common.estimate, known.common.estimate, "common mean")
    expectNear(found.common.standardError, known.common.standardError, "its error")
    expectNearAbsolute(found.heterogeneity.q, known.q, "Q", 1e-9 * Math.max(1, known.q))
    expectNear(found.heterogeneity.p, known.p, "p", 1e-8)
    expectNearAbsolute(found.heterogeneity.tau2, known.tau2, "tau^2", 1e-8 * size ** 2)
    expectNearAbsolute(found.heterogeneity.i2, known.i2, "I^2", 1e-8)
    near(found.random.estimate, known.random.estimate, "random mean")
    expectNear(found.random.standardError, known.random.standardError, "its error", 1e-8)
    const t = MetaAnalysis.studentReach(reach, known.differences.length - 1) * found.random.standardError
    expectNear(t, (known.random.high - known.random.low) / 2, "half of its interval", 1e-8)
    const { high, low } = known.prediction
    expectNear(MetaAnalysis.predictionReach(found, reach), (high - low) / 2, "half of where another is expected", 1e-8)
  })

  it("does not depend on the order of places, and follows unit and sign", () => {
    const places = FastCheck.array(
      FastCheck.record({
        d: FastCheck.double({ min: -1, max: 1, noNaN: true }),
        s: FastCheck.double({ min: 0.01, max: 1, noNaN: true })
      }),
      { minLength: 2, maxLength: 9 }
    )
    FastCheck.assert(
      FastCheck.property(places, (all) => {
        const of = (ones: typeof all, scale = 1) =>
          MetaAnalysis.pool(
            ones.map(({ d }) => scale * d),
            ones.map(({ s }) => Math.abs(scale) * s)
          )
        const [found, turned, scaled] = [of(all), of(all.toReversed()), of(all, -60)]
        expectNearAbsolute(turned.random.estimate, found.random.estimate, "in another order", 1e-9)
        expectNearAbsolute(scaled.random.estimate, -60 * found.random.estimate, "in another unit", 60e-9)
        expectNearAbsolute(scaled.heterogeneity.i2, found.heterogeneity.i2, "I^2", 1e-9)
        expect(found.random.standardError).toBeGreaterThanOrEqual(found.common.standardError * (1 - 1e-12))
        const ends = all.map(({ d }) => d)
        for (const { estimate } of [found.common, found.random]) {
          expect(estimate).toBeGreaterThanOrEqual(Math.min(...ends) - 1e-12)
          expect(estimate).toBeLessThanOrEqual(Math.max(...ends) + 1e-12)
        }
      })
    )
  })

  it.each([
    [[0.1], [0.1]],
    [
      [0.1, 0.2],
      [0.1, 0]
    ],
    [[0.1, 0.2], [0.1]],
    [
      [0.1, 0.2],
      [0.1, Number.NaN]
    ]
  ])("refuses %j with errors %j", (differences, errors) => {
    expect(() => MetaAnalysis.pool(differences, errors)).toThrow(RangeError)
  })
})

describe("the reach of Student's t", () => {
  /** scipy.stats.t.isf(scipy.stats.norm.sf(c), df). */
  it.each([
    [1.959963984540054, 2, 4.3026527299112765],
    [3.5, 5, 8.099030024047693],
    [4.5, 19, 6.131797780163087]
  ])("where a normal number reaches %f, with %i degrees of freedom", (c, df, known) => {
    expectNear(MetaAnalysis.studentReach(c, df), known, "reach", 1e-8)
  })
})
