/** The largest of many differences by chance alone, as findings let it be drawn again. */
import { Comparison } from "@fairward/core"
import { Factors } from "@fairward/stats"
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus"
import type { ComparedStage } from "./comparisons.ts"

const seed = 1

/** Of the audits' own families fewer are enough: their quantile lies where most maxima are. */
const drawsOfAudits = 20_000

/** The largest of normal differences that hang together by their loadings, ascending, one of each seeded draw. */
export const maximaOf = (loadings: ReadonlyArray<Float64Array>, draws?: number): Float64Array => {
  const stream = xoroshiro128plus(seed)
  const random = () => (stream.next() >>> 0) / 2 ** 32
  return Factors.drawnMaxima(loadings, { random, ...(draws === undefined ? {} : { draws }) })
}

/** A sum of differences of independent audits, such as a change or a mean: of each audit, by its place, with a weight. */
export interface Combination {
  readonly standardError: number
  readonly parts: ReadonlyArray<{
    readonly audit: number
    readonly joint: Comparison.Joint
    readonly weight: number
  }>
}

/** Loadings of combinations of a family: those of each audit, by its part of the standard error, in columns of its own. */
export const combinedLoadings = (family: ReadonlyArray<Combination>): ReadonlyArray<Float64Array> => {
  const own = family.map(({ parts }) => parts.map((part) => ({ ...part, loadings: Comparison.loadingsOf(part.joint) })))
  const widths: Array<number> = []
  for (const { audit, loadings } of own.flat()) widths[audit] = Math.max(widths[audit] ?? 0, loadings.length)
  const starts = widths.map((_, audit) => widths.slice(0, audit).reduce((sum, width = 0) => sum + width, 0))
  const all = widths.reduce((sum, width = 0) => sum + width, 0)
  return family.map(({ standardError }, i) => {
    const row = new Float64Array(all)
    for (const { audit, joint, loadings, weight } of own[i]!) {
      const part = (weight * joint.standardError) / standardError
      row.set(
        loadings.map((loading) => part * loading),
        starts[audit]
      )
    }
    return row
  })
}

/** Of ascending maxima. */
export const quantileOf = (maxima: Float64Array, probability: number): number =>
  maxima[Math.min(maxima.length, Math.ceil(probability * maxima.length - 1e-9)) - 1]!

const inflations = new WeakMap<ComparedStage, Map<string, number>>()

/** By how much an audit's critical value exceeds that of normal differences that hang together as its own do; at least 1. */
export const inflationOf = (stage: ComparedStage, family: string, level: number): number => {
  const key = `${family} ${level}`
  const known = inflations.get(stage) ?? new Map<string, number>()
  inflations.set(stage, known)
  const found = known.get(key) ?? computedInflation(stage, family, level)
  known.set(key, found)
  return found
}

const computedInflation = (stage: ComparedStage, family: string, level: number): number => {
  const joints = stage.comparisons.flatMap(({ interval }) =>
    interval?.joint?.family === family ? [interval.joint] : []
  )
  const [first] = joints
  if (first === undefined) return 1
  const normal = quantileOf(maximaOf(joints.map(Comparison.loadingsOf), drawsOfAudits), 1 - first.share * (1 - level))
  return Math.max(1, first.criticalValue / normal)
}
