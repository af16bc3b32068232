import type { Dataset } from "@fairward/core"
import type { Tables } from "@fairward/simulator"
import { table } from "arquero"
import { offsetsOf } from "./offsets.ts"

/** Rows per patient of a table that is sorted by patient. */
const rowsPerPatient = (ids: Int32Array, of: Int32Array): Uint32Array => {
  const index = new Map(Array.from(ids, (id, i) => [id, i]))
  const lengths = new Array<number>(ids.length).fill(0)
  for (const id of of) lengths[index.get(id)!]!++
  return offsetsOf(lengths)
}

/** In memory the typed arrays that workers read lie in shared memory, as sources load them. */
const shared = (values: ArrayLike<number>): Float64Array => {
  const column = new Float64Array(new SharedArrayBuffer(values.length * 8))
  column.set(values)
  return column
}

/** The mean of the model seeds' scores, step by step, added up in the order of the seeds. */
const meanScore = (scores: Tables.Predictions["scores"]): Float64Array => {
  const mean = new Float64Array(new SharedArrayBuffer(scores[0]!.length * 8))
  for (let row = 0; row < mean.length; row++) {
    let sum = 0
    for (const seed of scores) sum += seed[row]!
    mean[row] = sum / scores.length
  }
  return mean
}

/** Of each patient, `NaN` where there is no row. */
const minutesOf = (ids: Int32Array, { minutes, patient_id }: Tables.Recognition): Float64Array => {
  const known = new Map(Array.from(patient_id, (id, row) => [id, minutes[row]!]))
  return shared(Array.from(ids, (id) => known.get(id) ?? Number.NaN))
}

/** Simulated tables as sources would have loaded them from files. */
export const datasetOf = (tables: Tables.SimulatedTables): Dataset.DatasetShape => {
  const { attributions, events, parameters, patients, predictions, recognition, splits, timeseries } = tables
  const ids = patients.patient_id
  const features = Object.keys(attributions.features)
  const ofSplit = (split: Dataset.Split) =>
    Uint32Array.from(splits.split.flatMap((one, patient) => (one === split ? [patient] : [])))
  return {
    timestepMinutes: parameters.stepMinutes,
    horizonSteps: Math.round((parameters.horizonHours * 60) / parameters.stepMinutes),
    maxLengthSteps: Number.POSITIVE_INFINITY,
    patients: {
      count: ids.length,
      ids: Array.from(ids, String),
      attributes: table({
        sex: [...patients.sex],
        age: [...patients.age],
        admission_reason: [...patients.admission_reason],
        surgical_status: [...patients.surgical_status]
      }),
      splits: { test: ofSplit("test"), train: ofSplit("train") },
      isSplit: true
    },
    predictions: {
      offsets: rowsPerPatient(ids, predictions.patient_id),
      step: predictions.step,
      label: predictions.label,
      score: meanScore(predictions.scores)
    },
    events: { offsets: rowsPerPatient(ids, events.patient_id), start: events.start, stop: events.stop },
    timeseries: {
      offsets: rowsPerPatient(ids, timeseries.patient_id),
      minutes: Float64Array.from(timeseries.minutes),
      variables: new Map(Object.entries(timeseries.variables))
    },
    attributions: {
      features,
      present: new Uint8Array(ids.length).fill(1),
      values: shared(Array.from(ids).flatMap((_, i) => features.map((name) => attributions.features[name]![i]!)))
    },
    recognition: { minutes: minutesOf(ids, recognition) },
    files: [],
    notes: []
  }
}
