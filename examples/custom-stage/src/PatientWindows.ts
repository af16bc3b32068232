import type { Dataset } from "@fairward/core"
import type { Column } from "./Measures.ts"

/** Calls `visit` with each labelled step of a patient and the window, the last that begins at or before the step. */
export const eachLabelled = (
  { label, offsets, score, step }: Dataset.Predictions,
  patient: number,
  starts: ReadonlyArray<number>,
  timestepMinutes: number,
  visit: (window: number, score: number, label: number) => void
): void => {
  let window = 0
  for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
    while (window + 1 < starts.length && step[row]! * timestepMinutes >= starts[window + 1]!) window++
    if (label[row]! >= 0) visit(window, score[row]!, label[row]!)
  }
}

/** What each of `patients` adds to every window. `starts`: minutes since admission at which windows begin, ascending from 0. */
export const columnsOf = (
  predictions: Dataset.Predictions,
  patients: Uint32Array,
  starts: ReadonlyArray<number>,
  timestepMinutes: number
): Readonly<Record<Column, Float64Array>> => {
  const columns: Record<Column, Float64Array> = {}
  const perWindow = starts.map((_, w) => {
    const add = (column: Column) => (columns[column] = new Float64Array(patients.length))
    return { excess: add(`excess ${w}`), steps: add(`steps ${w}`), positives: add(`positives ${w}`) }
  })
  patients.forEach((patient, i) => {
    eachLabelled(predictions, patient, starts, timestepMinutes, (window, score, label) => {
      const { excess, positives, steps } = perWindow[window]!
      excess[i]! += score - label
      steps[i]! += 1
      positives[i]! += label
    })
  })
  return columns
}
