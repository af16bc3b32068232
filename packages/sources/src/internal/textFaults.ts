import { Effect } from "effect"
import type { DataProblem } from "../DataError.ts"
import { type FileScan, readBytes } from "./fileScan.ts"
import { counted, listed } from "./names.ts"
import { asSetting, plainOptions, type ReadOptions, readingQuery } from "./readingQuery.ts"
import { shell } from "./shell.ts"
import { literal } from "./sql.ts"
import { fieldsOf, type TextHead } from "./textHead.ts"
import { type Structure, textStructure } from "./textStructure.ts"

export type Fault = Pick<DataProblem, "problem" | "remedy"> & Partial<Pick<DataProblem, "count" | "examples">>

/** A text file that is found wanting: how it was read, and how messages and queries name it. */
export interface TextFile {
  readonly path: string
  readonly scan: FileScan
  readonly head: TextHead
  /** `from` of the configuration: what a query has to name. */
  readonly from: string
  /** Before "line 3", where a table has several files: the file and a space. */
  readonly prefix: string
}

const query = ({ from, head }: TextFile, options: ReadOptions) =>
  asSetting(
    readingQuery(from, {
      ...plainOptions(head.delimiter),
      ...(head.skip === 0 ? {} : { skip: String(head.skip) }),
      ...options
    })
  )

/** What is wrong with a file whatever its columns are: an interrupted export, a wrong encoding. */
export const fileFault = (shown: string, { broken, compression, head }: FileScan): Fault | undefined => {
  if (broken !== undefined) {
    const kind = compression === "gzip" ? "gz" : "zst"
    return {
      problem: `its ${kind} stream ${broken}: the export or the copy of it broke off, and rows are missing`,
      remedy: `Export or copy it again; ${compression === "gzip" ? "gzip" : "zstd"} -t ${shell(shown)} tells whether it is whole.`
    }
  }
  return head.length === 0
    ? { problem: "is empty", remedy: "Check that the export finished, or leave the file out." }
    : undefined
}

/** The line in which `found` is first true of a byte, and whether `also` is true of any. */
const lineOf = async ({ path, scan }: TextFile, found: (byte: number, next: number) => boolean) => {
  let line = 1
  let at: number | undefined
  let held = -1
  const look = (byte: number, next: number) => {
    if (at === undefined && found(byte, next)) at = line
    if (byte === 0x0a || (byte === 0x0d && next !== 0x0a)) line++
  }
  await readBytes(path, scan.compression, (bytes) => {
    for (const byte of bytes) {
      if (held >= 0) look(held, byte)
      held = byte
      if (at !== undefined) return false
    }
    return true
  })
  if (held >= 0) look(held, -1)
  return at ?? 1
}

/** The first line that is not UTF-8, and whether the file has bytes that Latin-1 does not know. */
const foreignLine = async ({ path, scan }: TextFile) => {
  let line = 1
  let first: { readonly line: number; readonly text: string } | undefined
  let windows = false
  let rest: Buffer = Buffer.alloc(0)
  const decoder = new TextDecoder("utf-8", { fatal: true })
  const check = (bytes: Buffer) => {
    for (const byte of bytes) windows ||= byte >= 0x80 && byte < 0xa0
    if (first !== undefined) return
    try {
      decoder.decode(bytes)
    } catch {
      first = { line, text: new TextDecoder("windows-1252").decode(bytes).trim() }
    }
  }
  await readBytes(path, scan.compression, (bytes) => {
    let all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    for (let end = all.indexOf(0x0a); end >= 0; end = all.indexOf(0x0a)) {
      check(all.subarray(0, end))
      all = all.subarray(end + 1)
      line++
    }
    rest = Buffer.from(all)
    return true
  })
  check(rest)
  return { line: first?.line ?? 1, text: first?.text ?? "", windows }
}

