import type { AuditFindings } from "@fairward/core/AuditFindings"
import type { Block, Inline, StageSection, Text } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import type * as Stage from "@fairward/core/Stage"

/** A stage as it stands in the report: what is stored of it, and how it reads when it is done and installed. */
export interface ReportedStage {
  readonly id: string
  readonly stored: AuditFindings["stages"][string]
  readonly installed: Stage.Any | undefined
  /** The stage's own section; `undefined` when it did not finish or is not installed. */
  readonly rendered: StageSection | undefined
}

/** What every part of the report is written from. */
export interface Subject {
  readonly findings: AuditFindings
  readonly stages: ReadonlyArray<ReportedStage>
  /** Titles of the sections that `report.sections` leaves out. */
  readonly hidden: ReadonlyArray<string>
}

export const answerTitle = "The answer"

/** Whether the page of the answer is part of the report. */
export const hasAnswer = ({ hidden }: Subject): boolean => !hidden.includes(answerTitle)

/** One prediction a patient, without time. */
export const isClassical = ({ findings }: Subject): boolean => findings.audit.dataset.horizonSteps === 0

/** Whether events are counted; otherwise positive labels stand in for them. */
export const hasEvents = ({ findings }: Subject): boolean => findings.audit.dataset.inputs.includes("events")

/** Persons have several stays, so that what is counted as patients elsewhere are stays. */
export const hasPersons = ({ findings }: Subject): boolean => findings.audit.dataset.persons !== undefined

/** What the verdict minimum counts. */
export const bearingTerm = (subject: Subject): string => {
  const counted = hasPersons(subject) ? "persons" : "patients"
  return hasEvents(subject) ? `event-bearing ${counted}` : `${counted} with a positive label`
}

/** What a row of the predictions is called. */
export const stepTerm = (subject: Subject): string => (isClassical(subject) ? "labelled predictions" : "labelled steps")

/** The patients that performance is judged on. */
export const auditedTerm = (subject: Subject): string => {
  const counted = hasPersons(subject) ? "stays" : "patients"
  return subject.findings.audit.dataset.isSplit ? `test ${counted}` : counted
}

type Severity = "note" | "warning" | "serious"

export const caveat = (severity: Severity, ...text: Text): Block =>
  Document.Block.make({ _tag: "Caveat", severity, text })

export const definitions = (items: ReadonlyArray<readonly [term: string, text: string | Text]>): Block =>
  Document.Block.make({
    _tag: "Definitions",
    items: items.map(([term, text]) => ({ term, text: typeof text === "string" ? [text] : text }))
  })

/** What the annex is called where something is in it: a PDF without one sends its readers to the page. */
export const annexTerm = ({ findings: { report } }: Subject): string =>
  report.annex === false ? "annex of the HTML report" : "annex"

export const strong = (text: string): Inline => ({ strong: text })

export const link = (anchor: string, text: string): Inline => ({ link: `#${anchor}`, text })
