import { Clusters } from "@fairward/stats"
import { excessAt, type PatientSums, productAt } from "./PatientSums.ts"

/** Excess of one window, or its change since another one. */
export interface Measure {
  readonly window: number
  readonly since: number | null
}

/**
 * Excess of a window, q_w = a_w / b_w: the mean of score - label over labelled steps, in [-1, 1]. 0: the mean score is the
 * observed risk; above 0 scores overstate it. `NaN` without labelled steps.
 *
 * @param sums weighted sum of rows of `PatientSums`
 */
export const excess = (sums: Float64Array, window: number): number =>
  sums[excessAt(window)]! / sums[excessAt(window) + 1]!

/** Excess of a measure's window, less that of the window since which it is measured; `NaN` where either has no labelled step. */
export const measured = (sums: Float64Array, { since, window }: Measure): number =>
  excess(sums, window) - (since === null ? 0 : excess(sums, since))

/**
 * Variance of a measure from the influence of patients, sum_i w_i u_i^2 with u_i = (a_iw - q_w b_iw) / b_w, less the same of
 * the window `since`: the delete-one linearisation of a ratio of sums (Efron & Tibshirani 1993, doi:10.1201/9780429246593).
 * Patients, not steps, are what varies.
 *
 * `NaN` where a window has no labelled step; 0 when all patients have the same excess.
 */
export const varianceOf = (sums: Float64Array, windows: number, { since, window }: Measure): number => {
  const at: Array<number> = []
  const factor: Array<number> = []
  for (const [w, sign] of [
    [window, 1],
    [since, -1]
  ] as const) {
    if (w === null) continue
    const steps = sums[excessAt(w) + 1]!
    at.push(2 * w, 2 * w + 1)
    factor.push(sign / steps, (-sign * excess(sums, w)) / steps)
  }
  let variance = 0
  for (let i = 0; i < at.length; i++) {
    for (let j = 0; j < at.length; j++) {
      const [low, high] = at[i]! <= at[j]! ? [at[i]!, at[j]!] : [at[j]!, at[i]!]
      variance += factor[i]! * factor[j]! * sums[productAt(windows, low, high)]!
    }
  }
  return Math.max(0, variance)
}

/** What persons with several stays add to a contrast: to sums of squares over stays, and to the count of these. */
export interface Together {
  readonly squares: Clusters.SharedSums
  readonly drawn: Clusters.SharedSums
}

const alone: Together = { squares: Clusters.noneShared, drawn: Clusters.noneShared }

/** Influence of a patient on the measure of a side, of which `varianceOf` adds up the squares. */
const influence =
  ({ size, values }: PatientSums, sums: Float64Array, { since, window }: Measure) =>
  (i: number): number => {
    const of = (w: number) => {
      const at = i * size + excessAt(w)
      return (values[at]! - excess(sums, w) * values[at + 1]!) / sums[excessAt(w) + 1]!
    }
    return of(window) - (since === null ? 0 : of(since))
  }

/** What they add in a replicate in which patient i counts `weight(i)` times. */
export const togetherOf = (
  patients: PatientSums,
  persons: Clusters.SharedUnits,
  category: number,
  weight: (i: number) => number,
  cohort: Float64Array,
  rest: Float64Array,
  measure: Measure
): Together => ({
  squares: Clusters.sharedSquares(
    persons,
    category,
    weight,
    influence(patients, cohort, measure),
    influence(patients, rest, measure)
  ),
  drawn: Clusters.surplusUnits(persons, category, weight)
})

/**
 * Standard error of the difference of a measure between two sides: sqrt(n / (n - 1) sum_k w_k (u_k,cohort - u_k,rest)^2) over
 * the n persons drawn of both. Where every patient is its own person that is sqrt(n / (n - 1) (v_cohort + v_rest)). `NaN` where
 * either side has no labelled step in a window, or with one person in all.
 */
export const standardError = (
  cohort: Float64Array,
  rest: Float64Array,
  windows: number,
  measure: Measure,
  { drawn, squares }: Together = alone
): number => {
  const n = cohort[0]! + rest[0]! - (drawn.cohort + drawn.rest + drawn.both)
  const variance =
    varianceOf(cohort, windows, measure) +
    varianceOf(rest, windows, measure) +
    (squares.cohort + squares.rest - 2 * squares.both)
  return Math.sqrt((n / (n - 1)) * Math.max(0, variance))
}
