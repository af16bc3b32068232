/** Datasets written by hand: patients as a test wants them, in a few lines. */
import type { Dataset } from "@fairward/core"
import { from, table } from "arquero"
import { offsetsOf } from "./internal/offsets.ts"

/** What a patient is given of an input makes that input part of the dataset. */
export interface PatientSketch {
  /** Absent: a number in the order of the sketch. Datasets are ordered by id. */
  readonly id?: string
  readonly attributes?: Readonly<Record<string, string | number | null>>
  /** One score a step, from step 0. */
  readonly scores?: ReadonlyArray<number>
  /** Where the steps of `scores` are not 0, 1, 2, ...; ascending. */
  readonly steps?: ReadonlyArray<number>
  /** One character a score: `1`, `0`, or `.` for an unlabelled step. All 0 when absent. */
  readonly labels?: string
  /** `[start, stop)` in steps, ascending and disjoint. */
  readonly events?: ReadonlyArray<readonly [start: number, stop: number]>
  /** Minutes since admission, ascending, and a value per variable; `null` where it was not measured. */
  readonly measurements?: ReadonlyArray<readonly [minute: number, values: Readonly<Record<string, number | null>>]>
  /** Mean absolute attribution per feature. */
  readonly attributions?: Readonly<Record<string, number>>
  /** Minutes since step 0 at which clinicians recognised it; absent: they did not. */
  readonly recognised?: number
  readonly split?: Dataset.Split
  /** Rows of tables of one's own, by the name of the table: `{alarms: [{minutes: 5, answered: true}]}`. */
  readonly tables?: Readonly<Record<string, ReadonlyArray<Readonly<Record<string, unknown>>>>>
}

export interface DatasetSketch {
  readonly patients: ReadonlyArray<PatientSketch>
  /** 60 when absent. */
  readonly timestepMinutes?: number
  /** 12 when absent; 0 for one prediction a patient. */
  readonly horizonSteps?: number
  /** Steps at or beyond are cut, as sources do. */
  readonly maxLengthSteps?: number
  /** Inputs that are given although no patient has anything of them, such as a table of events without an event. */
  readonly empty?: ReadonlyArray<Dataset.Input>
  /** Variables that the time series has, the first of them in this order; those of measurements need no mention. */
  readonly variables?: ReadonlyArray<string>
}

const labelOf = { "1": 1, "0": 0, ".": -1 } as const

const isLabel = (text: string): text is keyof typeof labelOf => text in labelOf

type Sketched = Required<Pick<PatientSketch, "id">> & PatientSketch

const rowsOf = ({ id, labels, scores = [], steps }: Sketched, maxLengthSteps: number) => {
  for (const [name, length] of [
    ["labels", labels?.length],
    ["steps", steps?.length]
  ] as const) {
    if (length !== undefined && length !== scores.length) {
      throw new RangeError(`Patient ${id} has ${scores.length} scores, but ${length} ${name}`)
    }
  }
  return scores.flatMap((score, i) => {
    const step = steps?.[i] ?? i
    const label = labels?.[i] ?? "0"
    if (!isLabel(label)) throw new RangeError(`Patient ${id} has a label "${label}": write 1, 0 or .`)
    return step < maxLengthSteps ? [{ step, score, label: labelOf[label] }] : []
  })
}

const predictionsOf = (patients: ReadonlyArray<Sketched>, maxLengthSteps: number): Dataset.Predictions => {
  const rows = patients.map((patient) => rowsOf(patient, maxLengthSteps))
  return {
    offsets: offsetsOf(rows.map(({ length }) => length)),
    step: Int32Array.from(rows.flat(), ({ step }) => step),
    label: Int8Array.from(rows.flat(), ({ label }) => label),
    score: Float64Array.from(rows.flat(), ({ score }) => score)
  }
}

const eventsOf = (patients: ReadonlyArray<Sketched>): Dataset.Events => {
  const events = patients.map((patient) => patient.events ?? [])
  return {
    offsets: offsetsOf(events.map(({ length }) => length)),
    start: Int32Array.from(events.flat(), ([start]) => start),
    stop: Int32Array.from(events.flat(), ([, stop]) => stop)
  }
}

