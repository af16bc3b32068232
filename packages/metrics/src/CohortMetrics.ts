/** Measures every metric of every cohort and its rest, on the whole split and in every replicate. */
import { Cohorts, type Comparison, Compute, Dataset, Detection, Resamples, Settings, Threshold } from "@fairward/core"
import { Effect } from "effect"
import { type Curve, curvesOf } from "./Curves.ts"
import { itemsOfPatients, labelledSteps, stepColumns } from "./LabelledSteps.ts"
import type { Place, Sums } from "./Measure.ts"
import { contrasts as compared } from "./Measures.ts"
import {
  type Column,
  type Metric,
  type MetricId,
  measuresOf,
  metricById,
  type ReferencePrevalence,
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

export interface Measurement {
  readonly metrics: ReadonlyArray<Metric>
  /** Configured metrics that these data cannot have. */
  readonly leftOut: ReadonlyArray<{ readonly metric: Metric; readonly reason: string }>
  /** Per metric, on all test patients. */
  readonly everyone: ReadonlyArray<{ readonly estimate: number; readonly replicates: Float64Array }>
  readonly contrasts: ReadonlyArray<Comparison.Contrast>
  readonly curves: ReadonlyArray<Curve>
}

/** Of the cohorts with at least so many event-bearing patients. */
const referenceOf = ({ categories }: Cohorts.Grouping, minimum: number) =>
  referencePrevalence(
    categories.flatMap(({ eventPatients, prevalence }) => (eventPatients >= minimum ? [prevalence] : []))
  )

const inReplicate = ({ cohorts }: Place<Column>): ReferencePrevalence =>
  referencePrevalence(cohorts().map(({ n, p }: Sums<Column>) => p / (p + n)))

const noReference = "no cohort of the grouping is large enough to give a reference prevalence"

const withoutReference: ReferencePrevalence = { highest: Number.NaN, lowest: Number.NaN }

/**
 * Measures the configured metrics of every cohort and its rest on the test split of the running audit.
 *
 * Without events the metrics of events are left out, of points those that read a score as a probability, each with the
 * reason. What cannot be estimated is `NaN` with a reason beside it. The contrasts are not judged yet:
 * `Comparison.compare` judges those of a stage as one family.
 */
export const measure = Effect.fn("CohortMetrics.measure")(function* (options: Options) {
  const dataset = yield* Dataset.Dataset
  const { groupings } = yield* Cohorts.Cohorts
  const { value: threshold } = yield* Threshold.Threshold
  const { verdictMinimum } = yield* Settings.Settings
  const compute = yield* Compute.Compute
  const { count: replicates, multiplicities } = yield* (yield* Resamples.Resamples).of("test")

  const events = Detection.evaluableEvents(dataset)
  const chosen = options.metrics.map((id) => metricById.get(id)!)
  const leftOut = chosen.flatMap((metric) => {
    const reason = whyLeftOut(metric, dataset, events !== undefined)
    return reason === undefined ? [] : [{ metric, reason }]
  })
  const metrics = chosen.filter((metric) => leftOut.every((left) => left.metric !== metric))
  const bins = dataset.scale === "points" ? 0 : options.bins

  const steps = labelledSteps(dataset, events)
  const isFixed = options.referencePrevalence === "fixed"
  const references = groupings.map((grouping) => referenceOf(grouping, isFixed ? verdictMinimum : 0))
  const reference = (place: Place<Column>) =>
    isFixed ? (references[place.grouping] ?? withoutReference) : inReplicate(place)
  const { contrasts, sides, value } = yield* compared<Column>({
    columns: stepColumns(steps, { threshold, bins }),
    measures: measuresOf(
      metrics,
      { bins, reference },
      ({ id }) => options.margins[id] ?? options.margin,
      (metric, { grouping, sums }) => whyNotEstimable(metric, sums, references[grouping]!, noReference)
    ).map((measure, m) => ({ ...measure, class: metrics[m]!.class })),
    ranking: {
      items: itemsOfPatients(steps),
      positives: "p",
      negatives: "n",
      events: "events",
      interpolation: options.interpolation,
      highestPrevalence: (place) => reference(place).highest
    }
  })
  const measurement: Measurement = {
    metrics,
    leftOut,
    everyone: metrics.map((_, m) => value(0, m)),
    contrasts,
    curves: yield* curvesOf(compute, {
      steps,
      groupings,
      sides,
      bins,
      highest: references.map(({ highest }) => highest),
      multiplicities,
      replicates
    })
  }
  return measurement
})
