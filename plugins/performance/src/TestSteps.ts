/**
 * The test patients' labelled steps and events, as the kernels read them.
 */
import type { Dataset, Detection } from "@fairward/core"
import type { LabelledSteps } from "./kernel/PatientSums.ts"

const emptyFloats = new Float64Array(0)

/** The labelled steps and events of the test patients, in their order. */
export const labelledSteps = (
  dataset: Dataset.DatasetShape,
  events: Detection.EvaluableEvents | undefined
): LabelledSteps => {
  const { patients, predictions } = dataset
  const test = patients.splits.test
  const offsets = new Uint32Array(test.length + 1)
  const eventOffsets = new Uint32Array(test.length + 1)
  test.forEach((patient, i) => {
    const own = predictions === undefined ? 0 : predictions.offsets[patient + 1]! - predictions.offsets[patient]!
    offsets[i + 1] = offsets[i]! + own
    const ownEvents = events === undefined ? 0 : events.offsets[patient + 1]! - events.offsets[patient]!
    eventOffsets[i + 1] = eventOffsets[i]! + ownEvents
  })
  const label = new Int8Array(offsets[test.length]!)
  const score = new Float64Array(offsets[test.length]!)
  const detectionScore = new Float64Array(eventOffsets[test.length]!)
  test.forEach((patient, i) => {
    if (predictions !== undefined) {
      const rows = [predictions.offsets[patient]!, predictions.offsets[patient + 1]!] as const
      label.set(predictions.label.subarray(...rows), offsets[i]!)
      score.set(predictions.score.subarray(...rows), offsets[i]!)
    }
    if (events !== undefined) {
      detectionScore.set(
        events.detectionScore.subarray(events.offsets[patient]!, events.offsets[patient + 1]!),
        eventOffsets[i]!
      )
    }
  })
  return { offsets, label, score, eventOffsets, detectionScore: events === undefined ? emptyFloats : detectionScore }
}

/** Patients ordered so that those in the same categories of all groupings stand together. */
export const cellsOf = (categoryOf: ReadonlyArray<Int16Array>, patients: number) => {
  const keys = Array.from({ length: patients }, (_, i) => categoryOf.map((of) => of[i]!).join(","))
  const order = Uint32Array.from({ length: patients }, (_, i) => i)
  order.sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b))
  const cells: Array<number> = []
  order.forEach((patient, place) => {
    if (place === 0 || keys[patient] !== keys[order[place - 1]!]) cells.push(place)
  })
  const cellCategories = Int16Array.from(cells.flatMap((place) => categoryOf.map((of) => of[order[place]!]!)))
  return { order, cells: Uint32Array.from([...cells, patients]), cellCategories }
}

/** Steps of each patient with the wanted label. */
export const countPerPatient = ({ label, offsets }: LabelledSteps, wanted: number): Float64Array =>
  Float64Array.from({ length: offsets.length - 1 }, (_, i) => {
    let count = 0
    for (let step = offsets[i]!; step < offsets[i + 1]!; step++) if (label[step] === wanted) count++
    return count
  })
