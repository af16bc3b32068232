/** Worker module: the curves of every cohort, summed over a run of draws. */
import type { Kernel } from "@fairward/core/Compute"
import { curveKinds, curveValues, gridSize } from "./CurveValues.ts"
import { precisionFactor } from "./Influence.ts"
import type { Draws } from "./Runs.ts"
import weightedSums, { type WeightedSumsShared } from "./weightedSums.ts"

export interface CurveBandsShared {
  /** Rows of `OperatingPoints`. */
  readonly sums: WeightedSumsShared
  readonly points: number
  readonly bins: number
  /** Prevalence that corrected curves refer to; of each side, everyone first. */
  readonly highest: Float64Array
}

/** A row a side but everyone: `curveKinds.length * gridSize + bins` numbers, the last `bins` shares of positives. */
export interface CurveBandsResult {
  readonly sum: Float64Array
  readonly squares: Float64Array
  /** Draws in which a height is defined. */
  readonly usable: Uint32Array
  /** Mean score per bin and cohort, of the last draw of the run. */
  readonly meanScores: Float64Array
}

/** Numbers of one cohort. */
export const curveRow = (bins: number): number => curveKinds.length * gridSize + bins

const total = (counts: Float64Array, from: number, to: number): number => {
  let sum = 0
  for (let i = from; i < to; i++) sum += counts[i]!
  return sum
}

const curveBands: Kernel<CurveBandsShared, Draws, CurveBandsResult> = ({ bins, highest, points, sums: shared }) => {
  const sumsOf = weightedSums(shared)
  const { sums: sides, width } = shared
  const places = points + 1
  const row = curveRow(bins)
  const heights = new Float64Array(curveKinds.length * gridSize)

  return ({ count, first }) => {
    const result: CurveBandsResult = {
      sum: new Float64Array(sides * row),
      squares: new Float64Array(sides * row),
      usable: new Uint32Array(sides * row),
      meanScores: new Float64Array(sides * bins)
    }
    const add = (to: number, height: number) => {
      if (Number.isNaN(height)) return
      result.sum[to] = result.sum[to]! + height
      result.squares[to] = result.squares[to]! + height * height
      result.usable[to] = result.usable[to]! + 1
    }
    const all = sumsOf({ first, count })
    for (let draw = 0; draw < count; draw++) {
      for (let side = 1; side < sides; side++) {
        const own = all.subarray((draw * sides + side) * width, (draw * sides + side + 1) * width)
        const factor = precisionFactor(total(own, places, 2 * places), total(own, 0, places), highest[side]!)
        curveValues(own, points, factor, heights)
        const start = side * row
        for (let i = 0; i < heights.length; i++) add(start + i, heights[i]!)
        for (let bin = 0; bin < bins; bin++) {
          const at = 3 * (places + bin)
          add(start + heights.length + bin, own[at + 1]! / own[at]!)
          result.meanScores[side * bins + bin] = own[at + 2]! / own[at]!
        }
      }
    }
    return result
  }
}

export default curveBands
