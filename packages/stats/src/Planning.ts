/**
 * How large a difference between a cohort and its rest an audit would see, before there are any scores: standard errors from
 * assumed values and numbers of patients.
 */
import { normalLogCdf, normalQuantile } from "./internal/distributions.ts"
import { type OwnScale, ownScale } from "./internal/ownScale.ts"

/** What is known of cohort minus rest at a true difference. */
export interface Expected {
  /** s, in the measure's unit. */
  readonly standardError: number
  /** What a difference on the worse side has to exceed, in standard errors, where the critical value is c. */
  readonly exceed: (criticalValue: number) => number
}

/** One measure of a cohort and its rest. */
export interface Design {
  /** With `multiple` times as many patients on both sides, where the cohort is worse by `difference`. */
  readonly expected: (difference: number, multiple: number) => Expected
  /** No difference can be larger while the value of everyone stays what it is; in the measure's unit. */
  readonly largest: number
}

export interface PlannedShare {
  /** q, of everyone, in (0, 1). */
  readonly share: number
  /** Patients behind it. */
  readonly cohort: number
  readonly rest: number
  /** phi: variance of the share over that of a coin tossed once a patient; see `Proportion.designFactor`. */
  readonly designFactor: number
  readonly sense: "higher" | "lower"
}

/** Values of cohort and rest that differ and leave that of everyone what it is; negative differences: the cohort is lower. */
const sidesOf = (value: number, { cohort, rest }: { readonly cohort: number; readonly rest: number }) => {
  const all = cohort + rest
  return (difference: number) => ({
    cohort: value + (difference * rest) / all,
    rest: value - (difference * cohort) / all
  })
}

const largestOf = (value: number, { cohort, rest, sense }: Pick<PlannedShare, "cohort" | "rest" | "sense">): number => {
  const [room, other] = sense === "higher" ? [value, 1 - value] : [1 - value, value]
  return Math.min((room * (cohort + rest)) / rest, (other * (cohort + rest)) / cohort)
}

/**
 * A rate: s^2 = phi (q_c(1 - q_c)/n_c + q_r(1 - q_r)/n_r), q_c - q_r the difference, (n_c q_c + n_r q_r)/(n_c + n_r) = q.
 *
 * The scale on which it is judged is that of {@link MaxT}, with the moments that the resampled share of n/phi independent
 * patients has: A = phi^2 [(1 - 2 q_c) q_c(1 - q_c)/n_c^2 - (1 - 2 q_r) q_r(1 - q_r)/n_r^2]/s^3, nu = 2 s^4/(phi^3 sum of
 * (1 - 2 q)^2 q(1 - q)/n^3), within 4 and 20,000. Kish 1965, Survey Sampling, section 8.2 (phi); Hall 1992, JRSS B 54:221-228
 * (A); Wallace 1959, Annals of Mathematical Statistics 30:1121-1130 (nu).
 */
export const shareDesign = (planned: PlannedShare): Design => {
  const { designFactor, sense, share } = planned
  const worse = sense === "higher" ? -1 : 1
  const values = sidesOf(share, planned)
  return {
    largest: largestOf(share, planned),
    expected: (difference, multiple) => {
      const at = values(worse * difference)
      const [cohort, rest] = (["cohort", "rest"] as const).map((side) => {
        const trials = (multiple * planned[side]) / designFactor
        const value = at[side]
        const variance = (value * (1 - value)) / trials
        const slope = (1 - 2 * value) / trials
        return { variance, covariance: slope * variance, spread: slope * slope * variance }
      })
      const total = cohort!.variance + rest!.variance
      const skewness = (cohort!.covariance - rest!.covariance) / total ** 1.5
      const freedom = (2 * total ** 2) / (cohort!.spread + rest!.spread)
      return expectedOf(Math.sqrt(total), ownScale(skewness, Math.min(20_000, Math.max(4, freedom))), sense)
    }
  }
}

const expectedOf = (standardError: number, { inverse }: OwnScale, sense: PlannedShare["sense"]): Expected => ({
  standardError,
  exceed: (criticalValue) => (sense === "higher" ? -inverse(-criticalValue) : inverse(criticalValue))
})

/**
 * Variance of the area A under the ROC curve of independent scores:
 * (A(1 - A) + (m - 1)(Q1 - A^2) + (n - 1)(Q2 - A^2))/(m n), Q1 = A/(2 - A), Q2 = 2A^2/(1 + A).
 *
 * m = `positives`, n = `negatives`, both above 0. A = 1: 0. Hanley & McNeil 1982, doi:10.1148/radiology.143.1.7063747.
 */
