import { Comparison, ComparisonTables, ReportDocument } from "@fairward/core"

const { decimal, heading, paragraph, percentage } = ReportDocument

/** A cohort can be worse in these. */
const directedOf = ({ metrics }: ComparisonTables.Compared) => metrics.filter(ComparisonTables.isDirected)

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
    return {
      grouping,
      category: id,
      worse: own.filter((one) => Comparison.isSignificantlyWorse(one, compared.significance)).length
    }
  })

const worstSentence = (
  compared: ComparisonTables.Compared,
  name: string,
  ratios: ReadonlyArray<CohortRatio>
): ReportDocument.Text => {
  const overall = new Set(ratios.map(({ grouping }) => grouping.id)).size > 1
  const label = (grouping: ComparisonTables.ComparedGrouping, category: string) =>
    `${ComparisonTables.categoryLabel(grouping, category)}${overall ? ` (${grouping.title})` : ""}`
  const worst = ratios.reduce((found, one) => (one.worse > found.worse ? one : found))
  const [largest] = ComparisonTables.notableByDelta(
    compared.comparisons.filter(
      (one) => ComparisonTables.isDirected(one) && ratios.some(({ grouping }) => grouping.id === one.grouping)
    ),
    compared.significance
  )
  if (largest === undefined) return [{ strong: `${name}: ` }, "no metric is significantly worse in any category. "]
  const of = ComparisonTables.groupingOf(compared, largest.grouping)
  const { digits = 3, title } = ComparisonTables.metricOf(compared, largest.metric)
  return [
    { strong: `${name}: ` },
    "worst share ",
    percentage(worst.worse / directedOf(compared).length, 1),
    ` of the metrics, for ${label(worst.grouping, worst.category)}; worst delta `,
    decimal(largest.delta!, digits),
    ` in ${title}, for ${label(of, largest.category)}. `
  ]
}

/** Per category the share of metrics that are significantly worse than in the rest; the worst share and delta in words. */
export const ratioView = (compared: ComparisonTables.Compared): ReadonlyArray<ReportDocument.Block> => {
  const count = directedOf(compared).length
  if (count === 0) return []
  const ratios = compared.groupings.map((grouping) => ratiosOf(compared, grouping))
  return [
    heading(2, "performance-ratios", "Share of significantly worse metrics"),
    paragraph(
      ...worstSentence(compared, "Over all groupings", ratios.flat()),
      ...ratios.flatMap((own) => (own[0] === undefined ? [] : worstSentence(compared, own[0].grouping.title, own)))
    ),
    {
      _tag: "Table",
      id: "performance-ratio",
      caption: `Share of the ${count} metrics that are significantly worse than in the rest`,
      columns: [
        { key: "grouping", title: "Grouping", type: { _tag: "text" }, width: 2, filter: true },
        { key: "category", title: "Category", type: { _tag: "text" }, width: 3, filter: true },
        { key: "worse", title: "Worse metrics", type: { _tag: "integer" } },
        { key: "ratio", title: "Share", type: { _tag: "percent", digits: 1 } }
      ],
      rows: ratios.flat().map(({ category, grouping, worse }) => ({
        grouping: grouping.title,
        category: ComparisonTables.categoryLabel(grouping, category),
        worse,
        ratio: worse > 0 ? { value: worse / count, mark: "worse" as const } : 0
      }))
    }
  ]
}
