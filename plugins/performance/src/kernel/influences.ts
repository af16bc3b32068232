/** Worker module: influences of one grouping a job. */
import type { Kernel } from "@fairward/core/Compute"
import { type InfluenceInput, rankedInfluences } from "./Influence.ts"
import type { SweepMemory } from "./SweepMemory.ts"

export interface InfluencesShared extends Omit<InfluenceInput, "items" | "categoryOf" | "categories" | "reference"> {
  readonly sweep: Pick<SweepMemory, "memory" | "items" | "size">
}

export type InfluencesJob = Pick<InfluenceInput, "categoryOf" | "categories" | "reference">

const influences: Kernel<InfluencesShared, InfluencesJob, Float64Array> = ({ sweep, ...shared }) => {
  const items = new Uint32Array(sweep.memory.buffer, sweep.items, sweep.size)
  return (job) => rankedInfluences({ ...shared, ...job, items })
}

export default influences
