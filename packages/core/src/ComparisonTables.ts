/** How comparisons read in a report: the tables, sentences and key findings that stages share. */
import type { Grouping } from "./Cohorts.ts"
import * as Comparison from "./Comparison.ts"
import {
  type Compared,
  type ComparedGrouping,
  type ComparedMetric,
  categoryLabel,
  groupingOf,
  inProse,
  isDirected,
  isMirrored,
  metricName,
  notableByDelta,
  topCohorts
} from "./internal/compared.ts"
import {
  categoryColumn,
  estimateCell,
  inDigitsOf,
  isJudged,
  judgementCells,
  judgementColumns,
  metricColumn
} from "./internal/comparisonCells.ts"
import { type Block, caveat, count, type Inline, paragraph } from "./ReportDocument.ts"

export {
  arrows,
  type Compared,
  ComparedGrouping,
  type ComparedMetric,
  categoryLabel,
  comparedFields,
  groupingOf,
  inProse,
  isDirected,
  isMirrored,
  metricName,
  metricOf,
  notableByDelta,
  percentage,
  significanceWords,
  topCohorts
} from "./internal/compared.ts"
export { estimateCell, judgementCells, judgementColumns } from "./internal/comparisonCells.ts"
export { keyFindings } from "./internal/comparisonKeyFindings.ts"
export { notableIn, overviewTables } from "./internal/overviewTables.ts"
export { summariesTable, summaryTable } from "./internal/summaryTables.ts"

/** The groupings of an audit as a stage stores them among its findings. */
export const comparedGroupings = (groupings: ReadonlyArray<Grouping>): ReadonlyArray<ComparedGrouping> =>
  groupings.map(({ categories, id, minority, title }) => ({
    id,
    title,
    minority,
    categories: categories.map(({ eventPatients, id, label, patients }) => ({ id, label, patients, eventPatients }))
  }))

/** What a section says where there are too few replicates for verdicts; nothing where there are enough. */
export const fewReplicates = (replicates: number): ReadonlyArray<Block> =>
  replicates >= Comparison.verdictReplicates
    ? []
    : [
        caveat(
          "warning",
          "With ",
          count(replicates),
          " replicates intervals are shown without verdicts, and the simultaneous test marks nothing. Run at least ",
          count(Comparison.verdictReplicates),
          "."
        )
      ]

/** Per metric the three cohorts that differ most, with their delta. */
export const topCohortsTable = (compared: Compared): Block => {
  const tops = compared.metrics.map(({ id }) => ({ id, top: topCohorts(compared, id) }))
  const cell = (comparison: Comparison.Comparison | undefined) => {
    if (comparison === undefined) return ""
    const label = categoryLabel(groupingOf(compared, comparison.grouping), comparison.category)
    const direction = comparison.sense === "none" ? `${comparison.direction}, ` : ""
    return `${label} (${direction}${inProse(compared, comparison.metric, comparison.delta!)})`
  }
  return {
    _tag: "Table",
    id: `${compared.stage}-top`,
    caption: `Largest differences per ${compared.metricTitle.toLowerCase()}: cohort and, in parentheses, delta`,
    columns: [
      metricColumn(compared),
      { key: "first", title: "First", type: { _tag: "text" }, width: 1.5 },
      { key: "second", title: "Second", type: { _tag: "text" }, width: 1.5 },
      { key: "third", title: "Third", type: { _tag: "text" }, width: 1.5 }
    ],
    rows: tops.every(({ top }) => top.length === 0)
      ? []
      : tops.map(({ id, top: [first, second, third] }) => ({
          metric: metricName(compared, id),
          first: cell(first),
          second: cell(second),
          third: cell(third)
        })),
    empty: "No cohort differs significantly from its rest."
  }
}

/**
 * In how many metrics which categories of a grouping are significantly worse, or different, in one sentence; in a second one,
 * where only some metrics have a worse direction, which differ in the others.
 */
export const significanceSentence = (compared: Compared, grouping: ComparedGrouping): Block => {
  const directed = compared.metrics.filter(isDirected)
  const neutral = compared.metrics.filter((one) => !isDirected(one))
  const [first, second] = directed.length === 0 ? [neutral, directed] : [directed, neutral]
  const found = significantIn(compared, grouping, first)
  const further = significantIn(compared, grouping, second)
  const word = directed.length === 0 ? "different from" : "worse than"
  const of = (metrics: ReadonlyArray<ComparedMetric>): ReadonlyArray<Inline> => [
    count(metrics.length),
    ` ${compared.metricTitle.toLowerCase()}${metrics.length === 1 ? "" : "s"}.`
  ]
  return paragraph(
    ...(found.length === 0
      ? [`No category is marked as significantly ${word} its rest in any of the `, ...of(first)]
      : [`Significantly ${word} the rest: `, ...found, " of ", ...of(first)]),
    ...(further.length === 0
      ? []
      : [
          " Where neither direction is worse, significantly different from the rest: ",
          ...further,
          " of ",
          ...of(second)
        ])
  )
}

