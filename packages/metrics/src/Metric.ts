/** The metrics, each one record: what it is called and made of, which direction is good, and whether it is judged. */
import type { Comparison, Dataset, Measure as Declared, Stage } from "@fairward/core"
import {
  type Column,
  type Formula,
  gapsIn,
  type ReferencePrevalence,
  type Setting,
  signedGaps
} from "./internal/metricFormula.ts"
import type { Described, Measure, Side, Sums } from "./Measure.ts"

export {
  binColumn,
  type Column,
  type Formula,
  type ReferencePrevalence,
  referencePrevalence,
  type Setting
} from "./internal/metricFormula.ts"

interface Definition {
  readonly title: string
  readonly definition: string
  readonly formula: Formula
  readonly harm: Declared.Harm
  readonly headline?: Declared.Headline
  readonly corrected?: string
  readonly directions?: Declared.Directions
  /** Default: rates. */
  readonly class?: Comparison.Class
  /** Default: higher. */
  readonly sense?: Comparison.Sense
  /** Default: of the rarer side of the value. */
  readonly fifthOf?: (everyone: Sums<Column>) => number
  /** Not estimable without such steps; in this order. */
  readonly needs?: ReadonlyArray<"positive" | "negative">
  /** Why it is not estimable where there are such steps. */
  readonly otherwise?: string
  /** Needs events. */
  readonly ofEvents?: boolean
  /** Reads the score as a probability, so that it says nothing of points. */
  readonly ofProbabilities?: boolean
  /** The fifteen of the FAMEWS paper. */
  readonly byDefault?: boolean
  /** `true`, or why the metric gets no verdict. */
  readonly judged?: true | string
}

const noAlarm = "no alarm at any step"

const onlyAlarms = "alarm at every step"

const biased =
  "biased upwards in small cohorts, so it gets the paper's test but no verdict; calibration in the large and the debiased calibration error are judged"

/** What a share of positives is a multiple of at most: it, or that of negatives where that is less. */
const rarerLabel = ({ n, p }: Sums<Column>): number => Math.min(n, p) / (n + p)

const both = ["positive", "negative"] as const

