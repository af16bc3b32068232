/**
 * Weighted counts of gaps, per cohort and window, from which a replicate's medians and their errors follow without
 * sorting: everything is a sum over patients of whole numbers, so it is exact and the order of events is of no matter.
 */
import type { TimeGaps } from "./TimeGaps.ts"

/** Where the events of each patient count: cell 0 is everyone, then the categories of all groupings. */
export interface Cells {
  readonly count: number
  /** Per test patient and grouping (and everyone, first) its cell or -1: row-major, `levels` a patient. */
  readonly of: Int32Array
  readonly levels: number
}

/** What does not change between replicates: where each event adds, and how much at weight 1. */
export interface GapPlan {
  readonly cells: Cells
  readonly windows: number
  /** Gaps lie in 1 .. horizonSteps. */
  readonly horizonSteps: number
  /** Detected events: patient, 2 k + 1 for the patient's k-th smallest gap of the window (from 0), the patient's detected events there, window and gap. */
  readonly detected: {
    readonly patient: Uint32Array
    readonly square: Float64Array
    readonly size: Float64Array
    readonly place: Int32Array
  }
  /** Patients with detected events in a window: patient, number of them, window. */
  readonly clusters: { readonly patient: Uint32Array; readonly size: Float64Array; readonly window: Int32Array }
  /** All evaluable events: patient and `earliest`. */
  readonly all: { readonly patient: Uint32Array; readonly earliest: Int32Array }
}

/**
 * Counts of one replicate. With `bins` = horizonSteps + 1: of cell c, window v and gap t at `(c * windows + v) * bins + t`.
 */
export interface GapTally {
  /** Sum of w over detected events. */
  readonly observations: Float64Array
  /** Increments of sum_i w_i a_i(t)^2, where a_i(t) counts patient i's gaps up to t. */
  readonly squares: Float64Array
  /** Increments of sum_i w_i a_i(t) b_i, where b_i is the number of patient i's gaps. */
  readonly products: Float64Array
  /** Per cell and window: sum_i w_i b_i^2, and sum of w_i over patients with a detected event. */
  readonly sizeSquares: Float64Array
  readonly patients: Float64Array
  /** Per cell and `earliest`: sum of w over all evaluable events, at `c * bins + earliest`. */
  readonly earliest: Float64Array
}

export const gapPlan = (
  { earliest, gap, patient }: TimeGaps,
  /** Per event; -1 for none. */
  windowOf: Int16Array,
  cells: Cells,
  windows: number,
  horizonSteps: number
): GapPlan => {
  const detected = Array.from(gap.keys())
    .filter((event) => gap[event]! > 0)
    .sort((a, b) => patient[a]! - patient[b]! || windowOf[a]! - windowOf[b]! || gap[a]! - gap[b]! || a - b)
  const clusterOf = (event: number) => patient[event]! * windows + windowOf[event]!
  const sizes = new Map<number, number>()
  const ranks = detected.map((event) => {
    const rank = sizes.get(clusterOf(event)) ?? 0
    sizes.set(clusterOf(event), rank + 1)
    return rank
  })
  const clusters = [...sizes.keys()]
  return {
    cells,
    windows,
    horizonSteps,
    detected: {
      patient: Uint32Array.from(detected, (event) => patient[event]!),
      square: Float64Array.from(ranks, (rank) => 2 * rank + 1),
      size: Float64Array.from(detected, (event) => sizes.get(clusterOf(event))!),
      place: Int32Array.from(detected, (event) => windowOf[event]! * (horizonSteps + 1) + gap[event]!)
    },
    clusters: {
      patient: Uint32Array.from(clusters, (cluster) => Math.floor(cluster / windows)),
      size: Float64Array.from(sizes.values()),
      window: Int32Array.from(clusters, (cluster) => cluster % windows)
    },
    all: { patient, earliest }
  }
}

export const emptyTally = ({ cells, horizonSteps, windows }: GapPlan): GapTally => {
  const bins = horizonSteps + 1
  return {
    observations: new Float64Array(cells.count * windows * bins),
    squares: new Float64Array(cells.count * windows * bins),
    products: new Float64Array(cells.count * windows * bins),
    sizeSquares: new Float64Array(cells.count * windows),
    patients: new Float64Array(cells.count * windows),
    earliest: new Float64Array(cells.count * bins)
  }
}

/** Counts a replicate, given the patients' multiplicities, into `tally`; linear in events. */
export const countGaps = (plan: GapPlan, weight: Uint8Array, tally: GapTally): void => {
  const { all, cells, clusters, detected, horizonSteps, windows } = plan
  const { levels, of } = cells
  const bins = horizonSteps + 1
  for (const counts of Object.values(tally) as ReadonlyArray<Float64Array>) counts.fill(0)
  for (let event = 0; event < detected.patient.length; event++) {
    const patient = detected.patient[event]!
    const w = weight[patient]!
    if (w === 0) continue
    const square = w * detected.square[event]!
    const product = w * detected.size[event]!
    for (let level = 0; level < levels; level++) {
      const cell = of[patient * levels + level]!
      if (cell < 0) continue
      const at = cell * windows * bins + detected.place[event]!
      tally.observations[at]! += w
      tally.squares[at]! += square
      tally.products[at]! += product
    }
  }
  for (let cluster = 0; cluster < clusters.patient.length; cluster++) {
    const patient = clusters.patient[cluster]!
    const w = weight[patient]!
    if (w === 0) continue
    const squares = w * clusters.size[cluster]! ** 2
    for (let level = 0; level < levels; level++) {
      const cell = of[patient * levels + level]!
      if (cell < 0) continue
      const at = cell * windows + clusters.window[cluster]!
      tally.sizeSquares[at]! += squares
      tally.patients[at]! += w
    }
  }
  for (let event = 0; event < all.patient.length; event++) {
    const patient = all.patient[event]!
    const w = weight[patient]!
    if (w === 0) continue
    for (let level = 0; level < levels; level++) {
      const cell = of[patient * levels + level]!
      if (cell >= 0) tally.earliest[cell * bins + all.earliest[event]!]! += w
    }
  }
}
