import { AuditConfig, Comparison, ComparisonTables, Disclosure } from "@fairward/core"
import { Curves, Metric } from "@fairward/metrics"
import { Schema } from "effect"

const MetricName = Schema.Literals(Metric.metricIds)

/** What the performance stage found. */
export const Findings = Schema.Struct({
  threshold: Disclosure.Setting,
  significance: AuditConfig.Significance,
  level: Disclosure.Setting,
  verdictMinimum: Disclosure.setting(Schema.Int),
  replicates: Disclosure.setting(Schema.Int),
  interpolation: Schema.Literals(["step", "linear"]),
  metrics: Schema.Array(MetricName),
  leftOut: Schema.Array(Schema.Struct({ metric: MetricName, reason: Schema.String })),
  /** All test patients: corrected metrics have no meaning there and are left out. */
  everyone: Disclosure.everyone(
    Schema.Array(
      Schema.Struct({
        metric: MetricName,
        estimate: Disclosure.Estimate,
        low: Disclosure.Estimate,
        high: Disclosure.Estimate
      })
    ),
    "comparisons"
  ),
  groupings: Schema.Array(ComparisonTables.ComparedGrouping),
  curves: Schema.Array(Curves.Curve),
  comparisons: Schema.Array(Comparison.Comparison)
})
export type Findings = typeof Findings.Type

/** The findings as shared views read them. */
export const comparedOf = ({
  comparisons,
  groupings,
  level,
  metrics,
  significance
}: Findings): ComparisonTables.Compared => ({
  stage: "performance",
  metricTitle: "Metric",
  metrics: metrics.map((id) => Metric.metricById.get(id)!),
  groupings,
  comparisons,
  significance,
  level
})

/** Estimates of all test patients by metric. */
export const everyoneOf = ({ everyone }: Findings): ReadonlyMap<string, number | null> =>
  new Map(everyone.map(({ estimate, metric }) => [metric, estimate]))
