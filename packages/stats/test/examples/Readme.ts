import { Auroc, MannWhitney, MaxT, PrecisionRecall, Quantile, ThresholdMetrics } from "@fairward/stats"

const rows = {
  score: Float64Array.of(0.92, 0.8, 0.8, 0.35, 0.2, 0.1),
  label: Uint8Array.of(1, 1, 0, 0, 1, 0),
  weight: Uint8Array.of(1, 2, 1, 1, 0, 1)
}

export const counts = ThresholdMetrics.confusion(rows, 0.5)
export const precision = ThresholdMetrics.precision(counts)
export const auroc = Auroc.auroc(rows)
export const averagePrecision = PrecisionRecall.auprc(rows)

const cohort = Float64Array.from({ length: 100 }, (_, b) => 0.7 + 0.001 * (b % 10))
const rest = Float64Array.from({ length: 100 }, (_, b) => 0.705 + 0.001 * (b % 7))

export const box = Quantile.boxSummary(cohort)
export const test = MannWhitney.mannWhitney(cohort, rest, "less")

export const family = MaxT.simultaneousIntervals({
  difference: Float64Array.of(-0.01, 0.002),
  standardError: Float64Array.of(0.004, 0.004),
  replicateDifference: Float64Array.from(
    { length: 200 },
    (_, k) => (k < 100 ? -0.01 : 0.002) + 0.0001 * ((k * 37) % 101) - 0.005
  ),
  replicateStandardError: new Float64Array(200).fill(0.004)
})
