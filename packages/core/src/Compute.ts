/** Pure computations on all cores: the same result with one worker as with many. */
import { Context, Deferred, Effect, Layer, Schema } from "effect"
import { Piscina } from "piscina"

/**
 * A module whose default export is a {@link Kernel}. Its URL is that of the source in the workspace and of the built
 * file once published: `new URL(import.meta.url.endsWith(".ts") ? "./kernel.ts" : "./kernel.js", import.meta.url)`.
 */
export interface Task<in out Shared, in out Job, in out Result> {
  readonly module: URL
  readonly "~types"?: (shared: Shared, job: Job) => Result
}

/** Called once per worker with what all jobs share; returns what is called for each job. */
export type Kernel<Shared, Job, Result> = (shared: Shared) => (job: Job) => Result

/** A worker died or its code threw. */
export class ComputeError extends Schema.TaggedError<ComputeError>()("ComputeError", {
  module: Schema.String,
  cause: Schema.Defect()
}) {
  override get message() {
    const cause = this.cause instanceof Error ? this.cause.message : String(this.cause)
    return `A computation in ${this.module} failed: ${cause}`
  }
}

export interface ComputeShape {
  readonly workers: number
  /**
   * Runs every job and returns the results in the order of the jobs. `shared` is handed to each worker once; arrays in
   * `SharedArrayBuffer`s are not copied. Jobs must not depend on each other or on the count of workers.
   *
   * Interruption stops the workers.
   */
  readonly run: <Shared, Job, Result>(
    task: Task<Shared, Job, Result>,
    shared: Shared,
    jobs: ReadonlyArray<Job>,
    onDone?: (done: number) => Effect.Effect<void>
  ) => Effect.Effect<ReadonlyArray<Result>, ComputeError>
}

const workerFile = new URL(
  import.meta.url.endsWith(".ts") ? "./internal/worker.ts" : "./internal/worker.js",
  import.meta.url
).href

/**
 * The pool tries `require` on its ES module before it imports it, and Node 24 aborts the whole process when a worker is stopped
 * in the middle of that. Without `require` of ES modules the pool imports at once.
 */
const execArgv = ["--no-experimental-require-module"]

const make = (workers: number): ComputeShape => ({
  workers,
  run: Effect.fn("Compute.run")(function* (task, shared, jobs, onDone) {
    const failure = (cause: unknown) => new ComputeError({ module: task.module.href, cause })
    const threads = Math.max(1, Math.min(workers, jobs.length))
    const died = Deferred.makeUnsafe<never, ComputeError>()
    const pool = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const opened = new Piscina({
          filename: workerFile,
          minThreads: threads,
          maxThreads: threads,
          execArgv,
          workerData: { module: task.module.href, shared }
        })
        // The pool reports a worker that dies idle as an event that nobody would catch.
        opened.on("error", (cause) => Deferred.doneUnsafe(died, Effect.fail(failure(cause))))
        return opened
      }),
      // Waits until the threads have ended, which cancelling their jobs would not.
      (opened) => Effect.promise(() => opened.destroy())
    )
    let done = 0
    const results = Effect.forEach(
      jobs,
      (job) =>
        Effect.tryPromise({ try: () => pool.run(job), catch: failure }).pipe(
          Effect.tap(() => onDone?.(++done) ?? Effect.void)
        ),
      { concurrency: threads * 2 }
    )
    return yield* Effect.raceFirst(results, Deferred.await(died))
  }, Effect.scoped)
})

/** All cores for pure computations. */
export class Compute extends Context.Service<Compute, ComputeShape>()("@fairward/core/Compute") {
  static readonly layer = (workers: number) => Layer.succeed(Compute, make(workers))
}
