import type { ReportedCounts, ReportedGrouping } from "@fairward/core/AuditFindings"
import * as Message from "@fairward/core/Message"
import { capitalised, percent, text, toldWhole } from "@fairward/core/Prose"
import type { Block, Cell, Column, Inline, Section } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { heading, paragraph } from "@fairward/core/ReportDocument"
import {
  auditedTerm,
  bearingTerm,
  caveat,
  hasEvents,
  hasPersons,
  isClassical,
  type Subject,
  stepTerm,
  strong
} from "./Subject.ts"
import { commonScoring, scoringCaveats, scoringText } from "./scoring.ts"
import { countCell, countOf } from "./withheld.ts"

/** Where a grouping's composition stands. */
export const populationAnchor = ({ findings }: Subject, grouping: string): string =>
  `population-${findings.audit.groupings.findIndex(({ id }) => id === grouping) + 1}`

export interface SmallCohort {
  readonly label: string
  readonly side: "cohort" | "rest"
  readonly count: Inline
}

/**
 * Cohorts, or rests of cohorts, with fewer event-bearing patients than a verdict needs, as far as counts are not withheld;
 * those below a minimum that is itself below what a verdict needs are known to be small.
 */
export const smallCohorts = (
  { categories }: ReportedGrouping,
  needed: number,
  withheldBelow: number | undefined
): ReadonlyArray<SmallCohort> => {
  const known = categories.map(({ eventPatients }) => eventPatients ?? Number.NaN)
  const all = known.reduce((sum, count) => sum + count, 0)
  return categories.flatMap(({ below = [], eventPatients, label }): ReadonlyArray<SmallCohort> => {
    if (eventPatients === null) {
      const isSmall = below.includes("eventPatients") && withheldBelow !== undefined && withheldBelow <= needed
      return isSmall ? [{ label, side: "cohort", count: `fewer than ${withheldBelow}` }] : []
    }
    if (eventPatients < needed) return [{ label, side: "cohort", count: Document.count(eventPatients) }]
    return all - eventPatients < needed ? [{ label, side: "rest", count: Document.count(all - eventPatients) }] : []
  })
}

/** Whether there are events that no prediction could warn of. */
const isAnyNotDetectable = ({ findings }: Subject): boolean => findings.audit.everyone.notDetectable !== undefined

const columnsOf = (subject: Subject): ReadonlyArray<Column> => [
  { key: "category", title: "Cohort", type: { _tag: "text" }, width: 2, filter: true },
  ...(hasPersons(subject)
    ? [
        { key: "patients", title: "Stays", type: { _tag: "integer" as const } },
        { key: "persons", title: "Persons", type: { _tag: "integer" as const } }
      ]
    : [{ key: "patients", title: "Patients", type: { _tag: "integer" as const } }]),
  { key: "share", title: `Share of ${auditedTerm(subject)}`, type: { _tag: "percent", digits: 1 } },
  { key: "eventPatients", title: capitalised(bearingTerm(subject)), type: { _tag: "integer" } },
  ...(hasEvents(subject) ? [{ key: "events", title: "Events", type: { _tag: "integer" as const } }] : []),
  ...(isAnyNotDetectable(subject)
    ? ([
        { key: "notDetectable", title: "Without prediction", type: { _tag: "integer" } },
        { key: "recall", title: "Event recall", type: { _tag: "percent", digits: 1 } },
        { key: "recallOfOthers", title: "Of the others", type: { _tag: "percent", digits: 1 } }
      ] as const)
    : []),
  { key: "steps", title: capitalised(stepTerm(subject)), type: { _tag: "integer" } },
  { key: "prevalence", title: "Prevalence", type: { _tag: "percent", digits: 2 } }
]

const muted = (cell: Cell): Cell =>
  typeof cell === "object" && cell !== null && "value" in cell
    ? { ...cell, mark: "muted" }
    : { value: cell, mark: "muted" }

