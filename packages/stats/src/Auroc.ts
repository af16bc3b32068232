import { type ScoredRows, type Sweep, sweep } from "./ScoredRows.ts"

/** ROC curve from (0, 0) on, one more point than there are distinct scores; `threshold[0]` is Infinity. */
export interface RocCurve {
  readonly threshold: Float64Array
  readonly fpr: Float64Array
  readonly recall: Float64Array
}

/**
 * Area under the ROC curve: P(score of a positive > score of a negative) + 1/2 P(equal), ties exact.
 *
 * sum over distinct scores of pos_k (neg below_k + neg_k / 2) / (P N). In [0, 1]; 1/2: no better than chance, as when all scores are equal.
 * NaN (not estimable) without positives or without negatives. O(n log n). Hanley & McNeil 1982, doi:10.1148/radiology.143.1.7063747.
 */
export const auroc = (rows: ScoredRows): number => aurocOfSweep(sweep(rows))

/** {@link auroc} of rows already swept. */
export const aurocOfSweep = ({ truePositives, falsePositives, positives, negatives }: Sweep): number => {
  let won = 0
  for (let k = 0; k < truePositives.length; k++) {
    const positivesHere = truePositives[k]! - (k === 0 ? 0 : truePositives[k - 1]!)
    const above = k === 0 ? 0 : falsePositives[k - 1]!
    won += positivesHere * (negatives - (above + falsePositives[k]!) / 2)
  }
  return won / (positives * negatives)
}

/**
 * The ROC curve of `rows`: FPR and recall of an alarm at score >= threshold, over the distinct scores, descending, after the point (0, 0).
 * A coordinate whose class is empty is NaN throughout (not estimable).
 */
export const rocCurve = (rows: ScoredRows): RocCurve => {
  const counts = sweep(rows)
  const points = counts.threshold.length + 1
  const curve = { threshold: new Float64Array(points), fpr: new Float64Array(points), recall: new Float64Array(points) }
  curve.threshold[0] = Number.POSITIVE_INFINITY
  curve.fpr[0] = 0 / counts.negatives
  curve.recall[0] = 0 / counts.positives
  for (let k = 1; k < points; k++) {
    curve.threshold[k] = counts.threshold[k - 1]!
    curve.fpr[k] = counts.falsePositives[k - 1]! / counts.negatives
    curve.recall[k] = counts.truePositives[k - 1]! / counts.positives
  }
  return curve
}
