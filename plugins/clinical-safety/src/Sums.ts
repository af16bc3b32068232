/**
 * Weighted sums over patients, from which every measure and its variance follow, on the split and in every replicate.
 */
import { Clusters, Proportion } from "@fairward/stats"
import type { Cells } from "./Cells.ts"
import { type Ratio, ratioOf, weigh } from "./Ratio.ts"

/** A row of columns a patient. */
export interface PatientRows {
  readonly width: number
  /** Patients x width. */
  readonly values: Float64Array
}

/** Columns side by side, and behind them the squares and products that the variances of `ratios` need. */
export const patientRows = (
  columns: ReadonlyArray<Float64Array>,
  ratios: ReadonlyArray<Ratio>,
  patients: number
): PatientRows => {
  const width = columns.length + productCount * ratios.length
  const values = new Float64Array(patients * width)
  for (let i = 0; i < patients; i++) {
    const row = i * width
    columns.forEach((column, c) => {
      values[row + c] = column[i]!
    })
    ratios.forEach(({ denominator, numerator }, r) => {
      const first = row + columns.length + productCount * r
      const own = values.subarray(row, row + columns.length)
      const a = weigh(own, numerator)
      const b = weigh(own, denominator)
      values[first] = a * a
      values[first + 1] = a * b
      values[first + 2] = b * b
      values[first + 3] = b > 0 ? 1 : 0
    })
  }
  return { width, values }
}

/** Sums of a ratio's variance: a^2, a b, b^2, and patients with b > 0. */
const productCount = 4

/** Patients of a side with a denominator above 0. */
export const contributing = (sums: Float64Array, columns: number, place: number): number =>
  sums[columns + productCount * place + 3]!

/** What persons with several stays add to a contrast: to sums of squares, and to counts of patients with b > 0 and of all. */
export interface Together {
  readonly squares: Clusters.SharedSums
  readonly contributing: Clusters.SharedSums
  readonly drawn: Clusters.SharedSums
}

export const alone: Together = {
  squares: Clusters.noneShared,
  contributing: Clusters.noneShared,
  drawn: Clusters.noneShared
}

/** The terms of a ratio, a and b, per patient. */
export interface RatioColumns {
  readonly a: Float64Array
  readonly b: Float64Array
}

export const ratioColumns = (
  columns: ReadonlyArray<Float64Array>,
  { denominator, numerator }: Ratio,
  patients: number
): RatioColumns => {
  const own = new Float64Array(columns.length)
  const weighed = (terms: Ratio["numerator"]) =>
    Float64Array.from({ length: patients }, (_, i) => {
      columns.forEach((column, c) => {
        own[c] = column[i]!
      })
      return weigh(own, terms)
    })
  return { a: weighed(numerator), b: weighed(denominator) }
}

/** What they add in a replicate, given the sums of both sides. */
export const togetherOf = (
  units: Clusters.SharedUnits,
  category: number,
  weight: Uint8Array,
  { a, b }: RatioColumns,
  ratio: Ratio,
  cohort: Float64Array,
  rest: Float64Array
): Together => {
  const weightOf = (i: number) => weight[i]!
  const influenceOn = (side: Float64Array) => {
    const q = ratioOf(side, ratio)
    const total = weigh(side, ratio.denominator)
    return (i: number): number => (a[i]! - q * b[i]!) / total
  }
  return {
    squares: Clusters.sharedSquares(units, category, weightOf, influenceOn(cohort), influenceOn(rest)),
    contributing: Clusters.surplusUnits(units, category, weightOf, (i) => b[i]! > 0),
    drawn: Clusters.surplusUnits(units, category, weightOf)
  }
}

/**
 * sum_i w_i u_i^2, u_i = (a_i - q b_i) / sum b the influence of person i on q = sum a / sum b; `NaN` without q.
 *
 * At least q~(1 - q~)/(n + 2) for a share (n the persons with b > 0), and for a count at least what independent errors
 * would give, sum_c f_c^2 (S_c + 1) / (sum b)^2 with f_c the factor and S_c the sum of each column of the numerator: the
 * variance of Poisson counts, each one higher, so that a cohort without any error is not taken to be certain of having none;
 * errors and denominator are those of one stay a person there.
 *
 * `within`: what persons with several stays add to the sum over stays; `surplus`: by how much stays with b > 0 exceed persons.
 * `place`: the ratio's among those given to {@link patientRows}; `columns`: how many there were.
 */
export const ratioVariance = (
  sums: Float64Array,
  ratio: Ratio,
  columns: number,
  place: number,
  within = 0,
  surplus = 0
): number => {
  const q = ratioOf(sums, ratio)
  if (Number.isNaN(q)) return q
  const b = weigh(sums, ratio.denominator)
  const first = columns + productCount * place
  const squares = sums[first]! - 2 * q * sums[first + 1]! + q * q * sums[first + 2]!
  const persons = sums[first + 3]! - surplus
  const stays = sums[first + 3]! / persons
  const floor =
    ratio.floor === "share"
      ? Proportion.varianceFloor(q, persons)
      : ratio.numerator.reduce((total, [column, factor]) => total + factor * factor * (sums[column]! / stays + 1), 0) /
        ((b / stays) * (b / stays))
  return Math.max(squares / (b * b) + within, floor)
}

/** Patients in the same categories of all groupings stand together, so that each is added once. */
export interface Blocks {
  readonly order: Uint32Array
  /** Where each block begins in `order`, and the end. */
  readonly begins: Uint32Array
}

export const blocksOf = ({ levels, of }: Cells): Blocks => {
  const patients = of.length / levels
  const keys = Array.from({ length: patients }, (_, i) => of.subarray(i * levels, (i + 1) * levels).join(","))
  const order = Uint32Array.from({ length: patients }, (_, i) => i)
  order.sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b))
  const begins: Array<number> = []
  order.forEach((patient, place) => {
    if (place === 0 || keys[patient] !== keys[order[place - 1]!]) begins.push(place)
  })
  return { order, begins: Uint32Array.from([...begins, patients]) }
}

/**
 * Sums of every cell under a replicate's multiplicities, cells x width, into `sums`.
 */
export const sumCells = (
  { values, width }: PatientRows,
  { begins, order }: Blocks,
  { levels, of }: Cells,
  weight: Uint8Array,
  sums: Float64Array
): void => {
  sums.fill(0)
  const own = new Float64Array(width)
  for (let block = 0; block < begins.length - 1; block++) {
    own.fill(0)
    for (let place = begins[block]!; place < begins[block + 1]!; place++) {
      const i = order[place]!
      const w = weight[i]!
      if (w === 0) continue
      const row = i * width
      for (let column = 0; column < width; column++) own[column] = own[column]! + w * values[row + column]!
    }
    const first = order[begins[block]!]!
    for (let level = 0; level < levels; level++) {
      const cell = of[first * levels + level]!
      if (cell < 0) continue
      for (let column = 0; column < width; column++) sums[cell * width + column]! += own[column]!
    }
  }
}

/** Sums of a cohort's rest: of the other cells of its grouping, `first .. first + categories - 1`. */
export const sumRest = (
  sums: Float64Array,
  width: number,
  cell: number,
  first: number,
  categories: number,
  rest: Float64Array
): void => {
  rest.fill(0)
  for (let other = first; other < first + categories; other++) {
    if (other === cell) continue
    for (let column = 0; column < width; column++) rest[column]! += sums[other * width + column]!
  }
}
