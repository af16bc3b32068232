/**
 * How wide the columns of a table are and where the lines of its cells break, from the metrics of the embedded font:
 * nothing is left to chance, so nothing is clipped.
 *
 * @since 0.1.0
 */
import type { Block, Cell, Column } from "@fairward/core/ReportDocument"
import type { Face, Fonts } from "./Fonts.ts"
import { type Format, missing } from "./Format.ts"
import { lookOf, verdictText } from "./Verdicts.ts"

export type Table = Extract<Block, { readonly _tag: "Table" }>
export type Mark = NonNullable<Extract<Cell, { readonly mark?: unknown }>["mark"]>

export interface CellText {
  readonly value: ReadonlyArray<string>
  /** Width of the value, when it has one line; of a number also that of its part before the place at which its column is aligned. */
  readonly valueWidth: number
  readonly leftWidth: number
  /** Stands to the right of an aligned number, or on lines below a text. */
  readonly note: ReadonlyArray<string>
  /** Whether value and note fit beside each other. */
  readonly beside: boolean
  /** A reason in place of a number, over the whole width of the column. */
  readonly absent: boolean
  readonly mark: Mark | null
  readonly color: string | null
}

export interface ColumnLayout {
  readonly key: string
  readonly title: ReadonlyArray<string>
  readonly titleWidth: number
  readonly titleWidths: ReadonlyArray<number>
  readonly numeric: boolean
  readonly width: number
  /** Of a numeric column: where its values end and notes begin. */
  readonly valueWidth: number
  /** Of a numeric column: where the decimal sign stands, or in an interval what parts its ends. */
  readonly signAt: number
}

/** The columns of a table that stand beside each other; a table too wide for the page has several blocks. */
export interface ColumnBlock {
  readonly columns: ReadonlyArray<ColumnLayout>
  readonly rows: ReadonlyArray<ReadonlyArray<CellText>>
}

export interface TableLayout {
  readonly fontSize: number
  readonly blocks: ReadonlyArray<ColumnBlock>
  readonly marks: ReadonlySet<Mark>
}

export const cellPadding = 3.5
export const noteGap = 2.5
/** Notes are smaller than values, but nothing is smaller than this. */
const smallestNote = 6
const noteStep = 0.5
export const noteSize = (size: number): number => Math.max(smallestNote, size - noteStep)
/** Tried in turn: a font size, and to what share of its natural width a column of text may be narrowed. */
const attempts = [
  { size: 7, narrowed: 1 },
  { size: 6.5, narrowed: 1 },
  { size: 7, narrowed: 0.6 },
  { size: 6.5, narrowed: 0.5 },
  { size: 6.5, narrowed: 0.25 }
] as const
/** Text that is longer is broken even where there is room: lines of it would be hard to follow. */
const longestText = 300
/** Columns whose words are broken do not become narrower than this. */
const narrowest = 44
const blockSize = 6.5
/** Added to a column where there is room. */
const mostSpare = 14

interface Draft {
  readonly column: Column
  readonly numeric: boolean
  readonly cells: ReadonlyArray<Pieces>
}

interface Pieces {
  readonly value: string
  readonly before: number
  readonly note: string
  /** A reason stands in place of the value, over the whole width of the column. */
  readonly absent: boolean
  readonly mark: Mark | null
  readonly color: string | null
}

/**
 * Lays a table out in `available` points. It tries, in this order: 7 and 6.5 points without breaking text; the same with
 * text broken at words; the smallest size with words broken; blocks of columns below each other, each beginning with the
 * table's first column.
 */
export const tableLayout = (table: Table, available: number, fonts: Fonts, format: Format): TableLayout => {
  const drafts = table.columns.map((column) => draft(column, table, format))
  const marks = new Set(drafts.flatMap(({ cells }) => cells.flatMap(({ mark }) => (mark === null ? [] : [mark]))))
  for (const { narrowed, size } of [...attempts, { size: attempts.at(-1)!.size, narrowed: 0 }]) {
    const widths = fit(drafts, size, available, fonts, narrowed)
    if (widths !== null) return { fontSize: size, marks, blocks: [block(drafts, widths, size, fonts)] }
  }
  return {
    fontSize: blockSize,
    marks,
    blocks: columnBlocks(drafts, blockSize, available, fonts).map((group) =>
      block(
        group,
        fit(group, blockSize, available, fonts, 0) ?? group.map(() => available / group.length - 2 * cellPadding),
        blockSize,
        fonts
      )
    )
  }
}

