/**
 * The metrics of the stage: what they are called, which direction is good, and how they are judged.
 */
import type { Comparison } from "@fairward/core"
import { type MetricId, metricIds } from "./kernel/SideMetrics.ts"

export { type MetricId, metricIds }

export interface Metric {
  readonly id: MetricId
  readonly title: string
  readonly sense: Exclude<Comparison.Sense, "none">
  /** Needs events. */
  readonly ofEvents: boolean
  /** Reported unless the options say otherwise: the fifteen of the paper. */
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
    sense = "higher"
  }: Partial<Pick<Metric, "byDefault" | "judged" | "ofEvents" | "sense">> = {}
): Metric => ({ id, title, sense, ofEvents, byDefault, judged, definition })

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
  metric("positive_class_score", "Avg. score, positive", "Mean score at positive steps."),
  metric("negative_class_score", "Avg. score, negative", "Mean score at negative steps.", { sense: "lower" }),
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
    { sense: "lower", judged: biased }
  ),
  metric(
    "expected_calibration_error",
    "ECE",
    "Expected calibration error: the calibration error with bins weighted by their steps.",
    { sense: "lower", byDefault: false, judged: biased }
  ),
  metric(
    "calibration_in_the_large",
    "Calibration in the large",
    "Distance between the share of positives and the mean score over all steps.",
    { sense: "lower", byDefault: false }
  )
]

export const metricById: ReadonlyMap<string, Metric> = new Map(metrics.map((one) => [one.id, one]))
