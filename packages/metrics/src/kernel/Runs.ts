/** Draws and runs of them: what a job computes, and how the runs' results come together. */

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

/** How patients are drawn, and what is drawn with them. */
export interface Resampled {
  /** Replicates x patients. */
  readonly multiplicities: Uint8Array
  readonly replicates: number
  readonly patients: number
  /** The patient of each unit that is measured; absent: patients are the units. */
  readonly patientOf?: Uint32Array | undefined
  /** The person of each unit; absent: each is its own. */
  readonly clusterOf?: Uint32Array | undefined
}

/** A number in every draw. */
export const overDraws = (replicates: number, read: (draw: number) => number): Drawn => {
  const all = new Float64Array(replicates + 1)
  for (let draw = 0; draw <= replicates; draw++) all[draw] = read(draw)
  return { estimate: all[0]!, replicates: all.subarray(1) }
}

/** Variance of the differences of two sides over the replicates in which both are estimable; `NaN` without any. */
export const replicateVariance = (own: Drawn, rest: Drawn): number => {
  const usable = own.replicates.map((value, b) => value - rest.replicates[b]!).filter(Number.isFinite)
  const mean = usable.reduce((sum, one) => sum + one / usable.length, 0)
  return usable.length === 0 ? Number.NaN : usable.reduce((sum, one) => sum + (one - mean) ** 2 / usable.length, 0)
}

/** Runs of at most `size` draws; draw 0 is the split. */
export const runsOf = (replicates: number, size: number): ReadonlyArray<Draws> =>
  Array.from({ length: Math.ceil((replicates + 1) / size) }, (_, i) => ({
    first: i * size,
    count: Math.min(size, replicates + 1 - i * size)
  }))
