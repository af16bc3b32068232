import { Comparison, Stage, Threshold } from "@fairward/core"
import { CohortMetrics } from "@fairward/metrics"
import { Quantile } from "@fairward/stats"
import { Effect } from "effect"
import type { Findings } from "./Findings.ts"
import type { Options } from "./Options.ts"

const finite = (value: number) => (Number.isFinite(value) ? value : null)

/** Measures every metric of every cohort against its rest, and judges the differences as one family. */
export const analyse = Effect.fn("Performance.analyse")(function* (options: Options) {
  const { audited } = yield* Stage.comparing("performance")
  const { value: threshold } = yield* Threshold.Threshold
  const { contrasts, curves, everyone, leftOut, metrics } = yield* CohortMetrics.measure(options)
  const comparisons = Comparison.compare(contrasts, {
    ...audited,
    metrics: metrics.length,
    minDelta: options.minDelta
  })
  const findings: Findings = {
    threshold,
    ...audited,
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
    curves,
    comparisons
  }
  return findings
})
