import { Effect } from "effect"
import type { Column } from "./expressions.ts"
import type { Opening } from "./Loading.ts"
import type { Needs } from "./Source.ts"

/**
 * Names that stand for several columns, of which some are used. DuckDB does not tell names apart by their case, and of
 * the later ones makes `name_1`, which stands in no file.
 */
export const repeatedNames = Effect.fnUntraced(function* (
  loading: Opening,
  columns: ReadonlyArray<Column>,
  namesInFiles: string,
  { required, used = [] }: Needs
) {
  const lower = (name: string) => name.toLowerCase()
  const known = new Set(columns.map(({ name }) => lower(name)))
  const stems = new Map(columns.map(({ name }) => [name, /^(.*)_\d+$/.exec(name)?.[1]]))
  const doubtful = columns.filter(
    ({ name }) => known.has(lower(stems.get(name) ?? name)) && stems.get(name) !== undefined
  )
  if (doubtful.length === 0) return []
  const written = (yield* loading.database.rows(namesInFiles)).map(({ name }) => lower(String(name)))
  const needed = new Set([...required, ...(used === "all" ? known : used)].map(lower))
  const made = doubtful.filter(({ name }) => !written.includes(lower(name)) && needed.has(lower(stems.get(name)!)))
  return [...Map.groupBy(made, ({ name }) => lower(stems.get(name)!))].map(([stem, others]) => [
    ...columns.filter(({ name }) => lower(name) === stem).map(({ name }) => name),
    ...others.map(({ name }) => stems.get(name)!)
  ])
})
