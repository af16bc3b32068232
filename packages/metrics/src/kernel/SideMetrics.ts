/**
 * Metrics of one side, a cohort or a rest, and the variance of each, from the side's sums.
 */
import * as Proportion from "@fairward/stats/Proportion"
import { crossed } from "./CrossProducts.ts"
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

/** Place of each metric in the kernel's arrays. */
export const placeOf = Object.fromEntries(metricIds.map((id, place) => [id, place])) as Readonly<
  Record<MetricId, number>
>

/** Places of the sweep's sums; see `sideMetrics`. */
const areaAt = { negativesAbove: 0, precision: 1, correctedPrecision: 2, eventPrecision: 3, correctedEventPrecision: 4 }

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
  values[placeOf.recall] = tp / p
  values[placeOf.precision] = tp / (tp + fp)
  values[placeOf.npv] = tn / (tn + fn)
  values[placeOf.fpr] = fp / n
  values[placeOf.corrected_precision] = tp / (tp + ofPrecision * fp)
  values[placeOf.corrected_npv] = tn / (tn + ofNpv * fn)
  values[placeOf.event_recall] = sums[at.caught]! / events
  values[placeOf.positive_class_score] = sums[at.positiveScore]! / p
  values[placeOf.negative_class_score] = sums[at.negativeScore]! / n
  values[placeOf.auroc] = 1 - areas[areaAt.negativesAbove]! / (p * n)
  values[placeOf.auprc] = areas[areaAt.precision]! / p
  values[placeOf.corrected_auprc] = Number.isNaN(ofPrecision) ? Number.NaN : areas[areaAt.correctedPrecision]! / p
  values[placeOf.event_auprc] = p + n === 0 ? Number.NaN : areas[areaAt.eventPrecision]! / events
  values[placeOf.corrected_event_auprc] = Number.isNaN(ofPrecision)
    ? Number.NaN
    : areas[areaAt.correctedEventPrecision]! / events
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
  values[placeOf.calibration_error] = distance / filled
  values[placeOf.expected_calibration_error] = weighted / (p + n)
  values[placeOf.calibration_in_the_large] = Math.abs(p - sums[at.positiveScore]! - sums[at.negativeScore]!) / (p + n)
}

/**
 * Derivatives by (tp, fp, p, n) of the six metrics that are functions of these counts, at a side's sums: four numbers each
 * for recall, precision, NPV, FPR, corrected precision and corrected NPV. The influence of a patient is their product
 * with the patient's own counts.
 */
export const countSlopes = (
  sums: Float64Array,
  values: Float64Array,
  reference: ReferencePrevalence,
  slopes: Float64Array
): void => {
  const tp = sums[at.tp]!
  const fp = sums[at.fp]!
  const p = sums[at.p]!
  const n = sums[at.n]!
  const fn = p - tp
  const tn = n - fp
  const recall = values[placeOf.recall]!
  const precision = values[placeOf.precision]!
  const npv = values[placeOf.npv]!
  const fpr = values[placeOf.fpr]!
  const alarms = tp + fp
  const quiet = tn + fn
  const set = (metric: number, byTp: number, byFp: number, byP: number, byN: number) => {
    slopes[4 * metric] = byTp
    slopes[4 * metric + 1] = byFp
    slopes[4 * metric + 2] = byP
    slopes[4 * metric + 3] = byN
  }
  set(placeOf.recall, 1 / p, 0, -recall / p, 0)
  set(placeOf.precision, (1 - precision) / alarms, -precision / alarms, 0, 0)
  set(placeOf.npv, npv / quiet, (npv - 1) / quiet, -npv / quiet, (1 - npv) / quiet)
  set(placeOf.fpr, 0, 1 / n, 0, -fpr / n)

  const s = precisionFactor(p, n, reference.highest)
  const d = tp + s * fp
  const byFactor = (-tp * fp * s) / (d * d)
  set(placeOf.corrected_precision, (s * fp) / (d * d), (-s * tp) / (d * d), byFactor / p, -byFactor / n)

  const sn = npvFactor(p, n, reference.lowest)
  const dn = tn + sn * fn
  const byTn = (sn * fn) / (dn * dn)
  const byFn = (-sn * tn) / (dn * dn)
  const byNpvFactor = (-tn * fn * sn) / (dn * dn)
  set(placeOf.corrected_npv, -byFn, -byTn, byFn - byNpvFactor / p, byTn + byNpvFactor / n)
}

/** Length of the slopes of a side. */
export const slopesLength = 4 * 6

