import { requireSameLength, requireShare } from "./internal/Checks.ts"
import { distinctAscending, lastNotAbove } from "./internal/Distinct.ts"
import type { Multiplicities } from "./Multiplicities.ts"

/** What a box plot shows of replicate values; NaN everywhere when `usable` is 0. Same unit as the values. */
export interface BoxSummary {
  /** Number of values that are not missing. */
  readonly usable: number
  readonly median: number
  readonly q1: number
  readonly q3: number
  /** 2.5 % quantile. */
  readonly low: number
  /** 97.5 % quantile. */
  readonly high: number
}

/**
 * The point at share `t` of the way from `a` to `b`, exact at both ends, monotone in `t`; the mean of both at one half.
 */
export const between = (a: number, b: number, t: number): number => {
  if (a === b || t === 0) return a
  if (t === 0.5) return (a + b) / 2
  return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t)
}

/** A copy of `values` in ascending order, without the missing ones (NaN). */
export const usableAscending = (values: Float64Array): Float64Array => {
  const sorted = values.slice().sort()
  let usable = sorted.length
  while (usable > 0 && Number.isNaN(sorted[usable - 1]!)) usable--
  return sorted.subarray(0, usable)
}

/**
 * Quantile of values already ascending and without NaN: with h = (n - 1) p, x[floor h] + (h - floor h) (x[floor h + 1] - x[floor h]),
 * indices from 0 (type 7 of Hyndman & Fan 1996, doi:10.1080/00031305.1996.10473566; numpy's default).
 *
 * `p` in [0, 1], else a RangeError; 0 gives the smallest value, 1 the largest. NaN without values; one value is every quantile.
 */
export const quantileOfAscending = (ascending: Float64Array, p: number): number => {
  requireShare(p, "p")
  const n = ascending.length
  if (n === 0) return Number.NaN
  const h = (n - 1) * p
  const below = Math.floor(h)
  return between(ascending[below]!, ascending[Math.min(below + 1, n - 1)]!, h - below)
}

/** Linear-interpolation quantile of `values` (see {@link quantileOfAscending}); missing values (NaN) are left out. */
export const quantile = (values: Float64Array, p: number): number => quantileOfAscending(usableAscending(values), p)

/**
 * Median of `values`: the middle one, the mean of the two middle ones for an even count. NaN is left out; NaN without values.
 */
export const median = (values: Float64Array): number => quantile(values, 0.5)

/**
 * Median, quartiles and the 2.5 % and 97.5 % quantiles of `values` (type 7), from one sort; missing values (NaN) are left out and not counted as usable.
 *
 * @example
 * boxSummary(Float64Array.of(4, 1, Number.NaN, 2, 3)).median // 2.5
 */
export const boxSummary = (values: Float64Array): BoxSummary => {
  const ascending = usableAscending(values)
  return {
    usable: ascending.length,
    median: quantileOfAscending(ascending, 0.5),
    q1: quantileOfAscending(ascending, 0.25),
    q3: quantileOfAscending(ascending, 0.75),
    low: quantileOfAscending(ascending, 0.025),
    high: quantileOfAscending(ascending, 0.975)
  }
}

/**
 * Quantile (type 7) of `values` in which value i occurs `weight[i]` times: {@link quantile} of the copied values, without copying.
 *
 * `values` and `weight` have one element per observation. NaN values and weights of 0 are left out; NaN if nothing is left.
 */
export const weightedQuantile = (values: Float64Array, weight: Multiplicities, p: number): number => {
  requireSameLength(values.length, weight.length, "weight")
  requireShare(p, "p")
  const distinct = distinctAscending(values)
  const copies = new Float64Array(distinct.length)
  let total = 0
  for (let i = 0; i < values.length; i++) {
    const rank = lastNotAbove(distinct, values[i]!)
    if (rank < 0) continue
    copies[rank]! += weight[i]!
    total += weight[i]!
  }
  if (total === 0) return Number.NaN
  const h = (total - 1) * p
  const below = Math.floor(h)
  let k = 0
  let passed = copies[0]!
  while (passed <= below) passed += copies[++k]!
  const lower = distinct[k]!
  const next = Math.min(below + 1, total - 1)
  while (passed <= next) passed += copies[++k]!
  return between(lower, distinct[k]!, h - below)
}

/**
 * Median of `values` in which value i occurs `weight[i]` times; for an even total the mean of the two middle ones. See {@link weightedQuantile}.
 *
 * @example
 * weightedMedian(Float64Array.of(1, 5, 9), Uint8Array.of(1, 1, 2)) // 7
 */
export const weightedMedian = (values: Float64Array, weight: Multiplicities): number =>
  weightedQuantile(values, weight, 0.5)
