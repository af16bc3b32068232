import { readdir, stat } from "node:fs/promises"
import { basename, dirname, isAbsolute, join } from "node:path"
import { Effect } from "effect"
import type { DataProblem } from "../DataError.ts"
import { type Column, canBeNumber, isNoNumber, isNumeric } from "./expressions.ts"
import { isQuery } from "./isQuery.ts"
import { type Loading, orProblem, shown, type Table } from "./Loading.ts"
import { counted, listed, suggestion } from "./names.ts"
import { identifier, literal } from "./sql.ts"
import { parseUserQuery } from "./userQuery.ts"

/** A table of the configuration, found and described; no value of it is judged yet. */
export interface Source {
  readonly table: Table
  readonly from: string
  /** For messages: the path, or "query". */
  readonly title: string
  readonly columns: ReadonlyMap<string, Column>
  /** What to select from: the columns alone. */
  readonly relation: string
  /** The same with `__row`, from 1 within the file or query, and `__file`. */
  readonly located: string
  readonly rows: number
  /** Absolute paths of the files read, as far as they are known. */
  readonly files: ReadonlyArray<string>
  readonly isQuery: boolean
}

type Format = "parquet" | "csv" | "json"

const formats: ReadonlyArray<readonly [RegExp, Format]> = [
  [/\.(parquet|pq)$/i, "parquet"],
  [/\.(csv|tsv|txt)(\.gz|\.zst)?$/i, "csv"],
  [/\.(json|jsonl|ndjson)(\.gz|\.zst)?$/i, "json"]
]

const formatOf = (path: string) => formats.find(([pattern]) => pattern.test(path))?.[1]

const endings = "Tables end in .parquet, .csv, .tsv, .txt, .json, .jsonl or .ndjson (text also with .gz or .zst)."

type Fault = Pick<DataProblem, "problem" | "remedy"> & Partial<Pick<DataProblem, "count" | "examples">>

const kindOf = (path: string) =>
  Effect.promise(() =>
    stat(path).then(
      (found) => (found.isDirectory() ? ("folder" as const) : ("file" as const)),
      () => "nothing" as const
    )
  )

const missing = Effect.fnUntraced(function* (path: string, from: string): Effect.fn.Return<Fault> {
  const folder = dirname(path)
  const neighbours = yield* Effect.promise(() => readdir(folder).catch(() => undefined))
  const tables = neighbours?.filter((name) => formatOf(name) !== undefined).toSorted()
  return {
    problem: "no such file",
    remedy:
      tables === undefined
        ? `There is no folder ${folder}. Paths are relative to the configuration.`
        : `Looked for ${path}. ${suggestion(basename(from), tables)}`
  }
})

/** Absolute paths of the files that a path or glob means, or why there are none. */
const filesOf = Effect.fnUntraced(function* (loading: Loading, from: string) {
  const path = isAbsolute(from) ? from : join(loading.base, from)
  const kind = yield* kindOf(path)
  if (kind === "file") return [path]
  if (kind === "folder") {
    return { problem: "is a folder", remedy: `Name its files by a glob, such as ${join(from, "*.parquet")}.` }
  }
  if (!/[*?[]/.test(from)) return yield* missing(path, from)
  const found = yield* loading.database.rows(`select file from glob(${literal(path)}) order by file`)
  return found.length === 0
    ? { problem: "no file matches", remedy: `Looked for ${path}. Paths and globs are relative to the configuration.` }
    : found.map(({ file }) => String(file))
})

const list = (files: ReadonlyArray<string>) => `[${files.map(literal).join(", ")}]`

const describe = (loading: Loading, relation: string) =>
  loading.database
    .rows(`describe select * from ${relation}`)
    .pipe(Effect.map((rows) => rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }))))

