import { OptionFields } from "@fairward/core"
import { Schema } from "effect"

const { margin, NotNegative, withDefault } = OptionFields

/** Shares of events, steps or alarms: what a cell of patients has a value of, so that values of cells can be weighed. */
export const MetricName = Schema.Literals(["event_recall", "recall", "precision", "npv", "fpr"])
export type MetricName = typeof MetricName.Type

/** Options of the case mix stage. */
export const Options = Schema.Struct({
  metrics: withDefault(
    Schema.NonEmptyArray(MetricName).annotate({
      description: "Metrics in which cohorts are compared like with like; recall stands for event_recall without events"
    }),
    ["event_recall", "fpr"]
  ),
  minimumComparable: withDefault(
    Schema.Int.check(Schema.isBetween({ minimum: 2, maximum: 1000 })).annotate({
      description:
        "Patients of the rest that a cell needs, so that those of the cohort have somebody to be compared with"
    }),
    5
  ),
  margin: margin(),
  margins: withDefault(
    Schema.Record(MetricName, Schema.optionalKey(NotNegative)).annotate({ description: "Margins of single metrics" }),
    {}
  )
})
export type Options = typeof Options.Type
