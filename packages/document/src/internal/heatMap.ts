/** All cohorts by all outcomes, in one table: what was found of each, at a glance. */
import type { ReportedGrouping } from "@fairward/core/AuditFindings"
import { couldBeWorseBy } from "@fairward/core/Comparison"
import { harms, isBeyondScale } from "@fairward/core/Measure"
import { counted, enumerated, text } from "@fairward/core/Prose"
import type { Block, Cell, Column, Text } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { toldNumber } from "./naturalScale.ts"
import { type Implied, type Outcome, shownOutcomes } from "./outcomes.ts"
import { auditedTerm, hasEvents, hasPersons, type Subject } from "./Subject.ts"
import { isWorse, type Judgement } from "./verdictCounts.ts"
import { countCell, countOf } from "./withheld.ts"

type Category = ReportedGrouping["categories"][number]

/** A cohort, and what was found of it by each outcome. */
export interface CohortRow {
  readonly grouping: ReportedGrouping
  readonly category: Category
  readonly found: ReadonlyArray<{ readonly outcome: Outcome; readonly judgement: Judgement | undefined }>
}

const rowsOf = ({ findings: { audit } }: Subject, outcomes: ReadonlyArray<Outcome>): ReadonlyArray<CohortRow> =>
  audit.groupings.flatMap((grouping) => {
    const rows = grouping.categories.map((category) => ({
      grouping,
      category,
      found: outcomes.map((outcome) => ({ outcome, judgement: outcome.of(grouping.id, category.id) }))
    }))
    const place = outcomes.findIndex((_, at) => rows.some(({ found }) => estimateOf(found[at]!) !== null))
    return place < 0 ? rows : rows.toSorted((a, b) => badness(b.found[place]!) - badness(a.found[place]!))
  })

const estimateOf = ({ judgement }: CohortRow["found"][number]): number | null => judgement?.cohort?.estimate ?? null

/** The larger the worse; what is not known stands last. */
const badness = (one: CohortRow["found"][number]): number => {
  const estimate = estimateOf(one)
  if (estimate === null) return Number.NEGATIVE_INFINITY
  return one.outcome.measure.sense === "lower" ? estimate : -estimate
}

const inMargins = (distance: number, { margin = null }: Judgement): number =>
  margin === null || margin === 0 ? 0 : distance / margin

type Gravity = readonly [isOpen: number, harm: number, verdict: number, margins: number]

/** What is worse before what is open; then by harm, by verdict, by how far it is or could be beyond the margin. */
const gravityOf = ({ found }: CohortRow): Gravity => {
  const ranks = found.flatMap(({ judgement, outcome }): ReadonlyArray<Gravity> => {
    if (judgement === undefined) return []
    const { difference = null, interval = null, verdict, withheld = verdict } = judgement
    const harm = harms.indexOf(outcome.measure.harm)
    if (isWorse(judgement)) {
      const beyond = inMargins(Math.abs(difference ?? 0), judgement)
      return [[0, harm, withheld === "material" ? 0 : 1, -beyond]]
    }
    const open = couldBeWorseBy({ interval, sense: outcome.measure.sense }) ?? 0
    return withheld === "inconclusive" ? [[1, harm, 0, -inMargins(open, judgement)]] : []
  })
  return ranks.toSorted(inOrder)[0] ?? [2, 0, 0, 0]
}

const inOrder = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number =>
  a.map((one, i) => one - b[i]!).find((difference) => difference !== 0) ?? 0

/**
 * At most so many rows: all, or the gravest: those that are worse off and, where none is or the room is to be filled, those
 * that could be so by most margins.
 */
const chosen = (rows: ReadonlyArray<CohortRow>, most: number, isFilled = false): ReadonlyArray<CohortRow> => {
  if (rows.length <= most) return rows
  const ranked = rows.map((row) => ({ row, gravity: gravityOf(row) })).toSorted((a, b) => inOrder(a.gravity, b.gravity))
  const found = ranked.filter(({ gravity: [isOpen] }) => isOpen === 0)
  const shown = isFilled || found.length === 0 ? ranked : found
  const kept = new Set(shown.slice(0, most).map(({ row }) => row))
  return rows.filter((row) => kept.has(row))
}

/** Where there is room for most cohorts, all of it is used: of hundreds those that are worse off are told apart. */
const isMostly = (rows: ReadonlyArray<CohortRow>, most: number): boolean => 2 * most >= rows.length

const cellOf = ({ judgement, outcome }: CohortRow["found"][number]): Cell => {
  if (judgement === undefined) return { value: null, note: "not compared", mark: "muted" }
  const { cohort, detectable = null, verdict, withheld } = judgement
  const own = withheld ?? verdict
  const estimate = cohort?.estimate ?? null
  if (estimate === null) {
    return { value: null, verdict: own, note: isWithheld(judgement) ? "withheld" : "not estimable" }
  }
  const { scale } = outcome
  const told = toldNumber(scale, judgement, estimate)
  const { digits } = told
  const seen = Math.abs(scale.distanceOf(detectable ?? 0))
  const isSeen = detectable !== null && !isBeyondScale(outcome.measure, detectable)
  const isTold = own === "inconclusive" && isSeen && Number(seen.toFixed(digits)) > 0
  return { ...told, verdict: own, ...(isTold ? { detectable: seen } : {}) }
}

const isWithheld = ({ cohort, reason, withheld }: Judgement): boolean =>
  withheld !== undefined || reason === "withheld" || cohort?.reason === "withheld"