/** Columns named by the configuration that some of the parquet files lack; reading by name would fill them with null. */
const lacking = Effect.fnUntraced(function* (
  loading: Loading,
  files: ReadonlyArray<string>,
  needed: ReadonlyArray<string>
) {
  if (files.length < 2) return []
  const rows = yield* loading.database.rows(
    `select file_name, list(name) as names from parquet_schema(${list(files)}) group by file_name order by file_name`
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

export interface Needs {
  readonly source: { readonly from: string }
  /** Columns that must be there. */
  readonly required: ReadonlyArray<string>
  /** Whether further columns may be read. */
  readonly all: boolean
}

/**
 * The delimiter of a CSV file: what stands most often in its first line, outside of quotes.
 *
 * DuckDB's own guess takes the whole sample into account, so that one row of another length makes it choose a
 * delimiter that does not occur.
 */
const delimiterOf = Effect.fnUntraced(function* (loading: Loading, file: string) {
  const [row] = yield* loading.database.rows(
    `select line from read_csv(${literal(file)}, columns = {line: 'VARCHAR'}, delim = '\u001f', quote = '', escape = '', header = false, auto_detect = false, null_padding = true, max_line_size = 16777216) limit 1`
  )
  const header = String(row?.line ?? "").replaceAll(/"[^"]*"/g, "")
  const times = (delimiter: string) => header.split(delimiter).length
  return [",", ";", "\t", "|"].reduce((best, delimiter) => (times(delimiter) > times(best) ? delimiter : best))
})

/** Columns of a CSV file whose names DuckDB takes for the same, whatever their case, and so changes but for the first. */
const repeatedNames = Effect.fnUntraced(function* (loading: Loading, file: string, delimiter: string) {
  const [row] = yield* loading.database.rows(
    `select * from read_csv(${literal(file)}, all_varchar = true, header = false, delim = ${literal(delimiter)}, quote = '"', escape = '"') limit 1`
  )
  const names = Object.values(row ?? {}).flatMap((name) => (name === null ? [] : [String(name)]))
  return [...Map.groupBy(names, (name) => name.toLowerCase()).values()].filter(({ length }) => length > 1)
})

/** The relation to read, and how to find a row in it again. */
const relationOf = Effect.fnUntraced(function* (
  loading: Loading,
  table: Table,
  files: ReadonlyArray<string>,
  format: Format,
  { all, required }: Needs
) {
  const { database } = loading
  if (format === "parquet") {
    const reader = `read_parquet(${list(files)}, union_by_name = true)`
    return {
      columns: yield* describe(loading, reader),
      repeated: [],
      relation: reader,
      located: `(select *, file_row_number + 1 as __row from read_parquet(${list(files)}, union_by_name = true, filename = '__file', file_row_number = true))`
    }
  }
  let reader: (options: string) => string
  let repeated: ReadonlyArray<ReadonlyArray<string>> = []
  if (format === "csv") {
    const delimiter = yield* delimiterOf(loading, files[0]!)
    repeated = yield* repeatedNames(loading, files[0]!, delimiter)
    reader = (options) =>
      `read_csv(${list(files)}, all_varchar = true, header = true, delim = ${literal(delimiter)}, quote = '"', escape = '"'${options})`
  } else {
    const sniffed = yield* describe(loading, `read_json(${list(files)}, sample_size = -1, union_by_name = true)`)
    const types = sniffed.map(
      ({ name, type }) =>
        `${identifier(name)}: ${literal(isNumeric(type) || type === "BOOLEAN" || !/^[A-Z ]+$/.test(type) ? type : "VARCHAR")}`
    )
    reader = (options) => `read_json(${list(files)}, columns = {${types.join(", ")}}${options})`
  }
  const columns = yield* describe(loading, reader(""))
  const wanted = columns.filter(({ name }) => all || required.includes(name)).map(({ name }) => identifier(name))
  const held = identifier(`${table} rows`)
  yield* database.run(
    `create temp table ${held} as select ${["__file", ...wanted].join(", ")} from ${reader(", filename = '__file'")}`
  )
  return {
    columns,
    repeated: repeated.filter((own) => all || own.some((name) => required.includes(name))),
    relation: held,
    located: `(select *, rowid - min(rowid) over (partition by __file) + 1 as __row from ${held})`
  }
})

const fromQuery = Effect.fnUntraced(function* (loading: Loading, table: Table, { all, required, source }: Needs) {
  const { database } = loading
  const { paths, sql } = yield* parseUserQuery(database, source.from, loading.base)
  const wrapped = `(select * from (${sql}\n) q)`
  const columns = yield* describe(loading, wrapped)
  const wanted = columns.filter(({ name }) => all || required.includes(name)).map(({ name }) => identifier(name))
  const held = identifier(`${table} rows`)
  yield* database.run(
    `create temp table ${held} as select ${wanted.length === 0 ? "*" : wanted.join(", ")} from ${wrapped}`
  )
  const files = yield* Effect.forEach(paths, (path) => filesOf(loading, path))
  return {
    columns,
    repeated: [],
    relation: held,
    located: `(select *, rowid + 1 as __row, '' as __file from ${held})`,
    files: [...new Set(files.flatMap((found) => (Array.isArray(found) ? (found as ReadonlyArray<string>) : [])))]
  }
})

const open = Effect.fnUntraced(function* (loading: Loading, table: Table, needs: Needs, title: string) {
  const { from } = needs.source
  const fault = (problem: Fault) => {
    loading.problems.push({ table, where: title, count: 1, examples: [], ...problem })
  }
  const query = isQuery(from)
  let files: ReadonlyArray<string> = []
  let format: Format | undefined
  if (!query) {
    const found = yield* filesOf(loading, from)
    if (!Array.isArray(found)) return fault(found as Fault)
    files = found as ReadonlyArray<string>
    const kinds = [...new Set(files.map(formatOf))]
    format = kinds[0]
    if (kinds.length > 1) {
      return fault({
        problem: "files of several kinds match",
        examples: kinds.slice(0, 3).map((kind) => shown(loading, files.find((file) => formatOf(file) === kind)!)),
        remedy: "Write the ending into the glob, such as *.parquet."
      })
    }
    const empty = yield* Effect.filter(files, (file) => Effect.promise(async () => (await stat(file)).size === 0))
    if (empty.length > 0) {
      return fault({
        problem: files.length === 1 ? "is empty" : `${counted(empty.length, "empty file")}`,
        count: empty.length,
        examples: files.length === 1 ? [] : empty.slice(0, 3).map((file) => shown(loading, file)),
        remedy: "Check that the export finished, or leave the file out."
      })
    }
    if (format === undefined) return fault({ problem: "is no kind of table that can be read", remedy: endings })
  }
  const opened =
    format === undefined
      ? yield* fromQuery(loading, table, needs)
      : { ...(yield* relationOf(loading, table, files, format, needs)), files }
  const columns = new Map(opened.columns.map((column) => [column.name, column]))
  const names = [...columns.keys()]
  const unknown = needs.required.filter((name) => !columns.has(name))
  for (const repeat of opened.repeated) {
    fault({
      problem: `${counted(repeat.length, "column")} with one name: ${repeat.map((name) => `"${name}"`).join(", ")}`,
      count: repeat.length,
      remedy: "Names of columns must differ by more than their case: rename all but one, or leave them out."
    })
  }
  for (const name of unknown) fault({ problem: `no column "${name}"`, remedy: suggestion(name, names) })
  if (format === "parquet") {
    const known = needs.required.filter((name) => columns.has(name))
    for (const column of yield* lacking(loading, files, known)) {
      fault({
        problem: `column "${column.name}" is missing in ${counted(column.files.length, "file")}`,
        count: column.files.length,
        examples: column.files.slice(0, 3).map((file) => shown(loading, file)),
        remedy:
          "Every file of a glob needs every column that is used: leave the others out of the glob, or add the column."
      })
    }
  }
  const [{ count }] = (yield* loading.database.rows(`select count(*) as count from ${opened.relation}`)) as [
    { count: number }
  ]
  if (count === 0) {
    fault({
      problem: "has no rows",
      remedy: query ? "Check the query's conditions." : "Check that the export finished, or leave the table out."
    })
  }
  const source: Source = { table, from, title, isQuery: query, rows: count, ...opened, columns }
  return unknown.length > 0 || count === 0 ? undefined : source
})

/** Opens a table of the configuration; undefined when it cannot be used, with the reasons among the problems. */
export const openSource = (loading: Loading, table: Table, needs: Needs): Effect.Effect<Source | undefined> => {
  const title = isQuery(needs.source.from) ? "query" : needs.source.from
  return open(loading, table, needs, title).pipe(
    orProblem(loading, table, title),
    Effect.map((source) => source ?? undefined)
  )
}

/** The configured columns, or else every numeric one but `except`; text counts as numeric when all of it is numbers. */
export const numericColumns = Effect.fnUntraced(function* (
  loading: Loading,
  source: Source,
  configured: ReadonlyArray<string> | undefined,
  except: ReadonlyArray<string | undefined>
) {
  if (configured !== undefined) return configured.map((name) => source.columns.get(name)!)
  const candidates = [...source.columns.values()].filter(({ name }) => !except.includes(name))
  const texts = candidates.filter(({ type }) => canBeNumber(type) && !isNumeric(type))
  const [row] =
    texts.length === 0
      ? [{}]
      : yield* loading.database.rows(
          `select ${texts.map((column, i) => `count_if(${isNoNumber(column)}) as c${i}`).join(", ")} from ${source.relation} s`
        )
  const numbers = new Set(texts.filter((_, i) => (row as Record<string, unknown>)[`c${i}`] === 0))
  const chosen = candidates.filter((column) => isNumeric(column.type) || numbers.has(column))
  if (chosen.length === 0) {
    loading.problems.push({
      table: source.table,
      where: source.title,
      problem: "no numeric column besides patient and time",
      count: 1,
      examples: [],
      remedy: `Known columns: ${listed([...source.columns.keys()])}.`
    })
  }
  return chosen
})
