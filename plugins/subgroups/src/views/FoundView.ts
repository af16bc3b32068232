/** Who is worse off, the groups around them, and what was searched, as tables. */
import type { Comparison, ReportDocument } from "@fairward/core"
import { type Findings, type Group, keyOf, type Larger } from "../Findings.ts"
import { toldOf } from "../Measures.ts"
import { attributesOf, type Headed, nameOf, type Worse } from "../Told.ts"

type Block = ReportDocument.Block
type Column = ReportDocument.Column
type Row = Readonly<Record<string, ReportDocument.Cell>>

const text = (key: string, title: string, width: number): Column => ({
  key,
  title,
  type: { _tag: "text" },
  width,
  filter: true
})
const number = (key: string, title: string): Column => ({ key, title, type: { _tag: "number", digits: 3 } })
const integer = (key: string, title: string): Column => ({ key, title, type: { _tag: "integer" } })

const comparedColumns: ReadonlyArray<Column> = [
  text("group", "Group", 2),
  text("attributes", "Attributes", 1.6),
  text("measure", "Measure", 1.5),
  integer("patients", "Event-bearing patients"),
  number("own", "In the group"),
  number("others", "All others"),
  number("difference", "Difference"),
  { key: "interval", title: "Interval", type: { _tag: "interval", digits: 3 }, width: 1.5 }
]

const verdictColumn: Column = { key: "verdict", title: "Verdict", type: { _tag: "verdict" }, width: 1.2 }

const comparedRow = (findings: Findings, group: Group, one: Comparison.Comparison): Row => ({
  group: nameOf(findings, group),
  attributes: attributesOf(findings, group),
  measure: toldOf(one.metric).title,
  patients: group.eventPatients,
  own: one.cohort.estimate,
  others: one.rest.estimate,
  difference: one.difference,
  interval: one.interval === null ? null : [one.interval.low, one.interval.high],
  verdict: one.verdict
})

/** What was searched, by how many attributes groups combine. */
export const searchedTable = ({ comparisons, found, groups, searched }: Findings): Block => {
  const attributesOfGroup = new Map(groups.map((group) => [keyOf(group), group.parts.length]))
  const groupsWhere = (attributes: number, keys: ReadonlyArray<string>) =>
    new Set(keys.filter((key) => attributesOfGroup.get(key) === attributes)).size
  return {
    _tag: "Table",
    id: "subgroups-searched",
    caption: "Groups by how many attributes they combine",
    columns: [
      text("attributes", "Attributes combined", 1.6),
      integer("possible", "Possible"),
      integer("empty", "No patient"),
      integer("tooSmall", "Too small"),
      integer("same", "Same patients"),
      integer("searched", "Searched"),
      integer("open", "Not estimable"),
      integer("worse", "Worse off")
    ],
    rows: searched.map(({ attributes, empty, isLeftOut, possible, same, searched: own, tooSmall }) => ({
      attributes: String(attributes),
      possible,
      empty,
      tooSmall,
      same,
      searched: isLeftOut ? { value: 0, note: "left out" } : own,
      open: groupsWhere(attributes, comparisons.filter(({ verdict }) => verdict === "not estimable").map(keyOf)),
      worse: groupsWhere(attributes, found.map(keyOf))
    }))
  }
}

const mostHeaded = 8

/** The groups that stand for what was found, the gravest first. */
export const headedTable = (findings: Findings, headed: ReadonlyArray<Headed>): Block => ({
  _tag: "Table",
  id: "subgroups-worse",
  caption: `Groups that are worse off than all others${headed.length > mostHeaded ? `: ${mostHeaded} of ${headed.length}, the others are in the annex` : ""}`,
  columns: [...comparedColumns, verdictColumn],
  rows: headed.slice(0, mostHeaded).map(({ comparison, group }) => comparedRow(findings, group, comparison)),
  empty: "No group was shown to be worse off."
})

const largerRow = (findings: Findings, { comparison, group, measure }: Worse, larger: Larger): Row => {
  const other = findings.groups.find((one) => keyOf(one) === keyOf(larger))!
  return {
    group: nameOf(findings, group),
    measure: measure.title,
    larger: nameOf(findings, other),
    own: comparison.cohort.estimate,
    other: larger.estimate,
    difference: larger.difference,
    interval: larger.low === null || larger.high === null ? null : [larger.low, larger.high],
    worse: larger.isWorse ? "yes" : "not shown"
  }
}

/** Whether it is the combination that is worse off, or a larger group as a whole. */
export const largerTable = (findings: Findings, headed: ReadonlyArray<Headed>): ReadonlyArray<Block> => {
  const rows = headed
    .slice(0, mostHeaded)
    .flatMap((one) => one.found.larger.map((larger) => largerRow(findings, one, larger)))
  return rows.length === 0
    ? []
    : [
        {
          _tag: "Table",
          id: "subgroups-larger",
          caption: "The same groups against the larger ones that they are part of: is it the combination?",
          columns: [
            text("group", "Group", 1.8),
            text("measure", "Measure", 1.4),
            text("larger", "Larger group", 1.6),
            number("own", "In the group"),
            number("other", "In the larger group"),
            number("difference", "Difference"),
            { key: "interval", title: "Interval", type: { _tag: "interval", digits: 3 }, width: 1.5 },
            text("worse", "Worse than the larger group", 1.1)
          ],
          rows
        }
      ]
}

/** Everything that was found, with what each stands under. */
export const everyTable = (findings: Findings, headed: ReadonlyArray<Headed>): Block => ({
  _tag: "Table",
  id: "subgroups-every",
  caption:
    "Every group that is worse off than all others; nested ones stand together, under the one that stands for them",
  columns: [...comparedColumns, verdictColumn],
  group: "under",
  rows: headed.flatMap(({ around, comparison, group, measure }) => {
    const under = `${nameOf(findings, group)}: ${measure.title}`
    return [{ comparison, group }, ...around].map((one) => ({
      ...comparedRow(findings, one.group, one.comparison),
      under
    }))
  }),
  empty: "No group was shown to be worse off."
})

const mostNearest = 20

/** Those that were not shown to be worse off, and of which that is least sure. */
export const nearestTable = (findings: Findings): Block => {
  const groups = new Map(findings.groups.map((group) => [keyOf(group), group]))
  const isWorse = ({ difference, sense }: Comparison.Comparison) =>
    difference !== null && (sense === "lower" ? difference > 0 : difference < 0)
  const nearest = findings.comparisons
    .filter(
      (one) =>
        (one.verdict === "inconclusive" || one.verdict === "no verdict") &&
        one.interval !== null &&
        one.interval.adjustedP < 1 &&
        isWorse(one)
    )
    .toSorted((a, b) => a.interval!.adjustedP - b.interval!.adjustedP)
    .slice(0, mostNearest)
  return {
    _tag: "Table",
    id: "subgroups-nearest",
    caption: `Groups that were not shown to be worse off, and come nearest to it: ${mostNearest} at most, of those with an adjusted p below 1`,
    columns: [...comparedColumns, { key: "p", title: "p, adjusted", type: { _tag: "pValue" } }],
    rows: nearest.map((one) => {
      const { verdict: _, ...row } = comparedRow(findings, groups.get(keyOf(one))!, one)
      return { ...row, p: one.interval!.adjustedP }
    }),
    empty: "There is none."
  }
}
