/**
 * The least variance that a side's measure is believed to have: a cohort in which all patients are alike is not known without
 * error.
 */
import { Proportion } from "@fairward/stats"

/**
 * - `share`: of a share of as many patients, times the design factor, phi q~(1 - q~)/(n + 2).
 * - `count`: of a rate of independent errors.
 * - `mean`: of a mean of numbers in [0, 1], that of the patients and two imagined ones with 0 and 1.
 * - `none`: measured in every patient, not counted.
 */
export type Floor = "share" | "count" | "mean" | "none"

/** What a floor is told of; persons and stays are those that contribute. */
export interface Floored {
  readonly value: number
  readonly persons: number
  /** Of the measure in the grouping: its variance over that of a share of as many independent patients. */
  readonly designFactor: number
  /** Stays a person. */
  readonly stays: number
  readonly sumOf: (part: "numerator" | "denominator") => number
  /** Sum over stays of the squared numerator. */
  readonly squares: () => number
  /** Sum over the numerator's columns of factor squared times (sum of one stay a person + 1). */
  readonly errors: () => number
}

/**
 * The floor of a variance, in squared units of the measure.
 *
 * `share`: n persons with a non-zero denominator (Agresti & Caffo 2000, doi:10.1080/00031305.2000.10474560), phi of all kept
 * categories of the grouping as one side on the whole split. `count`:
 * sum_c f_c^2 (S_c + 1) / (sum b)^2 with f_c the factor and S_c the sum of each column of the numerator, the variance of
 * Poisson counts, each one higher, so that a cohort without any error is not taken to be certain of having none. `mean`:
 * ((sum a^2 + 1)/(n + 2) - q~^2)/(n + 2), q~ = (sum a + 1)/(n + 2); that of a share where every number is 0 or 1. Where
 * persons have several stays, sums are those of one stay a person. `none`: 0.
 */
export const floorOf = (floor: Floor, of: Floored): number => {
  switch (floor) {
    case "share":
      return Proportion.varianceFloor(of.value, of.persons, of.designFactor)
    case "count":
      return of.errors() / (of.sumOf("denominator") / of.stays) ** 2
    case "mean": {
      const n = of.persons + 2
      const shrunken = (of.sumOf("numerator") / of.stays + 1) / n
      return ((of.squares() / of.stays + 1) / n - shrunken * shrunken) / n
    }
    case "none":
      return 0
  }
}
