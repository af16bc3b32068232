/** What an audit would see, told before there are scores: by cohort and metric, from numbers of patients and assumed values. */
import { type AuditConfig, type Cohorts, Comparison } from "@fairward/core"
import { Planning } from "@fairward/stats"
import { cappedMargin } from "./internal/cappedMargin.ts"
import { metrics as everyMetric, type MetricId, metricById } from "./Metric.ts"

/** Who is behind a metric: patients with an event, all patients, or both sorts apart. */
type Basis = "with an event" | "all" | "with and without an event"

/**
 * Default values and design factors. Factors are the larger one, rounded, of those measured at event recall 0.8 in 20 simulated
 * data sets (`bench/src/planning`) and in hospital B of the PhysioNet Challenge 2019 (20,000 stays): event recall 0.73 and 0.96,
 * recall 0.29 and 0.77, precision 1.4 and 0.45, NPV 0.35 and 0.19, FPR 0.13 and 1.1, AUROC 0.19 and 0.61.
 */
const defaults = {
  event_recall: { basis: "with an event", value: 0.8, designFactor: 1 },
  recall: { basis: "with an event", value: 0.6, designFactor: 0.8 },
  precision: { basis: "all", value: 0.3, designFactor: 1.4 },
  npv: { basis: "all", value: 0.98, designFactor: 0.4 },
  fpr: { basis: "all", value: 0.1, designFactor: 1.1 },
  auroc: { basis: "with and without an event", value: 0.8, designFactor: 0.6 }
} as const satisfies { readonly [Id in MetricId]?: { basis: Basis; value: number; designFactor: number } }

export type PlannedId = keyof typeof defaults

/** Rates and AUROC that are reported unless told otherwise: they share a critical value that no other metric has a part in. */
export const defaultRates: ReadonlyArray<MetricId> = everyMetric
  .filter((metric) => metric.byDefault && metric.class === "rates")
  .map(({ id }) => id)

/** The metrics of which a plan can say something, in the order in which it does. */
export const plannedIds = Object.keys(defaults) as ReadonlyArray<PlannedId>

/**
 * The critical value of rates and AUROC before it is drawn: Phi^-1(1 - alpha/(2 m k^0.64)), alpha the part of 1 - `level` that they
 * spend together, m the judged cohorts, a grouping of two counting once, k the rates, AUROC among them.
 *
 * k rates of one cohort set the value that k^0.64 independent ones would: fitted to 30 simulated audits without disparities
 * (`bench/src/planPower.ts --null`: 4 rates as 2.5, 8 as 3.8). With one rate it is the bound of `Comparison.compare`.
 */
export const criticalValueOf = (level: number, judgedCohorts: number, rates: number): number =>
  Planning.criticalValue(
    Comparison.shareOf("rates") * (1 - level),
    Math.max(1, judgedCohorts) * Math.max(1, rates) ** 0.64
  )

export interface Assumed {
  readonly values: { readonly [Id in PlannedId]?: number }
  readonly designFactors: { readonly [Id in PlannedId]?: number }
}

/** What is planned for. */
export interface Intended {
  readonly cohorts: Pick<Cohorts.CohortsShape, "everyone" | "groupings">
  readonly level: number
  readonly verdictMinimum: number
  readonly threshold: AuditConfig.ThresholdConfig
  /** Those of the audit. */
  readonly metrics: ReadonlyArray<MetricId>
  /** As configured; never more than a fifth of the rarer side is meant. */
  readonly marginOf: (metric: MetricId) => AuditConfig.Margin
  readonly assumed: Assumed
  /** Patients are also told for a difference of this size. */
  readonly difference?: number
  /** Default: 0.8. */
  readonly power?: number
}

export interface Assumption {
  readonly metric: PlannedId
  readonly title: string
  readonly value: number
  readonly from: "assumed" | "threshold" | "recall, FPR and prevalence" | "default"
  readonly designFactor: number
  readonly margin: number
}

/** Patients with an event, at the share of the cohort in its grouping. */
export interface Needed {
  readonly cohort: number
  readonly rest: number
}

