import { verdictReplicates } from "../../Comparison.ts"
import type { Block, Section, Verdict } from "../../ReportDocument.ts"
import { paragraph } from "../../ReportDocument.ts"
import { counted, countText, sentence } from "./phrases.ts"
import { populationAnchor, smallCohorts } from "./population.ts"
import { auditedTerm, bearingTerm, caveat, hasEvents, isClassical, type Subject, strong } from "./Subject.ts"
import { needed } from "./stageSections.ts"
import { allVerdicts, totalOf, verdictTable } from "./verdictCounts.ts"

type KeyFinding = Extract<Block, { readonly _tag: "KeyFinding" }>

const gravity: Readonly<Record<Verdict, number>> = {
  material: 0,
  worse: 1,
  greater: 2,
  less: 2,
  inconclusive: 3,
  "too small": 4,
  "not estimable": 5,
  "no verdict": 6,
  equivalent: 7,
  better: 8
}

/** The key findings of all stages: the gravest first, then the weightiest, then in the order of the stages. */
const collected = ({ stages }: Subject): ReadonlyArray<KeyFinding> =>
  stages
    .flatMap(({ rendered }) =>
      (rendered?.blocks ?? []).flatMap((block) =>
        block._tag === "KeyFinding" ? [{ ...block, evidence: block.evidence ?? rendered!.id }] : []
      )
    )
    .sort((a, b) => gravity[a.verdict] - gravity[b.verdict] || b.weight - a.weight)

const nothingRun = ({ stages }: Subject): ReadonlyArray<Block> =>
  stages.length === 0
    ? [
        caveat(
          "serious",
          strong("No stage is installed, so nothing was analysed. "),
          "This report describes the data and the cohorts only. It says nothing about the fairness of the model, neither good nor bad."
        )
      ]
    : [
        caveat(
          "serious",
          strong("No stage was completed. "),
          "This report describes the data and the cohorts only. It says nothing about the fairness of the model, neither good nor bad."
        )
      ]

const nothingWorse = (subject: Subject): ReadonlyArray<Block> => {
  const { resampling, verdictMinimum } = subject.findings.audit
  const counts = allVerdicts(subject)
  const total = totalOf(counts)
  if (total === 0) {
    return [
      paragraph(
        "The stages that ran give no verdict on whether a cohort is worse off than its rest. What they describe is in their sections."
      )
    ]
  }
  if (resampling.replicates < verdictReplicates) {
    return [
      caveat(
        "serious",
        strong("No verdicts were given. "),
        `Verdicts need at least ${counted(verdictReplicates, "replicate")}; this audit drew ${countText(resampling.replicates)}. Intervals and p-values are shown, but that no cohort is called worse off here does not mean that none is.`
      )
    ]
  }
  const open = counts.inconclusive + counts["too small"] + counts["not estimable"] + counts["no verdict"]
  return [
    paragraph(
      strong("No cohort was shown to be worse off than its rest. "),
      `None of ${counted(total, "comparison")} got the verdict material or worse. This means that no difference on the worse side stood out from chance, with the error rate held over all comparisons of a stage at once. It does not mean that the model serves every cohort equally well.`
    ),
    paragraph(
      `For ${counted(open, "comparison")} the question stays open: ${countText(counts.inconclusive)} were inconclusive, ${countText(counts["too small"])} had fewer than the ${verdictMinimum} patients needed, ${countText(counts["not estimable"])} could not be estimated and ${countText(counts["no verdict"])} were described without a verdict. Only the verdict equivalent (${counted(counts.equivalent, "comparison")}) supports the statement that a difference is smaller than its margin. All of this holds for the metrics, the cohorts, the threshold and the patients of this audit, and for no others.`
    )
  ]
}

