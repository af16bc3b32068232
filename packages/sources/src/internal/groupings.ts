import * as Categories from "@fairward/core/Categories"
import * as Names from "@fairward/core/Names"
import type { Loading } from "./Loading.ts"
import { listed, suggestion } from "./names.ts"
import type { Source } from "./Source.ts"

/** Reports groupings of columns that are not there, and categories that no patient has. */
export const checkGroupings = (
  loading: Loading,
  source: Source,
  columns: ReadonlyMap<string, ReadonlyArray<unknown>>
) => {
  for (const [id, grouping] of Object.entries(loading.config.groupings)) {
    const { column } = grouping
    if (column === undefined || source.repeated.has(column)) continue
    const values = columns.get(column)
    if (values === undefined) {
      loading.problems.push({
        table: "patients",
        where: `${source.title}, grouping ${id}`,
        problem: `no column "${column}"`,
        count: 1,
        examples: [],
        remedy: suggestion(column, [...columns.keys()])
      })
      continue
    }
    const categories = Categories.listed(grouping)
    if (categories === undefined) continue
    if (Categories.ranges(categories) !== undefined && Categories.areNumbers(values)) continue
    const known = [...new Set(values.filter((value) => value !== null).map(String))].toSorted(Categories.byNature)
    const indexOf = Categories.categoryOf(categories)
    const found = new Set(known.map(indexOf))
    const missing = categories.flatMap(({ values: own }, i) =>
      own.filter((value) => (own.length === 1 ? !found.has(i) : !known.some((one) => one === value)))
    )
    for (const category of missing) {
      const [match] = Names.near(category, known)
      loading.problems.push({
        table: "patients",
        where: `${source.title}, column ${column}, grouping ${id}`,
        problem: `no patient has the category "${category}"`,
        count: 1,
        examples: [],
        remedy: `${match === undefined ? "" : `Did you mean "${match}"? `}Values of the column: ${listed(known)}.`
      })
    }
  }
}
