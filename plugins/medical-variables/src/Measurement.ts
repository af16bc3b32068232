/**
 * Medians of every variable under every event condition: per patient, per cohort and its rest, on the whole split and in
 * every replicate.
 */
import { Cohorts, type Comparison, Dataset, Progress, Resamples } from "@fairward/core"
import { type Measure, Measures } from "@fairward/metrics"
import { Quantile } from "@fairward/stats"
import { Effect } from "effect"
import { conditionRows } from "./ConditionRows.ts"
import { variableMeasure } from "./Findings.ts"
import type { Options } from "./Options.ts"
import { type EventCondition, metricOf, patientMedians } from "./PatientMedians.ts"
import { recordedResolution } from "./recordedResolution.ts"
import type { ChosenVariable } from "./Variable.ts"

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

/** The rows that a variable is limited to, made once a condition. */
const limitsOf = (
  { timeseries, timestepMinutes }: Dataset.DatasetShape,
  patients: Uint32Array,
  { conditions }: Options
) => {
  const known = new Map<string, Uint8Array>()
  return ({ onlyWhile }: ChosenVariable) => {
    if (onlyWhile === undefined) return undefined
    const { condition, holds } = onlyWhile
    const rows = known.get(condition) ?? conditionRows(timeseries!, timestepMinutes, patients, conditions[condition]!)
    known.set(condition, rows)
    return { holds: rows, wanted: holds ? (1 as const) : (0 as const) }
  }
}

/** Measures variables under event conditions on the train split. */
export const measure = Effect.fn("MedicalVariables.measure")(function* (
  options: Options,
  chosen: ReadonlyArray<ChosenVariable>,
  conditions: ReadonlyArray<EventCondition>
) {
  const dataset = yield* Dataset.Dataset
  const { groupings } = yield* Cohorts.Cohorts
  const progress = yield* Progress.Progress
  const { clusterOf, patients } = yield* (yield* Resamples.Resamples).of("train")
  const timeseries = dataset.timeseries!

  const limitOf = limitsOf(dataset, patients, options)
  const metrics = chosen.flatMap((variable) =>
    conditions.map((condition): Metric => ({ id: metricOf(variable.id, condition), variable, condition }))
  )
  const values: Array<Float64Array> = []
  const variables: Array<MeasuredVariable> = []
  for (const [v, variable] of chosen.entries()) {
    const medians = patientMedians(dataset, patients, variable.column, limitOf(variable))
    values.push(...conditions.map((condition) => medians[condition]))
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

  const patient = Uint32Array.from(patients.keys())
  const measures = metrics.map(({ id }, m): Measure.Measure<never> => {
    const { usedMargin, usedResolution } = variables[Math.floor(m / conditions.length)]!
    return {
      ...variableMeasure,
      id,
      unit: variables[Math.floor(m / conditions.length)]!.unit ?? "",
      margin: usedMargin,
      missing: "no patient with a value",
      medianOf: { patient, value: values[m]!, gridStep: usedResolution / 2 }
    }
  })
  const { contrasts, value } = yield* Measures.contrasts({ columns: {}, measures, split: "train" })
  const cohorts = groupings.flatMap((grouping, g) =>
    grouping.categories.flatMap((category, c) =>
      metrics.map((metric, m): Cohort => {
        const before = groupings.slice(0, g).reduce((sum, { categories }) => sum + categories.length, 0)
        const { bearing } = contrasts[(before + c) * metrics.length + m]!.cohort
        const own = values[m]!.filter((_, i) => grouping.categoryOf[patients[i]!] === c)
        return {
          grouping,
          category: category.id,
          metric,
          ascending: Quantile.usableAscending(own),
          persons: clusterOf === undefined ? undefined : bearing
        }
      })
    )
  )
  const measurement: Measurement = {
    variables,
    metrics,
    everyone: metrics.map((_, m) => ({
      estimate: value(0, m).estimate,
      patients: Quantile.usableAscending(values[m]!).length
    })),
    everyoneReplicates: metrics.map((_, m) => value(0, m).replicates),
    cohorts,
    contrasts
  }
  return measurement
})
