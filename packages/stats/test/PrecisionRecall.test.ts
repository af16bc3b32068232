import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { auprc, precisionRecallCurve } from "../src/PrecisionRecall.ts"
import { confusion, eventRecall, precision, recall } from "../src/ThresholdMetrics.ts"
import { expectNear, withMissing } from "./oracle/Oracle.ts"
import { pointMetrics, rowsOf } from "./oracle/PointMetrics.ts"
import { copied, someRows, weighted } from "./Rows.ts"

describe("area under the precision-recall curve", () => {
  it.each(pointMetrics.cases)("agrees with scikit-learn and with sums over thresholds: $name", (known) => {
    const rows = rowsOf(known)
    const { expected } = known
    const events = { score: withMissing(known.events) }
    const { factor } = pointMetrics
    const linear = { interpolation: "linear" } as const
    expectNear(auprc(rows), expected.auprcStep, "average precision")
    expectNear(auprc(rows, linear), expected.auprcLinear, "trapezoid")
    expectNear(auprc(rows, { factor }), expected.correctedStep, "corrected")
    expectNear(auprc(rows, { ...linear, factor }), expected.correctedLinear, "corrected, linear")
    expectNear(auprc(rows, { events }), expected.eventStep, "event")
    expectNear(auprc(rows, { ...linear, events }), expected.eventLinear, "event, linear")
    expectNear(auprc(rows, { events, factor }), expected.correctedEventStep, "corrected event")
    expectNear(auprc(rows, { ...linear, events, factor }), expected.correctedEventLinear, "corrected event, linear")
  })

  it("is the prevalence when all scores are equal, half way to 1 with linear interpolation", () => {
    const rows = { score: new Float64Array(10).fill(0.4), label: Uint8Array.of(1, 0, 0, 1, 0, 0, 0, 0, 0, 0) }
    expectNear(auprc(rows), 0.2, "step")
    expectNear(auprc(rows, { interpolation: "linear" }), 0.6, "linear")
  })

  it("is not estimable without positives, without events, or with a factor that is not", () => {
    const rows = { score: Float64Array.of(0.2, 0.3), label: Uint8Array.of(0, 0) }
    expect(auprc(rows)).toBeNaN()
    expect(auprc(rows, { events: { score: new Float64Array(0) } })).toBeNaN()
    expect(auprc({ ...rows, label: Uint8Array.of(0, 1) }, { factor: Number.NaN })).toBeNaN()
  })

  it("is the same for weighted and for copied rows and events", () => {
    const someEvents = fc.array(
      fc.tuple(
        fc.oneof(
          fc.nat(20).map((k) => k / 20),
          fc.constant(Number.NaN)
        ),
        fc.nat(2)
      )
    )
    fc.assert(
      fc.property(
        someRows,
        someEvents,
        fc.constantFrom("step" as const, "linear" as const),
        (rows, events, interpolation) => {
          const score = Float64Array.from(events, ([detection]) => detection)
          const weight = Uint8Array.from(events, ([, copies]) => copies)
          const copies = Float64Array.from(events.flatMap(([detection, count]) => Array<number>(count).fill(detection)))
          expect(auprc(weighted(rows), { interpolation })).toEqual(auprc(copied(rows), { interpolation }))
          expect(auprc(weighted(rows), { interpolation, events: { score, weight } })).toEqual(
            auprc(copied(rows), { interpolation, events: { score: copies } })
          )
        }
      )
    )
  })
})

describe("precision-recall curve", () => {
  it("has at each score the precision and recall of an alarm at that score", () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const data = weighted(rows)
        const events = { score: Float64Array.of(0.15, 0.5, Number.NaN, 0.87) }
        const curve = precisionRecallCurve(data)
        const byEvents = precisionRecallCurve(data, { events })
        curve.threshold.forEach((threshold, k) => {
          const counts = confusion(data, threshold)
          expect(curve.precision[k]).toEqual(precision(counts))
          expect(curve.recall[k]).toEqual(recall(counts))
          expect(byEvents.precision[k]).toEqual(precision(counts))
          expect(byEvents.recall[k]).toEqual(eventRecall(events.score, threshold))
        })
      })
    )
  })
})
