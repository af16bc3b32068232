import { AuditConfig, Comparison, Disclosure } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import { Schema } from "effect"

const MetricName = Schema.Literals(Metric.metricIds)

/** What a labelled step is: with a valid measurement, without one though the patient has some, or of a patient without any. */
export const StepCategory = Schema.Literals(["with_msrt", "missing_msrt", "no_msrt"])
export type StepCategory = typeof StepCategory.Type

const StepCounts = Schema.Struct({
  /** Labelled steps. */
  steps: Disclosure.StepsOrNone,
  positives: Disclosure.StepsOrNone,
  /** Patients with such a step. */
  patients: Disclosure.Count,
  /** Patients with a positive one. */
  positivePatients: Disclosure.Count
})

export const CohortImpact = Schema.Struct({
  variable: Schema.String,
  grouping: Schema.String,
  category: Schema.String,
  withMsrt: StepCounts,
  missingMsrt: StepCounts,
  metrics: Schema.Array(
    Schema.Struct({
      metric: MetricName,
      withMsrt: Disclosure.Share,
      missingMsrt: Disclosure.Share,
      /** missing_msrt minus with_msrt, and its pointwise 95 % percentile interval over the replicates. */
      difference: Disclosure.Share,
      low: Disclosure.Share,
      high: Disclosure.Share,
      reason: Schema.optionalKey(Disclosure.Remark)
    })
  )
})
export type CohortImpact = typeof CohortImpact.Type

/** What missing measurements were found to cost. */
export const ImpactFindings = Schema.Struct({
  significance: AuditConfig.Significance,
  level: Disclosure.Setting,
  verdictMinimum: Disclosure.setting(Schema.Int),
  replicates: Disclosure.setting(Schema.Int),
  interpolation: Schema.Literals(["step", "linear"]),
  metrics: Schema.Array(MetricName),
  /** Those that read a score as a probability, where scores are points. */
  leftOut: Schema.optionalKey(Schema.Array(MetricName)),
  variables: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      title: Schema.String,
      definesLabel: Schema.Boolean,
      /** Without no_msrt where the variable defines the label. */
      categories: Schema.Array(Schema.Struct({ id: StepCategory, ...StepCounts.fields }))
    })
  ),
  /** `grouping` is the variable, `category` missing_msrt or no_msrt, and the rest with_msrt. */
  comparisons: Schema.Array(Comparison.Comparison),
  /** Groupings within whose cohorts the impact was measured. */
  groupings: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      title: Schema.String,
      categories: Schema.Array(Schema.Struct({ id: Schema.String, label: Schema.String }))
    })
  ),
  cohorts: Schema.Array(CohortImpact)
})
export type ImpactFindings = typeof ImpactFindings.Type
