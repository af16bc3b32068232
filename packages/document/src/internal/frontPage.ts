import { isNamed } from "@fairward/core/AuditFindings"
import { verdictReplicates } from "@fairward/core/Comparison"
import { counted, listed, listedFew, text } from "@fairward/core/Prose"
import type { Block } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { paragraph, score } from "@fairward/core/ReportDocument"
import { allFindingsAnchor } from "./allFindings.ts"
import {
  cohortName,
  isSmallIn,
  rowsInFront,
  type Standing,
  standingsOf,
  standingsTable,
  worseOff
} from "./cohortStandings.ts"
import { asSentence, findingsAboutEveryone, findingsOfAll } from "./findingsOfStages.ts"
import { caveat, hasAnswer, hasEvents, link, type Subject, strong } from "./Subject.ts"
import { unfinished } from "./unfinished.ts"
import { allVerdicts, totalOf } from "./verdictCounts.ts"
import { warningsOf } from "./warnings.ts"
import { countOf } from "./withheld.ts"

const namesShown = 8

const nothingRun = ({ stages }: Subject): Block =>
  caveat(
    "serious",
    strong(stages.length === 0 ? "No stage is installed, so nothing was analysed. " : "No stage was completed. "),
    "This report describes the data and the cohorts only. It says nothing about the fairness of the model, neither good nor bad."
  )

const whatWasAudited = (subject: Subject): Block => {
  const { audit } = subject.findings
  const done = subject.stages.filter(({ stored }) => stored.status === "done")
  const cohorts = audit.groupings.reduce((sum, { categories }) => sum + categories.length, 0)
  const { audited, all = [] } = audit.models ?? {}
  const title = all.find(({ id }) => id === audited)?.title
  const model = title ?? audit.model?.name ?? "The model"
  const version = title !== undefined || audit.model?.version === undefined ? "" : ` (version ${audit.model.version})`
  return paragraph(
    ...text`${strong("Audited: ")}${model}${version} at the threshold ${score(audit.threshold.value)}, on ${countOf(audit.dataset.patients.test)} ${audit.dataset.persons === undefined ? "patients" : text`stays of ${countOf(audit.dataset.persons.test)} persons`}, ${countOf(audit.everyone.eventPatients)} of ${audit.dataset.persons === undefined ? "them" : "these"} with ${hasEvents(subject) ? "an event" : "a positive label"}. ${counted(cohorts, "cohort")} by ${listed(audit.groupings.map(({ title }) => title.toLowerCase())) || "no grouping"}; each was compared with its rest, the other patients of the same grouping, in ${counted(done.length, "analysis", "analyses")}.${title === undefined ? "" : ` Of ${all.length} models that were compared this is the one that all other analyses are of.`}`
  )
}

/** What the configuration says that the audit is mainly about, by the titles of the measures that ran. */
const mainlyAbout = ({ findings: { audit }, stages }: Subject): ReadonlyArray<Block> => {
  const { primary = [] } = audit
  const titles = stages.flatMap(({ id, stored: { measures = [] } }) =>
    measures.flatMap((one) => (isNamed(primary, id, one.id) ? [one.title] : []))
  )
  return titles.length === 0 ? [] : [paragraph(...text`${strong("Mainly about: ")}${listed([...new Set(titles)])}.`)]
}

const nothingWorse = (subject: Subject): ReadonlyArray<Block> => {
  const { resampling, verdictMinimum } = subject.findings.audit
  const counts = allVerdicts(subject)
  const total = totalOf(counts)
  if (total > 0 && resampling.replicates < verdictReplicates) {
    return [
      caveat(
        "serious",
        ...text`${strong("No verdicts were given. ")}Verdicts need at least ${counted(verdictReplicates, "replicate")}; this audit drew ${Document.count(resampling.replicates)}. Intervals and p-values are shown, but that no cohort is called worse off here does not mean that none is.`
      )
    ]
  }
  if (total === counts["no verdict"]) {
    return [
      paragraph(
        "The stages that ran give no verdict on whether a cohort is worse off than its rest. What they describe is in their sections."
      )
    ]
  }
  const open = counts.inconclusive + counts["too small"] + counts["not estimable"] + counts["no verdict"]
  return [
    paragraph(
      ...text`${strong("No cohort was shown to be worse off than its rest. ")}None of ${counted(total - counts["no verdict"], "comparison")} that are to be judged got the verdict material or worse. This means that no difference on the worse side stood out from chance, with the error rate held over all comparisons of a stage at once. It does not mean that the model serves every cohort equally well.`
    ),
    paragraph(
      ...text`For ${counted(open, "comparison")} the question stays open: ${Document.count(counts.inconclusive)} were inconclusive, ${Document.count(counts["too small"])} had fewer than the ${Document.count(verdictMinimum)} patients needed, ${Document.count(counts["not estimable"])} could not be estimated and ${Document.count(counts["no verdict"])} were described without a verdict. Only the verdict equivalent (${counted(counts.equivalent, "comparison")}) supports the statement that a difference is smaller than its margin. All of this holds for the metrics, the cohorts, the threshold and the patients of this audit, and for no others.`
    )
  ]
}

const outcome = (standings: ReadonlyArray<Standing>, worse: ReadonlyArray<Standing>): ReadonlyArray<Block> => {
  const material = worse.filter(({ counts }) => counts.material > 0)
  const others = worse.length - material.length
  const many = material.length === 1 ? "is" : "are"
  const more =
    others === 0
      ? ""
      : text` ${Document.count(others)} more ${others === 1 ? "is" : "are"} worse off, by how much is not settled.`
  return [
    paragraph(
      ...text`${strong("Found: ")}${Document.count(material.length)} of ${counted(standings.length, "cohort")} ${many} worse off than the rest by more than the margin, in at least one comparison (verdict material).${more} For the others no difference to their disadvantage was shown, which is no evidence that there is none.`
    )
  ]
}

