/**
 * Every comparison of steps without a valid measurement with those that have one, metric by variable: as intervals, and as
 * a table.
 */
import { Intervals } from "@fairward/charts"
import { Comparison, ComparisonTables, type ReportDocument } from "@fairward/core"
import type { ImpactFindings, StepCategory } from "./ImpactFindings.ts"
import {
  comparedCategories,
  digits,
  metricName,
  metricOf,
  occurringCategories,
  ofVariable,
  stepTitles,
  type Variable
} from "./names.ts"

type Block = ReportDocument.Block

const kinds: ReadonlyArray<StepCategory> = ["missing_msrt", "no_msrt"]

const panelOf = (findings: ImpactFindings, metric: string): Intervals.Panel => {
  const rows = findings.variables.flatMap((variable) =>
    occurringCategories(variable).flatMap(({ id: category }) => {
      const one = ofVariable(findings, variable, category).find((own) => own.metric === metric)
      if (one === undefined) return []
      const label = `${variable.title}: ${stepTitles[category].toLowerCase()}`
      const { difference, interval, margin, verdict } = one
      return [{ label, verdict, difference, interval, margin }]
    })
  )
  return { id: metric, title: metricName(metric), sense: metricOf(metric).sense, rows }
}

/** A panel a metric, a row a variable and kind of step. */
export const impactCharts = (findings: ImpactFindings): ReadonlyArray<Block> => {
  const panels = findings.metrics.map((metric) => panelOf(findings, metric))
  const figures = Intervals.intervals({
    panels,
    ownAxes: true,
    title: "Difference from steps with a valid measurement",
    sense: "none"
  })
  return figures.map(({ panels: shown, spec }, i, { length }) => ({
    _tag: "Chart",
    id: `missingness-impact-intervals-${i + 1}`,
    spec,
    caption: `What missing measurements cost: metrics of steps without a valid measurement minus those of steps with one, with simultaneous ${ComparisonTables.percentage(findings.level)} intervals; grey band: the margin within which a difference does not matter; each metric has its own axis${length === 1 ? "" : ` (${i + 1} of ${length})`}`,
    alt: `Differences with intervals of ${shown.map((id) => metricOf(id).title).join(", ")} for ${findings.variables.map(({ title }) => title).join(", ")}. The table of comparisons has the numbers.`
  }))
}

/** The metric without a valid measurement; of too few patients a reason says nothing that their number does not. */
const withoutCell = (one: Comparison.Comparison, variable: Variable, findings: ImpactFindings): ReportDocument.Cell => {
  const { positivePatients } = comparedCategories(variable).find(({ id }) => id === one.category)!
  if (one.cohort.estimate === null && positivePatients < findings.verdictMinimum) return null
  return Comparison.isSignificantlyWorse(one, findings.significance)
    ? { value: one.cohort.estimate, mark: "worse" }
    : ComparisonTables.estimateCell(one, "cohort")
}

/** Every comparison: a row a variable and metric, both kinds of steps beside each other. */
export const comparisonTable = (findings: ImpactFindings): Block => {
  const number = { _tag: "number", digits } as const
  const shown = kinds.filter((kind) =>
    findings.variables.some((variable) => occurringCategories(variable).some(({ id }) => id === kind))
  )
  return {
    _tag: "Table",
    id: "missingness-impact-comparisons",
    caption: `Every comparison of steps without a valid measurement with steps that have one: both values, the simultaneous ${ComparisonTables.percentage(findings.level)} interval of their difference, and the verdict; findings.json has the p-values`,
    columns: [
      { key: "variable", title: "Variable", type: { _tag: "text" }, width: 1.2, filter: true },
      { key: "metric", title: "Metric", type: { _tag: "text" }, width: 1.8, filter: true },
      { key: "with", title: stepTitles.with_msrt, type: number },
      ...shown.flatMap(
        (kind): ReadonlyArray<ReportDocument.Column> => [
          { key: kind, title: stepTitles[kind], type: number },
          { key: `${kind}-interval`, title: "Interval of difference", type: { _tag: "interval", digits }, width: 1.4 },
          { key: `${kind}-verdict`, title: "Verdict", type: { _tag: "verdict" }, width: 1.2 }
        ]
      )
    ],
    rows: findings.variables.flatMap((variable) =>
      findings.metrics.map((metric) => {
        const own = ofVariable(findings, variable).filter((one) => one.metric === metric)
        return {
          variable: variable.title,
          metric: metricName(metric),
          with: ComparisonTables.estimateCell(own[0]!, "rest"),
          ...Object.fromEntries(
            shown.flatMap((kind): ReadonlyArray<readonly [string, ReportDocument.Cell]> => {
              const one = own.find(({ category }) => category === kind)
              return [
                [kind, one === undefined ? null : withoutCell(one, variable, findings)],
                [`${kind}-interval`, one?.interval ? [one.interval.low, one.interval.high] : null],
                [`${kind}-verdict`, one?.verdict ?? ""]
              ]
            })
          )
        }
      })
    )
  }
}
