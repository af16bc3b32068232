/**
 * Worker module: areas under ROC curves alone, of any number of cohorts: the influences of a grouping, or pairs in the wrong order
 * in up to sixteen draws a job. As `ranked` has them among other areas, and the same numbers, in less time and room.
 */
import type { Kernel } from "@fairward/core/Compute"
import { type AurocInfluenceInput, aurocInfluences } from "./aurocInfluences.ts"
import { discordanceWasm } from "./discordanceWasm.ts"
import type { Draws } from "./Runs.ts"
import { align, lanes, type SweepMemory, sideRowBytes, slotRowBytes, takeScratch } from "./SweepMemory.ts"

type PerGrouping = Pick<AurocInfluenceInput, "categoryOf" | "categories" | "rests">

export interface DiscordanceShared {
  readonly sweep: SweepMemory
  /** Replicates x patients. */
  readonly multiplicities: Uint8Array
  readonly patients: number
  /** Patient of each unit; absent: the patients are the units. */
  readonly patientOf?: Uint32Array
  /** Per unit: positive and negative steps. */
  readonly positives: Float64Array
  readonly negatives: Float64Array
  /** Slots of each side below `count`, everyone's first, and of those in none of the side's grouping. */
  readonly slotOf: Uint32Array
  readonly noneOf: Uint32Array
  /** Of each rest that is no cohort: the side that it is the rest of. */
  readonly restOf: Uint32Array
}

export type DiscordanceJob = ({ readonly _tag: "influences" } & PerGrouping) | ({ readonly _tag: "replicates" } & Draws)

/** A worker's own space: bytes from its beginning. */
export const scratchParts = (units: number, slots: number) => {
  const weights = 0
  const above = weights + align(units * lanes)
  const below = above + align(slots * slotRowBytes)
  const pairs = below + sideRowBytes
  const crossed = pairs + slots * sideRowBytes
  const shares = crossed + slots * sideRowBytes
  const own = shares + slots * sideRowBytes
  return { weights, above, below, pairs, crossed, shares, own, bytes: align(own + units * sideRowBytes) }
}

type DiscordanceFunction = (...addresses: ReadonlyArray<number>) => void

const opened = (at: SweepMemory) => {
  const base = takeScratch(at)
  const parts = scratchParts(at.units, at.slots)
  const module = new WebAssembly.Module(Buffer.from(discordanceWasm, "base64"))
  const { exports } = new WebAssembly.Instance(module, { env: { memory: at.memory } })
  const discordance = exports.discordance as DiscordanceFunction
  const zeroed = new Uint8Array(at.memory.buffer, base + parts.above, parts.bytes - parts.above)
  const rows = (from: number) => new Float64Array(at.memory.buffer, base + from, at.slots * lanes)
  return {
    weights: new Uint8Array(at.memory.buffer, base, at.units * lanes),
    pairs: rows(parts.pairs),
    crossed: rows(parts.crossed),
    shares: rows(parts.shares),
    run: () => {
      zeroed.fill(0)
      const { below, above, crossed, own, pairs, shares } = parts
      discordance(
        ...[at.items, at.size, at.unitSlots, at.groupings, at.layout, base, at.units],
        ...[above, below, pairs, crossed, own, shares].map((from) => base + from)
      )
    }
  }
}

/**
 * Influences as of {@link aurocInfluences}, or for each draw and side the pairs of a positive and a negative step of which the
 * negative one has the higher score, ties half, a patient's steps as often as the patient is drawn.
 *
 * Of a rest R, all but the cohort c and those in none, m, with U(a, b) for positives of a and negatives of b and U(a) = U(a, a):
 * U(R) = U(all) - S(c) + U(c) - S(m) + U(m) + U(c, m) + U(m, c), S(a) = U(a, all) + U(all, a), which is a sum over the patients
 * of a. All of them are multiples of 1/2, and exact.
 */
const discordance: Kernel<DiscordanceShared, DiscordanceJob, Float64Array> = ({
  multiplicities,
  negatives,
  noneOf,
  patientOf,
  patients,
  positives,
  restOf,
  slotOf,
  sweep: memory
}) => {
  let space: ReturnType<typeof opened> | undefined
  const pairsIn = ({ count, first }: Draws) => {
    space ??= opened(memory)
    const { crossed, pairs, run, shares, weights } = space
    weights.fill(0)
    for (let unit = 0; unit < memory.units; unit++) {
      const patient = patientOf === undefined ? unit : patientOf[unit]!
      for (let lane = 0; lane < count; lane++) {
        const draw = first + lane
        weights[unit * lanes + lane] = draw === 0 ? 1 : multiplicities[(draw - 1) * patients + patient]!
      }
    }
    run()
    const sides = slotOf.length + restOf.length
    const found = new Float64Array(count * sides)
    for (let lane = 0; lane < count; lane++) {
      const at = (rows: Float64Array, slot: number) => rows[slot * lanes + lane]!
      for (let side = 0; side < slotOf.length; side++) found[lane * sides + side] = at(pairs, slotOf[side]!) / 2
      for (let rest = 0; rest < restOf.length; rest++) {
        const [own, none] = [slotOf[restOf[rest]!]!, noneOf[restOf[rest]!]!]
        found[lane * sides + slotOf.length + rest] =
          (at(pairs, 0) - at(shares, own) + at(pairs, own) - at(shares, none) + at(pairs, none) + at(crossed, own)) / 2
      }
    }
    return found
  }
  return (job) =>
    job._tag === "influences"
      ? aurocInfluences({
          ...job,
          positives,
          negatives,
          items: new Uint32Array(memory.memory.buffer, memory.items, memory.size)
        })
      : pairsIn(job)
}

export default discordance
