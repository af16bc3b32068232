/**
 * The WebAssembly memory that all workers share: the ranked items once, and scratch space for each worker.
 */
import type { LabelledSteps } from "../LabelledSteps.ts"
import type { Layout } from "./Layout.ts"
import { countItems, patientBits, rankItems } from "./RankedItems.ts"
import { sweepWasm } from "./sweepWasm.ts"

/** Replicates of one pass. */
export const lanes = 16

/** Sums of the sweep per side: of AUROC, AUPRC, corrected AUPRC, event AUPRC, corrected event AUPRC. */
export const areaCount = 5

const pageBytes = 65536
const slotRowBytes = 4 * lanes
const sideRowBytes = 8 * lanes

/** Byte addresses in the shared memory. */
export interface SweepMemory {
  readonly memory: WebAssembly.Memory
  readonly items: number
  readonly size: number
  readonly patientSlots: number
  readonly layout: number
  readonly groupings: number
  readonly patients: number
  readonly slots: number
  readonly sides: number
  /** Whether everyone and the rests of groupings of more than two categories are sides. */
  readonly rests: boolean
  /** 32-bit count of workers that have taken their scratch space. */
  readonly taken: number
  readonly scratch: number
  readonly scratchBytes: number
}

const align = (bytes: number) => Math.ceil(bytes / 64) * 64

const scratchParts = (patients: number, slots: number, sides: number) => {
  const weights = 0
  const counts = weights + align(patients * lanes)
  const touched = counts + 5 * slots * slotRowBytes
  const factors = touched + align(slots)
  const sums = factors + sides * sideRowBytes
  return { weights, counts, touched, factors, sums, bytes: align(sums + areaCount * sides * sideRowBytes) }
}

/**
 * Lays out memory for `workers` workers and writes the ranked items of the steps and the slots of the patients.
 *
 * `categoryOf`: per grouping the category of each patient, -1 when in none.
 */
export const sweepMemory = (
  steps: LabelledSteps,
  layout: Layout,
  categoryOf: ReadonlyArray<Int16Array>,
  workers: number
): SweepMemory =>
  memoryOfItems(
    { patients: steps.offsets.length - 1, size: countItems(steps), write: (items) => rankItems(steps, items) },
    layout,
    categoryOf,
    workers
  )

/** Items of patients, or of other units that carry weights. */
export interface ItemSource {
  readonly patients: number
  readonly size: number
  readonly write: (items: Uint32Array) => void
}

/** The same for items from elsewhere. */
export const memoryOfItems = (
  { patients, size, write }: ItemSource,
  layout: Layout,
  categoryOf: ReadonlyArray<Int16Array>,
  workers: number
): SweepMemory => {
  if (patients > patientBits) throw new RangeError(`at most ${patientBits} patients, found ${patients}`)
  const groupings = layout.groupings.length
  const taken = 64
  const items = 128
  const patientSlots = align(items + size * 4)
  const layoutAt = align(patientSlots + patients * groupings * 4)
  const scratch = align(layoutAt + groupings * 8)
  const scratchBytes = scratchParts(patients, layout.slots, layout.sides).bytes
  const pages = Math.ceil((scratch + workers * scratchBytes) / pageBytes)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  write(new Uint32Array(memory.buffer, items, size))
  const slotsOf = new Uint32Array(memory.buffer, patientSlots, patients * groupings)
  layout.groupings.forEach(({ categories, firstSlot }, g) => {
    for (let patient = 0; patient < patients; patient++) {
      const category = categoryOf[g]![patient]!
      slotsOf[patient * groupings + g] = firstSlot + (category < 0 ? categories : category)
    }
  })
  const ranges = new Uint32Array(memory.buffer, layoutAt, groupings * 2)
  layout.groupings.forEach(({ categories, firstSlot }, g) => {
    ranges.set([firstSlot, categories], 2 * g)
  })
  return {
    memory,
    items,
    size,
    patientSlots,
    layout: layoutAt,
    groupings,
    patients,
    slots: layout.slots,
    sides: layout.sides,
    rests: layout.rests,
    taken,
    scratch,
    scratchBytes
  }
}

type SweepFunction = (
  items: number,
  size: number,
  patientSlots: number,
  groupings: number,
  layout: number,
  weights: number,
  counts: number,
  slots: number,
  touched: number,
  factors: number,
  sums: number,
  linear: boolean,
  rests: boolean
) => void

/** One worker's part of the memory, and the pass over the items. */
export interface Sweep {
  /** Multiplicities, patient by patient, `lanes` each. */
  readonly weights: Uint8Array
  /** Factors of prevalence correction, side by side, `lanes` each. */
  readonly factors: Float64Array
  /** Sums of the last pass: side by side `areaCount` rows of `lanes`. */
  readonly sums: Float64Array
  readonly run: (linear: boolean) => void
}

/** Takes a worker's scratch space; called once per worker. */
export const openSweep = (at: SweepMemory): Sweep => {
  const worker = Atomics.add(new Int32Array(at.memory.buffer, at.taken, 1), 0, 1)
  const base = at.scratch + worker * at.scratchBytes
  const parts = scratchParts(at.patients, at.slots, at.sides)
  const module = new WebAssembly.Module(Buffer.from(sweepWasm, "base64"))
  const { exports } = new WebAssembly.Instance(module, { env: { memory: at.memory } })
  const sweep = exports.sweep as SweepFunction
  const counts = new Uint8Array(at.memory.buffer, base + parts.counts, parts.touched - parts.counts)
  const sums = new Float64Array(at.memory.buffer, base + parts.sums, areaCount * at.sides * lanes)
  return {
    weights: new Uint8Array(at.memory.buffer, base + parts.weights, at.patients * lanes),
    factors: new Float64Array(at.memory.buffer, base + parts.factors, at.sides * lanes),
    sums,
    run: (linear) => {
      counts.fill(0)
      sums.fill(0)
      sweep(
        at.items,
        at.size,
        at.patientSlots,
        at.groupings,
        at.layout,
        base + parts.weights,
        base + parts.counts,
        at.slots,
        base + parts.touched,
        base + parts.factors,
        base + parts.sums,
        linear,
        at.rests
      )
    }
  }
}
