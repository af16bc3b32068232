/** Worker module: what follows from the order of scores, the influences of a grouping or the sums of up to sixteen draws a job. */
import type { Kernel } from "@fairward/core/Compute"
import { type InfluenceInput, rankedInfluences } from "./Influence.ts"
import type { Draws } from "./Runs.ts"
import { areaCount, lanes, openSweep, type Sweep, type SweepMemory } from "./SweepMemory.ts"

type PerGrouping = Pick<InfluenceInput, "categoryOf" | "categories" | "rests" | "highest">

export interface RankedShared {
  readonly sweep: SweepMemory
  /** Replicates x patients. */
  readonly multiplicities: Uint8Array
  readonly patients: number
  /** Patient of each unit; absent: the patients are the units. */
  readonly patientOf?: Uint32Array
  readonly influences: Omit<InfluenceInput, "items" | keyof PerGrouping>
}

export type RankedJob =
  | ({ readonly _tag: "influences" } & PerGrouping)
  /** `factors`: of prevalence correction, draws x sides. */
  | ({ readonly _tag: "replicates"; readonly factors: Float64Array } & Draws)

/** Influences as of {@link rankedInfluences}, or the sums of the sweep, draws x sides x 5. */
const ranked: Kernel<RankedShared, RankedJob, Float64Array> = ({
  influences,
  multiplicities,
  patientOf,
  patients,
  sweep: memory
}) => {
  let opened: Sweep | undefined
  const sums = ({ count, factors, first }: Draws & { readonly factors: Float64Array }) => {
    opened ??= openSweep(memory)
    const { sides, units } = memory
    const sweep = opened
    sweep.weights.fill(0)
    for (let unit = 0; unit < units; unit++) {
      const patient = patientOf === undefined ? unit : patientOf[unit]!
      for (let lane = 0; lane < count; lane++) {
        const draw = first + lane
        sweep.weights[unit * lanes + lane] = draw === 0 ? 1 : multiplicities[(draw - 1) * patients + patient]!
      }
    }
    sweep.factors.fill(1)
    for (let side = 0; side < sides; side++) {
      for (let lane = 0; lane < count; lane++) sweep.factors[side * lanes + lane] = factors[lane * sides + side]!
    }
    sweep.run(influences.linear)
    return Float64Array.from({ length: count * sides * areaCount }, (_, i) => {
      const row = i % (sides * areaCount)
      return sweep.sums[row * lanes + Math.floor(i / (sides * areaCount))]!
    })
  }
  return (job) =>
    job._tag === "influences"
      ? rankedInfluences({
          ...influences,
          ...job,
          items: new Uint32Array(memory.memory.buffer, memory.items, memory.size)
        })
      : sums(job)
}

export default ranked
