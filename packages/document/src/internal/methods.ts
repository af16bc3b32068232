import { defaultMargin, testedReplicates, verdictReplicates } from "@fairward/core/Comparison"
import { counted, percent, text } from "@fairward/core/Prose"
import type { Block, Section } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { heading, paragraph, score } from "@fairward/core/ReportDocument"
import { thresholdText } from "./cover.ts"
import { notionsTable } from "./notions.ts"
import {
  bearingTerm,
  caveat,
  definitions,
  hasEvents,
  hasPersons,
  isClassical,
  type Subject,
  strong
} from "./Subject.ts"

const measured = (subject: Subject): Block => {
  const classical = isClassical(subject)
  const events = hasEvents(subject)
  return definitions([
    [
      "label",
      classical
        ? "1 for a patient with the outcome, 0 for one without. Patients without a label take no part."
        : "1 at a step when an event starts within the horizon, 0 when it does not. Steps during an event, and others without a label, take no part in any metric and raise no alarm."
    ],
    [
      "score",
      `${
        subject.findings.audit.dataset.scale === "points"
          ? "The model's points, of which only the order counts: they are no probabilities."
          : "The model's output, a probability from 0 to 1."
      } Scores of several models are averaged before anything else.`
    ],
    [
      "alarm",
      text`A score at or above the threshold at a labelled ${classical ? "prediction" : "step"}. The threshold of this audit is ${thresholdText(subject.findings.audit)}.`
    ],
    ...(events
      ? ([
          [
            "evaluable event",
            "An event that begins after the first step of the stay and not later than one horizon after the maximum length, so that a warning was possible."
          ],
          [
            "detected event",
            "An evaluable event with an alarm in its window: from one horizon before its start, or from the end of the previous event if that is later, up to its start or the maximum length. An event without a labelled step in its window counts as missed."
          ]
        ] as const)
      : []),
    [
      "cohort and rest",
      "A cohort is the patients with one value of a grouping. Its rest is the patients of the other kept values of the same grouping. Patients of dropped values, or without a listed value, are in neither."
    ],
    [
      "prevalence-corrected metrics",
      "Precision, NPV and precision-recall areas depend on how common positive labels are. Corrected, they are what each cohort would have if positive labels were equally common in all: as common as in the cohort with the highest prevalence for precision, with the lowest for NPV."
    ]
  ])
}

const statistics = (subject: Subject): ReadonlyArray<Block> => {
  const { level, resampling, verdictMinimum } = subject.findings.audit
  const drawn =
    resampling.scheme === "multinomial"
      ? `draws as many ${hasPersons(subject) ? "persons" : "patients"} as there are, with replacement`
      : `draws each ${hasPersons(subject) ? "person" : "patient"} a number of times from a Poisson distribution of mean 1`
  return [
    paragraph(
      strong("Resampling. "),
      ...text`The unit is ${hasPersons(subject) ? "the person, with all stays and their steps and events" : "the patient, with all steps and events"}. Each of ${counted(resampling.replicates, "replicate")} ${drawn} (seed ${String(resampling.seed)}). All analyses and cohorts of the same patients share the same replicates, so differences are paired.`
    ),
    paragraph(
      strong("Effect size. "),
      "Delta is the absolute difference between the median over replicates of the cohort and that of its rest, as in the paper."
    ),
    paragraph(
      strong("Simultaneous intervals. "),
      ...text`The interval of a difference reaches from the difference on the patients themselves by a multiple of its standard error to each side. The standard error sums the influence of each ${hasPersons(subject) ? "person, that of all stays together" : "patient"}; the multiple follows from the largest studentized deviations, over replicates, among the comparisons of an analysis that get a verdict, so that all intervals of an analysis hold at once with ${percent(level, 2)}. Where rates are skewed the two sides differ. Calibration errors are biased upwards in small cohorts and get no verdict.`
    ),
    paragraph(
      strong("Verdicts. "),
      ...text`The first that holds: too small (fewer than ${Document.count(verdictMinimum)} ${bearingTerm(subject)} in the cohort or its rest), not estimable, material, equivalent, worse, better, inconclusive. The margin is ${score(defaultMargin)} for rates and areas unless an analysis states another, and never more than a fifth of the rarer side of the value of all patients: of 1 % missed, 0.2 %. Verdicts need at least ${counted(verdictReplicates, "replicate")}.`
    ),
    paragraph(
      strong("The paper's test. "),
      ...text`A one-sided Mann-Whitney test of the first ${counted(Math.min(testedReplicates, resampling.replicates), "replicate")} of the cohort against those of the rest, in the direction of the difference; significant below ${score(0.001)} divided by the number of tests: metrics times 2 for a grouping of two cohorts, metrics times 2 times cohorts for more.`
    ),
    paragraph(
      strong("Missing numbers. "),
      "What cannot be computed, such as a precision without alarms, is called not estimable, with the reason. It is never replaced by 0 and never left out without saying so."
    )
  ]
}

