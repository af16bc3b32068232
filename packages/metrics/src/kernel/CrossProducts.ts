/**
 * What the variance of a difference needs to know of patients with several units, beyond the sums over units: a patient's steps
 * of several categories, or a person's stays.
 */
import type { Clusters } from "@fairward/stats"
import { at, setProducts, width } from "./PatientSums.ts"

/** Places in a row of products. The first 16 are those of (tp, fp, p, n) on one side with the same on the other. */
export const crossed = {
  /** Each: sum by sum, sum by count, count by sum, the first of the first side. */
  positiveScore: 16,
  negativeScore: 19,
  excess: 22,
  caught: 25,
  eventsEvents: 28,
  /** 1: the patient is on both sides. */
  both: 29
} as const

/** Length of a row of products. */
export const crossedWidth = 30

/** Rows that are weighted by how often a patient is drawn. */
export interface PatientRows {
  /** Indices into the multiplicities. */
  readonly patients: Uint32Array
  /** Row-major. */
  readonly rows: Float64Array
}

/** Units that share a patient or a person, where they stand in the rows of sums, and where their weight stands. */
export interface UnitRows {
  readonly units: Clusters.SharedUnits
  readonly sums: Float64Array
  readonly bins: number
  /** Row of each unit in `sums`. */
  readonly placeOf: Uint32Array
  /** Index of each unit into the multiplicities. */
  readonly patientOf: (unit: number) => number
}

/** The rows of the units of a person, those of some categories. */
const rowsOn = (
  { bins, placeOf, sums, units: { category, offsets, unit } }: UnitRows,
  person: number,
  isOn: (category: number) => boolean
): ReadonlyArray<Float64Array> => {
  const row = width(bins)
  const rows: Array<Float64Array> = []
  for (let i = offsets[person]!; i < offsets[person + 1]!; i++) {
    const place = placeOf[unit[i]!]!
    if (isOn(category[i]!)) rows.push(sums.subarray(place * row, (place + 1) * row))
  }
  return rows
}

/** One row as if the units were one, but for its bins. */
const folded = (rows: ReadonlyArray<Float64Array>): Float64Array => {
  const sum = new Float64Array(at.bins)
  for (const row of rows) for (let i = 0; i < at.stepPairs; i++) sum[i] = sum[i]! + row[i]!
  setProducts(sum)
  return sum
}

const gathered = (of: UnitRows, rowOf: (person: number) => Float64Array | undefined): PatientRows => {
  const { offsets, unit } = of.units
  const patients: Array<number> = []
  const rows: Array<Float64Array> = []
  for (let person = 0; person < offsets.length - 1; person++) {
    const row = rowOf(person)
    if (row === undefined) continue
    patients.push(of.patientOf(unit[offsets[person]!]!))
    rows.push(row)
  }
  const all = new Float64Array(rows.reduce((length, row) => length + row.length, 0))
  rows.forEach((row, i) => {
    all.set(row, i * row.length)
  })
  return { patients: Uint32Array.from(patients), rows: all }
}

/** Length of a row of what units of one side have in common. */
export const repeatedWidth = at.bins - at.stepPairs

/**
 * What to add, from `at.stepPairs` on, to a side's sums over units so that they are over persons: of the persons with several
 * units there, the products of their sums less the sum of the units' products.
 */
export const repeated = (of: UnitRows, isOn: (category: number) => boolean): PatientRows =>
  gathered(of, (person) => {
    const rows = rowsOn(of, person, isOn)
    if (rows.length < 2) return undefined
    const row = folded(rows)
    for (const own of rows) for (let i = at.stepPairs; i < at.bins; i++) row[i] = row[i]! - own[i]!
    return row.slice(at.stepPairs)
  })

/** The products of what the same person adds on two sides, for those with units on both. */
export const crossProducts = (
  of: UnitRows,
  isOnA: (category: number) => boolean,
  isOnB: (category: number) => boolean
): PatientRows =>
  gathered(of, (person) => {
    const [rowsA, rowsB] = [rowsOn(of, person, isOnA), rowsOn(of, person, isOnB)]
    if (rowsA.length === 0 || rowsB.length === 0) return undefined
    const [a, b] = [folded(rowsA), folded(rowsB)]
    const to = new Float64Array(crossedWidth)
    for (let j = 0; j < 4; j++) for (let k = 0; k < 4; k++) to[4 * j + k] = a[at.tp + j]! * b[at.tp + k]!
    const ratio = (place: number, sumA: number, countA: number, sumB: number, countB: number) =>
      to.set([sumA * sumB, sumA * countB, countA * sumB], place)
    ratio(crossed.positiveScore, a[at.positiveScore]!, a[at.p]!, b[at.positiveScore]!, b[at.p]!)
    ratio(crossed.negativeScore, a[at.negativeScore]!, a[at.n]!, b[at.negativeScore]!, b[at.n]!)
    const excess = (own: Float64Array) => own[at.p]! - own[at.positiveScore]! - own[at.negativeScore]!
    ratio(crossed.excess, excess(a), a[at.p]! + a[at.n]!, excess(b), b[at.p]! + b[at.n]!)
    ratio(crossed.caught, a[at.caught]!, a[at.events]!, b[at.caught]!, b[at.events]!)
    to[crossed.eventsEvents] = a[at.events]! * b[at.events]!
    to[crossed.both] = 1
    return to
  })
