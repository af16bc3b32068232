/** Worker module: rows of numbers, each as often as its patient is drawn, summed for a run of draws. */
import type { Kernel } from "@fairward/core/Compute"
import type { Draws } from "./Runs.ts"

export interface WeightedSumsShared {
  readonly width: number
  /** Rows x width; rows that belong to the same sums stand together. */
  readonly rows: Float64Array
  /** Length of each row without the zeros at its end. */
  readonly lengths: Uint32Array
  /** Whose multiplicity each row has. */
  readonly patient: Uint32Array
  /** Where each block of rows begins, and the end of the last. */
  readonly begins: Uint32Array
  /** Sums that each block belongs to. */
  readonly targets: ReadonlyArray<Uint32Array>
  readonly sums: number
  /** Replicates x patients. */
  readonly multiplicities: Uint8Array
  readonly patients: number
}

/** Adds the rows of a draw, each weighted by its patient's multiplicity, into `sums` from `base` on. */
const sumDraw = (
  { begins, lengths, multiplicities, patient, patients, rows, targets, width }: WeightedSumsShared,
  draw: number,
  own: Float64Array,
  sums: Float64Array,
  base: number
): void => {
  for (let block = 0; block < targets.length; block++) {
    own.fill(0)
    const end = begins[block + 1]!
    for (let row = begins[block]!; row < end; row++) {
      const weight = draw === 0 ? 1 : multiplicities[(draw - 1) * patients + patient[row]!]!
      if (weight !== 0) addRow(rows, row * width, weight, own, lengths[row]!)
    }
    for (const target of targets[block]!) addRow(own, 0, 1, sums, width, base + target * width)
  }
}

const addRow = (from: Float64Array, start: number, weight: number, to: Float64Array, width: number, at = 0): void => {
  for (let column = 0; column < width; column++) to[at + column] = to[at + column]! + weight * from[start + column]!
}

/** Draws x sums x width; every block is added up once, and then to all sums that it belongs to. */
const weightedSums: Kernel<WeightedSumsShared, Draws, Float64Array> = (shared) => {
  const own = new Float64Array(shared.width)
  const size = shared.sums * shared.width
  return ({ count, first }) => {
    const sums = new Float64Array(count * size)
    for (let lane = 0; lane < count; lane++) sumDraw(shared, first + lane, own, sums, lane * size)
    return sums
  }
}

export default weightedSums
