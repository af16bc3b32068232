import { BoxPlots, Intervals } from "@fairward/charts"
import { Comparison, ReportDocument } from "@fairward/core"
import type { Findings, GroupingFindings } from "../Findings.ts"
import { metricById } from "../Metric.ts"
import type { Domains } from "./AxisDomains.ts"
import { curvesView } from "./CurvesView.ts"
import { topCohorts } from "./TopCohortsView.ts"
import { categoryLabel, metricName, metricTitle } from "./Words.ts"

const { heading } = ReportDocument

/** Everything about one grouping: box plots, intervals, and the tables behind them. */
export const groupingView = (
  findings: Findings,
  grouping: GroupingFindings,
  domains: Domains
): ReadonlyArray<ReportDocument.Block> => [
  heading(2, `performance-${grouping.id}`, grouping.title),
  ...boxes(findings, grouping, domains),
  ...forests(findings, grouping),
  ...curvesView(findings, grouping),
  significantTable(findings, grouping),
  comparisonTable(findings, grouping)
]

const of = (findings: Findings, grouping: GroupingFindings, metric: string) =>
  findings.comparisons.filter((one) => one.grouping === grouping.id && one.metric === metric)

const boxes = (
  findings: Findings,
  grouping: GroupingFindings,
  domains: Domains
): ReadonlyArray<ReportDocument.Block> => {
  const panels = findings.metrics.map((metric): BoxPlots.Panel => {
    const top = new Set(topCohorts(findings, metric))
    return {
      id: metric,
      title: metricTitle(metric),
      sense: metricById.get(metric)!.sense,
      domain: domains.get(metric)!,
      overall: findings.everyone.find((one) => one.metric === metric)?.estimate ?? undefined,
      boxes: of(findings, grouping, metric).map((comparison) => ({
        category: comparison.category,
        summary: summaryOf(comparison.cohort),
        estimate: comparison.cohort.estimate,
        star: top.has(comparison)
          ? "top"
          : Comparison.isSignificantlyWorse(comparison, findings.significance)
            ? "worse"
            : null
      }))
    }
  })
  return BoxPlots.boxPlots({ categories: grouping.categories, panels }).map((figure, i, { length }) => ({
    _tag: "Chart",
    id: `performance-boxes-${grouping.id}-${i + 1}`,
    spec: figure.spec,
    caption: `${grouping.title}: metrics per category over ${findings.replicates.toLocaleString("en")} replicates${length === 1 ? "" : ` (${i + 1} of ${length})`}`,
    alt: figure.alt
  }))
}

const summaryOf = ({ high, low, median, q1, q3 }: Comparison.Side): BoxPlots.Summary | null =>
  low === null || q1 === null || median === null || q3 === null || high === null ? null : { low, q1, median, q3, high }

const rowsPerForest = 44

/** Differences turned so that right is better for the cohort, whatever the metric's own good direction. */
const forests = (findings: Findings, grouping: GroupingFindings): ReadonlyArray<ReportDocument.Block> => {
  const mirrored = grouping.categories.length === 2
  const shown = mirrored ? grouping.categories.slice(0, 1) : grouping.categories
  const judged = findings.metrics.filter((metric) => metricById.get(metric)!.judged === true)
  const perFigure = Math.max(1, Math.floor(rowsPerForest / (shown.length + (mirrored ? 0 : 1))))
  const figures = Math.ceil(judged.length / perFigure)
  const balanced = Math.ceil(judged.length / figures)
  const turned = (comparison: Comparison.Comparison): Intervals.Row => {
    const lower = comparison.sense === "lower"
    const { difference, interval } = comparison
    return {
      label: mirrored ? metricTitle(comparison.metric) : categoryLabel(grouping, comparison.category),
      ...(mirrored ? {} : { group: metricTitle(comparison.metric) }),
      verdict: comparison.verdict,
      difference: difference === null ? null : lower ? -difference : difference,
      interval:
        interval === null
          ? null
          : lower
            ? { low: -interval.high, high: -interval.low }
            : { low: interval.low, high: interval.high }
    }
  }
  const rows = judged.map((metric) =>
    of(findings, grouping, metric)
      .filter(({ category }) => shown.some(({ id }) => id === category))
      .map(turned)
  )
  const reach = Math.max(
    0.06,
    ...rows
      .flat()
      .flatMap(({ difference, interval }) => [
        Math.abs(difference ?? 0),
        Math.min(1, Math.max(Math.abs(interval?.low ?? 0), Math.abs(interval?.high ?? 0)))
      ])
  )
  const margins = new Set(
    findings.comparisons.filter(({ grouping: id }) => id === grouping.id).flatMap(({ margin }) => margin ?? [])
  )
  const [margin] = margins
  const subject = mirrored
    ? `${grouping.categories[0]!.label} against ${grouping.categories[1]!.label}`
    : "each category against its rest"
  return Array.from({ length: figures }, (_, i) => ({
    _tag: "Chart",
    id: `performance-intervals-${grouping.id}-${i + 1}`,
    spec: Intervals.intervals({
      rows: rows.slice(i * balanced, (i + 1) * balanced).flat(),
      title: "Difference in favour of the cohort",
      sense: "higher",
      domain: [-reach * 1.04, reach * 1.04],
      ...(margins.size === 1 && margin !== undefined ? { margin } : {})
    }),
    caption: `${grouping.title}: ${subject}, differences with simultaneous ${findings.level * 100} % intervals${margins.size === 1 ? "; grey band: the margin within which a difference does not matter" : ""}${figures === 1 ? "" : ` (${i + 1} of ${figures})`}`,
    alt: `Differences with intervals, ${subject}, for ${judged
      .slice(i * balanced, (i + 1) * balanced)
      .map(metricTitle)
      .join(", ")}. The table of comparisons has the numbers.`
  }))
}