/** gamma' M gamma, M the cross products of (tp, fp, p, n), gamma the slopes of a metric. */
const quadratic = (sums: Float64Array, slopes: Float64Array, metric: number): number => {
  const m = at.stepPairs
  const tp = slopes[4 * metric]!
  const fp = slopes[4 * metric + 1]!
  const p = slopes[4 * metric + 2]!
  const n = slopes[4 * metric + 3]!
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

const biasOf = (sums: Float64Array): number =>
  (sums[at.p]! - sums[at.positiveScore]! - sums[at.negativeScore]!) / (sums[at.p]! + sums[at.n]!)

/**
 * sum over the side's patients of w u^2, u the influence of a patient on each metric that is a function of sums; `NaN`
 * for those that rank scores and for calibration error and ECE, which get no standard error here.
 *
 * `slopes`: of the side's counts. Rates are at least q~(1 - q~)/(n + 2), n the patients with a non-zero denominator.
 */
export const sideVariances = (
  sums: Float64Array,
  values: Float64Array,
  slopes: Float64Array,
  variances: Float64Array
): void => {
  const p = sums[at.p]!
  const n = sums[at.n]!
  const withAlarm = sums[at.withAlarm]!
  const withoutAlarm = sums[at.withoutAlarm]!
  variances.fill(Number.NaN)
  variances[placeOf.recall] = floored(
    quadratic(sums, slopes, placeOf.recall),
    values[placeOf.recall]!,
    sums[at.withPositive]!
  )
  variances[placeOf.precision] = floored(
    quadratic(sums, slopes, placeOf.precision),
    values[placeOf.precision]!,
    withAlarm
  )
  variances[placeOf.npv] = floored(quadratic(sums, slopes, placeOf.npv), values[placeOf.npv]!, withoutAlarm)
  variances[placeOf.fpr] = floored(quadratic(sums, slopes, placeOf.fpr), values[placeOf.fpr]!, sums[at.withNegative]!)
  variances[placeOf.corrected_precision] = floored(
    quadratic(sums, slopes, placeOf.corrected_precision),
    values[placeOf.corrected_precision]!,
    withAlarm
  )
  variances[placeOf.corrected_npv] = floored(
    quadratic(sums, slopes, placeOf.corrected_npv),
    values[placeOf.corrected_npv]!,
    withoutAlarm
  )

  const events = sums[at.events]!
  const eventRecall = values[placeOf.event_recall]!
  variances[placeOf.event_recall] = floored(
    ratioVariance(eventRecall, events, sums[at.caughtCaught]!, sums[at.caughtEvents]!, sums[at.eventsEvents]!),
    eventRecall,
    sums[at.withEvent]!
  )
  const m = at.stepPairs
  variances[placeOf.positive_class_score] = ratioVariance(
    values[placeOf.positive_class_score]!,
    p,
    sums[at.positiveScoreSquared]!,
    sums[at.positiveScoreP]!,
    sums[m + 7]!
  )
  variances[placeOf.negative_class_score] = ratioVariance(
    values[placeOf.negative_class_score]!,
    n,
    sums[at.negativeScoreSquared]!,
    sums[at.negativeScoreN]!,
    sums[m + 9]!
  )
  const stepsSquared = sums[m + 7]! + 2 * sums[m + 8]! + sums[m + 9]!
  variances[placeOf.calibration_in_the_large] = ratioVariance(
    biasOf(sums),
    p + n,
    sums[at.excessSquared]!,
    sums[at.excessSteps]!,
    stepsSquared
  )
}

/**
 * sum over the patients of w u_a u_b, for two sides that may hold units of the same patients; of the metrics that
 * `sideVariances` has. `products`: weighted row of cross products (see `CrossProducts`).
 *
 * The influence on calibration in the large is that on its signed value, turned to the sign that it has on its side.
 */
export const sideCovariances = (
  products: Float64Array,
  a: { readonly sums: Float64Array; readonly values: Float64Array; readonly slopes: Float64Array },
  b: { readonly sums: Float64Array; readonly values: Float64Array; readonly slopes: Float64Array },
  covariances: Float64Array
): void => {
  covariances.fill(Number.NaN)
  for (let metric = 0; metric < 6; metric++) {
    let sum = 0
    for (let i = 0; i < 4; i++) {
      let own = 0
      for (let j = 0; j < 4; j++) own += b.slopes[4 * metric + j]! * products[4 * i + j]!
      sum += a.slopes[4 * metric + i]! * own
    }
    covariances[metric] = sum
  }
  const ratios = (qa: number, qb: number, ofA: number, ofB: number, from: number, both: number) =>
    (products[from]! - qb * products[from + 1]! - qa * products[from + 2]! + qa * qb * both) / (ofA * ofB)
  const [pa, na, pb, nb] = [a.sums[at.p]!, a.sums[at.n]!, b.sums[at.p]!, b.sums[at.n]!]
  covariances[placeOf.positive_class_score] = ratios(
    a.values[placeOf.positive_class_score]!,
    b.values[placeOf.positive_class_score]!,
    pa,
    pb,
    crossed.positiveScore,
    products[4 * 2 + 2]!
  )
  covariances[placeOf.negative_class_score] = ratios(
    a.values[placeOf.negative_class_score]!,
    b.values[placeOf.negative_class_score]!,
    na,
    nb,
    crossed.negativeScore,
    products[4 * 3 + 3]!
  )
  const [eventsA, eventsB] = [a.sums[at.events]!, b.sums[at.events]!]
  const bothEvents = products[crossed.eventsEvents]!
  covariances[placeOf.event_recall] = ratios(
    a.values[placeOf.event_recall]!,
    b.values[placeOf.event_recall]!,
    eventsA,
    eventsB,
    crossed.caught,
    bothEvents
  )
  const [biasA, biasB] = [biasOf(a.sums), biasOf(b.sums)]
  const steps = products[4 * 2 + 2]! + products[4 * 2 + 3]! + products[4 * 3 + 2]! + products[4 * 3 + 3]!
  const signs = (biasA < 0 ? -1 : 1) * (biasB < 0 ? -1 : 1)
  covariances[placeOf.calibration_in_the_large] = signs * ratios(biasA, biasB, pa + na, pb + nb, crossed.excess, steps)
}
