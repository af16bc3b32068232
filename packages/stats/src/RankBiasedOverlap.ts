export interface RankBiasedOverlap {
  /** Over the compared depths only, in [0, 1 - p^k]; identical rankings reach 1 - p^k. */
  readonly truncated: number
  /** As if the agreement at depth k went on for ever, in [0, 1]; identical rankings give 1. */
  readonly extrapolated: number
  /** k: depths that were compared. */
  readonly depth: number
}

export interface RankBiasedOverlapOptions {
  /** Persistence, in (0, 1): how much of the weight the next depth has. Default 0.935. */
  readonly p?: number
  /** Depths to compare, at least 1; default 20. */
  readonly depth?: number
}

/**
 * Similarity of two rankings that gives more weight to their heads.
 *
 * With A_d = |{first d of a} and {first d of b}| / d: truncated (1 - p) sum_{d=1..k} p^(d-1) A_d; extrapolated that sum plus p^k A_k.
 *
 * `a` and `b`: items from first to last, as numbers that name them; no unit. An item may be in one of them only. k is `depth`, or the length of the shorter
 * ranking where that is less. An empty ranking: k = 0 and both NaN. k = 1: 1 - p and 1, or 0 and 0. An item that occurs twice within depth k, p outside (0, 1)
 * or a depth below 1: RangeError.
 *
 * Webber, Moffat & Zobel 2010, equations 4 and 23, doi:10.1145/1852102.1852106.
 *
 * @example
 * rankBiasedOverlap([1, 2, 3], [1, 3, 2], { depth: 3 }).truncated // 0.065 (1 + 0.935 / 2 + 0.935 ** 2)
 */
export const rankBiasedOverlap = (
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { depth = 20, p = 0.935 }: RankBiasedOverlapOptions = {}
): RankBiasedOverlap => {
  if (!(p > 0 && p < 1)) throw new RangeError(`p must lie in (0, 1), found ${p}`)
  if (!(Number.isInteger(depth) && depth >= 1)) throw new RangeError(`depth must be an integer above 0, found ${depth}`)
  const k = Math.min(depth, a.length, b.length)
  if (k === 0) return { truncated: Number.NaN, extrapolated: Number.NaN, depth: 0 }
  const inA = new Set<number>()
  const inB = new Set<number>()
  let overlap = 0
  let weight = 1 - p
  let truncated = 0
  for (let d = 1; d <= k; d++) {
    const x = a[d - 1]!
    const y = b[d - 1]!
    inA.add(x)
    inB.add(y)
    if (x === y) overlap++
    else overlap += (inB.has(x) ? 1 : 0) + (inA.has(y) ? 1 : 0)
    truncated += (weight * overlap) / d
    weight *= p
  }
  if (inA.size < k || inB.size < k) throw new RangeError("an item occurs twice in a ranking")
  return { truncated, extrapolated: truncated + ((weight / (1 - p)) * overlap) / k, depth: k }
}
