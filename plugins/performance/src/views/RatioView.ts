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

const worstSentence = (
  findings: Findings,
  ratios: ReadonlyArray<CohortRatio>,
  nameGrouping: boolean
): ReportDocument.Block => {
  const label = ({ category, grouping }: { readonly category: string; readonly grouping: GroupingFindings }) =>
    nameGrouping ? `${categoryLabel(grouping, category)} (${grouping.title})` : categoryLabel(grouping, category)
  const worst = ratios.reduce((found, one) => (one.ratio > found.ratio ? one : found))
  const ids = new Set(ratios.map(({ grouping }) => grouping.id))
  const [largest] = worseByDelta(
    findings.comparisons.filter(({ grouping }) => ids.has(grouping)),
    findings
  )
  if (worst.ratio === 0 || largest === undefined) return paragraph("No metric is significantly worse in any category.")
  const of = findings.groupings.find(({ id }) => id === largest.grouping)!
  return paragraph(
    { strong: "Worst ratio: " },
    `${(worst.ratio * 100).toFixed(1)} % of the metrics are significantly worse for ${label(worst)}. `,
    { strong: "Worst delta: " },
    `${inProse(largest.delta!)} in ${metricTitle(largest.metric)} for ${label({ category: largest.category, grouping: of })}.`
  )
}

/** Per category the share of metrics that are significantly worse than in the rest; the worst share and delta in words. */
export const ratioView = (findings: Findings): ReadonlyArray<ReportDocument.Block> => {
  const all = findings.groupings.flatMap((grouping) => ratiosOf(findings, grouping))
  return [
    heading(2, "performance-ratios", "Share of significantly worse metrics"),
    paragraph({ strong: "Over all groupings. " }),
    worstSentence(findings, all, true),
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
      return [worstSentence(findings, own, false), table]
    })
  ]
}