const timeseriesOf = (patients: ReadonlyArray<Sketched>, known: ReadonlyArray<string>): Dataset.TimeSeries => {
  const rows = patients.map(({ measurements }) => measurements ?? [])
  const names = [...new Set([...known, ...rows.flat().flatMap(([, values]) => Object.keys(values))])]
  return {
    offsets: offsetsOf(rows.map(({ length }) => length)),
    minutes: Float64Array.from(rows.flat(), ([minute]) => minute),
    variables: new Map(
      names.map((name) => [name, Float64Array.from(rows.flat(), ([, values]) => values[name] ?? Number.NaN)])
    )
  }
}

const attributionsOf = (patients: ReadonlyArray<Sketched>): Dataset.Attributions => {
  const features = [...new Set(patients.flatMap(({ attributions }) => Object.keys(attributions ?? {})))]
  return {
    features,
    present: Uint8Array.from(patients, ({ attributions }) => (attributions === undefined ? 0 : 1)),
    values: Float64Array.from(patients.flatMap(({ attributions }) => features.map((name) => attributions?.[name] ?? 0)))
  }
}

const tablesOf = (patients: ReadonlyArray<Sketched>): Dataset.Tables => {
  const names = new Set(patients.flatMap(({ tables }) => Object.keys(tables ?? {})))
  return new Map(
    Array.from(names, (name) => [
      name,
      from(patients.flatMap(({ tables }, patient) => (tables?.[name] ?? []).map((row) => ({ patient, ...row }))))
    ])
  )
}

/**
 * The dataset of a sketch, with its patients in the order of their ids.
 *
 * @example
 * ```ts
 * Sketch.dataset({
 *   patients: [
 *     { attributes: { sex: "F" }, scores: [0.1, 0.7, 0.2], labels: "01.", events: [[2, 3]] },
 *     { attributes: { sex: "M" }, scores: [0.3, 0.4], labels: "00" }
 *   ]
 * })
 * ```
 */
export const dataset = ({
  empty = [],
  horizonSteps = 12,
  maxLengthSteps = Number.POSITIVE_INFINITY,
  patients: sketches,
  timestepMinutes = 60,
  variables = []
}: DatasetSketch): Dataset.DatasetShape => {
  const patients = sketches
    .map((patient, i): Sketched => ({ ...patient, id: patient.id ?? String(i).padStart(6, "0") }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const attributes = [...new Set(patients.flatMap((patient) => Object.keys(patient.attributes ?? {})))]
  const isSplit = patients.some(({ split }) => split !== undefined)
  const indices = patients.map((_, i) => i)
  const ofSplit = (split: Dataset.Split) =>
    Uint32Array.from(isSplit ? indices.filter((i) => patients[i]!.split === split) : indices)
  const given = (input: Dataset.Input, key: keyof PatientSketch) =>
    empty.includes(input) || patients.some((patient) => patient[key] !== undefined)
  return {
    timestepMinutes,
    horizonSteps,
    maxLengthSteps,
    patients: {
      count: patients.length,
      ids: patients.map(({ id }) => id),
      attributes: table(
        Object.fromEntries(attributes.map((name) => [name, patients.map((one) => one.attributes?.[name] ?? null)]))
      ),
      splits: { test: ofSplit("test"), train: ofSplit("train") },
      isSplit
    },
    predictions: given("predictions", "scores") ? predictionsOf(patients, maxLengthSteps) : undefined,
    events: given("events", "events") ? eventsOf(patients) : undefined,
    timeseries: given("timeseries", "measurements") ? timeseriesOf(patients, variables) : undefined,
    attributions: given("attributions", "attributions") ? attributionsOf(patients) : undefined,
    ...(given("recognition", "recognised")
      ? { recognition: { minutes: Float64Array.from(patients, ({ recognised = Number.NaN }) => recognised) } }
      : {}),
    ...(patients.some(({ tables }) => tables !== undefined) ? { tables: tablesOf(patients) } : {}),
    files: [],
    notes: []
  }
}
