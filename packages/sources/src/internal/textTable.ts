import { closeSync, openSync, writeSync } from "node:fs"
import { mkdtemp } from "node:fs/promises"
import { basename, join } from "node:path"
import * as Message from "@fairward/core/Message"
import { Effect } from "effect"
import type { Database, QueryFailure } from "./Database.ts"
import { type FileScan, readBytes, scanFile } from "./fileScan.ts"
import { type Opening, shown } from "./Loading.ts"
import { placed } from "./relations.ts"
import type { Needs, Relation } from "./Source.ts"
import { identifier, literal } from "./sql.ts"
import {
  encodingFault,
  type Fault,
  headFault,
  linesOf,
  structureFault,
  structureOf,
  type TextFile
} from "./textFaults.ts"
import { textHead } from "./textHead.ts"

const utf16 = (head: Buffer) => {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le"
  return head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : undefined
}

/** Writes a file of UTF-16 again as UTF-8: DuckDB reads UTF-16 of one byte order only, and no characters beyond 2^16. */
const transcoded = (database: Database, path: string, scan: FileScan, encoding: string) =>
  Effect.promise(async () => {
    const copy = join(await mkdtemp(join(database.temporary, "utf8-")), basename(path))
    const file = openSync(copy, "w")
    const decoder = new TextDecoder(encoding)
    await readBytes(path, scan.compression, (bytes) => writeSync(file, decoder.decode(bytes, { stream: true })) >= 0)
    writeSync(file, decoder.decode())
    closeSync(file)
    return copy
  })

interface Read extends TextFile {
  /** The file itself, where `path` is a copy of it. */
  readonly original: string
}

const openText = Effect.fnUntraced(function* (
  loading: Opening,
  original: string,
  from: string,
  prefix: string,
  wanted: ReadonlyArray<string>
): Effect.fn.Return<Read> {
  const scan = loading.scans.get(original)!
  const encoding = utf16(scan.head)
  const path = encoding === undefined ? original : yield* transcoded(loading.database, original, scan, encoding)
  const read = encoding === undefined ? scan : yield* Effect.orDie(scanFile(path, "none"))
  return { original, path, scan: read, from, prefix, head: textHead(read.head.toString("utf8"), wanted) }
})

/**
 * Names that stand for one column. DuckDB does not tell names apart by their case: of those that differ by no more, the
 * one that is used.
 */
const uniqueNames = (names: ReadonlyArray<string>, used: ReadonlySet<string>) =>
  [...Map.groupBy(names, (name) => name.toLowerCase()).values()].flatMap((own) => {
    const meant = own.length === 1 ? own : own.filter((name) => used.has(name))
    return meant.length === 1 && meant[0] !== "" ? meant : []
  })

const lineEndOf = (text: string) => /\r\n|\n|\r/.exec(text)?.[0] ?? ""

/** Files that one call of read_csv reads: their names, delimiter and line ends are the same. */
const alike = ({ head, scan }: Read) =>
  JSON.stringify([head.names, head.delimiter, head.skip, scan.compression, lineEndOf(scan.head.toString("latin1"))])

const usual = 2_000_000

const reader = (files: ReadonlyArray<Read>, used: ReadonlySet<string>, strict: boolean) => {
  const { head, scan } = files[0]!
  const unique = new Set(uniqueNames(head.names, used))
  const columns = head.names.map((name, i) => `${identifier(unique.has(name) ? name : `\u001f${i}`)}: 'VARCHAR'`)
  const longest = Math.max(...files.map((file) => file.scan.longestLine))
  const compression = { none: "none", gzip: "gzip", zstd: "zstd" }[scan.compression]
  return `read_csv([${files.map(({ path }) => literal(path)).join(", ")}], auto_detect = false, columns = {${columns.join(", ")}}, header = true, delim = ${literal(head.delimiter)}, quote = '"', escape = '"', skip = ${head.skip}, compression = '${compression}', strict_mode = ${strict}${longest > usual / 2 ? `, max_line_size = ${2 * longest}` : ""}, filename = '__file')`
}

/** The path that a row came from, where a copy of it was read. */
const fileOf = (files: ReadonlyArray<Read>) => {
  const copies = files.filter(({ original, path }) => original !== path)
  return copies.length === 0
    ? "__file"
    : `case ${copies.map(({ original, path }) => `when __file = ${literal(path)} then ${literal(original)}`).join(" ")} else __file end as __file`
}

interface Reading {
  readonly held: string
  readonly groups: ReadonlyArray<ReadonlyArray<Read>>
  readonly select: ReadonlyArray<string>
  readonly used: ReadonlySet<string>
}

const fill = (database: Database, { groups, held, select, used }: Reading, strict: boolean) => {
  const parts = groups.map((files) => {
    const has = new Set(uniqueNames(files[0]!.head.names, used))
    const own = select.filter((name) => has.has(name)).map(identifier)
    return `select ${[fileOf(files), ...own].join(", ")} from ${reader(files, used, strict)}`
  })
  return database.run(`create or replace temp table ${held} as ${parts.join(" union all by name ")}`)
}

