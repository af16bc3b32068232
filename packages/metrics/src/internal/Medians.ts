/** Medians of all sides in every draw, and the standard errors of their differences. */
import type { Compute } from "@fairward/core"
import { Effect } from "effect"
import { kernelTask } from "../kernel/kernelTask.ts"
import medians, { type MediansJob, type MediansResult, type MediansShared } from "../kernel/medians.ts"
import { type Drawn, overDraws, type Resampled, replicateVariance, runsOf } from "../kernel/Runs.ts"
import type { Observations } from "../kernel/SortedCohorts.ts"
import { categoriesIn, cohortsIn, type Sides } from "../Sides.ts"
import type { Estimator } from "./Contrasts.ts"

const task = kernelTask<MediansShared, MediansJob, MediansResult>("medians")

/**
 * The standard error of a difference of medians, steadied: S^2 = max(s_W^2, V), s_b^2 = S^2 (1/2 + 1/2 s_W,b^2 / s_W^2), with
 * V the variance of the difference over its usable replicates. Woodruff's own collapses in replicates of small cohorts.
 */
const pooled = (woodruff: Drawn, ofDraws: number): Drawn => {
  const own = woodruff.estimate ** 2
  const variance = Number.isNaN(ofDraws) ? own : Math.max(own, ofDraws)
  return {
    estimate: Math.sqrt(variance),
    replicates: woodruff.replicates.map((error) =>
      Math.sqrt(variance * (0.5 + (0.5 * error ** 2) / (own === 0 ? error ** 2 : own)))
    )
  }
}

/** Values times replicates from which on all cores are worth their start. */
const worthWorkers = 2e7

const drawsPerJob = 250

export const medianEstimators = Effect.fn("Metrics.medianEstimators")(function* (
  compute: Compute.ComputeShape,
  observations: ReadonlyArray<Observations>,
  sides: Sides,
  { clusterOf, multiplicities, patients, replicates }: Resampled,
  onProgress: (done: number) => Effect.Effect<void>
) {
  const sizes = sides.first.map((_, grouping) => cohortsIn(sides, grouping).length)
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

  const gathered = (measure: number, of: keyof MediansResult, width: number, at: number): Drawn =>
    overDraws(replicates, (draw) => {
      const run = Math.floor(draw / drawsPerJob)
      return results[measure * runs.length + run]![of][(draw - runs[run]!.first) * width + at]!
    })
  return observations.map(({ gridStep, patient, value: values }, measure): Estimator => {
    const observed = new Set(patient.filter((_, k) => !Number.isNaN(values[k]!)))
    const value = (side: number): Drawn => {
      const cohort = side < sides.count ? side : sides.rest.indexOf(side)
      const grouping = sides.grouping[cohort]!
      const [first, size] = grouping < 0 ? [0, 1] : [sides.first[grouping]!, sizes[grouping]!]
      return gathered(measure, "medians", 2 * sides.count, first + cohort + (side < sides.count ? 0 : size))
    }
    return {
      value,
      gridStep,
      standardError: (cohort) =>
        pooled(
          gathered(measure, "standardErrors", sides.count, cohort),
          replicateVariance(value(cohort), value(sides.rest[cohort]!))
        ),
      contributes: (one) => observed.has(one)
    }
  })
})
