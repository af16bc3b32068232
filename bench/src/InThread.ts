/**
 * Computations in the calling thread, one job after the other.
 */
import { basename } from "node:path"
import type { Compute } from "@fairward/core"
import { Effect } from "effect"

/** What a job is part of: the kind that it calls itself, or the module that does it. */
const kindOf = (module: URL, job: unknown): string =>
  typeof job === "object" && job !== null && "_tag" in job ? String(job._tag) : basename(module.pathname, ".ts")

export interface InThreadOptions {
  /** Hears of every job when it is done, with the time at which it began. */
  readonly onJob?: (kind: string, begin: number) => void
  /** Kinds of jobs that are not computed, with what to say instead. */
  readonly instead?: ReadonlyMap<string, unknown>
}

export const inThread = ({ instead = new Map(), onJob }: InThreadOptions = {}): Compute.ComputeShape => ({
  workers: 1,
  run: <Shared, Job, Result>(
    { module }: Compute.Task<Shared, Job, Result>,
    shared: Shared,
    jobs: ReadonlyArray<Job>,
    onDone?: (done: number) => Effect.Effect<void>
  ) =>
    Effect.gen(function* () {
      const { default: kernel } = yield* Effect.promise(
        () => import(module.href) as Promise<{ readonly default: Compute.Kernel<Shared, Job, Result> }>
      )
      const compute = kernel(shared)
      return yield* Effect.forEach(jobs, (job, i) => {
        const begin = performance.now()
        const kind = kindOf(module, job)
        const result = instead.has(kind) ? (instead.get(kind) as Result) : compute(job)
        onJob?.(kind, begin)
        return Effect.as(onDone?.(i + 1) ?? Effect.void, result)
      })
    })
})
