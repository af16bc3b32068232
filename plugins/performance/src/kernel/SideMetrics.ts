/**
 * Metrics of one side, a cohort or a rest, and the variance of each, from the side's sums.
 */
import * as Proportion from "@fairward/stats/Proportion"
import { at } from "./PatientSums.ts"

/** Metrics in the order in which the kernel stores them. */
export const metricIds = [
  "recall",
  "precision",
  "npv",
  "fpr",
  "corrected_precision",
  "corrected_npv",
  "event_recall",
  "positive_class_score",
  "negative_class_score",
  "auroc",
  "auprc",
  "corrected_auprc",
  "event_auprc",
  "corrected_event_auprc",
  "calibration_error",
  "expected_calibration_error",
  "calibration_in_the_large"
] as const
export type MetricId = (typeof metricIds)[number]

export const metricCount = metricIds.length

/** Place of the first metric that ranks scores; these have influence values that are fixed over replicates. */
export const firstRanked = metricIds.indexOf("auroc")

/** Metrics that rank scores: AUROC and the four areas under precision-recall curves. */
export const rankedCount = 5

/** Prevalences that corrected metrics refer to; `NaN` when no cohort has a usable one. */
export interface ReferencePrevalence {
  readonly highest: number
  readonly lowest: number
}

/** s = (1/highest - 1) / (1/prevalence - 1), from counts of positives and negatives. `NaN` unless both are there. */
export const precisionFactor = (positives: number, negatives: number, highest: number): number =>
  positives > 0 && negatives > 0 ? ((1 / highest - 1) * positives) / negatives : Number.NaN

/** s = (1/prevalence - 1) / (1/lowest - 1), from counts of positives and negatives. `NaN` unless both are there. */
export const npvFactor = (positives: number, negatives: number, lowest: number): number =>
  positives > 0 && negatives > 0 ? negatives / positives / (1 / lowest - 1) : Number.NaN

/**
 * The metrics of a side.
 *
 * `sums`: weighted row of sums. `areas`: the sweep's five sums, over groups of equal scores in descending order: of dTP
 * times the negatives above (ties half), and of dTP or dE times precision or corrected precision. Writes one value a
 * metric to `values`; `NaN` where not estimable.
 */
export const sideMetrics = (
  sums: Float64Array,
  areas: Float64Array,
  reference: ReferencePrevalence,
  bins: number,
  values: Float64Array
): void => {
  const tp = sums[at.tp]!
  const fp = sums[at.fp]!
  const p = sums[at.p]!
  const n = sums[at.n]!
  const events = sums[at.events]!
  const fn = p - tp
  const tn = n - fp
  const ofPrecision = precisionFactor(p, n, reference.highest)
  const ofNpv = npvFactor(p, n, reference.lowest)
  values[0] = tp / p
  values[1] = tp / (tp + fp)
  values[2] = tn / (tn + fn)
  values[3] = fp / n
  values[4] = tp / (tp + ofPrecision * fp)
  values[5] = tn / (tn + ofNpv * fn)
  values[6] = sums[at.caught]! / events
  values[7] = sums[at.positiveScore]! / p
  values[8] = sums[at.negativeScore]! / n
  values[9] = 1 - areas[0]! / (p * n)
  values[10] = areas[1]! / p
  values[11] = Number.isNaN(ofPrecision) ? Number.NaN : areas[2]! / p
  values[12] = p + n === 0 ? Number.NaN : areas[3]! / events
  values[13] = Number.isNaN(ofPrecision) ? Number.NaN : areas[4]! / events
  let filled = 0
  let distance = 0
  let weighted = 0
  for (let bin = 0; bin < bins; bin++) {
    const steps = sums[at.bins + 3 * bin]!
    if (steps === 0) continue
    const gap = Math.abs(sums[at.bins + 3 * bin + 1]! - sums[at.bins + 3 * bin + 2]!)
    filled++
    distance += gap / steps
    weighted += gap
  }
  values[14] = distance / filled
  values[15] = weighted / (p + n)
  values[16] = Math.abs(p - sums[at.positiveScore]! - sums[at.negativeScore]!) / (p + n)
}

