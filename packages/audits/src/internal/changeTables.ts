/** The tables of a comparison of two audits: verdicts that came and went, all changes, and the audits themselves. */
import type { AuditFindings } from "@fairward/core"
import { unitWords } from "@fairward/core/Measure"
import { counted, listedFew, text } from "@fairward/core/Prose"
import type { Block, Cell, Column, Section, Verdict } from "@fairward/core/ReportDocument"
import { heading, paragraph } from "@fairward/core/ReportDocument"
import type { Change, Unmatched } from "../Changes.ts"
import type { Names } from "./names.ts"
import {
  allChanges,
  byRest,
  byRestInBrief,
  digitsOf,
  isChanged,
  isComparedBySome,
  isSetback,
  measureOf,
  numbersOf,
  type Subject,
  toldOnce
} from "./told.ts"

type Findings = AuditFindings.AuditFindings

/** Where the changes of a stage stand. */
export const tableId = (stage: string): string => `changes-${stage}`

const isHarmful = (verdict: Verdict): boolean => verdict === "material" || verdict === "worse"

const interval = (digits: number): Column => ({
  key: "interval",
  title: "Interval of the change",
  type: { _tag: "interval", digits },
  width: 1.6
})

const textColumn = (key: string, title: string, width = 1, filter = true): Column => ({
  key,
  title,
  type: { _tag: "text" },
  width,
  filter
})

const numberColumn = (key: string, title: string, width = 0.9): Column => ({
  key,
  title,
  type: { _tag: "number", digits: 3 },
  width
})

const changeColumns: ReadonlyArray<Column> = [
  textColumn("category", "Category", 1.5),
  textColumn("measure", "Measure", 1.7),
  numberColumn("earlier", "Earlier difference"),
  numberColumn("later", "Later difference"),
  numberColumn("change", "Change"),
  interval(3),
  { key: "verdict", title: "Change is", type: { _tag: "verdict" }, width: 1.2 }
]

const rowOf = ({ changes: { stages }, names }: Subject, change: Change): Readonly<Record<string, Cell>> => {
  const measure = measureOf(stages.find(({ id }) => id === change.stage)!, change.metric)
  const digits = digitsOf(numbersOf(change), measure?.unit)
  const unit = measure === undefined ? undefined : unitWords(measure)
  const moved = isChanged(change) ? byRest(change.earlier, change.later, change) : undefined
  const note = change.reason ?? (moved === undefined ? undefined : byRestInBrief(moved))
  return {
    category: `${names.groupingOf(change.grouping)}: ${names.categoryOf(change.grouping, change.category)}`,
    measure: `${measure?.title ?? change.metric}${unit === undefined ? "" : ` (${unit})`}`,
    earlier: { value: change.earlier.difference, digits },
    later: { value: change.later.difference, digits },
    change: { value: change.change, digits },
    interval: { value: change.interval === null ? null : [change.interval.low, change.interval.high], digits },
    verdict: note === undefined ? change.verdict : { value: change.verdict, note },
    before: change.earlier.verdict,
    after: change.later.verdict
  }
}

export const cameAndWent = (subject: Subject): Section => {
  const { changes, names } = subject
  const told = toldOnce(allChanges(changes), names, isSetback)
  const table = (id: string, caption: string, of: ReadonlyArray<Change>, empty: string): Block => ({
    _tag: "Table",
    id,
    caption,
    columns: [
      textColumn("category", "Category", 1.5),
      textColumn("measure", "Measure", 1.7),
      { key: "before", title: "Earlier verdict", type: { _tag: "verdict" }, width: 1.2 },
      { key: "after", title: "Later verdict", type: { _tag: "verdict" }, width: 1.2 },
      numberColumn("change", "Change"),
      interval(3),
      { key: "verdict", title: "Change is", type: { _tag: "verdict" }, width: 1.2 }
    ],
    rows: of.map((change) => rowOf(subject, change)),
    empty
  })
  return {
    id: "verdicts",
    title: "Verdicts that appeared and vanished",
    goal: "Which disparities are in one audit only. More patients or chance alone can make a verdict come or go: whether the disparity itself changed is what the interval of the change says; “by the rest” marks one that the rest brought about.",
    blocks: [
      table(
        "verdicts-appeared",
        "Worse off in the later audit, and not in the earlier one",
        told.filter(({ earlier, later }) => isHarmful(later.verdict) && !isHarmful(earlier.verdict)),
        "No disparity is in the later audit alone."
      ),
      table(
        "verdicts-vanished",
        "Worse off in the earlier audit, and not in the later one",
        told.filter(({ earlier, later }) => isHarmful(earlier.verdict) && !isHarmful(later.verdict)),
        "No disparity is in the earlier audit alone."
      ),
      table(
        "verdicts-stayed",
        "Worse off in both audits",
        told.filter(({ earlier, later }) => isHarmful(earlier.verdict) && isHarmful(later.verdict)),
        "No disparity is in both audits."
      )
    ]
  }
}

