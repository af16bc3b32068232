import { ReportDocument } from "@fairward/core"
import type { Findings } from "./Findings.ts"
import { metricById } from "./Metric.ts"
import { axisDomains } from "./views/AxisDomains.ts"
import { groupingView } from "./views/GroupingView.ts"
import { keyFindings } from "./views/KeyFindings.ts"
import { ratioView } from "./views/RatioView.ts"
import { summaryView } from "./views/SummaryView.ts"
import { topCohortsView } from "./views/TopCohortsView.ts"
import { significanceWords } from "./views/Words.ts"

const { heading, paragraph } = ReportDocument

const leftOut = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  if (findings.leftOut.length === 0) return []
  const names = findings.leftOut.map(({ metric }) => metricById.get(metric)!.title).join(", ")
  return [
    {
      _tag: "Caveat",
      severity: "note",
      text: [`Left out because ${findings.leftOut[0]!.reason}: ${names}.`]
    }
  ]
}

const fewReplicates = (findings: Findings): ReadonlyArray<ReportDocument.Block> =>
  findings.replicates >= 1000
    ? []
    : [
        {
          _tag: "Caveat",
          severity: "warning",
          text: [
            `With ${findings.replicates} replicates intervals are shown without verdicts, and the simultaneous test marks nothing. Run at least 1,000.`
          ]
        }
      ]

/** The section of the report, from findings alone. */
export const report = (findings: Findings): ReportDocument.Section => {
  const domains = axisDomains(findings)
  return {
    id: "performance",
    title: "Model performance",
    blocks: [
      paragraph(
        "Metrics at a threshold count an alarm wherever the score is at least ",
        { strong: String(Number(findings.threshold.toPrecision(4))) },
        ". Every cohort is compared with its rest, the patients of the other categories of its grouping. ",
        significanceWords(findings)
      ),
      ...leftOut(findings),
      ...fewReplicates(findings),
      ...keyFindings(findings),
      heading(1, "performance-aggregated", "Aggregated views"),
      ...summaryView(findings),
      ...ratioView(findings),
      ...topCohortsView(findings),
      heading(1, "performance-groupings", "Performance by grouping"),
      ...findings.groupings.flatMap((grouping) => groupingView(findings, grouping, domains))
    ]
  }
}
