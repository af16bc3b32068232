import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { boxSummary, median, quantile, weightedMedian, weightedQuantile } from "../src/Quantile.ts"
import { expectNear, type Nullable, readOracle, withMissing } from "./oracle/Oracle.ts"

interface Oracle {
  shares: ReadonlyArray<number>
  plain: ReadonlyArray<{ name: string; values: Nullable; usable: number; quantiles: Nullable; median: number | null }>
  weighted: ReadonlyArray<{ values: Array<number>; weight: Array<number>; quantiles: Nullable; median: number | null }>
}

const oracle = readOracle<Oracle>("quantile")

describe("quantile", () => {
  it.each(oracle.plain)("agrees with numpy: $name", ({ values, usable, quantiles, median: middle }) => {
    const data = withMissing(values)
    oracle.shares.forEach((p, i) => {
      expectNear(quantile(data, p), quantiles[i]!, `quantile ${p}`)
    })
    expectNear(median(data), middle, "median")
    const box = boxSummary(data)
    expect(box.usable).toBe(usable)
    expectNear(box.low, quantiles[1]!, "low")
    expectNear(box.q1, quantiles[3]!, "q1")
    expectNear(box.median, middle, "median of the box")
    expectNear(box.q3, quantiles[6]!, "q3")
    expectNear(box.high, quantiles[8]!, "high")
  })

  it("leaves its input as it was", () => {
    const data = Float64Array.of(3, Number.NaN, 1)
    boxSummary(data)
    expect([...data]).toEqual([3, Number.NaN, 1])
  })

  it("refuses a share outside [0, 1]", () => {
    expect(() => quantile(Float64Array.of(1), 1.1)).toThrow(RangeError)
    expect(() => weightedQuantile(Float64Array.of(1), Uint8Array.of(1), Number.NaN)).toThrow(RangeError)
  })
})

describe("weighted quantile", () => {
  it("agrees with numpy on copied values", () => {
    for (const { values, weight, quantiles, median: middle } of oracle.weighted) {
      const data = Float64Array.from(values)
      const copies = Uint16Array.from(weight)
      oracle.shares.forEach((p, i) => {
        expectNear(weightedQuantile(data, copies, p), quantiles[i]!, `quantile ${p} of ${values.length}`)
      })
      expectNear(weightedMedian(data, copies), middle, "median")
    }
  })

  it("is the plain median of copied values, missing ones left out", () => {
    const observation = fc.tuple(
      fc.oneof(
        fc.integer({ min: -5, max: 5 }),
        fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
        fc.constant(Number.NaN)
      ),
      fc.nat(4)
    )
    fc.assert(
      fc.property(fc.array(observation), (observations) => {
        const values = Float64Array.from(observations, ([value]) => value)
        const weight = Uint8Array.from(observations, ([, copies]) => copies)
        const copied = Float64Array.from(observations.flatMap(([value, copies]) => Array<number>(copies).fill(value)))
        // Which of 0 and -0 stands in the middle is not defined.
        expect(weightedMedian(values, weight) + 0).toEqual(median(copied) + 0)
      })
    )
  })

  it("refuses weights of another length", () => {
    expect(() => weightedMedian(Float64Array.of(1, 2), Uint8Array.of(1))).toThrow("expected 2 elements, found 1")
  })
})
