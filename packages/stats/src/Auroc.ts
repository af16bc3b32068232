import { type ScoredRows, type Sweep, sweep } from "./ScoredRows.ts"

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
