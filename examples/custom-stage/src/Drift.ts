import { excessAt, productAt } from "./PatientSums.ts"

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

/**
 * Standard error of the difference of a measure between two disjoint sides: sqrt(n / (n - 1) (v_cohort + v_rest)), n the
 * patients drawn of both. `NaN` where either side has no labelled step in a window, or with one patient in all.
 */
export const standardError = (cohort: Float64Array, rest: Float64Array, windows: number, measure: Measure): number => {
  const n = cohort[0]! + rest[0]!
  return Math.sqrt((n / (n - 1)) * (varianceOf(cohort, windows, measure) + varianceOf(rest, windows, measure)))
}
