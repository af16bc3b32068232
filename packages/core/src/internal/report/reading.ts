import { testedReplicates, verdictReplicates } from "../../Comparison.ts"
import type { Block, Section } from "../../ReportDocument.ts"
import { heading, paragraph } from "../../ReportDocument.ts"
import { counted, percentText } from "./phrases.ts"
import { bearingTerm, caveat, definitions, type Subject, strong } from "./Subject.ts"

const verdicts = (subject: Subject): Block => {
  const { verdictMinimum } = subject.findings.audit
  return definitions([
    [
      "material",
      "The cohort is worse off than its rest, by more than the margin: the whole interval of the difference lies beyond the margin on the worse side. The difference is large enough to matter and unlikely to be chance."
    ],
    [
      "worse",
      "The cohort is worse off than its rest: the interval excludes 0 on the worse side. Whether by more than the margin is not settled."
    ],
    [
      "equivalent",
      "The whole interval lies within the margin on both sides: any difference is smaller than what was declared beforehand to matter. It may still exclude 0. This is the only verdict that supports saying that cohort and rest are served alike."
    ],
    ["better", "The cohort is better off than its rest: the interval excludes 0 on the better side."],
    [
      "inconclusive",
      "The data do not tell. There may be no difference, or one that this audit could not see; the detectable difference beside it says how large a true difference would have had to be to be found four times in five (80\u00a0% power)."
    ],
    [
      "greater, less",
      "For numbers of which neither direction is worse, such as the level of a laboratory value: the cohort's is higher, or lower, than that of its rest."
    ],
    [
      "too small",
      `The cohort or its rest has fewer than ${verdictMinimum} ${bearingTerm(subject)} (where events play no part, fewer than ${verdictMinimum} patients who contribute to the number). No verdict is given; that is no all-clear.`
    ],
    [
      "not estimable",
      `The difference or its uncertainty cannot be computed, or it is missing in more than ${percentText(0.05)} of the replicates. The reason stands beside it.`
    ],
    [
      "no verdict",
      `The number is described and not judged: it is biased in small cohorts, another analysis judges it already, or fewer than ${counted(verdictReplicates, "replicate")} were drawn.`
    ]
  ])
}

const stars = (subject: Subject): string =>
  subject.findings.audit.significance === "simultaneous"
    ? "In this report stars, ratios of significantly worse metrics and tables of the three largest differences follow the simultaneous intervals: a cohort is significantly worse when its verdict is material or worse."
    : `In this report stars, ratios of significantly worse metrics and tables of the three largest differences follow the Mann-Whitney test of replicates, the paper's test. They can disagree with the verdicts, which always follow the simultaneous intervals; where they do, trust the verdicts.`

/** What the signs and words of the report mean, for a reader who has not met them. */
export const readingSection = (subject: Subject): Section => {
  const { level, resampling } = subject.findings.audit
  const replicates = counted(resampling.replicates, "replicate")
  return {
    id: "reading",
    title: "How to read this report",
    goal: "What the verdicts, intervals, stars and p-values say, and what they do not.",
    blocks: [
      paragraph(
        "Every analysis compares a cohort with its rest: the patients of the other cohorts of the same grouping. The difference is the cohort's number minus that of the rest. Each comparison ends in one verdict, from an interval for the difference and from a margin that was declared before looking: the size from which on a difference matters."
      ),
      heading(1, "reading-verdicts", "Verdicts"),
      verdicts(subject),
      paragraph(
        "Worse and better refer to the patients of the cohort. For a false positive rate, lower is better; for a recall, higher is."
      ),
      heading(1, "reading-intervals", "Intervals"),
      paragraph(
        `The interval of a difference shows which true differences the data are compatible with. The intervals of one analysis are simultaneous: they are wide enough that all of them together hold with ${percentText(level, 2)} confidence. An interval that excludes 0 is therefore evidence even though many were looked at. Intervals of single cohorts, in box plots, are narrower: each holds at 95\u00a0% on its own, and whether two of them overlap decides nothing.`
      ),
      heading(1, "reading-boxes", "Box plots"),
      paragraph(
        `A box plot shows how a number varies over ${replicates} of the audited patients. The box reaches from the lower to the upper quartile, the mark inside is the median, the line spans the middle 95\u00a0% and the diamond is the number on the patients themselves. A wide box means that the number rests on few patients or events.`
      ),
      heading(1, "reading-stars", "Stars"),
      definitions([
        [
          "black star",
          "The cohort is significantly worse off than its rest on this metric; where neither direction is worse, significantly different."
        ],
        ["red star", "The same, and the cohort is among the three with the largest differences on this metric."]
      ]),
      paragraph(stars(subject)),
      heading(1, "reading-p", "P-values"),
      paragraph(
        "The adjusted p-value says how often, if no cohort of the analysis differed from its rest, at least one of all its comparisons would look as pronounced as this one. It is not the probability that there is no difference, and not the size of one: a small difference in many patients has a small p-value, and a large one in few patients has not."
      ),
      paragraph(
        `The Mann-Whitney p-value is that of the method published with FAMEWS. It compares the first ${Math.min(testedReplicates, resampling.replicates)} replicates of the cohort with those of the rest; the more replicates are compared, the smaller it gets, without any new patient. It says how steady the simulation is, not how strong the evidence is, and it calls many differences significant where there are none.`
      ),
      ...(resampling.replicates < verdictReplicates
        ? [
            caveat(
              "serious",
              strong("This audit gives no verdicts: "),
              `it drew ${replicates}, and verdicts need at least ${verdictReplicates}.`
            )
          ]
        : [])
    ]
  }
}
