import { Schema } from "effect"
import { Significance } from "../AuditConfig.ts"
import * as Comparison from "../Comparison.ts"
import { Count, Setting, setting } from "../Disclosure.ts"
import { type Measure, unitWords } from "../Measure.ts"

/** A grouping as stages store it beside their comparisons. */
export const ComparedGrouping = Schema.Struct({
  id: Schema.String,
  title: Schema.String,
  categories: Schema.Array(
    Schema.Struct({ id: Schema.String, label: Schema.String, patients: Count, eventPatients: Count })
  ),
  /** Index of the category with the fewest patients. */
  minority: setting(Schema.Int)
})
export type ComparedGrouping = typeof ComparedGrouping.Type

/** How a metric is called in a view, a window, or a variable under a condition. */
export type ComparedMetric = Pick<Measure, "id" | "title" | "sense" | "digits" | "isPlural"> &
  Partial<Pick<Measure, "unit" | "harm" | "headline" | "corrected" | "directions">>

/**
 * Fields of the findings of a stage that compares: `audited` of `Stage.comparing` and the comparisons. With them, findings
 * are what the tables and charts of comparisons read.
 */
export const comparedFields = {
  significance: Significance,
  level: Setting,
  verdictMinimum: setting(Schema.Int),
  replicates: setting(Schema.Int),
  groupings: Schema.Array(ComparedGrouping),
  comparisons: Schema.Array(Comparison.Comparison)
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
  /** What the verdict minimum counts; event-bearing patients when absent. */
  readonly bearing?: {
    /** In the plural: "patients with a value". */
    readonly title: string
    /** Of a category; where metrics differ, the largest, so that one below the minimum gets no verdict at all. */
    readonly count: (grouping: string, category: string) => number
  }
}

/** Behind the name of a metric: its good direction. */
export const arrows = { higher: " ↑", lower: " ↓", none: "" } as const

export const metricOf = ({ metrics }: Compared, id: string): ComparedMetric => metrics.find((one) => one.id === id)!

/** A metric's name with the arrow of its good direction and, where the stage asks for it, its unit. */
export const metricName = (compared: Compared, id: string): string => {
  const metric = metricOf(compared, id)
  const unit = unitWords(metric)
  return `${metric.title}${unit === undefined ? "" : ` (${unit})`}${arrows[metric.sense]}`
}

/** Whether one direction of a metric is worse. */
export const isDirected = ({ sense }: Pick<ComparedMetric, "sense">): boolean => sense !== "none"

export const groupingOf = ({ groupings }: Compared, id: string): ComparedGrouping =>
  groupings.find((one) => one.id === id)!

export const categoryLabel = ({ categories }: ComparedGrouping, id: string): string =>
  categories.find((category) => category.id === id)!.label

/** `95 %`, `99.5 %`. */
export const percentage = (share: number): string => `${Number((share * 100).toFixed(2))} %`

/** A number of a metric's scale in prose, with its unit. */
export const inProse = (compared: Compared, metric: string, value: number): string => {
  const found = metricOf(compared, metric)
  const unit = unitWords(found)
  return `${value.toFixed(found.digits ?? 3).replace("-", "−")}${unit === undefined ? "" : ` ${unit}`}`
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
export const isRepeated = (compared: Compared, comparison: Comparison.Comparison): boolean =>
  isMirrored(groupingOf(compared, comparison.grouping)) &&
  Comparison.significantDirection(comparison, compared.significance) === "less"

/** The three cohorts with the largest delta among the notable comparisons of a metric. */
export const topCohorts = (compared: Compared, metric: string): ReadonlyArray<Comparison.Comparison> =>
  notableByDelta(
    compared.comparisons.filter((one) => one.metric === metric && !isRepeated(compared, one)),
    compared.significance
  ).slice(0, 3)
