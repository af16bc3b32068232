import type { GroupingSummary } from "../../Cohorts.ts"
import type { Block, Cell, Column, Section } from "../../ReportDocument.ts"
import * as Document from "../../ReportDocument.ts"
import { heading, paragraph } from "../../ReportDocument.ts"
import { countText, sentence } from "./phrases.ts"
import { auditedTerm, bearingTerm, caveat, hasEvents, isClassical, type Subject, stepTerm, strong } from "./Subject.ts"

/** Where a grouping's composition stands. */
export const populationAnchor = ({ findings }: Subject, grouping: string): string =>
  `population-${findings.audit.groupings.findIndex(({ id }) => id === grouping) + 1}`

export interface SmallCohort {
  readonly label: string
  readonly side: "cohort" | "rest"
  readonly count: number
}

/** Cohorts, or rests of cohorts, with fewer event-bearing patients than a verdict needs. */
export const smallCohorts = ({ categories }: GroupingSummary, minimum: number): ReadonlyArray<SmallCohort> => {
  const all = categories.reduce((sum, { eventPatients }) => sum + eventPatients, 0)
  return categories.flatMap(({ eventPatients, label }): ReadonlyArray<SmallCohort> => {
    if (eventPatients < minimum) return [{ label, side: "cohort", count: eventPatients }]
    return all - eventPatients < minimum ? [{ label, side: "rest", count: all - eventPatients }] : []
  })
}

const capitalised = (text: string) => text.replace(/^./u, (first) => first.toUpperCase())

const columnsOf = (subject: Subject): ReadonlyArray<Column> => [
  { key: "category", title: "Cohort", type: { _tag: "text" }, width: 2 },
  { key: "patients", title: "Patients", type: { _tag: "integer" } },
  { key: "share", title: `Share of ${auditedTerm(subject)}`, type: { _tag: "percent", digits: 1 } },
  { key: "eventPatients", title: capitalised(bearingTerm(subject)), type: { _tag: "integer" } },
  ...(hasEvents(subject) ? [{ key: "events", title: "Events", type: { _tag: "integer" as const } }] : []),
  { key: "steps", title: capitalised(stepTerm(subject)), type: { _tag: "integer" } },
  { key: "prevalence", title: "Prevalence", type: { _tag: "percent", digits: 2 } }
]

const muted = (value: string | number | null): Cell => ({ value, mark: "muted" })

const tableOf = (subject: Subject, grouping: GroupingSummary): Block => {
  const { everyone } = subject.findings.audit
  const withEvents = hasEvents(subject)
  const share = (patients: number) => (everyone.patients === 0 ? null : patients / everyone.patients)
  const counts = (of: GroupingSummary["categories"][number] | typeof everyone) => ({
    patients: of.patients,
    share: share(of.patients),
    eventPatients: of.eventPatients,
    ...(withEvents ? { events: of.events } : {}),
    steps: of.steps,
    prevalence: of.prevalence ?? { value: null, note: `no ${stepTerm(subject)}` }
  })
  const uncounted = { ...(withEvents ? { events: muted(null) } : {}), steps: muted(null), prevalence: muted(null) }
  return Document.Block.make({
    _tag: "Table",
    id: `${populationAnchor(subject, grouping.id)}-table`,
    caption: `${grouping.title}: composition of the ${auditedTerm(subject)}`,
    columns: columnsOf(subject),
    rows: [
      { category: { value: `All ${auditedTerm(subject)}`, mark: "strong" }, ...counts(everyone) },
      ...grouping.categories.map((category, i) => ({
        category: i === grouping.minority ? { value: category.label, note: "minority" } : category.label,
        ...counts(category)
      })),
      ...grouping.dropped.map(({ eventPatients, label, patients, reason }) => ({
        category: { value: label, mark: "muted" as const, note: `dropped: ${reason}` },
        patients: muted(patients),
        share: muted(share(patients)),
        eventPatients: muted(eventPatients),
        ...uncounted
      })),
      ...(grouping.unassigned === 0
        ? []
        : [
            {
              category: { value: "In no cohort", mark: "muted" as const, note: "no value, or one that is not listed" },
              patients: muted(grouping.unassigned),
              share: muted(share(grouping.unassigned)),
              eventPatients: muted(null),
              ...uncounted
            }
          ])
    ]
  })
}

const minorityText = ({ categories, minority }: GroupingSummary): string => {
  const { label, patients } = categories[minority]!
  return `The minority category, the kept one with the fewest patients, is ${label} (${countText(patients)}).`
}

const explained = (subject: Subject): string =>
  isClassical(subject)
    ? "Prevalence is the share of labelled predictions whose label is positive."
    : hasEvents(subject)
      ? "Events are evaluable ones, which the model had a chance to warn of. Prevalence is the share of labelled steps whose label is positive, which means that an event starts within the horizon."
      : "No events were given: patients with a positive label are counted in place of event-bearing ones. Prevalence is the share of labelled steps whose label is positive."

/** Who was audited: the composition of each grouping. */
export const populationSection = (subject: Subject): Section => {
  const { dataset, droppedGroupings, groupings } = subject.findings.audit
  return {
    id: "population",
    title: dataset.isSplit ? "Test population" : "Population",
    goal: "Whom the findings are about, and which cohorts are too few to say much about.",
    blocks: [
      paragraph(explained(subject)),
      ...(dataset.isSplit
        ? [paragraph("Analyses that look at the patients of the train split instead say so in their sections.")]
        : []),
      ...(dataset.isSplit
        ? []
        : [caveat("warning", "The data are not split into train and test, so these are all patients of the data.")]),
      ...(groupings.length === 0 ? [caveat("serious", "No grouping is left to audit.")] : []),
      ...groupings.flatMap((grouping) => [
        heading(1, populationAnchor(subject, grouping.id), grouping.title),
        paragraph(minorityText(grouping)),
        tableOf(subject, grouping)
      ]),
      ...(droppedGroupings.length === 0
        ? []
        : [
            heading(1, "population-dropped", "Groupings that were dropped"),
            ...droppedGroupings.map(({ reason, title }) => caveat("serious", strong(`${title}: `), sentence(reason)))
          ])
    ]
  }
}
