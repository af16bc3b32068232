import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { auroc, rocCurve } from "../src/Auroc.ts"
import { mannWhitney } from "../src/MannWhitney.ts"
import { expectNear } from "./oracle/Oracle.ts"
import { pointMetrics, rowsOf } from "./oracle/PointMetrics.ts"
import { copied, someRows, weighted } from "./Rows.ts"

describe("AUROC", () => {
  it.each(pointMetrics.cases)("agrees with scikit-learn: $name", (known) => {
    expectNear(auroc(rowsOf(known)), known.expected.auroc, "AUROC")
  })

  it("is the share of pairs that Mann-Whitney's U counts", () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const { score, label } = copied(rows)
        const positive = Float64Array.from(score).filter((_, i) => label[i] === 1)
        const negative = Float64Array.from(score).filter((_, i) => label[i] === 0)
        const test = mannWhitney(positive, negative, "greater", { minimum: 1 })
        if (test.estimable)
          expectNear(auroc(weighted(rows)), test.u / (positive.length * negative.length), "AUROC", 1e-14)
        else expect(auroc(weighted(rows))).toBeNaN()
      })
    )
  })

  it("is kept by a monotone transform of the scores, and reversed by a decreasing one", () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const ranked = rows.map((row) => ({ ...row, score: Math.round(row.score * 1000) / 1000 }))
        const original = auroc(weighted(ranked))
        expect(auroc(weighted(ranked.map((row) => ({ ...row, score: row.score ** 3 / 8 }))))).toEqual(original)
        const reversed = auroc(weighted(ranked.map((row) => ({ ...row, score: -row.score }))))
        if (Number.isNaN(original)) expect(reversed).toBeNaN()
        else expect(Math.abs(original + reversed - 1)).toBeLessThan(1e-14)
      })
    )
  })

  it("is not changed by counting every row twice", () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        expect(auroc(weighted(rows.map((row) => ({ ...row, copies: 2 * row.copies }))))).toEqual(auroc(weighted(rows)))
      })
    )
  })
})

describe("ROC curve", () => {
  it("runs from (0, 0) to (1, 1) and encloses the AUROC", () => {
    for (const known of pointMetrics.cases.filter(({ expected }) => expected.auroc !== null)) {
      const { threshold, fpr, recall } = rocCurve(rowsOf(known))
      const last = threshold.length - 1
      expect([threshold[0], fpr[0], recall[0], fpr[last], recall[last]]).toEqual([Number.POSITIVE_INFINITY, 0, 0, 1, 1])
      let area = 0
      for (let k = 1; k <= last; k++) area += ((fpr[k]! - fpr[k - 1]!) * (recall[k]! + recall[k - 1]!)) / 2
      expectNear(area, known.expected.auroc, known.name)
    }
  })

  it("has no coordinate for an empty class", () => {
    const curve = rocCurve({ score: Float64Array.of(0.1, 0.4), label: Uint8Array.of(1, 1) })
    expect(curve.fpr.every(Number.isNaN)).toBe(true)
    expect([...curve.recall]).toEqual([0, 0.5, 1])
  })
})
