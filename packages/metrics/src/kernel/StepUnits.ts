/**
 * Steps divided into units that are smaller than a patient: a patient's labelled steps of one category. A unit carries its
 * patient's weight, so patients stay what is resampled.
 */
import type { LabelledSteps } from "../LabelledSteps.ts"

export interface StepUnits {
  /** Category of every step, as given. */
  readonly stepCategory: Uint8Array
  /** Patient and step category of each unit, ordered by patient and then by category. */
  readonly patientOf: Uint32Array
  readonly category: Uint8Array
  /** `patients x categories`: the unit, -1 where the patient has no labelled step of the category. */
  readonly unitAt: Int32Array
  readonly positives: Float64Array
  readonly negatives: Float64Array
}

/** The units that hold labelled steps. `stepCategory`: of each step, below `categories`. */
export const stepUnits = (
  { label, offsets }: LabelledSteps,
  stepCategory: Uint8Array,
  categories: number
): StepUnits => {
  const patients = offsets.length - 1
  const counts = new Float64Array(patients * categories * 2)
  for (let patient = 0; patient < patients; patient++) {
    for (let step = offsets[patient]!; step < offsets[patient + 1]!; step++) {
      if (label[step]! < 0) continue
      const place = (patient * categories + stepCategory[step]!) * 2 + label[step]!
      counts[place] = counts[place]! + 1
    }
  }
  const unitAt = new Int32Array(patients * categories).fill(-1)
  const places: Array<number> = []
  unitAt.forEach((_, place) => {
    if (counts[2 * place]! + counts[2 * place + 1]! === 0) return
    unitAt[place] = places.length
    places.push(place)
  })
  return {
    stepCategory,
    patientOf: Uint32Array.from(places, (place) => Math.floor(place / categories)),
    category: Uint8Array.from(places, (place) => place % categories),
    unitAt,
    positives: Float64Array.from(places, (place) => counts[2 * place + 1]!),
    negatives: Float64Array.from(places, (place) => counts[2 * place]!)
  }
}

/** Unit of every step; 0 for steps without a label, which are in none. */
export const unitOfSteps = (
  { label, offsets }: LabelledSteps,
  { stepCategory, unitAt }: StepUnits,
  categories: number
): Uint32Array => {
  const units = new Uint32Array(label.length)
  for (let patient = 0; patient < offsets.length - 1; patient++) {
    for (let step = offsets[patient]!; step < offsets[patient + 1]!; step++) {
      if (label[step]! >= 0) units[step] = unitAt[patient * categories + stepCategory[step]!]!
    }
  }
  return units
}
