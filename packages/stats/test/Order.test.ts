import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { sortDescending } from "../src/Order.ts"

const stable = (scores: Float64Array) =>
  Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b)

/** The places that the scores had before. */
const orderOf = (scores: Float64Array) => {
  const order = Uint32Array.from(scores, (_, i) => i)
  sortDescending(scores, order)
  return Array.from(order)
}

const expectSorted = (scores: Float64Array) => {
  const expected = stable(scores)
  const sorted = scores.slice()
  expect(orderOf(sorted)).toEqual(expected)
  expect(Array.from(sorted)).toEqual(expected.map((i) => scores[i]! + 0))
}

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)

const unit = fc.double({ min: 0, max: 1, noNaN: true }).map(Math.abs)

describe("sortDescending", () => {
  it("sorts as a stable comparison sort does, for any scores in [0, 1]", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(unit, fc.constantFrom(0, 0.25, 0.5, 1, Number.MIN_VALUE)), { maxLength: 300 }),
        (values) => expectSorted(Float64Array.from(values))
      )
    )
  })

  it("sorts any finite scores, below 0 too", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(finite, fc.integer({ min: -20, max: 20 }), fc.constantFrom(-Number.MIN_VALUE, Number.MIN_VALUE, 0)),
          { maxLength: 300 }
        ),
        (values) => expectSorted(Float64Array.from(values))
      )
    )
    expectSorted(Float64Array.from([-Number.MAX_VALUE, 7, Number.MAX_VALUE, -1e-300, 0, -7, 20]))
  })

  it("tells apart scores that differ in the last bit only", () => {
    const scores = Float64Array.from({ length: 200 }, (_, i) => 0.3 + ((i * 37) % 200) * 2 ** -54)
    expect(new Set(scores).size).toBeGreaterThan(50)
    expectSorted(scores)
    expectSorted(scores.map((score) => -score))
  })

  it("sorts a part of a longer buffer, and leaves the rest", () => {
    const buffer = Float64Array.from([9, 0.1, 0.9, 0.5])
    expect(orderOf(buffer.subarray(1))).toEqual([1, 2, 0])
    expect(Array.from(buffer)).toEqual([9, 0.9, 0.5, 0.1])
  })

  it("takes negative zero for zero", () => {
    expect(orderOf(Float64Array.from([-0, 0, 0.1, -0]))).toEqual([2, 0, 1, 3])
  })

  it("refuses what is no score, and a payload of another length", () => {
    for (const score of [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]) {
      expect(() => orderOf(Float64Array.from([0.5, score]))).toThrow(RangeError)
    }
    expect(() => sortDescending(new Float64Array(2), new Uint32Array(3))).toThrow(RangeError)
  })
})
