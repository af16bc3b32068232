import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { npvFactor, precisionFactor, prevalence } from "../src/Prevalence.ts"
import { correctedNpv, correctedPrecision, npv, precision } from "../src/ThresholdMetrics.ts"
import { expectNear } from "./oracle/Oracle.ts"

describe("prevalence correction", () => {
  it("has the factors of a hand-worked example", () => {
    expect(prevalence(1, 3)).toBe(0.25)
    expectNear(precisionFactor(0.1, 0.25), 3 / 9, "precision")
    expectNear(npvFactor(0.25, 0.1), 3 / 9, "NPV")
    expectNear(precisionFactor(0.2, 0.2), 1, "own prevalence")
  })

  it("gives the precision and NPV of a cohort resampled to the reference prevalence", () => {
    const count = fc.integer({ min: 1, max: 500 })
    fc.assert(
      fc.property(count, count, count, count, fc.integer({ min: 1, max: 20 }), (tp, fp, tn, fn, copies) => {
        const counts = { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn }
        const own = prevalence(tp + fn, fp + tn)
        const enriched = { ...counts, truePositives: copies * tp, falseNegatives: copies * fn }
        const higher = prevalence(copies * (tp + fn), fp + tn)
        expectNear(correctedPrecision(counts, precisionFactor(own, higher)), precision(enriched), "precision")
        const diluted = { ...counts, trueNegatives: copies * tn, falsePositives: copies * fp }
        const lower = prevalence(tp + fn, copies * (fp + tn))
        expectNear(correctedNpv(counts, npvFactor(own, lower)), npv(diluted), "NPV")
      })
    )
  })

  it("is not estimable where a class is missing", () => {
    for (const none of [0, 1, Number.NaN]) {
      expect(precisionFactor(none, 0.2)).toBeNaN()
      expect(precisionFactor(0.2, none)).toBeNaN()
      expect(npvFactor(none, 0.2)).toBeNaN()
      expect(npvFactor(0.2, none)).toBeNaN()
    }
    expect(prevalence(0, 0)).toBeNaN()
  })
})
