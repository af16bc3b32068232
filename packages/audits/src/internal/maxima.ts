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