const excerpt = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}...` : text)

/** A file whose bytes are no UTF-8, or hold what no text holds. */
export const encodingFault = async (file: TextFile): Promise<Fault | undefined> => {
  const { prefix, scan } = file
  const name = shell(file.from)
  if (scan.holdsNul) {
    const at = await lineOf(file, (byte) => byte === 0)
    const every = scan.head.subarray(0, 200)
    const zeros = every.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0)
    return zeros > every.length / 4
      ? {
          problem: `${prefix}line ${at} has a zero byte in nearly every character: the file is UTF-16 without the mark that says so`,
          remedy: `Save it as UTF-8: iconv -f UTF-16${every[0] === 0 ? "BE" : "LE"} -t UTF-8 ${name} > utf8.csv`
        }
      : {
          problem: `${prefix}line ${at} holds a zero byte, which no text does: the file is damaged, or not text`,
          remedy: `Export it again. If the rest of it is right, leave the zero bytes out: tr -d '\\000' < ${name} > clean.csv`
        }
  }
  if (scan.isUtf8) return undefined
  const { line, text, windows } = await foreignLine(file)
  return {
    problem: `${prefix}line ${line} is not UTF-8 but, it seems, ${windows ? "Windows-1252" : "Latin-1"}, in which it reads: ${excerpt(text)}`,
    remedy: windows
      ? `Save it as UTF-8: iconv -f CP1252 -t UTF-8 ${name} > utf8.csv`
      : `If that is right, read it by a query, or save it as UTF-8. ${query(file, { encoding: "'latin-1'" })}`
  }
}

const isNumber = (field: string) => field.trim() === "" || Number.isFinite(Number(field))

/** Why the first line is not that of the names, where it is not. */
export const headFault = (file: TextFile, wanted: ReadonlyArray<string>): Fault | undefined => {
  const { head, prefix } = file
  const has = (names: ReadonlyArray<string>) => wanted.filter((name) => names.includes(name)).length
  if (wanted.length === 0 || has(head.names) > 0) return undefined
  const first = 1 + head.skip
  const commented = head.lines[0]!.trimStart().startsWith("#")
  for (const delimiter of [head.delimiter, ",", ";", "\t", "|"]) {
    const found = head.lines.findIndex((line, i) => i > 0 && has(fieldsOf(line, delimiter)) === wanted.length)
    if (found < 0) continue
    return {
      problem: `${prefix}line ${first} is ${commented ? "a comment" : `"${excerpt(head.lines[0]!)}"`}, and the names of the columns stand in line ${first + found}`,
      remedy: `Leave out what stands above the names by a query. ${query({ ...file, head: { ...head, delimiter } }, { skip: String(head.skip + found) })}`
    }
  }
  const words = head.lines[0]!.trim().split(/ +/)
  if (head.names.length === 1 && has(words) === wanted.length) {
    return {
      problem: `${prefix}line ${first} has its names apart by spaces`,
      remedy: `Columns are apart by , ; tab or |. Where single spaces part them in every line, read it by a query. ${query({ ...file, head: { ...head, delimiter: " " } }, {})}`
    }
  }
  if (head.names.length > 1 && head.names.every(isNumber)) {
    const names = head.names.map((_, i) => `column${i}`)
    return {
      problem: `${prefix}line ${first} has numbers and no names of columns: ${excerpt(head.lines[0]!)}`,
      remedy: `Read it by a query, and use ${listed(names)} as names of columns. ${query(file, { header: "false", names: `[${names.map(literal).join(", ")}]` })}`
    }
  }
  return commented
    ? {
        problem: `${prefix}line ${first} is a comment, not the names of the columns: ${excerpt(head.lines[0]!)}`,
        remedy: `Leave out the lines above the names by a query. ${query(file, { skip: "1" })}`
      }
    : undefined
}

/** What is wrong with the records of a file, with the line and, where there is a sound one, the query that reads it. */
export const structureFault = Effect.fnUntraced(function* (
  file: TextFile,
  structureOf: (options?: { readonly quoted?: boolean; readonly backslash?: boolean }) => Effect.Effect<Structure>,
  structure: Structure
): Effect.fn.Return<Fault | undefined> {
  const { head, prefix } = file
  const width = head.names.length
  const { quotedFields, ragged, stray, unclosed } = structure
  const sound = ({ ragged: { count }, stray, unclosed }: Structure) =>
    count === 0 && stray === undefined && unclosed === undefined
  if (stray !== undefined || unclosed !== undefined) {
    const problem =
      stray !== undefined
        ? stray.opened === stray.line
          ? `${prefix}line ${stray.line} has a quote in the middle of a field`
          : `${prefix}line ${stray.opened} opens a quote that closes in the middle of a field of line ${stray.line}`
        : `${prefix}line ${unclosed} opens a quote that never closes`
    const advice = 'In a field between quotes, a quote is written twice (""); correct it in the export'
    if (stray?.backslash === true && sound(yield* structureOf({ backslash: true }))) {
      return {
        problem: `${problem}, after a backslash`,
        remedy: `If a backslash stands before each quote that belongs to the text, read it by a query. ${query(file, { quote: `'"'`, escape: "'\\'" })}`
      }
    }
    const bare = quotedFields === 1 && sound(yield* structureOf({ quoted: false }))
    return {
      problem,
      remedy: bare
        ? `${advice}, or, if the quote is part of the text, read it by a query. ${query(file, { quote: "''" })}`
        : `${advice}.`
    }
  }
  if (ragged.count === 0) return undefined
  const { alike, count, fields, line } = ragged
  const names = counted(width, "name")
  if (alike === width + 1 && count === structure.records) {
    return {
      problem: `${prefix}every row has ${counted(fields, "field")}, but line ${1 + head.skip} only ${names}`,
      remedy: `R writes names of rows so. Read it by a query, which calls them row. ${query(file, { header: "false", skip: String(1 + head.skip), names: `[${["row", ...head.names].map(literal).join(", ")}]` })}`
    }
  }
  if (ragged.commented) {
    return {
      problem: `${prefix}line ${line} is a comment${count === 1 ? "" : `, and ${counted(count - 1, "other line is", "other lines are")} too`}`,
      count,
      remedy: `Leave ${count === 1 ? "it" : "them"} out by a query, which takes all from a # to the end of its line for a comment. ${query(file, { comment: "'#'" })}`
    }
  }
  const others = count === 1 ? "" : `, and ${counted(count - 1, "other line is", "other lines are")} like that`
  const problem = `${prefix}line ${line} has ${counted(fields, "field")}, where the header has ${names}${others}`
  const leftOut = query(file, { store_rejects: "true" })
  if (ragged.most === 1 && width > 2) {
    return {
      problem,
      count,
      remedy: `If that is no row but a title or a total, read it by a query, which leaves such lines out and counts them. ${leftOut}`
    }
  }
  return ragged.most < width
    ? {
        problem,
        count,
        remedy: `Correct it in the export; or read it by a query, which leaves the missing fields empty. ${query(file, { null_padding: "true" })}`
      }
    : {
        problem,
        count,
        remedy: `${head.delimiter === "," ? "A comma in a text, or in a decimal number, needs quotes around the field. " : ""}Correct it in the export; or read it by a query, which leaves such lines out and counts them. ${leftOut}`
      }
})

/** The structure of a text file as its head says that it should be. */
export const structureOf =
  ({ head, path, scan }: TextFile) =>
  ({ backslash = false, quoted = true }: { readonly quoted?: boolean; readonly backslash?: boolean } = {}) =>
    Effect.promise(() =>
      textStructure(path, scan.compression, {
        delimiter: head.delimiter,
        quoted,
        backslash,
        skip: head.skip,
        width: head.names.length
      })
    )

/** The lines in which rows of a text file begin, by the numbers of the rows. */
export const linesOf = ({ head, path, scan }: TextFile, rows: ReadonlySet<number>) =>
  Effect.promise(async () => {
    const lines = new Map<number, number>()
    let row = 0
    const each = (line: number) => {
      if (rows.has(++row)) lines.set(row, line)
    }
    const { delimiter, names, skip } = head
    const dialect = { delimiter, quoted: true, backslash: false, skip, width: names.length, each }
    await textStructure(path, scan.compression, dialect)
    return lines
  })
