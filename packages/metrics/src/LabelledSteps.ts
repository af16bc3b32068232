/**
 * The test patients' labelled steps and events, as metrics read them.
 *
 * @since 0.1.0
 */
import type { Dataset, Detection } from "@fairward/core"

/** Rows of the test patients, in their order. Arrays of rows lie in `SharedArrayBuffer`s. */
export interface LabelledSteps {
  /** Range of rows of each patient; patients, `offsets.length - 1` of them. */
  readonly offsets: Uint32Array
  /** 1, 0, or -1 for an unlabelled step, which takes no part in any metric. */
  readonly label: Int8Array
  /** In [0, 1], or points. */
  readonly score: Float64Array
  readonly eventOffsets: Uint32Array
  /** Detection score of each evaluable event; `NaN`: not detectable. */
  readonly detectionScore: Float64Array
}

const noOffsets = new Uint32Array(0)

/** Offsets of some patients' rows, one after the other. */
const offsetsOf = (patients: Uint32Array, all: Uint32Array): Uint32Array => {
  const offsets = new Uint32Array(patients.length + 1)
  if (all.length > 0) {
    patients.forEach((patient, i) => {
      offsets[i + 1] = offsets[i]! + all[patient + 1]! - all[patient]!
    })
  }
  return offsets
}

type Column = Int8Array | Uint8Array | Float64Array

/** Copies the rows of some patients into an array of their own. */
const gather = <A extends Column>(
  patients: Uint32Array,
  all: Uint32Array,
  offsets: Uint32Array,
  column: A,
  gathered: A
): A => {
  patients.forEach((patient, i) => {
    gathered.set(column.subarray(all[patient]!, all[patient + 1]!), offsets[i]!)
  })
  return gathered
}

const sharedBytes = (bytes: number) => new SharedArrayBuffer(bytes)

/** The labelled steps and events of the test patients, in their order; without `events` there are none. */
export const labelledSteps = (
  dataset: Dataset.DatasetShape,
  events: Detection.EvaluableEvents | undefined
): LabelledSteps => {
  const { patients, predictions } = dataset
  const { test } = patients.splits
  const offsets = offsetsOf(test, predictions?.offsets ?? noOffsets)
  const eventOffsets = offsetsOf(test, events?.offsets ?? noOffsets)
  const rows = offsets[test.length]!
  const label = new Int8Array(sharedBytes(rows))
  const score = new Float64Array(sharedBytes(rows * 8))
  const detectionScore = new Float64Array(eventOffsets[test.length]!)
  if (predictions !== undefined) {
    gather(test, predictions.offsets, offsets, predictions.label, label)
    gather(test, predictions.offsets, offsets, predictions.score, score)
  }
  if (events !== undefined) gather(test, events.offsets, eventOffsets, events.detectionScore, detectionScore)
  return { offsets, label, score, eventOffsets, detectionScore }
}

/** A number for every prediction row of the dataset, as one for every row of its test patients. */
export const testRows = ({ patients, predictions }: Dataset.DatasetShape, values: Uint8Array): Uint8Array => {
  const { test } = patients.splits
  const all = predictions?.offsets ?? noOffsets
  const offsets = offsetsOf(test, all)
  const gathered = new Uint8Array(sharedBytes(offsets[test.length]!))
  return predictions === undefined ? gathered : gather(test, all, offsets, values, gathered)
}

/** Steps of each patient with the wanted label. */
export const countPerPatient = ({ label, offsets }: LabelledSteps, wanted: number): Float64Array =>
  Float64Array.from({ length: offsets.length - 1 }, (_, i) => {
    let count = 0
    for (let step = offsets[i]!; step < offsets[i + 1]!; step++) if (label[step] === wanted) count++
    return count
  })
