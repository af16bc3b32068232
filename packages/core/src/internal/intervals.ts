/** Simultaneous intervals of the contrasts of one stage, class by class. */
import { Factors, MaxT, Power, Proportion } from "@fairward/stats"
import type { Class, Contrast } from "../Comparison.ts"
import { type Joint, packedLoadings } from "./joint.ts"

export interface Interval {
  readonly low: number
  readonly high: number
  readonly adjustedP: number
  readonly detectable: number
  /** All replicates have the same difference. */
  readonly isConstant: boolean
  /** Absent where the difference does not vary. */
  readonly joint?: Joint
}

/** Parts of 1 - level that classes may spend, and whether their contrasts are judged each on its own scale. */
export const classes: Readonly<Record<Class, { readonly share: number; readonly ownScale: boolean }>> = {
  rates: { share: 0.4, ownScale: true },
  areas: { share: 0.2, ownScale: false },
  means: { share: 0.2, ownScale: false },
  counts: { share: 0.6, ownScale: false },
  mixed: { share: 0.6, ownScale: false }
}

/** What measures without a class may spend together: less where medians are among them. */
const withoutClass = { share: 1, shareWithMedians: 0.6, ownScale: false }

export const differenceOf = ({ cohort, rest }: Contrast): number => cohort.estimate - rest.estimate

const replicateDifferences = ({ cohort, rest }: Contrast): Float64Array =>
  cohort.replicates.map((own, b) => own - rest.replicates[b]!)

/** Of a median whose difference is the same in every usable replicate: it does not vary by chance, but it is recorded in steps. */
const constantInterval = (contrast: Contrast, differences: Float64Array, share: number): Interval | undefined => {
  const { gridStep } = contrast
  const difference = differenceOf(contrast)
  const usable = differences.filter(Number.isFinite)
  if (gridStep === undefined || usable.length < 0.95 * differences.length) return undefined
  if (usable.length === 0 || usable.some((one) => one !== difference)) return undefined
  const isApart = Math.abs(difference) > gridStep / 2
  return {
    low: difference - gridStep / 2,
    high: difference + gridStep / 2,
    adjustedP: isApart ? Math.min(1, 1 / (usable.length + 1) / share) : 1,
    detectable: gridStep / 2,
    isConstant: true
  }
}

/** Two shares differ by 1 at most. */
const cutToScale = (found: { readonly high: number; readonly low: number }, { isShare }: Contrast) =>
  isShare === true ? { low: Math.max(-1, found.low), high: Math.min(1, found.high) } : found

/** Shares differ by no more than their own limits do, but a limit moved so far never passes 0. */
const cutByWilson = (
  { low, high }: { readonly low: number; readonly high: number },
  { cohort, rest }: Contrast,
  criticalValue: number
) => {
  if (cohort.effective === undefined || rest.effective === undefined) return { low, high }
  const own = Proportion.wilsonLimits(cohort.estimate, cohort.effective, criticalValue)
  const other = Proportion.wilsonLimits(rest.estimate, rest.effective, criticalValue)
  const [lowest, highest] = [own.low - other.high, own.high - other.low]
  return {
    low: low < 0 ? Math.max(low, Math.min(lowest, 0)) : low,
    high: high > 0 ? Math.min(high, Math.max(highest, 0)) : high
  }
}

/** Common factors that stand for the correlations of a family. */
const factors = 12

const ofClass = (
  contrasts: ReadonlyArray<Contrast>,
  { family, ownScale, share }: { readonly family: string; readonly share: number; readonly ownScale: boolean },
  level: number
): ReadonlyArray<Interval | MaxT.NoInterval> => {
  const drawn = contrasts[0]?.cohort.replicates.length ?? 0
  const differences = contrasts.map(replicateDifferences)
  const constant = contrasts.map((contrast, i) => constantInterval(contrast, differences[i]!, share))
  const varying = contrasts.flatMap((_, i) => (constant[i] === undefined ? [i] : []))
  const replicateDifference = new Float64Array(varying.length * drawn)
  const replicateStandardError = new Float64Array(varying.length * drawn)
  varying.forEach((i, j) => {
    replicateDifference.set(differences[i]!, j * drawn)
    replicateStandardError.set(contrasts[i]!.standardErrors, j * drawn)
  })
  const cohorts = new Map<string, number>()
  const found = MaxT.simultaneousIntervals(
    {
      difference: Float64Array.from(varying, (i) => differenceOf(contrasts[i]!)),
      standardError: Float64Array.from(varying, (i) => contrasts[i]!.standardError),
      replicateDifference,
      replicateStandardError
    },
    {
      level,
      share,
      ...(ownScale
        ? {
            ownScale: {
              cohort: varying.map((i) => {
                const { categories, category, grouping } = contrasts[i]!
                const name = JSON.stringify(categories === 2 ? [grouping] : [grouping, category])
                cohorts.set(name, cohorts.get(name) ?? cohorts.size)
                return cohorts.get(name)!
              })
            }
          }
        : {})
    }
  )
  const loadings = Factors.loadings(replicateDifference, varying.length, factors)
  const width = varying.length === 0 ? 0 : loadings.length / varying.length
  const places = new Map(varying.map((i, j) => [i, j]))
  return contrasts.map((contrast, i) => {
    const j = places.get(i)
    if (j === undefined) return constant[i]!
    const reason = found.reason[j]
    if (reason !== null) return reason!
    const [below, above] = [-found.exceedLow[j]!, found.exceedHigh[j]!]
    const exceed = contrast.sense === "none" ? Math.max(below, above) : contrast.sense === "higher" ? below : above
    return {
      ...cutToScale(cutByWilson({ low: found.low[j]!, high: found.high[j]! }, contrast, found.criticalValue), contrast),
      adjustedP: found.adjustedP[j]!,
      detectable: Power.detectableDifference(exceed, contrast.standardError),
      isConstant: false,
      // Where no replicate differs from the difference itself, nothing says how it hangs together with others.
      ...(found.criticalValue > 0
        ? {
            joint: {
              family,
              share,
              standardError: contrast.standardError,
              criticalValue: found.criticalValue,
              loadings: packedLoadings(loadings.subarray(j * width, (j + 1) * width))
            }
          }
        : {})
    }
  })
}

/**
 * Intervals of the contrasts that `isJudged` names, which hold at once over all classes with probability `level`; `null` of
 * the others. What one class may spend of 1 - level does not depend on what else is compared.
 */
export const intervalsOf = (
  contrasts: ReadonlyArray<Contrast>,
  isJudged: ReadonlyArray<boolean>,
  level: number
): ReadonlyArray<Interval | MaxT.NoInterval | null> => {
  const holdsMedians = contrasts.some(({ gridStep, judged }) => judged === true && gridStep !== undefined)
  const found = new Array<Interval | MaxT.NoInterval | null>(contrasts.length).fill(null)
  for (const own of new Set(contrasts.map((contrast) => contrast.class))) {
    const members = contrasts.flatMap((contrast, i) => (contrast.class === own && isJudged[i] === true ? [i] : []))
    const { ownScale, share } =
      own === undefined
        ? { ...withoutClass, share: holdsMedians ? withoutClass.shareWithMedians : withoutClass.share }
        : classes[own]
    const intervals = ofClass(
      members.map((i) => contrasts[i]!),
      { family: own ?? "other", ownScale, share },
      level
    )
    members.forEach((i, j) => {
      found[i] = intervals[j]!
    })
  }
  return found
}
