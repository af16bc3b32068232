import { Effect } from "effect"
import type { QueryFailure } from "./Database.ts"
import type { Opening, Table } from "./Loading.ts"
import { describe, fileList, placed } from "./relations.ts"
import { repeatedNames } from "./repeatedNames.ts"
import type { Needs, Relation } from "./Source.ts"

/** Columns named by the configuration that some of the parquet files lack; reading by name would fill them with null. */
const lackingColumns = Effect.fnUntraced(function* (
  loading: Opening,
  files: ReadonlyArray<string>,
  needed: ReadonlyArray<string>
) {
  if (files.length < 2) return []
  const rows = yield* loading.database.rows(
    `select file_name, list(name) as names from parquet_schema(${fileList(files)}) group by file_name order by file_name`
  )
  return needed
    .map((name) => ({
      name,
      files: rows
        .filter(({ names }) => !(names as ReadonlyArray<string>).includes(name))
        .map((row) => String(row.file_name))
    }))
    .filter((column) => column.files.length > 0)
})

/** Parquet files as one table. */
export const parquetTable = Effect.fnUntraced(function* (
  loading: Opening,
  table: Table,
  files: ReadonlyArray<string>,
  needs: Needs
): Effect.fn.Return<Relation, QueryFailure> {
  const reader = (options: string) => `read_parquet(${fileList(files)}, union_by_name = true${options})`
  const columns = yield* describe(loading, reader(""))
  const known = needs.required.filter((name) => columns.some((column) => column.name === name))
  const numbered = columns.some(({ name }) => name.toLowerCase() === "file_row_number")
  return {
    table,
    columns,
    repeated: yield* repeatedNames(
      loading,
      columns,
      `select distinct name from parquet_schema(${fileList(files)})`,
      needs
    ),
    lacking: yield* lackingColumns(loading, files, known),
    relation: reader(""),
    located: numbered
      ? placed(reader(", filename = '__file'"))
      : `(select *, file_row_number + 1 as __row from ${reader(", filename = '__file', file_row_number = true")})`
  }
})
