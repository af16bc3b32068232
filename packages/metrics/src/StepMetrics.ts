/**
 * Measures every metric of categories of steps, such as those at which a variable was or was not measured, on the whole
 * split and in every replicate. Steps of one patient may fall into several categories; patients stay what is resampled.
 *
 * @since 0.1.0
 */
import { Compute } from "@fairward/core"
import { Effect } from "effect"
import { rankSteps } from "./kernel/RankedItems.ts"
import { collect, type Drawn, runsOf } from "./kernel/Runs.ts"
import type { ReplicatesResult } from "./kernel/replicates.ts"
import { metricCount } from "./kernel/SideMetrics.ts"
import {
  type Division,
  type StepCategoriesJob,
  type StepCategoriesShared,
  stepLayout
} from "./kernel/stepCategories.ts"
import type { LabelledSteps } from "./LabelledSteps.ts"
import { type MetricId, metricIds } from "./Metric.ts"

export type { Division, Drawn }

const task: Compute.Task<StepCategoriesShared, StepCategoriesJob, ReplicatesResult> = {
  module: new URL(
    import.meta.url.endsWith(".ts") ? "./kernel/stepCategories.ts" : "./kernel/stepCategories.js",
    import.meta.url
  )
}

/** Labelled steps of a category, and the patients that they are of. */
export interface StepCounts {
  readonly steps: number
  readonly positives: number
  readonly patients: number
  /** Patients with a positive step in the category; persons, where some have several stays. */
  readonly positivePatients: number
}

/**
 * Counts each category's labelled steps, and within each cohort: `counts[0]` of all patients, `counts[1 + c]` of cohort c,
 * a record a category. `cohortOf`: -1 for patients in no cohort. `clusterOf`: the person of each patient; absent: each is its own.
 */
export const countSteps = (
  { label, offsets }: LabelledSteps,
  stepCategory: Uint8Array,
  categories: number,
  cohortOf: Int16Array = new Int16Array(offsets.length - 1).fill(-1),
  cohorts = 0,
  clusterOf?: Uint32Array
): ReadonlyArray<ReadonlyArray<StepCounts>> => {
  const counts = Array.from({ length: 1 + cohorts }, () =>
    Array.from({ length: categories }, () => ({ steps: 0, positives: 0, patients: 0, positivePatients: 0 }))
  )
  const positivePersons = counts.map((of) => of.map(() => new Set<number>()))
  const own = new Uint32Array(2 * categories)
  for (let patient = 0; patient < offsets.length - 1; patient++) {
    own.fill(0)
    for (let step = offsets[patient]!; step < offsets[patient + 1]!; step++) {
      if (label[step]! >= 0) own[2 * stepCategory[step]! + label[step]!]!++
    }
    for (const place of cohortOf[patient]! < 0 ? [0] : [0, 1 + cohortOf[patient]!]) {
      counts[place]!.forEach((of, category) => {
        const negatives = own[2 * category]!
        const positives = own[2 * category + 1]!
        of.steps += negatives + positives
        of.positives += positives
        if (negatives + positives > 0) of.patients++
        if (positives > 0) positivePersons[place]![category]!.add(clusterOf?.[patient] ?? patient)
      })
    }
  }
  counts.forEach((of, place) => {
    of.forEach((one, category) => {
      one.positivePatients = positivePersons[place]![category]!.size
    })
  })
  return counts
}

/** What is measured. */
export interface Input {
  readonly steps: LabelledSteps
  /** Ways to divide all steps into the same categories, in `SharedArrayBuffer`s, each with its reference prevalence. */
  readonly divisions: ReadonlyArray<Division>
  readonly categories: number
  /** Pairs of categories whose difference gets a standard error. */
  readonly pairs: ReadonlyArray<readonly [category: number, other: number]>
  /** Groupings of the patients within whose cohorts metrics are measured too; -1 for patients in no cohort. */
  readonly groupings: ReadonlyArray<{ readonly cohortOf: Int16Array; readonly cohorts: number }>
  /** Categories that are measured within cohorts. */
  readonly within: ReadonlyArray<number>
  /** An alarm is a score that is at least so large. */
  readonly threshold: number
  /** Bins of calibration. */
  readonly bins: number
  readonly interpolation: "step" | "linear"
  /** Replicates x patients, in a `SharedArrayBuffer`. */
  readonly multiplicities: Uint8Array
  /** The person of each patient; absent: each is its own. */
  readonly clusterOf?: Uint32Array | undefined
}

