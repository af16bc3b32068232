import { requireSameLength } from "./internal/Checks.ts"
import { distinctAscending, lastNotAbove } from "./internal/Distinct.ts"
import type { Multiplicities } from "./Multiplicities.ts"

/**
 * Rows that a metric is computed from, one element per row in each array, in any order.
 *
 * A row takes no part if its label is neither 0 nor 1, its score is NaN, or its weight is 0.
 */
export interface ScoredRows {
  readonly score: Float64Array | Float32Array
  /** 1: positive, 0: negative, anything else (255, -1, NaN): not labelled. */
  readonly label: Uint8Array | Int8Array | Float32Array | Float64Array
  /** How often each row counts; once each if absent. */
  readonly weight?: Multiplicities
}

/** Counts of rows at or above each distinct score, highest score first: all that AUROC, PR and ROC curves need. */
export interface Sweep {
  /** Distinct scores of the rows that take part, descending. */
  readonly threshold: Float64Array
  /** Positive rows with score >= threshold[k]. */
  readonly truePositives: Float64Array
  /** Negative rows with score >= threshold[k]. */
  readonly falsePositives: Float64Array
  readonly positives: number
  readonly negatives: number
}

/** Throws a RangeError unless score, label and weight have the same length. */
export const requireAligned = (rows: ScoredRows): void => {
  requireSameLength(rows.score.length, rows.label.length, "label")
  if (rows.weight !== undefined) requireSameLength(rows.score.length, rows.weight.length, "weight")
}

/**
 * The {@link Sweep} of `rows`: TP_k = sum of weights of rows with label 1 and score >= t_k, FP_k likewise with label 0, over the distinct scores t_1 > t_2 > ...
 *
 * Exact ties share one threshold. No row that takes part: all arrays empty, 0 positives and negatives. O(n log n).
 */
export const sweep = (rows: ScoredRows): Sweep => {
  requireAligned(rows)
  const { score, label, weight } = rows
  const taking = new Float64Array(score.length)
  for (let i = 0; i < score.length; i++) {
    const takesPart = (label[i] === 0 || label[i] === 1) && (weight === undefined || weight[i]! > 0)
    taking[i] = takesPart ? score[i]! : Number.NaN
  }
  const distinct = distinctAscending(taking)
  const last = distinct.length - 1
  const truePositives = new Float64Array(distinct.length)
  const falsePositives = new Float64Array(distinct.length)
  for (let i = 0; i < taking.length; i++) {
    const rank = lastNotAbove(distinct, taking[i]!)
    if (rank < 0) continue
    const counts = label[i] === 1 ? truePositives : falsePositives
    counts[last - rank]! += weight === undefined ? 1 : weight[i]!
  }
  for (let k = 1; k <= last; k++) {
    truePositives[k]! += truePositives[k - 1]!
    falsePositives[k]! += falsePositives[k - 1]!
  }
  return {
    threshold: distinct.slice().reverse(),
    truePositives,
    falsePositives,
    positives: last < 0 ? 0 : truePositives[last]!,
    negatives: last < 0 ? 0 : falsePositives[last]!
  }
}
