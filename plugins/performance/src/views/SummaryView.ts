import { ReportDocument } from "@fairward/core"
import type { Findings, GroupingFindings } from "../Findings.ts"
import { metricById } from "../Metric.ts"
import { categoryLabel, metricName } from "./Words.ts"

const { heading, paragraph } = ReportDocument

/** Per grouping and metric: mean over categories, the worst category, the category with the fewest patients. */
export const summaryView = (findings: Findings): ReadonlyArray<ReportDocument.Block> => [
  heading(2, "performance-summary", "Summary of metrics per grouping"),
  paragraph(
    "The macro-average is the plain mean over categories, so that small cohorts count as much as large ones. The minority category is the one with the fewest patients."
  ),
  ...findings.groupings.map((grouping): ReportDocument.Block => summaryTable(findings, grouping))
]

const summaryTable = (findings: Findings, grouping: GroupingFindings): ReportDocument.Block => {
  const minority = grouping.categories[grouping.minority]!
  return {
    _tag: "Table",
    id: `performance-summary-${grouping.id}`,
    caption: `${grouping.title}: summary of metrics; the minority category is ${minority.label} (${minority.patients} patients)`,
    columns: [
      { key: "metric", title: "Metric", type: { _tag: "text" }, width: 2 },
      { key: "everyone", title: "All patients", type: { _tag: "number", digits: 3 } },
      { key: "average", title: "Macro-average", type: { _tag: "number", digits: 3 } },
      { key: "worst", title: "Worst value", type: { _tag: "number", digits: 3 } },
      { key: "category", title: "Worst category", type: { _tag: "text" }, width: 1.6 },
      { key: "minority", title: "Minority category", type: { _tag: "number", digits: 3 } }
    ],
    rows: findings.metrics.map((metric) => summaryRow(findings, grouping, metric, minority.id))
  }
}

const summaryRow = (findings: Findings, grouping: GroupingFindings, metric: string, minority: string) => {
  const values = findings.comparisons
    .filter((one) => one.grouping === grouping.id && one.metric === metric)
    .flatMap(({ category, cohort }) => (cohort.estimate === null ? [] : [{ category, value: cohort.estimate }]))
  const lowIsWorst = metricById.get(metric)!.sense === "higher"
  const worst = values.reduce<(typeof values)[number] | undefined>(
    (found, one) =>
      found === undefined || (lowIsWorst ? one.value < found.value : one.value > found.value) ? one : found,
    undefined
  )
  const missing = grouping.categories.length - values.length
  const average = values.length === 0 ? null : values.reduce((sum, { value }) => sum + value, 0) / values.length
  return {
    metric: metricName(metric),
    everyone: findings.everyone.find((one) => one.metric === metric)?.estimate ?? null,
    average: missing === 0 ? average : { value: average, note: `${missing} not estimable` },
    worst: worst?.value ?? null,
    category: worst === undefined ? null : categoryLabel(grouping, worst.category),
    minority: values.find(({ category }) => category === minority)?.value ?? null
  }
}
