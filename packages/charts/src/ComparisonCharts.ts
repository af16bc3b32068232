/**
 * Comparisons as charts: box plots of the cohorts of a grouping, and their differences with intervals.
 *
 * @since 0.1.0
 */
import * as Comparison from "@fairward/core/Comparison"
import {
  type Compared,
  type ComparedGrouping,
  categoryLabel,
  isMirrored,
  metricOf,
  percentage,
  topCohorts
} from "@fairward/core/ComparisonTables"
import type { Block } from "@fairward/core/ReportDocument"
import * as BoxPlots from "./BoxPlots.ts"
import * as Intervals from "./Intervals.ts"

export type Domains = ReadonlyMap<string, readonly [number, number]>

/**
 * One axis per metric over the whole report, so that a metric can be compared between groupings: from the lowest to the
 * highest whisker or estimate of any cohort, with a little room, within `bounds`.
 */
export const axisDomains = ({ comparisons, metrics }: Compared, bounds: readonly [number, number]): Domains =>
  new Map(
    metrics.map(({ id }) => {
      const values = comparisons
        .filter((one) => one.metric === id)
        .flatMap(({ cohort }) => [cohort.low, cohort.high, cohort.estimate])
        .filter((value) => value !== null)
      if (values.length === 0) return [id, [0, 1]] as const
      const low = Math.min(...values)
      const high = Math.max(...values)
      const room = Math.max((high - low) * 0.04, Math.abs(high) * 1e-3, 1e-4)
      return [id, [Math.max(bounds[0], low - room), Math.min(bounds[1], high + room)]] as const
    })
  )

const comparisonsOf = ({ comparisons }: Compared, grouping: ComparedGrouping, metric: string) =>
  comparisons.filter((one) => one.grouping === grouping.id && one.metric === metric)

const summaryOf = ({ high, low, median, q1, q3 }: Comparison.Side): BoxPlots.Summary | null =>
  low === null || q1 === null || median === null || q3 === null || high === null ? null : { low, q1, median, q3, high }

const part = (i: number, count: number): string => (count === 1 ? "" : ` (${i + 1} of ${count})`)

export interface BoxOptions {
  readonly domains: Domains
  /** Value of all patients per metric: a dashed line. */
  readonly everyone?: ReadonlyMap<string, number | null>
  readonly replicates: number
  /** What the panels show, in the caption; the metrics when absent. */
  readonly subject?: string
  /** Panels side by side; 2 when absent. */
  readonly columns?: number
}

/** Box plots of every metric for the categories of a grouping: black stars significant, red ones among the top 3. */
export const boxBlocks = (
  compared: Compared,
  grouping: ComparedGrouping,
  options: BoxOptions
): ReadonlyArray<Block> => {
  const panels = compared.metrics.map(({ id, sense, title, unit }): BoxPlots.Panel => {
    const top = new Set(topCohorts(compared, id))
    return {
      id,
      title: unit === undefined ? title : `${title} (${unit})`,
      sense,
      domain: options.domains.get(id)!,
      overall: options.everyone?.get(id) ?? undefined,
      boxes: comparisonsOf(compared, grouping, id).map((comparison) => {
        const direction = Comparison.significantDirection(comparison, compared.significance)
        return {
          category: comparison.category,
          summary: summaryOf(comparison.cohort),
          estimate: comparison.cohort.estimate,
          star: top.has(comparison) ? "top" : direction === null || direction === "better" ? null : "worse"
        }
      })
    }
  })
  return BoxPlots.boxPlots({
    categories: grouping.categories,
    panels,
    ...(options.columns === undefined ? {} : { columns: options.columns })
  }).map((figure, i, { length }) => ({
    _tag: "Chart",
    id: `${compared.stage}-boxes-${grouping.id}-${i + 1}`,
    spec: figure.spec,
    caption: `${grouping.title}: ${options.subject ?? `${compared.metricTitle.toLowerCase()}s`} per category over ${options.replicates.toLocaleString("en")} replicates${part(i, length)}`,
    alt: figure.alt
  }))
}

const rowsPerForest = 44

/**
 * Differences of every category from its rest with their simultaneous intervals, for metrics of one unit. Where a
 * direction is better, differences are turned so that right is better for the cohort.
 */
export const intervalBlocks = (
  compared: Compared,
  grouping: ComparedGrouping,
  axisTitle: string
): ReadonlyArray<Block> => {
  const mirrored = isMirrored(grouping)
  const shown = mirrored ? grouping.categories.slice(0, 1) : grouping.categories
  const own = compared.comparisons.filter((one) => one.grouping === grouping.id)
  const judged = compared.metrics.filter(({ id }) => own.some((one) => one.metric === id && one.interval !== null))
  if (judged.length === 0) return []
  const turnable = judged.every(({ sense }) => sense !== "none")
  const turned = (comparison: Comparison.Comparison): Intervals.Row => {
    const flip = turnable && comparison.sense === "lower"
    const { difference, interval, metric } = comparison
    const { title } = metricOf(compared, metric)
    return {
      label: mirrored ? title : categoryLabel(grouping, comparison.category),
      ...(mirrored ? {} : { group: title }),
      verdict: comparison.verdict,
      difference: difference === null ? null : flip ? -difference : difference,
      interval:
        interval === null
          ? null
          : flip
            ? { low: -interval.high, high: -interval.low }
            : { low: interval.low, high: interval.high }
    }
  }
  const rows = judged.map(({ id }) =>
    own.filter((one) => one.metric === id && shown.some((category) => category.id === one.category)).map(turned)
  )
  const margins = new Set(own.flatMap(({ margin }) => margin ?? []))
  const [margin] = margins
  const reach = Math.max(
    (margin ?? 0) * 1.2,
    ...rows
      .flat()
      .flatMap(({ difference, interval }) => [difference ?? 0, interval?.low ?? 0, interval?.high ?? 0].map(Math.abs))
  )
  const perFigure = Math.max(1, Math.floor(rowsPerForest / (shown.length + (mirrored ? 0 : 1))))
  const figures = Math.ceil(judged.length / perFigure)
  const balanced = Math.ceil(judged.length / figures)
  const subject = mirrored
    ? `${grouping.categories[0]!.label} against ${grouping.categories[1]!.label}`
    : "each category against its rest"
  const oneMargin = margins.size === 1 && margin !== undefined
  return Array.from({ length: figures }, (_, i) => ({
    _tag: "Chart",
    id: `${compared.stage}-intervals-${grouping.id}-${i + 1}`,
    spec: Intervals.intervals({
      rows: rows.slice(i * balanced, (i + 1) * balanced).flat(),
      title: axisTitle,
      sense: turnable ? "higher" : "none",
      domain: [-reach * 1.04, reach * 1.04],
      ...(oneMargin ? { margin } : {})
    }),
    caption: `${grouping.title}: ${subject}, differences with simultaneous ${percentage(compared.level)} intervals${oneMargin ? "; grey band: the margin within which a difference does not matter" : ""}${part(i, figures)}`,
    alt: `Differences with intervals, ${subject}, for ${judged
      .slice(i * balanced, (i + 1) * balanced)
      .map(({ title }) => title)
      .join(", ")}. The table of comparisons has the numbers.`
  }))
}
