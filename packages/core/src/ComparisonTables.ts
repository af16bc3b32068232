/**
 * How comparisons read in a report: the tables, sentences and key findings that stages share.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import type { Significance } from "./AuditConfig.ts"
import * as Comparison from "./Comparison.ts"
import { type Block, type Cell, paragraph } from "./ReportDocument.ts"

/** A grouping as stages store it beside their comparisons. */
export const ComparedGrouping = Schema.Struct({
  id: Schema.String,
  title: Schema.String,
  categories: Schema.Array(
    Schema.Struct({ id: Schema.String, label: Schema.String, patients: Schema.Int, eventPatients: Schema.Int })
  ),
  /** Index of the category with the fewest patients. */
  minority: Schema.Int
})
export type ComparedGrouping = typeof ComparedGrouping.Type

/** What is compared: a metric, a window, a variable under a condition. */
export interface ComparedMetric {
  readonly id: string
  readonly title: string
  readonly sense: Comparison.Sense
  /** Decimals in tables and sentences; 3 when absent. */
  readonly digits?: number
  /** Behind numbers in sentences, such as "min". */
  readonly unit?: string
}

/** The comparisons of a stage and how they are called. */
export interface Compared {
  /** Begins every id of the section's blocks: the id of the stage. */
  readonly stage: string
  /** Heads the column of metrics: "Metric", "Window", "Variable". */
  readonly metricTitle: string
  readonly metrics: ReadonlyArray<ComparedMetric>
  readonly groupings: ReadonlyArray<ComparedGrouping>
  readonly comparisons: ReadonlyArray<Comparison.Comparison>
  readonly significance: Significance
  readonly level: number
  /** Whether tables name each metric's unit, for metrics of several units. */
  readonly unitsInNames?: boolean
  /** What the verdict minimum counts; event-bearing patients when absent. */
  readonly bearing?: {
    /** In the plural: "patients with a value". */
    readonly title: string
    /** Of a category; where metrics differ, the largest, so that one below the minimum gets no verdict at all. */
    readonly count: (grouping: string, category: string) => number
  }
}

const arrows = { higher: " ↑", lower: " ↓", none: "" } as const

export const metricOf = ({ metrics }: Compared, id: string): ComparedMetric => metrics.find((one) => one.id === id)!

/** A metric's name with the arrow of its good direction and, where the stage asks for it, its unit. */
export const metricName = (compared: Compared, id: string): string => {
  const { sense, title, unit } = metricOf(compared, id)
  return `${title}${compared.unitsInNames === true && unit !== undefined ? ` (${unit})` : ""}${arrows[sense]}`
}

export const groupingOf = ({ groupings }: Compared, id: string): ComparedGrouping =>
  groupings.find((one) => one.id === id)!

export const categoryLabel = ({ categories }: ComparedGrouping, id: string): string =>
  categories.find((category) => category.id === id)!.label

/** `95 %`, `99.5 %`. */
export const percentage = (share: number): string => `${Number((share * 100).toFixed(2))} %`

/** A number of a metric's scale in prose, with its unit. */
export const inProse = (compared: Compared, metric: string, value: number): string => {
  const { digits = 3, unit } = metricOf(compared, metric)
  return `${value.toFixed(digits).replace("-", "−")}${unit === undefined ? "" : ` ${unit}`}`
}

/** What significant means in this report. */
export const significanceWords = ({ level, significance }: Pick<Compared, "level" | "significance">): string =>
  significance === "simultaneous"
    ? `Significant means that the simultaneous ${percentage(level)} interval of the difference, which holds for everything compared in this section at once, excludes zero and that the difference is not equivalent within the margin.`
    : "Significant means p below the corrected level in the Mann-Whitney test of the first 100 replicates; it says how steady the resampling is, not how strong the evidence."

/** A two-category grouping compares the same two cohorts twice. */
export const isMirrored = ({ categories }: ComparedGrouping): boolean => categories.length === 2

/**
 * Comparisons in which the cohort is significantly worse, or where neither direction is worse, significantly different;
 * the largest delta first, equal ones in the order of the findings.
 */
