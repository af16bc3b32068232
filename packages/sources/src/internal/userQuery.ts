import { isAbsolute, join } from "node:path"
import { Effect, Predicate } from "effect"
import type { Database, QueryFailure } from "./Database.ts"
import { doing, firstWord } from "./isQuery.ts"
import { literal } from "./sql.ts"
import type { Fault } from "./textFaults.ts"

/** A path or glob in a query: where its literal stands, in bytes, and what it says. */
interface PathLiteral {
  readonly at: number
  readonly path: string
}

const readsFiles =
  /^(read_(csv|csv_auto|parquet|json|json_auto|json_objects|json_objects_auto|ndjson|ndjson_auto|ndjson_objects|text|blob)|parquet_\w+|glob|sniff_csv)$/

/** Functions that yield rows and do nothing else. */
const yieldsRows = /^(range|generate_series|unnest|repeat|repeat_row|json_each|json_tree)$/

const byExtension: Readonly<Record<string, string>> = {
  read_xlsx: "Excel",
  st_read: "spatial data",
  sqlite_scan: "SQLite",
  postgres_scan: "PostgreSQL",
  postgres_query: "PostgreSQL",
  mysql_scan: "MySQL",
  delta_scan: "Delta",
  iceberg_scan: "Iceberg",
  read_avro: "Avro"
}

const refusedFunction = (name: string): Fault => ({
  problem: `calls ${name}, which is not one of the functions that may be used in FROM`,
  remedy:
    byExtension[name] === undefined
      ? "Used may be read_csv, read_parquet, read_json, read_text, glob, range, generate_series and unnest."
      : `${byExtension[name]} needs an extension, and none is loaded: write the table as parquet or CSV, and read that.`
})

const nameless = (node: object) =>
  Predicate.hasProperty(node, "catalog_name") &&
  node.catalog_name === "" &&
  Predicate.hasProperty(node, "schema_name") &&
  node.schema_name === ""

const constantsOf = (node: unknown): ReadonlyArray<PathLiteral> | undefined => {
  if (!Predicate.hasProperty(node, "class")) return undefined
  if (node.class === "CONSTANT") {
    const { query_location: at, value } = node as unknown as { query_location: number; value: { value: unknown } }
    return typeof value.value === "string" ? [{ at, path: value.value }] : undefined
  }
  if (Predicate.hasProperty(node, "function_name") && node.function_name === "list_value") {
    const children = (node as unknown as { children: ReadonlyArray<unknown> }).children.map(constantsOf)
    return children.some((child) => child === undefined) ? undefined : children.flatMap((child) => child!)
  }
  return undefined
}

