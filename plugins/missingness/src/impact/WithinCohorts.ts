/** What missing measurements cost within each cohort, one row a cohort. */
import { ComparisonTables, type ReportDocument } from "@fairward/core"
import type { CohortImpact, ImpactFindings } from "./ImpactFindings.ts"
import { digits, metricName, metricOf, ofVariable, type Variable } from "./names.ts"

type Row = Readonly<Record<string, ReportDocument.Cell>>

const shownWithin = 3

/** The metrics of the table within cohorts, as many as fit beside each other. */
const metricsWithin = ({ metrics }: ImpactFindings) =>
  [...(["recall", "precision", "auroc"] as const).filter((id) => metrics.includes(id)), ...metrics]
    .filter((id, i, all) => all.indexOf(id) === i)
    .slice(0, shownWithin)

type Measured = CohortImpact["metrics"][number]

const excludesZero = ({ high, low }: Measured): boolean => low !== null && high !== null && (low > 0 || high < 0)

const differenceCell = (measured: Measured): ReportDocument.Cell => {
  const { difference, reason } = measured
  if (difference === null) return { value: null, ...(reason === undefined ? {} : { note: reason }) }
  return excludesZero(measured) ? { value: difference, mark: "strong" } : difference
}

const cellsOf = (measured: Measured): ReadonlyArray<readonly [string, ReportDocument.Cell]> => [
  [`${measured.metric}-with`, measured.withMsrt],
  [`${measured.metric}-without`, measured.missingMsrt],
  [measured.metric, differenceCell(measured)]
]

const everyoneRow = (findings: ImpactFindings, variable: Variable): Row => ({
  grouping: "All patients",
  cohort: "",
  ...Object.fromEntries(
    metricsWithin(findings).flatMap((metric) => {
      const { cohort, difference, rest } = ofVariable(findings, variable, "missing_msrt").find(
        (one) => one.metric === metric
      )!
      const reason = cohort.reason ?? rest.reason
      return cellsOf({
        metric,
        withMsrt: rest.estimate,
        missingMsrt: cohort.estimate,
        difference,
        low: null,
        high: null,
        ...(reason === undefined ? {} : { reason })
      })
    })
  )
})

/** Few patients with a positive step, without or with a valid measurement. */
const fewest = ({ missingMsrt, withMsrt }: CohortImpact): number =>
  Math.min(missingMsrt.positivePatients, withMsrt.positivePatients)

export const withinTable = (findings: ImpactFindings, variable: Variable): ReadonlyArray<ReportDocument.Block> => {
  const shown = metricsWithin(findings)
  const own = findings.cohorts.filter((one) => one.variable === variable.id)
  if (own.length === 0) return []
  const rows = findings.groupings.flatMap(({ categories, id, title }) =>
    categories.flatMap(({ id: category, label }) =>
      own
        .filter((one) => one.grouping === id && one.category === category)
        .map(
          (one): Row => ({
            grouping: title,
            cohort: fewest(one) < findings.verdictMinimum ? { value: label, note: `${fewest(one)} patients` } : label,
            ...Object.fromEntries(one.metrics.filter(({ metric }) => shown.includes(metric)).flatMap(cellsOf))
          })
        )
    )
  )
  const number = { _tag: "number", digits } as const
  return [
    {
      _tag: "Table",
      id: `missingness-impact-within-${variable.id}`,
      caption: `${variable.title}, within each cohort: ${shown.map((id) => metricOf(id).title).join(", ")} at steps with a valid measurement and without (none valid now), and without minus with; bold: its own ${ComparisonTables.percentage(0.95)} interval excludes 0`,
      columns: [
        { key: "grouping", title: "Grouping", type: { _tag: "text" }, width: 1.4, filter: true },
        { key: "cohort", title: "Cohort", type: { _tag: "text" }, width: 1.5, filter: true },
        ...shown.flatMap(
          (id): ReadonlyArray<ReportDocument.Column> => [
            { key: `${id}-with`, title: `${metricName(id)} with`, type: number, width: 0.9 },
            { key: `${id}-without`, title: "without", type: number, width: 0.9 },
            { key: id, title: "Difference", type: number, width: 0.9 }
          ]
        )
      ],
      rows: [everyoneRow(findings, variable), ...rows]
    }
  ]
}
