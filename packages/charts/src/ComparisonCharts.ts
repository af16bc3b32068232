/** Comparisons as charts: box plots of the cohorts of a grouping, and their differences with intervals. */
import * as Comparison from "@fairward/core/Comparison"
import {
  arrows,
  type Compared,
  type ComparedGrouping,
  type ComparedMetric,
  categoryLabel,
  comparisonTable,
  fewReplicates,
  isDirected,
  isMirrored,
  keyFindings,
  notableIn,
  overviewTables,
  percentage,
  significanceWords,
  topCohorts
} from "@fairward/core/ComparisonTables"
import { unitWords } from "@fairward/core/Measure"
import { listedFew } from "@fairward/core/Prose"
import { type Block, heading, paragraph, type Verdict } from "@fairward/core/ReportDocument"
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
      const lowest = low < bounds[0] ? -bounds[1] : bounds[0]
      return [id, [Math.max(lowest, low - room), Math.min(bounds[1], high + room)]] as const
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
  /** Panels side by side; 3 or 4 when absent. */
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
    caption: `${grouping.title}: ${options.subject ?? `${compared.metricTitle.toLowerCase()}s`} per category over ${options.replicates} replicates${part(i, length)}`,
    alt: figure.alt
  }))
}

export interface IntervalOptions {
  /** Each metric on its own axis, for metrics of several units. */
  readonly ownAxes?: boolean
}

/** Of two cohorts the one that a difference is told of. */
const toldFrom: ReadonlySet<Verdict> = new Set(["material", "worse", "greater"])

const mostNamed = 8

const namesOf = (metrics: ReadonlyArray<{ readonly title: string }>): string =>
  metrics.length <= mostNamed
    ? metrics.map(({ title }) => title).join(", ")
    : `${metrics.length} metrics, from ${metrics[0]!.title} to ${metrics.at(-1)!.title}`

const titleOf = (metric: ComparedMetric, withUnit: boolean): string => {
  const unit = withUnit ? unitWords(metric) : undefined
  return unit === undefined ? metric.title : `${metric.title} (${unit})`
}

/**
 * Differences of every category from its rest with their simultaneous intervals, a panel a metric; of a grouping of two
 * categories the first against the second or, where that one is worse off or greater, the other way round. Metrics share one axis, and so one unit, unless each has its own.
 *
 * Differences are cohort minus rest, as in tables, and worse is on the left: axes run to the left where lower is better. The
 * title of the axis names the `quantity`, such as "alarm share". Metrics of which neither direction is worse have charts of
 * their own and, where metrics share a panel, so have those of which lower is better.
 */
export const intervalBlocks = (
  compared: Compared,
  grouping: ComparedGrouping,
  quantity: string,
  options: IntervalOptions = {}
): ReadonlyArray<Block> => {
  const judged = compared.metrics.filter(({ id }) =>
    compared.comparisons.some((one) => one.grouping === grouping.id && one.metric === id && one.interval !== null)
  )
  const isShared = isMirrored(grouping) && options.ownAxes !== true
  const parts = isShared ? senses.map((sense) => [sense]) : [senses.filter((sense) => sense !== "none"), ["none"]]
  return parts
    .map((part) => judged.filter(({ sense }) => part.includes(sense)))
    .filter(({ length }) => length > 0)
    .flatMap((metrics) => intervalFigures(compared, grouping, metrics, quantity, options))
    .map(({ alt, caption, spec }, i, { length }) => ({
      _tag: "Chart",
      id: `${compared.stage}-intervals-${grouping.id}-${i + 1}`,
      spec,
      caption: `${caption}${part(i, length)}`,
      alt
    }))
}

const directions = ["worse", "greater", "less"] as const

const mostTold = 3

const senses: ReadonlyArray<Comparison.Sense> = ["higher", "lower", "none"]

/** What a figure shows, in words: "Surgical ICU worse in event recall; ". */
const foundIn = (
  rows: ReadonlyArray<{ readonly title: string; readonly label: string; readonly verdict: Verdict }>
): string => {
  const found = directions.flatMap((direction) => {
    const own = rows.filter(({ verdict }) => (verdict === "material" ? "worse" : verdict) === direction)
    return [...Map.groupBy(own, ({ label }) => label)].map(
      ([label, some]) =>
        `${label} ${direction} in ${listedFew(
          some.map(({ title }) => title),
          mostTold
        )}`
    )
  })
  return found.length === 0 ? "" : `${listedFew(found, mostTold)}; `
}

