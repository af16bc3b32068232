import { sizeText } from "@fairward/core/Sizes"
import { Effect } from "effect"
import { aggregated, countedRows } from "./aggregates.ts"
import type { QueryFailure } from "./Database.ts"
import { commaColumns } from "./decimalCommas.ts"
import { type Column, canBeNumber, isNoNumber, isNumeric } from "./expressions.ts"
import { type Format, formatOf } from "./fileKind.ts"
import { withoutPassword } from "./foreignFormats.ts"
import { isQuery } from "./isQuery.ts"
import { jsonTable } from "./jsonTable.ts"
import { type Opening, orProblem, shown, type Table } from "./Loading.ts"
import { clipped, counted, listed, suggestion } from "./names.ts"
import { parquetTable } from "./parquetTable.ts"
import { queryFault } from "./queryFaults.ts"
import { rejectedLines } from "./rejectedLines.ts"
import { describe } from "./relations.ts"
import { identifier } from "./sql.ts"
import { filesOf } from "./tableFiles.ts"
import type { Fault } from "./textFaults.ts"
import { textTable } from "./textTable.ts"
import { parseUserQuery } from "./userQuery.ts"

export type Lines = (file: string, rows: ReadonlySet<number>) => Effect.Effect<ReadonlyMap<number, number>>

/** Where a table of the configuration is to be read from. */
export interface Relation {
  readonly table: Table
  readonly columns: ReadonlyArray<Column>
  /** Names that stand for several columns and are used. */
  readonly repeated: ReadonlyArray<ReadonlyArray<string>>
  /** Columns that are used and that some files lack. */
  readonly lacking: ReadonlyArray<{ readonly name: string; readonly files: ReadonlyArray<string> }>
  /** What to select from: the columns alone. */
  readonly relation: string
  /** The same with `__row`, from 1 within the file or query, and `__file`. */
  readonly located: string
  /** Of text: what parts its fields. */
  readonly delimiter?: string
  /** Of text: the lines in which rows of a file begin, by the numbers of the rows. */
  readonly lines?: Lines
}

/** A table of the configuration, found and described; no value of it is judged yet. */
export interface Source {
  readonly table: Table
  readonly from: string
  /** For messages: the path, or "query". */
  readonly title: string
  readonly columns: ReadonlyMap<string, Column>
  readonly relation: string
  readonly located: string
  readonly rows: number
  /** Absolute paths of the files read, as far as they are known. */
  readonly files: ReadonlyArray<string>
  readonly isQuery: boolean
  /** Of a table of text: what parts its fields. */
  readonly delimiter: string | undefined
  readonly lines: Lines | undefined
  /** Names told already that stand for several columns. */
  readonly repeated: ReadonlySet<string>
}

export interface Needs {
  readonly source: { readonly from: string }
  /** Columns that must be there. */
  readonly required: ReadonlyArray<string>
  /** Whether further columns may be read. */
  readonly all: boolean
  /** Which further columns are used: names that stand for several columns matter only there. Absent: all that are read. */
  readonly used?: ReadonlyArray<string> | "all"
}

type Opened = Relation & { readonly files: ReadonlyArray<string> }

/** The files of a query, or what is wrong with one of them. */
const filesOfQuery = Effect.fnUntraced(function* (loading: Opening, paths: ReadonlyArray<string>) {
  const files: Array<string> = []
  for (const path of paths) {
    const found = yield* filesOf(loading, path)
    const named = (fault: Fault): Fault => ({
      ...fault,
      problem: `${withoutPassword(shown(loading, path))} ${fault.problem}`
    })
    if (!Array.isArray(found)) return named(found as Fault)
    const judged = yield* judgeFiles(loading, found as ReadonlyArray<string>, true)
    if ("fault" in judged) return named(judged.fault)
    files.push(...(found as ReadonlyArray<string>))
  }
  return [...new Set(files)]
})

