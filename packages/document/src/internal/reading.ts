import { testedReplicates, verdictReplicates } from "@fairward/core/Comparison"
import { counted, percent, text } from "@fairward/core/Prose"
import type { Block, Section } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { heading, paragraph } from "@fairward/core/ReportDocument"
import { bearingTerm, caveat, definitions, isClassical, type Subject, strong } from "./Subject.ts"

const verdicts = (subject: Subject): Block => {
  const { verdictMinimum } = subject.findings.audit
  return definitions([
    [
      "material",
      "The cohort is worse off than its rest by more than the margin, and chance is an unlikely explanation. This is the gravest verdict."
    ],
    ["worse", "The cohort is worse off than its rest. Whether by more than the margin is not settled."],
    [
      "equivalent",
      "Any difference is smaller than the margin. The only verdict that supports saying that the cohort and its rest are served alike."
    ],
    ["better", "The cohort is better off than its rest."],
    [
      "inconclusive",
      text`The data do not tell: there may be no difference, or one that this audit could not see. How much worse off the cohort could be is how far the interval reaches on the worse side; more is ruled out. The detectable difference says how large a true one had to be to be found four times in five (${percent(0.8)} power).`
    ],
    [
      "greater, less",
      "For numbers of which neither direction is worse, such as a laboratory value: the cohort's is higher, or lower."
    ],
    [
      "too small",
      text`Fewer than ${Document.count(verdictMinimum)} ${bearingTerm(subject)} in the cohort or its rest (where events play no part: patients who contribute to the number). That is no all-clear.`
    ],
    [
      "not estimable",
      text`The number or its uncertainty cannot be computed, is missing in more than ${percent(0.05)} of the replicates, or is withheld; the reason stands beside it.`
    ],
    [
      "no verdict",
      text`Described and not judged: biased in small cohorts, judged by another analysis already, or fewer than ${counted(verdictReplicates, "replicate")} drawn.`
    ]
  ])
}

const perWhat = (subject: Subject): readonly [string, string] =>
  isClassical(subject)
    ? ["per prediction", "Numbers of the model count predictions, one per patient."]
    : [
        "per step, per event",
        "Per step, every point of time with a label counts once, so long stays weigh more; per event, each event counts once. Other numbers are per patient or per patient-day; titles and captions say which."
      ]

const signs = (subject: Subject): Block => {
  const simultaneous = subject.findings.audit.significance === "simultaneous"
  const by = simultaneous
    ? "its verdict is material or worse (or, where neither direction is worse, greater or less)"
    : "the Mann-Whitney test of replicates says so; where it disagrees with the verdict, trust the verdict"
  return definitions([
    ["arrow ↑ or ↓", "Behind the name of a number: higher, or lower, is better for the patients."],
    ["black star", `The cohort is significantly worse off on this number: ${by}.`],
    ["red star", "The same, and the cohort is among the three with the largest differences on this number."],
    [
      "box plot",
      text`How a number varies over ${counted(subject.findings.audit.resampling.replicates, "replicate")}: random draws of the audited patients. The box holds the middle half, the mark inside is the median, the line spans the middle ${percent(0.95)}, the diamond is the number itself. A wide box rests on few patients or events.`
    ],
    [
      "delta",
      "The distance between the median of the cohort's replicates and that of its rest: the size of the difference."
    ],
    perWhat(subject)
  ])
}

/** What the signs and words of the report mean, for a reader who has not met them. */
export const readingSection = (subject: Subject): Section => {
  const { level, resampling } = subject.findings.audit
  return {
    id: "reading",
    title: "How to read this report",
    goal: "What the verdicts, intervals and signs say, and what they do not.",
    blocks: [
      paragraph(
        "A cohort is a group of patients, such as women. Every analysis compares it with its rest, the other patients of the same grouping: here, men. The difference is the cohort's number minus that of the rest. A margin, set before looking, says which difference would matter. Each comparison ends in one verdict:"
      ),
      verdicts(subject),
      heading(1, "reading-intervals", "Intervals and p-values"),
      paragraph(
        ...text`The interval of a difference holds the true differences that fit the data. All intervals of one analysis hold together with ${percent(level, 2)} confidence, so one that excludes 0 is evidence, however many comparisons were made. The intervals of single cohorts hold at ${percent(0.95)} each on its own; whether two of them overlap decides nothing.`
      ),
      paragraph(
        ...text`The adjusted p-value says how often, if no cohort differed from its rest, any comparison of the analysis would look as pronounced as this one. It does not say how large a difference is. The Mann-Whitney p-value is that of the method published with FAMEWS, on ${counted(Math.min(testedReplicates, resampling.replicates), "replicate")}: it says how steady the simulation is, not how strong the evidence, and calls many differences significant where there are none.`
      ),
      heading(1, "reading-signs", "Signs"),
      signs(subject),
      ...(resampling.replicates < verdictReplicates
        ? [
            caveat(
              "serious",
              ...text`${strong("This audit gives no verdicts: ")}it drew ${counted(resampling.replicates, "replicate")}, and verdicts need at least ${Document.count(verdictReplicates)}.`
            )
          ]
        : [])
    ]
  }
}
