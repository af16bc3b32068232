/** Worker module: standard errors of the metrics that rank scores, from influences that are fixed over draws. */
import type { Kernel } from "@fairward/core/Compute"
import { influenceOf, type Layout } from "./Layout.ts"
import type { Draws } from "./Runs.ts"
import { rankedCount } from "./SideMetrics.ts"

export interface RankedErrorsShared {
  readonly layout: Layout
  /** Replicates x patients. */
  readonly multiplicities: Uint8Array
  /** Per grouping the category of each patient, -1 when in none. */
  readonly categoryOf: ReadonlyArray<Int16Array>
  /** Per patient the squared influences on each metric of each column. */
  readonly squares: Float64Array
}

/**
 * s = sqrt(n / (n - 1) sum_i w_i u_i^2) over the patients of both sides, n of them drawn: contrasts x 5 x count.
 */
const rankedErrors: Kernel<RankedErrorsShared, Draws, Float64Array> = ({
  categoryOf,
  layout,
  multiplicities,
  squares
}) => {
  const columns = layout.influences * rankedCount
  const sums = new Float64Array(columns)
  const drawn = new Float64Array(layout.groupings.length)
  const patients = squares.length / Math.max(1, columns)

  const sumDraw = (draw: number) => {
    sums.fill(0)
    drawn.fill(0)
    for (let patient = 0; patient < patients; patient++) {
      const weight = draw === 0 ? 1 : multiplicities[(draw - 1) * patients + patient]!
      if (weight === 0) continue
      for (let g = 0; g < drawn.length; g++) if (categoryOf[g]![patient]! >= 0) drawn[g] = drawn[g]! + weight
      const row = patient * columns
      for (let i = 0; i < columns; i++) sums[i] = sums[i]! + weight * squares[row + i]!
    }
  }

  return ({ count, first }) => {
    const errors = new Float64Array(layout.contrasts * rankedCount * count)
    for (let lane = 0; lane < count; lane++) {
      sumDraw(first + lane)
      layout.groupings.forEach((grouping, g) => {
        const scale = drawn[g]! / (drawn[g]! - 1)
        for (let category = 0; category < grouping.categories; category++) {
          const column = influenceOf(grouping, category) * rankedCount
          const row = (grouping.firstContrast + category) * rankedCount
          for (let ranked = 0; ranked < rankedCount; ranked++) {
            errors[(row + ranked) * count + lane] = Math.sqrt(scale * sums[column + ranked]!)
          }
        }
      })
    }
    return errors
  }
}

export default rankedErrors
