import { normalLogCdf } from "./internal/distributions.ts"
import { usableAscending } from "./Quantile.ts"

/** "less": values of x tend to be smaller than those of y; "greater": larger. */
export type Alternative = "less" | "greater"

export interface MannWhitneyOptions {
  /** Fewest usable values on each side; default 20. */
  readonly minimum?: number
}

export type MannWhitney =
  | {
      readonly estimable: true
      /** U of x: pairs with x > y, plus half of those with x = y. */
      readonly u: number
      /** Standardised U, sign turned so that large means evidence for the alternative; -Infinity when all values are equal. */
      readonly z: number
      /** 0 below about 5e-324; `logP` goes on. */
      readonly p: number
      /** Natural logarithm of p. */
      readonly logP: number
      readonly usableX: number
      readonly usableY: number
    }
  | {
      readonly estimable: false
      readonly reason: "too-few-values"
      readonly usableX: number
      readonly usableY: number
    }

/**
 * One-sided Mann-Whitney U test of `x` against `y` by the normal approximation with tie and continuity correction.
 *
 * U = #{x > y} + 1/2 #{x = y}, mean mn/2, variance mn/12 ((N + 1) - sum over ties (t^3 - t) / (N (N - 1))), m = |x|, n = |y|, N = m + n;
 * for "greater" z = (U - mn/2 - 1/2) / sd, for "less" the same with mn - U in place of U; p = P(Z >= z). The logarithm of p is taken from the
 * normal distribution's own log tail, so that p = 1e-300 has as many right digits as p = 0.1.
 *
 * Any two lengths; missing values (NaN) are left out per side. Fewer than `minimum` left on a side: not estimable. All values equal: the variance is 0
 * and p = 1, as in scipy. p can exceed 1/2, and the two sides' p do not add up to 1, because of the continuity correction.
 *
 * Mann & Whitney 1947, doi:10.1214/aoms/1177730491; the same numbers as scipy's `mannwhitneyu(method="asymptotic", use_continuity=True)`.
 */
export const mannWhitney = (
  x: Float64Array,
  y: Float64Array,
  alternative: Alternative,
  options: MannWhitneyOptions = {}
): MannWhitney => {
  const ascendingX = usableAscending(x)
  const ascendingY = usableAscending(y)
  const usableX = ascendingX.length
  const usableY = ascendingY.length
  if (usableX === 0 || usableY === 0 || usableX < (options.minimum ?? 20) || usableY < (options.minimum ?? 20)) {
    return { estimable: false, reason: "too-few-values", usableX, usableY }
  }
  const { u, ties, distinct } = pairCounts(ascendingX, ascendingY)
  const pairs = usableX * usableY
  const all = usableX + usableY
  const spread = distinct === 1 ? 0 : Math.sqrt((pairs / 12) * (all + 1 - ties / (all * (all - 1))))
  const z = ((alternative === "greater" ? u : pairs - u) - pairs / 2 - 0.5) / spread
  const logP = normalLogCdf(-z)
  return { estimable: true, u, z, p: Math.exp(logP), logP, usableX, usableY }
}

const pairCounts = (x: Float64Array, y: Float64Array): { u: number; ties: number; distinct: number } => {
  let u = 0
  let ties = 0
  let distinct = 0
  let i = 0
  let j = 0
  while (i < x.length || j < y.length) {
    const value = j >= y.length || (i < x.length && x[i]! < y[j]!) ? x[i]! : y[j]!
    const startX = i
    const startY = j
    while (i < x.length && x[i]! === value) i++
    while (j < y.length && y[j]! === value) j++
    const tied = i - startX + (j - startY)
    u += (i - startX) * (startY + (j - startY) / 2)
    ties += tied * tied * tied - tied
    distinct++
  }
  return { u, ties, distinct }
}