/** gamma' M gamma, M the cross products of (tp, fp, p, n). */
const quadratic = (sums: Float64Array, tp: number, fp: number, p: number, n: number): number => {
  const m = at.stepPairs
  return (
    tp * tp * sums[m]! +
    fp * fp * sums[m + 4]! +
    p * p * sums[m + 7]! +
    n * n * sums[m + 9]! +
    2 *
      (tp * (fp * sums[m + 1]! + p * sums[m + 2]! + n * sums[m + 3]!) +
        fp * (p * sums[m + 5]! + n * sums[m + 6]!) +
        p * n * sums[m + 8]!)
  )
}

const ratioVariance = (q: number, denominator: number, aa: number, ab: number, bb: number): number =>
  Math.max(0, aa - 2 * q * ab + q * q * bb) / (denominator * denominator)

const floored = (variance: number, share: number, patients: number): number =>
  Number.isNaN(share) ? Number.NaN : Math.max(variance, Proportion.varianceFloor(share, patients))

/**
 * sum over the side's patients of w u^2, u the influence of a patient on each metric that is a function of sums; `NaN`
 * for those that rank scores and for calibration error and ECE, which get no standard error here.
 *
 * Rates are at least q~(1 - q~)/(n + 2), n the patients with a non-zero denominator.
 */
export const sideVariances = (
  sums: Float64Array,
  values: Float64Array,
  reference: ReferencePrevalence,
  variances: Float64Array
): void => {
  const tp = sums[at.tp]!
  const fp = sums[at.fp]!
  const p = sums[at.p]!
  const n = sums[at.n]!
  const fn = p - tp
  const tn = n - fp
  const recall = values[0]!
  const precision = values[1]!
  const npv = values[2]!
  const fpr = values[3]!
  const alarms = tp + fp
  const quiet = tn + fn
  const withPositive = sums[at.withPositive]!
  const withAlarm = sums[at.withAlarm]!
  const withoutAlarm = sums[at.withoutAlarm]!
  variances.fill(Number.NaN)
  variances[0] = floored(quadratic(sums, 1 / p, 0, -recall / p, 0), recall, withPositive)
  variances[1] = floored(quadratic(sums, (1 - precision) / alarms, -precision / alarms, 0, 0), precision, withAlarm)
  variances[2] = floored(
    quadratic(sums, npv / quiet, (npv - 1) / quiet, -npv / quiet, (1 - npv) / quiet),
    npv,
    withoutAlarm
  )
  variances[3] = floored(quadratic(sums, 0, 1 / n, 0, -fpr / n), fpr, sums[at.withNegative]!)

  const s = precisionFactor(p, n, reference.highest)
  const d = tp + s * fp
  const byFactor = (-tp * fp * s) / (d * d)
  variances[4] = floored(
    quadratic(sums, (s * fp) / (d * d), (-s * tp) / (d * d), byFactor / p, -byFactor / n),
    values[4]!,
    withAlarm
  )

  const sn = npvFactor(p, n, reference.lowest)
  const dn = tn + sn * fn
  const byTn = (sn * fn) / (dn * dn)
  const byFn = (-sn * tn) / (dn * dn)
  const byNpvFactor = (-tn * fn * sn) / (dn * dn)
  variances[5] = floored(
    quadratic(sums, -byFn, -byTn, byFn - byNpvFactor / p, byTn + byNpvFactor / n),
    values[5]!,
    withoutAlarm
  )

  const events = sums[at.events]!
  const eventRecall = values[6]!
  variances[6] = floored(
    ratioVariance(eventRecall, events, sums[at.caughtCaught]!, sums[at.caughtEvents]!, sums[at.eventsEvents]!),
    eventRecall,
    sums[at.withEvent]!
  )
  const m = at.stepPairs
  variances[7] = ratioVariance(values[7]!, p, sums[at.positiveScoreSquared]!, sums[at.positiveScoreP]!, sums[m + 7]!)
  variances[8] = ratioVariance(values[8]!, n, sums[at.negativeScoreSquared]!, sums[at.negativeScoreN]!, sums[m + 9]!)
  const stepsSquared = sums[m + 7]! + 2 * sums[m + 8]! + sums[m + 9]!
  const bias = (p - sums[at.positiveScore]! - sums[at.negativeScore]!) / (p + n)
  variances[16] = ratioVariance(bias, p + n, sums[at.excessSquared]!, sums[at.excessSteps]!, stepsSquared)
}