const unfinished = (subject: Subject): ReadonlyArray<Block> =>
  subject.stages.flatMap((stage) => {
    const { installed, stored } = stage
    const reason = sentence(stored.reason ?? "no reason was recorded")
    if (stored.status === "skipped") {
      return [
        caveat("warning", strong(`${stored.title} was skipped: `), [reason, needed(stage, subject)].join(" ").trim())
      ]
    }
    if (stored.status === "failed") return [caveat("serious", strong(`${stored.title} failed: `), reason)]
    return installed === undefined
      ? [caveat("serious", strong(`${stored.title} is not shown: `), "its package is not installed here.")]
      : []
  })

const cohortCaveats = (subject: Subject): ReadonlyArray<Block> => {
  const { droppedGroupings, groupings, verdictMinimum } = subject.findings.audit
  const dropped = groupings.flatMap(({ dropped, id, title }) =>
    dropped.length === 0
      ? []
      : [
          caveat(
            "warning",
            strong(`${title}: `),
            `${counted(dropped.length, "cohort was", "cohorts were")} dropped and not audited: ${dropped.map(({ label, reason }) => `${label} (${reason})`).join("; ")}. `,
            { link: `#${populationAnchor(subject, id)}`, text: "Composition" }
          )
        ]
  )
  const whole = droppedGroupings.map(({ reason, title }) =>
    caveat("serious", strong(`${title}: `), sentence(`the whole grouping was dropped, because ${reason}`))
  )
  const small = groupings.flatMap((grouping) => {
    const found = smallCohorts(grouping, verdictMinimum)
    if (found.length === 0) return []
    return [
      caveat(
        "warning",
        strong(`${grouping.title}: `),
        `too few ${bearingTerm(subject)} for a verdict (${verdictMinimum} needed in the cohort and in its rest): ${found.map(({ count, label, side }) => (side === "cohort" ? `${label} has ${count}` : `the rest of ${label} has ${count}`)).join("; ")}. A disparity there could go unseen.`
      )
    ]
  })
  const unassigned = groupings
    .filter(({ unassigned }) => unassigned > 0)
    .map(({ title, unassigned }) =>
      caveat(
        "note",
        strong(`${title}: `),
        `${counted(unassigned, "patient has", "patients have")} no value or one that is not listed, and ${unassigned === 1 ? "is" : "are"} in no cohort.`
      )
    )
  return [...whole, ...dropped, ...small, ...unassigned]
}

const dataCaveats = (subject: Subject): ReadonlyArray<Block> => {
  const { dataset, threshold } = subject.findings.audit
  return [
    ...(isClassical(subject)
      ? [
          caveat(
            "note",
            "The audit is of a classical binary classifier with one prediction per patient. There is no time, so metrics of events and of warning time are left out."
          )
        ]
      : hasEvents(subject)
        ? []
        : [caveat("note", "No events were given, so metrics of events and of warning time are left out.")]),
    ...(dataset.isSplit
      ? []
      : [
          caveat(
            "warning",
            `The data are not split into train and test: every stage looked at all ${auditedTerm(subject)}. If the model was trained on any of them, its performance is overstated here, possibly more for some cohorts than for others.`
          )
        ]),
    ...threshold.warnings.map((warning) => caveat("warning", strong("Threshold: "), sentence(warning))),
    ...dataset.notes.map(({ message, table }) => caveat("note", strong(`Data (${table}): `), sentence(message)))
  ]
}

/** What a reader must know first: the findings of all stages, then what the audit could not look at. */
export const keyFindingsSection = (subject: Subject): Section => {
  const findings = collected(subject)
  const counts = allVerdicts(subject)
  const anyDone = subject.stages.some(({ stored }) => stored.status === "done")
  const anyWorse =
    counts.material + counts.worse > 0 || findings.some(({ verdict }) => verdict === "material" || verdict === "worse")
  const table = verdictTable(subject)
  return {
    id: "key-findings",
    title: "Key findings",
    goal: "What the audit found, gravest first, and what it could not look at.",
    blocks: [
      ...(anyDone ? [] : nothingRun(subject)),
      ...(anyDone && !anyWorse ? nothingWorse(subject) : []),
      ...findings,
      ...(table === undefined ? [] : [table]),
      ...unfinished(subject),
      ...cohortCaveats(subject),
      ...dataCaveats(subject)
    ]
  }
}
