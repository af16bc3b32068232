/**
 * Products of what the same patient adds on two sides, which the variance of their difference needs where both sides hold
 * steps of one patient.
 */
import { at, width } from "./PatientSums.ts"

/** Places in a row of products. The first 16 are those of (tp, fp, p, n) on one side with the same on the other. */
export const crossed = {
  /** Each: sum by sum, sum by count, count by sum, the first of the first side. */
  positiveScore: 16,
  negativeScore: 19,
  excess: 22,
  /** 1: the patient is on both sides. */
  both: 25
} as const

/** Length of a row of products. */
export const crossedWidth = 26

/** The patients of two sides that have steps on both. */
export interface CrossProducts {
  readonly patients: Uint32Array
  /** `patients x crossedWidth`, row-major. */
  readonly rows: Float64Array
}

/**
 * The products of two sides. `placeOn`: per side and patient the place of the patient's unit there in `sums`, -1 when it
 * has none.
 */
export const crossProducts = (
  sums: Float64Array,
  bins: number,
  [onA, onB]: readonly [Int32Array, Int32Array]
): CrossProducts => {
  const shared = Uint32Array.from(onA.keys()).filter((patient) => onA[patient]! >= 0 && onB[patient]! >= 0)
  const rows = new Float64Array(shared.length * crossedWidth)
  const row = width(bins)
  shared.forEach((patient, i) => {
    const a = sums.subarray(onA[patient]! * row, (onA[patient]! + 1) * row)
    const b = sums.subarray(onB[patient]! * row, (onB[patient]! + 1) * row)
    const to = rows.subarray(i * crossedWidth, (i + 1) * crossedWidth)
    for (let j = 0; j < 4; j++) for (let k = 0; k < 4; k++) to[4 * j + k] = a[at.tp + j]! * b[at.tp + k]!
    const ratio = (place: number, sumA: number, countA: number, sumB: number, countB: number) =>
      to.set([sumA * sumB, sumA * countB, countA * sumB], place)
    ratio(crossed.positiveScore, a[at.positiveScore]!, a[at.p]!, b[at.positiveScore]!, b[at.p]!)
    ratio(crossed.negativeScore, a[at.negativeScore]!, a[at.n]!, b[at.negativeScore]!, b[at.n]!)
    const excess = (own: Float64Array) => own[at.p]! - own[at.positiveScore]! - own[at.negativeScore]!
    ratio(crossed.excess, excess(a), a[at.p]! + a[at.n]!, excess(b), b[at.p]! + b[at.n]!)
    to[crossed.both] = 1
  })
  return { patients: shared, rows }
}
