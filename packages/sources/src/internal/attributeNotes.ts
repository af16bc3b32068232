/** What is peculiar about the attributes that groupings divide patients by: said and left as it is. */
import * as Categories from "@fairward/core/Categories"
import * as Message from "@fairward/core/Message"
import type { Loading } from "./Loading.ts"
import { counted } from "./names.ts"
import { sentinels } from "./sentinels.ts"

const say = (loading: Loading, message: Message.Message, examples: ReadonlyArray<string>) => {
  loading.notes.push({ table: "patients", message, examples })
}

const countsOf = (values: ReadonlyArray<unknown>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const value of values) {
    if (!Categories.isBlank(value)) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1)
  }
  return counts
}

const quoted = (value: string, count: number) => `"${value}" ${counted(count, "", "").trim()}`

/** The same for spellings that a reader would take for one value. */
const spelledAlike = (value: string) => value.normalize("NFKC").trim().replaceAll(/\s+/gu, " ").toLowerCase()

/** Values of one meaning that case or spaces alone divide into several categories, or leave out of all. */
const noteSpellings = (
  loading: Loading,
  column: string,
  counts: ReadonlyMap<string, number>,
  categories: ReadonlyArray<Categories.Listed> | undefined
) => {
  const indexOf = categories === undefined ? undefined : Categories.categoryOf(categories)
  const divided = [...Map.groupBy(counts.keys(), spelledAlike).values()].filter((spellings) => {
    const own: ReadonlyArray<unknown> = indexOf === undefined ? spellings : spellings.map(indexOf)
    return new Set(own).size > 1
  })
  const total = divided.flat().reduce((sum, value) => sum + counts.get(value)!, 0)
  if (total > 0) {
    const unlisted =
      categories === undefined
        ? Message.of`Each spelling is a category of its own`
        : Message.of`Spellings that are not listed are in no category`
    say(
      loading,
      Message.of`${Message.count(total, "patient has", "patients have")} a value of column ${Message.name(column)} that is spelled in several ways, which differ only by case or spaces. ${unlisted}: give them one label under categories, or make them alike in a query.`,
      divided.map((spellings) => spellings.map((value) => quoted(value, counts.get(value)!)).join(", "))
    )
  }
  const spaced = [...counts.keys()].filter(
    (value) => value !== value.trim() && !divided.some((own) => own.includes(value))
  )
  const affected = spaced.reduce((sum, value) => sum + counts.get(value)!, 0)
  if (affected > 0) {
    say(
      loading,
      Message.of`${Message.count(affected, "patient has", "patients have")} a value of column ${Message.name(column)} with spaces at the beginning or end.`,
      spaced.map((value) => quoted(value, counts.get(value)!))
    )
  }
}

/** Numbers that look like codes, such as 999 among ages, and so lie in a bin where they do not belong. */
const noteSentinels = (loading: Loading, column: string, values: ReadonlyArray<number>) => {
  const found = sentinels(values)
  if (found.length === 0) return
  const total = found.reduce((sum, { count }) => sum + count, 0)
  say(
    loading,
    Message.of`${Message.count(total, "value stands", "values stand")} apart from all others of column ${Message.name(column)}, as codes for a missing value do, and would be binned like any number. If that is what they are, make them empty in a query.`,
    found.map(({ count, value }) => quoted(String(value), count))
  )
}

/** So much beyond the edges says that column and edges are in different units. */
const nearlyAll = 0.95

const noteOutside = (
  loading: Loading,
  id: string,
  column: string,
  values: ReadonlyArray<number>,
  edges: ReadonlyArray<number>
) => {
  const below = values.filter((value) => value < edges[0]!).length
  const above = values.filter((value) => value >= edges.at(-1)!).length
  const outside = edges.length === 1 ? Math.max(below, above) : below + above
  if (values.length === 0 || outside < nearlyAll * values.length) return
  const where =
    edges.length > 1
      ? Message.of`outside the edges`
      : above > below
        ? Message.of`at or above the edge`
        : Message.of`below the edge`
  say(
    loading,
    Message.of`${Message.count(outside, "value")} of ${Message.count(values.length, "")} of column ${Message.name(column)} lie ${where} of the bins of ${Message.name(id)}: check that both are in one unit.`,
    [`edges ${edges.join(", ")}`, `values from ${Math.min(...values)} to ${Math.max(...values)}`]
  )
}

/** Looks at every column that a grouping names. `columns`: the values of all patients. */
export const noteAttributes = (loading: Loading, columns: ReadonlyMap<string, ReadonlyArray<unknown>>) => {
  const told = new Set<string>()
  for (const [id, grouping] of Object.entries(loading.config.groupings)) {
    const { bins, column } = grouping
    const values = column === undefined ? undefined : columns.get(column)
    if (column === undefined || values === undefined) continue
    const categories = Categories.listed(grouping)
    const ranges =
      categories === undefined || !Categories.areNumbers(values) ? undefined : Categories.ranges(categories)
    const edges = bins ?? (ranges === undefined ? undefined : [...new Set(ranges.flat())].filter(Number.isFinite))
    if (edges === undefined) noteSpellings(loading, column, countsOf(values), categories)
    else {
      const numbers = values.flatMap((value) =>
        Categories.isBlank(value) || Number.isNaN(Number(value)) ? [] : [Number(value)]
      )
      if (!told.has(column)) noteSentinels(loading, column, numbers)
      noteOutside(loading, id, column, numbers, edges)
      told.add(column)
    }
  }
}
