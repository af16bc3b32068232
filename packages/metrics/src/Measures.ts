/** One way to compare: columns and measures in, every cohort against its rest out. */
import { Cohorts, type Comparison, Compute, type Dataset, Progress, Resamples, Settings } from "@fairward/core"
import { Effect } from "effect"
import { contrastsOf, type Estimator, type Grouping } from "./internal/Contrasts.ts"
import { medianEstimators } from "./internal/Medians.ts"
import { type Ranking, rankedEstimators } from "./internal/RankedEstimators.ts"
import { sumEstimators } from "./internal/SumEstimators.ts"
import type { Drawn } from "./kernel/Runs.ts"
import { isMedian, isRanked, type Measure, type OfSums, type Place, type Sums } from "./Measure.ts"
import { type Sides, sidesOf } from "./Sides.ts"

export type { Drawn, Grouping, Ranking }

/** What is compared in place of patients: parts of them, each drawn as often as its patient. */
export interface Units {
  /** Index of each unit's patient in the split. */
  readonly patientOf: Uint32Array
  /** By the category of each unit; the persons behind both sides of a difference may be the same. */
  readonly groupings: ReadonlyArray<Grouping>
}

/** What is measured. */
export interface Input<Name extends string> {
  /** A number for each patient of the split (or each unit), in their order; sums of them are all that formulas see. Finite. */
  readonly columns: { readonly [N in Name]: Float64Array }
  readonly measures: ReadonlyArray<Measure<NoInfer<Name>>>
  /** Default: the test patients. */
  readonly split?: Dataset.Split
  /** What areas are of. */
  readonly ranking?: Ranking<NoInfer<Name>>
  /** Of patients; default: those of the audit. */
  readonly groupings?: ReadonlyArray<Grouping>
  /** Default: patients, in the cohorts of `groupings`. */
  readonly units?: Units
}

/** What was measured. */
export interface Measured<Name extends string> {
  /** Every cohort against its rest: groupings, their categories, measures. Not judged yet: `Comparison.compare` does that. */
  readonly contrasts: ReadonlyArray<Comparison.Contrast>
  readonly sides: Sides
  /** A measure of a side, by its place among those given. */
  readonly value: (side: number, measure: number) => Drawn
  /** Any other number that follows from the sums of a side. */
  readonly drawn: (side: number, value: (sums: Sums<Name>, place: Place<Name>) => number) => Drawn
  /** The sums of a side on the split. */
  readonly sums: (side: number) => Sums<Name>
}

/**
 * Measures every cohort of the audit and its rest, on the whole split and in every replicate.
 *
 * Standard error of cohort minus rest, of measures that follow from sums: s^2 = n / (n - 1) sum_i w_i (u_i,cohort - u_i,rest)^2
 * over the n persons drawn of both sides, u_i = sum_j (d measure / d sum_j) x_ij the influence of a person with the columns
 * x_ij, taken anew in every replicate; each side's part is at least the measure's floor. Of areas: the same without a floor,
 * u_i = d area / d w_i at the original data. Of medians: Woodruff's, from both sides; they are of patients, not of units.
 * `NaN` where a side is not estimable.
 *
 * In one thread, or on all cores where that pays; the numbers are the same.
 */
export const contrasts = <Name extends string>({
  columns,
  groupings: given,
  measures,
  ranking,
  split = "test",
  units
}: Input<Name>) =>
  Effect.gen(function* () {
    const cohorts = yield* Cohorts.Cohorts
    const compute = yield* Compute.Compute
    const progress = yield* Progress.Progress
    const { margins } = yield* Settings.Settings
    const drawn = yield* (yield* Resamples.Resamples).of(split)
    const { count, multiplicities, patients } = drawn
    const groupings: ReadonlyArray<Grouping> = units?.groupings ?? given ?? cohorts.groupings
    const sides = sidesOf(groupings, units?.patientOf.map((_, unit) => unit) ?? patients)
    const clusterOf = units?.patientOf.map((patient) => drawn.clusterOf?.[patient] ?? patient) ?? drawn.clusterOf
    const resampled = {
      multiplicities,
      replicates: count,
      patients: patients.length,
      patientOf: units?.patientOf,
      clusterOf
    }
    const onProgress = (done: number) => progress.update(done, count, "replicates")

    const isOfSums = (measure: Measure<Name>): measure is OfSums<Name> => !isMedian(measure) && !isRanked(measure)
    const areas = measures.filter(isRanked)
    const medians = measures.filter(isMedian).map(({ medianOf }) => medianOf)
    const bySums = yield* sumEstimators(
      compute,
      columns,
      measures.filter(isOfSums),
      areas,
      sides,
      resampled,
      onProgress
    )
    const byRanks = yield* rankedEstimators(compute, areas, ranking, columns, bySums, sides, resampled, onProgress)
    const byMedians = yield* medianEstimators(compute, medians, sides, resampled, onProgress)
    const waiting = { sums: [...bySums.estimators], areas: [...byRanks], medians: [...byMedians] }
    const estimators = measures.map((measure) =>
      once(waiting[isMedian(measure) ? "medians" : isRanked(measure) ? "areas" : "sums"].shift()!)
    )
    const measured: Measured<Name> = {
      contrasts: contrastsOf(
        { groupings, sides, clusterOf, replicates: count, margins, columns, sums: bySums.sums },
        measures,
        estimators
      ),
      sides,
      value: (side, measure) => estimators[measure]!.value(side),
      drawn: bySums.drawn,
      sums: bySums.sums
    }
    return measured
  })

/** Values of a side are read more than once. */
const once = (estimator: Estimator): Estimator => {
  const known = new Map<number, Drawn>()
  return {
    ...estimator,
    value: (side) => {
      const value = known.get(side) ?? estimator.value(side)
      known.set(side, value)
      return value
    }
  }
}
