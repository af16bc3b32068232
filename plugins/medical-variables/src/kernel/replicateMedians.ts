import { sortedCohorts, weightedMedians } from "./SortedCohorts.ts"

export interface MediansShared {
  /** Patients of the split, n of them. */
  readonly patients: number
  /** Replicates x n. */
  readonly multiplicities: Uint8Array
  /** Metrics x n: one value a patient, `NaN` where there is none. */
  readonly values: Float64Array
  /** Spacing of the values per metric, in its unit. */
  readonly gridSteps: ReadonlyArray<number>
  readonly groupings: ReadonlyArray<{
    /** Category of each patient, -1 when in none. */
    readonly categoryOf: Int16Array
    readonly categories: number
  }>
}

/** Replicates `first .. first + count` of a metric. */
export interface MediansJob {
  readonly metric: number
  readonly first: number
  readonly count: number
}

/** Replicates x sides: per grouping its cohorts, then their rests. */
export interface MediansResult {
  readonly medians: Float64Array
  readonly standardErrors: Float64Array
}

export const sidesOf = (groupings: MediansShared["groupings"]): number =>
  groupings.reduce((sum, { categories }) => sum + 2 * categories, 0)

/** Medians and standard errors of all sides of a metric in some replicates. */
export default ({ groupings, multiplicities, patients, gridSteps, values }: MediansShared) =>
  ({ count, first, metric }: MediansJob): MediansResult => {
    const sides = sidesOf(groupings)
    const medians = new Float64Array(count * sides)
    const standardErrors = new Float64Array(count * sides)
    const own = values.subarray(metric * patients, (metric + 1) * patients)
    let place = 0
    for (const { categories, categoryOf } of groupings) {
      const fill = weightedMedians(sortedCohorts(own, categoryOf, categories), gridSteps[metric]!)
      for (let b = 0; b < count; b++) {
        fill(multiplicities, (first + b) * patients, medians, standardErrors, b * sides + place)
      }
      place += 2 * categories
    }
    return { medians, standardErrors }
  }
