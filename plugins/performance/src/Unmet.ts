import { type Dataset, Detection, type Stage } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import type { Options } from "./Options.ts"

/** Metrics of which these data can have none. */
export const unmet = ({ metrics }: Options, dataset: Dataset.DatasetShape): ReadonlyArray<Stage.Unmet> => {
  const hasEvents = Detection.evaluableEvents(dataset) !== undefined
  const reasons = metrics.map((id) => Metric.whyLeftOut(Metric.metricById.get(id)!, dataset, hasEvents))
  return reasons.includes(undefined)
    ? []
    : [
        {
          path: ["metrics"],
          message: `None of these can be had of these data: ${[...new Set(reasons)].join("; ")}. Name others, such as recall and auroc`
        }
      ]
}
