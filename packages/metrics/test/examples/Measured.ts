import { Compute, Resamples } from "@fairward/core"
import { type LabelledSteps, StepMetrics } from "@fairward/metrics"
import { Effect } from "effect"

const bytes = (values: ReadonlyArray<number>) => {
  const array = new Uint8Array(new SharedArrayBuffer(values.length))
  array.set(values)
  return array
}

/** Three patients with four steps each. */
const steps: LabelledSteps.LabelledSteps = {
  offsets: Uint32Array.of(0, 4, 8, 12),
  label: Int8Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0),
  score: Float64Array.of(0.1, 0.3, 0.8, 0.9, 0.2, 0.6, 0.1, 0.4, 0.3, 0.2, 0.7, 0.1),
  eventOffsets: new Uint32Array(4),
  detectionScore: new Float64Array(0)
}

/** 0: lactate was measured within the last hours, 1: it was not. */
const measured = bytes([0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 1])

export const recall = Effect.gen(function* () {
  const metrics = yield* StepMetrics.measure({
    steps,
    divisions: [{ stepCategory: measured, reference: { highest: 0.5, lowest: 0.4 } }],
    categories: 2,
    pairs: [[1, 0]],
    groupings: [],
    within: [],
    threshold: 0.5,
    bins: 10,
    interpolation: "step",
    multiplicities: Resamples.multinomialMultiplicities(3, 1000, 42)
  })
  const withLactate = metrics.value(0, 0, "recall")
  const without = metrics.value(0, 1, "recall")
  return {
    withLactate: withLactate.estimate,
    without: without.estimate,
    difference: without.replicates.map((own, b) => own - withLactate.replicates[b]!),
    standardError: metrics.standardError(0, 0, "recall").estimate
  }
}).pipe(Effect.provide(Compute.Compute.layer(2)))
