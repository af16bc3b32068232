import { Cohorts, Comparison, Message, Resamples, Settings, Stage, Threshold } from "@fairward/core"
import { CohortMetrics } from "@fairward/metrics"
import { Quantile } from "@fairward/stats"
import { Effect } from "effect"
import type { Findings } from "./Findings.ts"
import type { Options } from "./Options.ts"

const finite = (value: number) => (Number.isFinite(value) ? value : null)

/** Measures every metric of every cohort against its rest, and judges the differences as one family. */
export const analyse = Effect.fn("Performance.analyse")(function* (options: Options) {
  const cohorts = yield* Cohorts.Cohorts
  const settings = yield* Settings.Settings
  const { replicates } = yield* Resamples.Resamples
  const { value: threshold } = yield* Threshold.Threshold
  if (cohorts.groupings.length === 0) {
    return yield* new Stage.StageSkipped({
      stage: "performance",
      reason: Message.of`no grouping has two categories with enough patients to compare`
    })
  }
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
    everyone: metrics
      .map((metric, i) => ({
        metric,
        estimate: everyone[i]!.estimate,
        box: Quantile.boxSummary(everyone[i]!.replicates)
      }))
      .filter(({ metric }) => !metric.id.startsWith("corrected"))
      .map(({ box, estimate, metric }) => ({
        metric: metric.id,
        estimate: finite(estimate),
        low: finite(box.low),
        high: finite(box.high)
      })),
    groupings: cohorts.groupings.map(({ categories, id, minority, title }) => ({
      id,
      title,
      minority,
      categories: categories.map((category) => ({
        id: category.id,
        label: category.label,
        patients: category.patients,
        eventPatients: category.eventPatients
      }))
    })),
    curves,
    comparisons
  }
  return findings
})
