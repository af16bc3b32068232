import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { auroc } from "../src/Auroc.ts"
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
