/** A grouping in a few numbers a metric: mean, worst and minority category. */
import type { Block, Cell, Column } from "../ReportDocument.ts"
import { type Compared, type ComparedGrouping, type ComparedMetric, categoryLabel, metricName } from "./compared.ts"
import { inDigitsOf, isJudged, metricColumn } from "./comparisonCells.ts"

const summaryColumns = (compared: Compared, hasEveryone: boolean): ReadonlyArray<Column> => {
  const number = { _tag: "number", digits: compared.metrics[0]?.digits ?? 3 } as const
  return [
    metricColumn(compared),
    ...(hasEveryone ? [{ key: "everyone", title: "All patients", type: number }] : []),
    { key: "average", title: "Macro-average", type: number },
    ...(isJudged(compared)
      ? [
          { key: "worst", title: "Worst value", type: number },
          { key: "category", title: "Worst category", type: { _tag: "text" } as const, width: 1.6 }
        ]
      : []),
    { key: "minority", title: "Minority category", type: number }
  ]
}

const minorityWords = ({ categories, minority, title }: ComparedGrouping): string =>
  `${title}: ${categories[minority]!.label}`

/**
 * Per metric of a grouping: the plain mean over categories (beside it, of how many, where some have no value or a withheld one), the worst category (none where neither direction is worse), and
 * the category with the fewest patients. `everyone` gives the value of all patients.
 */
export const summaryTable = (
  compared: Compared,
  grouping: ComparedGrouping,
  everyone?: ReadonlyMap<string, number | null>
): Block => {
  const minority = grouping.categories[grouping.minority]!
  return {
    _tag: "Table",
    id: `${compared.stage}-summary-${grouping.id}`,
    caption: `${grouping.title}: summary; the minority category is ${minority.label}`,
    columns: summaryColumns(compared, everyone !== undefined),
    rows: compared.metrics.map((metric) => summaryRow(compared, grouping, metric, isJudged(compared), everyone))
  }
}

/** The summaries of all groupings in one table. */
export const summariesTable = (compared: Compared, everyone?: ReadonlyMap<string, number | null>): Block => ({
  _tag: "Table",
  id: `${compared.stage}-summaries`,
  caption: `Summary per grouping. Minority categories: ${compared.groupings.map(minorityWords).join("; ")}`,
  columns: [
    { key: "grouping", title: "Grouping", type: { _tag: "text" }, width: 1.2, filter: true },
    ...summaryColumns(compared, everyone !== undefined)
  ],
  rows: compared.groupings.flatMap((grouping) =>
    compared.metrics.map((metric) => ({
      grouping: grouping.title,
      ...summaryRow(compared, grouping, metric, isJudged(compared), everyone)
    }))
  )
})

const summaryRow = (
  compared: Compared,
  grouping: ComparedGrouping,
  { id, sense }: ComparedMetric,
  judged: boolean,
  everyone: ReadonlyMap<string, number | null> | undefined
): Readonly<Record<string, Cell>> => {
  const values = compared.comparisons
    .filter((one) => one.grouping === grouping.id && one.metric === id)
    .flatMap(({ category, cohort }) => (cohort.estimate === null ? [] : [{ category, value: cohort.estimate }]))
  const worst = values.reduce<(typeof values)[number] | undefined>(
    (found, one) =>
      found === undefined || (sense === "higher" ? one.value < found.value : one.value > found.value) ? one : found,
    undefined
  )
  const missing = grouping.categories.length - values.length
  const average = values.length === 0 ? null : values.reduce((sum, { value }) => sum + value, 0) / values.length
  const minority = grouping.categories[grouping.minority]!.id
  return {
    metric: metricName(compared, id),
    ...(everyone === undefined ? {} : { everyone: inDigitsOf(compared, id, everyone.get(id) ?? null) }),
    average: inDigitsOf(
      compared,
      id,
      missing === 0 ? average : { value: average, note: `${values.length} of ${grouping.categories.length}` }
    ),
    ...(judged
      ? {
          worst: sense === "none" ? { value: null, note: "none" } : inDigitsOf(compared, id, worst?.value ?? null),
          category: sense === "none" ? "" : worst === undefined ? null : categoryLabel(grouping, worst.category)
        }
      : {}),
    minority: inDigitsOf(compared, id, values.find(({ category }) => category === minority)?.value ?? null)
  }
}
