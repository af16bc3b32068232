import * as Comparison from "../Comparison.ts"
import { isBeyondScale } from "../Measure.ts"
import type { Block, Cell, Verdict } from "../ReportDocument.ts"
import {
  type Compared,
  type ComparedGrouping,
  type ComparedMetric,
  categoryLabel,
  isRepeated,
  metricName,
  notableByDelta
} from "./compared.ts"

/** Comparisons of a grouping in which a cohort is notable, by the configured test; each difference once. */
export const notableIn = (compared: Compared, grouping: ComparedGrouping): ReadonlyArray<Comparison.Comparison> =>
  notableByDelta(
    compared.comparisons.filter((one) => one.grouping === grouping.id && !isRepeated(compared, one)),
    compared.significance
  )

/** What stands in a cell without a finding: the most open verdict of its comparisons. */
const openness: ReadonlyArray<Verdict> = [
  "inconclusive",
  "too small",
  "not estimable",
  "no verdict",
  "better",
  "equivalent"
]

/**
 * The largest difference that chance could have hidden, in the metric's unit: that which would have been seen, with 80 % power,
 * in each of the cohorts that were judged. `null` where none was.
 */
const detectableOf = (comparisons: ReadonlyArray<Comparison.Comparison>): number | null => {
  const known = comparisons.flatMap(({ detectable, verdict }) =>
    detectable === null || verdict === "too small" || verdict === "no verdict" ? [] : [detectable]
  )
  return known.length === 0 ? null : Math.max(...known)
}

const cellOf = (compared: Compared, grouping: ComparedGrouping, metric: ComparedMetric): Cell => {
  const { digits = 3, id } = metric
  const found = compared.comparisons.filter((one) => one.grouping === grouping.id && one.metric === id)
  if (found.length === 0) return { value: null, note: "not compared", mark: "muted" }
  const notable = notableIn({ ...compared, comparisons: found }, grouping)
  const [gravest] = [
    ...notable.filter(({ verdict }) => verdict === "material"),
    ...notable.filter(({ verdict }) => verdict !== "material")
  ]
  if (gravest !== undefined) {
    const directionOf = (one: Comparison.Comparison) => Comparison.significantDirection(one, compared.significance)
    const others = Map.groupBy(
      notable.filter((one) => one !== gravest),
      directionOf
    )
    const more = [...others].map(([direction, { length }]) =>
      direction === directionOf(gravest) ? ` and ${length} more` : `, ${length} ${direction}`
    )
    return {
      value: gravest.difference,
      verdict: gravest.withheld ?? gravest.verdict,
      digits,
      note: `${categoryLabel(grouping, gravest.category)}${more.toSorted().join("")}`
    }
  }
  const verdicts = new Set(found.map(({ verdict, withheld = verdict }) => withheld))
  const verdict = openness.find((one) => verdicts.has(one)) ?? "no verdict"
  const detectable = verdict === "inconclusive" ? detectableOf(found) : null
  const isTold = detectable !== null && !isBeyondScale(metric, detectable) && Number(detectable.toFixed(digits)) > 0
  return { value: null, verdict, digits, ...(isTold ? { detectable } : {}) }
}

/** Columns that a table has room for beside the names of metrics. */
const mostColumns = 5

/**
 * What was found, metric by grouping: the largest difference of a cohort that is worse off than its rest or, where neither
 * direction is worse, differs from it; else which difference would have been seen. Groupings stand side by side, five in a
 * table; more make more tables.
 */
export const overviewTables = (compared: Compared): ReadonlyArray<Block> => {
  const count = compared.metrics.length === 0 ? 0 : Math.ceil(compared.groupings.length / mostColumns)
  const width = Math.ceil(compared.groupings.length / Math.max(1, count))
  return Array.from({ length: count }, (_, i) => {
    const groupings = compared.groupings.slice(i * width, (i + 1) * width)
    return {
      _tag: "Table",
      id: `${compared.stage}-overview${i === 0 ? "" : `-${i + 1}`}`,
      caption: `What was found, by ${compared.metricTitle.toLowerCase()} and grouping${count === 1 ? "" : ` (${i + 1} of ${count})`}: cohort minus rest of the cohort that differs most, where one differs; else the smallest difference that would have been seen in every cohort that was judged`,
      columns: [
        { key: "metric", title: compared.metricTitle, type: { _tag: "text" }, width: 1.6, filter: true },
        ...groupings.map(({ id, title }) => ({
          key: `of ${id}`,
          title,
          type: { _tag: "number" as const, digits: compared.metrics[0]?.digits ?? 3 },
          width: 1.6
        }))
      ],
      rows: compared.metrics.map((metric) => ({
        metric: metricName(compared, metric.id),
        ...Object.fromEntries(groupings.map((grouping) => [`of ${grouping.id}`, cellOf(compared, grouping, metric)]))
      }))
    }
  })
}
