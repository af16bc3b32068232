/** Estimators of areas, which follow from the order of all scores. */
import type { Compute } from "@fairward/core"
import { Effect } from "effect"
import { precisionFactor, rankedCount } from "../kernel/Influence.ts"
import { kernelTask } from "../kernel/kernelTask.ts"
import type { ItemSource } from "../kernel/RankedItems.ts"
import { type Drawn, type Resampled, runsOf } from "../kernel/Runs.ts"
import type { RankedJob, RankedShared } from "../kernel/ranked.ts"
import { areaCount, lanes, sweepMemory } from "../kernel/SweepMemory.ts"
import type { Area, Place, Ranked } from "../Measure.ts"
import { categoriesIn, cohortsIn, type Sides, sideCount } from "../Sides.ts"
import { aurocEstimators } from "./AurocEstimators.ts"
import type { Estimator } from "./Contrasts.ts"
import { influenceErrors } from "./influenceErrors.ts"
import type { SumEstimators } from "./SumEstimators.ts"

/** What areas are of. */
export interface Ranking<Name extends string> {
  /** All labelled steps and events by score. */
  readonly items: ItemSource
  /** Columns that count a patient's positive and negative steps and its events, detectable or not. */
  readonly positives: Name
  readonly negatives: Name
  readonly events: Name
  /** Areas under precision-recall curves: average precision, or the trapezoid. */
  readonly interpolation: "step" | "linear"
  /** Prevalence that corrected areas refer to; `NaN`: none. */
  readonly highestPrevalence: (place: Place<Name>) => number
}

const task = kernelTask<RankedShared, RankedJob, Float64Array>("ranked")

/** Places of the kernel's areas. */
const areas: ReadonlyArray<Area> = ["auroc", "auprc", "corrected_auprc", "event_auprc", "corrected_event_auprc"]

const at = ({ estimate, replicates }: Drawn, draw: number): number => (draw === 0 ? estimate : replicates[draw - 1]!)

/** Sums in the kernel over all draws, and the influences on the split by grouping. */
const swept = Effect.fnUntraced(function* <Name extends string>(
  compute: Compute.ComputeShape,
  ranking: Ranking<Name>,
  columns: { readonly [N in Name]: Float64Array },
  factorOf: (side: number) => Drawn,
  highestOf: (cohort: number) => number,
  sides: Sides,
  { multiplicities, patientOf, patients, replicates }: Resampled,
  onProgress: (done: number) => Effect.Effect<void>
) {
  const count = sideCount(sides)
  const factors = Array.from({ length: count }, (_, side) => factorOf(side))
  const factorsIn = (draw: number, side: number) => {
    const factor = at(factors[side]!, draw)
    return Number.isFinite(factor) ? factor : 1
  }
  const ofGroupings = sides.first
    .map((cohort, grouping) => ({ cohort, grouping, categories: cohortsIn(sides, grouping).length }))
    .filter(({ grouping }) => cohortsIn(sides, grouping).some((cohort) => sides.rest[cohort]! >= 0))
    .toSorted((a, b) => b.categories - a.categories)
  const runs = runsOf(replicates, lanes)
  const jobs: ReadonlyArray<RankedJob> = [
    ...ofGroupings.map(
      ({ categories, cohort, grouping }): RankedJob => ({
        _tag: "influences",
        categoryOf: categoriesIn(sides, grouping),
        categories,
        rests: cohortsIn(sides, grouping).some((one) => sides.rest[one]! >= sides.count),
        highest: highestOf(cohort)
      })
    ),
    ...runs.map(
      (run): RankedJob => ({
        _tag: "replicates",
        ...run,
        factors: Float64Array.from({ length: run.count * count }, (_, i) =>
          factorsIn(run.first + Math.floor(i / count), i % count)
        )
      })
    )
  ]
  const linear = ranking.interpolation === "linear"
  const ofUnits: RankedShared["influences"] = {
    positives: columns[ranking.positives],
    negatives: columns[ranking.negatives],
    events: columns[ranking.events],
    linear
  }
  const shared: RankedShared = {
    sweep: sweepMemory(ranking.items, sides, patientOf === undefined, compute.workers),
    multiplicities,
    patients,
    ...(patientOf === undefined ? {} : { patientOf }),
    influences: ofUnits
  }
  const results = yield* compute.run(task, shared, jobs, (done) =>
    onProgress(Math.floor((done / jobs.length) * replicates))
  )
  const sums = results.slice(ofGroupings.length)
  return {
    influences: new Map(ofGroupings.map(({ grouping }, i) => [grouping, results[i]!])),
    sumOf: (draw: number, side: number, area: number) =>
      sums[Math.floor(draw / lanes)]![((draw % lanes) * count + side) * areaCount + area]!
  }
})

export const rankedEstimators = <Name extends string>(
  compute: Compute.ComputeShape,
  measures: ReadonlyArray<Ranked<Name>>,
  ranking: Ranking<Name> | undefined,
  columns: { readonly [N in Name]: Float64Array },
  sums: SumEstimators<Name>,
  sides: Sides,
  resampled: Resampled,
  onProgress: (done: number) => Effect.Effect<void>
) =>
  Effect.gen(function* () {
    if (measures.length === 0) return []
    if (ranking === undefined) throw new TypeError(`measure "${measures[0]!.id}" is an area and needs a ranking`)
    if (measures.every(({ area }) => area === "auroc")) {
      return yield* aurocEstimators(compute, measures, ranking, columns, sums, sides, resampled, onProgress)
    }
    const { events, highestPrevalence, negatives, positives } = ranking
    const { drawn, persons } = sums
    const factorOf = (side: number) =>
      drawn(side, (s, place) => precisionFactor(s[positives], s[negatives], highestPrevalence(place)))
    const highestOf = (cohort: number) => drawn(cohort, (_, place) => highestPrevalence(place)).estimate
    const { influences, sumOf } = yield* swept(
      compute,
      ranking,
      columns,
      factorOf,
      highestOf,
      sides,
      resampled,
      onProgress
    )
    const errors = yield* influenceErrors(compute, influences, sides, resampled, rankedCount, onProgress)
    const { patientOf } = resampled

    return measures.map((measure): Estimator => {
      const area = areas.indexOf(measure.area)
      const ofEvents = measure.area.includes("event")
      const corrected = measure.area.startsWith("corrected")
      return {
        value: (side) => {
          const factor = corrected ? factorOf(side) : undefined
          return drawn(side, (s, { draw }) => {
            // Of parts of patients, everyone's are not swept.
            if (side === 0 && patientOf !== undefined) return Number.NaN
            const [p, n] = [s[positives], s[negatives]]
            const sum = sumOf(draw, side, area)
            if (measure.area === "auroc") return 1 - sum / (p * n)
            if (p + n === 0 || (factor !== undefined && Number.isNaN(at(factor, draw)))) return Number.NaN
            return sum / (ofEvents ? s[events] : p)
          })
        },
        standardError: (cohort) => errors(cohort, area, persons(cohort, measure)),
        contributes: (unit) => measure.among === undefined || columns[measure.among][unit]! > 0
      }
    })
  })