const defined = {
  recall: {
    title: "Recall",
    harm: "missed",
    headline: {
      title: "Missed",
      frequency: {
        per: 100,
        of: "positive steps",
        outcome: "have no alarm",
        complement: true,
        patients: { of: "patients with a positive label", outcome: "have no alarm" }
      }
    },
    definition: "Share of positive steps with an alarm, TP / P.",
    formula: { over: (s) => [s.tp, s.p] },
    needs: ["positive"]
  },
  precision: {
    title: "Precision",
    corrected: "corrected_precision",
    harm: "false alarms",
    headline: { title: "True alarms", frequency: { per: 100, of: "alarms", outcome: "are true" } },
    definition: "Share of alarms that are at positive steps, TP / (TP + FP).",
    formula: { over: (s) => [s.tp, s.tp + s.fp] },
    otherwise: noAlarm
  },
  npv: {
    title: "NPV",
    corrected: "corrected_npv",
    harm: "missed",
    headline: {
      title: "Missed in quiet",
      frequency: {
        per: 1000,
        of: "steps without alarm",
        outcome: "are followed by an event",
        complement: true,
        patients: { of: "patients without alarm", outcome: "have a positive label" }
      }
    },
    definition: "Negative predictive value: share of steps without alarm that are negative, TN / (TN + FN).",
    formula: { over: (s) => [s.n - s.fp, s.n - s.fp + s.p - s.tp] },
    otherwise: onlyAlarms
  },
  fpr: {
    title: "FPR",
    harm: "false alarms",
    definition: "False positive rate: share of negative steps with an alarm, FP / N.",
    formula: { over: (s) => [s.fp, s.n] },
    sense: "lower",
    needs: ["negative"]
  },
  f1: {
    title: "F1",
    harm: "ranking",
    definition: "Harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN).",
    formula: { over: (s) => [2 * s.tp, s.tp + s.fp + s.p] },
    otherwise: "neither a positive step nor an alarm",
    byDefault: false
  },
  corrected_precision: {
    title: "Corrected precision",
    harm: "false alarms",
    definition:
      "Precision that the cohort would have at the highest prevalence of any cohort of its grouping, so that cohorts with rarer events are not at a disadvantage.",
    formula: {
      valueIn:
        ({ reference }) =>
        (s, place) => {
          const factor = s.p.times(1 / reference(place).highest - 1).over(s.n)
          return s.tp.over(s.tp.plus(factor.times(s.fp)))
        },
      contributing: (s) => s.tp + s.fp,
      floor: "share"
    },
    needs: both,
    otherwise: noAlarm
  },
  corrected_npv: {
    title: "Corrected NPV",
    harm: "missed",
    definition: "NPV that the cohort would have at the lowest prevalence of any cohort of its grouping.",
    formula: {
      valueIn:
        ({ reference }) =>
        (s, place) => {
          const factor = s.n.over(s.p).over(1 / reference(place).lowest - 1)
          const [missed, quiet] = [s.p.minus(s.tp), s.n.minus(s.fp)]
          return quiet.over(quiet.plus(factor.times(missed)))
        },
      contributing: (s) => s.steps - s.tp - s.fp,
      floor: "share"
    },
    needs: both,
    otherwise: onlyAlarms
  },
  event_recall: {
    title: "Event recall",
    harm: "missed",
    headline: { title: "Missed", frequency: { per: 100, of: "events", outcome: "are missed", complement: true } },
    definition: "Share of evaluable events with at least one alarm in the window before them.",
    formula: { over: (s) => [s.caught, s.events] },
    ofEvents: true
  },
  positive_class_score: {
    title: "Avg. score, positive",
    class: "means",
    harm: "ranking",
    definition: "Mean score at positive steps.",
    formula: { over: (s) => [s.positiveScore, s.p], floor: "none" },
    needs: ["positive"],
    ofProbabilities: true
  },
  negative_class_score: {
    title: "Avg. score, negative",
    class: "means",
    harm: "ranking",
    definition: "Mean score at negative steps.",
    formula: { over: (s) => [s.negativeScore, s.n], floor: "none" },
    sense: "lower",
    needs: ["negative"],
    ofProbabilities: true
  },
  auroc: {
    title: "AUROC",
    harm: "ranking",
    headline: { title: "AUROC" },
    definition:
      "Area under the receiver operating characteristic: the chance that a positive step scores higher than a negative one, ties counting half.",
    formula: { area: "auroc" },
    needs: both
  },
  auprc: {
    title: "AUPRC",
    class: "areas",
    corrected: "corrected_auprc",
    harm: "ranking",
    definition: "Area under the curve of precision against recall.",
    formula: { area: "auprc" },
    needs: ["positive"]
  },
  corrected_auprc: {
    title: "Corrected AUPRC",
    class: "areas",
    harm: "ranking",
    definition: "Area under the curve of corrected precision against recall.",
    formula: { area: "corrected_auprc" },
    needs: both
  },
  event_auprc: {
    title: "Event AUPRC",
    class: "areas",
    corrected: "corrected_event_auprc",
    harm: "ranking",
    definition: "Area under the curve of precision against event recall.",
    formula: { area: "event_auprc" },
    ofEvents: true
  },
  corrected_event_auprc: {
    title: "Corrected event AUPRC",
    class: "areas",
    harm: "ranking",
    definition: "Area under the curve of corrected precision against event recall.",
    formula: { area: "corrected_event_auprc" },
    needs: both,
    ofEvents: true
  },
  calibration_error: {
    title: "Calibration error",
    class: "means",
    harm: "risk",
    definition: "Mean over non-empty bins of scores of the distance between the share of positives and the mean score.",
    formula: {
      statisticIn: ({ bins }) => {
        const gapsOf = gapsIn(bins, false)
        return (s) => {
          const { filled, gaps } = gapsOf(s)
          return gaps / filled
        }
      }
    },
    sense: "lower",
    ofProbabilities: true,
    judged: biased
  },
  expected_calibration_error: {
    title: "ECE",
    class: "means",
    harm: "risk",
    definition: "Expected calibration error: the calibration error with bins weighted by their steps.",
    formula: {
      statisticIn: ({ bins }) => {
        const gapsOf = gapsIn(bins, true)
        return (s) => gapsOf(s).gaps / s.steps
      }
    },
    sense: "lower",
    ofProbabilities: true,
    byDefault: false,
    judged: biased
  },
  calibration_in_the_large: {
    title: "Calibration in the large",
    class: "means",
    harm: "risk",
    definition:
      "Share of positives less the mean score, over all steps. Above 0 events are more frequent than the scores say: those patients are under-warned; below 0 they are over-warned.",
    formula: { over: (s) => [s.excess, s.steps], floor: "none" },
    sense: "none",
    directions: { greater: "more under-warned", less: "more over-warned" },
    fifthOf: rarerLabel,
    ofProbabilities: true,
    byDefault: false
  },
  debiased_calibration_error: {
    title: "Debiased calibration error",
    class: "means",
    harm: "risk",
    definition:
      "Root of the mean squared distance between the share of positives and the mean score in bins of scores, weighted by their steps, less what chance adds to it, so that small cohorts do not look worse.",
    formula: { distancesIn: ({ bins }) => signedGaps(bins) },
    sense: "lower",
    fifthOf: rarerLabel,
    ofProbabilities: true,
    otherwise: "no bin of scores holds steps of two patients",
    byDefault: false
  }
} as const satisfies Readonly<Record<string, Definition>>