/** Of metrics that all have a worse direction, or none; of one sense where they share a panel. */
const intervalFigures = (
  compared: Compared,
  grouping: ComparedGrouping,
  metrics: ReadonlyArray<ComparedMetric>,
  quantity: string,
  { ownAxes = false }: IntervalOptions
) => {
  const mirrored = isMirrored(grouping)
  const shown = new Set((mirrored ? grouping.categories.slice(0, 1) : grouping.categories).map(({ id }) => id))
  const isJudged = metrics.every(isDirected)
  const isMixed = new Set(metrics.map(({ sense }) => sense)).size > 1
  const rowOf = ({ difference, interval, margin, verdict }: Comparison.Comparison, label: string): Intervals.Row => ({
    label,
    verdict,
    difference,
    interval,
    margin
  })
  const ofMetric = (id: string) => {
    const found = compared.comparisons.filter((one) => one.grouping === grouping.id && one.metric === id)
    const told = mirrored ? found.find(({ verdict }) => toldFrom.has(verdict)) : undefined
    return told === undefined ? found.filter(({ category }) => shown.has(category)) : [told]
  }
  const isTurned = mirrored && metrics.some(({ id }) => ofMetric(id).some(({ category }) => !shown.has(category)))
  const labelOf = (title: string, { category }: Comparison.Comparison) =>
    isTurned || metrics.length === 1 ? `${title}: ${categoryLabel(grouping, category)}` : title
  const panels: ReadonlyArray<Intervals.Panel> =
    mirrored && !ownAxes
      ? [
          {
            id: "all",
            title: "",
            rows: metrics.flatMap(({ id, title }) => ofMetric(id).map((one) => rowOf(one, labelOf(title, one))))
          }
        ]
      : metrics.map((metric) => ({
          id: metric.id,
          title: `${titleOf(metric, ownAxes)}${isMixed ? arrows[metric.sense] : ""}`,
          sense: metric.sense,
          rows: ofMetric(metric.id).map((one) => rowOf(one, categoryLabel(grouping, one.category)))
        }))
  const sides = new Set(mirrored ? metrics.flatMap(({ id }) => ofMetric(id).map(({ category }) => category)) : [])
  const [first, second] = grouping.categories.map(({ label }) => label)
  const subject = !mirrored
    ? "each category minus its rest"
    : sides.size > 1
      ? "the named category minus the other"
      : isTurned
        ? `${second} minus ${first}`
        : `${first} minus ${second}`
  const hasBand = panels.some(({ rows }) => rows.some(({ margin }) => (margin ?? 0) > 0))
  return Intervals.intervals({
    panels,
    ownAxes,
    title: `Difference in ${quantity} (cohort − rest)`,
    sense: metrics[0]!.sense
  }).map((figure) => ({
    spec: figure.spec,
    caption: `${grouping.title}: ${foundIn(metrics.flatMap(({ id, title }) => ofMetric(id).map((one) => ({ title, label: categoryLabel(grouping, one.category), verdict: one.verdict }))))}${subject}, with simultaneous ${percentage(compared.level)} intervals${hasBand ? "; grey: within the margin" : ""}`,
    alt: `Differences with intervals, ${subject}, cohort minus rest${isJudged ? ", worse to the left" : ""}, for ${namesOf(mirrored && !ownAxes ? metrics : metrics.filter(({ id }) => figure.panels.includes(id)))}. The table of comparisons has the numbers.`
  }))
}

/** What the tables and charts need, as a stage's findings with `comparedFields` have it, and what key findings need besides. */
export interface WholeComparison extends Compared {
  readonly replicates: number
  readonly verdictMinimum: number
}

const namedMetrics = ({ metrics }: Compared): string => namesOf(metrics).replace(/^./u, (first) => first.toLowerCase())

export interface OverviewOptions extends IntervalOptions {
  /** As for {@link intervalBlocks}; the titles of what is compared when absent. */
  readonly quantity?: string
  /** In place of the key findings that all stages have. */
  readonly findings?: ReadonlyArray<Block>
  /**
   * What is shown of a grouping in which a cohort differs: its differences with their intervals when absent. `only` keeps the
   * metrics in which it does, `differing` is the ids of those cohorts, absent where there are two, which differ from each other.
   */
  readonly figures?: (
    grouping: ComparedGrouping,
    only: (compared: Compared) => Compared,
    differing: ReadonlySet<string> | undefined
  ) => ReadonlyArray<Block>
}

/**
 * What a section says of its comparisons: its key findings; what was found, metric by grouping; and of each grouping in which a
 * cohort differs, under the heading `<stage>-<grouping>`, the differences that were found with their intervals.
 */
export const overviewBlocks = (
  compared: Compared,
  { replicates, verdictMinimum }: Pick<WholeComparison, "replicates" | "verdictMinimum">,
  options: OverviewOptions = {}
): ReadonlyArray<Block> => {
  const { quantity = namedMetrics(compared) } = options
  const { figures = (grouping, only) => intervalBlocks(only(compared), grouping, quantity, options) } = options
  return [
    ...fewReplicates(replicates),
    ...(options.findings ?? keyFindings(compared, verdictMinimum)),
    ...overviewTables(compared),
    ...compared.groupings.flatMap((grouping) => {
      const notable = notableIn(compared, grouping)
      const told = new Set(notable.map(({ metric }) => metric))
      if (told.size === 0) return []
      const only = (given: Compared): Compared => ({
        ...given,
        metrics: given.metrics.filter(({ id }) => told.has(id))
      })
      const differing = isMirrored(grouping) ? undefined : new Set(notable.map(({ category }) => category))
      return [heading(1, `${compared.stage}-${grouping.id}`, grouping.title), ...figures(grouping, only, differing)]
    })
  ]
}

/**
 * All that a stage says that compares and nothing else: what significant means and the overview of its comparisons; and in the
 * annex, for each grouping, all differences with their intervals, as a chart and as a table.
 */
export const comparisonSection = (
  compared: WholeComparison,
  options: OverviewOptions = {}
): { readonly blocks: ReadonlyArray<Block>; readonly annex: ReadonlyArray<Block> } => ({
  blocks: [
    paragraph("Each cohort is compared with its rest. ", significanceWords(compared)),
    ...overviewBlocks(compared, compared, options)
  ],
  annex: compared.groupings.flatMap((grouping) => [
    heading(1, `${compared.stage}-${grouping.id}`, grouping.title),
    ...intervalBlocks(compared, grouping, options.quantity ?? namedMetrics(compared), options),
    comparisonTable(compared, grouping)
  ])
})
