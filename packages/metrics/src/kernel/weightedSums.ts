/** Worker module: rows of numbers, each as often as its patient is drawn, summed for a run of draws. */
import type { Kernel } from "@fairward/core/Compute"
import type { Draws } from "./Runs.ts"
import { weightedSumsWasm } from "./weightedSumsWasm.ts"

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

/** Draws of one pass. */
export const lanes = 16

const rowBytes = lanes * Float64Array.BYTES_PER_ELEMENT
const pageBytes = 65536

type AddRows = (
  first: number,
  last: number,
  offsets: number,
  places: number,
  values: number,
  patient: number,
  weights: number,
  to: number
) => void

type AddSums = (from: number, to: number, bytes: number) => void

/** The rows in memory of the WebAssembly module, with room for weights and sums of one pass. */
const opened = ({ offsets, patient, patients, places, sums, values, width }: WeightedSumsShared) => {
  let end = 0
  const room = (bytes: number): number => {
    const begin = end
    end += Math.ceil(bytes / 64) * 64
    return begin
  }
  const at = {
    offsets: room(offsets.byteLength),
    places: room(places.byteLength),
    values: room(values.byteLength),
    patient: room(patient.byteLength),
    weights: room(patients * lanes),
    own: room(width * rowBytes),
    sums: room(sums * width * rowBytes)
  }
  const pages = Math.ceil(end / pageBytes)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  const module = new WebAssembly.Module(Buffer.from(weightedSumsWasm, "base64"))
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  const { buffer } = memory
  new Uint32Array(buffer, at.offsets, offsets.length).set(offsets)
  new Uint32Array(buffer, at.places, places.length).set(places)
  new Float64Array(buffer, at.values, values.length).set(values)
  new Uint32Array(buffer, at.patient, patient.length).set(patient)
  return {
    at,
    weights: new Uint8Array(buffer, at.weights, patients * lanes),
    own: new Float64Array(buffer, at.own, width * lanes),
    sums: new Float64Array(buffer, at.sums, sums * width * lanes),
    addRows: exports.addRows as AddRows,
    addSums: exports.addSums as AddSums
  }
}

/** Draws x sums x width; every block is added up once, and then to all sums that it belongs to. */
const weightedSums: Kernel<WeightedSumsShared, Draws, Float64Array> = (shared) => {
  const { begins, multiplicities, patients, sums: sumCount, targets, width } = shared
  const { addRows, addSums, at, own, sums, weights } = opened(shared)
  const size = sumCount * width

  const draw = ({ count, first }: Draws): void => {
    if (count < lanes) weights.fill(0)
    for (let lane = 0; lane < count; lane++) {
      const drawn = (first + lane - 1) * patients
      for (let patient = 0; patient < patients; patient++) {
        weights[patient * lanes + lane] = drawn < 0 ? 1 : multiplicities[drawn + patient]!
      }
    }
  }

  const addBlock = (block: number, to: number): void =>
    addRows(begins[block]!, begins[block + 1]!, at.offsets, at.places, at.values, at.patient, at.weights, to)

  const pass = (draws: Draws): void => {
    draw(draws)
    sums.fill(0)
    targets.forEach((wanted, block) => {
      // A block of one patient, as where groupings are many, is mostly zeros.
      const isAlone = begins[block + 1]! - begins[block]! === 1
      if (!isAlone) {
        own.fill(0)
        addBlock(block, at.own)
      }
      for (const target of wanted) {
        const to = at.sums + target * width * rowBytes
        if (isAlone) addBlock(block, to)
        else addSums(at.own, to, width * rowBytes)
      }
    })
  }

  return ({ count, first }) => {
    const all = new Float64Array(count * size)
    for (let done = 0; done < count; done += lanes) {
      const some = Math.min(lanes, count - done)
      pass({ first: first + done, count: some })
      for (let lane = 0; lane < some; lane++) {
        const to = (done + lane) * size
        for (let i = 0; i < size; i++) all[to + i] = sums[i * lanes + lane]!
      }
    }
    return all
  }
}

export default weightedSums