const more = (left: number, what: string): ReadonlyArray<Block> =>
  left <= 0
    ? []
    : [paragraph(...text`And ${Document.count(left)} more ${what}: see ${link(allFindingsAnchor, "All findings")}.`)]

const sameIn = (standings: ReadonlyArray<Standing>, is: (one: Standing["stages"][number]) => boolean) => {
  const byStages = new Map<string, { readonly titles: ReadonlyArray<string>; readonly names: Array<string> }>()
  for (const standing of standings) {
    const titles = standing.stages.filter(is).map(({ stage }) => stage.stored.title)
    if (titles.length === 0) continue
    const key = JSON.stringify(titles)
    const known = byStages.get(key) ?? { titles, names: [] }
    known.names.push(cohortName(standing))
    byStages.set(key, known)
  }
  return [...byStages.values()].sort((a, b) => b.titles.length - a.titles.length)
}

const openQuestions = (subject: Subject, standings: ReadonlyArray<Standing>): ReadonlyArray<Block> => {
  const analyses = subject.stages.filter((stage) =>
    standings.some(({ stages }) => stages.some((one) => one.stage === stage))
  ).length
  const small = sameIn(standings, isSmallIn)
  const unsettled = standings
    .filter(
      ({ counts, stages }) =>
        counts.material + counts.worse === 0 && counts.inconclusive > 0 && !stages.every(isSmallIn)
    )
    .toSorted((a, b) => b.couldBeWorseBy - a.couldBeWorseBy)
  return [
    ...(unsettled.length === 0
      ? []
      : [
          paragraph(
            ...text`${strong("Not settled: ")}the data do not tell whether ${listedFew(unsettled.map(cohortName), namesShown)} ${unsettled.length === 1 ? "is" : "are"} served differently in some comparisons (inconclusive${unsettled.length > 1 && unsettled[0]!.couldBeWorseBy > 0 ? "; first those who could be worse off by most" : ""}).`
          )
        ]),
    ...(small.length === 0
      ? []
      : [
          paragraph(
            ...text`${strong("Too few patients to judge: ")}${small
              .map(
                ({ names, titles }) =>
                  `in ${titles.length === analyses ? "every analysis" : listed(titles)} ${listedFew(names, namesShown)}`
              )
              .join("; ")}. A disparity there could go unseen.`
          )
        ])
  ]
}

const notAudited = ({ findings: { audit } }: Subject): ReadonlyArray<Block> => {
  const dropped = [
    ...audit.droppedGroupings.map(({ title }) => `the whole grouping ${title.toLowerCase()}`),
    ...audit.groupings.flatMap(({ dropped, title }) => dropped.map(({ label }) => `${label} (${title.toLowerCase()})`))
  ]
  return dropped.length === 0
    ? []
    : [
        paragraph(
          ...text`${strong("Not audited: ")}${listedFew(dropped, namesShown)}, for want of patients. ${link(allFindingsAnchor, "Reasons")}`
        )
      ]
}

const foot = (subject: Subject): ReadonlyArray<Block> => {
  const notes = subject.findings.audit.dataset.notes.length + subject.findings.audit.threshold.warnings.length
  const withheld = subject.findings.disclosure
  return [
    ...(withheld === undefined
      ? []
      : [
          caveat(
            "note",
            ...text`${strong("Small counts are withheld: ")}those below ${Document.count(withheld.minimumCell)}, and numbers that would give them away. Others are rounded, each by itself, so that they may not add up.`
          )
        ]),
    paragraph(
      ...text`Verdicts, signs and intervals are explained in ${link("reading", "How to read this report")}, the names of measures in the ${link("glossary", "Glossary")}. Every finding${notes === 0 ? "" : text`, and ${counted(notes, "note")} on data and threshold,`} is in ${link(allFindingsAnchor, "All findings")}.`
    )
  ]
}

/** What was audited, which cohorts are worse off, and what remains unknown. */
export const frontPage = (subject: Subject): ReadonlyArray<Block> => {
  const standings = standingsOf(subject)
  const worse = worseOff(standings)
  const grave = findingsOfAll(subject).filter(({ verdict }) => verdict === "material" || verdict === "worse")
  const anyDone = subject.stages.some(({ stored }) => stored.status === "done")
  const { material, worse: merelyWorse } = allVerdicts(subject)
  const anyWorse = material + merelyWorse + grave.length > 0
  const table = standingsTable("key-findings-cohorts", worse.slice(0, rowsInFront))
  return [
    ...(hasAnswer(subject) ? [] : warningsOf(subject)),
    ...(anyDone ? [] : [nothingRun(subject)]),
    ...(anyDone ? [whatWasAudited(subject), ...mainlyAbout(subject)] : []),
    ...(hasAnswer(subject) ? [] : findingsAboutEveryone(subject).map(asSentence)),
    ...(anyDone && !anyWorse ? nothingWorse(subject) : []),
    ...(worse.length > 0 ? outcome(standings, worse) : []),
    ...(table === undefined ? [] : [table]),
    ...more(worse.length - rowsInFront, "cohorts that are worse off"),
    ...openQuestions(subject, standings),
    ...notAudited(subject),
    ...unfinished(subject),
    ...foot(subject)
  ]
}
