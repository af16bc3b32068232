/** Worker module: one data set, audited. */
import { NodeServices } from "@effect/platform-node"
import type { Kernel } from "@fairward/core/Compute"
import { Effect } from "effect"
import { cells } from "./Cells.ts"
import { coinCells } from "./Coins.ts"
import type { Job, Line } from "./Plan.ts"

export interface Shared {
  /** Path of the configuration whose data are cast into groupings by coins; absent: data sets are simulated. */
  readonly configuration?: string
}

const trial: Kernel<Shared, Job, Promise<Line>> = ({ configuration }) => {
  const known =
    configuration === undefined
      ? Promise.resolve(cells)
      : Effect.runPromise(coinCells(configuration).pipe(Effect.provide(NodeServices.layer)))
  return async ({ cell, place, seed }) => {
    const { run } = (await known).find(({ id }) => id === cell)!
    return { cell, place, audits: await Effect.runPromise(run(seed)) }
  }
}

export default trial
