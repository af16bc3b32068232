/**
 * What persons whose stays have gaps of the same window add to the errors of median gaps.
 */
import { Clusters } from "@fairward/stats"
import { type GapDistribution, shareSquares, shareUpTo } from "./MedianGap.ts"
import type { TimeGaps } from "./TimeGaps.ts"

/** The persons with gaps in several stays, for one grouping and window. */
export interface SharedGaps {
  readonly units: Clusters.SharedUnits
  /** The gaps of each of their stays. */
  readonly gapsOf: ReadonlyMap<number, ReadonlyArray<number>>
}

/** `category`: of each test patient, -1 when in none. `undefined` when no person has gaps in several stays. */
export const sharedGaps = (
  { gap, patient }: TimeGaps,
  windowOf: Int16Array,
  window: number,
  category: Int16Array,
  clusterOf: Uint32Array | undefined
): SharedGaps | undefined => {
  if (clusterOf === undefined) return undefined
  const gapsOf = new Map<number, Array<number>>()
  gap.forEach((steps, event) => {
    if (steps === 0 || windowOf[event] !== window) return
    const stay = patient[event]!
    gapsOf.set(stay, [...(gapsOf.get(stay) ?? []), steps])
  })
  const units = Clusters.sharedUnits(
    clusterOf,
    category.map((own, stay) => (gapsOf.has(stay) ? own : -1))
  )
  return units === undefined ? undefined : { units, gapsOf }
}

/** Additions to the sums of squares and counts of both sides, and the correlation of their medians. */
export interface SharedErrors {
  readonly within: Clusters.SharedSums
  readonly surplus: Clusters.SharedSums
  readonly correlation: number
}

const z = ({ gapsOf }: SharedGaps, distribution: GapDistribution, median: number) => {
  const { share, upTo } = shareUpTo(distribution, median)
  return (stay: number): number => {
    const gaps = gapsOf.get(stay)!
    let notAbove = 0
    for (const steps of gaps) if (steps <= upTo) notAbove++
    return notAbove - share * gaps.length
  }
}

/**
 * With z_i = a_i - F b_i of a stay at the median of its side: what persons add to sum w z^2, and
 * sum_k w_k Z_k,cohort Z_k,rest / sqrt(sum w Z_cohort^2 sum w Z_rest^2), the correlation of the two sides' shares at their
 * medians, 0 where a side does not vary.
 */
export const sharedErrors = (
  shared: SharedGaps,
  category: number,
  weight: Uint8Array,
  cohort: GapDistribution,
  rest: GapDistribution,
  medians: readonly [cohort: number, rest: number]
): SharedErrors => {
  const weightOf = (stay: number) => weight[stay]!
  const zOf = [z(shared, cohort, medians[0]), z(shared, rest, medians[1])] as const
  const within = Clusters.sharedSquares(shared.units, category, weightOf, ...zOf)
  const variances = (shareSquares(cohort, medians[0]) + within.cohort) * (shareSquares(rest, medians[1]) + within.rest)
  return {
    within,
    surplus: Clusters.surplusUnits(shared.units, category, weightOf),
    correlation: variances > 0 ? within.both / Math.sqrt(variances) : 0
  }
}
