import { requireAligned, type ScoredRows } from "./ScoredRows.ts"

/** Arrays have one element per bin, lowest scores first; mean and share are NaN in an empty bin. */
export interface Calibration {
  /** Rows in the bin. */
  readonly count: Float64Array
  /** Mean score in the bin: the curve's x. */
  readonly meanScore: Float64Array
  /** Share of positive rows in the bin: the curve's y. */
  readonly share: Float64Array
  /** Mean over non-empty bins of |share - mean score|; 0 is perfect. */
  readonly calibrationError: number
  /** The same mean weighted by the bins' counts (expected calibration error). */
  readonly expectedCalibrationError: number
  /** sum(label - score) / rows: positive if events are more frequent than the scores say; 0 is perfect. */
  readonly inTheLarge: number
}

/**
 * The bin of a score among `bins` equal-width bins of [0, 1]: bin k is (k/bins, (k + 1)/bins], and 0 is in the first. Edges are the doubles nearest to k/bins, so that a score
 * written 0.3 lies on the edge 3/10. A score outside [0, 1], or NaN, is a RangeError.
 */
export const binOf = (score: number, bins: number): number => {
  if (!(score >= 0 && score <= 1)) throw new RangeError(`a calibrated score must lie in [0, 1], found ${score}`)
  const bin = Math.max(Math.ceil(score * bins) - 1, 0)
  if (score > (bin + 1) / bins) return bin + 1
  return bin > 0 && score <= bin / bins ? bin - 1 : bin
}

/**
 * Calibration of scores as probabilities, over equal-width bins (see {@link binOf}); rows that take no part (see ScoredRows) are left out.
 *
 * `bins`: positive integer, default 10. No rows: counts 0, all else NaN (not estimable). Both errors lie in [0, 1] and are biased upwards when bins hold few rows; calibration in the large
 * lies in [-1, 1] and is not. The unweighted error gives a bin of three rows as much say as one of three million.
 *
 * Expected calibration error: Naeini et al. 2015, doi:10.1609/aaai.v29i1.9602. Calibration in the large: Van Calster et al. 2016, doi:10.1016/j.jclinepi.2015.12.005.
 */
export const calibration = (rows: ScoredRows, bins = 10): Calibration => {
  requireAligned(rows)
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`bins must be a positive integer, found ${bins}`)
  const { score, label, weight } = rows
  const count = new Float64Array(bins)
  const meanScore = new Float64Array(bins)
  const share = new Float64Array(bins)
  let excess = 0
  for (let i = 0; i < score.length; i++) {
    const copies = weight === undefined ? 1 : weight[i]!
    if ((label[i] !== 0 && label[i] !== 1) || Number.isNaN(score[i]!) || copies === 0) continue
    const bin = binOf(score[i]!, bins)
    count[bin]! += copies
    meanScore[bin]! += copies * score[i]!
    share[bin]! += copies * label[i]!
    excess += copies * (label[i]! - score[i]!)
  }
  let filled = 0
  let total = 0
  let distance = 0
  let weightedDistance = 0
  for (let bin = 0; bin < bins; bin++) {
    meanScore[bin]! /= count[bin]!
    share[bin]! /= count[bin]!
    if (count[bin] === 0) continue
    const gap = Math.abs(share[bin]! - meanScore[bin]!)
    filled++
    total += count[bin]!
    distance += gap
    weightedDistance += count[bin]! * gap
  }
  return {
    count,
    meanScore,
    share,
    calibrationError: distance / filled,
    expectedCalibrationError: weightedDistance / total,
    inTheLarge: excess / total
  }
}
