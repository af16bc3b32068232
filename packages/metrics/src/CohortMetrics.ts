/**
 * Measures every metric of every cohort and its rest, on the whole split and in every replicate.
 *
 * @since 0.1.0
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
import { computeDraws } from "./kernel/Draws.ts"
import { restSide } from "./kernel/Layout.ts"
import { labelledSteps } from "./LabelledSteps.ts"
import {
  type Metric,
  type MetricId,
  metricById,
  metricIds,
  referencePrevalence,
  whyLeftOut,
  whyNotEstimable
} from "./Metric.ts"

/** What is measured, and by which margins it is to be judged. */
export interface Options {
  readonly metrics: ReadonlyArray<MetricId>
  /** Areas under precision-recall curves: average precision, or the trapezoid. */
  readonly interpolation: "step" | "linear"
  /** Bins of calibration. */
  readonly bins: number
  readonly margin: number
  /** Margins of single metrics. */
  readonly margins: { readonly [Id in MetricId]?: number | undefined }
  /** Prevalence of corrected metrics: fixed on the whole split, or recomputed in each replicate. */
  readonly referencePrevalence: "fixed" | "replicate"
}

/** Of the cohorts with at least so many event-bearing patients. */
const referenceOf = ({ categories }: Cohorts.Grouping, minimum: number) =>
  referencePrevalence(
    categories.flatMap(({ eventPatients, prevalence }) => (eventPatients >= minimum ? [prevalence] : []))
  )

const noReference = "no cohort of the grouping is large enough to give a reference prevalence"

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

/**
 * Measures the configured metrics of every cohort and its rest on the test split of the running audit.
 *
 * Without events the metrics of events are left out, of points those that read a score as a probability, each with the
 * reason. What cannot be estimated is `NaN` with a reason
 * beside it. The contrasts are not judged yet: `Comparison.compare` judges those of a stage as one family.
 */
export const measure = Effect.fn("CohortMetrics.measure")(function* (options: Options) {
  const dataset = yield* Dataset.Dataset
  const { groupings } = yield* Cohorts.Cohorts
  const threshold = yield* Threshold.Threshold
  const settings = yield* Settings.Settings
  const progress = yield* Progress.Progress
  const compute = yield* Compute.Compute
  const { clusterOf, count, multiplicities } = yield* (yield* Resamples.Resamples).of("test")

  const events = Detection.evaluableEvents(dataset)
  const chosen = options.metrics.map((id) => metricById.get(id)!)
  const leftOut = chosen.flatMap((metric) => {
    const reason = whyLeftOut(metric, dataset, events !== undefined)
    return reason === undefined ? [] : [{ metric, reason }]
  })
  const metrics = chosen.filter((metric) => leftOut.every((left) => left.metric !== metric))
  const bins = dataset.scale === "points" ? 0 : options.bins

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
      bins,
      linear: options.interpolation === "linear",
      references,
      referenceInReplicate,
      multiplicities,
      clusterOf,
      replicates: count
    },
    (done) => progress.update(done, count, "replicates")
  )
  const valuesOf = (side: number, metric: Metric) => value(side, metricIds.indexOf(metric.id))
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
            reason: whyNotEstimable(metric, own, references[g]!, noReference),
            bearing: own.eventPatients
          },
          rest: {
            ...valuesOf(restSide(place, c), metric),
            reason: whyNotEstimable(metric, others, references[g]!, noReference),
            bearing: grouping.restEventPatients[c]!
          },
          standardError: error.estimate,
          standardErrors: error.replicates,
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
    curves: curvesOf(curves, groupings, layout, bins)
  }
  return measurement
})