export const aurocVariance = (area: number, positives: number, negatives: number): number => {
  const first = area / (2 - area) - area * area
  const second = (2 * area * area) / (1 + area) - area * area
  return (area * (1 - area) + (positives - 1) * first + (negatives - 1) * second) / (positives * negatives)
}

export interface PlannedAuroc {
  /** A, of everyone. */
  readonly area: number
  readonly cohort: { readonly positives: number; readonly negatives: number }
  readonly rest: { readonly positives: number; readonly negatives: number }
  /** Variance over that of one score a patient. */
  readonly designFactor: number
}

/**
 * AUROC with patients in place of steps: s^2 = phi (v(A_c, m_c, n_c) + v(A_r, m_r, n_r)), v of {@link aurocVariance}, m and n the
 * patients with and without an event, A_c - A_r the difference; areas are weighted by patients with an event. Judged as
 * |d|/s > c.
 */
export const aurocDesign = ({ area, cohort, designFactor, rest }: PlannedAuroc): Design => {
  const positives = { cohort: cohort.positives, rest: rest.positives }
  const values = sidesOf(area, positives)
  return {
    largest: largestOf(area, { ...positives, sense: "higher" }),
    expected: (difference, multiple) => {
      const at = values(-difference)
      const variance =
        aurocVariance(at.cohort, multiple * cohort.positives, multiple * cohort.negatives) +
        aurocVariance(at.rest, multiple * rest.positives, multiple * rest.negatives)
      return { standardError: Math.sqrt(designFactor * variance), exceed: (criticalValue) => criticalValue }
    }
  }
}

/**
 * Chance that a cohort which is worse by `difference` is judged worse: Phi(difference/s - k), k what it has to exceed in
 * standard errors. Assumes a normal estimate. 0 where the difference cannot be.
 */
export const power = (design: Design, difference: number, criticalValue: number, multiple = 1): number => {
  if (difference > design.largest) return 0
  const { exceed, standardError } = design.expected(difference, multiple)
  return Math.exp(normalLogCdf(difference / standardError - exceed(criticalValue)))
}

/** Where a condition that holds from some point on begins, between two ends; halved 60 times. */
const firstAt = (low: number, high: number, holds: (value: number) => boolean): number => {
  let [below, above] = [low, high]
  for (let i = 0; i < 60; i++) {
    const middle = (below + above) / 2
    if (holds(middle)) above = middle
    else below = middle
  }
  return above
}

/** The smallest difference that is seen with the given power (default 0.8), in the measure's unit; `NaN` where none is. */
export const smallestDifference = (design: Design, criticalValue: number, wanted = 0.8): number => {
  const isSeen = (difference: number) => power(design, difference, criticalValue) >= wanted
  const largest = design.largest * (1 - 1e-9)
  return isSeen(largest) ? firstAt(0, largest, isSeen) : Number.NaN
}

const most = 1e9

/** How many times as many patients, from 0 on; `NaN` where no number of them is enough. */
const multipleWhere = (holds: (multiple: number) => boolean): number =>
  holds(most)
    ? Math.exp(firstAt(Math.log(1e-6), Math.log(most), (logarithm) => holds(Math.exp(logarithm))))
    : Number.NaN

/** How many times as many patients, on both sides, see a difference with the given power (default 0.8); `NaN` where it cannot be. */
export const multipleForDifference = (
  design: Design,
  difference: number,
  criticalValue: number,
  wanted = 0.8
): number => multipleWhere((multiple) => power(design, difference, criticalValue, multiple) >= wanted)

/**
 * How many times as many patients, on both sides, are judged equivalent with the given power (default 0.8) where there is no
 * difference: the interval lies within the margin when |d| <= margin - k s, so margin/s - k >= z_{(1 + power)/2}.
 */
export const multipleForEquivalence = (design: Design, margin: number, criticalValue: number, wanted = 0.8): number => {
  const quantile = normalQuantile((1 + wanted) / 2)
  return multipleWhere((multiple) => {
    const { exceed, standardError } = design.expected(0, multiple)
    return margin / standardError - exceed(criticalValue) >= quantile
  })
}

/**
 * The critical value of a family before it is drawn: c = Phi^-1(1 - alpha/(2 tests)), `tests` as many independent ones as are
 * as strict as it; alpha in (0, 1).
 */
export const criticalValue = (alpha: number, tests: number): number => normalQuantile(1 - alpha / (2 * tests))

/** The inverse of {@link criticalValue}: tests = alpha/(2(1 - Phi(c))). */
export const testsOf = (alpha: number, value: number): number => alpha / (2 * Math.exp(normalLogCdf(-value)))
