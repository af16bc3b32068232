import { Metric } from "@fairward/metrics"
import { Effect, Schema } from "effect"

const withDefault = <S extends Schema.Top>(schema: S, value: S["Encoded"]) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value)))

const [firstMetric, ...otherMetrics] = Metric.metrics.filter(({ byDefault }) => byDefault).map(({ id }) => id)

const MetricName = Schema.Literals(Metric.metricIds)

const NotNegative = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))

/** Options of the performance stage. */
export const Options = Schema.Struct({
  metrics: withDefault(
    Schema.NonEmptyArray(MetricName).annotate({ description: "Metrics to report; default the fifteen of the paper" }),
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
  margin: withDefault(
    NotNegative.annotate({ description: "A difference beyond this is material, one inside it equivalent" }),
    0.05
  ),
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
