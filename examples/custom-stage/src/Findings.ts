import { ComparisonTables, Disclosure, type Measure } from "@fairward/core"
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
  ...ComparisonTables.comparedFields,
  margin: Disclosure.Setting,
  windows: Schema.Array(Window),
  /** Configured windows in which no step is labelled. */
  emptyWindows: Schema.Array(Window),
  everyone: Disclosure.everyone(Schema.Array(Level), "cohorts/levels"),
  cohorts: Schema.Array(
    Schema.Struct({
      grouping: Schema.String,
      category: Schema.String,
      /** Patients with a positive label in the window where they are fewest. */
      bearing: Disclosure.Least,
      levels: Schema.Array(Level)
    })
  )
})
export type Findings = typeof Findings.Type

export const excessMetric = ({ id }: Window): string => `excess_${id}`
export const driftMetric = ({ id }: Window): string => `drift_${id}`

const described = { sense: "none", unit: "share", harm: "risk" } as const

/** What is compared: the excess of every window, and its drift from the first to each later one. */
export const excessMeasure = (window: Window): Measure.Measure => ({
  ...described,
  id: excessMetric(window),
  title: `Excess at ${windowTitle(window)}`
})

export const driftMeasure = (window: Window): Measure.Measure => ({
  ...described,
  id: driftMetric(window),
  title: `Drift to ${windowTitle(window)}`
})

/** What is judged, as shared views read it: the excess in the first window, and the drift to each later one. */
export const comparedOf = (findings: Findings): ComparisonTables.Compared => {
  const [first, ...later] = findings.windows
  const metrics = [excessMeasure(first!), ...later.map(driftMeasure)]
  const judged = new Set(metrics.map(({ id }) => id))
  return {
    ...findings,
    stage: "score-drift",
    metricTitle: "Measure",
    metrics,
    comparisons: findings.comparisons.filter(({ metric }) => judged.has(metric)),
    bearing: {
      title: "patients with a positive label in one of the windows",
      count: (grouping, category) =>
        findings.cohorts.find((one) => one.grouping === grouping && one.category === category)?.bearing ?? 0
    }
  }
}
