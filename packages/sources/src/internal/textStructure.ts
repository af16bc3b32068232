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

const backslashByte = 0x5c

/** What was read of the records so far. */
class Reading {
  readonly #dialect: Dialect
  readonly #separator: number
  readonly #ends = { lf: 0, crlf: 0, cr: 0 }
  #endsChange: number | undefined
  #state = start
  #line = 1
  #recordLine = 1
  #fields = 1
  #empty = true
  #lastEmpty = true
  #afterCr = false
  #beforeLast = 0
  #lastByte = 0
  #firstByte = -1
  #opened = 0
  #seen = -1
  #count = 0
  #first: { readonly line: number; readonly fields: number } | undefined
  #alike: number | undefined
  #most = 0
  #comments = 0
  #stray: Structure["stray"]
  #quotedFields = 0

  constructor(dialect: Dialect) {
    this.#dialect = dialect
    this.#separator = dialect.delimiter.charCodeAt(0)
  }

  #endRecord() {
    const { each, skip, width } = this.#dialect
    const fields = this.#fields
    const blank = this.#empty && fields === 1 && width > 1
    if (this.#recordLine > skip && !blank) {
      if (++this.#seen > 0) each?.(this.#recordLine)
      const surplus = fields === width + 1 && this.#lastEmpty
      if (this.#seen > 0 && fields !== width && !surplus) {
        this.#count++
        this.#alike = this.#first === undefined || this.#alike === fields ? fields : undefined
        this.#most = Math.max(this.#most, fields)
        if (this.#firstByte === hash) this.#comments++
        this.#first ??= { line: this.#recordLine, fields }
      }
    }
    this.#fields = 1
    this.#firstByte = -1
    this.#empty = true
    this.#lastEmpty = true
    this.#state = start
    this.#recordLine = this.#line
  }

  #endLine(kind: "lf" | "crlf" | "cr") {
    const ends = this.#ends
    if (this.#endsChange === undefined && ends[kind] === 0 && ends.lf + ends.crlf + ends.cr > 0) {
      this.#endsChange = this.#line
    }
    ends[kind]++
    this.#line++
    this.#endRecord()
  }

  add(byte: number) {
    if (this.#afterCr) {
      this.#afterCr = false
      this.#endLine(byte === lf ? "crlf" : "cr")
      if (byte === lf) return
    }
    this.#step(byte)
    this.#beforeLast = this.#lastByte
    this.#lastByte = byte
  }

  #step(byte: number) {
    const { backslash, quoted } = this.#dialect
    if (this.#state === escaped) this.#state = inQuotes
    else if (this.#state === inQuotes) {
      if (backslash && byte === backslashByte) this.#state = escaped
      else if (byte === quote) this.#state = closing
      else if (byte === lf) this.#line++
    } else if (byte === lf) this.#endLine("lf")
    else if (byte === cr) this.#afterCr = true
    else if (byte === this.#separator) {
      this.#fields++
      this.#empty = false
      this.#lastEmpty = true
      this.#state = start
    } else if (this.#state === closing && byte === quote && !backslash) this.#state = inQuotes
    else if (this.#state === start && byte === quote && quoted) {
      this.#state = inQuotes
      this.#opened = this.#line
      this.#empty = false
      this.#lastEmpty = false
      this.#quotedFields++
    } else {
      if (this.#state === closing) {
        const isEscaped = this.#lastByte === quote && this.#beforeLast === backslashByte
        this.#stray ??= { opened: this.#opened, line: this.#line, backslash: isEscaped }
      }
      this.#empty = false
      this.#lastEmpty = false
      if (this.#firstByte < 0) this.#firstByte = this.#fields === 1 ? byte : 0
      this.#state = plain
    }
  }

  end(): Structure {
    const unclosed = this.#state === inQuotes || this.#state === escaped ? this.#opened : undefined
    if (this.#afterCr) this.#endLine("cr")
    else if (!this.#empty || this.#fields > 1) this.#endRecord()
    return {
      records: Math.max(0, this.#seen),
      ragged: {
        count: this.#count,
        line: this.#first?.line ?? 0,
        fields: this.#first?.fields ?? 0,
        alike: this.#alike,
        most: this.#most,
        commented: this.#count > 0 && this.#comments === this.#count
      },
      unclosed,
      stray: this.#stray,
      quotedFields: this.#quotedFields,
      ends: this.#ends,
      endsChange: this.#endsChange
    }
  }
}

/**
 * Reads how the records of a text file are built.
 *
 * Needed only where DuckDB refuses a file: its own words name the line, but neither what it is nor how many there are.
 */
export const textStructure = async (path: string, compression: Compression, dialect: Dialect): Promise<Structure> => {
  const reading = new Reading(dialect)
  await readBytes(path, compression, (bytes) => {
    for (const byte of bytes) reading.add(byte)
    return true
  })
  return reading.end()
}
