/** Estimators of the area under the ROC curve where no other area is asked for: the same numbers, in less time and room. */
import type { Compute } from "@fairward/core"
import { Effect } from "effect"
import { type DiscordanceJob, type DiscordanceShared, scratchParts } from "../kernel/discordance.ts"
import { kernelTask } from "../kernel/kernelTask.ts"
import { type Resampled, runsOf } from "../kernel/Runs.ts"
import { lanes, sweepMemory } from "../kernel/SweepMemory.ts"
import type { Ranked } from "../Measure.ts"
import { categoriesIn, cohortsIn, groupingOf, type Sides, sideCount } from "../Sides.ts"
import type { Estimator } from "./Contrasts.ts"
import { influenceErrors } from "./influenceErrors.ts"
import type { Ranking } from "./RankedEstimators.ts"
import type { SumEstimators } from "./SumEstimators.ts"

const task = kernelTask<DiscordanceShared, DiscordanceJob, Float64Array>("discordance")

export const aurocEstimators = <Name extends string>(
  compute: Compute.ComputeShape,
  measures: ReadonlyArray<Ranked<Name>>,
  { items, negatives, positives }: Ranking<Name>,
  columns: { readonly [N in Name]: Float64Array },
  { drawn, persons }: SumEstimators<Name>,
  sides: Sides,
  resampled: Resampled,
  onProgress: (done: number) => Effect.Effect<void>
) =>
  Effect.gen(function* () {
    const { multiplicities, patientOf, patients, replicates } = resampled
    const count = sideCount(sides)
    const compared = sides.first.flatMap((_, grouping) =>
      cohortsIn(sides, grouping).some((cohort) => sides.rest[cohort]! >= 0) ? [grouping] : []
    )
    const jobs: ReadonlyArray<DiscordanceJob> = [
      ...compared.map(
        (grouping): DiscordanceJob => ({
          _tag: "influences",
          categoryOf: categoriesIn(sides, grouping),
          categories: cohortsIn(sides, grouping).length,
          rests: cohortsIn(sides, grouping).some((cohort) => sides.rest[cohort]! >= sides.count)
        })
      ),
      ...runsOf(replicates, lanes).map((run): DiscordanceJob => ({ _tag: "replicates", ...run }))
    ]
    const lastOf = (grouping: number) => cohortsIn(sides, grouping).at(-1)!
    const isPartial = sides.first.map((_, grouping) => categoriesIn(sides, grouping).some((category) => category < 0))
    const sideOf = (place: (grouping: number) => number) =>
      Uint32Array.from({ length: sides.count }, (_, side) => (side === 0 ? 0 : place(groupingOf(sides, side))))
    const shared: DiscordanceShared = {
      sweep: sweepMemory(items, sides, true, compute.workers, scratchParts, (grouping) => Number(isPartial[grouping])),
      multiplicities,
      patients,
      ...(patientOf === undefined ? {} : { patientOf }),
      positives: columns[positives],
      negatives: columns[negatives],
      slotOf: sideOf((grouping) => grouping).map((grouping, side) => grouping + side),
      noneOf: sideOf((grouping) => lastOf(grouping) + grouping + 1),
      restOf: Uint32Array.from(sides.unions, (_, union) => sides.rest.indexOf(sides.count + union))
    }
    const results = yield* compute.run(task, shared, jobs, (done) =>
      onProgress(Math.floor((done / jobs.length) * replicates))
    )
    const influences = new Map(compared.map((grouping, i) => [grouping, results[i]!]))
    const pairs = results.slice(compared.length)
    const errors = yield* influenceErrors(compute, influences, sides, resampled, 1, onProgress)
    return measures.map(
      (measure): Estimator => ({
        value: (side) =>
          // Of parts of patients, everyone is no side.
          drawn(side, (s, { draw }) =>
            side === 0 && patientOf !== undefined
              ? Number.NaN
              : 1 - pairs[Math.floor(draw / lanes)]![(draw % lanes) * count + side]! / (s[positives] * s[negatives])
          ),
        standardError: (cohort) => errors(cohort, 0, persons(cohort, measure)),
        contributes: (unit) => measure.among === undefined || columns[measure.among][unit]! > 0
      })
    )
  })
