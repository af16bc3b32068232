import { requireSameLength } from "./internal/Checks.ts"
import type { Multiplicities } from "./Multiplicities.ts"
import { requireAligned, type ScoredRows } from "./ScoredRows.ts"

/** Rows by label and alarm, each counted with its weight. */
export interface Confusion {
  readonly truePositives: number
  readonly falsePositives: number
  readonly trueNegatives: number
  readonly falseNegatives: number
}

/**
 * The {@link Confusion} of `rows` when score >= `threshold` raises an alarm. Rows that take no part (see ScoredRows) are not counted; no rows: all 0.
 * A NaN threshold is a RangeError.
 */
export const confusion = (rows: ScoredRows, threshold: number): Confusion => {
  requireAligned(rows)
  if (Number.isNaN(threshold)) throw new RangeError("threshold must be a number, found NaN")
  const { score, label, weight } = rows
  let truePositives = 0
  let falsePositives = 0
  let trueNegatives = 0
  let falseNegatives = 0
  for (let i = 0; i < score.length; i++) {
    if (Number.isNaN(score[i]!)) continue
    const count = weight === undefined ? 1 : weight[i]!
    const alarm = score[i]! >= threshold
    if (label[i] === 1) {
      if (alarm) truePositives += count
      else falseNegatives += count
    } else if (label[i] === 0) {
      if (alarm) falsePositives += count
      else trueNegatives += count
    }
  }
  return { truePositives, falsePositives, trueNegatives, falseNegatives }
}

/** TP / (TP + FN): share of positive rows with an alarm; 1 is best. NaN (not estimable) without positive rows. */
export const recall = (counts: Confusion): number =>
  counts.truePositives / (counts.truePositives + counts.falseNegatives)

/** TP / (TP + FP): share of alarms that are true; 1 is best. NaN (not estimable) without alarms. */
export const precision = (counts: Confusion): number => correctedPrecision(counts, 1)

/** TN / (TN + FN): share of rows without alarm that are negative; 1 is best. NaN (not estimable) if every row has an alarm. */
export const npv = (counts: Confusion): number => correctedNpv(counts, 1)

/** FP / (FP + TN): share of negative rows with an alarm; 0 is best. NaN (not estimable) without negative rows. */
export const fpr = (counts: Confusion): number => counts.falsePositives / (counts.falsePositives + counts.trueNegatives)

/**
 * TP / (TP + s FP): the precision that this recall and FPR would have at the reference prevalence, with s of `precisionFactor`; s = 1 is plain precision.
 * NaN (not estimable) without alarms or with a NaN factor. Siblini et al. 2020, doi:10.1007/978-3-030-44584-3_36.
 */
export const correctedPrecision = (counts: Confusion, factor: number): number =>
  counts.truePositives / (counts.truePositives + factor * counts.falsePositives)

/**
 * TN / (TN + s FN): the NPV that this recall and FPR would have at the reference prevalence, with s of `npvFactor`; s = 1 is plain NPV.
 * NaN (not estimable) if every row has an alarm or with a NaN factor. Siblini et al. 2020, doi:10.1007/978-3-030-44584-3_36.
 */
export const correctedNpv = (counts: Confusion, factor: number): number =>
  counts.trueNegatives / (counts.trueNegatives + factor * counts.falseNegatives)

/**
 * Share of evaluable events whose detection score (largest score at a labelled step of the event's window) is >= `threshold`.
 *
 * `detectionScore`: one per evaluable event; NaN = no labelled step in the window, missed at every threshold. `weight`: the multiplicity of each event's patient.
 * NaN (not estimable) without events. A NaN threshold is a RangeError.
 */
export const eventRecall = (detectionScore: Float64Array, threshold: number, weight?: Multiplicities): number => {
  if (Number.isNaN(threshold)) throw new RangeError("threshold must be a number, found NaN")
  if (weight !== undefined) requireSameLength(detectionScore.length, weight.length, "weight")
  let detected = 0
  let events = 0
  for (let e = 0; e < detectionScore.length; e++) {
    const count = weight === undefined ? 1 : weight[e]!
    events += count
    if (detectionScore[e]! >= threshold) detected += count
  }
  return detected / events
}

/**
 * Mean score of the rows with the given label, the "average score on the positive (1) or negative (0) class", in the score's unit.
 * NaN (not estimable) without such rows.
 */
export const classScore = (rows: ScoredRows, ofLabel: 0 | 1): number => {
  requireAligned(rows)
  const { score, label, weight } = rows
  let sum = 0
  let count = 0
  for (let i = 0; i < score.length; i++) {
    if (label[i] !== ofLabel || Number.isNaN(score[i]!)) continue
    const copies = weight === undefined ? 1 : weight[i]!
    sum += copies * score[i]!
    count += copies
  }
  return sum / count
}
