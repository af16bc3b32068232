import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { sweep } from "../src/ScoredRows.ts"
import { copied, someRows, weighted } from "./Rows.ts"

describe("sweep", () => {
  it("counts a hand-worked table", () => {
    const rows = {
      score: Float64Array.of(0.2, 0.9, 0.2, 0.5, 0.7, Number.NaN, 0.3),
      label: Uint8Array.of(1, 1, 0, 0, 255, 1, 1),
      weight: Uint8Array.of(2, 1, 3, 1, 1, 1, 0)
    }
    expect(sweep(rows)).toEqual({
      threshold: Float64Array.of(0.9, 0.5, 0.2),
      truePositives: Float64Array.of(1, 1, 3),
      falsePositives: Float64Array.of(0, 1, 4),
      positives: 3,
      negatives: 4
    })
  })

  it("gives the same for weighted and for copied rows, in any order", () => {
    fc.assert(
      fc.property(
        someRows.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
        ([rows, shuffled]) => {
          expect(sweep(weighted(rows))).toEqual(sweep(copied(rows)))
          expect(sweep(weighted(shuffled))).toEqual(sweep(weighted(rows)))
        }
      )
    )
  })

  it("takes -0 and 0 as one score", () => {
    expect(sweep({ score: Float64Array.of(-0, 0), label: Uint8Array.of(1, 0) }).threshold.length).toBe(1)
  })

  it("reads 32-bit scores", () => {
    const counts = sweep({ score: Float32Array.of(0.5, 0.25), label: Int8Array.of(1, -1) })
    expect(counts.threshold).toEqual(Float64Array.of(0.5))
  })

  it("refuses columns of different lengths", () => {
    const score = Float64Array.of(0.1, 0.2)
    expect(() => sweep({ score, label: Uint8Array.of(1) })).toThrow("label: expected 2 elements, found 1")
    expect(() => sweep({ score, label: Uint8Array.of(1, 0), weight: Uint8Array.of(1) })).toThrow("weight")
  })
})
