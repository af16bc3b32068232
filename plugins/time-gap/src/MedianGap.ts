/**
 * Median and standard error of gaps that are counted per step.
 */
import { Quantile } from "@fairward/stats"
import type { GapTally } from "./GapTally.ts"

/** The gaps of one side, cumulative over steps: element t counts gaps up to t. */
export interface GapDistribution {
  readonly observations: Float64Array
  readonly squares: Float64Array
  readonly products: Float64Array
  sizeSquares: number
  patients: number
}

export const emptyDistribution = (horizonSteps: number): GapDistribution => ({
  observations: new Float64Array(horizonSteps + 1),
  squares: new Float64Array(horizonSteps + 1),
  products: new Float64Array(horizonSteps + 1),
  sizeSquares: 0,
  patients: 0
})

const accumulate = (counts: Float64Array, sum: Float64Array, first: number, sign: 1 | -1): void => {
  let total = 0
  for (let t = 0; t < sum.length; t++) {
    total += counts[first + t]!
    sum[t]! += sign * total
  }
}

/** Adds a cell's window to a distribution, or takes it away. */
export const include = (
  distribution: GapDistribution,
  tally: GapTally,
  /** cell * windows + window */
  place: number,
  sign: 1 | -1
): void => {
  const first = place * distribution.observations.length
  accumulate(tally.observations, distribution.observations, first, sign)
  accumulate(tally.squares, distribution.squares, first, sign)
  accumulate(tally.products, distribution.products, first, sign)
  distribution.sizeSquares += sign * tally.sizeSquares[place]!
  distribution.patients += sign * tally.patients[place]!
}

export const clear = (distribution: GapDistribution): void => {
  distribution.observations.fill(0)
  distribution.squares.fill(0)
  distribution.products.fill(0)
  distribution.sizeSquares = 0
  distribution.patients = 0
}

/** First index whose cumulative count exceeds `passed`. */
const firstBeyond = (cumulative: Float64Array, passed: number): number => {
  let low = 0
  let high = cumulative.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (cumulative[middle]! > passed) high = middle
    else low = middle + 1
  }
  return low
}

/** Type 7 quantile of counted whole numbers. */
const quantile = (cumulative: Float64Array, total: number, p: number): number => {
  const h = (total - 1) * p
  const below = Math.floor(h)
  const lower = firstBeyond(cumulative, below)
  return Quantile.between(lower, firstBeyond(cumulative, Math.min(below + 1, total - 1)), h - below)
}

/**
 * Median gap in steps, each gap counted as often as its patient was drawn; the mean of the middle two for an even count.
 * `NaN` without gaps.
 */
export const medianGap = ({ observations }: GapDistribution): number => {
  const total = observations[observations.length - 1]!
  return total === 0 ? Number.NaN : quantile(observations, total, 0.5)
}

/** The step of a median, and F: the share of gaps up to it. */
export const shareUpTo = ({ observations }: GapDistribution, median: number) => {
  const upTo = Math.floor(median)
  return { upTo, share: observations[upTo]! / observations[observations.length - 1]! }
}

/** sum_i w_i (a_i - F b_i)^2, of which what persons with several stays add is not part. */
export const shareSquares = (distribution: GapDistribution, median: number): number => {
  const { products, sizeSquares, squares } = distribution
  const { share, upTo } = shareUpTo(distribution, median)
  return squares[upTo]! - 2 * share * products[upTo]! + share * share * sizeSquares
}

/**
 * Woodruff's standard error of the median gap m, in steps: (Q(1/2 + e) - Q(1/2 - e)) / 2, at least 1/2.
 *
 * e^2 = n / (n - 1) sum_i w_i (a_i - F b_i)^2 / (sum_i w_i b_i)^2: b_i gaps of person i, a_i of them <= m, w_i how often
 * the person was drawn, n = sum of w_i, F = sum_i w_i a_i / sum_i w_i b_i. Where persons have several stays, `within` is what
 * they add to the sum of squares over stays, and `surplus` by how much stays exceed persons. The sum of squares is that of w a^2, minus 2 F
 * that of w a b, plus F^2 that of w b^2, and all three are counted. 1/2 -+ e are cut to [0, 1]. `NaN` for fewer than two
 * patients. Woodruff 1952, doi:10.1080/01621459.1952.10483443; clusters: Francisco & Fuller 1991, doi:10.1214/aos/1176347993.
 */
export const medianGapError = (distribution: GapDistribution, median: number, within = 0, surplus = 0): number => {
  const { observations } = distribution
  const total = observations[observations.length - 1]!
  const patients = distribution.patients - surplus
  if (patients < 2) return Number.NaN
  const sum = shareSquares(distribution, median) + within
  const e = Math.sqrt((patients / (patients - 1)) * Math.max(0, sum)) / total
  const upper = quantile(observations, total, Math.min(0.5 + e, 1))
  const lower = quantile(observations, total, Math.max(0.5 - e, 0))
  return Math.max((upper - lower) / 2, 0.5)
}
