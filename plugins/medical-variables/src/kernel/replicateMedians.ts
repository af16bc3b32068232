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
  /** The person of each patient; absent: each is its own. */
  readonly clusterOf?: Uint32Array
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
  /** Of a cohort's median with its rest's, at the cohorts; 0 where no person has values in both. */
  readonly correlations: Float64Array
}

export const sidesOf = (groupings: MediansShared["groupings"]): number =>
  groupings.reduce((sum, { categories }) => sum + 2 * categories, 0)

/** Medians and standard errors of all sides of a metric in some replicates. */
export default ({ clusterOf, groupings, multiplicities, patients, gridSteps, values }: MediansShared) =>
  ({ count, first, metric }: MediansJob): MediansResult => {
    const sides = sidesOf(groupings)
    const medians = new Float64Array(count * sides)
    const standardErrors = new Float64Array(count * sides)
    const correlations = new Float64Array(count * sides)
    const own = values.subarray(metric * patients, (metric + 1) * patients)
    let place = 0
    for (const { categories, categoryOf } of groupings) {
      const fill = weightedMedians(sortedCohorts(own, categoryOf, categories, clusterOf), gridSteps[metric]!)
      for (let b = 0; b < count; b++) {
        fill(multiplicities, (first + b) * patients, medians, standardErrors, b * sides + place, correlations)
      }
      place += 2 * categories
    }
    return { medians, standardErrors, correlations }
  }