export const everything = (subject: Subject): Section => ({
  id: "all-changes",
  title: "All changes",
  goal: "The difference between each cohort and its rest in both audits, and how it changed. Negative differences are lower in the cohort; “by the rest” marks a change that the rest brought about, with what became of the cohort's own value.",
  blocks: subject.changes.stages.flatMap((stage): ReadonlyArray<Block> => {
    const told = toldOnce(stage.changes, subject.names, isSetback)
    const rows = told.filter(isComparedBySome).map((change) => rowOf(subject, change))
    return [
      heading(1, `all-changes-${stage.id}`, stage.title),
      {
        _tag: "Table",
        id: tableId(stage.id),
        caption: `${stage.title}: differences between cohort and rest, and their changes`,
        columns: changeColumns,
        rows,
        empty: "Nothing is compared in both audits."
      },
      ...(rows.length === told.length
        ? []
        : [
            paragraph(
              ...text`${counted(told.length - rows.length, "comparison")} that neither audit judges ${told.length - rows.length === 1 ? "is" : "are"} left out; changes.json has them.`
            )
          ]),
      ...unmatchedWords(stage.unmatched, subject.names)
    ]
  })
})

const namesShown = 8

const unmatchedWords = (unmatched: ReadonlyArray<Unmatched>, names: Names): ReadonlyArray<Block> =>
  (["earlier", "later"] as const).flatMap((which) => {
    const of = unmatched.filter(({ only }) => only === which)
    if (of.length === 0) return []
    const cohorts = [
      ...new Set(
        of.map(({ category, grouping }) => `${names.groupingOf(grouping)}: ${names.categoryOf(grouping, category)}`)
      )
    ]
    return [
      paragraph(
        ...text`${counted(of.length, "comparison")} ${of.length === 1 ? "is" : "are"} in the ${which} audit only, of ${listedFew(cohorts, namesShown)}.`
      )
    ]
  })

const countCell = (count: number | null | undefined): Cell =>
  count === undefined ? { value: null, note: "not there" } : count === null ? { value: null, note: "withheld" } : count

export const audits = ({ earlier, later, names }: Subject): Section => {
  const facts = (label: string, of: (findings: Findings) => Cell) => ({
    fact: label,
    earlier: of(earlier),
    later: of(later)
  })
  const column = (key: string, title: string): Column => ({ key, title, type: { _tag: "text" }, width: 1.6 })
  const count = (value: number | null) => (value === null ? "withheld" : String(value))
  const cohorts = names.all().map(({ category, grouping }) => {
    const of = ({ audit }: Findings) =>
      audit.groupings.find(({ id }) => id === grouping)?.categories.find(({ id }) => id === category)
    return {
      cohort: `${names.groupingOf(grouping)}: ${names.categoryOf(grouping, category)}`,
      earlierPatients: countCell(of(earlier)?.patients),
      laterPatients: countCell(of(later)?.patients),
      earlierEvents: countCell(of(earlier)?.eventPatients),
      laterEvents: countCell(of(later)?.eventPatients)
    }
  })
  const integer = (key: string, title: string): Column => ({ key, title, type: { _tag: "integer" } })
  return {
    id: "audits",
    title: "The two audits",
    goal: "What was audited, and who.",
    blocks: [
      {
        _tag: "Table",
        id: "audits-facts",
        caption: "Earlier and later audit",
        columns: [column("fact", ""), column("earlier", "Earlier"), column("later", "Later")],
        rows: [
          facts("Title", ({ audit }) => audit.title),
          facts("Model", ({ audit: { model } }) =>
            model === undefined
              ? "not stated"
              : `${model.name}${model.version === undefined ? "" : `, version ${model.version}`}`
          ),
          facts("Site", ({ audit: { study } }) => study?.site ?? "not stated"),
          facts("Period", ({ audit: { study } }) => study?.period ?? "not stated"),
          facts("Audited on", ({ provenance }) => provenance.startedAt.slice(0, 10)),
          facts("Patients", ({ audit }) => count(audit.everyone.patients)),
          facts("Event-bearing patients", ({ audit }) => count(audit.everyone.eventPatients)),
          facts("Threshold", ({ audit: { threshold } }) => String(Number(threshold.value.toPrecision(4)))),
          facts("Replicates", ({ audit }) => String(audit.resampling.replicates)),
          facts("Hash of the configuration", ({ provenance }) => provenance.configSha256.slice(0, 12)),
          facts("Version of fairward", ({ fairward }) => fairward)
        ]
      },
      {
        _tag: "Table",
        id: "audits-cohorts",
        caption: "Patients and event-bearing patients of each cohort",
        columns: [
          textColumn("cohort", "Cohort", 2.4),
          integer("earlierPatients", "Patients, earlier"),
          integer("laterPatients", "Patients, later"),
          integer("earlierEvents", "With events, earlier"),
          integer("laterEvents", "With events, later")
        ],
        rows: cohorts
      }
    ]
  }
}