const draft = (column: Column, table: Table, format: Format): Draft => ({
  column,
  numeric: isNumeric(column),
  cells: table.rows.map((row) => pieces(row[column.key] ?? null, column, format))
})

const isNumeric = ({ type }: Column): boolean => type._tag !== "text" && type._tag !== "verdict"

const pieces = (cell: Cell, column: Column, format: Format): Pieces => {
  const full: Exclude<Cell, Value> =
    typeof cell === "object" && cell !== null && "value" in cell ? cell : { value: cell }
  const value = valueText(full.value, column, full.digits, format)
  const absent = full.value === null || full.value === ""
  if (absent && full.note !== undefined && isNumeric(column)) {
    return { value: `${missing} ${full.note}`, before: 0, note: "", absent, mark: full.mark ?? null, color: null }
  }
  const symbol = full.mark === "worse" ? "▼" : full.mark === "better" ? "▲" : ""
  return {
    value,
    before: beforeSign(value, column, format),
    note: [symbol, full.note ?? ""].filter((part) => part !== "").join(" "),
    absent,
    mark: full.mark ?? null,
    color: column.type._tag === "verdict" ? (lookOf(value.slice(2))?.color ?? null) : null
  }
}

type Value = null | string | number | readonly [number, number]

/** Letters of a number up to its decimal sign; of an interval up to what parts its ends. */
const beforeSign = (value: string, { type }: Column, { decimalSign }: Format): number => {
  if (type._tag === "interval") return value.search(/[,;] /) + 1
  const sign = value.indexOf(decimalSign)
  return sign >= 0 ? sign : (/^\D*[\d\s’'.,]*\d/.exec(value)?.[0].length ?? value.length)
}

const valueText = (value: Value, { type }: Column, ownDigits: number | undefined, format: Format): string => {
  if (value === null || value === "") return missing
  if (typeof value === "string") return type._tag === "verdict" ? verdictText(value) : value
  const digits = ownDigits ?? ("digits" in type ? type.digits : 3)
  if (typeof value === "object") return format.interval(value[0], value[1], digits)
  return "digits" in type ? format.as(value, { ...type, digits }) : format.as(value, type)
}

const boldMarks: ReadonlySet<Mark | null> = new Set<Mark>(["worse", "strong", "added"])

const faceOf = ({ mark }: Pieces): Face => (boldMarks.has(mark) ? "bold" : "regular")

interface Extent {
  /** Width that needs no breaking. */
  readonly natural: number
  /** Narrowest width at which only words part. */
  readonly least: number
}

const extent = (draft: Draft, size: number, fonts: Fonts, narrowed: number): Extent => {
  const title = draft.column.title
  const longestTitleWord = Math.max(...words(title).map((word) => fonts.width(word.trimEnd(), size, "bold")))
  const titleWidth = fonts.width(title, size, "bold")
  if (draft.column.type._tag === "verdict") {
    const cells = Math.max(longestTitleWord, ...draft.cells.map((cell) => fonts.width(cell.value, size, faceOf(cell))))
    return { natural: Math.max(cells, ...draft.cells.map((cell) => textWidth(cell, size, fonts))), least: cells }
  }
  if (draft.numeric) {
    const { note, value } = numericParts(draft, size, fonts)
    const reasons = draft.cells.filter((cell) => cell.absent && cell.before === 0).map((cell) => cell.value)
    const longest = Math.max(
      longestTitleWord,
      ...reasons.flatMap((reason) => words(reason).map((word) => fonts.width(word.trimEnd(), size)))
    )
    const least = Math.max(value + note, longest)
    const unbroken = Math.max(titleWidth, ...reasons.map((reason) => fonts.width(reason, size)))
    return { natural: Math.max(least, Math.min(unbroken, Math.max(least * 1.3, 64))), least }
  }
  const natural = Math.max(titleWidth, ...draft.cells.map((cell) => textWidth(cell, size, fonts)))
  const longest = Math.max(
    longestTitleWord,
    ...draft.cells.flatMap((cell) => [
      ...words(cell.value).map((word) => fonts.width(word.trimEnd(), size, faceOf(cell))),
      ...words(cell.note).map((word) => fonts.width(word.trimEnd(), noteSize(size)))
    ])
  )
  const capped = Math.min(natural, Math.max(longest, longestText))
  if (narrowed === 0) return { natural: capped, least: Math.min(capped, narrowest) }
  return { natural: capped, least: Math.max(longest, Math.min(capped, longestText * narrowed, natural * narrowed)) }
}

const textWidth = (cell: Pieces, size: number, fonts: Fonts): number =>
  fonts.width(cell.value, size, faceOf(cell)) +
  (cell.note === "" ? 0 : noteGap + fonts.width(cell.note, noteSize(size)))

interface NumericParts {
  /** Widths of values before and after the sign at which they are aligned. */
  readonly left: number
  readonly right: number
  readonly value: number
  readonly note: number
}

const numericParts = (draft: Draft, size: number, fonts: Fonts): NumericParts => {
  const cells = draft.cells.filter((cell) => !cell.absent || cell.before > 0)
  const widest = (part: (cell: Pieces) => string): number =>
    cells.reduce((most, cell) => Math.max(most, fonts.width(part(cell), size, faceOf(cell))), 0)
  const left = widest(({ before, value }) => value.slice(0, before))
  const right = widest(({ before, value }) => value.slice(before))
  const value = left + right
  const note = Math.max(
    0,
    ...cells.map((cell) => (cell.note === "" ? 0 : fonts.width(cell.note, noteSize(size)) + noteGap))
  )
  const longestNoteWord = Math.max(
    0,
    ...cells.flatMap((cell) => words(cell.note).map((word) => fonts.width(word.trimEnd(), noteSize(size)) + noteGap))
  )
  return { left, right, value, note: note > 110 ? Math.max(longestNoteWord, 110) : note }
}

/** Content widths of the columns, or `null` when they do not fit. */
const fit = (
  drafts: ReadonlyArray<Draft>,
  size: number,
  available: number,
  fonts: Fonts,
  narrowed: number
): ReadonlyArray<number> | null => {
  const room = available - drafts.length * cellPadding * 2
  const extents = drafts.map((draft) => extent(draft, size, fonts, narrowed))
  const natural = sum(extents.map((extent) => extent.natural))
  if (natural <= room) {
    const spare = Math.min((room - natural) / drafts.length, mostSpare)
    const shares = drafts.map(({ column }) => column.width ?? 1)
    const total = sum(shares)
    return extents.map((extent, index) => extent.natural + (spare * drafts.length * shares[index]!) / total)
  }
  const least = sum(extents.map((extent) => extent.least))
  if (least > room) return null
  const wanted = sum(extents.map((extent) => Math.max(0, extent.natural - extent.least)))
  return extents.map(
    (extent) =>
      extent.least + (wanted === 0 ? 0 : ((room - least) * Math.max(0, extent.natural - extent.least)) / wanted)
  )
}

const columnBlocks = (
  drafts: ReadonlyArray<Draft>,
  size: number,
  available: number,
  fonts: Fonts
): ReadonlyArray<ReadonlyArray<Draft>> => {
  const [first, ...others] = drafts as [Draft, ...ReadonlyArray<Draft>]
  const blocks: Array<Array<Draft>> = []
  for (const draft of others) {
    const last = blocks.at(-1)
    if (last !== undefined && fit([...last, draft], size, available, fonts, 0) !== null) last.push(draft)
    else blocks.push([first, draft])
  }
  return blocks.length === 0 ? [[first]] : blocks
}

const block = (
  drafts: ReadonlyArray<Draft>,
  widths: ReadonlyArray<number>,
  size: number,
  fonts: Fonts
): ColumnBlock => {
  const columns = drafts.map((draft, index): ColumnLayout => {
    const width = widths[index]!
    const measure = (text: string): number => fonts.width(text, size, "bold")
    const title = breakLines(draft.column.title, width, measure)
    const { left, note, right } = numericParts(draft, size, fonts)
    const valueWidth = draft.numeric ? Math.max(width - note, width / 3) : width
    return {
      key: draft.column.key,
      title,
      titleWidth: Math.max(...title.map(measure)),
      titleWidths: title.map(measure),
      numeric: draft.numeric,
      width: width + cellPadding * 2,
      valueWidth,
      signAt: Math.max(left, valueWidth - right)
    }
  })
  const rowCount = drafts[0]?.cells.length ?? 0
  const rows = Array.from({ length: rowCount }, (_, row) =>
    drafts.map((draft, index) => cellText(draft, draft.cells[row]!, columns[index]!, widths[index]!, size, fonts))
  )
  return { columns, rows }
}

const cellText = (
  draft: Draft,
  cell: Pieces,
  column: ColumnLayout,
  width: number,
  size: number,
  fonts: Fonts
): CellText => {
  const face = faceOf(cell)
  const measure = (text: string): number => fonts.width(text, size, face)
  const measureNote = (text: string): number => fonts.width(text, noteSize(size))
  const beside = textWidth(cell, size, fonts) <= width + tolerance
  const common = {
    mark: cell.mark,
    color: cell.color,
    valueWidth: measure(cell.value),
    leftWidth: measure(cell.value.slice(0, cell.before)),
    beside,
    absent: false
  }
  if (draft.numeric && cell.absent && cell.before === 0) {
    return { ...common, absent: true, value: breakLines(cell.value, width, measure), note: [] }
  }
  if (draft.numeric) {
    return {
      ...common,
      beside: true,
      value: [cell.value],
      note: cell.note === "" ? [] : breakLines(cell.note, width - column.valueWidth - noteGap, measureNote)
    }
  }
  if (beside) return { ...common, value: [cell.value], note: cell.note === "" ? [] : [cell.note] }
  return {
    ...common,
    value: breakLines(cell.value, width, measure),
    note: cell.note === "" ? [] : breakLines(cell.note, width, measureNote)
  }
}

/** Words, each with the space behind it; a sign that stands alone at the end stays with the word before. */
const spaced = (text: string): ReadonlyArray<string> => text.split(/(?<=\s)(?=\S)(?!\S$)/u)

/** The parts of a word that a line may end after when the word is longer than a line. */
const parts = (word: string): ReadonlyArray<string> =>
  word.split(/(?<=_)(?=[\p{L}\d])|(?<=\p{L}{3}[/\-–])(?=\p{L}{3})/u)

const words = (text: string): ReadonlyArray<string> => spaced(text).flatMap(parts)

const tolerance = 0.01

/**
 * Breaks a text into lines no wider than `width`: at spaces; inside a word only when the word alone is wider, after an
 * underscore or hyphen if that helps, else anywhere.
 */
export const breakLines = (text: string, width: number, measure: (text: string) => number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  const fits = (candidate: string): boolean => measure(candidate.trimEnd()) <= width + tolerance
  /** How many letters from one on fit, at least one: never measures much more than a line. */
  const fitting = (letters: ReadonlyArray<string>, from: number): number => {
    const fit = (count: number) => from + count <= letters.length && fits(letters.slice(from, from + count).join(""))
    let [low, high] = [1, 2]
    while (fit(high)) [low, high] = [high, 2 * high]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (fit(middle)) low = middle
      else high = middle
    }
    return low
  }
  const add = (piece: string): void => {
    if (line !== "" && !fits(line + piece)) {
      lines.push(line.trimEnd())
      line = ""
    }
    line += piece
    if (fits(line)) return
    const letters = [...line]
    let from = 0
    for (let count = fitting(letters, from); from + count < letters.length; count = fitting(letters, from)) {
      lines.push(letters.slice(from, from + count).join(""))
      from += count
    }
    line = letters.slice(from).join("")
  }
  for (const word of spaced(text)) {
    if (fits(word)) add(word)
    else for (const part of parts(word)) add(part)
  }
  lines.push(line.trimEnd())
  return lines
}

const sum = (values: ReadonlyArray<number>): number => values.reduce((total, value) => total + value, 0)
