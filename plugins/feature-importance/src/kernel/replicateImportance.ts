import { RankBiasedOverlap } from "@fairward/stats"
import { ranking } from "../ranking.ts"
import {
  hasImportance,
  importanceOf,
  importanceShare,
  importanceSums,
  type SummedRows,
  shareError,
  togetherOf
} from "./ImportanceSums.ts"

export interface ReplicatesShared {
  readonly rows: SummedRows
  /** Patients of the split, n of them. */
  readonly patients: number
  /** Replicates x n. */
  readonly multiplicities: Uint8Array
  readonly p: number
  readonly depth: number
}

/** Replicates `first .. first + count`. */
export interface ReplicatesJob {
  readonly first: number
  readonly count: number
}

/** Replicates x cohorts (x judged features), the cohorts of all groupings one after the other; `NaN` where not estimable. */
export interface ReplicatesResult {
  readonly truncated: Float64Array
  readonly extrapolated: Float64Array
  readonly cohortShares: Float64Array
  readonly restShares: Float64Array
  readonly standardErrors: Float64Array
}

export const cohortsIn = ({ cells }: SummedRows): number =>
  cells.groupings.reduce((sum, { categories }) => sum + categories, 0)

/** Agreement of every cohort with everyone, and shares of importance, each from the patients drawn. */
export default ({ depth, multiplicities, p, patients, rows }: ReplicatesShared) => {
  const sumsOf = importanceSums(rows)
  const cohorts = cohortsIn(rows)
  const judged = rows.judged.length
  return ({ count, first }: ReplicatesJob): ReplicatesResult => {
    const missing = (length: number) => new Float64Array(length).fill(Number.NaN)
    const result = {
      truncated: missing(count * cohorts),
      extrapolated: missing(count * cohorts),
      cohortShares: missing(count * cohorts * judged),
      restShares: missing(count * cohorts * judged),
      standardErrors: missing(count * cohorts * judged)
    }
    for (let b = 0; b < count; b++) {
      const { everyone, groupings } = sumsOf(multiplicities, (first + b) * patients)
      const general = ranking(importanceOf(everyone, rows.features))
      let place = b * cohorts
      for (const [g, { cohorts: own, rests }] of groupings.entries()) {
        const units = rows.shared?.[g]
        own.forEach((cohort, c) => {
          if (hasImportance(cohort)) {
            const overlap = RankBiasedOverlap.rankBiasedOverlap(ranking(importanceOf(cohort, rows.features)), general, {
              p,
              depth
            })
            result.truncated[place] = overlap.truncated
            result.extrapolated[place] = overlap.extrapolated
          }
          for (let j = 0; j < judged; j++) {
            const k = place * judged + j
            result.cohortShares[k] = importanceShare(cohort, rows.judged[j]!)
            result.restShares[k] = importanceShare(rests[c]!, rows.judged[j]!)
            const together =
              units === undefined
                ? undefined
                : togetherOf(rows, units, c, multiplicities, (first + b) * patients, cohort, rests[c]!, j)
            result.standardErrors[k] = shareError(cohort, rests[c]!, rows, j, together)
          }
          place++
        })
      }
    }
    return result
  }
}