/** Why the files could not be read; nothing where all that is odd are line ends of several kinds. */
const faultOf = Effect.fnUntraced(function* (files: ReadonlyArray<Read>, failure: QueryFailure) {
  const named = /^\s*file = (.*)$/m.exec(failure.details)?.[1]
  const suspects = files.toSorted((a, b) => Number(b.path === named) - Number(a.path === named))
  let records = 0
  const mixed: Array<{ readonly file: Read; readonly line: number }> = []
  for (const file of suspects) {
    const structure = yield* structureOf(file)()
    const fault = yield* structureFault(file, structureOf(file), structure)
    if (fault !== undefined) return { fault }
    records += structure.records
    if (structure.endsChange !== undefined) mixed.push({ file, line: structure.endsChange })
  }
  return { records, mixed }
})

const unexplained = (files: ReadonlyArray<Read>, failure: QueryFailure): Fault => {
  const line = /CSV Error on Line: (\d+)/.exec(failure.reason)?.[1]
  return {
    problem: `${files.length === 1 ? "" : "one of its files: "}${line === undefined ? "cannot be read as text with a delimiter" : `line ${line} cannot be read`}`,
    remedy: "Check that line, quotes and delimiters in it above all, or write the table as parquet."
  }
}

/** Reads the files, with line ends of several kinds if it has to; or why they cannot be read. */
const filled = Effect.fnUntraced(function* (
  loading: Opening,
  table: Relation["table"],
  reading: Reading
): Effect.fn.Return<Fault | undefined, QueryFailure> {
  const { database } = loading
  const files = reading.groups.flat()
  const result = yield* Effect.result(fill(database, reading, true))
  if (result._tag === "Success") return undefined
  const { failure } = result
  if (failure.kind !== "Invalid Input") return yield* failure
  const found = yield* faultOf(files, failure)
  if ("fault" in found) return found.fault
  if (found.mixed.length === 0) return unexplained(files, failure)
  const again = yield* Effect.result(fill(database, reading, false))
  const rows = yield* database.rows(
    `select count(*) as count from ${again._tag === "Success" ? reading.held : "(select 1)"}`
  )
  const { file, line } = found.mixed[0]!
  if (again._tag === "Failure" || Number(rows[0]!.count) !== found.records) {
    return {
      problem: `${file.prefix}line ${line} ends otherwise than those above: line ends of several kinds`,
      remedy: "Write all line ends alike: dos2unix does it for CR LF, mac2unix for CR."
    }
  }
  loading.notes.push({
    table,
    message: Message.of`${Message.quantity(found.mixed.length, "text file")} with line ends of several kinds (LF, CR LF, CR), all read as line ends.`
  })
  return undefined
})

/**
 * Reads files of text with a delimiter. Nothing is guessed from a sample: the names stand in the first line, every
 * column is text, and what does not fit is refused with its line.
 */
export const textTable = Effect.fnUntraced(function* (
  loading: Opening,
  table: Relation["table"],
  paths: ReadonlyArray<string>,
  { all, required, source, used = [] }: Needs
): Effect.fn.Return<Relation | Fault, QueryFailure> {
  const prefix = (path: string) => (paths.length === 1 ? "" : `${shown(loading, path)} `)
  const files = yield* Effect.forEach(paths, (path) => openText(loading, path, source.from, prefix(path), required))
  for (const file of files) {
    const fault = (yield* Effect.promise(() => encodingFault(file))) ?? headFault(file, required)
    if (fault !== undefined) return fault
  }
  const copies = files.filter(({ original, path }) => original !== path).length
  if (copies > 0) {
    loading.notes.push({
      table,
      message: Message.of`${Message.quantity(copies, "text file")} in UTF-16, read as such.`
    })
  }
  const needed = new Set([...required, ...(used === "all" ? [] : used)])
  const groups = [...Map.groupBy(files, alike).values()]
  const heads = groups.map(([file]) => file!.head.names)
  const known = new Map(heads.flatMap((names) => uniqueNames(names, needed)).map((name) => [name.toLowerCase(), name]))
  const columns = [...known.values()].map((name) => ({ name, type: "VARCHAR" }))
  const repeated = heads.flatMap((names) =>
    [...Map.groupBy(names, (name) => name.toLowerCase()).values()].filter((own) => own.length > 1 && own[0] !== "")
  )
  const held = identifier(`${table} rows`)
  const wanted = columns.map(({ name }) => name).filter((name) => all || required.includes(name))
  const fault = yield* filled(loading, table, { held, groups, select: wanted, used: needed })
  if (fault !== undefined) return fault
  return {
    table,
    columns,
    repeated: repeated.filter((own) => used === "all" || own.filter((name) => needed.has(name)).length > 1),
    lacking: required
      .filter((name) => known.get(name.toLowerCase()) === name)
      .map((name) => ({
        name,
        files: groups.flatMap((group) =>
          group[0]!.head.names.includes(name) ? [] : group.map(({ original }) => original)
        )
      }))
      .filter((column) => column.files.length > 0),
    delimiter: files[0]!.head.delimiter,
    lines: (path, rows) => linesOf(files.find(({ original }) => original === path)!, rows),
    relation: held,
    located: placed(held)
  }
})
