import { Comparison, ComparisonTables, Resamples, Settings, Stage, Threshold } from "@fairward/core"
import { CohortMetrics } from "@fairward/metrics"
import { Quantile } from "@fairward/stats"
import { Effect } from "effect"
import type { Findings } from "./Findings.ts"
import type { Options } from "./Options.ts"

const finite = (value: number) => (Number.isFinite(value) ? value : null)

/** Measures every metric of every cohort against its rest, and judges the differences as one family. */
export const analyse = Effect.fn("Performance.analyse")(function* (options: Options) {
  const groupings = yield* Stage.comparableGroupings("performance")
  const settings = yield* Settings.Settings
  const { replicates } = yield* Resamples.Resamples
  const { value: threshold } = yield* Threshold.Threshold
  const { contrasts, curves, everyone, leftOut, metrics } = yield* CohortMetrics.measure(options)
  const comparisons = Comparison.compare(contrasts, {
    ...settings,
    metrics: metrics.length,
    minDelta: options.minDelta
  })
  const findings: Findings = {
    threshold,
    ...settings,
    replicates,
    interpolation: options.interpolation,
    metrics: metrics.map(({ id }) => id),
    leftOut: leftOut.map(({ metric, reason }) => ({ metric: metric.id, reason })),
    everyone: metrics.flatMap(({ id }, i) => {
      const { estimate, replicates: values } = everyone[i]!
      const { high, low } = Quantile.boxSummary(values)
      return id.startsWith("corrected")
        ? []
        : [{ metric: id, estimate: finite(estimate), low: finite(low), high: finite(high) }]
    }),
    groupings: ComparisonTables.comparedGroupings(groupings),
    curves,
    comparisons
  }
  return findings
})
