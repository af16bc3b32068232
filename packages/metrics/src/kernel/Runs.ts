/** Runs of draws: what a job computes, and how the runs' results come together. */

/** Draws `first .. first + count - 1`: draw 0 is the split itself, every patient once, and draw b + 1 is replicate b. */
export interface Draws {
  readonly first: number
  readonly count: number
}

/** A number on the split itself and in each replicate. */
export interface Drawn {
  readonly estimate: number
  readonly replicates: Float64Array
}

/** Runs of at most `size` draws; draw 0 is the split. */
export const runsOf = (replicates: number, size: number): ReadonlyArray<Draws> =>
  Array.from({ length: Math.ceil((replicates + 1) / size) }, (_, i) => ({
    first: i * size,
    count: Math.min(size, replicates + 1 - i * size)
  }))

/** Reads row `row` of the results of consecutive runs. */
export const collect = (runs: ReadonlyArray<Draws>, results: ReadonlyArray<Float64Array>, row: number): Drawn => {
  const replicates = new Float64Array(runs.reduce((sum, { count }) => sum + count, -1))
  runs.forEach(({ count, first }, i) => {
    const own = results[i]!.subarray(row * count, (row + 1) * count)
    replicates.set(first === 0 ? own.subarray(1) : own, Math.max(0, first - 1))
  })
  return { estimate: results[0]![row * runs[0]!.count]!, replicates }
}
