import * as Clusters from "@fairward/stats/Clusters"
import type { Cells } from "../Patients.ts"

/** What sums over patients are taken of. */
export interface SummedRows {
  readonly features: number
  /** Rows x features. */
  readonly values: Float64Array
  /** Place of each row's patient among the multiplicities. */
  readonly place: Uint32Array
  /** Features whose shares are compared. */
  readonly judged: Uint32Array
  readonly cells: Cells
  /** Per grouping the persons with several rows in it; absent where every patient is its own person. */
  readonly shared?: ReadonlyArray<Clusters.SharedUnits | undefined>
}

/**
 * Sums over the patients i of a side, w_i their multiplicities, a_i the importance of a feature and b_i that of all: of w,
 * w b and w b^2; then w a of every feature; then w a^2 and w a b of every judged one.
 */
export type Sums = Float64Array

const at = { drawn: 0, total: 1, totalSquares: 2, feature: 3 } as const

const widthOf = ({ features, judged }: Pick<SummedRows, "features" | "judged">): number =>
  at.feature + features + 2 * judged.length

/** Sums of all patients and, per grouping, of its cohorts and of their rests. */
export interface SideSums {
  readonly everyone: Sums
  readonly groupings: ReadonlyArray<{ readonly cohorts: ReadonlyArray<Sums>; readonly rests: ReadonlyArray<Sums> }>
}

const add = (sums: Sums, more: Sums, from: number): void => {
  for (let k = 0; k < sums.length; k++) sums[k]! += more[from + k]!
}

/** Takes the sums of every side under multiplicities that begin at `from`; the returned arrays are used again. */
export const importanceSums = (rows: SummedRows) => {
  const { cells, features, judged, place, values } = rows
  const width = widthOf(rows)
  const inCells = new Float64Array(cells.count * width)
  const sums: SideSums = {
    everyone: new Float64Array(width),
    groupings: cells.groupings.map(({ categories }) => ({
      cohorts: Array.from({ length: categories }, () => new Float64Array(width)),
      rests: Array.from({ length: categories }, () => new Float64Array(width))
    }))
  }
  const firstJudged = at.feature + features

  return (weight: Uint8Array, from: number): SideSums => {
    inCells.fill(0)
    for (let row = 0; row < place.length; row++) {
      const w = weight[from + place[row]!]!
      if (w === 0) continue
      const base = cells.of[row]! * width
      const first = row * features
      let total = 0
      for (let f = 0; f < features; f++) {
        const a = values[first + f]!
        total += a
        inCells[base + at.feature + f]! += w * a
      }
      inCells[base + at.drawn]! += w
      inCells[base + at.total]! += w * total
      inCells[base + at.totalSquares]! += w * total * total
      for (let j = 0; j < judged.length; j++) {
        const a = values[first + judged[j]!]!
        const own = base + firstJudged + 2 * j
        inCells[own]! += w * a * a
        inCells[own + 1]! += w * a * total
      }
    }
    sums.everyone.fill(0)
    for (let cell = 0; cell < cells.count; cell++) add(sums.everyone, inCells, cell * width)
    cells.groupings.forEach(({ categoryOf }, g) => {
      const { cohorts, rests } = sums.groupings[g]!
      for (const one of [...cohorts, ...rests]) one.fill(0)
      for (let cell = 0; cell < cells.count; cell++) {
        const category = categoryOf[cell]!
        if (category >= 0) add(cohorts[category]!, inCells, cell * width)
      }
      for (let c = 0; c < rests.length; c++) {
        for (let other = 0; other < cohorts.length; other++) if (other !== c) add(rests[c]!, cohorts[other]!, 0)
      }
    })
    return sums
  }
}

/** Whether any feature has any importance for these patients; without, a ranking says nothing. */
export const hasImportance = (sums: Sums): boolean => sums[at.total]! > 0

/** Mean importance of every feature over the patients drawn. */
export const meanImportance = (sums: Sums, features: number): Float64Array =>
  sums.slice(at.feature, at.feature + features).map((sum) => sum / sums[at.drawn]!)

/** Sum over patients of each feature's importance, which ranks them as the mean does. */
export const importanceOf = (sums: Sums, features: number): Float64Array =>
  sums.subarray(at.feature, at.feature + features)

/** sum w a / sum w b: a feature's share of the total importance, in [0, 1]; `NaN` where there is none. */
export const importanceShare = (sums: Sums, feature: number): number => sums[at.feature + feature]! / sums[at.total]!

/** Below this share of its terms, a sum of squares is rounding: the share is the same in every patient. */
const rounding = 1e-12

/** What persons with several stays add to a contrast: to sums of squares, and to the count of patients. */
export interface Together {
  readonly squares: Clusters.SharedSums
  readonly drawn: Clusters.SharedSums
}

const alone: Together = { squares: Clusters.noneShared, drawn: Clusters.noneShared }

/** What they add for the j-th judged feature, given the multiplicities from `from` on and the sums of both sides. */
export const togetherOf = (
  { features, judged, place, values }: SummedRows,
  units: Clusters.SharedUnits,
  category: number,
  weight: Uint8Array,
  from: number,
  cohort: Sums,
  rest: Sums,
  j: number
): Together => {
  const weightOf = (row: number) => weight[from + place[row]!]!
  const influenceOn = (side: Sums) => {
    const q = importanceShare(side, judged[j]!)
    return (row: number): number => {
      let total = 0
      for (let f = 0; f < features; f++) total += values[row * features + f]!
      return (values[row * features + judged[j]!]! - q * total) / side[at.total]!
    }
  }
  return {
    squares: Clusters.sharedSquares(units, category, weightOf, influenceOn(cohort), influenceOn(rest)),
    drawn: Clusters.surplusUnits(units, category, weightOf)
  }
}

/** sum w u^2 with u_i = (a_i - q b_i) / sum w b the influence of person i on the share q. */
const shareVariance = (sums: Sums, { features, judged }: SummedRows, j: number, within: number): number => {
  const q = importanceShare(sums, judged[j]!)
  const own = at.feature + features + 2 * j
  const squares = sums[own]! - 2 * q * sums[own + 1]! + q * q * sums[at.totalSquares]!
  return Number.isNaN(q) ? q : squares <= rounding * sums[own]! ? 0 : squares / sums[at.total]! ** 2 + within
}

/**
 * Standard error of the difference of two sides' shares of the j-th judged feature:
 * sqrt(n / (n - 1) (v_cohort + v_rest - 2 sum_i w_i u_i,cohort u_i,rest)), n the persons drawn of both and
 * v = sum_i w_i (a_i - q b_i)^2 / (sum_i w_i b_i)^2.
 *
 * 0 where the feature has the same share in every patient of either side; `NaN` where a side has no importance or both
 * have one patient in all. No floor as for rates: importances are measured in every patient, not counted.
 */
export const shareError = (
  cohort: Sums,
  rest: Sums,
  rows: SummedRows,
  j: number,
  { drawn, squares }: Together = alone
): number => {
  const n = cohort[at.drawn]! + rest[at.drawn]! - (drawn.cohort + drawn.rest + drawn.both)
  const variance =
    shareVariance(cohort, rows, j, squares.cohort) + shareVariance(rest, rows, j, squares.rest) - 2 * squares.both
  return Math.sqrt((n / (n - 1)) * Math.max(0, variance))
}
