import * as Categories from "@fairward/core/Categories"
import { Effect } from "effect"
import { category, number, text } from "../expressions.ts"
import type { Opening } from "../Loading.ts"
import { identifier } from "../sql.ts"
import type { Context } from "./Context.ts"
import { isCalled, isPatientName } from "./columnNames.ts"
import type { Replacement } from "./scoreColumns.ts"
import { type ColumnProfile, idOf, type TableProfile } from "./TableProfile.ts"

/** The temporary table of the ids that are audited. */
export const audited = identifier("audited ids")

const mostCategories = 12
const mostCodes = 6
const usualAges = [50, 65, 75, 85]
/** A bin of ages holds at least so much of the patients. */
const leastShare = 0.05

interface Value {
  readonly value: string
  readonly count: number
}

const those = (table: TableProfile, patient: ColumnProfile) =>
  `${table.source.relation} s semi join ${audited} a on a.id = ${idOf(patient)}`

/** Values of the audited patients, the most frequent first; at most 41. */
const valuesOf = (opening: Opening, table: TableProfile, patient: ColumnProfile, { column }: ColumnProfile) =>
  opening.database
    .rows(
      `select ${category(column)} as value, count(*) as count from ${those(table, patient)} group by 1 having value is not null order by count desc, value limit 41`
    )
    .pipe(Effect.map((rows) => rows.map(({ count, value }): Value => ({ value: String(value), count: Number(count) }))))

const sexes: Readonly<Record<string, string>> = { f: "Female", female: "Female", w: "Female", m: "Male", male: "Male" }

const isSex = (values: ReadonlyArray<Value>) =>
  values.every(({ value }) => sexes[value.trim().toLowerCase()] !== undefined)

/** Values with what they are to be called; those that differ by case or spaces alone are one. */
const categoriesOf = (values: ReadonlyArray<Value>, areNumbers: boolean) => {
  const sorted = values.toSorted((a, b) => Categories.byNature(a.value, b.value))
  if (isSex(values)) {
    return {
      categories: Object.fromEntries(sorted.map(({ value }) => [value, sexes[value.trim().toLowerCase()]!])),
      merged: 0
    }
  }
  const alike = Map.groupBy(values, ({ value }) => value.trim().toLowerCase())
  if (alike.size === values.length)
    return {
      categories: sorted.map(({ value }) => (areNumbers && String(Number(value)) === value ? Number(value) : value)),
      merged: 0
    }
  const labels = new Map([...alike.values()].flatMap((same) => same.map(({ value }) => [value, same[0]!.value.trim()])))
  return {
    categories: Object.fromEntries(sorted.map(({ value }) => [value, labels.get(value)!])),
    merged: values.length - alike.size
  }
}

/** Edges of ages between which there are enough patients. */
const ageBins = Effect.fnUntraced(function* (
  { opening }: Context,
  table: TableProfile,
  patient: ColumnProfile,
  age: string
) {
  const [row] = yield* opening.database.rows(
    `select count(v) as n, ${usualAges.map((edge, i) => `count_if(v < ${edge}) as e${i}`).join(", ")}, median(v) as middle from (select ${age} as v from ${those(table, patient)})`
  )
  const all = Number(row!.n)
  const bins: Array<number> = []
  let below = 0
  for (const [i, edge] of usualAges.entries()) {
    const under = Number(row![`e${i}`])
    if (under - below < leastShare * all || all - under < leastShare * all) continue
    bins.push(edge)
    below = under
  }
  if (bins.length > 0) return bins
  const middle = Math.round(Number(row!.middle))
  return Number.isFinite(middle) && all > 0 ? [middle] : []
})

const isNoAttribute = ({ name, nature }: ColumnProfile, except: ReadonlyArray<string>) =>
  except.includes(name) ||
  nature === "instants" ||
  nature === "nothing" ||
  (isPatientName(name) && !isCalled(name, "age")) ||
  (["outcome", "split", "admission", "monitoredUntil", "score", "predictedLabel"] as const).some((purpose) =>
    isCalled(name, purpose)
  ) ||
  /birth|_?time$|date$/iu.test(name)

/** Ages as text, such as `> 89` among numbers. */
const writtenAge = (column: ColumnProfile) =>
  column.nature === "text" && isCalled(column.name, "age") && column.distinct > mostCategories

/**
 * Proposes a grouping for every attribute of few values and for age. Gives back the columns that a query has to read
 * otherwise for that.
 */
export const settleGroupings = Effect.fnUntraced(function* (
  context: Context,
  table: TableProfile,
  patient: ColumnProfile,
  except: ReadonlyArray<string>
) {
  const { draft, opening } = context
  const replaced: Array<Replacement> = []
  const measured: Array<string> = []
  for (const column of table.columns) {
    const { name, nature } = column
    if (isNoAttribute(column, except)) continue
    const path = ["groupings", name]
    const isAge = isCalled(name, "age")
    if (writtenAge(column)) {
      const read = `try_cast(regexp_extract(${identifier(name)}, '[0-9]+([.][0-9]+)?') as double)`
      const bins = yield* ageBins(
        context,
        table,
        patient,
        `try_cast(regexp_extract(${text(column.column)}, '[0-9]+([.][0-9]+)?') as double)`
      )
      if (bins.length === 0) continue
      replaced.push([name, read])
      draft.set(path, { column: name, bins })
      draft.say(path, "ages that are text, such as > 89, are read as the number in it", "assumed")
      continue
    }
    const values = yield* valuesOf(opening, table, patient, column)
    if (values.length < 2) {
      if (values.length === 1) draft.leftOut.push(`${name}: all patients that are audited have one value`)
      continue
    }
    if (isAge && nature === "numbers" && values.length > mostCodes) {
      const bins = yield* ageBins(context, table, patient, number(column.column))
      if (bins.length === 0) continue
      draft.set(path, { column: name, bins })
      draft.say(path, "usual bins, of which each has 5 % of the patients at least", "assumed")
      continue
    }
    if (nature === "numbers" && values.length > (column.isWhole ? mostCodes : 2)) measured.push(name)
    else if (values.length > mostCategories)
      draft.leftOut.push(`${name}: more than ${mostCategories} values; list those to compare by`)
    else {
      const { categories, merged } = categoriesOf(values, nature === "numbers")
      draft.set(path, { column: name, categories })
      if (merged > 0) draft.say(path, "values that differ by case or spaces alone are one category", "assumed")
      else if (nature === "numbers") draft.say(path, "codes: write what they mean, such as { 0: No, 1: Yes }", "seen")
    }
  }
  if (measured.length > 0) draft.leftOut.push(`${measured.join(", ")}: numbers; write bins to compare by them`)
  return replaced
})
