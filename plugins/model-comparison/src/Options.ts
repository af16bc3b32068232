import { OptionFields } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import { Schema } from "effect"

const { margin, NotNegative, withDefault } = OptionFields

/** Prevalence is the same for all models, so that correcting for it says nothing; what is not judged is not compared. */
const comparable = Metric.metrics
  .filter(
    ({ formula, id, judged }) =>
      judged === true && ("over" in formula || "area" in formula) && !id.startsWith("corrected")
  )
  .map(({ id }) => id)

export const MetricName = Schema.Literals(comparable)

/** Options of the model comparison stage. */
export const Options = Schema.Struct({
  metrics: withDefault(
    Schema.NonEmptyArray(MetricName).annotate({ description: "Metrics in which models are compared" }),
    ["event_recall", "recall", "precision", "fpr", "auroc"]
  ),
  interpolation: withDefault(
    Schema.Literals(["step", "linear"]).annotate({
      description: "Areas under precision-recall curves: average precision, or the optimistic trapezoid"
    }),
    "step"
  ),
  margin: margin(),
  margins: withDefault(
    Schema.Record(MetricName, Schema.optionalKey(NotNegative)).annotate({ description: "Margins of single metrics" }),
    {}
  )
})
export type Options = typeof Options.Type