export interface Foreseen {
  readonly metric: PlannedId
  /** Of cohort minus rest where they do not differ. */
  readonly standardError: number
  /** Smallest difference for the worse that is seen; `null` where none is, as in a cohort that is too small. */
  readonly detectable: number | null
  /** To see a difference as large as the margin; `null`: no number of patients does. */
  readonly forMargin: Needed | null
  /** To see the difference that was asked for. */
  readonly forDifference?: Needed | null
  /** To be judged equivalent where there is no difference. */
  readonly forEquivalence: Needed | null
}

export interface PlannedCohort {
  readonly grouping: string
  readonly groupingTitle: string
  readonly category: string
  readonly label: string
  /** Patients of cohort and rest, persons where these are known. */
  readonly patients: Needed
  readonly withEvent: Needed
  readonly isTooSmall: boolean
  readonly metrics: ReadonlyArray<Foreseen>
}

export interface Plan {
  readonly power: number
  readonly criticalValue: number
  /** Cohorts that are large enough for a verdict, a grouping of two counting once. */
  readonly judgedCohorts: number
  /** Rates and AUROC among the metrics of the audit. */
  readonly rates: number
  readonly assumptions: ReadonlyArray<Assumption>
  readonly cohorts: ReadonlyArray<PlannedCohort>
}

const thresholdMetrics: { readonly [Name in AuditConfig.ThresholdMetric]: PlannedId } = {
  "event-recall": "event_recall",
  recall: "recall",
  precision: "precision",
  npv: "npv",
  fpr: "fpr"
}

/** Precision and NPV that follow from the others; `undefined` where labels are not known. */
const implied = (id: PlannedId, recall: number, fpr: number, prevalence: number | null): number | undefined => {
  if (prevalence === null || prevalence <= 0 || prevalence >= 1) return undefined
  const [caught, missed] = [recall * prevalence, (1 - recall) * prevalence]
  const [disturbed, quiet] = [fpr * (1 - prevalence), (1 - fpr) * (1 - prevalence)]
  return id === "precision" ? caught / (caught + disturbed) : id === "npv" ? quiet / (quiet + missed) : undefined
}

const valuesOf = ({ assumed, cohorts, threshold }: Intended) => {
  const ofThreshold = threshold.metric === undefined ? undefined : thresholdMetrics[threshold.metric]
  const stated = (id: PlannedId): Pick<Assumption, "value" | "from"> => {
    const value = assumed.values[id]
    if (value !== undefined) return { value, from: "assumed" }
    if (id === ofThreshold && threshold.value > 0 && threshold.value < 1)
      return { value: threshold.value, from: "threshold" }
    return { value: defaults[id].value, from: "default" }
  }
  return (id: PlannedId): Pick<Assumption, "value" | "from"> => {
    const known = stated(id)
    if (known.from !== "default") return known
    const value = implied(id, stated("recall").value, stated("fpr").value, cohorts.everyone.prevalence)
    return value === undefined ? known : { value, from: "recall, FPR and prevalence" }
  }
}

/** The comparison of a cohort, by its patients and those of them with an event, and its rest. */
export const designOf = (
  { designFactor, metric, value }: Pick<Assumption, "designFactor" | "metric" | "value">,
  patients: Needed,
  withEvent: Needed
): Planning.Design => {
  const { basis } = defaults[metric]
  if (basis === "with and without an event") {
    const side = (name: keyof Needed) => ({
      positives: withEvent[name],
      // Those with an event have steps without one.
      negatives: patients[name] - withEvent[name] || patients[name]
    })
    return Planning.aurocDesign({ area: value, cohort: side("cohort"), rest: side("rest"), designFactor })
  }
  const behind = basis === "all" ? patients : withEvent
  const sense = metricById.get(metric)!.sense === "lower" ? "lower" : "higher"
  return Planning.shareDesign({ share: value, ...behind, designFactor, sense })
}

const neededOf = (multiple: number, withEvent: Needed, minimum: number): Needed | null => {
  if (Number.isNaN(multiple)) return null
  const enough = Math.max(multiple, minimum / Math.min(withEvent.cohort, withEvent.rest))
  const count = (patients: number) => Math.ceil(enough * patients - 1e-6)
  return { cohort: count(withEvent.cohort), rest: count(withEvent.rest) }
}

