import { Comparison, Settings } from "@fairward/core"
import { CohortMetrics } from "@fairward/metrics"
import { Effect } from "effect"

export const judged = Effect.gen(function* () {
  const settings = yield* Settings.Settings
  const { contrasts, metrics } = yield* CohortMetrics.measure({
    metrics: ["recall", "auroc"],
    interpolation: "step",
    bins: 10,
    margin: 0.05,
    margins: { auroc: 0.03 },
    referencePrevalence: "fixed"
  })
  return Comparison.compare(contrasts, { ...settings, metrics: metrics.length })
})
