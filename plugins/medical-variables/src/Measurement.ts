/**
 * Medians of every variable under every event condition: per patient, per cohort and its rest, on the whole split and in
 * every replicate.
 */
import { Cohorts, type Comparison, Compute, Dataset, Progress, Resamples } from "@fairward/core"
import { Quantile } from "@fairward/stats"
import { Effect } from "effect"
import { conditionRows } from "./ConditionRows.ts"
import replicateMedians, {
  type MediansJob,
  type MediansResult,
  type MediansShared,
  sidesOf
} from "./kernel/replicateMedians.ts"
import type { Options } from "./Options.ts"
import { type EventCondition, patientMedians } from "./PatientMedians.ts"
import { recordedResolution } from "./recordedResolution.ts"
import type { ChosenVariable } from "./Variable.ts"

const mediansTask: Compute.Task<MediansShared, MediansJob, MediansResult> = {
  module: new URL(
    import.meta.url.endsWith(".ts") ? "./kernel/replicateMedians.ts" : "./kernel/replicateMedians.js",
    import.meta.url
  )
}

const replicatesPerJob = 250

export interface Metric {
  readonly id: string
  readonly variable: ChosenVariable
  readonly condition: EventCondition
}

/** A variable with what was found in its values. */
export interface MeasuredVariable extends ChosenVariable {
  /** Standard deviation of the patients' medians over the whole stay; NaN with fewer than two. */
  readonly sd: number
  /** In the unit; `null` where it cannot be told. */
  readonly usedMargin: number | null
  /** Spacing of measurements; that of patients' medians, which may be the mean of two, is half of it. */
  readonly usedResolution: number
}

export interface Cohort {
  readonly grouping: Cohorts.Grouping
  readonly category: string
  readonly metric: Metric
  /** The medians of its patients that have one, ascending. */
  readonly ascending: Float64Array
  /** Persons with a value, where they have several stays. */
  readonly persons: number | undefined
}

export interface Measurement {
  readonly variables: ReadonlyArray<MeasuredVariable>
  readonly metrics: ReadonlyArray<Metric>
  readonly everyone: ReadonlyArray<{ readonly estimate: number; readonly patients: number }>
  readonly everyoneReplicates: ReadonlyArray<Float64Array>
  readonly cohorts: ReadonlyArray<Cohort>
  readonly contrasts: ReadonlyArray<Comparison.Contrast>
}

/** sqrt(sum (x - mean)^2 / (n - 1)) of the values that are not NaN; NaN with fewer than two. */
const standardDeviation = (values: Float64Array): number => {
  const usable = values.filter((value) => !Number.isNaN(value))
  if (usable.length < 2) return Number.NaN
  const mean = usable.reduce((sum, value) => sum + value, 0) / usable.length
  return Math.sqrt(usable.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (usable.length - 1))
}

/** Of two medians with these errors, whose correlation comes from persons on both sides. */
const errorOfDifference = (cohort: number, rest: number, correlation: number): number =>
  correlation === 0
    ? Math.hypot(cohort, rest)
    : Math.sqrt(Math.max(0, cohort * cohort + rest * rest - 2 * correlation * cohort * rest))

/** Persons of the patients that count. */
const countPersons = (counts: (i: number) => boolean, patients: number, clusterOf: Uint32Array | undefined): number => {
  const persons = new Set<number>()
  for (let i = 0; i < patients; i++) if (counts(i)) persons.add(clusterOf?.[i] ?? i)
  return persons.size
}

