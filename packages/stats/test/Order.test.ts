import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { descendingOrder } from "../src/Order.ts"

const stable = (scores: Float64Array) =>
  Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b)

const unit = fc.double({ min: 0, max: 1, noNaN: true })

describe("descendingOrder", () => {
  it("orders as a stable comparison sort does, for any scores in [0, 1]", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(unit, fc.constantFrom(0, 0.25, 0.5, 1, Number.MIN_VALUE)), { maxLength: 300 }), (values) => {
        const scores = Float64Array.from(values)
        expect(Array.from(descendingOrder(scores))).toEqual(stable(scores))
      })
    )
  })

  it("tells apart scores that differ in the last bit only", () => {
    const scores = Float64Array.from({ length: 200 }, (_, i) => 0.3 + ((i * 37) % 200) * 2 ** -54)
    expect(new Set(scores).size).toBeGreaterThan(50)
    expect(Array.from(descendingOrder(scores))).toEqual(stable(scores))
  })

  it("orders scores in a part of a longer buffer", () => {
    const scores = Float64Array.from([9, 0.1, 0.9, 0.5]).subarray(1)
    expect(Array.from(descendingOrder(scores))).toEqual([1, 2, 0])
  })

  it("takes negative zero for zero", () => {
    expect(Array.from(descendingOrder(Float64Array.from([-0, 0, 0.1, -0])))).toEqual([2, 0, 1, 3])
  })

  it("refuses what is no score", () => {
    for (const score of [Number.NaN, -0.1, 1.1, Number.POSITIVE_INFINITY]) {
      expect(() => descendingOrder(Float64Array.from([0.5, score]))).toThrow(RangeError)
    }
  })
})
