/**
 * Where patients count: cell 0 is everyone, then come the categories of all groupings.
 */
import type { Cohorts } from "@fairward/core"

export interface Cells {
  readonly count: number
  /** Per test patient its cells, `levels` of them: everyone, then one a grouping or -1. */
  readonly of: Int32Array
  readonly levels: number
  /** First cell of each grouping. */
  readonly first: ReadonlyArray<number>
  /** Grouping of each cell; -1 for everyone. */
  readonly grouping: Int32Array
}

export const cellsOf = (
  groupings: ReadonlyArray<Pick<Cohorts.Grouping, "categories" | "categoryOf">>,
  patients: Uint32Array
): Cells => {
  const levels = groupings.length + 1
  const of = new Int32Array(patients.length * levels)
  const first: Array<number> = []
  const grouping = [-1]
  for (const [g, { categories, categoryOf }] of groupings.entries()) {
    const begins = grouping.length
    first.push(begins)
    patients.forEach((patient, i) => {
      const category = categoryOf[patient]!
      of[i * levels + g + 1] = category < 0 ? -1 : begins + category
    })
    for (const _ of categories) grouping.push(g)
  }
  return { count: grouping.length, of, levels, first, grouping: Int32Array.from(grouping) }
}

/** Sum of a number per patient, in every cell. */
export const sumsPerCell = (values: Float64Array, { count, levels, of }: Cells): Float64Array => {
  const sums = new Float64Array(count)
  values.forEach((value, i) => {
    for (let level = 0; level < levels; level++) {
      const cell = of[i * levels + level]!
      if (cell >= 0) sums[cell]! += value
    }
  })
  return sums
}
