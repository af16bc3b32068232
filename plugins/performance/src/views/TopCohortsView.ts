import { type Comparison, ReportDocument } from "@fairward/core"
import type { Findings } from "../Findings.ts"
import { categoryLabel, inProse, metricName, worseByDelta } from "./Words.ts"

const { heading, paragraph } = ReportDocument

/** Per metric the three cohorts with the largest delta among the significantly worse. */
export const topCohorts = (findings: Findings, metric: string): ReadonlyArray<Comparison.Comparison> =>
  worseByDelta(
    findings.comparisons.filter((one) => one.metric === metric),
    findings
  ).slice(0, 3)

/** The table of the three largest disparities per metric. */
export const topCohortsView = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const cell = (comparison: Comparison.Comparison | undefined) => {
    if (comparison === undefined) return ""
    const grouping = findings.groupings.find(({ id }) => id === comparison.grouping)!
    return `${categoryLabel(grouping, comparison.category)} (${inProse(comparison.delta!)})`
  }
  return [
    heading(2, "performance-top", "Cohorts with the largest disparities"),
    paragraph(
      "For each metric the three cohorts with the largest delta among those that are significantly worse than their rest. An empty cell means that no further cohort is significantly worse."
    ),
    {
      _tag: "Table",
      id: "performance-top-table",
      caption: "Largest disparities per metric: cohort and, in parentheses, delta",
      columns: [
        { key: "metric", title: "Metric", type: { _tag: "text" }, width: 1.6 },
        { key: "first", title: "First", type: { _tag: "text" }, width: 1.5 },
        { key: "second", title: "Second", type: { _tag: "text" }, width: 1.5 },
        { key: "third", title: "Third", type: { _tag: "text" }, width: 1.5 }
      ],
      rows: findings.metrics.map((metric) => {
        const [first, second, third] = topCohorts(findings, metric)
        return { metric: metricName(metric), first: cell(first), second: cell(second), third: cell(third) }
      })
    }
  ]
}