const tableOf = (subject: Subject, grouping: ReportedGrouping): Block => {
  const { disclosure } = subject.findings
  const { everyone } = subject.findings.audit
  const withEvents = hasEvents(subject)
  const withPersons = hasPersons(subject)
  const share = (patients: number | null) =>
    everyone.patients === 0 || everyone.patients === null || patients === null ? null : patients / everyone.patients
  const cell = (value: number | null, below: ReadonlyArray<string> | undefined, key: string) =>
    countCell(value, below?.includes(key) === true, disclosure?.minimumCell)
  const personsCell = ({
    below,
    persons
  }: {
    readonly persons?: number | null
    readonly below?: ReadonlyArray<string>
  }) => (withPersons ? { persons: cell(persons ?? null, below, "persons") } : {})
  const counts = (of: ReportedCounts) => ({
    patients: cell(of.patients, of.below, "patients"),
    ...personsCell(of),
    share: share(of.patients),
    eventPatients: cell(of.eventPatients, of.below, "eventPatients"),
    ...(withEvents ? { events: cell(of.events, undefined, "events") } : {}),
    ...(isAnyNotDetectable(subject) ? detection(of) : {}),
    steps: cell(of.steps, undefined, "steps"),
    prevalence: of.prevalence ?? { value: null, note: of.positives === null ? "withheld" : `no ${stepTerm(subject)}` }
  })
  const uncounted = {
    ...(withEvents ? { events: muted(null) } : {}),
    ...(isAnyNotDetectable(subject)
      ? { notDetectable: muted(null), recall: muted(null), recallOfOthers: muted(null) }
      : {}),
    steps: muted(null),
    prevalence: muted(null)
  }
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
      ...grouping.dropped.map(({ below = [], eventPatients, label, patients, persons = null, reason }) => ({
        category: { value: label, mark: "muted" as const, note: `dropped: ${Message.text(reason)}` },
        patients: muted(cell(patients, below, "patients")),
        ...(withPersons ? { persons: muted(cell(persons, below, "persons")) } : {}),
        share: muted(share(patients)),
        eventPatients: muted(cell(eventPatients, below, "eventPatients")),
        ...uncounted
      })),
      ...(grouping.unassigned === 0
        ? []
        : [
            {
              category: { value: "In no cohort", mark: "muted" as const, note: "no value, or one that is not listed" },
              patients: muted(cell(grouping.unassigned, grouping.below, "unassigned")),
              ...(withPersons ? { persons: muted(null) } : {}),
              share: muted(share(grouping.unassigned)),
              eventPatients: muted(null),
              ...uncounted
            }
          ])
    ]
  })
}

const detection = ({ eventRecall, notDetectable = 0 }: ReportedCounts) => ({
  notDetectable: notDetectable ?? { value: null, note: "withheld" },
  recall: eventRecall?.all ?? null,
  recallOfOthers: eventRecall?.detectable ?? null
})

/** How many events no prediction could warn of, and what event recall is without them. */
const notDetectableText = (subject: Subject): ReadonlyArray<Block> => {
  const { eventRecall, events, notDetectable } = subject.findings.audit.everyone
  if (notDetectable === undefined) return []
  const share = events === null || notDetectable === null ? "" : text` (${percent(notDetectable / events)})`
  const recall =
    eventRecall?.all === undefined || eventRecall.all === null || eventRecall.detectable === null
      ? ""
      : text` Event recall at the threshold is ${percent(eventRecall.all)}; without them it is ${percent(eventRecall.detectable)}.`
  return [
    paragraph(
      ...text`${strong("Events without a prediction: ")}${countOf(notDetectable)} of ${countOf(events)} events${share} have no labelled prediction in the window before them. Nobody could be warned of them, and they count as missed.${recall} If that differs between cohorts, so does their event recall.`
    )
  ]
}

const minorityText = ({ categories, minority }: ReportedGrouping): Block => {
  const { label, patients } = categories[minority]!
  return paragraph(
    ...text`The minority category, the kept one with the fewest patients, is ${label} (${countOf(patients)}).`
  )
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
    goal: "Whom the findings are about, and which cohorts are too small to say much about.",
    blocks: [
      paragraph(explained(subject)),
      ...notDetectableText(subject),
      ...(hasPersons(subject)
        ? [
            paragraph(
              "A person may have several stays. The sections of the analyses call a stay a patient where they count who is in a cohort; what is drawn in replicates, what errors rest on and what a verdict needs are persons. A person whose stays are in several cohorts is counted in each of them."
            )
          ]
        : []),
      ...(dataset.isSplit
        ? [paragraph("Analyses that look at the patients of the train split instead say so in their sections.")]
        : []),
      ...(dataset.isSplit
        ? []
        : [caveat("warning", "The data are not split into train and test, so these are all patients of the data.")]),
      ...commonScoring(groupings),
      ...(groupings.length === 0 ? [caveat("serious", "No grouping is left to audit.")] : []),
      ...groupings.flatMap((grouping) => [
        heading(1, populationAnchor(subject, grouping.id), grouping.title),
        minorityText(grouping),
        ...scoringText(grouping, groupings),
        ...scoringCaveats(grouping),
        tableOf(subject, grouping)
      ]),
      ...(droppedGroupings.length === 0
        ? []
        : [
            heading(1, "population-dropped", "Groupings that were dropped"),
            ...droppedGroupings.map(({ reason, title }) =>
              caveat("serious", strong(`${title}: `), ...toldWhole(reason))
            )
          ])
    ]
  }
}