const fromQuery = Effect.fnUntraced(function* (
  loading: Opening,
  table: Table,
  { all, required, source }: Needs
): Effect.fn.Return<Opened | Fault, QueryFailure> {
  const { database } = loading
  const parsed = yield* Effect.result(parseUserQuery(database, source.from, loading.base))
  const faultOf = (failure: QueryFailure, before: string, sql: string, paths: ReadonlyArray<string>) =>
    queryFault(database, {
      failure,
      sql,
      before: Buffer.byteLength(before),
      paths,
      shown: (path) => shown(loading, path)
    })
  if (parsed._tag === "Failure") return yield* faultOf(parsed.failure, "", source.from, [])
  if (!("sql" in parsed.success)) return parsed.success
  const { paths, pivots, sql } = parsed.success
  const files = yield* filesOfQuery(loading, paths)
  if (!Array.isArray(files)) return files as Fault
  const held = identifier(`${table} rows`)
  const noteRejected = yield* rejectedLines(loading, sql)
  const hold = (select: string) => {
    const before = `create temp table ${held} as select ${select} from (`
    return Effect.result(database.run(`${before}${sql}\n) q`)).pipe(
      Effect.flatMap((result) =>
        result._tag === "Success"
          ? Effect.as(noteRejected(table), undefined)
          : faultOf(result.failure, before, sql, paths)
      )
    )
  }
  const described = Effect.fnUntraced(function* (): Effect.fn.Return<ReadonlyArray<Column> | Fault> {
    const before = "describe select * from (select * from ("
    const result = yield* Effect.result(
      database
        .rows(`${before}${sql}\n) q)`)
        .pipe(
          Effect.map((rows) => rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) })))
        )
    )
    return result._tag === "Success" ? result.success : yield* faultOf(result.failure, before, sql, paths)
  })
  let columns: ReadonlyArray<Column>
  if (pivots) {
    const fault = yield* hold("*")
    if (fault !== undefined) return fault
    columns = yield* describe(loading, held)
  } else {
    const found = yield* described()
    if (!Array.isArray(found)) return found as Fault
    columns = found as ReadonlyArray<Column>
    const wanted = columns.filter(({ name }) => all || required.includes(name)).map(({ name }) => identifier(name))
    const fault = yield* hold(wanted.length === 0 ? "*" : wanted.join(", "))
    if (fault !== undefined) return fault
  }
  return {
    table,
    columns,
    repeated: [],
    lacking: [],
    relation: held,
    located: `(select *, row_number() over () as __row, '' as __file from ${held})`,
    files: files as ReadonlyArray<string>
  }
})

type Judged = { readonly format: Format } | { readonly fault: Fault }

/** The format that all files have, or the first kind of fault among them; a query may read several formats. */
const judgeFiles = Effect.fnUntraced(function* (
  loading: Opening,
  files: ReadonlyArray<string>,
  inQuery: boolean
): Effect.fn.Return<Judged> {
  const kinds = yield* Effect.forEach(
    files,
    (file) => formatOf(loading, file, inQuery).pipe(Effect.map((kind) => ({ file, kind }))),
    { concurrency: 2 }
  )
  const faulty = kinds.flatMap(({ file, kind }) => ("fault" in kind ? [{ file, fault: kind.fault }] : []))
  if (faulty.length > 0) {
    const { fault } = faulty[0]!
    const alike = faulty.filter((other) => other.fault.problem === fault.problem)
    if (files.length === 1) return { fault }
    return {
      fault: {
        ...fault,
        problem:
          alike.length === 1
            ? `${shown(loading, alike[0]!.file)} ${fault.problem}`
            : `each of ${counted(alike.length, "file")} ${fault.problem}`,
        count: alike.length,
        examples: alike.length === 1 ? [] : alike.slice(0, 3).map(({ file }) => shown(loading, file))
      }
    }
  }
  const formats = [...new Set(kinds.map(({ kind }) => (kind as { format: Format }).format))]
  if (formats.length === 1 || inQuery) return { format: formats[0]! }
  return {
    fault: {
      problem: "files of several kinds match",
      examples: formats
        .slice(0, 3)
        .map((format) =>
          shown(loading, kinds.find(({ kind }) => (kind as { format: Format }).format === format)!.file)
        ),
      remedy: "Write the ending into the glob, such as *.parquet."
    }
  }
})

const fromFiles = Effect.fnUntraced(function* (
  loading: Opening,
  table: Table,
  needs: Needs
): Effect.fn.Return<Opened | Fault, QueryFailure> {
  const found = yield* filesOf(loading, needs.source.from)
  if (!Array.isArray(found)) return found as Fault
  const files = found as ReadonlyArray<string>
  const judged = yield* judgeFiles(loading, files, false)
  if ("fault" in judged) return judged.fault
  const read = { parquet: parquetTable, json: jsonTable, csv: textTable }[judged.format]
  const opened = yield* read(loading, table, files, { ...needs, used: needs.used ?? (needs.all ? "all" : []) })
  return "relation" in opened ? { ...opened, files } : opened
})

