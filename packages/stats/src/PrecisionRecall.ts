import { requireSameLength } from "./internal/Checks.ts"
import { lastNotAbove } from "./internal/Distinct.ts"
import type { Multiplicities } from "./Multiplicities.ts"
import { type ScoredRows, type Sweep, sweep } from "./ScoredRows.ts"

/** Evaluable events, one element each. */
export interface EventDetections {
  /** Largest score at a labelled step of the event's window; NaN: no labelled step, never detected. */
  readonly score: Float64Array
  /** Multiplicity of each event's patient; once each if absent. */
  readonly weight?: Multiplicities
}

export interface PrecisionRecallOptions {
  /** Factor s of corrected precision TP / (TP + s FP), from `precisionFactor`; default 1, plain precision. */
  readonly factor?: number
  /** Makes recall the share of these events that are detected, instead of the share of positive rows with an alarm. */
  readonly events?: EventDetections
}

export interface AuprcOptions extends PrecisionRecallOptions {
  /** "step" (default): average precision. "linear": trapezoid from the point (0, 1), optimistic (Davis & Goadrich 2006). */
  readonly interpolation?: "step" | "linear"
}

/** One point per distinct score, descending; precision after the whole tie. */
export interface PrecisionRecallCurve {
  readonly threshold: Float64Array
  readonly recall: Float64Array
  readonly precision: Float64Array
}

/**
 * The precision-recall curve of `rows`: at each distinct score t_k, descending, P_k = TP_k / (TP_k + s FP_k) and R_k = TP_k / P, or with `events` R_k = share
 * of events with detection score >= t_k.
 *
 * Recall is NaN throughout without positive rows (events); precision is NaN throughout with a NaN factor. No rows: no points. An event whose detection score lies
 * below every row's score is never detected.
 */
export const precisionRecallCurve = (rows: ScoredRows, options: PrecisionRecallOptions = {}): PrecisionRecallCurve =>
  curveOfSweep(sweep(rows), options)

/** {@link precisionRecallCurve} of rows already swept. */
export const curveOfSweep = (counts: Sweep, options: PrecisionRecallOptions = {}): PrecisionRecallCurve => {
  const { threshold, truePositives, falsePositives, positives } = counts
  const factor = options.factor ?? 1
  const precision = new Float64Array(threshold.length)
  for (let k = 0; k < precision.length; k++) {
    precision[k] = truePositives[k]! / (truePositives[k]! + factor * falsePositives[k]!)
  }
  const recall =
    options.events === undefined
      ? truePositives.map((found) => found / positives)
      : eventRecalls(threshold, options.events)
  return { threshold, recall, precision }
}

/**
 * Area under the precision-recall curve, in [0, 1], larger is better; without skill about the prevalence.
 *
 * step: sum (R_k - R_{k-1}) P_k, R_0 = 0 (average precision). linear: sum (R_k - R_{k-1}) (P_k + P_{k-1}) / 2, where P_{k-1} is the precision at the previous distinct
 * score and (R_0, P_0) = (0, 1). `factor` and `events` give the corrected and the event variants, which combine. NaN (not estimable) without rows, without positive rows (without
 * events, if given), or with a NaN factor. All rows positive: 1. All scores equal: step gives the prevalence, linear (1 + prevalence) / 2. O(n log n).
 *
 * Davis & Goadrich 2006, doi:10.1145/1143844.1143874.
 *
 * @example
 * auprc({ score: Float64Array.of(0.9, 0.8, 0.7), label: Uint8Array.of(1, 0, 1) }) // 1/2 * 1 + 1/2 * 2/3
 */
export const auprc = (rows: ScoredRows, options: AuprcOptions = {}): number => auprcOfSweep(sweep(rows), options)

/** {@link auprc} of rows already swept. */
export const auprcOfSweep = (counts: Sweep, options: AuprcOptions = {}): number => {
  const { recall, precision } = curveOfSweep(counts, options)
  if (recall.length === 0) return Number.NaN
  const linear = options.interpolation === "linear"
  let area = 0
  let recallBefore = 0
  let precisionBefore = 1
  for (let k = 0; k < recall.length; k++) {
    const height = linear ? (precision[k]! + precisionBefore) / 2 : precision[k]!
    area += (recall[k]! - recallBefore) * height
    recallBefore = recall[k]!
    precisionBefore = precision[k]!
  }
  return area
}

const eventRecalls = (threshold: Float64Array, { score, weight }: EventDetections): Float64Array => {
  if (weight !== undefined) requireSameLength(score.length, weight.length, "weight of events")
  const ascending = threshold.slice().reverse()
  const last = ascending.length - 1
  const detected = new Float64Array(threshold.length)
  let events = 0
  for (let e = 0; e < score.length; e++) {
    const count = weight === undefined ? 1 : weight[e]!
    events += count
    const rank = lastNotAbove(ascending, score[e]!)
    if (rank >= 0) detected[last - rank]! += count
  }
  for (let k = 1; k <= last; k++) detected[k]! += detected[k - 1]!
  return detected.map((found) => found / events)
}
