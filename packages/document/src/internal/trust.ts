/** The page for those who have to trust the report. */
import { counted, percent, text } from "@fairward/core/Prose"
import type { Block, Section, Text } from "@fairward/core/ReportDocument"
import { count, paragraph } from "@fairward/core/ReportDocument"
import { choices } from "./choices.ts"
import { smallCohorts } from "./population.ts"
import { auditedTerm, bearingTerm, hasEvents, hasPersons, link, type Subject, strong } from "./Subject.ts"
import { visibleDifferences } from "./visibleDifferences.ts"
import { countOf } from "./withheld.ts"
import { workedExample } from "./workedExample.ts"

export const trustId = "trust"
export const trustTitle = "May I trust it?"

/** What the audit could not look at, in numbers. */
const gaps = ({ findings, stages }: Subject): ReadonlyArray<Text> => {
  const { audit, disclosure } = findings
  const small = audit.groupings.flatMap((grouping) =>
    smallCohorts(grouping, audit.verdictMinimum, disclosure?.minimumCell)
  ).length
  const dropped = audit.groupings.reduce((sum, grouping) => sum + grouping.dropped.length, 0)
  const undone = stages.filter(({ stored: { status } }) => status !== "done").length
  const part = (many: number, one: string, several: string): ReadonlyArray<Text> =>
    many === 0 ? [] : [text`${counted(many, one, several)}.`]
  return [
    ...part(audit.droppedGroupings.length, "whole grouping was dropped", "whole groupings were dropped"),
    ...part(dropped, "cohort was dropped for want of patients", "cohorts were dropped for want of patients"),
    ...part(
      small,
      "cohort, or its rest, has too few for a verdict",
      "cohorts, or their rests, have too few for a verdict"
    ),
    ...part(undone, "analysis was skipped or failed", "analyses were skipped or failed")
  ]
}

/** What is peculiar about data and threshold, a sentence each. */
const peculiarities = (subject: Subject): ReadonlyArray<Text> => {
  const { audit, disclosure } = subject.findings
  const { dataset, threshold } = audit
  return [
    ...(audit.wrongDirection === undefined ? [] : [text`Scores point the wrong way.`]),
    ...(dataset.isSplit ? [] : [text`Train and test are the same patients, so that performance may be overstated.`]),
    ...(threshold.chosenBy === null ? [] : [text`The threshold was chosen on the audited patients.`]),
    ...((dataset.labels?.contradictions.length ?? 0) === 0
      ? []
      : [text`Labels that do not fit the events were taken as given.`]),
    ...(dataset.scale === "points" ? [text`Scores are points, of which calibration was not judged.`] : []),
    ...(disclosure === undefined
      ? []
      : [text`Counts below ${count(disclosure.minimumCell)} are withheld, and other numbers rounded.`])
  ]
}

const always: ReadonlyArray<Text> = [
  text`Labels are taken as true: where an outcome is recorded differently in a cohort, the yardstick differs.`,
  text`A difference is not a cause, and says nothing of how staff respond.`,
  text`The findings hold for patients like these, at this threshold.`
]

const limits = (subject: Subject): Block => {
  const sentences = [...gaps(subject), ...peculiarities(subject), ...always]
  return paragraph(
    ...text`${strong("Limits. ")}${sentences.flatMap((one, i) => (i === 0 ? one : text` ${one}`))} More: ${link("key-findings-limits", "what limits these findings")}, ${link("methods-limitations", "limitations of the method")}.`
  )
}

const certainty = (subject: Subject): Block => {
  const { everyone, level, resampling, verdictMinimum } = subject.findings.audit
  return paragraph(
    ...text`${strong("How sure. ")}Of ${countOf(everyone.patients)} ${auditedTerm(subject)}, ${countOf(everyone.eventPatients)} with ${hasEvents(subject) ? "an event" : "a positive label"}, each cohort is held against its rest in ${counted(resampling.replicates, "random draw")} of the ${hasPersons(subject) ? "persons" : "patients"}. All intervals of an analysis hold at once with ${percent(level, 2)}. A verdict needs ${count(verdictMinimum)} ${bearingTerm(subject)} in the cohort and in its rest. Each number is rounded by itself, so that a difference may not be that of the numbers beside it to the last digit. More: ${link("reading", "how to read this report")}.`
  )
}

/** Who was audited, how to read what was found, what limits it, and who chose what it rests on. */
export const trustSection = (subject: Subject, cohorts: number, choicesRoom: number): Section => ({
  id: trustId,
  title: trustTitle,
  blocks: [
    ...visibleDifferences(subject, "trust-cohorts", cohorts),
    certainty(subject),
    ...workedExample(subject, "trust-verdicts"),
    limits(subject),
    ...choices(subject, "trust-choices", choicesRoom)
  ]
})
