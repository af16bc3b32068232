/** Every comparison, grouping by grouping. */
import { ComparisonTables, ReportDocument } from "@fairward/core"
import type { Findings, Told } from "../Findings.ts"
import { toldMeasures } from "../Findings.ts"

const { heading, paragraph } = ReportDocument

const digits = 3
const number = { _tag: "number", digits } as const

export const comparedOf = (findings: Findings, measures: ReadonlyArray<Told>): ComparisonTables.Compared => ({
  ...findings,
  stage: "model-comparison",
  metricTitle: "Metric",
  metrics: measures,
  comparisons: findings.comparisons.filter(({ metric }) => measures.some(({ id }) => id === metric))
})

const text = (key: string, title: string, width: number) =>
  ({ key, title, type: { _tag: "text" }, width, filter: true }) as const

const tableOf = (
  findings: Findings,
  grouping: ComparisonTables.ComparedGrouping,
  between: Told["between"]
): ReadonlyArray<ReportDocument.Block> => {
  const measures = toldMeasures(findings).filter((told) => told.between === between)
  const compared = comparedOf(findings, measures)
  const rows = measures.flatMap(({ id }) =>
    compared.comparisons
      .filter((one) => one.metric === id && one.grouping === grouping.id)
      .map((one) => ({
        metric: ComparisonTables.metricName(compared, id),
        category: ComparisonTables.categoryLabel(grouping, one.category),
        after: ComparisonTables.estimateCell(one, "cohort"),
        before: ComparisonTables.estimateCell(one, "rest"),
        ...ComparisonTables.judgementCells(one)
      }))
  )
  if (rows.length === 0) return []
  const only = findings.models.length === 1 ? findings.models[0] : undefined
  const isOfModels = between === "models"
  return [
    {
      _tag: "Table",
      id: `model-comparison-${between}-${grouping.id}`,
      caption: isOfModels
        ? `${grouping.title}: each cohort with ${only?.title ?? "each model"} and with ${findings.baseline.title}, on the same patients`
        : `${grouping.title}: by how much each cohort and its rest change from ${findings.baseline.title} to ${only?.title ?? "each model"}; the difference is by how much the disparity changes`,
      columns: [
        text("metric", "Metric", only === undefined ? 2.2 : 1.6),
        text("category", "Category", 1.4),
        { key: "after", title: isOfModels ? (only?.title ?? "Model") : "Change", type: number },
        { key: "before", title: isOfModels ? findings.baseline.title : "Change of rest", type: number },
        ...ComparisonTables.judgementColumns(compared, digits)
      ],
      rows
    }
  ]
}

export const annexBlocks = (findings: Findings): ReadonlyArray<ReportDocument.Block> => [
  paragraph(ComparisonTables.significanceWords(findings)),
  ...findings.groupings.flatMap((grouping) => [
    heading(1, `model-comparison-${grouping.id}`, grouping.title),
    ...tableOf(findings, grouping, "models"),
    ...tableOf(findings, grouping, "changes")
  ])
]
