import * as Categories from "@fairward/core/Categories"
import { Effect } from "effect"
import { category, number, text } from "../expressions.ts"
import type { Opening } from "../Loading.ts"
import { identifier } from "../sql.ts"
import type { Context } from "./Context.ts"
import { isCalled, isPatientName, unitIn } from "./columnNames.ts"
import type { Replacement } from "./scoreColumns.ts"
import { type ColumnProfile, idOf, type TableProfile } from "./TableProfile.ts"

/** The temporary table of the ids that are audited. */
export const audited = identifier("audited ids")

/** The temporary table of the ids of patients with an event or a positive label. */
export const affected = identifier("affected ids")

const mostCategories = 12
const mostCodes = 6
const usualAges = [50, 65, 75, 85]
/** A bin of ages holds at least so much of the patients. */
const leastShare = 0.05
/** No years of age are above. */
const oldest = 200

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

const daysOfYear = 365.25

interface AgeBins {
  readonly bins: ReadonlyArray<number>
  /** What the bins are. */
  readonly because: string
}

/** Edges of ages between which there are enough patients; undefined where nothing says what ages count. */
const ageBins = Effect.fnUntraced(function* (
  { opening }: Context,
  table: TableProfile,
  patient: ColumnProfile,
  { name }: ColumnProfile,
  age: string
) {
  const from = `from (select ${age} as v from ${those(table, patient)})`
  const [row] = yield* opening.database.rows(`select count(v) as n, median(v) as middle ${from}`)
  const [all, middle] = [Number(row!.n), Number(row!.middle)]
  if (all === 0 || !Number.isFinite(middle)) return { bins: [], because: "" } satisfies AgeBins
  const isOld = middle > oldest
  if (isOld && middle <= 12 * oldest && unitIn(name) !== "d") return undefined
  const edges = usualAges.map((years) => (isOld ? Math.round(years * daysOfYear) : years))
  const [under] = yield* opening.database.rows(
    `select ${edges.map((edge, i) => `count_if(v < ${edge}) as e${i}`).join(", ")} ${from}`
  )
  const kept: Array<number> = []
  let below = 0
  for (const i of edges.keys()) {
    const here = Number(under![`e${i}`])
    if (here - below < leastShare * all || all - here < leastShare * all) continue
    kept.push(i)
    below = here
  }
  const bins: AgeBins =
    kept.length === 0
      ? { bins: [Math.round(middle)], because: "the median, since usual bins have too few patients" }
      : {
          bins: kept.map((i) => edges[i]!),
          because: isOld
            ? `bins in days, those of ${kept.map((i) => usualAges[i]).join(", ")} years: ages are mostly above ${oldest}; each has 5 % of the patients at least`
            : "usual bins, of which each has 5 % of the patients at least"
        }
  return bins
})

/** Whether two values tell, as an outcome does, which patients had an event: right for 95 % of those with and without. */
const isOutcome = Effect.fnUntraced(function* (
  { opening }: Context,
  table: TableProfile,
  patient: ColumnProfile,
  { column }: ColumnProfile
) {
  const rows = yield* opening.database.rows(
    `select ${category(column)} as value, ${idOf(patient)} in (select id from ${affected}) as had, count(*) as count from ${those(table, patient)} group by 1, 2 having value is not null`
  )
  const values = [...new Set(rows.map(({ value }) => String(value)))]
  const countOf = (value: string, had: boolean) =>
    Number(rows.find((row) => String(row.value) === value && row.had === had)?.count ?? 0)
  return [values, values.toReversed()].some(([one, other]) =>
    [true, false].every((had) => {
      const [right, wrong] = [countOf((had ? one : other)!, had), countOf((had ? other : one)!, had)]
      return right > 0 && right >= 0.95 * (right + wrong)
    })
  )
})

const postcodes = /zip|post(?:al)?[_ ]?(?:code|leitzahl)|^plz/iu

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
      const found = yield* ageBins(
        context,
        table,
        patient,
        column,
        `try_cast(regexp_extract(${text(column.column)}, '[0-9]+([.][0-9]+)?') as double)`
      )
      if (found === undefined || found.bins.length === 0) continue
      replaced.push([name, read])
      draft.set(path, { column: name, bins: found.bins })
      draft.say(path, "ages that are text, such as > 89, are read as the number in it", "assumed")
      continue
    }
    const values = yield* valuesOf(opening, table, patient, column)
    if (values.length < 2) {
      if (values.length === 1) draft.leftOut.push(`${name}: all patients that are audited have one value`)
      continue
    }
    if (isAge && nature === "numbers" && values.length > mostCodes) {
      const found = yield* ageBins(context, table, patient, column, number(column.column))
      if (found === undefined)
        draft.leftOut.push(`${name}: above ${oldest}, and nothing says what it counts; write bins`)
      else if (found.bins.length > 0) {
        draft.set(path, { column: name, bins: found.bins })
        draft.say(path, found.because, "assumed")
      }
      continue
    }
    if (values.length === 2 && (yield* isOutcome(context, table, patient, column))) {
      draft.leftOut.push(`${name}: says which patients had an event: an outcome, and no attribute to compare by`)
      continue
    }
    if (postcodes.test(name) && values.length > mostCategories) {
      draft.leftOut.push(`${name}: codes of places, of which each has few patients; compare by regions of several`)
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