/** `NaN` where not estimable. Metrics of events are `NaN` throughout: events belong to patients, not to steps. */
export interface StepMetrics {
  readonly value: (division: number, category: number, metric: MetricId) => Drawn
  /** Of the category's steps of the patients of one cohort; `category` is one of `within`. */
  readonly valueWithin: (
    division: number,
    grouping: number,
    cohort: number,
    category: number,
    metric: MetricId
  ) => Drawn
  /** Of the difference between the categories of a pair; `NaN` for calibration error and ECE. */
  readonly standardError: (division: number, pair: number, metric: MetricId) => Drawn
}

/** Draws of a job: many where there are divisions for all workers, since a worker gets each division ready once a job. */
const drawsPerJob = (divisions: number, workers: number) => (divisions >= workers ? 256 : 64)

/**
 * Measures all metrics of all categories of every division, on all workers.
 *
 * Standard error of a difference d = q_a - q_b: s^2 = n / (n - 1) sum_i w_i (u_i,a - u_i,b)^2 over the n drawn persons
 * with labelled steps in a or b, u the influence of a person on the metric of each category, 0 where the person has no
 * step; without `clusterOf` each patient is a person. Written out it is v_a + v_b - 2 sum_i w_i u_i,a u_i,b, in which v_a and v_b of rates have their floor. For areas u
 * is fixed at the original data, for all others it is taken anew in every replicate. The steps are ranked once for all
 * divisions.
 */
export const measure = Effect.fn("StepMetrics.measure")(function* (
  { categories, clusterOf, divisions, groupings, interpolation, multiplicities, steps, within, ...input }: Input,
  onProgress?: (done: number, total: number) => Effect.Effect<void>
) {
  const compute = yield* Compute.Compute
  const patients = steps.offsets.length - 1
  const replicates = patients === 0 ? 0 : multiplicities.length / patients
  const runs = runsOf(replicates, drawsPerJob(divisions.length, compute.workers))
  const jobs = divisions.flatMap((_, division) => runs.map((run): StepCategoriesJob => ({ division, ...run })))
  const results = yield* compute.run(
    task,
    {
      ...input,
      steps,
      items: rankSteps(steps),
      divisions,
      categories,
      cohortOf: groupings.map(({ cohortOf }) => cohortOf),
      cohorts: groupings.map(({ cohorts }) => cohorts),
      within,
      linear: interpolation === "linear",
      multiplicities,
      ...(clusterOf === undefined ? {} : { clusterOf })
    },
    jobs,
    (done) => onProgress?.(done, jobs.length) ?? Effect.void
  )
  const layout = stepLayout(
    categories,
    groupings.map(({ cohorts }) => cohorts),
    within.length
  )
  const drawn = (division: number, of: keyof ReplicatesResult, row: number, metric: MetricId) => {
    const own = results.slice(division * runs.length, (division + 1) * runs.length)
    return collect(
      runs,
      own.map((result) => result[of]),
      row * metricCount + metricIds.indexOf(metric)
    )
  }
  const measured: StepMetrics = {
    value: (division, category, metric) => drawn(division, "values", layout.groupings[0]!.firstSide + category, metric),
    valueWithin: (division, grouping, cohort, category, metric) =>
      drawn(
        division,
        "values",
        layout.groupings[1 + grouping]!.firstSide + cohort * within.length + within.indexOf(category),
        metric
      ),
    standardError: (division, pair, metric) => drawn(division, "standardErrors", pair, metric)
  }
  return measured
})
