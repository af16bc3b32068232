/**
 * Measures every metric of every cohort and its rest, on the whole split and in every replicate.
 */
import {
  Cohorts,
  type Comparison,
  Compute,
  Dataset,
  Detection,
  Progress,
  Resamples,
  Settings,
  Threshold
} from "@fairward/core"
import { Effect } from "effect"
import { type Curve, curvesOf } from "./Curves.ts"
import { computeDraws } from "./Draws.ts"
import { restSide } from "./kernel/Layout.ts"
import { metricIds, type ReferencePrevalence } from "./kernel/SideMetrics.ts"
import { type Metric, metricById } from "./Metric.ts"
import type { Options } from "./Options.ts"
import { labelledSteps } from "./TestSteps.ts"

/** Highest and lowest prevalence among the cohorts with at least so many event-bearing patients and both labels. */
const referenceOf = (grouping: Cohorts.Grouping, minimum: number): ReferencePrevalence => {
  const usable = grouping.categories.flatMap(({ eventPatients, prevalence }) =>
    eventPatients >= minimum && prevalence !== null && prevalence > 0 && prevalence < 1 ? [prevalence] : []
  )
  return usable.length === 0
    ? { highest: Number.NaN, lowest: Number.NaN }
    : { highest: Math.max(...usable), lowest: Math.min(...usable) }
}

/** Why a metric of a side cannot be estimated. */
const reasonFor = (metric: Metric, counts: Counts, reference: ReferencePrevalence): string => {
  const ofAlarms = metric.id === "npv" || metric.id === "precision"
  const needsPositives = !ofAlarms && metric.id !== "fpr" && metric.id !== "negative_class_score"
  if (counts.steps === 0) return "no labelled step"
  if (metric.ofEvents && counts.events === 0) return "no evaluable event"
  if (needsPositives && counts.positives === 0) return "no positive step"
  if (!ofAlarms && counts.positives === counts.steps) return "no negative step"
  if (metric.id.startsWith("corrected") && Number.isNaN(reference.highest)) {
    return "no cohort of the grouping is large enough to give a reference prevalence"
  }
  return metric.id.includes("npv") ? "alarm at every step" : "no alarm at any step"
}

type Counts = Pick<Cohorts.Category, "steps" | "positives" | "eventPatients"> & { readonly events: number }

const sumCounts = (categories: ReadonlyArray<Cohorts.Category>): Counts => {
  const sum = { steps: 0, positives: 0, eventPatients: 0, events: 0 }
  for (const { eventPatients, events, positives, steps } of categories) {
    sum.steps += steps
    sum.positives += positives
    sum.eventPatients += eventPatients
    sum.events += events ?? 0
  }
  return sum
}

export interface Measurement {
  readonly metrics: ReadonlyArray<Metric>
  /** Configured metrics that these data cannot have. */
  readonly leftOut: ReadonlyArray<{ readonly metric: Metric; readonly reason: string }>
  /** Per metric, on all test patients. */
  readonly everyone: ReadonlyArray<{ readonly estimate: number; readonly replicates: Float64Array }>
  readonly contrasts: ReadonlyArray<Comparison.Contrast>
  readonly curves: ReadonlyArray<Curve>
}

/** Measures the configured metrics on the test split. */
export const measure = Effect.fn("Performance.measure")(function* (options: Options) {
  const dataset = yield* Dataset.Dataset
  const { groupings } = yield* Cohorts.Cohorts
  const threshold = yield* Threshold.Threshold
  const settings = yield* Settings.Settings
  const progress = yield* Progress.Progress
  const compute = yield* Compute.Compute
  const { count, multiplicities } = yield* (yield* Resamples.Resamples).of("test")

  const events = Detection.evaluableEvents(dataset)
  const chosen = options.metrics.map((id) => metricById.get(id)!)
  const metrics = chosen.filter(({ ofEvents }) => !ofEvents || events !== undefined)
  const leftOut = chosen
    .filter((metric) => !metrics.includes(metric))
    .map((metric) => ({
      metric,
      reason: dataset.horizonSteps === 0 ? "one prediction a patient has no events over time" : "no events were given"
    }))

  const steps = labelledSteps(dataset, events)
  const patients = dataset.patients.splits.test
  const categoryOf = groupings.map(({ categoryOf: of }) => Int16Array.from(patients, (patient) => of[patient]!))
  const referenceInReplicate = options.referencePrevalence === "replicate"
  const references = groupings.map((grouping) =>
    referenceOf(grouping, referenceInReplicate ? 0 : settings.verdictMinimum)
  )
  const { curves, layout, standardError, value } = yield* computeDraws(
    compute,
    {
      steps,
      categoryOf,
      categories: groupings.map(({ categories }) => categories.length),
      threshold: threshold.value,
      bins: options.bins,
      linear: options.interpolation === "linear",
      references,
      referenceInReplicate,
      multiplicities,
      replicates: count
    },
    (done) => progress.update(done, count, "replicates")
  )
  const valuesOf = (side: number, metric: Metric) => {
    const { inReplicates, onSplit } = value(side, metricIds.indexOf(metric.id))
    return { estimate: onSplit, replicates: inReplicates }
  }
  const everyone = metrics.map((metric) => valuesOf(0, metric))

  const contrasts = groupings.flatMap((grouping, g) =>
    grouping.categories.flatMap((category, c) => {
      const place = layout.groupings[g]!
      const own = sumCounts([category])
      const others = sumCounts(grouping.categories.filter((other) => other !== category))
      return metrics.map((metric): Comparison.Contrast => {
        const error = standardError(place.firstContrast + c, metricIds.indexOf(metric.id))
        return {
          grouping: grouping.id,
          category: category.id,
          metric: metric.id,
          sense: metric.sense,
          margin: metric.judged === true ? (options.margins[metric.id] ?? options.margin) : null,
          cohort: {
            ...valuesOf(place.firstSide + c, metric),
            reason: reasonFor(metric, own, references[g]!),
            bearing: own.eventPatients
          },
          rest: {
            ...valuesOf(restSide(place, c), metric),
            reason: reasonFor(metric, others, references[g]!),
            bearing: others.eventPatients
          },
          standardError: error.onSplit,
          standardErrors: error.inReplicates,
          judged: metric.judged,
          categories: grouping.categories.length
        }
      })
    })
  )
  const measurement: Measurement = {
    metrics,
    leftOut,
    everyone,
    contrasts,
    curves: curvesOf(curves, groupings, layout, options.bins)
  }
  return measurement
})
