/** Worker module: one data set, audited. */
import type { Kernel } from "@fairward/core/Compute"
import { Effect } from "effect"
import { cells } from "./Cells.ts"
import type { Job, Line } from "./Plan.ts"

const trial: Kernel<null, Job, Promise<Line>> =
  () =>
  async ({ cell, place, seed }) => ({
    cell,
    place,
    audits: await Effect.runPromise(cells.find(({ id }) => id === cell)!.run(seed))
  })

export default trial
