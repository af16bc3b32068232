/** Worker module: medians of all sides of a measure, and the errors of their differences, for a run of draws. */
import type { Kernel } from "@fairward/core/Compute"
import type { Draws } from "./Runs.ts"
import { type Observations, sortedCohorts, weightedMedians } from "./SortedCohorts.ts"

export interface MediansShared {
  readonly observations: ReadonlyArray<Observations>
  /** Everyone as one category, and all groupings. */
  readonly groupings: ReadonlyArray<{
    /** Of each patient; below 0 when in none. */
    readonly categoryOf: Int32Array
    readonly categories: number
  }>
  /** Replicates x patients. */
  readonly multiplicities: Uint8Array
  readonly patients: number
  /** The person of each patient; absent: each is its own. */
  readonly clusterOf?: Uint32Array
}

export interface MediansJob extends Draws {
  readonly measure: number
}

/** Draws x sides and draws x cohorts; of each grouping the cohorts and then their rests. */
export interface MediansResult {
  readonly medians: Float64Array
  readonly standardErrors: Float64Array
}

const medians: Kernel<MediansShared, MediansJob, MediansResult> = (shared) => {
  const { clusterOf, groupings, multiplicities, observations, patients } = shared
  const cohorts = groupings.reduce((sum, { categories }) => sum + categories, 0)
  const once = new Uint8Array(patients).fill(1)
  return ({ count, first, measure }) => {
    const found = { medians: new Float64Array(count * 2 * cohorts), standardErrors: new Float64Array(count * cohorts) }
    const own = observations[measure]!
    let place = 0
    for (const { categories, categoryOf } of groupings) {
      const fill = weightedMedians(sortedCohorts(own, categoryOf, categories, clusterOf), own.gridStep)
      for (let lane = 0; lane < count; lane++) {
        const draw = first + lane
        const [weights, from] = draw === 0 ? [once, 0] : [multiplicities, (draw - 1) * patients]
        const at = lane * cohorts + place
        fill(weights, from, found.medians, found.standardErrors, 2 * at, at)
      }
      place += categories
    }
    return found
  }
}

export default medians