const significantTable = (findings: Findings, grouping: GroupingFindings): ReportDocument.Block => {
  const mirrored = grouping.categories.length === 2
  const significant = findings.comparisons.filter(
    (one) =>
      one.grouping === grouping.id &&
      Comparison.significantDirection(one, findings.significance) !== null &&
      (!mirrored || Comparison.isSignificantlyWorse(one, findings.significance))
  )
  const simultaneous = findings.significance === "simultaneous"
  return {
    _tag: "Table",
    id: `performance-significant-${grouping.id}`,
    caption: `${grouping.title}: significant differences`,
    empty: "No metric differs significantly in any category.",
    columns: [
      { key: "metric", title: "Metric", type: { _tag: "text" }, width: 1.7 },
      { key: "category", title: mirrored ? "Worse category" : "Category", type: { _tag: "text" }, width: 1.5 },
      ...(mirrored ? [] : [{ key: "direction", title: "Than the rest", type: { _tag: "text" as const }, width: 0.9 }]),
      { key: "p", title: simultaneous ? "p, adjusted" : "p, Mann-Whitney", type: { _tag: "pValue" } },
      { key: "delta", title: "Delta", type: { _tag: "number", digits: 3 } },
      { key: "verdict", title: "Verdict", type: { _tag: "verdict" }, width: 1.1 }
    ],
    rows: significant.map((one) => {
      const direction = Comparison.significantDirection(one, findings.significance)
      return {
        metric: metricName(one.metric),
        category: categoryLabel(grouping, one.category),
        ...(mirrored ? {} : { direction }),
        p: simultaneous ? (one.interval?.adjustedP ?? null) : one.mannWhitney.p,
        delta: direction === "worse" ? { value: one.delta, mark: "worse" as const } : one.delta,
        verdict: one.verdict
      }
    })
  }
}

const comparisonTable = (findings: Findings, grouping: GroupingFindings): ReportDocument.Block => ({
  _tag: "Table",
  id: `performance-comparisons-${grouping.id}`,
  caption: `${grouping.title}: every comparison`,
  columns: [
    { key: "metric", title: "Metric", type: { _tag: "text" }, width: 1.9 },
    { key: "category", title: "Category", type: { _tag: "text" }, width: 1.4 },
    { key: "cohort", title: "Cohort", type: { _tag: "number", digits: 3 } },
    { key: "rest", title: "Rest", type: { _tag: "number", digits: 3 } },
    { key: "difference", title: "Difference", type: { _tag: "number", digits: 3 } },
    { key: "interval", title: `${findings.level * 100} % interval`, type: { _tag: "interval", digits: 3 }, width: 1.5 },
    { key: "p", title: "p, adjusted", type: { _tag: "pValue" } },
    { key: "mannWhitney", title: "p, Mann-Whitney", type: { _tag: "pValue" } },
    { key: "verdict", title: "Verdict", type: { _tag: "verdict" }, width: 1.3 }
  ],
  rows: findings.comparisons
    .filter((one) => one.grouping === grouping.id)
    .map((one) => ({
      metric: metricName(one.metric),
      category: categoryLabel(grouping, one.category),
      cohort: estimateCell(one.cohort),
      rest: estimateCell(one.rest),
      difference: one.difference,
      interval: one.interval === null ? null : ([one.interval.low, one.interval.high] as const),
      p: one.interval?.adjustedP ?? null,
      mannWhitney: one.mannWhitney.p,
      verdict: one.verdict
    }))
})

const estimateCell = ({ estimate, reason }: Comparison.Side): ReportDocument.Cell =>
  estimate === null ? { value: null, note: reason ?? "not estimable" } : estimate
