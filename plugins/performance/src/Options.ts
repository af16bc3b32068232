import { OptionFields } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import { Schema } from "effect"

const { margin, NotNegative, withDefault } = OptionFields

/** Plain bins are biased, so calibration is judged by these. */
const judgedCalibration: ReadonlyArray<Metric.MetricId> = ["calibration_in_the_large", "debiased_calibration_error"]

const [firstMetric, ...otherMetrics] = Metric.metrics
  .filter(({ byDefault, id }) => byDefault || judgedCalibration.includes(id))
  .map(({ id }) => id)

const MetricName = Schema.Literals(Metric.metricIds)

/** Options of the performance stage. */
export const Options = Schema.Struct({
  metrics: withDefault(
    Schema.NonEmptyArray(MetricName).annotate({
      description: "Metrics to report; default the fifteen of the paper, and calibration that can be judged"
    }),
    [firstMetric!, ...otherMetrics]
  ),
  interpolation: withDefault(
    Schema.Literals(["step", "linear"]).annotate({
      description: "Areas under precision-recall curves: average precision, or the optimistic trapezoid"
    }),
    "step"
  ),
  bins: withDefault(
    Schema.Int.check(Schema.isBetween({ minimum: 2, maximum: 100 })).annotate({ description: "Bins of calibration" }),
    10
  ),
  margin: margin(),
  margins: withDefault(
    Schema.Record(MetricName, Schema.optionalKey(NotNegative)).annotate({ description: "Margins of single metrics" }),
    {}
  ),
  minDelta: withDefault(
    NotNegative.annotate({ description: "Smallest difference that the paper's test may call significant" }),
    0
  ),
  referencePrevalence: withDefault(
    Schema.Literals(["fixed", "replicate"]).annotate({
      description: "Prevalence of corrected metrics: fixed on the whole split, or recomputed in each replicate"
    }),
    "fixed"
  )
})
export type Options = typeof Options.Type