/** The categories that are notable in some of these metrics, and in how many. */
const significantIn = (
  compared: Compared,
  grouping: ComparedGrouping,
  metrics: ReadonlyArray<ComparedMetric>
): ReadonlyArray<Inline> => {
  const own = compared.comparisons.filter(
    (one) => one.grouping === grouping.id && metrics.some(({ id }) => id === one.metric)
  )
  const notable = notableByDelta(own, compared.significance)
  return grouping.categories
    .map(({ id, label }) => ({ label, worse: notable.filter(({ category }) => category === id).length }))
    .filter(({ worse }) => worse > 0)
    .toSorted((a, b) => b.worse - a.worse)
    .flatMap(
      ({ label, worse }, index): ReadonlyArray<Inline> => [
        index === 0 ? "" : ", ",
        { strong: label },
        " in ",
        count(worse)
      ]
    )
}

/** The significant differences of a grouping; of two categories the one that is worse (or greater). */
export const significantTable = (compared: Compared, grouping: ComparedGrouping): Block => {
  const mirrored = isMirrored(grouping)
  const judged = isJudged(compared)
  const saysDirection = !mirrored || (judged && !compared.metrics.every(isDirected))
  const significant = byMetric(compared, grouping).filter((one) => {
    const direction = Comparison.significantDirection(one, compared.significance)
    return direction !== null && (!mirrored || direction === "worse" || direction === "greater")
  })
  const simultaneous = compared.significance === "simultaneous"
  return {
    _tag: "Table",
    id: `${compared.stage}-significant-${grouping.id}`,
    caption: `${grouping.title}: significant differences`,
    empty: "Nothing differs significantly in any category.",
    columns: [
      metricColumn(compared),
      { ...categoryColumn, title: saysDirection ? "Category" : judged ? "Worse category" : "Greater in" },
      ...(saysDirection
        ? [{ key: "direction", title: "Than the rest", type: { _tag: "text" as const }, width: 0.9 }]
        : []),
      { key: "p", title: simultaneous ? "p, adjusted" : "p, Mann-Whitney", type: { _tag: "pValue" } },
      { key: "delta", title: "Delta", type: { _tag: "number", digits: compared.metrics[0]?.digits ?? 3 } },
      { key: "verdict", title: "Verdict", type: { _tag: "verdict" }, width: 1.1 }
    ],
    rows: significant.map((one) => {
      const direction = Comparison.significantDirection(one, compared.significance)
      return {
        metric: metricName(compared, one.metric),
        category: categoryLabel(grouping, one.category),
        ...(saysDirection ? { direction } : {}),
        p: simultaneous ? (one.interval?.adjustedP ?? null) : one.mannWhitney.p,
        delta: inDigitsOf(
          compared,
          one.metric,
          direction === "worse" ? { value: one.delta, mark: "worse" as const } : one.delta
        ),
        verdict: one.verdict
      }
    })
  }
}

const byMetric = (
  { comparisons, metrics }: Compared,
  grouping: ComparedGrouping
): ReadonlyArray<Comparison.Comparison> =>
  metrics.flatMap(({ id }) => comparisons.filter((one) => one.metric === id && one.grouping === grouping.id))

/**
 * Every comparison of a grouping, metric by metric: both sides, difference, interval, both p-values and the verdict.
 */
export const comparisonTable = (compared: Compared, grouping: ComparedGrouping): Block => {
  const digits = compared.metrics[0]?.digits ?? 3
  const number = { _tag: "number", digits } as const
  return {
    _tag: "Table",
    id: `${compared.stage}-comparisons-${grouping.id}`,
    caption: `${grouping.title}: every comparison`,
    columns: [
      metricColumn(compared),
      categoryColumn,
      { key: "cohort", title: "Cohort", type: number },
      { key: "rest", title: "Rest", type: number },
      ...judgementColumns(compared, digits)
    ],
    rows: byMetric(compared, grouping).map((one) => ({
      metric: metricName(compared, one.metric),
      category: categoryLabel(grouping, one.category),
      cohort: inDigitsOf(compared, one.metric, estimateCell(one, "cohort")),
      rest: inDigitsOf(compared, one.metric, estimateCell(one, "rest")),
      ...judgementCells(one),
      difference: inDigitsOf(compared, one.metric, one.difference),
      interval: inDigitsOf(compared, one.metric, judgementCells(one).interval)
    }))
  }
}