const limitations = (subject: Subject): ReadonlyArray<Block> => {
  const { dataset, threshold } = subject.findings.audit
  return [
    caveat(
      "warning",
      strong("Equivalence needs many patients. "),
      ...text`The verdict equivalent takes thousands of event-bearing patients where what is judged is common, and more where it is rare. With fewer, a fair model is mostly called inconclusive, and inconclusive is no evidence of fairness.`
    ),
    caveat(
      "note",
      strong("The threshold is fixed. "),
      threshold.chosenBy === null
        ? "It is the same in every replicate."
        : "It was chosen on the audited patients and is the same in every replicate: the intervals do not include the uncertainty of that choice, and what the threshold reaches on new patients may differ."
    ),
    ...(dataset.isSplit
      ? []
      : [
          caveat(
            "warning",
            strong("Train and test are the same patients. "),
            "No split was given, so all analyses look at the same patients. If the model learned from them, its performance is overstated."
          )
        ]),
    caveat(
      "note",
      strong("Errors are controlled within each analysis. "),
      "The error rate holds over all cohorts and metrics of one analysis, not over the report as a whole: with several analyses, the chance that at least one finding of the report is due to chance is larger."
    ),
    caveat(
      "note",
      strong("A difference is not a cause. "),
      "Cohorts differ in case mix, treatment and measurement. The audit shows where a model serves patients differently; whether the difference is unjust, and what to change, is for clinicians and developers to judge. Groupings are looked at one at a time unless they were crossed, and overlap."
    ),
    ...(dataset.labels?.from === "events"
      ? [
          caveat(
            "note",
            strong("The labels were derived. "),
            "None were read from the data. A step has label 1 where an event starts within the horizon, none where the patient is in an event, and else 0."
          )
        ]
      : []),
    caveat(
      "note",
      strong("The labels are taken as true. "),
      "If an outcome is recorded or defined differently between cohorts, the audit measures the model against a yardstick that itself differs."
    ),
    caveat(
      "note",
      strong(hasPersons(subject) ? "Persons are taken as independent. " : "Patients are taken as independent. "),
      hasPersons(subject)
        ? "Stays of one person are not, and are drawn together. Persons sharing a ward or a team make intervals too narrow."
        : "Several stays of one person under different patient ids, or patients sharing a ward or a team, make intervals too narrow."
    ),
    caveat(
      "note",
      strong("Only these patients, only this data. "),
      "The findings hold for patients like the audited ones. They do not cover how staff respond to alarms, or what changes once the model is in use."
    )
  ]
}

/** Where the numbers differ from those of the published method, and why. */
const departures = (subject: Subject): Block =>
  definitions([
    [
      "verdicts",
      "Simultaneous intervals and verdicts come first; the paper's test, which flags many differences where there are none, stands beside them."
    ],
    [
      "prevalence correction",
      "A cohort and its rest are corrected to one and the same prevalence; the paper's tool corrects them to different ones."
    ],
    ...(hasEvents(subject)
      ? ([
          [
            "events",
            "An alarm counts for one event: its window begins where the previous event ended. Metrics per step are cut at the maximum length, as event recall is."
          ]
        ] as const)
      : []),
    [
      "areas",
      "Precision-recall areas are average precisions unless the analysis says otherwise; the paper's trapezoid is optimistic."
    ],
    [
      "calibration error",
      "The plain mean, over bins of scores that are not empty, of the distance between the share of positives and the mean score, as the paper's tool computes it; its glossary calls it an area between curve and diagonal. A bin of few steps counts as much as one of many, and chance adds to it in small cohorts, so that it gets no verdict: calibration in the large and the debiased calibration error do."
    ],
    [
      "missing replicates",
      "A replicate without a value is left out and counted, rather than ending the test without a word."
    ]
  ])

const reference = (id: string, text: string, doi: string): Block =>
  Document.Block.make({ _tag: "Reference", id, text, doi })

const references: ReadonlyArray<Block> = [
  reference(
    "famews",
    "Hoche M, Mineeva O, Burger M, Blasimme A, Rätsch G. FAMEWS: a fairness auditing tool for medical early-warning systems. medRxiv 2024.",
    "10.1101/2024.02.08.24302458"
  ),
  reference(
    "romano-wolf",
    "Romano JP, Wolf M. Exact and approximate stepdown methods for multiple hypothesis testing. Journal of the American Statistical Association 2005; 100: 94–108.",
    "10.1198/016214504000000539"
  ),
  reference(
    "mann-whitney",
    "Mann HB, Whitney DR. On a test of whether one of two random variables is stochastically larger than the other. Annals of Mathematical Statistics 1947; 18: 50–60.",
    "10.1214/aoms/1177730491"
  ),
  reference(
    "dunn",
    "Dunn OJ. Multiple comparisons among means. Journal of the American Statistical Association 1961; 56: 52–64.",
    "10.1080/01621459.1961.10482090"
  )
]

/** How the numbers came about, and what they cannot say. */
export const methodsSection = (subject: Subject): Section => ({
  id: "methods",
  title: "Methods and limitations",
  goal: "How the numbers were made, and what they cannot say.",
  blocks: [
    ...(isClassical(subject)
      ? [
          paragraph(
            "The audit is of a classical binary classifier: one prediction per patient, no time. Metrics of events and of warning time are left out."
          )
        ]
      : []),
    heading(1, "methods-definitions", "What was measured"),
    measured(subject),
    heading(1, "methods-statistics", "How cohorts were compared"),
    ...statistics(subject),
    heading(1, "methods-notions", "Notions of fairness"),
    paragraph(
      "Where outcomes are not equally common in all cohorts, a model that errs cannot fulfil all of these at once. Which matter most follows from the use."
    ),
    notionsTable(subject),
    heading(1, "methods-departures", "Where this departs from the paper"),
    departures(subject),
    heading(1, "methods-limitations", "Limitations"),
    ...limitations(subject),
    ...references
  ]
})
