/** Worker module: all that can be computed at once, in jobs that share one pool of workers. */
import type { Kernel } from "@fairward/core/Compute"
import curveBands, { type CurveBandsResult, type CurveBandsShared } from "./curveBands.ts"
import { type InfluenceInput, rankedInfluences } from "./Influence.ts"
import type { Draws } from "./Runs.ts"
import replicates, { type ReplicatesResult, type ReplicatesShared } from "./replicates.ts"

type PerGrouping = Pick<InfluenceInput, "categoryOf" | "categories" | "reference">

export interface PassShared {
  readonly replicates: ReplicatesShared
  readonly curves: CurveBandsShared
  readonly influences: Omit<InfluenceInput, "items" | keyof PerGrouping>
}

export type PassJob =
  | { readonly _tag: "influences"; readonly of: PerGrouping }
  | { readonly _tag: "replicates"; readonly of: Draws }
  | { readonly _tag: "curves"; readonly of: Draws }

export type PassResult = Float64Array | ReplicatesResult | CurveBandsResult

const once = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const pass: Kernel<PassShared, PassJob, PassResult> = (shared) => {
  const { items: start, memory, size } = shared.replicates.sweep
  const items = new Uint32Array(memory.buffer, start, size)
  const ofReplicates = once(() => replicates(shared.replicates))
  const ofCurves = once(() => curveBands(shared.curves))
  return (job) => {
    switch (job._tag) {
      case "influences":
        return rankedInfluences({ ...shared.influences, ...job.of, items })
      case "replicates":
        return ofReplicates()(job.of)
      case "curves":
        return ofCurves()(job.of)
    }
  }
}

export default pass
