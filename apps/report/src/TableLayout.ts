/**
 * How wide the columns of a table are and where the lines of its cells break, from the metrics of the embedded font:
 * nothing is left to chance, so nothing is clipped.
 *
 * @since 0.1.0
 */
import type { Block, Cell, Column } from "@fairward/core/ReportDocument"
import type { Face, Fonts } from "./Fonts.ts"
import { english, missing } from "./Format.ts"
import { lookOf, verdictText } from "./Verdicts.ts"

export type Table = Extract<Block, { readonly _tag: "Table" }>
export type Mark = "worse" | "better" | "strong" | "muted" | "note"

export interface CellText {
  readonly value: ReadonlyArray<string>
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
  readonly numeric: boolean
  readonly width: number
  /** Of a numeric column: width of the part that values are right-aligned in. */
  readonly valueWidth: number
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

export const cellPadding = 5
export const noteGap = 3
/** How much smaller notes are set than values, in points. */
export const noteStep = 0.75
/** Tried in turn: a font size, and to what share of its natural width a column of text may be narrowed. */
const attempts = [
  { size: 8.5, narrowed: 0.7 },
  { size: 8, narrowed: 0.6 },
  { size: 7.5, narrowed: 0.5 },
  { size: 7, narrowed: 0.5 },
  { size: 6.5, narrowed: 0.4 },
  { size: 6.5, narrowed: 0.25 }
] as const
/** Text that is longer is broken even where there is room: lines of it would be hard to follow. */
const longestText = 330
/** Columns whose words are broken do not become narrower than this. */
const narrowest = 56
const blockSize = 7.5

interface Draft {
  readonly column: Column
  readonly numeric: boolean
  readonly cells: ReadonlyArray<Pieces>
}

interface Pieces {
  readonly value: string
  readonly note: string
  /** A reason stands in place of the value, over the whole width of the column. */
  readonly absent: boolean
  readonly mark: Mark | null
  readonly color: string | null
}

/**
 * Lays a table out in `available` points. It tries, in this order: the normal size; smaller sizes, down to 6.5 points,
 * with text broken at words; the smallest size with words broken; blocks of columns below each other, each beginning
 * with the table's first column.
 */
export const tableLayout = (table: Table, available: number, fonts: Fonts): TableLayout => {
  const drafts = table.columns.map((column) => draft(column, table))
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

const draft = (column: Column, table: Table): Draft => ({
  column,
  numeric: isNumeric(column),
  cells: table.rows.map((row) => pieces(row[column.key] ?? null, column))
})

const isNumeric = ({ type }: Column): boolean => type._tag !== "text" && type._tag !== "verdict"

const pieces = (cell: Cell, column: Column): Pieces => {
  const full: Exclude<Cell, Value> =
    typeof cell === "object" && cell !== null && "value" in cell ? cell : { value: cell }
  const value = valueText(full.value, column, full.digits)
  const absent = full.value === null || full.value === ""
  if (absent && full.note !== undefined && isNumeric(column)) {
    return { value: `${missing} ${full.note}`, note: "", absent, mark: full.mark ?? null, color: null }
  }
  const symbol = full.mark === "worse" ? "▼" : full.mark === "better" ? "▲" : ""
  return {
    value,
    note: [symbol, full.note ?? ""].filter((part) => part !== "").join(" "),
    absent,
    mark: full.mark ?? null,
    color: column.type._tag === "verdict" ? (lookOf(value.slice(2))?.color ?? null) : null
  }
}

type Value = null | string | number | readonly [number, number]

const valueText = (value: Value, { type }: Column, ownDigits: number | undefined): string => {
  if (value === null || value === "") return missing
  if (typeof value === "string") return type._tag === "verdict" ? verdictText(value) : value
  const digits = ownDigits ?? ("digits" in type ? type.digits : 3)
  if (typeof value === "object") return english.interval(value[0], value[1], digits)
  return "digits" in type ? english.as(value, { ...type, digits }) : english.as(value, type)
}

const faceOf = ({ mark }: Pieces): Face => (mark === "worse" || mark === "strong" ? "bold" : "regular")

const noteSize = (size: number): number => size - noteStep

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
    const reasons = draft.cells.filter((cell) => cell.absent).map((cell) => cell.value)
    const longest = Math.max(
      longestTitleWord,
      ...reasons.flatMap((reason) => words(reason).map((word) => fonts.width(word.trimEnd(), size)))
    )
    const least = Math.max(value + note, longest)
    const unbroken = Math.max(titleWidth, ...reasons.map((reason) => fonts.width(reason, size)))
    return { natural: Math.max(least, Math.min(unbroken, Math.max(least * 1.6, 90))), least }
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

const numericParts = (draft: Draft, size: number, fonts: Fonts): { readonly value: number; readonly note: number } => {
  const cells = draft.cells.filter((cell) => !cell.absent)
  const value = Math.max(0, ...cells.map((cell) => fonts.width(cell.value, size, faceOf(cell))))
  const note = Math.max(
    0,
    ...cells.map((cell) => (cell.note === "" ? 0 : fonts.width(cell.note, noteSize(size)) + noteGap))
  )
  const longestNoteWord = Math.max(
    0,
    ...cells.flatMap((cell) => words(cell.note).map((word) => fonts.width(word.trimEnd(), noteSize(size)) + noteGap))
  )
  return { value, note: note > 110 ? Math.max(longestNoteWord, 110) : note }
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
    const spare = Math.min((room - natural) / drafts.length, 26)
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
    return {
      key: draft.column.key,
      title,
      titleWidth: Math.max(...title.map(measure)),
      numeric: draft.numeric,
      width: width + cellPadding * 2,
      valueWidth: draft.numeric ? Math.min(width, numericValueWidth(draft, width, size, fonts)) : width
    }
  })
  const rowCount = drafts[0]?.cells.length ?? 0
  const rows = Array.from({ length: rowCount }, (_, row) =>
    drafts.map((draft, index) => cellText(draft, draft.cells[row]!, columns[index]!, widths[index]!, size, fonts))
  )
  return { columns, rows }
}

/** Notes take what they need on the right; values end where notes begin. */
const numericValueWidth = (draft: Draft, width: number, size: number, fonts: Fonts): number =>
  Math.max(width - numericParts(draft, size, fonts).note, width / 3)

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
  const common = { mark: cell.mark, color: cell.color, beside, absent: false }
  if (draft.numeric && cell.absent) {
    return { ...common, absent: true, value: breakLines(cell.value, width, measure), note: [] }
  }
  if (draft.numeric) {
    return {
      ...common,
      beside: true,
      value: breakLines(cell.value, column.valueWidth, measure),
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
  const add = (piece: string): void => {
    if (line !== "" && !fits(line + piece)) {
      lines.push(line.trimEnd())
      line = ""
    }
    line += piece
    while (!fits(line) && [...line].length > 1) {
      const letters = [...line]
      let count = letters.length - 1
      while (count > 1 && !fits(letters.slice(0, count).join(""))) count--
      lines.push(letters.slice(0, count).join(""))
      line = letters.slice(count).join("")
    }
  }
  for (const word of spaced(text)) {
    if (fits(word)) add(word)
    else for (const part of parts(word)) add(part)
  }
  lines.push(line.trimEnd())
  return lines
}

const sum = (values: ReadonlyArray<number>): number => values.reduce((total, value) => total + value, 0)
