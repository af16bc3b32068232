/** Worker module: rows of numbers, each as often as its patient is drawn, summed for a run of draws. */
import type { Kernel } from "@fairward/core/Compute"
import type { Draws } from "./Runs.ts"

/** Rows of which only the numbers other than 0 are kept. */
export interface SparseRows {
  /** Numbers of each row. */
  readonly offsets: Uint32Array
  readonly places: Uint32Array
  readonly values: Float64Array
}

export interface WeightedSumsShared extends SparseRows {
  readonly width: number
  /** Whose multiplicity each row has. */
  readonly patient: Uint32Array
  /** Where each block of rows that belong to the same sums begins, and the end of the last. */
  readonly begins: Uint32Array
  /** Sums that each block belongs to. */
  readonly targets: ReadonlyArray<Uint32Array>
  readonly sums: number
  /** Replicates x patients. */
  readonly multiplicities: Uint8Array
  readonly patients: number
}

/** Keeps what `fill` writes to a row of zeros, row by row, in memory that all workers share. */
export const sparseRows = (
  rows: number,
  width: number,
  fill: (row: Float64Array, index: number) => void
): SparseRows => {
  const row = new Float64Array(width)
  const offsets = new Uint32Array(new SharedArrayBuffer((rows + 1) * 4))
  let room = Math.max(16, rows * 4)
  let places = new Uint32Array(room)
  let values = new Float64Array(room)
  let size = 0
  for (let index = 0; index < rows; index++) {
    row.fill(0)
    fill(row, index)
    if (size + width > room) {
      room = Math.max(2 * room, size + width)
      const [oldPlaces, oldValues] = [places, values]
      places = new Uint32Array(room)
      values = new Float64Array(room)
      places.set(oldPlaces)
      values.set(oldValues)
    }
    for (let place = 0; place < width; place++) {
      if (row[place] === 0) continue
      places[size] = place
      values[size++] = row[place]!
    }
    offsets[index + 1] = size
  }
  const shared = { places: new SharedArrayBuffer(size * 4), values: new SharedArrayBuffer(size * 8) }
  const found = { offsets, places: new Uint32Array(shared.places), values: new Float64Array(shared.values) }
  found.places.set(places.subarray(0, size))
  found.values.set(values.subarray(0, size))
  return found
}

/** Draws x sums x width; every block is added up once, and then to all sums that it belongs to. */
const weightedSums: Kernel<WeightedSumsShared, Draws, Float64Array> = ({
  begins,
  multiplicities,
  offsets,
  patient,
  patients,
  places,
  sums: sumCount,
  targets,
  values,
  width
}) => {
  const own = new Float64Array(width)
  const size = sumCount * width

  const addBlock = (block: number, draw: number, to: Float64Array, base: number): void => {
    const end = begins[block + 1]!
    for (let row = begins[block]!; row < end; row++) {
      const weight = draw === 0 ? 1 : multiplicities[(draw - 1) * patients + patient[row]!]!
      if (weight === 0) continue
      const last = offsets[row + 1]!
      for (let at = offsets[row]!; at < last; at++) {
        const place = base + places[at]!
        to[place] = to[place]! + weight * values[at]!
      }
    }
  }

  return ({ count, first }) => {
    const sums = new Float64Array(count * size)
    for (let lane = 0; lane < count; lane++) {
      for (let block = 0; block < targets.length; block++) {
        // A block of one patient, as where groupings are many, is mostly zeros.
        if (begins[block + 1]! - begins[block]! === 1) {
          for (const target of targets[block]!) addBlock(block, first + lane, sums, lane * size + target * width)
          continue
        }
        own.fill(0)
        addBlock(block, first + lane, own, 0)
        for (const target of targets[block]!) {
          const to = lane * size + target * width
          for (let i = 0; i < width; i++) sums[to + i] = sums[to + i]! + own[i]!
        }
      }
    }
    return sums
  }
}

export default weightedSums