const foreseen = (
  assumption: Assumption,
  { isTooSmall, patients, withEvent }: Pick<PlannedCohort, "isTooSmall" | "patients" | "withEvent">,
  criticalValue: number,
  { difference, power, verdictMinimum }: Intended
): Foreseen => {
  const design = designOf(assumption, patients, withEvent)
  const detectable = isTooSmall ? Number.NaN : Planning.smallestDifference(design, criticalValue, power)
  const toSee = (size: number) =>
    neededOf(Planning.multipleForDifference(design, size, criticalValue, power), withEvent, verdictMinimum)
  return {
    metric: assumption.metric,
    standardError: design.expected(0, 1).standardError,
    detectable: Number.isNaN(detectable) ? null : detectable,
    forMargin: toSee(assumption.margin),
    ...(difference === undefined ? {} : { forDifference: toSee(difference) }),
    forEquivalence: neededOf(
      Planning.multipleForEquivalence(design, assumption.margin, criticalValue, power),
      withEvent,
      verdictMinimum
    )
  }
}

const personsOf = ({ patients, persons }: Pick<Cohorts.CohortCounts, "patients" | "persons">): number =>
  persons ?? patients

const sizesOf = ({ categories, restEventPatients }: Cohorts.Grouping, place: number, minimum: number) => {
  const category = categories[place]!
  const all = categories.reduce((sum, counts) => sum + personsOf(counts), 0)
  const withEvent = { cohort: category.eventPatients, rest: restEventPatients[place]! }
  return {
    patients: { cohort: personsOf(category), rest: all - personsOf(category) },
    withEvent,
    isTooSmall: Math.min(withEvent.cohort, withEvent.rest) < minimum
  }
}

/**
 * Plans the comparisons of every cohort with its rest, from patients, events and assumed values; no score is looked at.
 *
 * Standard errors are those of {@link Planning.shareDesign} and {@link Planning.aurocDesign}, the critical value that of
 * {@link criticalValueOf}. A difference is seen where the verdict is worse or material.
 */
export const plan = (intended: Intended): Plan => {
  const { cohorts, level, marginOf, metrics, power = 0.8, verdictMinimum } = intended
  const hasEvents = cohorts.everyone.events !== null
  const isPlanned = ({ id, ofEvents }: (typeof everyMetric)[number]) => metrics.includes(id) && (hasEvents || !ofEvents)
  const rates = everyMetric.filter((metric) => metric.class === "rates" && isPlanned(metric)).length
  const sizes = cohorts.groupings.map((grouping) =>
    grouping.categories.map((_, place) => sizesOf(grouping, place, verdictMinimum))
  )
  const judgedCohorts = sizes.reduce((sum, grouping) => {
    const judged = grouping.filter(({ isTooSmall }) => !isTooSmall).length
    return sum + (grouping.length === 2 ? Math.min(1, judged) : judged)
  }, 0)
  const criticalValue = criticalValueOf(level, judgedCohorts, rates)
  const assumedOf = valuesOf(intended)
  const assumptions = plannedIds.flatMap((id): ReadonlyArray<Assumption> => {
    const metric = metricById.get(id)!
    if (!isPlanned(metric)) return []
    const { from, value } = assumedOf(id)
    return [
      {
        metric: id,
        title: metric.title,
        value,
        from,
        designFactor: intended.assumed.designFactors[id] ?? defaults[id].designFactor,
        margin: cappedMargin(marginOf(id), Math.min(value, 1 - value))
      }
    ]
  })
  return {
    power,
    criticalValue,
    judgedCohorts,
    rates,
    assumptions,
    cohorts: cohorts.groupings.flatMap((grouping, g) =>
      grouping.categories.map(({ id, label }, place) => ({
        grouping: grouping.id,
        groupingTitle: grouping.title,
        category: id,
        label,
        ...sizes[g]![place]!,
        metrics: assumptions.map((assumption) => foreseen(assumption, sizes[g]![place]!, criticalValue, intended))
      }))
    )
  }
}
