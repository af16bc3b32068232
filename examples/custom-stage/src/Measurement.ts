import { Cohorts, type Comparison, Dataset, Progress, Resamples } from "@fairward/core"
import { Clusters } from "@fairward/stats"
import { Effect } from "effect"
import { type Measure, measured, standardError, togetherOf } from "./Drift.ts"
import { eachLabelled, type PatientSums, patientSums } from "./PatientSums.ts"

/** Replicates between two reports of progress, at each of which the stage can be interrupted. */
const batch = 50

export interface Metric extends Measure {
  readonly id: string
  readonly judged: Comparison.Contrast["judged"]
}

/** Sums of the rows of each category of a grouping, every patient counting `weight` times. */
const categorySums = (
  { size, values }: PatientSums,
  category: Int16Array,
  categories: number,
  weight: (i: number) => number
): ReadonlyArray<Float64Array> => {
  const sums = Array.from({ length: categories }, () => new Float64Array(size))
  for (let i = 0; i < category.length; i++) {
    const own = sums[category[i]!]
    const times = weight(i)
    if (own === undefined || times === 0) continue
    for (let j = 0; j < size; j++) own[j]! += times * values[i * size + j]!
  }
  return sums
}

/** For each category the sums of all others. */
const restSums = (sums: ReadonlyArray<Float64Array>): ReadonlyArray<Float64Array> =>
  sums.map((own) => {
    const rest = new Float64Array(own.length)
    for (const other of sums) {
      if (other !== own) for (let j = 0; j < rest.length; j++) rest[j]! += other[j]!
    }
    return rest
  })

/** Whether each patient has a positive label in each window. */
const positivesOf = (
  predictions: Dataset.Predictions,
  patients: Uint32Array,
  starts: ReadonlyArray<number>,
  timestepMinutes: number
): ReadonlyArray<ReadonlyArray<boolean>> =>
  Array.from(patients, (patient) => {
    const has = starts.map(() => false)
    eachLabelled(predictions, patient, starts, timestepMinutes, (window, _, label) => {
      if (label === 1) has[window] = true
    })
    return has
  })

/** Every metric of every cohort and its rest, on the whole test split and in every replicate, ready to be judged. */
export const measure = Effect.fn("ScoreDrift.measure")(function* (
  starts: ReadonlyArray<number>,
  metrics: ReadonlyArray<Metric>,
  margin: number
) {
  const { predictions, timestepMinutes } = yield* Dataset.Dataset
  const { groupings } = yield* Cohorts.Cohorts
  const progress = yield* Progress.Progress
  const { clusterOf, count, multiplicities, patients } = yield* (yield* Resamples.Resamples).of("test")
  const sums = patientSums(predictions!, patients, starts, timestepMinutes)
  const positives = positivesOf(predictions!, patients, starts, timestepMinutes)
  const once = () => 1

  const categoriesOf = groupings.map(({ categoryOf }) => Int16Array.from(patients, (patient) => categoryOf[patient]!))
  const sides = groupings.map(({ categories }, g) => ({
    category: categoriesOf[g]!,
    persons: Clusters.sharedUnits(clusterOf, categoriesOf[g]!),
    cells: categories.map(() =>
      metrics.map(() => ({
        cohort: new Float64Array(count),
        rest: new Float64Array(count),
        standardErrors: new Float64Array(count)
      }))
    )
  }))

  const errorOf = (
    persons: Clusters.SharedUnits | undefined,
    c: number,
    weight: (i: number) => number,
    cohort: Float64Array,
    rest: Float64Array,
    metric: Metric
  ) =>
    standardError(
      cohort,
      rest,
      sums.windows,
      metric,
      persons === undefined ? undefined : togetherOf(sums, persons, c, weight, cohort, rest, metric)
    )

  for (let from = 0; from < count; from += batch) {
    const to = Math.min(count, from + batch)
    for (const { category, cells, persons } of sides) {
      for (let b = from; b < to; b++) {
        const weight = (i: number) => multiplicities[b * patients.length + i]!
        const cohorts = categorySums(sums, category, cells.length, weight)
        const rests = restSums(cohorts)
        cells.forEach((own, c) => {
          metrics.forEach((metric, m) => {
            const cell = own[m]!
            cell.cohort[b] = measured(cohorts[c]!, metric)
            cell.rest[b] = measured(rests[c]!, metric)
            cell.standardErrors[b] = errorOf(persons, c, weight, cohorts[c]!, rests[c]!, metric)
          })
        })
      }
    }
    yield* progress.update(to, count, "replicates")
    yield* Effect.yieldNow
  }

  return groupings.flatMap(({ categories, id: grouping }, g): ReadonlyArray<Comparison.Contrast> => {
    const { category, cells, persons } = sides[g]!
    const cohorts = categorySums(sums, category, cells.length, once)
    const rests = restSums(cohorts)
    const bearing = ({ since, window }: Metric, belongs: (category: number) => boolean) => {
      const inWindow = (w: number) =>
        new Set(positives.flatMap((has, i) => (has[w] && belongs(category[i]!) ? [clusterOf?.[i] ?? i] : []))).size
      return since === null ? inWindow(window) : Math.min(inWindow(window), inWindow(since))
    }
    return categories.flatMap(({ id }, c) =>
      metrics.map((metric, m) => {
        const { cohort, rest, standardErrors } = cells[c]![m]!
        const reason = "no labelled step in a window"
        return {
          grouping,
          category: id,
          metric: metric.id,
          sense: "none",
          margin,
          cohort: {
            estimate: measured(cohorts[c]!, metric),
            replicates: cohort,
            reason,
            bearing: bearing(metric, (own) => own === c)
          },
          rest: {
            estimate: measured(rests[c]!, metric),
            replicates: rest,
            reason,
            bearing: bearing(metric, (own) => own >= 0 && own !== c)
          },
          standardError: errorOf(persons, c, once, cohorts[c]!, rests[c]!, metric),
          standardErrors,
          judged: metric.judged,
          categories: categories.length
        }
      })
    )
  })
})