/** Bytes that a row takes at least while a table is sorted by patient: its patient, time and value, and its place. */
const bytesOfRow: Partial<Record<Table, number>> = { predictions: 21, timeseries: 24, events: 16 }

const open = Effect.fnUntraced(function* (loading: Opening, table: Table, needs: Needs, title: string) {
  const { from } = needs.source
  const fault = (problem: Fault) => {
    loading.problems.push({ table, where: title, count: 1, examples: [], ...problem })
  }
  const query = isQuery(from)
  const opened = yield* query ? fromQuery(loading, table, needs) : fromFiles(loading, table, needs)
  if (!("relation" in opened)) return fault(opened)
  const columns = new Map(opened.columns.map((column) => [column.name, column]))
  const names = [...columns.keys()]
  const repeated = new Set(opened.repeated.flat())
  for (const repeat of opened.repeated) {
    fault({
      problem: `${counted(repeat.length, "column")} with one name: ${repeat.map((name) => `"${name}"`).join(", ")}`,
      count: repeat.length,
      remedy: "Names of columns must differ by more than their case: rename all but one, or leave them out."
    })
  }
  const unknown = needs.required.filter((name) => !columns.has(name) && !repeated.has(name))
  if (unknown.length > 2 && unknown.length === needs.required.length) {
    fault({
      problem: `none of the columns ${unknown.map((name) => `"${name}"`).join(", ")}`,
      count: unknown.length,
      remedy: `Is it the right file? Known: ${listed(names)}.`
    })
  } else {
    for (const name of unknown) fault({ problem: `no column "${clipped(name)}"`, remedy: suggestion(name, names) })
  }
  for (const column of opened.lacking) {
    fault({
      problem: `column "${column.name}" is missing in ${counted(column.files.length, "file")}`,
      count: column.files.length,
      examples: column.files.slice(0, 3).map((file) => shown(loading, file)),
      remedy:
        "Every file of a glob needs every column that is used: leave the others out of the glob, or add the column."
    })
  }
  if (unknown.length > 0 || needs.required.some((name) => repeated.has(name))) return undefined
  const count = yield* countedRows(loading, opened.relation)
  if (count === 0) {
    fault({
      problem: "has no rows",
      remedy: query ? "Check the query's conditions." : "Check that the export finished, or leave the table out."
    })
    return undefined
  }
  const held = bytesOfRow[table] ?? 0
  if (count * held > loading.freeMemory) {
    fault({
      problem: `has ${count.toLocaleString("en-US")} rows, which take at least ${sizeText(count * held)} of memory, and ${sizeText(loading.freeMemory)} are free here`,
      remedy:
        "Read fewer rows by a query, or give it more memory: that of the machine, or of the container or job that it runs in."
    })
    return undefined
  }
  const source: Source = {
    table,
    from,
    title,
    isQuery: query,
    rows: count,
    files: opened.files,
    relation: opened.relation,
    located: opened.located,
    columns,
    delimiter: opened.delimiter,
    lines: opened.lines,
    repeated
  }
  return source
})

/** Opens a table of the configuration; undefined when it cannot be used, with the reasons among the problems. */
export const openSource = (loading: Opening, table: Table, needs: Needs): Effect.Effect<Source | undefined> => {
  const title = isQuery(needs.source.from) ? "query" : withoutPassword(needs.source.from)
  return open(loading, table, needs, title).pipe(
    orProblem(loading, table, title),
    Effect.map((source) => source ?? undefined)
  )
}

/** The configured columns, or else every numeric one but `except`; text counts as numeric when all of it is numbers. */
export const numericColumns = Effect.fnUntraced(function* (
  loading: Opening,
  source: Source,
  configured: ReadonlyArray<string> | undefined,
  except: ReadonlyArray<string | undefined>
) {
  if (configured !== undefined) return configured.map((name) => source.columns.get(name)!)
  const candidates = [...source.columns.values()].filter(({ name }) => !except.includes(name))
  const texts = candidates.filter(({ type }) => canBeNumber(type) && !isNumeric(type))
  const counts = yield* aggregated(
    loading.database,
    texts.map((column) => `count_if(${isNoNumber(column)})`),
    () => `${source.relation} s`
  )
  const numbers = new Set(texts.filter((_, i) => counts[i] === 0))
  const commas = yield* commaColumns(
    loading,
    source,
    texts.filter((column) => !numbers.has(column))
  )
  if (commas !== undefined) {
    loading.problems.push({ table: source.table, where: source.title, count: 1, ...commas })
    return []
  }
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
