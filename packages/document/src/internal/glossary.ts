import type { GlossaryEntry } from "@fairward/core/ReportDocument"
import { hasEvents, isClassical, type Subject } from "./Subject.ts"

const always: ReadonlyArray<readonly [term: string, definition: string]> = [
  ["Alarm", "A score at or above the threshold where there is a label."],
  [
    "Adjusted p-value",
    "How often, if no cohort differed from its rest, any comparison of the analysis would look as pronounced as this one."
  ],
  ["Category", "One value of a grouping; its patients are a cohort."],
  [
    "Correction factor",
    "What makes precision and NPV comparable where events are not equally common. With π the share of positive steps of the cohort: corrected precision is TP / (TP + s FP) with s = (1/π_max - 1) / (1/π - 1), π_max the largest share of a cohort of the grouping; corrected NPV is TN / (TN + s FN) with s = (1/π - 1) / (1/π_min - 1), π_min the smallest."
  ],
  ["FN, false negative", "A positive step without alarm."],
  ["FP, false positive", "A negative step with an alarm."],
  ["N", "The number of negative steps, those whose label is 0: TN + FP."],
  ["P", "The number of positive steps, those whose label is 1: TP + FN."],
  [
    "Ratio of significantly worse metrics",
    "Of the metrics by which a cohort can be worse, the share by which it is significantly worse than its rest."
  ],
  ["TN, true negative", "A negative step without alarm."],
  ["TP, true positive", "A positive step with an alarm."],
  ["Worst delta", "The largest delta of a cohort of a grouping, or of all, on the side that is bad for the cohort."],
  ["Worst ratio", "The largest ratio of significantly worse metrics of a cohort of a grouping, or of all."],
  ["Better", "Verdict: the interval of the difference excludes 0 on the side that is good for the cohort."],
  ["Cohort", "The patients that share one value of a grouping, such as women in a grouping by sex."],
  [
    "Delta",
    "Absolute difference between the median over replicates of a cohort and that of its rest; the effect size of the FAMEWS paper."
  ],
  ["Detectable difference", "The true difference that this audit would have told from 0 with 80\u00a0% power."],
  ["Equivalent", "Verdict: the interval of the difference lies within the margin on both sides."],
  [
    "Greater, less",
    "Verdicts where neither direction is worse: the interval of the difference lies above, or below, 0."
  ],
  [
    "Grouping",
    "An attribute by which patients are divided into cohorts: a category, ranges of a number, or a crossing."
  ],
  [
    "Inconclusive",
    "Verdict: the data do not tell whether there is a difference, nor that it is smaller than the margin."
  ],
  ["Macro-average", "The plain mean over the categories of a grouping: small cohorts count as much as large ones."],
  [
    "Mann-Whitney p-value",
    "That of the method published with FAMEWS, from replicates: how steady a difference is in simulation, not how strong the evidence."
  ],
  ["Margin", "The size from which on a difference matters, declared before looking."],
  [
    "Material",
    "Verdict: the whole interval of the difference lies beyond the margin on the side that is bad for the cohort."
  ],
  ["Minority category", "The kept cohort of a grouping with the fewest patients."],
  ["No verdict", "The number is described and not judged, for the reason beside it."],
  ["Not estimable", "A number that cannot be computed from these patients, such as a precision without alarms."],
  [
    "Pointwise interval",
    "An interval for one number of one cohort, at its stated level by itself; whether two of them overlap decides nothing."
  ],
  [
    "Replicate",
    "One random draw of patients with replacement; the spread over replicates shows how certain a number is."
  ],
  ["Rest", "The patients of the other kept cohorts of the same grouping."],
  ["Score", "The model's output, from 0 to 1."],
  [
    "Simultaneous interval",
    "An interval for a difference, wide enough that all intervals of one analysis hold together at the stated level."
  ],
  ["Threshold", "The score from which on the model raises an alarm; the same for all cohorts and replicates."],
  ["Too small", "Verdict: the cohort or its rest has too few patients to be judged."],
  ["Worse", "Verdict: the interval of the difference excludes 0 on the side that is bad for the cohort."]
]

const timed: ReadonlyArray<readonly [string, string]> = [
  ["Horizon", "How far ahead the model warns. A label is positive when an event starts within it."],
  ["Labelled step", "A step with a label: not during an event. Only these enter metrics and raise alarms."],
  ["Prevalence", "The share of labelled steps whose label is positive."]
]

const onGrid: ReadonlyArray<readonly [string, string]> = [
  ["Step", "One point of a patient's evenly spaced grid of time."]
]

const offGrid: ReadonlyArray<readonly [string, string]> = [
  ["Step", "A point of time at which a patient has a prediction, to the minute; steps lie at no fixed distance."]
]

const classical: ReadonlyArray<readonly [string, string]> = [
  ["Prevalence", "The share of labelled predictions whose label is positive."]
]

const events: ReadonlyArray<readonly [string, string]> = [
  ["Event", "What the model warns of, with a beginning and an end, as the data give it."],
  [
    "Evaluable event",
    "An event that the model had a chance to warn of: it begins after the first step and not later than one horizon after the maximum length."
  ],
  ["Event-bearing patient", "A patient with at least one evaluable event."],
  [
    "Window of an event",
    "The time in which an alarm counts for the event: one horizon before its start, or less where the stay began or another event ended within it, or where stays are cut."
  ]
]

const stepsOf = (subject: Subject) =>
  isClassical(subject) ? [] : subject.findings.audit.dataset.irregular ? offGrid : onGrid

const collator = new Intl.Collator("en")

/** The terms of core and of all stages that are in the report, in the order of the alphabet; core's meaning prevails. */
export const glossaryOf = (subject: Subject): ReadonlyArray<GlossaryEntry> => {
  const core = [
    ...always,
    ...(isClassical(subject) ? classical : timed),
    ...stepsOf(subject),
    ...(hasEvents(subject) ? events : [])
  ].map(([term, definition]) => ({ term, definition }))
  const ofStages = subject.stages.flatMap(({ installed, rendered }) =>
    rendered === undefined ? [] : (installed?.glossary ?? [])
  )
  const byTerm = new Map<string, GlossaryEntry>()
  for (const entry of [...core, ...ofStages]) {
    const key = entry.term.trim().toLowerCase()
    if (!byTerm.has(key)) byTerm.set(key, entry)
  }
  return [...byTerm.values()].sort((a, b) => collator.compare(a.term, b.term))
}
