import { AuditConfig, Comparison } from "@fairward/core"
import { Schema } from "effect"
import { Curve } from "./Curves.ts"
import { metricIds } from "./Metric.ts"

const MetricName = Schema.Literals(metricIds)

const Estimate = Schema.NullOr(Schema.Finite)

export const GroupingFindings = Schema.Struct({
  id: Schema.String,
  title: Schema.String,
  categories: Schema.Array(
    Schema.Struct({ id: Schema.String, label: Schema.String, patients: Schema.Int, eventPatients: Schema.Int })
  ),
  /** Index of the category with the fewest patients. */
  minority: Schema.Int
})
export type GroupingFindings = typeof GroupingFindings.Type

/** What the performance stage found. */
export const Findings = Schema.Struct({
  threshold: Schema.Finite,
  significance: AuditConfig.Significance,
  level: Schema.Finite,
  verdictMinimum: Schema.Int,
  replicates: Schema.Int,
  interpolation: Schema.Literals(["step", "linear"]),
  metrics: Schema.Array(MetricName),
  leftOut: Schema.Array(Schema.Struct({ metric: MetricName, reason: Schema.String })),
  /** All test patients: corrected metrics have no meaning there and are left out. */
  everyone: Schema.Array(
    Schema.Struct({
      metric: MetricName,
      estimate: Estimate,
      low: Estimate,
      high: Estimate
    })
  ),
  groupings: Schema.Array(GroupingFindings),
  curves: Schema.Array(Curve),
  comparisons: Schema.Array(Comparison.Comparison)
})
export type Findings = typeof Findings.Type
