/**
 * What one patient adds to every metric that is a ratio of sums, and the cross products that its variance needs. All
 * are sums over patients, so a cohort's value in a replicate is the sum weighted by multiplicities.
 */
import * as Calibration from "@fairward/stats/Calibration"
import type { LabelledSteps } from "../LabelledSteps.ts"
import type { StepUnits } from "./StepUnits.ts"

/** Places in a row of sums. `tp` to `n` count steps; the pairs are cross products within a patient. */
export const at = {
  tp: 0,
  fp: 1,
  p: 2,
  n: 3,
  caught: 4,
  events: 5,
  positiveScore: 6,
  negativeScore: 7,
  /** Upper triangle of the cross products of (tp, fp, p, n). */
  stepPairs: 8,
  caughtCaught: 18,
  caughtEvents: 19,
  eventsEvents: 20,
  positiveScoreSquared: 21,
  positiveScoreP: 22,
  negativeScoreSquared: 23,
  negativeScoreN: 24,
  /** Of the excess d = positives - sum of scores. */
  excessSquared: 25,
  excessSteps: 26,
  patients: 27,
  withPositive: 28,
  withAlarm: 29,
  withoutAlarm: 30,
  withNegative: 31,
  withEvent: 32,
  /** Per calibration bin: steps, positives, sum of scores. There are no bins of points. */
  bins: 33
} as const

/** Length of a row of sums. */
export const width = (bins: number): number => at.bins + 3 * bins

/**
 * One row of sums a patient, `patients x width(bins)`, row-major, in a `SharedArrayBuffer`.
 *
 * Rows of `order[i]` come at place `i`.
 */
export const patientSums = (
  steps: LabelledSteps,
  threshold: number,
  bins: number,
  order: Uint32Array
): Float64Array => {
  const row = width(bins)
  const sums = new Float64Array(new SharedArrayBuffer(order.length * row * 8))
  order.forEach((patient, place) => {
    fill(sums.subarray(place * row, (place + 1) * row), steps, patient, threshold, bins)
  })
  return sums
}

/** One row of sums a unit, as of patients; events belong to no unit. */
export const unitSums = (
  steps: LabelledSteps,
  { category, patientOf, stepCategory }: StepUnits,
  threshold: number,
  bins: number,
  order: Uint32Array
): Float64Array => {
  const row = width(bins)
  const sums = new Float64Array(order.length * row)
  const withoutEvents = { ...steps, eventOffsets: new Uint32Array(steps.offsets.length) }
  order.forEach((unit, place) => {
    const own = { of: stepCategory, wanted: category[unit]! }
    fill(sums.subarray(place * row, (place + 1) * row), withoutEvents, patientOf[unit]!, threshold, bins, own)
  })
  return sums
}

const fill = (
  sums: Float64Array,
  steps: LabelledSteps,
  patient: number,
  threshold: number,
  bins: number,
  only?: { readonly of: Uint8Array; readonly wanted: number }
) => {
  let tp = 0
  let fp = 0
  let p = 0
  let n = 0
  let positiveScore = 0
  let negativeScore = 0
  for (let step = steps.offsets[patient]!; step < steps.offsets[patient + 1]!; step++) {
    const label = steps.label[step]!
    if (label < 0 || (only !== undefined && only.of[step] !== only.wanted)) continue
    const score = steps.score[step]!
    if (bins > 0) {
      const bin = at.bins + 3 * Calibration.binOf(score, bins)
      sums[bin] = sums[bin]! + 1
      sums[bin + 1] = sums[bin + 1]! + label
      sums[bin + 2] = sums[bin + 2]! + score
    }
    if (label === 1) {
      p++
      positiveScore += score
      if (score >= threshold) tp++
    } else {
      n++
      negativeScore += score
      if (score >= threshold) fp++
    }
  }
  const first = steps.eventOffsets[patient]!
  const last = steps.eventOffsets[patient + 1]!
  const events = last - first
  let caught = 0
  for (let event = first; event < last; event++) if (steps.detectionScore[event]! >= threshold) caught++

  sums.set([tp, fp, p, n, caught, events, positiveScore, negativeScore])
  setProducts(sums)
}

/** The places of a row that follow from its sums: products, and whether the patient counts. */
export const setProducts = (sums: Float64Array): void => {
  const tp = sums[at.tp]!
  const fp = sums[at.fp]!
  const p = sums[at.p]!
  const n = sums[at.n]!
  const caught = sums[at.caught]!
  const events = sums[at.events]!
  const positiveScore = sums[at.positiveScore]!
  const negativeScore = sums[at.negativeScore]!
  const counts = [tp, fp, p, n]
  let pair: number = at.stepPairs
  for (let a = 0; a < 4; a++) for (let b = a; b < 4; b++) sums[pair++] = counts[a]! * counts[b]!
  const excess = p - positiveScore - negativeScore
  sums.set(
    [
      caught * caught,
      caught * events,
      events * events,
      positiveScore * positiveScore,
      positiveScore * p,
      negativeScore * negativeScore,
      negativeScore * n,
      excess * excess,
      excess * (p + n),
      1,
      p > 0 ? 1 : 0,
      tp + fp > 0 ? 1 : 0,
      p + n > tp + fp ? 1 : 0,
      n > 0 ? 1 : 0,
      events > 0 ? 1 : 0
    ],
    at.caughtCaught
  )
}
