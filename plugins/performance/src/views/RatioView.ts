import { ComparisonTables, ReportDocument } from "@fairward/core"

const { heading, paragraph } = ReportDocument

interface CohortRatio {
  readonly grouping: ComparisonTables.ComparedGrouping
  readonly category: string
  readonly worse: number
}

const ratiosOf = (
  compared: ComparisonTables.Compared,
  grouping: ComparisonTables.ComparedGrouping
): ReadonlyArray<CohortRatio> =>
  grouping.categories.map(({ id }) => {
    const own = compared.comparisons.filter((one) => one.grouping === grouping.id && one.category === id)
    return { grouping, category: id, worse: ComparisonTables.notableByDelta(own, compared.significance).length }
  })

const worstSentence = (
  compared: ComparisonTables.Compared,
  name: string,
  ratios: ReadonlyArray<CohortRatio>
): ReportDocument.Block => {
  const overall = new Set(ratios.map(({ grouping }) => grouping.id)).size > 1
  const label = (grouping: ComparisonTables.ComparedGrouping, category: string) =>
    `${ComparisonTables.categoryLabel(grouping, category)}${overall ? ` (${grouping.title})` : ""}`
  const worst = ratios.reduce((found, one) => (one.worse > found.worse ? one : found))
  const [largest] = ComparisonTables.notableByDelta(
    compared.comparisons.filter((one) => ratios.some(({ grouping }) => grouping.id === one.grouping)),
    compared.significance
  )
  if (largest === undefined) {
    return paragraph({ strong: `${name}: ` }, "no metric is significantly worse in any category.")
  }
  const of = ComparisonTables.groupingOf(compared, largest.grouping)
  return paragraph(
    { strong: `${name}: ` },
    "worst ratio ",
    { strong: ComparisonTables.percentage(Number((worst.worse / compared.metrics.length).toFixed(3))) },
    ` of the metrics, for ${label(worst.grouping, worst.category)}; worst delta `,
    { strong: ComparisonTables.inProse(compared, largest.metric, largest.delta!) },
    ` in ${ComparisonTables.metricOf(compared, largest.metric).title}, for ${label(of, largest.category)}.`
  )
}

/** Per category the share of metrics that are significantly worse than in the rest; the worst share and delta in words. */
export const ratioView = (compared: ComparisonTables.Compared): ReadonlyArray<ReportDocument.Block> => {
  const count = compared.metrics.length
  return [
    heading(2, "performance-ratios", "Share of significantly worse metrics"),
    worstSentence(
      compared,
      "Over all groupings",
      compared.groupings.flatMap((grouping) => ratiosOf(compared, grouping))
    ),
    ...compared.groupings.flatMap((grouping): ReadonlyArray<ReportDocument.Block> => {
      const own = ratiosOf(compared, grouping)
      return [
        worstSentence(compared, grouping.title, own),
        {
          _tag: "Table",
          id: `performance-ratio-${grouping.id}`,
          caption: `${grouping.title}: share of the ${count} metrics that are significantly worse than in the rest`,
          columns: [
            { key: "category", title: "Category", type: { _tag: "text" }, width: 3 },
            { key: "worse", title: "Worse metrics", type: { _tag: "integer" } },
            { key: "ratio", title: "Share", type: { _tag: "percent", digits: 1 } }
          ],
          rows: own.map(({ category, worse }) => ({
            category: ComparisonTables.categoryLabel(grouping, category),
            worse,
            ratio: worse > 0 ? { value: worse / count, mark: "worse" as const } : 0
          }))
        }
      ]
    })
  ]
}
