import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Metrics from "../src/ThresholdMetrics.ts"
import { expectNear, withMissing } from "./oracle/Oracle.ts"
import { pointMetrics, rowsOf } from "./oracle/PointMetrics.ts"
import { copied, someRows, weighted } from "./Rows.ts"

describe("metrics at a threshold", () => {
  it.each(pointMetrics.cases)("agree with scikit-learn: $name", (known) => {
    const rows = rowsOf(known)
    const events = withMissing(known.events)
    for (const at of known.expected.thresholds) {
      const counts = Metrics.confusion(rows, at.threshold)
      const { truePositives, falsePositives, trueNegatives, falseNegatives } = counts
      expect([truePositives, falsePositives, trueNegatives, falseNegatives]).toEqual(at.counts)
      expectNear(Metrics.recall(counts), at.recall, `recall at ${at.threshold}`)
      expectNear(Metrics.precision(counts), at.precision, `precision at ${at.threshold}`)
      expectNear(Metrics.npv(counts), at.npv, `NPV at ${at.threshold}`)
      expectNear(Metrics.fpr(counts), at.fpr, `FPR at ${at.threshold}`)
      expectNear(Metrics.correctedPrecision(counts, pointMetrics.factor), at.correctedPrecision, "corrected precision")
      expectNear(Metrics.correctedNpv(counts, pointMetrics.factor), at.correctedNpv, "corrected NPV")
      expectNear(Metrics.eventRecall(events, at.threshold), at.eventRecall, `event recall at ${at.threshold}`)
    }
    expectNear(Metrics.classScore(rows, 1), known.expected.positiveScore, "average score, positive")
    expectNear(Metrics.classScore(rows, 0), known.expected.negativeScore, "average score, negative")
  })

  it("are the same for weighted and for copied rows", () => {
    fc.assert(
      fc.property(someRows, fc.nat(20), (rows, twentieths) => {
        expect(Metrics.confusion(weighted(rows), twentieths / 20)).toEqual(
          Metrics.confusion(copied(rows), twentieths / 20)
        )
        const [a, b] = [Metrics.classScore(weighted(rows), 1), Metrics.classScore(copied(rows), 1)]
        if (Number.isNaN(a)) expect(b).toBeNaN()
        else expect(Math.abs(a - b)).toBeLessThan(1e-12)
      })
    )
  })

  it("count an event without detection score as missed, with its patient's multiplicity", () => {
    const detections = Float64Array.of(0.8, Number.NaN, 0.3)
    expect(Metrics.eventRecall(detections, 0)).toBe(2 / 3)
    expect(Metrics.eventRecall(detections, 0.3, Uint8Array.of(0, 3, 1))).toBe(1 / 4)
    expect(Metrics.eventRecall(detections, 0.3, Uint8Array.of(0, 0, 0))).toBeNaN()
  })

  it("leave rows without label or score out", () => {
    const counts = Metrics.confusion(
      { score: Float64Array.of(0.9, 0.9, Number.NaN), label: Uint8Array.of(1, 255, 0) },
      0.5
    )
    expect(counts).toEqual({ truePositives: 1, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 })
  })

  it("refuse a threshold that is not a number", () => {
    expect(() => Metrics.confusion({ score: new Float64Array(0), label: new Uint8Array(0) }, Number.NaN)).toThrow(
      "threshold"
    )
    expect(() => Metrics.eventRecall(new Float64Array(0), Number.NaN)).toThrow("threshold")
  })
})
