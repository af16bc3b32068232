/** Of groups that were found, which are worse than the larger groups that they are part of. */
import type { Comparison } from "@fairward/core"
import { MaxT } from "@fairward/stats"
import type { Found, Larger } from "./Findings.ts"
import type { MeasureId } from "./Measures.ts"
import { type Group, isWithin } from "./Search.ts"

export interface Judged {
  readonly group: Group
  readonly contrast: Comparison.Contrast
  readonly comparison: Comparison.Comparison
}

interface Pair {
  readonly own: Judged
  readonly other: Judged
  readonly isParent: boolean
}

export const isFound = ({ verdict }: Pick<Comparison.Comparison, "verdict">): boolean =>
  verdict === "material" || verdict === "worse"

const deviation = (values: Float64Array): number => {
  const usable = values.filter(Number.isFinite)
  const mean = usable.reduce((sum, value) => sum + value / usable.length, 0)
  return Math.sqrt(usable.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, usable.length - 1))
}

/**
 * Differences of a group and a larger one that it is part of, on the split and in the replicates that both share, with intervals
 * that hold for all these pairs at once: max-T with the standard deviation over replicates as the error of each.
 */
const intervalsOf = (pairs: ReadonlyArray<Pair>, level: number) => {
  const replicates = pairs[0]?.own.contrast.cohort.replicates.length ?? 0
  const difference = Float64Array.from(
    pairs,
    ({ other, own }) => own.contrast.cohort.estimate - other.contrast.cohort.estimate
  )
  const replicateDifference = new Float64Array(pairs.length * replicates)
  const replicateStandardError = new Float64Array(pairs.length * replicates)
  const standardError = Float64Array.from(pairs, ({ other, own }, p) => {
    const drawn = own.contrast.cohort.replicates.map((value, b) => value - other.contrast.cohort.replicates[b]!)
    const error = deviation(drawn)
    replicateDifference.set(drawn, p * replicates)
    replicateStandardError.fill(error, p * replicates, (p + 1) * replicates)
    return error
  })
  const { high, low } = MaxT.simultaneousIntervals(
    { difference, standardError, replicateDifference, replicateStandardError },
    { level }
  )
  return { difference, low, high }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/**
 * The groups that are worse off than all others, measure by measure. Each is held against the groups of one attribute less that
 * it is part of, and against every larger one that was found. It is named if it is worse than each larger one that was found;
 * what is not says no more than that the larger one is worse off.
 */
export const foundIn = (judged: ReadonlyArray<Judged>, level: number): ReadonlyArray<Found> => {
  const byMetric = Map.groupBy(judged, ({ comparison }) => comparison.metric)
  const pairs = [...byMetric.values()].flatMap((own) => {
    const found = own.filter(({ comparison }) => isFound(comparison))
    return found.flatMap((one) =>
      own.flatMap((other): ReadonlyArray<Pair> => {
        if (!isWithin(one.group, other.group)) return []
        const isParent = other.group.parts.length === one.group.parts.length - 1
        return isParent || isFound(other.comparison) ? [{ own: one, other, isParent }] : []
      })
    )
  })
  const { difference, high, low } = intervalsOf(pairs, level)
  const larger = pairs.map(({ isParent, other, own }, p): Larger => {
    const { category, grouping } = other.group
    return {
      grouping,
      category,
      estimate: finite(other.contrast.cohort.estimate),
      difference: finite(difference[p]!),
      low: finite(low[p]!),
      high: finite(high[p]!),
      isWorse: own.comparison.sense === "lower" ? low[p]! > 0 : high[p]! < 0,
      isParent,
      isFound: isFound(other.comparison)
    }
  })
  return judged
    .filter(({ comparison }) => isFound(comparison))
    .map((one): Found => {
      const own = larger.filter((_, p) => pairs[p]!.own === one)
      return {
        grouping: one.group.grouping,
        category: one.group.category,
        metric: one.comparison.metric as MeasureId,
        larger: own,
        isNamed: own.every((other) => !other.isFound || other.isWorse)
      }
    })
}
