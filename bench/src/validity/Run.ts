/** One part of the plan, simulated and audited on all cores. */
import { Compute } from "@fairward/core"
import { Effect } from "effect"
import { cells } from "./Cells.ts"
import { type Header, type Job, jobsOf, type Line } from "./Plan.ts"

const task: Compute.Task<null, Job, Line> = { module: new URL("./trial.ts", import.meta.url) }

/** What was found, in the order of the plan, with any number of workers. */
export const run = Effect.fn("Validity.run")(function* (
  header: Header,
  onDone: (done: number, of: number) => Effect.Effect<void> = () => Effect.void
) {
  const compute = yield* Compute.Compute
  const jobs = jobsOf(cells, header)
  return yield* compute.run(task, null, jobs, (done) => onDone(done, jobs.length))
})