/** Every file that a parsed query reads; why not, where a path is computed or a function does more than read. */
const pathsOf = (node: unknown, found: Array<PathLiteral>): Fault | undefined => {
  if (Array.isArray(node)) {
    for (const child of node) {
      const refused = pathsOf(child, found)
      if (refused !== undefined) return refused
    }
    return undefined
  }
  if (!Predicate.isObject(node)) return undefined
  if (Predicate.hasProperty(node, "type") && node.type === "BASE_TABLE" && nameless(node)) {
    const { query_location: at, table_name: path } = node as unknown as { query_location: number; table_name: string }
    if (/[./*]/.test(path)) found.push({ at, path })
    return undefined
  }
  if (
    Predicate.hasProperty(node, "type") &&
    node.type === "TABLE_FUNCTION" &&
    Predicate.hasProperty(node, "function")
  ) {
    const called = node.function as { function_name: string; children: ReadonlyArray<unknown> }
    const name = called.function_name.toLowerCase()
    if (readsFiles.test(name)) {
      const constants = constantsOf(called.children[0])
      if (constants === undefined) {
        return {
          problem: `calls ${name} with a path that is computed`,
          remedy: "Write the path as one text in single quotes, or a list of such: the report has to name the files."
        }
      }
      found.push(...constants)
      return undefined
    }
    if (!yieldsRows.test(name)) return refusedFunction(name)
  }
  return pathsOf(Object.values(node), found)
}

/** The end of the quoted text that begins at `start`; a doubled quote stands for itself. */
const endOfQuoted = (bytes: Buffer, start: number) => {
  const quote = bytes[start]
  let end = start + 1
  while (end < bytes.length && (bytes[end] !== quote || bytes[end + 1] === quote)) end += bytes[end] === quote ? 2 : 1
  return end + 1
}

const token =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|[\w\u0080-\uffff]+|\s+|./g

/** Stands in a pivot where the values of its columns are not listed, so that it can be parsed as one SELECT. */
const listed = "\n in (0)/* values */ "

/**
 * The same query with each PIVOT's values listed.
 *
 * A PIVOT without them is two statements to DuckDB: one that finds the values, and the query. It serialises neither.
 */
const withPivotValues = (sql: string) => {
  const tokens = [...sql.matchAll(token)].map(([text]) => text)
  let depth = 0
  const pivots: Array<{ depth: number; on: boolean; listed: boolean }> = []
  let written = ""
  for (const text of tokens) {
    const word = text.toLowerCase()
    if (word === ")") depth--
    const open = pivots.at(-1)
    const inside = open !== undefined && open.depth === depth
    const ends = open !== undefined && (depth < open.depth || (inside && /^(using|group|order|limit|;)$/.test(word)))
    if (open?.on === true && (ends || (inside && word === ","))) {
      if (!open.listed) written += listed
      open.listed = false
    }
    if (ends) pivots.pop()
    if (inside && word === "on") open.on = true
    if (inside && open.on && word === "in") open.listed = true
    if (word === "pivot") pivots.push({ depth, on: false, listed: false })
    if (word === "(") depth++
    written += text
  }
  const last = pivots.at(-1)
  return last?.on === true && !last.listed ? written + listed : written
}

interface Serialized {
  readonly error: boolean
  readonly error_type?: string
  readonly statements?: ReadonlyArray<unknown>
}

const serialized = (database: Database, sql: string) =>
  database
    .rows(`select json_serialize_sql(${literal(sql)}) as parsed`)
    .pipe(Effect.map(([row]) => JSON.parse(String(row!.parsed)) as Serialized))

const onlyReading =
  "A query is exactly one statement that reads, such as one that begins with SELECT, FROM, WITH, VALUES, PIVOT, TABLE or DESCRIBE."

const refusedStatement = (query: string): Fault => {
  const word = firstWord(query) ?? ""
  const action = doing[word]
  return {
    problem:
      action === undefined ? "does more than read" : `${action} (${word.toUpperCase()}), where only reading is allowed`,
    remedy: onlyReading
  }
}

export interface UserQuery {
  /** One statement that reads, its relative paths made absolute. */
  readonly sql: string
  /** Files and globs that it reads, absolute. */
  readonly paths: ReadonlyArray<string>
  /** Whether its columns are known only when it has run. */
  readonly pivots: boolean
}

/**
 * Parses a query of the configuration: exactly one statement that reads, with relative paths resolved against `base`.
 *
 * DuckDB's `file_search_path` does not do: a file of that name in the working directory goes before it.
 */
export const parseUserQuery = Effect.fnUntraced(function* (
  database: Database,
  query: string,
  base: string
): Effect.fn.Return<UserQuery | Fault, QueryFailure> {
  const trimmed = query.replace(/[\s;]+$/, "")
  const statements = yield* database.statements(trimmed)
  const whole = yield* serialized(database, trimmed)
  const text = whole.error ? withPivotValues(trimmed) : trimmed
  const parsed = whole.error && text !== trimmed ? yield* serialized(database, text) : whole
  const count = parsed.statements?.length ?? statements
  if (count !== 1 && text === trimmed) return { problem: `is ${count} statements`, remedy: onlyReading }
  if (parsed.error || count !== 1) return refusedStatement(trimmed)
  const found: Array<PathLiteral> = []
  const refused = pathsOf(parsed.statements, found)
  if (refused !== undefined) return refused
  const absolute = ({ path }: PathLiteral) => (isAbsolute(path) || /^\w+:\/\//.test(path) ? path : join(base, path))
  const bytes = Buffer.from(text)
  const parts: Array<Buffer> = []
  let position = 0
  for (const path of found.toSorted((a, b) => a.at - b.at)) {
    if (bytes[path.at] !== 0x27 && bytes[path.at] !== 0x22) {
      return { problem: `names ${path.path} without quotes`, remedy: `Write it in single quotes: '${path.path}'` }
    }
    parts.push(bytes.subarray(position, path.at), Buffer.from(literal(absolute(path))))
    position = endOfQuoted(bytes, path.at)
  }
  parts.push(bytes.subarray(position))
  const sql = Buffer.concat(parts).toString().replaceAll(listed, "")
  return { sql, paths: found.map(absolute), pivots: text !== trimmed }
})
