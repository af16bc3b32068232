/**
 * Features from the most to the least important: their indices, descending by importance, ties in the order of the input.
 *
 * `importance`: one finite element a feature, in any unit.
 */
export const ranking = (importance: Float64Array): Uint32Array =>
  Uint32Array.from(importance.keys()).sort((a, b) => importance[b]! - importance[a]! || a - b)

/** Rank of each feature, from 1, by its index. */
export const ranksOf = (order: Uint32Array): Uint32Array => {
  const ranks = new Uint32Array(order.length)
  order.forEach((feature, place) => {
    ranks[feature] = place + 1
  })
  return ranks
}

/** |1/rank - 1/general|: large where a feature changes rank near the head. */
export const inverseRankDelta = (rank: number, general: number): number => Math.abs(1 / rank - 1 / general)