const columnOf = ({ key, measure: { headline }, scale: { unit } }: Outcome): Column => ({
  key,
  title: headline!.title,
  ...(unit.length === 0 ? {} : { unit }),
  type: { _tag: "number", digits: 0 }
})

const counts = (subject: Subject): ReadonlyArray<Column> => [
  { key: "patients", title: hasPersons(subject) ? "Stays" : "Patients", type: { _tag: "integer" } },
  {
    key: "eventPatients",
    title: hasEvents(subject) ? "With event" : "With positive label",
    type: { _tag: "integer" }
  }
]

const tableRow = ({ category, found, grouping }: CohortRow, minimum: number | undefined): Record<string, Cell> => {
  const { below = [], eventPatients, label, patients } = category
  return {
    grouping: grouping.title,
    cohort: label,
    patients: countCell(patients, below.includes("patients"), minimum),
    eventPatients: countCell(eventPatients, below.includes("eventPatients"), minimum),
    ...Object.fromEntries(found.map((one) => [one.outcome.key, cellOf(one)]))
  }
}

/** The cohorts of a map with at most so many of them, in its order; `isFilled`: with others than those that are worse off. */
export const cohortRows = (
  subject: Subject,
  most: number,
  isFilled = false
): { readonly rows: ReadonlyArray<CohortRow>; readonly isWhole: boolean } => {
  const rows = rowsOf(subject, shownOutcomes(subject).outcomes)
  const shown = chosen(rows, most, isFilled)
  return { rows: shown, isWhole: shown.length === rows.length }
}

export interface HeatMap {
  readonly table: Block
  /** Below it: how rows are sorted, and what is not shown. */
  readonly notes: ReadonlyArray<Block>
  readonly isWhole: boolean
}

/** The map with at most so many cohorts; `undefined` where none was compared by an outcome that stages call a headline. */
export const heatMap = (
  subject: Subject,
  id: string,
  caption: string,
  most = Number.POSITIVE_INFINITY
): HeatMap | undefined => {
  const { implied, outcomes } = shownOutcomes(subject)
  const rows = rowsOf(subject, outcomes)
  if (outcomes.length === 0 || rows.length === 0) return undefined
  const shown = chosen(rows, most, isMostly(rows, most))
  const minimum = subject.findings.disclosure?.minimumCell
  const table = Document.Block.make({
    _tag: "Table",
    id,
    caption,
    columns: [
      { key: "cohort", title: "Cohort", type: { _tag: "text" }, width: 2 },
      ...outcomes.map(columnOf),
      ...counts(subject)
    ],
    group: "grouping",
    rows: shown.map((row) => tableRow(row, minimum))
  })
  return {
    table,
    isWhole: shown.length === rows.length,
    notes: [...implied.map(withoutColumn), ...inNoCohort(subject), ...hiddenRows(rows, shown), ...rounded(minimum)]
  }
}

const withoutColumn = ({ by, outcome }: Implied): Block => {
  const { frequency, title } = outcome.measure.headline!
  return Document.paragraph(
    ...text`${{ strong: `${title}: ` }}in every cohort all ${frequency?.of ?? ""} but those under "${by.measure.headline!.title}", and so in no column of its own.`
  )
}

/** Patients whom a grouping does not place, of whom no row says anything. */
const inNoCohort = (subject: Subject): ReadonlyArray<Block> => {
  const left = subject.findings.audit.groupings.flatMap(({ title, unassigned }) =>
    unassigned === 0 ? [] : [text`${countOf(unassigned)} by ${title.toLowerCase()}`]
  )
  if (left.length === 0) return []
  return [
    Document.paragraph(
      ...text`${{ strong: "In no cohort: " }}${enumerated(left)}, of ${countOf(subject.findings.audit.everyone.patients)} ${auditedTerm(subject)}; nothing is said of them here.`
    )
  ]
}

const isNoneWorse = (rows: ReadonlyArray<CohortRow>): boolean =>
  !rows.some(({ found }) => found.some(({ judgement }) => judgement !== undefined && isWorse(judgement)))

const rounded = (minimum: number | undefined): ReadonlyArray<Block> =>
  minimum === undefined
    ? []
    : [
        Document.paragraph(
          ...text`${{ strong: "Rounded: " }}counts below ${Document.count(minimum)} are withheld and other numbers rounded; < stands before what a number is below.`
        )
      ]

const hiddenRows = (rows: ReadonlyArray<CohortRow>, shown: ReadonlyArray<CohortRow>): ReadonlyArray<Block> => {
  if (shown.length === rows.length) return []
  const kept = new Set(shown)
  const hidden = rows.filter((row) => !kept.has(row))
  const worse = hidden.filter(({ found }) =>
    found.some(({ judgement }) => judgement !== undefined && isWorse(judgement))
  )
  const others = hidden.length - worse.length
  const parts: ReadonlyArray<Text> = [
    ...(worse.length === 0 ? [] : [text`${counted(worse.length, "cohort")} that are worse off in an outcome`]),
    ...(others === 0 ? [] : [text`${counted(others, "cohort")} of which nothing is shown to be worse`])
  ]
  return [
    Document.paragraph(
      ...text`${{ strong: `Not in this table: ` }}${parts.flatMap((part, i) => (i === 0 ? part : text`, and ${part}`))}, of ${Document.count(rows.length)}${worse.length === 0 && isNoneWorse(shown) ? "; it has those that could be worse off by most margins" : ""}. All are in ${{ link: "#key-findings-all", text: "All findings" }}.`
    )
  ]
}
