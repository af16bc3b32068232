import { ComparisonCharts } from "@fairward/charts"
import { ComparisonTables, ReportDocument } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import { comparedOf, everyoneOf, type Findings } from "./Findings.ts"
import { curvesView } from "./views/CurvesView.ts"
import { ratioView } from "./views/RatioView.ts"

const { heading, paragraph, score, strongly } = ReportDocument

/** A note for each reason. */
const leftOut = (findings: Findings): ReadonlyArray<ReportDocument.Block> =>
  [...Map.groupBy(findings.leftOut, ({ reason }) => reason)].map(([reason, left]) => ({
    _tag: "Caveat",
    severity: "note",
    text: [`Left out because ${reason}: ${left.map(({ metric }) => Metric.metricById.get(metric)!.title).join(", ")}.`]
  }))

/** The section of the report, from findings alone. */
export const report = (findings: Findings): ReportDocument.StageSection => {
  const compared = comparedOf(findings)
  const everyone = everyoneOf(findings)
  const boxes = {
    domains: ComparisonCharts.axisDomains(compared, [0, 1]),
    everyone,
    replicates: findings.replicates
  }
  return {
    id: "performance",
    title: "Model performance",
    blocks: [
      paragraph(
        "Metrics at a threshold count an alarm wherever the score is at least ",
        strongly(score(findings.threshold)),
        ". Every cohort is compared with its rest, the patients of the other categories of its grouping."
      ),
      ...leftOut(findings),
      ...ComparisonCharts.overviewBlocks(compared, findings, {
        figures: (grouping, only, differing) => [
          ...ComparisonCharts.intervalBlocks(only(compared), grouping, "the metric"),
          ...curvesView(findings, grouping, differing)
        ]
      })
    ],
    annex: [
      paragraph(ComparisonTables.significanceWords(findings)),
      heading(1, "performance-aggregated", "Aggregated views"),
      heading(2, "performance-summary", "Summary of metrics per grouping"),
      paragraph(
        "The macro-average is the plain mean over categories, so that small cohorts count as much as large ones. The minority category is the one with the fewest patients."
      ),
      ComparisonTables.summariesTable(compared, everyone),
      ...ratioView(compared),
      heading(2, "performance-top-cohorts", "Cohorts with the largest disparities"),
      paragraph(
        "For each metric the three cohorts with the largest delta among those that are significantly worse than their rest, or differ from it where neither direction is worse. An empty cell means that there is no further one."
      ),
      ComparisonTables.topCohortsTable(compared),
      heading(1, "performance-groupings", "Performance by grouping"),
      ...findings.groupings.flatMap((grouping) => [
        heading(2, `performance-${grouping.id}`, grouping.title),
        ComparisonTables.significanceSentence(compared, grouping),
        ...ComparisonCharts.boxBlocks(compared, grouping, boxes),
        ComparisonTables.significantTable(compared, grouping),
        ...ComparisonCharts.intervalBlocks(compared, grouping, "the metric"),
        ...curvesView(findings, grouping),
        ComparisonTables.comparisonTable(compared, grouping)
      ])
    ]
  }
}
