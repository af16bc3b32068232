/**
 * What the agreement with the general ranking is where cohorts are drawn at random: in random groupings of the patients,
 * and in random cohorts of given sizes.
 */
import { RankBiasedOverlap } from "@fairward/stats"
import { uniformInt } from "pure-rand/distribution/uniformInt"
import { inverseRankDelta, ranking, ranksOf } from "../ranking.ts"
import { shuffle, streamsFrom } from "./shuffle.ts"

export interface RandomShared {
  readonly features: number
  /** Patients x features. */
  readonly values: Float64Array
  /** Rows of patients as they stand before a shuffle. */
  readonly rows: Uint32Array
  /** Features from first to last. */
  readonly general: Uint32Array
  readonly seed: number
  readonly p: number
  readonly depth: number
  /** Sizes of random cohorts, ascending. */
  readonly sizes: Uint32Array
}

/** Draws `first .. first + count` of the streams of the seed. */
export interface RandomJob {
  readonly kind: "groupings" | "cohorts"
  readonly first: number
  readonly count: number
}

/** Smallest overlap, and largest change of inverse rank per feature, over the groupings of a job. */
export interface CriticalValues {
  readonly overlap: number
  readonly inverseRankDelta: Float64Array
}

export type RandomResult =
  | ({ readonly kind: "groupings" } & CriticalValues)
  /** Draws x sizes: truncated overlaps. */
  | { readonly kind: "cohorts"; readonly overlaps: Float64Array }

const smallestGrouping = 2
const largestGrouping = 6

/** Both kinds of draws take a shuffle of all patients: its parts are cohorts of a grouping, its heads cohorts of a size. */
export default ({ depth, features, general, p, rows, seed, sizes, values }: RandomShared) => {
  const patients = rows.length
  const generalRanks = ranksOf(general)
  const add = (sums: Float64Array, patient: number) => {
    const first = patient * features
    for (let f = 0; f < features; f++) sums[f]! += values[first + f]!
  }
  const overlapOf = (order: Uint32Array) => RankBiasedOverlap.rankBiasedOverlap(order, general, { p, depth }).truncated
  const order = new Uint32Array(patients)

  const inGroupings = (first: number, count: number): RandomResult => {
    let overlap = Number.POSITIVE_INFINITY
    const delta = new Float64Array(features)
    const streams = streamsFrom(seed, first)
    for (let g = 0; g < count; g++) {
      const stream = streams.next().value!
      const cohorts = uniformInt(stream, smallestGrouping, Math.min(largestGrouping, patients))
      order.set(rows)
      shuffle(order, patients, stream)
      for (let c = 0; c < cohorts; c++) {
        const sums = new Float64Array(features)
        const end = Math.floor(((c + 1) * patients) / cohorts)
        for (let i = Math.floor((c * patients) / cohorts); i < end; i++) add(sums, order[i]!)
        const own = ranking(sums)
        overlap = Math.min(overlap, overlapOf(own))
        ranksOf(own).forEach((rank, f) => {
          delta[f] = Math.max(delta[f]!, inverseRankDelta(rank, generalRanks[f]!))
        })
      }
    }
    return { kind: "groupings", overlap, inverseRankDelta: delta }
  }

  const ofSizes = (first: number, count: number): RandomResult => {
    const overlaps = new Float64Array(count * sizes.length)
    const streams = streamsFrom(seed, first)
    for (let b = 0; b < count; b++) {
      order.set(rows)
      shuffle(order, sizes.at(-1) ?? 0, streams.next().value!)
      const sums = new Float64Array(features)
      let taken = 0
      sizes.forEach((size, s) => {
        for (; taken < size; taken++) add(sums, order[taken]!)
        overlaps[b * sizes.length + s] = overlapOf(ranking(sums))
      })
    }
    return { kind: "cohorts", overlaps }
  }

  return ({ count, first, kind }: RandomJob): RandomResult =>
    kind === "groupings" ? inGroupings(first, count) : ofSizes(first, count)
}
