import { ChiSquared } from "@fairward/stats"
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus"

/** Shuffles of the patients' labels. */
export const permutations = 10_000

/** Below this expected count the chi-squared distribution is only a rough guide (Cochran 1954, doi:10.2307/3001666). */
export const leastReliable = 5

/** Of one variable's test in one grouping, where the tests of all share an error rate of 0.001. */
export const alphaOf = (variables: number, groupings: number): number => 0.001 / (variables * groupings)

export interface Dependence {
  readonly statistic: number
  readonly degreesOfFreedom: number
  readonly p: number
  readonly corrected: boolean
  readonly cramersV: number
  readonly chanceV: number
  readonly leastExpected: number
  /** Of shuffled labels, where an expected count is below 5. */
  readonly permutationP: number | null
  readonly dependent: boolean
}

const reasons = {
  empty: "no patient has a stay",
  "one-row": "only one category has patients",
  "one-column": "all patients fall into one category of intensity"
} as const

const two32 = 2 ** 32

const uniform = (seed: number) => {
  const stream = xoroshiro128plus(seed)
  return () => (stream.next() >>> 0) / two32
}

/**
 * Whether the categories of a grouping and of intensity are independent: the chi-squared test of `counts`, patients by
 * category of the grouping and, in columns, of intensity. Dependent when p is below `alpha`, whatever the shuffled p.
 * `stays`: where persons have several, category, intensity and person of each; the statistic is then divided by their design
 * effect, and persons are shuffled.
 *
 * Returns the reason where there is nothing to test.
 */
export const dependence = (
  counts: ArrayLike<number>,
  columns: number,
  alpha: number,
  seed: number,
  stays?: ChiSquared.ClusteredItems
): Dependence | string => {
  const rows = counts.length / columns
  const effect = stays === undefined ? 1 : ChiSquared.designEffect(stays, rows, columns)
  const test = ChiSquared.independence(counts, columns, effect)
  if (!test.estimable) return reasons[test.reason]
  const { estimable: _, ...found } = test
  const options = { permutations, random: uniform(seed) }
  return {
    ...found,
    permutationP:
      test.leastExpected >= leastReliable
        ? null
        : stays === undefined
          ? ChiSquared.permutationP(counts, columns, options)
          : ChiSquared.clusteredPermutationP(stays, rows, columns, options),
    dependent: test.p < alpha
  }
}
