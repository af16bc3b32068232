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
import { type Curve, curveBandsJobs, curveBandsTask, curvesOf } from "./Curves.ts"
import type { InfluencesJob, InfluencesShared } from "./kernel/influences.ts"
import { type Layout, layoutOf, restSide } from "./kernel/Layout.ts"
import { operatingPoints } from "./kernel/OperatingPoints.ts"
import { type LabelledSteps, patientSums } from "./kernel/PatientSums.ts"
import type { ReplicatesJob, ReplicatesResult, ReplicatesShared } from "./kernel/replicates.ts"
import { metricCount, metricIds, type ReferencePrevalence, rankedCount } from "./kernel/SideMetrics.ts"
import { lanes, sweepMemory } from "./kernel/SweepMemory.ts"
import { type Metric, metricById } from "./Metric.ts"
import type { Options } from "./Options.ts"

const moduleAt = (name: string) =>
  new URL(import.meta.url.endsWith(".ts") ? `./kernel/${name}.ts` : `./kernel/${name}.js`, import.meta.url)

const replicatesTask: Compute.Task<ReplicatesShared, ReplicatesJob, ReplicatesResult> = {
  module: moduleAt("replicates")
}
const influencesTask: Compute.Task<InfluencesShared, InfluencesJob, Float64Array> = { module: moduleAt("influences") }

const emptyFloats = new Float64Array(0)

/** The labelled steps and events of the test patients, in their order. */
export const labelledSteps = (
  dataset: Dataset.DatasetShape,
  events: Detection.EvaluableEvents | undefined
): LabelledSteps => {
  const { patients, predictions } = dataset
  const test = patients.splits.test
  const offsets = new Uint32Array(test.length + 1)
  const eventOffsets = new Uint32Array(test.length + 1)
  test.forEach((patient, i) => {
    const own = predictions === undefined ? 0 : predictions.offsets[patient + 1]! - predictions.offsets[patient]!
    offsets[i + 1] = offsets[i]! + own
    const ownEvents = events === undefined ? 0 : events.offsets[patient + 1]! - events.offsets[patient]!
    eventOffsets[i + 1] = eventOffsets[i]! + ownEvents
  })
  const label = new Int8Array(offsets[test.length]!)
  const score = new Float64Array(offsets[test.length]!)
  const detectionScore = new Float64Array(eventOffsets[test.length]!)
  test.forEach((patient, i) => {
    if (predictions !== undefined) {
      const rows = [predictions.offsets[patient]!, predictions.offsets[patient + 1]!] as const
      label.set(predictions.label.subarray(...rows), offsets[i]!)
      score.set(predictions.score.subarray(...rows), offsets[i]!)
    }
    if (events !== undefined) {
      detectionScore.set(
        events.detectionScore.subarray(events.offsets[patient]!, events.offsets[patient + 1]!),
        eventOffsets[i]!
      )
    }
  })
  return { offsets, label, score, eventOffsets, detectionScore: events === undefined ? emptyFloats : detectionScore }
}

/** Patients ordered so that those in the same categories of all groupings stand together. */
const cellsOf = (categoryOf: ReadonlyArray<Int16Array>, patients: number) => {
  const keys = Array.from({ length: patients }, (_, i) => categoryOf.map((of) => of[i]!).join(","))
  const order = Uint32Array.from({ length: patients }, (_, i) => i)
  order.sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b))
  const cells: Array<number> = []
  order.forEach((patient, place) => {
    if (place === 0 || keys[patient] !== keys[order[place - 1]!]) cells.push(place)
  })
  const cellCategories = Int16Array.from(cells.flatMap((place) => categoryOf.map((of) => of[order[place]!]!)))
  return { order, cells: Uint32Array.from([...cells, patients]), cellCategories }
}

/** Highest and lowest prevalence among the cohorts with at least so many event-bearing patients and both labels. */
const referenceOf = (grouping: Cohorts.Grouping, minimum: number): ReferencePrevalence => {
  const usable = grouping.categories.flatMap(({ eventPatients, prevalence }) =>
    eventPatients >= minimum && prevalence !== null && prevalence > 0 && prevalence < 1 ? [prevalence] : []
  )
  return usable.length === 0
    ? { highest: Number.NaN, lowest: Number.NaN }
    : { highest: Math.max(...usable), lowest: Math.min(...usable) }
}

const countPerPatient = ({ label, offsets }: LabelledSteps, wanted: number): Float64Array =>
  Float64Array.from({ length: offsets.length - 1 }, (_, i) => {
    let count = 0
    for (let step = offsets[i]!; step < offsets[i + 1]!; step++) if (label[step] === wanted) count++
    return count
  })

