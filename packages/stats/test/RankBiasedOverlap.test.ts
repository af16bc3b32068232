import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { rankBiasedOverlap } from "../src/RankBiasedOverlap.ts"
import { expectNearAbsolute, readOracle } from "./oracle/Oracle.ts"

interface Case {
  name: string
  a: Array<number>
  b: Array<number>
  p: number
  depth: number
  truncated: number
  extrapolated: number
}

const items = (letters: string) => [...letters].map((letter) => letter.charCodeAt(0))

describe("rank-biased overlap", () => {
  it.each(readOracle<ReadonlyArray<Case>>("rank-biased-overlap"))("agrees with exact fractions: $name", (known) => {
    const { extrapolated, truncated } = rankBiasedOverlap(known.a, known.b, known)
    expectNearAbsolute(truncated, known.truncated, "truncated")
    expectNearAbsolute(extrapolated, known.extrapolated, "extrapolated")
  })

  it("of abcdefg and zcavwxy, Webber's example, has the agreements 0, 0, 2/3, 1/2, 2/5, 1/3, 2/7", () => {
    const a = items("abcdefg")
    const b = items("zcavwxy")
    const p = 0.9
    const agreements = [0, 0, 2 / 3, 1 / 2, 2 / 5, 1 / 3, 2 / 7]
    let byHand = 0
    agreements.forEach((agreement, i) => {
      byHand += 0.1 * p ** i * agreement
      const { extrapolated, truncated } = rankBiasedOverlap(a, b, { p, depth: i + 1 })
      expectNearAbsolute(truncated, byHand, `depth ${i + 1}`)
      expectNearAbsolute(extrapolated, byHand + p ** (i + 1) * agreement, `depth ${i + 1}, extrapolated`)
    })
    expectNearAbsolute(
      rankBiasedOverlap(a, b, { p: 0.5, depth: 4 }).truncated,
      (1 / 2) * (1 / 4) * (2 / 3) + 1 / 32,
      "p 1/2"
    )
  })

  it("of a ranking with itself is 1 - p^k, and 1 when extrapolated", () => {
    const own = Array.from({ length: 50 }, (_, i) => i)
    const { extrapolated, truncated } = rankBiasedOverlap(own, own, { depth: 15 })
    expectNearAbsolute(truncated, 1 - 0.935 ** 15, "truncated")
    expectNearAbsolute(extrapolated, 1, "extrapolated")
  })

  it("of rankings without a common item is 0", () => {
    expect(rankBiasedOverlap([1, 2], [3, 4])).toEqual({ truncated: 0, extrapolated: 0, depth: 2 })
  })

  it("at depth 1 asks only whether the first item is the same", () => {
    expect(rankBiasedOverlap([1, 2], [1, 3], { p: 0.5, depth: 1 })).toEqual({
      truncated: 0.5,
      extrapolated: 1,
      depth: 1
    })
    expect(rankBiasedOverlap([1, 2], [2, 1], { p: 0.5, depth: 1 })).toEqual({ truncated: 0, extrapolated: 0, depth: 1 })
  })

  it("compares as deep as the shorter ranking, and nothing of an empty one", () => {
    expect(rankBiasedOverlap([1, 2, 3], [1, 2, 3], { depth: 20 }).depth).toBe(3)
    expect(rankBiasedOverlap([], [1])).toEqual({ truncated: Number.NaN, extrapolated: Number.NaN, depth: 0 })
  })

  it("is symmetric, within its bounds, and the same under other names of the items", () => {
    const ranking = fc.shuffledSubarray(
      Array.from({ length: 12 }, (_, i) => i),
      { minLength: 12 }
    )
    fc.assert(
      fc.property(ranking, ranking, ranking, fc.integer({ min: 1, max: 15 }), (a, b, names, depth) => {
        const own = rankBiasedOverlap(a, b, { depth })
        expect(rankBiasedOverlap(b, a, { depth })).toEqual(own)
        expect(own.truncated).toBeLessThanOrEqual(1 - 0.935 ** own.depth + 1e-12)
        expect(own.extrapolated).toBeLessThanOrEqual(1 + 1e-12)
        const renamed = (list: ReadonlyArray<number>) => list.map((item) => names[item]!)
        expect(rankBiasedOverlap(renamed(a), renamed(b), { depth })).toEqual(own)
      })
    )
  })

  it("falls more by a swap at the head than by one further down", () => {
    const own = Array.from({ length: 20 }, (_, i) => i)
    const swapped = (at: number) => own.with(at, own[at + 1]!).with(at + 1, own[at]!)
    const overlaps = [0, 5, 15].map((at) => rankBiasedOverlap(own, swapped(at)).truncated)
    expect(overlaps).toEqual(overlaps.toSorted((a, b) => a - b))
    expect(new Set(overlaps).size).toBe(3)
  })

  it("refuses what is a bug of its caller", () => {
    expect(() => rankBiasedOverlap([1], [1], { p: 1 })).toThrow(RangeError)
    expect(() => rankBiasedOverlap([1], [1], { depth: 0 })).toThrow(RangeError)
    expect(() => rankBiasedOverlap([1, 1], [1, 2])).toThrow(RangeError)
    expect(() => rankBiasedOverlap([1, 2], [1, 1])).toThrow(RangeError)
  })
})
