/** What is left of an audit when everything at or after recognition is cut. */
import { type Dataset, Detection } from "@fairward/core"

export interface Cut {
  /** Steps at or after recognition have no label, so that they take no part in any metric and raise no alarm. */
  readonly dataset: Dataset.DatasetShape
  /** Events whose window opens before recognition. */
  readonly events: Detection.EvaluableEvents | undefined
  /** Evaluable events of each patient whose window opens at or after recognition. */
  readonly cutEvents: Uint32Array
}

/** The minute of a step, since the patient's step 0. */
const minuteOf = ({ timestepMinutes }: Pick<Dataset.DatasetShape, "timestepMinutes">, step: number): number =>
  step * timestepMinutes

/** Labels without those of steps at or after recognition; where there is none, all stay. */
const labelsBefore = (
  dataset: Dataset.DatasetShape,
  { label, offsets, step }: Dataset.Predictions,
  { minutes }: Dataset.Recognition
): Int8Array => {
  const kept = label.slice()
  minutes.forEach((recognised, patient) => {
    for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
      if (minuteOf(dataset, step[row]!) >= recognised) kept[row] = -1
    }
  })
  return kept
}

/** Those of some events for which something holds. */
const eventsWhere = (
  all: Detection.EvaluableEvents,
  holds: (patient: number, event: number) => boolean
): Detection.EvaluableEvents => {
  const offsets = new Uint32Array(all.offsets.length)
  const kept: Array<number> = []
  for (let patient = 0; patient + 1 < offsets.length; patient++) {
    for (let event = all.offsets[patient]!; event < all.offsets[patient + 1]!; event++) {
      if (holds(patient, event)) kept.push(event)
    }
    offsets[patient + 1] = kept.length
  }
  const of = (column: Int32Array) => Int32Array.from(kept, (event) => column[event]!)
  return {
    offsets,
    start: of(all.start),
    windowStart: of(all.windowStart),
    windowStop: of(all.windowStop),
    stepsBefore: of(all.stepsBefore),
    detectionScore: Float64Array.from(kept, (event) => all.detectionScore[event]!)
  }
}

/**
 * The audit before recognition. An event counts as detected only by an alarm before it; one whose whole window lies at or after
 * recognition is left out, since nobody could be told anything new.
 */
export const cutAtRecognition = (
  dataset: Dataset.DatasetShape,
  predictions: Dataset.Predictions,
  recognition: Dataset.Recognition
): Cut => {
  const before = { ...dataset, predictions: { ...predictions, label: labelsBefore(dataset, predictions, recognition) } }
  const all = Detection.evaluableEvents(before)
  const cutEvents = new Uint32Array(dataset.patients.count)
  if (all === undefined) return { dataset: before, events: undefined, cutEvents }
  const isOpenBefore = (patient: number, event: number) =>
    !(minuteOf(dataset, all.windowStart[event]!) >= recognition.minutes[patient]!)
  const events = eventsWhere(all, isOpenBefore)
  cutEvents.forEach((_, patient) => {
    cutEvents[patient] =
      all.offsets[patient + 1]! - all.offsets[patient]! - (events.offsets[patient + 1]! - events.offsets[patient]!)
  })
  return { dataset: before, events, cutEvents }
}
