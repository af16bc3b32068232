import { ReportDocument } from "@fairward/core"
import type { Findings, GroupingFindings } from "../Findings.ts"
import { categoryLabel, comparisonsOf, inProse, metricTitle, worseByDelta } from "./Words.ts"

const { heading, paragraph } = ReportDocument

interface CohortRatio {
  readonly grouping: GroupingFindings
  readonly category: string
  readonly ratio: number
}

const ratiosOf = (findings: Findings, grouping: GroupingFindings): ReadonlyArray<CohortRatio> =>
  grouping.categories.map(({ id }) => {
    const own = comparisonsOf(findings, grouping.id, id)
    return { grouping, category: id, ratio: worseByDelta(own, findings).length / own.length }
  })

const worstSentence = (findings: Findings, name: string, ratios: ReadonlyArray<CohortRatio>): ReportDocument.Block => {
  const overall = new Set(ratios.map(({ grouping }) => grouping.id)).size > 1
  const label = (grouping: GroupingFindings, category: string) =>
    overall ? `${categoryLabel(grouping, category)} (${grouping.title})` : categoryLabel(grouping, category)
  const worst = ratios.reduce((found, one) => (one.ratio > found.ratio ? one : found))
  const [largest] = worseByDelta(
    findings.comparisons.filter((one) => ratios.some(({ grouping }) => grouping.id === one.grouping)),
    findings
  )
  if (worst.ratio === 0 || largest === undefined) {
    return paragraph({ strong: `${name}: ` }, "no metric is significantly worse in any category.")
  }
  const of = findings.groupings.find(({ id }) => id === largest.grouping)!
  return paragraph(
    { strong: `${name}: ` },
    "worst ratio ",
    { strong: `${(worst.ratio * 100).toFixed(1)} %` },
    ` of the metrics, for ${label(worst.grouping, worst.category)}; worst delta `,
    { strong: inProse(largest.delta!) },
    ` in ${metricTitle(largest.metric)}, for ${label(of, largest.category)}.`
  )
}

/** Per category the share of metrics that are significantly worse than in the rest; the worst share and delta in words. */
export const ratioView = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const all = findings.groupings.flatMap((grouping) => ratiosOf(findings, grouping))
  return [
    heading(2, "performance-ratios", "Share of significantly worse metrics"),
    worstSentence(findings, "Over all groupings", all),
    ...findings.groupings.flatMap((grouping) => {
      const own = ratiosOf(findings, grouping)
      const table: ReportDocument.Block = {
        _tag: "Table",
        id: `performance-ratio-${grouping.id}`,
        caption: `${grouping.title}: share of the ${findings.metrics.length} metrics that are significantly worse than in the rest`,
        columns: [
          { key: "category", title: "Category", type: { _tag: "text" }, width: 3 },
          { key: "worse", title: "Worse metrics", type: { _tag: "integer" } },
          { key: "ratio", title: "Share", type: { _tag: "percent", digits: 1 } }
        ],
        rows: own.map(({ category, ratio }) => ({
          category: categoryLabel(grouping, category),
          worse: Math.round(ratio * findings.metrics.length),
          ratio: ratio > 0 ? { value: ratio, mark: "worse" as const } : ratio
        }))
      }
      return [worstSentence(findings, grouping.title, own), table]
    })
  ]
}