/** Measures variables under event conditions on the train split. */
export const measure = Effect.fn("MedicalVariables.measure")(function* (
  options: Options,
  chosen: ReadonlyArray<ChosenVariable>,
  conditions: ReadonlyArray<EventCondition>
) {
  const dataset = yield* Dataset.Dataset
  const { groupings } = yield* Cohorts.Cohorts
  const compute = yield* Compute.Compute
  const progress = yield* Progress.Progress
  const { clusterOf, count, multiplicities, patients } = yield* (yield* Resamples.Resamples).of("train")
  const timeseries = dataset.timeseries!

  const rowsOf = new Map<string, Uint8Array>()
  const limitOf = ({ onlyWhile }: ChosenVariable) => {
    if (onlyWhile === undefined) return undefined
    const { condition, holds } = onlyWhile
    const rows =
      rowsOf.get(condition) ??
      conditionRows(timeseries, dataset.timestepMinutes, patients, options.conditions[condition]!)
    rowsOf.set(condition, rows)
    return { holds: rows, wanted: holds ? (1 as const) : (0 as const) }
  }

  const metrics = chosen.flatMap((variable) =>
    conditions.map((condition): Metric => ({ id: `${variable.id}:${condition}`, variable, condition }))
  )
  const n = patients.length
  const values = new Float64Array(new SharedArrayBuffer(metrics.length * n * 8))
  const valuesOf = (m: number) => values.subarray(m * n, (m + 1) * n)
  const variables: Array<MeasuredVariable> = []
  for (const [v, variable] of chosen.entries()) {
    const medians = patientMedians(dataset, patients, variable.column, limitOf(variable))
    for (const [c, condition] of conditions.entries()) values.set(medians[condition], (v * conditions.length + c) * n)
    const sd = standardDeviation(medians.whole_stay)
    const ofSd = Number.isFinite(sd) ? options.marginSd * sd : null
    variables.push({
      ...variable,
      sd,
      usedMargin: variable.margin ?? ofSd,
      usedResolution:
        variable.resolution ?? recordedResolution(timeseries, patients, timeseries.variables.get(variable.column)!)
    })
    yield* progress.update(v + 1, chosen.length, "variables")
  }

  const layout = [
    ...groupings.map(({ categories, categoryOf }) => ({
      categoryOf: Int16Array.from(patients, (patient) => categoryOf[patient]!),
      categories: categories.length
    })),
    { categoryOf: new Int16Array(n), categories: 1 }
  ]
  const sides = sidesOf(layout)
  const gridSteps = metrics.map((_, m) => variables[Math.floor(m / conditions.length)]!.usedResolution / 2)
  const shared: MediansShared = {
    patients: n,
    multiplicities,
    values,
    gridSteps,
    groupings: layout,
    ...(clusterOf === undefined ? {} : { clusterOf })
  }
  const onSplit = replicateMedians({ ...shared, multiplicities: new Uint8Array(n).fill(1) })
  const split = metrics.map((_, metric) => onSplit({ metric, first: 0, count: 1 }))

  const jobs = metrics.flatMap((_, metric) =>
    Array.from(
      { length: Math.ceil(count / replicatesPerJob) },
      (_, i): MediansJob => ({
        metric,
        first: i * replicatesPerJob,
        count: Math.min(replicatesPerJob, count - i * replicatesPerJob)
      })
    )
  )
  const results = yield* compute.run(mediansTask, shared, jobs, (done) =>
    progress.update(done, jobs.length, "batches of replicates")
  )
  const medians = metrics.map(() => Array.from({ length: sides }, () => new Float64Array(count)))
  const errors = metrics.map(() => Array.from({ length: sides }, () => new Float64Array(count)))
  const correlations = metrics.map(() => Array.from({ length: sides }, () => new Float64Array(count)))
  jobs.forEach(({ count: size, first, metric }, j) => {
    const result = results[j]!
    for (let b = 0; b < size; b++) {
      for (let side = 0; side < sides; side++) {
        medians[metric]![side]![first + b] = result.medians[b * sides + side]!
        errors[metric]![side]![first + b] = result.standardErrors[b * sides + side]!
        correlations[metric]![side]![first + b] = result.correlations[b * sides + side]!
      }
    }
  })

  const cohorts: Array<Cohort> = []
  const contrasts: Array<Comparison.Contrast> = []
  let place = 0
  for (const [g, grouping] of groupings.entries()) {
    const { categories, categoryOf } = layout[g]!
    for (const [c, category] of grouping.categories.entries()) {
      const side = place + c
      const restSide = place + categories + c
      metrics.forEach((metric, m) => {
        const own = valuesOf(m)
        const ascending = own.filter((value, i) => categoryOf[i] === c && !Number.isNaN(value)).sort()
        const personsWhere = (belongs: (category: number) => boolean) =>
          countPersons((i) => belongs(categoryOf[i]!) && !Number.isNaN(own[i]!), n, clusterOf)
        const bearing = personsWhere((one) => one === c)
        const { correlations: together, medians: estimates, standardErrors } = split[m]!
        const cohortErrors = errors[m]![side]!
        const restErrors = errors[m]![restSide]!
        const replicateCorrelations = correlations[m]![side]!
        const persons = clusterOf === undefined ? undefined : bearing
        cohorts.push({ grouping, category: category.id, metric, ascending, persons })
        contrasts.push({
          grouping: grouping.id,
          category: category.id,
          metric: metric.id,
          sense: "none",
          margin: variables[Math.floor(m / conditions.length)]!.usedMargin,
          cohort: {
            estimate: estimates[side]!,
            replicates: medians[m]![side]!,
            reason: "no patient with a value",
            bearing
          },
          rest: {
            estimate: estimates[restSide]!,
            replicates: medians[m]![restSide]!,
            reason: "no patient with a value",
            bearing: personsWhere((one) => one >= 0 && one !== c)
          },
          standardError: errorOfDifference(standardErrors[side]!, standardErrors[restSide]!, together[side]!),
          standardErrors: cohortErrors.map((error, b) =>
            errorOfDifference(error, restErrors[b]!, replicateCorrelations[b]!)
          ),
          judged: true,
          categories
        })
      })
    }
    place += 2 * categories
  }
  const measurement: Measurement = {
    variables,
    metrics,
    everyone: metrics.map((_, m) => ({
      estimate: split[m]!.medians[place]!,
      patients: Quantile.usableAscending(valuesOf(m)).length
    })),
    everyoneReplicates: medians.map((own) => own[place]!),
    cohorts,
    contrasts
  }
  return measurement
})
