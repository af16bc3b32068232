import type { Dataset } from "@fairward/core"

/**
 * What patients contribute to the excess of each window, a row of `size` numbers a patient.
 *
 * A row is 1, for the count of patients; then per window w the sum a_w of (score - label) and the count b_w of labelled steps;
 * then the products of all pairs of these 2W sums, from which the variance of any combination of excesses follows. Weighted
 * sums of rows are all that a replicate needs.
 */
export interface PatientSums {
  readonly size: number
  readonly windows: number
  readonly values: Float64Array
}

/** Where the product of the sums i <= j stands in a row, the sums being a_0, b_0, a_1, b_1, ... */
export const productAt = (windows: number, i: number, j: number): number => {
  const sums = 2 * windows
  return 1 + sums + i * sums - (i * (i - 1)) / 2 + (j - i)
}

/** Where a_w stands in a row; b_w is next to it. */
export const excessAt = (window: number): number => 1 + 2 * window

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

/**
 * The rows of `patients`, in their order.
 *
 * @param starts minutes since admission at which windows begin, ascending from 0
 */
export const patientSums = (
  predictions: Dataset.Predictions,
  patients: Uint32Array,
  starts: ReadonlyArray<number>,
  timestepMinutes: number
): PatientSums => {
  const windows = starts.length
  const size = productAt(windows, 2 * windows - 1, 2 * windows - 1) + 1
  const values = new Float64Array(patients.length * size)
  patients.forEach((patient, i) => {
    const row = values.subarray(i * size, (i + 1) * size)
    row[0] = 1
    eachLabelled(predictions, patient, starts, timestepMinutes, (window, score, label) => {
      row[excessAt(window)]! += score - label
      row[excessAt(window) + 1]! += 1
    })
    for (let j = 0; j < 2 * windows; j++) {
      for (let k = j; k < 2 * windows; k++) row[productAt(windows, j, k)] = row[1 + j]! * row[1 + k]!
    }
  })
  return { size, windows, values }
}
