/**
 * The metrics: what they are called, which direction is good, how they are judged, and why one may not be estimable.
 *
 * @since 0.1.0
 */
import type { Comparison, Dataset } from "@fairward/core"
import { type MetricId, metricIds, type ReferencePrevalence } from "./kernel/SideMetrics.ts"

export { type MetricId, metricIds, type ReferencePrevalence }

export interface Metric {
  readonly id: MetricId
  readonly title: string
  readonly sense: Exclude<Comparison.Sense, "none">
  /** Needs events. */
  readonly ofEvents: boolean
  /** Reads the score as a probability, so that it says nothing of points. */
  readonly ofProbabilities: boolean
  /** Reported unless told otherwise: the fifteen of the FAMEWS paper. */
  readonly byDefault: boolean
  /** `true`, or why the metric gets no verdict. */
  readonly judged: true | string
  readonly definition: string
}

const biased =
  "biased upwards in small cohorts, so it gets the paper's test but no verdict; calibration in the large is judged"

const metric = (
  id: MetricId,
  title: string,
  definition: string,
  {
    byDefault = true,
    judged = true,
    ofEvents = false,
    ofProbabilities = false,
    sense = "higher"
  }: Partial<Pick<Metric, "byDefault" | "judged" | "ofEvents" | "ofProbabilities" | "sense">> = {}
): Metric => ({ id, title, sense, ofEvents, ofProbabilities, byDefault, judged, definition })

/** In the order of the report. */
export const metrics: ReadonlyArray<Metric> = [
  metric("recall", "Recall", "Share of positive steps with an alarm, TP / P."),
  metric("precision", "Precision", "Share of alarms that are at positive steps, TP / (TP + FP)."),
  metric("npv", "NPV", "Negative predictive value: share of steps without alarm that are negative, TN / (TN + FN)."),
  metric("fpr", "FPR", "False positive rate: share of negative steps with an alarm, FP / N.", { sense: "lower" }),
  metric(
    "corrected_precision",
    "Corrected precision",
    "Precision that the cohort would have at the highest prevalence of any cohort of its grouping, so that cohorts with rarer events are not at a disadvantage."
  ),
  metric(
    "corrected_npv",
    "Corrected NPV",
    "NPV that the cohort would have at the lowest prevalence of any cohort of its grouping."
  ),
  metric(
    "event_recall",
    "Event recall",
    "Share of evaluable events with at least one alarm in the window before them.",
    { ofEvents: true }
  ),
  metric("positive_class_score", "Avg. score, positive", "Mean score at positive steps.", {
    ofProbabilities: true
  }),
  metric("negative_class_score", "Avg. score, negative", "Mean score at negative steps.", {
    sense: "lower",
    ofProbabilities: true
  }),
  metric(
    "auroc",
    "AUROC",
    "Area under the receiver operating characteristic: the chance that a positive step scores higher than a negative one, ties counting half."
  ),
  metric("auprc", "AUPRC", "Area under the curve of precision against recall."),
  metric("corrected_auprc", "Corrected AUPRC", "Area under the curve of corrected precision against recall."),
  metric("event_auprc", "Event AUPRC", "Area under the curve of precision against event recall.", { ofEvents: true }),
  metric(
    "corrected_event_auprc",
    "Corrected event AUPRC",
    "Area under the curve of corrected precision against event recall.",
    { ofEvents: true }
  ),
  metric(
    "calibration_error",
    "Calibration error",
    "Mean over non-empty bins of scores of the distance between the share of positives and the mean score.",
    { sense: "lower", ofProbabilities: true, judged: biased }
  ),
  metric(
    "expected_calibration_error",
    "ECE",
    "Expected calibration error: the calibration error with bins weighted by their steps.",
    { sense: "lower", ofProbabilities: true, byDefault: false, judged: biased }
  ),
  metric(
    "calibration_in_the_large",
    "Calibration in the large",
    "Distance between the share of positives and the mean score over all steps.",
    { sense: "lower", ofProbabilities: true, byDefault: false }
  )
]

export const metricById: ReadonlyMap<string, Metric> = new Map(metrics.map((one) => [one.id, one]))

/** Why a metric cannot be had of these data; `undefined` where it can. */
export const whyLeftOut = (
  { ofEvents, ofProbabilities }: Metric,
  { horizonSteps, scale }: Pick<Dataset.DatasetShape, "horizonSteps" | "scale">,
  hasEvents: boolean
): string | undefined => {
  if (ofProbabilities && scale === "points") return "scores are points and not probabilities"
  if (!ofEvents || hasEvents) return undefined
  return horizonSteps === 0 ? "one prediction a patient has no events over time" : "no events were given"
}

/** Labelled steps of one side, those of them that are positive, and its evaluable events where they play a part. */
export interface SideCounts {
  readonly steps: number
  readonly positives: number
  readonly events?: number
}

/**
 * Highest and lowest of the prevalences that corrected metrics may refer to. Those of 0 and 1 cannot be corrected to;
 * without any other both are `NaN`.
 */
export const referencePrevalence = (prevalences: ReadonlyArray<number | null>): ReferencePrevalence => {
  const usable = prevalences.filter((one) => one !== null && one > 0 && one < 1) as ReadonlyArray<number>
  return usable.length === 0
    ? { highest: Number.NaN, lowest: Number.NaN }
    : { highest: Math.max(...usable), lowest: Math.min(...usable) }
}

/**
 * Why a metric of a side is `NaN`. `noReference`: what to say of corrected metrics when there is no prevalence that they
 * could refer to.
 */
export const whyNotEstimable = (
  { id, ofEvents }: Metric,
  { events, positives, steps }: SideCounts,
  reference: ReferencePrevalence,
  noReference: string
): string => {
  const ofAlarms = id === "npv" || id === "precision"
  const needsPositives = !ofAlarms && id !== "fpr" && id !== "negative_class_score"
  if (steps === 0) return "no labelled step"
  if (ofEvents && events === 0) return "no evaluable event"
  if (needsPositives && positives === 0) return "no positive step"
  if (!ofAlarms && positives === steps) return "no negative step"
  if (id.startsWith("corrected") && Number.isNaN(reference.highest)) return noReference
  return id.includes("npv") ? "alarm at every step" : "no alarm at any step"
}
