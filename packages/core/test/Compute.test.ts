import { describe, expect, it } from "@effect/vitest"
import { Duration, Effect, Fiber } from "effect"
import { Compute, type ComputeError, type Task } from "../src/Compute.ts"
import type { Shared } from "./fixtures/kernels/scaled.ts"

const kernel = <Shared, Job, Result>(name: string): Task<Shared, Job, Result> => ({
  module: new URL(`./fixtures/kernels/${name}.ts`, import.meta.url)
})

const jobs = Array.from({ length: 20 }, (_, job) => job)

const run = <S, R>(
  workers: number,
  name: string,
  shared: S,
  onDone?: (done: number) => Effect.Effect<void>
): Effect.Effect<ReadonlyArray<R>, ComputeError> =>
  Effect.gen(function* () {
    const compute = yield* Compute
    return yield* compute.run(kernel<S, number, R>(name), shared, jobs, onDone)
  }).pipe(Effect.provide(Compute.layer(workers)))

const sharedArray = <A>(make: (buffer: SharedArrayBuffer) => A, bytes: number): A => make(new SharedArrayBuffer(bytes))

describe("Compute.run", () => {
  it.live("gives the results in the order of the jobs, the same with one worker as with two", () =>
    Effect.gen(function* () {
      const values = sharedArray((buffer) => new Float64Array(buffer), 80)
      values.set([1, 2, 3, 4])
      const expected = jobs.map((job) => 10 * job)
      expect(yield* run<Shared, number>(1, "scaled", { values })).toEqual(expected)
      expect(yield* run<Shared, number>(2, "scaled", { values })).toEqual(expected)
    })
  )

  it.live("shares the memory of SharedArrayBuffers with its workers", () =>
    Effect.gen(function* () {
      const marks = sharedArray((buffer) => new Uint8Array(buffer), jobs.length)
      yield* run(2, "marking", marks)
      expect([...marks]).toEqual(jobs.map(() => 1))
    })
  )

  it.live("counts what is done", () =>
    Effect.gen(function* () {
      const counts: Array<number> = []
      yield* run(2, "scaled", { values: new Float64Array(1) }, (done) => Effect.sync(() => counts.push(done)))
      expect(counts).toEqual(jobs.map((job) => job + 1))
    })
  )

  it.live("needs no worker for no job", () =>
    Effect.gen(function* () {
      const compute = yield* Compute
      expect(yield* compute.run(kernel("scaled"), { values: new Float64Array(1) }, [])).toEqual([])
    }).pipe(Effect.provide(Compute.layer(2)))
  )

  it.live("fails with the kernel's message and module when a job throws", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(run(2, "throwing", null))
      expect(error._tag).toBe("ComputeError")
      expect(error.message).toContain("three is too many")
      expect(error.message).toContain("kernels/throwing.ts")
    })
  )

  it.live("fails when the kernel throws before its first job, or has no module", () =>
    Effect.gen(function* () {
      expect((yield* Effect.flip(run(2, "unready", null))).message).toContain("cannot make ready")
      expect((yield* Effect.flip(run(2, "absent", null))).message).toContain("absent.ts")
    })
  )

  // Node 24 aborts the process, now and then, when a worker is stopped while it requires an ES module.
  it.live("loads kernels by import alone", () =>
    Effect.gen(function* () {
      expect(new Set(yield* run(1, "importing", null))).toEqual(new Set([false]))
    })
  )

  it.live("fails when a worker dies", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(run(1, "exiting", null))
      expect(error.message).toContain("worker exited with code: 7")
    })
  )

  it.live("stops its workers when interrupted, even in the middle of a job", () =>
    Effect.gen(function* () {
      const counter = sharedArray((buffer) => new Int32Array(buffer), 4)
      const fiber = yield* Effect.forkChild(run(2, "endless", counter))
      while (Atomics.load(counter, 0) === 0) yield* Effect.sleep(Duration.millis(5))
      yield* Fiber.interrupt(fiber)
      const stopped = Atomics.load(counter, 0)
      yield* Effect.sleep(Duration.millis(50))
      expect(Atomics.load(counter, 0)).toBe(stopped)
    })
  )
})