export type MetricId = keyof typeof defined

/** In the order of the report. */
export const metricIds = Object.keys(defined) as ReadonlyArray<MetricId>

export interface Metric
  extends Required<Omit<Definition, "otherwise" | "headline" | "corrected" | "directions" | "fifthOf">>,
    Pick<Definition, "headline" | "corrected" | "directions" | "fifthOf">,
    Pick<Declared.Measure, "unit"> {
  readonly id: MetricId
  readonly otherwise: string | undefined
}

/** In the order of the report. */
export const metrics: ReadonlyArray<Metric> = metricIds.map((id) => ({
  sense: "higher",
  unit: "share",
  class: "rates",
  needs: [],
  otherwise: undefined,
  ofEvents: false,
  ofProbabilities: false,
  byDefault: true,
  judged: true,
  ...(defined[id] as Definition),
  id
}))

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

/** A problem with options that ask for metrics of which these data can have none. */
export const unmet = (
  path: ReadonlyArray<string>,
  chosen: ReadonlyArray<MetricId>,
  dataset: Dataset.DatasetShape,
  hasEvents: boolean
): ReadonlyArray<Stage.Unmet> => {
  const reasons = chosen.map((id) => whyLeftOut(metricById.get(id)!, dataset, hasEvents))
  const told = [...new Set(reasons)].join("; ")
  const message = `None of these can be had of these data: ${told}. Name others, such as recall and auroc`
  return reasons.includes(undefined) ? [] : [{ path, message }]
}

/**
 * Why a metric of a side is `NaN`. `noReference`: what to say of corrected metrics when there is no prevalence that they
 * could refer to.
 */
export const whyNotEstimable = (
  { id, needs, ofEvents, otherwise }: Metric,
  { events, n, p, steps }: Side<Column>["sums"],
  reference: ReferencePrevalence,
  noReference: string
): string => {
  if (steps === 0) return "no labelled step"
  if (ofEvents && events === 0) return "no evaluable event"
  const lacking = needs.find((label) => (label === "positive" ? p : n) === 0)
  if (lacking !== undefined) return `no ${lacking} step`
  if (id.startsWith("corrected") && Number.isNaN(reference.highest)) return noReference
  return otherwise ?? "not estimable"
}

/** Metrics as measures of the columns of steps, in no class. What the verdict minimum counts is the event-bearing patients. */
export const measuresOf = (
  chosen: ReadonlyArray<Metric>,
  setting: Setting,
  marginOf: (metric: Metric) => number,
  missing: (metric: Metric, side: Side<Column>) => string
): ReadonlyArray<Measure<Column>> =>
  chosen.map((metric) => {
    const { fifthOf, formula, id, judged, sense, unit } = metric
    const described: Described<Column> = {
      id,
      sense,
      unit,
      margin: judged === true ? marginOf(metric) : null,
      ...(fifthOf === undefined ? {} : { fifthOf }),
      judged,
      missing: (side) => missing(metric, side),
      bearing: ({ eventPatients }) => eventPatients
    }
    if ("distancesIn" in formula) return { ...described, distances: formula.distancesIn(setting) }
    if ("statisticIn" in formula) return { ...described, statistic: formula.statisticIn(setting) }
    if (!("valueIn" in formula)) return { ...described, ...formula }
    const { valueIn, ...rest } = formula
    return { ...described, ...rest, value: valueIn(setting) }
  })
