import type { ComparisonTables, ReportDocument } from "@fairward/core"
import { cohortsOf, type Findings, type Outcomes } from "../Findings.ts"
import { spanTitle } from "../Windows.ts"

type Table = Extract<ReportDocument.Block, { readonly _tag: "Table" }>

const shareNote = (part: number, whole: number) =>
  whole === 0 ? {} : { note: `(${Math.round((part / whole) * 100)} %)` }

const outcomeCells = ({ detected, events, missed, noneAvailable, notDetectable, patients }: Outcomes) => ({
  patients,
  events,
  detected: { value: detected, ...shareNote(detected, events) },
  missed: { value: missed, ...shareNote(missed, events) },
  notDetectable: { value: notDetectable, ...shareNote(notDetectable, events) },
  noneAvailable: { value: noneAvailable, ...shareNote(noneAvailable, events) }
})

/** What became of the evaluable events of each category. */
export const outcomesTable = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): Table => ({
  _tag: "Table",
  id: `time-gap-outcomes-${grouping.id}`,
  caption: `${grouping.title}: what became of the evaluable events`,
  columns: [
    { key: "category", title: "Category", type: { _tag: "text" }, width: 1.6 },
    { key: "patients", title: "Patients with an event", type: { _tag: "integer" } },
    { key: "events", title: "Events", type: { _tag: "integer" }, width: 0.8 },
    { key: "detected", title: "Detected", type: { _tag: "integer" } },
    { key: "missed", title: "Missed", type: { _tag: "integer" } },
    { key: "notDetectable", title: "Not detectable", type: { _tag: "integer" } },
    { key: "noneAvailable", title: "No time available", type: { _tag: "integer" } }
  ],
  rows: [
    ...cohortsOf(findings, grouping).map(({ cohort, label }) => ({
      category: label,
      ...outcomeCells(cohort.outcomes)
    })),
    { category: { value: "All patients", mark: "muted" as const }, ...outcomeCells(findings.everyone.outcomes) }
  ]
})

const windowCells = ({ windows }: Outcomes): Readonly<Record<string, ReportDocument.Cell>> =>
  Object.fromEntries(
    windows.map(({ detected, events, patients, window }) => [
      window,
      { value: detected, note: Number.isNaN(events) ? `(${patients})` : `of ${events} (${patients})` }
    ])
  )

/** How many events of each window were detected, and in how many patients: what a median gap is made of. */
export const windowsTable = (findings: Findings, grouping: ComparisonTables.ComparedGrouping): Table => ({
  _tag: "Table",
  id: `time-gap-windows-${grouping.id}`,
  caption: `${grouping.title}: detected events by the time available before them, of all such events (patients with a detected one)`,
  columns: [
    { key: "category", title: "Category", type: { _tag: "text" }, width: 1.2 },
    ...findings.windows.map((window) => ({
      key: window.id,
      title: spanTitle(window),
      type: { _tag: "integer" as const }
    }))
  ],
  rows: [
    ...cohortsOf(findings, grouping).map(({ cohort, label }) => ({ category: label, ...windowCells(cohort.outcomes) })),
    { category: { value: "All patients", mark: "muted" as const }, ...windowCells(findings.everyone.outcomes) }
  ]
})
