/** The WebAssembly memory that all workers share: the ranked items once, and scratch space for each worker. */
import { cohortsIn, type Sides, sideCount } from "../Sides.ts"
import { type ItemSource, labelBits } from "./RankedItems.ts"
import { sweepWasm } from "./sweepWasm.ts"

/** Replicates of one pass. */
export const lanes = 16

/** Sums of the sweep per side: of AUROC, AUPRC, corrected AUPRC, event AUPRC, corrected event AUPRC. */
export const areaCount = 5

const pageBytes = 65536
export const slotRowBytes = 4 * lanes
export const sideRowBytes = 8 * lanes

/** Byte addresses in the shared memory. */
export interface SweepMemory {
  readonly memory: WebAssembly.Memory
  readonly items: number
  readonly size: number
  readonly unitSlots: number
  readonly layout: number
  readonly groupings: number
  readonly units: number
  readonly slots: number
  readonly sides: number
  /** Whether everyone is a side; else side 0 stays empty. */
  readonly everyone: boolean
  /** 32-bit count of workers that have taken their scratch space. */
  readonly taken: number
  readonly scratch: number
  readonly scratchBytes: number
}

export const align = (bytes: number) => Math.ceil(bytes / 64) * 64

const scratchParts = (units: number, slots: number, sides: number) => {
  const weights = 0
  const counts = weights + align(units * lanes)
  const touched = counts + 5 * slots * slotRowBytes
  const factors = touched + align(slots)
  const sums = factors + sides * sideRowBytes
  return { weights, counts, touched, factors, sums, bytes: align(sums + areaCount * sides * sideRowBytes) }
}

/**
 * Lays out memory for `workers` workers and writes the ranked items and the slots of the units. A slot is everyone (0), a cohort
 * (its side plus the index of its grouping), or behind the cohorts of a grouping those who are in none. `scratchOf`: parts of a
 * worker's own space. `third`: what stands of a grouping behind its first slot and its count of categories; by default the side
 * of its first rest, 0 where there are none.
 */
export const sweepMemory = (
  { size, write }: ItemSource,
  sides: Sides,
  everyone: boolean,
  workers: number,
  scratchOf: (units: number, slots: number, sides: number) => { readonly bytes: number } = scratchParts,
  third: (grouping: number) => number = (g) => {
    const rest = sides.rest[sides.first[g]!]!
    return rest >= sides.count ? rest : 0
  }
): SweepMemory => {
  const groupings = sides.first.length
  const units = sides.of.length / sides.levels
  if (units > labelBits) throw new RangeError(`at most ${labelBits} patients, found ${units}`)
  const slots = sides.count + groupings
  const taken = 64
  const items = 128
  const unitSlots = align(items + size * 4)
  const layout = align(unitSlots + units * groupings * 4)
  const scratch = align(layout + groupings * 12)
  const scratchBytes = scratchOf(units, slots, sideCount(sides)).bytes
  const pages = Math.ceil((scratch + workers * scratchBytes) / pageBytes)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  write(new Uint32Array(memory.buffer, items, size))
  const slotsOf = new Uint32Array(memory.buffer, unitSlots, units * groupings)
  const ranges = new Uint32Array(memory.buffer, layout, groupings * 3)
  sides.first.forEach((first, g) => {
    const { length } = cohortsIn(sides, g)
    for (let unit = 0; unit < units; unit++) {
      const side = sides.of[unit * sides.levels + g + 1]!
      slotsOf[unit * groupings + g] = g + (side < 0 ? first + length : side)
    }
    ranges.set([first + g, length, third(g)], 3 * g)
  })
  return {
    memory,
    items,
    size,
    unitSlots,
    layout,
    groupings,
    units,
    slots,
    sides: sideCount(sides),
    everyone,
    taken,
    scratch,
    scratchBytes
  }
}

type SweepFunction = (
  items: number,
  size: number,
  unitSlots: number,
  groupings: number,
  layout: number,
  weights: number,
  counts: number,
  slots: number,
  touched: number,
  factors: number,
  sums: number,
  linear: boolean,
  everyone: boolean
) => void

/** One worker's part of the memory, and the pass over the items. */
export interface Sweep {
  /** Multiplicities, unit by unit, `lanes` each. */
  readonly weights: Uint8Array
  /** Factors of prevalence correction, side by side, `lanes` each. */
  readonly factors: Float64Array
  /** Sums of the last pass: side by side `areaCount` rows of `lanes`. */
  readonly sums: Float64Array
  readonly run: (linear: boolean) => void
}

/** Takes a worker's scratch space, which begins at the address; called once per worker. */
export const takeScratch = (at: SweepMemory): number => {
  const worker = Atomics.add(new Int32Array(at.memory.buffer, at.taken, 1), 0, 1)
  return at.scratch + worker * at.scratchBytes
}

export const openSweep = (at: SweepMemory): Sweep => {
  const base = takeScratch(at)
  const parts = scratchParts(at.units, at.slots, at.sides)
  const module = new WebAssembly.Module(Buffer.from(sweepWasm, "base64"))
  const { exports } = new WebAssembly.Instance(module, { env: { memory: at.memory } })
  const sweep = exports.sweep as SweepFunction
  const counts = new Uint8Array(at.memory.buffer, base + parts.counts, parts.touched - parts.counts)
  const sums = new Float64Array(at.memory.buffer, base + parts.sums, areaCount * at.sides * lanes)
  return {
    weights: new Uint8Array(at.memory.buffer, base + parts.weights, at.units * lanes),
    factors: new Float64Array(at.memory.buffer, base + parts.factors, at.sides * lanes),
    sums,
    run: (linear) => {
      counts.fill(0)
      sums.fill(0)
      sweep(
        at.items,
        at.size,
        at.unitSlots,
        at.groupings,
        at.layout,
        base + parts.weights,
        base + parts.counts,
        at.slots,
        base + parts.touched,
        base + parts.factors,
        base + parts.sums,
        linear,
        at.everyone
      )
    }
  }
}
