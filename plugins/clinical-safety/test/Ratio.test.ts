import { Dual } from "@fairward/metrics"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { f2Score } from "../src/Measures.ts"

const f2 = (precision: number, recall: number): number => {
  const [p, r] = Dual.Dual.variables([precision, recall])
  return f2Score(p!, r!).value
}

const count = fc.integer({ min: 1, max: 1000 })

describe("F2", () => {
  it("is 5 TP / (5 TP + 4 FN + FP): a miss weighs four times as much as a false alarm", () => {
    fc.assert(
      fc.property(count, count, count, (tp, fn, fp) => {
        expect(f2(tp / (tp + fp), tp / (tp + fn))).toBeCloseTo((5 * tp) / (5 * tp + 4 * fn + fp), 12)
      })
    )
  })

  it("is 0 where nothing is caught, and not estimable where there was nothing to catch or no alarm", () => {
    expect(f2(0, 0)).toBe(0)
    expect(f2(Number.NaN, 0)).toBeNaN()
    expect(f2(0, Number.NaN)).toBeNaN()
  })
})
