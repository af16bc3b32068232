import { requireSameLength } from "./internal/Checks.ts"
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

/** How {@link debiasedCalibrationError} takes its rows. */
export interface DebiasedOptions {
  /** Positive integer, default 10. */
  readonly bins?: number
  /** Whether the persons were drawn with replacement from others; default false. */
  readonly isDrawn?: boolean
}

/**
 * Debiased calibration error: sqrt(max(0, sum_k (W_k/W) (g_k^2 - f v_k))) over equal-width bins (see {@link binOf}) with rows of at
 * least two persons, W_k the rows of bin k and W those of all such bins.
 *
 * g_k = mean(label - score) in the bin. v_k = n/(n - 1) sum_i u_i^2 is its sampling variance, u_i = (sum of person i's label -
 * score - g_k in the bin) / W_k, n the persons with a row there. f = 1. Of persons drawn with replacement f = 2: their gaps have the variance of
 * the sample that they were drawn from, and once more that of drawing; the mean over draws is then the sample's own.
 *
 * `person`: of each row, from 0. Weights are copies of persons: the same at all rows of one. 0 is perfect, 1 the worst; `NaN` without any bin of
 * two persons. Unlike the plain errors it is not biased upwards in small samples, but for the root of what is above 0.
 *
 * Ferro & Fricker 2012, doi:10.1002/qj.1924 (unbiased squares); Kumar et al. 2019, arXiv:1909.10155.
 */
export const debiasedCalibrationError = (
  rows: ScoredRows,
  person: ArrayLike<number>,
  { bins = 10, isDrawn = false }: DebiasedOptions = {}
): number => {
  requireAligned(rows)
  requireSameLength(rows.score.length, person.length, "person")
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`bins must be a positive integer, found ${bins}`)
  const { label, score, weight } = rows
  interface Part {
    steps: number
    excess: number
    readonly copies: number
  }
  const parts = Array.from({ length: bins }, () => new Map<number, Part>())
  for (let i = 0; i < score.length; i++) {
    const copies = weight === undefined ? 1 : weight[i]!
    if ((label[i] !== 0 && label[i] !== 1) || Number.isNaN(score[i]!) || copies === 0) continue
    const ofBin = parts[binOf(score[i]!, bins)]!
    const part = ofBin.get(person[i]!) ?? { steps: 0, excess: 0, copies }
    ofBin.set(person[i]!, part)
    part.steps++
    part.excess += label[i]! - score[i]!
  }
  let squares = 0
  let total = 0
  for (const ofBin of parts) {
    const own = [...ofBin.values()]
    const sum = (of: (part: Part) => number) => own.reduce((all, part) => all + part.copies * of(part), 0)
    const [persons, steps] = [sum(() => 1), sum((part) => part.steps)]
    if (!(persons > 1)) continue
    const gap = sum(({ excess }) => excess) / steps
    const variance = sum((part) => ((part.excess - gap * part.steps) / steps) ** 2) * (persons / (persons - 1))
    squares += steps * (gap ** 2 - (isDrawn ? 2 : 1) * variance)
    total += steps
  }
  return total > 0 ? Math.sqrt(Math.max(0, squares / total)) : Number.NaN
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
