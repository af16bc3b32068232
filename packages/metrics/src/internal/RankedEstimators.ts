/** Estimators of areas, which follow from the order of all scores. */
import type { Compute } from "@fairward/core"
import { Effect } from "effect"
import { precisionFactor, rankedCount } from "../kernel/Influence.ts"
import { kernelTask } from "../kernel/kernelTask.ts"
import type { ItemSource } from "../kernel/RankedItems.ts"
import { type Drawn, overDraws, type Resampled, runsOf } from "../kernel/Runs.ts"
import type { RankedJob, RankedShared } from "../kernel/ranked.ts"
import { areaCount, lanes, sweepMemory } from "../kernel/SweepMemory.ts"
import { sparseRows } from "../kernel/weightedSums.ts"
import type { Area, Place, Ranked } from "../Measure.ts"
import { categoriesIn, cohortsIn, cohortsOf, comparedCohorts, groupingOf, type Sides, sideCount } from "../Sides.ts"
import type { Estimator } from "./Contrasts.ts"
import { errorOf } from "./Estimates.ts"
import type { SumEstimators } from "./SumEstimators.ts"
import { weighted } from "./Sums.ts"

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

/**
 * Squares of the persons' influences on each compared cohort less those on its rest, compared cohorts x 5 a row. A person's
 * row is that of its first unit.
 */
const squaresOf = (influences: ReadonlyMap<number, Float64Array>, sides: Sides, clusterOf: Uint32Array | undefined) => {
  const units = sides.of.length / sides.levels
  const compared = comparedCohorts(sides)
  const width = compared.length * rankedCount
  const first = new Map<number, number>()
  const rowOf = Uint32Array.from({ length: units }, (_, unit) => {
    const person = clusterOf?.[unit] ?? unit
    if (!first.has(person)) first.set(person, unit)
    return first.get(person)!
  })
  const sums = new Float64Array(units * width)
  compared.forEach((cohort, contrast) => {
    const grouping = groupingOf(sides, cohort)
    const own = influences.get(grouping)!
    const columns = own.length / units / rankedCount
    const column = columns === 1 ? 0 : cohort - sides.first[grouping]!
    const rest = cohortsOf(sides, sides.rest[cohort]!)
    for (let unit = 0; unit < units; unit++) {
      const side = sides.of[unit * sides.levels + grouping + 1]!
      const sign = side === cohort ? 1 : rest.includes(side) ? -1 : 0
      if (sign === 0) continue
      const [from, to] = [(unit * columns + column) * rankedCount, rowOf[unit]! * width + contrast * rankedCount]
      for (let i = 0; i < rankedCount; i++) sums[to + i] = sums[to + i]! + sign * own[from + i]!
    }
  })
  return {
    width,
    ...sparseRows(units, width, (row, unit) => {
      for (let i = 0; i < width; i++) row[i] = sums[unit * width + i]! ** 2
    })
  }
}

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
  { drawn, persons }: SumEstimators<Name>,
  sides: Sides,
  resampled: Resampled,
  onProgress: (done: number) => Effect.Effect<void>
) =>
  Effect.gen(function* () {
    if (measures.length === 0) return []
    if (ranking === undefined) throw new TypeError(`measure "${measures[0]!.id}" is an area and needs a ranking`)
    const { events, highestPrevalence, negatives, positives } = ranking
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
    const squares = squaresOf(influences, sides, resampled.clusterOf)
    const units = squares.offsets.length - 1
    const { patientOf, replicates } = resampled
    const { results, runs } = yield* weighted(
      compute,
      {
        ...squares,
        patient: patientOf ?? Uint32Array.from({ length: units }, (_, unit) => unit),
        begins: Uint32Array.of(0, units),
        targets: [Uint32Array.of(0)],
        sums: 1
      },
      resampled,
      onProgress
    )
    const compared = comparedCohorts(sides)
    const perRun = runs[0]!.count
    const varianceOf = (draw: number, cohort: number, area: number) =>
      results[Math.floor(draw / perRun)]![
        (draw % perRun) * squares.width + compared.indexOf(cohort) * rankedCount + area
      ]!

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
        standardError: (cohort) => {
          const counted = persons(cohort, measure)
          return overDraws(replicates, (draw) => errorOf(varianceOf(draw, cohort, area), at(counted, draw)))
        },
        contributes: (unit) => measure.among === undefined || columns[measure.among][unit]! > 0
      }
    })
  })
