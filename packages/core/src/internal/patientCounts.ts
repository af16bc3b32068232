import { Quantile } from "@fairward/stats"
import { type ColumnTable, escape as closure, op, table } from "arquero"
import type { CohortCounts } from "../Cohorts.ts"
import type { DatasetShape } from "../Dataset.ts"
import type { EvaluableEvents } from "../Detection.ts"
import { scoringIntervals } from "../Exposure.ts"

/**
 * What cohorts count, a row a test patient: labelled steps, positives, evaluable events and those not detectable, minutes
 * between predictions, and the person. Columns of what the data do not have are left out.
 */
export const patientCounts = (dataset: DatasetShape, events: EvaluableEvents | undefined): ColumnTable => {
  const { clusterOf, splits } = dataset.patients
  const { predictions } = dataset
  const test = Array.from(splits.test)
  const labelled = (patient: number, holds: (label: number) => boolean): number =>
    predictions === undefined
      ? 0
      : countIn(predictions.label.subarray(predictions.offsets[patient]!, predictions.offsets[patient + 1]!), holds)
  const positives = test.map((patient) => labelled(patient, (label) => label === 1))
  const evaluable = test.map((patient) =>
    events === undefined ? 0 : events.offsets[patient + 1]! - events.offsets[patient]!
  )
  const isTimed = dataset.horizonSteps > 0 && predictions !== undefined
  return table({
    steps: test.map((patient) => labelled(patient, (label) => label >= 0)),
    positives,
    bearing: events === undefined ? positives : evaluable,
    ...(clusterOf === undefined ? {} : { person: test.map((patient) => clusterOf[patient]!) }),
    ...(isTimed ? { interval: scoringIntervals(dataset, splits.test) } : {}),
    ...(events === undefined
      ? {}
      : {
          events: evaluable,
          notDetectable: test.map((patient) =>
            countIn(
              events.detectionScore.subarray(events.offsets[patient]!, events.offsets[patient + 1]!),
              Number.isNaN
            )
          )
        })
  })
}

const countIn = (values: Int8Array | Float64Array, holds: (value: number) => boolean): number => {
  let count = 0
  for (const value of values) if (holds(value)) count++
  return count
}

/** Those of the patients for which `holds`, by their place among the test patients. */
export const among = (patients: ColumnTable, categories: ReadonlyArray<number>, holds: (category: number) => boolean) =>
  patients
    .assign(table({ category: categories }))
    .filter(closure(({ category }: { category: number }) => holds(category)))

const isBearing = closure(({ bearing }: { readonly bearing: number }) => bearing > 0)

export const countsOf = (patients: ColumnTable): CohortCounts => {
  const has = (column: string) => patients.columnIndex(column) >= 0
  const sum = (column: string): number => patients.rollup({ sum: op.sum(column) }).get("sum", 0) ?? 0
  const persons = (rows: ColumnTable): number =>
    has("person") ? rows.rollup({ persons: op.distinct("person") }).get("persons", 0) : rows.numRows()
  const [steps, positives] = [sum("steps"), sum("positives")]
  const notDetectable = has("events") ? sum("notDetectable") : 0
  const between = has("interval") ? Quantile.median(Float64Array.from(patients.array("interval"))) : undefined
  return {
    patients: patients.numRows(),
    ...(has("person") ? { persons: persons(patients) } : {}),
    eventPatients: persons(patients.filter(isBearing)),
    events: has("events") ? sum("events") : null,
    ...(notDetectable === 0 ? {} : { notDetectable }),
    steps,
    positives,
    prevalence: steps === 0 ? null : positives / steps,
    ...(between === undefined ? {} : { scoredEvery: Number.isFinite(between) ? between : null })
  }
}
