import { ComparisonTables, Disclosure } from "@fairward/core"
import { Curves, Metric } from "@fairward/metrics"
import { Schema } from "effect"

const MetricName = Schema.Literals(Metric.metricIds)

/** What the performance stage found. */
export const Findings = Schema.Struct({
  threshold: Disclosure.Setting,
  ...ComparisonTables.comparedFields,
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
  curves: Schema.Array(Curves.Curve)
})
export type Findings = typeof Findings.Type

/** What is compared. Missed steps head no column where there are events to miss. */
export const measuresOf = ({ metrics }: Findings): ReadonlyArray<Metric.Metric> =>
  metrics.map((id) => {
    const { headline, ...metric } = Metric.metricById.get(id)!
    const isRepeated = id === "recall" && metrics.includes("event_recall")
    return headline === undefined || isRepeated ? metric : { ...metric, headline }
  })

/** The findings as shared views read them. */
export const comparedOf = (findings: Findings): ComparisonTables.Compared => ({
  ...findings,
  stage: "performance",
  metricTitle: "Metric",
  metrics: measuresOf(findings)
})

/** Estimates of all test patients by metric. */
export const everyoneOf = ({ everyone }: Findings): ReadonlyMap<string, number | null> =>
  new Map(everyone.map(({ estimate, metric }) => [metric, estimate]))
