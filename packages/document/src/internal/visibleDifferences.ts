/** Who was audited, and how small a difference this audit would have seen in them: one table. */

import { isBeyondScale } from "@fairward/core/Measure"
import { counted, text } from "@fairward/core/Prose"
import type { Block, Cell, Column } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { cohortRows } from "./heatMap.ts"
import { digitsOf } from "./naturalScale.ts"
import { firstOfHarms, type Outcome } from "./outcomes.ts"
import { hasEvents, hasPersons, link, type Subject, strong } from "./Subject.ts"
import { countCell } from "./withheld.ts"

const seenCell = (outcome: Outcome, grouping: string, category: string): Cell => {
  const judgement = outcome.of(grouping, category)
  if (judgement === undefined) return { value: null, note: "not compared", mark: "muted" }
  const { detectable = null, verdict, withheld } = judgement
  const own = withheld ?? verdict
  if (withheld !== undefined || judgement.reason === "withheld") return { value: null, note: "withheld", mark: "muted" }
  if (detectable === null) return { value: null, note: own === "too small" ? "too few" : "not known", mark: "muted" }
  if (isBeyondScale(outcome.measure, detectable)) return { value: null, note: "none that can be", mark: "muted" }
  const value = Math.abs(outcome.scale.distanceOf(detectable))
  const digits = digitsOf(outcome.scale, judgement)
  // Rounded to 0 it would say that nothing is too small to be seen.
  return Number(value.toFixed(digits)) > 0 ? { value, digits } : { value: null, note: "less than shown", mark: "muted" }
}

const columnsOf = (subject: Subject, outcomes: ReadonlyArray<Outcome>): ReadonlyArray<Column> => [
  { key: "cohort", title: "Cohort", type: { _tag: "text" }, width: 2 },
  { key: "patients", title: hasPersons(subject) ? "Stays" : "Patients", type: { _tag: "integer" } },
  { key: "eventPatients", title: hasEvents(subject) ? "With event" : "With positive label", type: { _tag: "integer" } },
  ...outcomes.map(
    ({ key, measure: { headline }, scale: { unit } }): Column => ({
      key,
      title: headline!.title,
      ...(unit.length === 0 ? {} : { unit }),
      type: { _tag: "number", digits: 0 }
    })
  )
]

/** How many rows the table has when it is whole. */
export const cohortsIn = ({ findings: { audit } }: Subject): number =>
  audit.groupings.reduce((sum, { categories }) => sum + categories.length, 0)

/** At most so many cohorts, those of the first page before others. */
export const visibleDifferences = (subject: Subject, id: string, most: number): ReadonlyArray<Block> => {
  const { disclosure } = subject.findings
  const outcomes = firstOfHarms(subject)
  const cell = (value: number | null, below: ReadonlyArray<string> | undefined, key: string): Cell =>
    countCell(value, below?.includes(key) === true, disclosure?.minimumCell)
  const rows = cohortRows(subject, most, true).rows.map(
    ({ category, grouping }): Readonly<Record<string, Cell>> => ({
      grouping: grouping.title,
      cohort: category.label,
      patients: cell(category.patients, category.below, "patients"),
      eventPatients: cell(category.eventPatients, category.below, "eventPatients"),
      ...Object.fromEntries(outcomes.map((one) => [one.key, seenCell(one, grouping.id, category.id)]))
    })
  )
  const left = cohortsIn(subject) - rows.length
  const table = Document.Block.make({
    _tag: "Table",
    id,
    caption:
      outcomes.length === 0
        ? "Who was audited"
        : "Who was audited and, by outcome, the smallest true difference from the rest that would have been found four times in five",
    columns: columnsOf(subject, outcomes),
    group: "grouping",
    rows
  })
  return left === 0
    ? [table]
    : [
        table,
        Document.paragraph(
          ...text`${strong("Not in this table: ")}${counted(left, "cohort")}; all are in ${link("population", "the population")}.`
        )
      ]
}
