/** Sums of every side in every draw, and what follows from them: values and the standard errors of differences. */
import type { Compute } from "@fairward/core"
import { Effect } from "effect"
import { kernelTask } from "../kernel/kernelTask.ts"
import { type Draws, type Resampled, runsOf } from "../kernel/Runs.ts"
import weightedSums, { lanes, type WeightedSumsShared } from "../kernel/weightedSums.ts"
import { type Sides, sideCount } from "../Sides.ts"
import { type SumRows, together } from "./SumRows.ts"

const task = kernelTask<WeightedSumsShared, Draws, Float64Array>("weightedSums")

/** Numbers times draws from which on all cores are worth their start. */
const worthWorkers = 4e9

/** Numbers between two pauses in which a stage can be interrupted. */
const betweenPauses = 1e8

/** Draw 0 is the split. */
export interface DrawnSums {
  readonly draws: number
  readonly values: Float64Array
  /** Where the sums of a side's columns begin: flags stand before, products behind. */
  readonly start: (draw: number, side: number) => number
  /** Where the sums of persons with several stays begin; below 0 where nobody has. Sides without a rest have `cohort` alone. */
  readonly togetherStart: (draw: number, cohort: number, of: keyof typeof together) => number
}

/** Sums of all draws, run by run: draws x sums x width each. */
export const weighted = Effect.fn("Metrics.weighted")(function* (
  compute: Compute.ComputeShape,
  rows: Omit<WeightedSumsShared, "multiplicities" | "patients">,
  { multiplicities, patients, replicates }: Resampled,
  onProgress: (done: number) => Effect.Effect<void>
) {
  const shared: WeightedSumsShared = { ...rows, multiplicities, patients }
  const perDraw = rows.values.length
  const pays = compute.workers > 1 && perDraw * (replicates + 1) > worthWorkers
  const passes = pays ? 2 : Math.max(1, Math.floor(betweenPauses / Math.max(1, perDraw * lanes)))
  const runs = runsOf(replicates, passes * lanes)
  const inThread = pays ? undefined : weightedSums(shared)
  const results =
    inThread === undefined
      ? yield* compute.run(task, shared, runs, (done) => onProgress(Math.min(replicates, done * passes * lanes)))
      : yield* Effect.forEach(runs, (run) =>
          Effect.as(Effect.andThen(onProgress(run.first), Effect.yieldNow), run).pipe(Effect.map(inThread))
        )
  return { runs, results }
})

/** Sums of all draws, with those of the rests. */
export const drawnSums = Effect.fn("Metrics.drawnSums")(function* (
  compute: Compute.ComputeShape,
  rows: SumRows,
  sides: Sides,
  resampled: Resampled,
  onProgress: (done: number) => Effect.Effect<void>
) {
  const { results, runs } = yield* weighted(compute, rows, resampled, onProgress)
  return withRests(runs, results, rows, sides)
})

/** All sums in one place, those of the rests added up from the other cohorts. */
const withRests = (
  runs: ReadonlyArray<Draws>,
  results: ReadonlyArray<Float64Array>,
  { flags, sums, together: places, width }: SumRows,
  sides: Sides
): DrawnSums => {
  const draws = runs.reduce((all, { count }) => all + count, 0)
  const stored = sideCount(sides) + sums - sides.count
  const values = new Float64Array(draws * stored * width)
  const begin = (draw: number, side: number) => (draw * stored + side) * width
  const start = (draw: number, side: number) => begin(draw, side) + flags
  runs.forEach(({ count, first }, run) => {
    for (let lane = 0; lane < count; lane++) {
      const own = results[run]!.subarray(lane * sums * width, (lane + 1) * sums * width)
      const draw = first + lane
      values.set(own.subarray(0, sides.count * width), begin(draw, 0))
      values.set(own.subarray(sides.count * width), begin(draw, sideCount(sides)))
      sides.unions.forEach((cohorts, i) => {
        for (const cohort of cohorts) add(values, begin(draw, cohort), begin(draw, sides.count + i), width)
      })
    }
  })
  return {
    draws,
    values,
    start,
    togetherStart: (draw, cohort, of) => {
      const place = places.get(cohort)
      return place === undefined ? -1 : start(draw, place + together[of] - sides.count + sideCount(sides))
    }
  }
}

const add = (values: Float64Array, from: number, to: number, width: number): void => {
  for (let i = 0; i < width; i++) values[to + i] = values[to + i]! + values[from + i]!
}