export const notableByDelta = (
  comparisons: ReadonlyArray<Comparison.Comparison>,
  significance: Significance
): ReadonlyArray<Comparison.Comparison> =>
  comparisons
    .filter((one) => {
      const direction = Comparison.significantDirection(one, significance)
      return direction !== null && direction !== "better"
    })
    .toSorted((a, b) => (b.delta ?? 0) - (a.delta ?? 0))

/** Where neither direction is worse, a grouping of two categories has every difference twice: that in which it is less. */
const isRepeated = (compared: Compared, comparison: Comparison.Comparison): boolean =>
  isMirrored(groupingOf(compared, comparison.grouping)) &&
  Comparison.significantDirection(comparison, compared.significance) === "less"

/** The three cohorts with the largest delta among the notable comparisons of a metric. */
export const topCohorts = (compared: Compared, metric: string): ReadonlyArray<Comparison.Comparison> =>
  notableByDelta(
    compared.comparisons.filter((one) => one.metric === metric && !isRepeated(compared, one)),
    compared.significance
  ).slice(0, 3)

/** A cell whose numbers have a metric's decimals, in tables whose metrics differ in them. */
const inDigitsOf = (compared: Compared, metric: string, cell: Cell): Cell => {
  const digits = metricOf(compared, metric).digits ?? 3
  if (digits === (compared.metrics[0]?.digits ?? 3) || cell === null) return cell
  return typeof cell === "object" && "value" in cell ? { ...cell, digits } : { value: cell, digits }
}

/** Per metric the three cohorts that differ most, with their delta. */
export const topCohortsTable = (compared: Compared): Block => {
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
      { key: "metric", title: compared.metricTitle, type: { _tag: "text" }, width: 1.6 },
      { key: "first", title: "First", type: { _tag: "text" }, width: 1.5 },
      { key: "second", title: "Second", type: { _tag: "text" }, width: 1.5 },
      { key: "third", title: "Third", type: { _tag: "text" }, width: 1.5 }
    ],
    rows: compared.metrics.map(({ id }) => {
      const [first, second, third] = topCohorts(compared, id)
      return { metric: metricName(compared, id), first: cell(first), second: cell(second), third: cell(third) }
    })
  }
}

/**
 * Per metric of a grouping: the plain mean over categories, the worst category (none where neither direction is worse), and
 * the category with the fewest patients. `everyone` gives the value of all patients.
 */
export const summaryTable = (
  compared: Compared,
  grouping: ComparedGrouping,
  everyone?: ReadonlyMap<string, number | null>
): Block => {
  const minority = grouping.categories[grouping.minority]!
  const judged = compared.metrics.some(({ sense }) => sense !== "none")
  const number = { _tag: "number", digits: compared.metrics[0]?.digits ?? 3 } as const
  return {
    _tag: "Table",
    id: `${compared.stage}-summary-${grouping.id}`,
    caption: `${grouping.title}: summary; the minority category is ${minority.label} (${minority.patients} patients)`,
    columns: [
      { key: "metric", title: compared.metricTitle, type: { _tag: "text" }, width: 2 },
      ...(everyone === undefined ? [] : [{ key: "everyone", title: "All patients", type: number }]),
      { key: "average", title: "Macro-average", type: number },
      ...(judged
        ? [
            { key: "worst", title: "Worst value", type: number },
            { key: "category", title: "Worst category", type: { _tag: "text" } as const, width: 1.6 }
          ]
        : []),
      { key: "minority", title: "Minority category", type: number }
    ],
    rows: compared.metrics.map((metric) => summaryRow(compared, grouping, metric, judged, everyone))
  }
}

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
    average: inDigitsOf(compared, id, missing === 0 ? average : { value: average, note: `${missing} not estimable` }),
    ...(judged
      ? {
          worst: inDigitsOf(compared, id, worst?.value ?? null),
          category: worst === undefined ? null : categoryLabel(grouping, worst.category)
        }
      : {}),
    minority: inDigitsOf(compared, id, values.find(({ category }) => category === minority)?.value ?? null)
  }
}

