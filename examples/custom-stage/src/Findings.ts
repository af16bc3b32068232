import { AuditConfig, Comparison, ComparisonTables, Disclosure } from "@fairward/core"
import { Schema } from "effect"
import { Window, windowTitle } from "./Windows.ts"

const { Count, Estimate } = Disclosure

/** Labelled steps of a cohort in one window, and the patients that they are of. */
export const Level = Schema.Struct({
  window: Schema.String,
  patients: Count,
  steps: Count,
  meanScore: Estimate,
  observedRisk: Disclosure.Share
})
export type Level = typeof Level.Type

export const Findings = Schema.Struct({
  significance: AuditConfig.Significance,
  level: Disclosure.Setting,
  verdictMinimum: Disclosure.setting(Schema.Int),
  replicates: Disclosure.setting(Schema.Int),
  margin: Disclosure.Setting,
  windows: Schema.Array(Window),
  /** Configured windows in which no step is labelled. */
  emptyWindows: Schema.Array(Window),
  everyone: Disclosure.everyone(Schema.Array(Level), "cohorts/levels"),
  groupings: Schema.Array(ComparisonTables.ComparedGrouping),
  cohorts: Schema.Array(
    Schema.Struct({
      grouping: Schema.String,
      category: Schema.String,
      /** Patients with a positive label in the window where they are fewest. */
      bearing: Disclosure.Least,
      levels: Schema.Array(Level)
    })
  ),
  /** Excess of every window, `excess_24h_48h`, and its drift since the first, `drift_24h_48h`. */
  comparisons: Schema.Array(Comparison.Comparison)
})
export type Findings = typeof Findings.Type

export const excessMetric = ({ id }: Window): string => `excess_${id}`
export const driftMetric = ({ id }: Window): string => `drift_${id}`

/** What is judged, as shared views read it: the excess in the first window, and the drift to each later one. */
export const comparedOf = (findings: Findings): ComparisonTables.Compared => {
  const [first, ...later] = findings.windows
  const metrics = [
    { id: excessMetric(first!), title: `Excess at ${windowTitle(first!)}`, sense: "none" as const },
    ...later.map((window) => ({
      id: driftMetric(window),
      title: `Drift to ${windowTitle(window)}`,
      sense: "none" as const
    }))
  ]
  const judged = new Set(metrics.map(({ id }) => id))
  return {
    stage: "score-drift",
    metricTitle: "Measure",
    metrics,
    groupings: findings.groupings,
    comparisons: findings.comparisons.filter(({ metric }) => judged.has(metric)),
    significance: findings.significance,
    level: findings.level,
    bearing: {
      title: "patients with a positive label in one of the windows",
      count: (grouping, category) =>
        findings.cohorts.find((one) => one.grouping === grouping && one.category === category)?.bearing ?? 0
    }
  }
}
