/**
 * Medians of all sides in every draw, and the standard errors of their differences.
 */
import type { Compute } from "@fairward/core"
import { Effect } from "effect"
import medians, { type MediansJob, type MediansResult, type MediansShared } from "../kernel/medians.ts"
import { type Drawn, runsOf } from "../kernel/Runs.ts"
import type { Observations } from "../kernel/SortedCohorts.ts"
import { categoriesIn, othersOf, type Sides } from "../Sides.ts"
import type { Estimator } from "./Contrasts.ts"

const task: Compute.Task<MediansShared, MediansJob, MediansResult> = {
  module: new URL(import.meta.url.endsWith(".ts") ? "../kernel/medians.ts" : "../kernel/medians.js", import.meta.url)
}

/** Values times replicates from which on all cores are worth their start. */
const worthWorkers = 2e7

const drawsPerJob = 250

interface Resampled {
  readonly multiplicities: Uint8Array
  readonly replicates: number
  readonly clusterOf: Uint32Array | undefined
}

export const medianEstimators = Effect.fn("Metrics.medianEstimators")(function* (
  compute: Compute.ComputeShape,
  observations: ReadonlyArray<Observations>,
  sides: Sides,
  { clusterOf, multiplicities, replicates }: Resampled,
  onProgress: (done: number) => Effect.Effect<void>
) {
  const patients = sides.of.length / sides.levels
  const sizes = sides.first.map((first) => 1 + othersOf(sides, first).length)
  const shared: MediansShared = {
    observations,
    groupings: [
      { categoryOf: new Int32Array(patients), categories: 1 },
      ...sizes.map((categories, g) => ({ categoryOf: categoriesIn(sides, g), categories }))
    ],
    multiplicities,
    patients,
    ...(clusterOf === undefined ? {} : { clusterOf })
  }
  const runs = runsOf(replicates, drawsPerJob)
  const jobs = observations.flatMap((_, measure) => runs.map((run): MediansJob => ({ measure, ...run })))
  const told = (done: number) => onProgress(Math.floor((done / jobs.length) * replicates))
  const size = observations.reduce((sum, { value }) => sum + value.length, 0)
  const inThread = medians(shared)
  const results =
    compute.workers > 1 && size * replicates > worthWorkers
      ? yield* compute.run(task, shared, jobs, told)
      : yield* Effect.forEach(jobs, (job, i) => Effect.as(Effect.andThen(told(i), Effect.yieldNow), inThread(job)))

  const gathered = (measure: number, of: keyof MediansResult, width: number, at: number): Drawn => {
    const all = new Float64Array(replicates + 1)
    runs.forEach(({ count, first }, run) => {
      const own = results[measure * runs.length + run]![of]
      for (let lane = 0; lane < count; lane++) all[first + lane] = own[lane * width + at]!
    })
    return { estimate: all[0]!, replicates: all.subarray(1) }
  }
  return observations.map(({ patient, value }, measure): Estimator => {
    const observed = new Set(patient.filter((_, k) => !Number.isNaN(value[k]!)))
    return {
      value: (side) => {
        const cohort = side < sides.count ? side : side - sides.count + 1
        const grouping = sides.grouping[cohort]!
        const [first, size] = grouping < 0 ? [0, 1] : [sides.first[grouping]!, sizes[grouping]!]
        return gathered(measure, "medians", 2 * sides.count, first + cohort + (side < sides.count ? 0 : size))
      },
      standardError: (cohort) => gathered(measure, "standardErrors", sides.count, cohort),
      contributes: (one) => observed.has(one)
    }
  })
})