/** The significant differences of a grouping; of two categories the one that is worse (or greater). */
export const significantTable = (compared: Compared, grouping: ComparedGrouping): Block => {
  const mirrored = isMirrored(grouping)
  const judged = compared.metrics.some(({ sense }) => sense !== "none")
  const significant = compared.comparisons.filter((one) => {
    if (one.grouping !== grouping.id) return false
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
      { key: "metric", title: compared.metricTitle, type: { _tag: "text" }, width: 1.7 },
      {
        key: "category",
        title: mirrored ? (judged ? "Worse category" : "Greater in") : "Category",
        type: { _tag: "text" },
        width: 1.5
      },
      ...(mirrored ? [] : [{ key: "direction", title: "Than the rest", type: { _tag: "text" as const }, width: 0.9 }]),
      { key: "p", title: simultaneous ? "p, adjusted" : "p, Mann-Whitney", type: { _tag: "pValue" } },
      { key: "delta", title: "Delta", type: { _tag: "number", digits: compared.metrics[0]?.digits ?? 3 } },
      { key: "verdict", title: "Verdict", type: { _tag: "verdict" }, width: 1.1 }
    ],
    rows: significant.map((one) => {
      const direction = Comparison.significantDirection(one, compared.significance)
      return {
        metric: metricName(compared, one.metric),
        category: categoryLabel(grouping, one.category),
        ...(mirrored ? {} : { direction }),
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

const estimateCell = ({ estimate, reason }: Comparison.Side): Cell =>
  estimate === null ? { value: null, note: reason ?? "not estimable" } : estimate

/** Every comparison of a grouping: both sides, difference, interval, both p-values and the verdict. */
export const comparisonTable = (compared: Compared, grouping: ComparedGrouping): Block => {
  const digits = compared.metrics[0]?.digits ?? 3
  const number = { _tag: "number", digits } as const
  return {
    _tag: "Table",
    id: `${compared.stage}-comparisons-${grouping.id}`,
    caption: `${grouping.title}: every comparison`,
    columns: [
      { key: "metric", title: compared.metricTitle, type: { _tag: "text" }, width: 1.9 },
      { key: "category", title: "Category", type: { _tag: "text" }, width: 1.4 },
      { key: "cohort", title: "Cohort", type: number },
      { key: "rest", title: "Rest", type: number },
      { key: "difference", title: "Difference", type: number },
      {
        key: "interval",
        title: `${percentage(compared.level)} interval`,
        type: { _tag: "interval", digits },
        width: 1.5
      },
      { key: "p", title: "p, adjusted", type: { _tag: "pValue" } },
      { key: "mannWhitney", title: "p, Mann-Whitney", type: { _tag: "pValue" } },
      { key: "verdict", title: "Verdict", type: { _tag: "verdict" }, width: 1.3 }
    ],
    rows: compared.comparisons
      .filter((one) => one.grouping === grouping.id)
      .map((one) => ({
        metric: metricName(compared, one.metric),
        category: categoryLabel(grouping, one.category),
        cohort: inDigitsOf(compared, one.metric, estimateCell(one.cohort)),
        rest: inDigitsOf(compared, one.metric, estimateCell(one.rest)),
        difference: inDigitsOf(compared, one.metric, one.difference),
        interval: inDigitsOf(
          compared,
          one.metric,
          one.interval === null ? null : ([one.interval.low, one.interval.high] as const)
        ),
        p: one.interval?.adjustedP ?? null,
        mannWhitney: one.mannWhitney.p,
        verdict: one.verdict
      }))
  }
}

type KeyFinding = Extract<Block, { readonly _tag: "KeyFinding" }>

const sides = (compared: Compared, { cohort, interval, metric, rest }: Comparison.Comparison): string => {
  const prose = (value: number) => inProse(compared, metric, value)
  const values = `${prose(cohort.estimate!)} against ${prose(rest.estimate!)} in the rest`
  if (interval === null) return values
  const difference = prose(cohort.estimate! - rest.estimate!)
  return `${values} (difference ${difference}, simultaneous interval ${prose(interval.low)} to ${prose(interval.high)})`
}

const gravestOf = (
  notable: ReadonlyArray<Comparison.Comparison>,
  toldFirst: ReadonlyArray<string>
): Comparison.Comparison | undefined => {
  const material = notable.filter(({ verdict }) => verdict === "material")
  const gravest = material.length > 0 ? material : notable
  const [first] = toldFirst.flatMap((metric) => gravest.filter((one) => one.metric === metric))
  return first ?? gravest[0]
}

const cohortFinding = (
  compared: Compared,
  grouping: ComparedGrouping,
  category: ComparedGrouping["categories"][number],
  toldFirst: ReadonlyArray<string>
): ReadonlyArray<KeyFinding> => {
  const own = compared.comparisons.filter(
    (one) => one.grouping === grouping.id && one.category === category.id && !isRepeated(compared, one)
  )
  const notable = notableByDelta(own, compared.significance)
  const gravest = gravestOf(notable, toldFirst)
  if (gravest === undefined) return []
  const others = notable.filter((one) => one !== gravest).map(({ metric }) => metricOf(compared, metric).title)
  const how = gravest.sense === "none" ? gravest.direction! : "worse"
  return [
    {
      _tag: "KeyFinding",
      verdict: gravest.verdict,
      text: [
        { strong: `${category.label} (${grouping.title.toLowerCase()}): ` },
        `${metricOf(compared, gravest.metric).title} is ${how}, ${sides(compared, gravest)}.`,
        ...(others.length === 0
          ? []
          : [` Also ${gravest.sense === "none" ? "different" : "worse"}: ${others.join(", ")}.`])
      ],
      weight: notable.length,
      evidence: `${compared.stage}-${grouping.id}`
    }
  ]
}

const tooSmallFinding = (
  compared: Compared,
  grouping: ComparedGrouping,
  verdictMinimum: number
): ReadonlyArray<KeyFinding> => {
  const small = grouping.categories.filter(({ id }) =>
    compared.comparisons.some(
      (one) => one.grouping === grouping.id && one.category === id && one.verdict === "too small"
    )
  )
  const { count, title } = compared.bearing ?? {
    title: "event-bearing patients",
    count: (_: string, id: string) => small.find((category) => category.id === id)!.eventPatients
  }
  const own = small.filter(({ id }) => count(grouping.id, id) < verdictMinimum)
  if (own.length === 0) return []
  return [
    {
      _tag: "KeyFinding",
      verdict: "too small",
      text: [
        { strong: `${grouping.title}: ` },
        `too few ${title} for a verdict in ${own
          .map(({ id, label }) => `${label} (${count(grouping.id, id)})`)
          .join(", ")}. Absence of a finding there is no evidence of fairness.`
      ],
      weight: own.length,
      evidence: `${compared.stage}-${grouping.id}`
    }
  ]
}

/**
 * A sentence a cohort with a notable difference, the gravest first; then the cohorts that are too small to say.
 *
 * Evidence is the heading `<stage>-<grouping>`, which the stage's section must have. Metrics in `toldFirst` are preferred
 * among the gravest of a cohort.
 */
export const keyFindings = (
  compared: Compared,
  verdictMinimum: number,
  toldFirst: ReadonlyArray<string> = []
): ReadonlyArray<Block> => {
  const notable = compared.groupings
    .flatMap((grouping) =>
      grouping.categories.flatMap((category) => cohortFinding(compared, grouping, category, toldFirst))
    )
    .toSorted((a, b) => Number(b.verdict === "material") - Number(a.verdict === "material") || b.weight - a.weight)
  const none: ReadonlyArray<Block> =
    notable.length > 0
      ? []
      : [
          paragraph(
            { strong: "No cohort differs significantly from its rest here." },
            " The tables below say how large a difference could have been seen."
          )
        ]
  const small = compared.groupings.flatMap((grouping) => tooSmallFinding(compared, grouping, verdictMinimum))
  return [...notable, ...none, ...small]
}