/** Squares of the influences, patients in `order`, the columns of all groupings side by side. */
const squaresOf = (influences: ReadonlyArray<Float64Array>, layout: Layout, order: Uint32Array): Float64Array => {
  const columns = layout.influences * rankedCount
  const squares = new Float64Array(new SharedArrayBuffer(order.length * columns * 8))
  influences.forEach((own, g) => {
    const { firstInfluence, influences: count } = layout.groupings[g]!
    const width = count * rankedCount
    order.forEach((patient, place) => {
      for (let i = 0; i < width; i++) {
        squares[place * columns + firstInfluence * rankedCount + i] = own[patient * width + i]! ** 2
      }
    })
  })
  return squares
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
  readonly everyone: ReadonlyArray<number>
  readonly everyoneReplicates: ReadonlyArray<Float64Array>
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
  const layout = layoutOf(groupings.map(({ categories }) => categories.length))
  const referenceInReplicate = options.referencePrevalence === "replicate"
  const references = groupings.map((grouping) =>
    referenceOf(grouping, referenceInReplicate ? 0 : settings.verdictMinimum)
  )
  const linear = options.interpolation === "linear"
  const jobs: ReadonlyArray<ReplicatesJob> = [
    "split",
    ...Array.from({ length: Math.ceil(count / lanes) }, (_, i) => ({
      first: i * lanes,
      count: Math.min(lanes, count - i * lanes)
    }))
  ]
  const sweep = sweepMemory(steps, layout, categoryOf, Math.min(compute.workers, jobs.length))
  const influences = yield* compute.run(
    influencesTask,
    {
      sweep: { memory: sweep.memory, items: sweep.items, size: sweep.size },
      patients: patients.length,
      positives: countPerPatient(steps, 1),
      negatives: countPerPatient(steps, 0),
      events: Float64Array.from(patients, (_, i) => steps.eventOffsets[i + 1]! - steps.eventOffsets[i]!),
      linear
    },
    groupings.map((_, g) => ({
      categoryOf: categoryOf[g]!,
      categories: layout.groupings[g]!.categories,
      reference: references[g]!
    }))
  )
  const { cellCategories, cells, order } = cellsOf(categoryOf, patients.length)
  const sums = patientSums(steps, threshold.value, options.bins, order)
  const ofPatients = { layout, bins: options.bins, multiplicities, order, cells, cellCategories, sums, references }
  const results = yield* compute.run(
    replicatesTask,
    {
      ...ofPatients,
      sweep,
      linear,
      influenceSquares: squaresOf(influences, layout, order),
      referenceInReplicate
    },
    jobs,
    (done) => progress.update(Math.min(count, Math.max(0, done - 1) * lanes), count, "replicates")
  )
  const bands = yield* compute.run(
    curveBandsTask,
    { ...ofPatients, points: operatingPoints(steps) },
    curveBandsJobs(count)
  )
  const [split, ...batches] = results as [ReplicatesResult, ...Array<ReplicatesResult>]

  const collect = (read: (result: ReplicatesResult) => Float64Array, row: number): Float64Array => {
    const collected = new Float64Array(count)
    batches.forEach((batch, i) => {
      const size = Math.min(lanes, count - i * lanes)
      collected.set(read(batch).subarray(row * size, (row + 1) * size), i * lanes)
    })
    return collected
  }
  const sideRow = (side: number, metric: Metric) => side * metricCount + metricIds.indexOf(metric.id)
  const valuesOf = (side: number, metric: Metric) => ({
    estimate: split.values[sideRow(side, metric)]!,
    replicates: collect(({ values }) => values, sideRow(side, metric))
  })

  const contrasts = groupings.flatMap((grouping, g) =>
    grouping.categories.flatMap((category, c) => {
      const place = layout.groupings[g]!
      const own = sumCounts([category])
      const others = sumCounts(grouping.categories.filter((other) => other !== category))
      return metrics.map((metric): Comparison.Contrast => {
        const errorRow = sideRow(place.firstContrast + c, metric)
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
          standardError: split.standardErrors[errorRow]!,
          standardErrors: collect(({ standardErrors }) => standardErrors, errorRow),
          judged: metric.judged,
          categories: grouping.categories.length
        }
      })
    })
  )
  const measurement: Measurement = {
    metrics,
    leftOut,
    everyone: metrics.map((metric) => split.values[sideRow(0, metric)]!),
    everyoneReplicates: metrics.map((metric) => valuesOf(0, metric).replicates),
    contrasts,
    curves: curvesOf(bands, groupings, layout, options.bins)
  }
  return measurement
})
