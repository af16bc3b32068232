/**
 * Simulated tables as the dataset of an audit, without files in between.
 */
import type { DatasetShape, Events, Predictions } from "@fairward/core/Dataset"
import type { SimulatedTables } from "@fairward/simulator"
import { table } from "arquero"

/** Row range of each of `ids` in a column of ids, both ascending. */
const rangesOf = (ids: Int32Array, column: Int32Array): ReadonlyArray<readonly [number, number]> => {
  let row = 0
  return Array.from(ids, (id) => {
    while (row < column.length && column[row]! < id) row++
    const first = row
    while (row < column.length && column[row] === id) row++
    return [first, row]
  })
}

const offsetsOf = (ranges: ReadonlyArray<readonly [number, number]>): Uint32Array => {
  const offsets = new Uint32Array(ranges.length + 1)
  ranges.forEach(([first, last], i) => {
    offsets[i + 1] = offsets[i]! + last - first
  })
  return offsets
}

const predictionsOf = ({ predictions }: SimulatedTables, ids: Int32Array): Predictions => {
  const ranges = rangesOf(ids, predictions.patient_id)
  const offsets = offsetsOf(ranges)
  const size = offsets[ids.length]!
  const step = new Int32Array(size)
  const label = new Int8Array(size)
  const score = new Float64Array(size)
  ranges.forEach(([first, last], i) => {
    const to = offsets[i]!
    step.set(predictions.step.subarray(first, last), to)
    label.set(predictions.label.subarray(first, last), to)
    for (const column of predictions.scores) {
      for (let row = first; row < last; row++) score[to + row - first] = score[to + row - first]! + column[row]!
    }
  })
  const columns = predictions.scores.length
  for (let row = 0; row < size; row++) score[row] = score[row]! / columns
  return { offsets, step, label, score }
}

const eventsOf = ({ events }: SimulatedTables, ids: Int32Array): Events => {
  const ranges = rangesOf(ids, events.patient_id)
  const pick = (column: Int32Array) =>
    Int32Array.from(ranges.flatMap(([first, last]) => [...column.subarray(first, last)]))
  return { offsets: offsetsOf(ranges), start: pick(events.start), stop: pick(events.stop) }
}

/**
 * The patients at `chosen` (ascending places in `tables.patients`; all of them by default), every one in the test split.
 * They must have predictions.
 */
export const simulatedDataset = (
  tables: SimulatedTables,
  chosen: Uint32Array = Uint32Array.from(tables.patients.patient_id, (_, i) => i)
): DatasetShape => {
  const { parameters, patients } = tables
  const ids = Int32Array.from(chosen, (i) => patients.patient_id[i]!)
  const attribute = <A>(column: ArrayLike<A>) => Array.from(chosen, (i) => column[i]!)
  const everyone = Uint32Array.from(ids, (_, i) => i)
  return {
    timestepMinutes: parameters.stepMinutes,
    horizonSteps: Math.round((parameters.horizonHours * 60) / parameters.stepMinutes),
    maxLengthSteps: Number.POSITIVE_INFINITY,
    patients: {
      count: ids.length,
      ids: Array.from(ids, String),
      attributes: table({
        sex: attribute(patients.sex),
        age: attribute(patients.age),
        admission_reason: attribute(patients.admission_reason),
        surgical_status: attribute(patients.surgical_status)
      }),
      splits: { test: everyone, train: everyone },
      isSplit: false
    },
    predictions: predictionsOf(tables, ids),
    events: eventsOf(tables, ids),
    timeseries: undefined,
    attributions: undefined,
    files: [],
    notes: []
  }
}
