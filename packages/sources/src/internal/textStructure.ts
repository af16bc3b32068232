import { type Compression, readBytes } from "./fileScan.ts"

export interface Dialect {
  readonly delimiter: string
  /** Whether `"` encloses fields. */
  readonly quoted: boolean
  /** Whether a backslash stands before a quote within quotes, which otherwise is written twice. */
  readonly backslash: boolean
  /** Lines above that of the names. */
  readonly skip: number
  /** How many fields a record must have. */
  readonly width: number
  /** Called with the line in which each record begins, from the first below the names on. */
  readonly each?: (line: number) => void
}

/** How the records of a text file are built, and the first place of each thing that is wrong; lines count from 1. */
export interface Structure {
  /** Without that of the names. */
  readonly records: number
  readonly ragged: {
    readonly count: number
    readonly line: number
    readonly fields: number
    /** All ragged records have this many fields; else undefined. */
    readonly alike: number | undefined
    /** Most fields that one of them has. */
    readonly most: number
    /** All of them begin with `#`. */
    readonly commented: boolean
  }
  /** The line in which a quote opens that never closes. */
  readonly unclosed: number | undefined
  /** A quote that closes in the middle of a field. */
  readonly stray: { readonly opened: number; readonly line: number; readonly backslash: boolean } | undefined
  readonly quotedFields: number
  readonly ends: { readonly lf: number; readonly crlf: number; readonly cr: number }
  /** The line where the kind of line end changes first. */
  readonly endsChange: number | undefined
}

const quote = 0x22
const lf = 0x0a
const cr = 0x0d
const hash = 0x23

// Where in a field a byte stands; numbers, since every byte is compared with them.
const start = 0
const plain = 1
const inQuotes = 2
const closing = 3
const escaped = 4

/**
 * Reads how the records of a text file are built.
 *
 * Needed only where DuckDB refuses a file: its own words name the line, but neither what it is nor how many there are.
 */
export const textStructure = async (
  path: string,
  compression: Compression,
  { backslash, delimiter, each, quoted, skip, width }: Dialect
): Promise<Structure> => {
  const separator = delimiter.charCodeAt(0)
  const escapeByte = backslash ? 0x5c : -1
  const ends = { lf: 0, crlf: 0, cr: 0 }
  let endsChange: number | undefined
  let state = start
  let line = 1
  let recordLine = 1
  let fields = 1
  let empty = true
  let lastEmpty = true
  let afterCr = false
  let beforeLast = 0
  let lastByte = 0
  let opened = 0
  let seen = -1
  let count = 0
  let first: { readonly line: number; readonly fields: number } | undefined
  let alike: number | undefined
  let most = 0
  let comments = 0
  let firstByte = -1
  let stray: Structure["stray"]
  let quotedFields = 0

  const endRecord = () => {
    const blank = empty && fields === 1 && width > 1
    if (recordLine > skip && !blank) {
      if (++seen > 0) each?.(recordLine)
      const surplus = fields === width + 1 && lastEmpty
      if (seen > 0 && fields !== width && !surplus) {
        count++
        alike = first === undefined || alike === fields ? fields : undefined
        most = Math.max(most, fields)
        if (firstByte === hash) comments++
        first ??= { line: recordLine, fields }
      }
    }
    fields = 1
    firstByte = -1
    empty = true
    lastEmpty = true
    state = start
    recordLine = line
  }
  const endLine = (kind: "lf" | "crlf" | "cr") => {
    if (endsChange === undefined && ends[kind] === 0 && ends.lf + ends.crlf + ends.cr > 0) endsChange = line
    ends[kind]++
    line++
    endRecord()
  }

  await readBytes(path, compression, (bytes) => {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!
      if (afterCr) {
        afterCr = false
        if (byte === lf) {
          endLine("crlf")
          continue
        }
        endLine("cr")
      }
      if (state === escaped) {
        state = inQuotes
      } else if (state === inQuotes) {
        if (byte === escapeByte) state = escaped
        else if (byte === quote) state = closing
        else if (byte === lf) line++
      } else if (byte === lf) endLine("lf")
      else if (byte === cr) afterCr = true
      else if (byte === separator) {
        fields++
        empty = false
        lastEmpty = true
        state = start
      } else if (state === closing && byte === quote && !backslash) state = inQuotes
      else if (state === start && byte === quote && quoted) {
        state = inQuotes
        opened = line
        empty = false
        lastEmpty = false
        quotedFields++
      } else {
        if (state === closing) stray ??= { opened, line, backslash: lastByte === quote && beforeLast === 0x5c }
        empty = false
        lastEmpty = false
        if (firstByte < 0) firstByte = fields === 1 ? byte : 0
        state = plain
      }
      beforeLast = lastByte
      lastByte = byte
    }
    return true
  })
  const unclosed = state === inQuotes || state === escaped ? opened : undefined
  if (afterCr) endLine("cr")
  else if (!empty || fields > 1) endRecord()
  return {
    records: Math.max(0, seen),
    ragged: {
      count,
      line: first?.line ?? 0,
      fields: first?.fields ?? 0,
      alike,
      most,
      commented: count > 0 && comments === count
    },
    unclosed,
    stray,
    quotedFields,
    ends,
    endsChange
  }
}
