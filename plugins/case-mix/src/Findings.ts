import { ComparisonTables, Disclosure, type Measure } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import { Schema } from "effect"
import { MetricName } from "./Options.ts"

const { Count, Crossed, Estimate, Remark, setting } = Disclosure

/** Patients of a cohort with a part in a metric, by whether the rest has anybody like them. */
const Support = Schema.Struct({
  grouping: Schema.String,
  category: Schema.String,
  metric: MetricName,
  patients: Count,
  comparable: Crossed,
  /** In cells where the rest has too few. */
  alone: Crossed,
  /** An attribute is missing. */
  unknown: Crossed
})
export type Support = typeof Support.Type

/** The part of the crude difference that is not there like with like, 1 less the one over the other. */
const Explained = Schema.Struct({
  grouping: Schema.String,
  category: Schema.String,
  metric: MetricName,
  share: Estimate,
  /** Pointwise 95 % percentile interval. */
  low: Estimate,
  high: Estimate,
  /** Why there is none. */
  reason: Schema.optionalKey(Remark)
})
export type Explained = typeof Explained.Type

/** Patients by the levels of an attribute. */
const mixed = {
  attribute: Schema.String,
  levels: Schema.Array(Schema.Struct({ level: Schema.String, patients: Crossed }))
}

const Mix = Schema.Struct({ grouping: Schema.String, category: Schema.String, ...mixed })
export type Mix = Pick<typeof Mix.Type, "attribute" | "levels">

/** What the case mix stage found. */
export const Findings = Schema.Struct({
  ...ComparisonTables.comparedFields,
  metrics: Schema.Array(MetricName),
  leftOut: Schema.Array(Schema.Struct({ metric: MetricName, reason: Schema.String })),
  attributes: Schema.Array(Schema.Struct({ id: Schema.String, title: Schema.String })),
  /** By which of them the cohorts of each grouping are compared: not by what the grouping divides by. */
  within: Schema.Array(Schema.Struct({ grouping: Schema.String, attributes: Schema.Array(Schema.String) })),
  minimumComparable: setting(Schema.Int),
  /** One prediction a patient, so that metrics count patients and not steps. */
  isClassical: Schema.Boolean,
  support: Schema.Array(Support),
  explained: Schema.Array(Explained),
  mix: Schema.Array(Mix),
  everyone: Disclosure.everyone(Schema.Array(Schema.Struct(mixed)), "mix")
})
export type Findings = typeof Findings.Type

/** The measure of a metric like with like. */
export const standardisedId = (metric: MetricName): string => `${metric}:like_with_like`

export const measureIds = (metrics: ReadonlyArray<MetricName>): ReadonlyArray<string> =>
  metrics.flatMap((metric) => [metric, standardisedId(metric)])

const titles: Readonly<Record<string, string>> = {
  Missed: "Missed, like with like",
  "Missed in quiet": "Missed in quiet, like with like",
  "True alarms": "True alarms, like with like"
}

/**
 * What is compared. That a cohort differs from all of its rest is what other analyses judge: here it is where a difference
 * comes from.
 */
export const measuresOf = ({ metrics }: Pick<Findings, "metrics">): ReadonlyArray<Measure.Measure> =>
  metrics.flatMap((id): ReadonlyArray<Measure.Measure> => {
    const { harm, headline, sense, title, unit } = Metric.metricById.get(id)!
    const told = headline === undefined ? undefined : titles[headline.title]
    return [
      { id, title, sense, unit, harm: "sources" },
      {
        id: standardisedId(id),
        title: `${title}, like with like`,
        sense,
        unit,
        harm,
        ...(told === undefined ? {} : { headline: { ...headline!, title: told } })
      }
    ]
  })
