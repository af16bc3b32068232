import { isAbsolute, join } from "node:path"
import { Effect, Predicate } from "effect"
import { type Database, QueryFailure } from "./Database.ts"
import { literal } from "./sql.ts"

/** A path or glob in a query: where its literal stands, in bytes, and what it says. */
interface PathLiteral {
  readonly at: number
  readonly path: string
}

const readsFiles = /^(read_|parquet_|glob$|sniff_csv$)/

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

/** Every file that a parsed query reads; fails on a path that is computed. */
const pathsOf = (node: unknown, found: Array<PathLiteral>): string | undefined => {
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
    if (readsFiles.test(called.function_name)) {
      const constants = constantsOf(called.children[0])
      if (constants === undefined) return `Write the path of ${called.function_name} as one literal`
      found.push(...constants)
      return undefined
    }
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

export interface UserQuery {
  /** One SELECT whose relative paths are made absolute. */
  readonly sql: string
  /** Files and globs that it reads, absolute. */
  readonly paths: ReadonlyArray<string>
}

/**
 * Parses a query of the configuration: exactly one SELECT, with relative paths resolved against `base`.
 *
 * DuckDB's `file_search_path` does not do: a file of that name in the working directory goes before it.
 */
export const parseUserQuery = Effect.fnUntraced(function* (
  database: Database,
  query: string,
  base: string
): Effect.fn.Return<UserQuery, QueryFailure> {
  const trimmed = query.replace(/[\s;]+$/, "")
  const [row] = yield* database.rows(`select json_serialize_sql(${literal(trimmed)}) as parsed`)
  const parsed = JSON.parse(String(row!.parsed)) as {
    readonly error: boolean
    readonly error_type?: string
    readonly error_message?: string
    readonly statements?: ReadonlyArray<unknown>
  }
  if (parsed.error || parsed.statements?.length !== 1) {
    return yield* new QueryFailure({
      reason:
        parsed.error && parsed.error_type !== "not implemented"
          ? `the query cannot be parsed: ${parsed.error_message}`
          : "the query must be exactly one SELECT (PIVOT and other statements cannot be used)"
    })
  }
  const found: Array<PathLiteral> = []
  const refused = pathsOf(parsed.statements, found)
  if (refused !== undefined) return yield* new QueryFailure({ reason: refused })
  const absolute = ({ path }: PathLiteral) => (isAbsolute(path) ? path : join(base, path))
  const bytes = Buffer.from(trimmed)
  const parts: Array<Buffer> = []
  let position = 0
  for (const path of found.toSorted((a, b) => a.at - b.at)) {
    if (bytes[path.at] !== 0x27 && bytes[path.at] !== 0x22) {
      return yield* new QueryFailure({ reason: `Write the path ${path.path} in single quotes` })
    }
    parts.push(bytes.subarray(position, path.at), Buffer.from(literal(absolute(path))))
    position = endOfQuoted(bytes, path.at)
  }
  parts.push(bytes.subarray(position))
  return { sql: Buffer.concat(parts).toString(), paths: found.map(absolute) }
})
