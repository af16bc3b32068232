/**
 * How wide the columns of a table are and where the lines of its cells break, from the metrics of the embedded font:
 * nothing is left to chance, so nothing is clipped.
 *
 * @since 0.1.0
 */
import type { Block, Cell, Column } from "@fairward/core/ReportDocument"
import type { Face, Fonts } from "./Fonts.ts"
import * as Format from "./Format.ts"
import { lookOf, verdictText } from "./Verdicts.ts"

export type Table = Extract<Block, { readonly _tag: "Table" }>
export type Mark = "worse" | "better" | "strong" | "muted" | "note"

export interface CellText {
  readonly value: ReadonlyArray<string>
  /** Stands to the right of an aligned number, or on lines below a text. */
  readonly note: ReadonlyArray<string>
  readonly mark: Mark | null
  readonly color: string | null
}

export interface ColumnLayout {
  readonly key: string
  readonly title: ReadonlyArray<string>
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
const noteGap = 3
const sizes = [8.5, 8, 7.5, 7, 6.5] as const
const largestText = 200

interface Draft {
  readonly column: Column
  readonly numeric: boolean
  readonly cells: ReadonlyArray<Pieces>
}

interface Pieces {
  readonly value: string
  readonly note: string
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
  for (const size of sizes) {
    const widths = fit(drafts, size, available, fonts, false)
    if (widths !== null) return { fontSize: size, marks, blocks: [block(drafts, widths, size, fonts)] }
  }
  const floor = sizes.at(-1)!
  const broken = fit(drafts, floor, available, fonts, true)
  if (broken !== null) return { fontSize: floor, marks, blocks: [block(drafts, broken, floor, fonts)] }
  return {
    fontSize: 7.5,
    marks,
    blocks: columnBlocks(drafts, 7.5, available, fonts).map((group) =>
      block(group, fit(group, 7.5, available, fonts, true) ?? group.map(() => available / group.length), 7.5, fonts)
    )
  }
}

const draft = (column: Column, table: Table): Draft => ({
  column,
  numeric: column.type._tag !== "text" && column.type._tag !== "verdict",
  cells: table.rows.map((row) => pieces(row[column.key] ?? null, column))
})

const pieces = (cell: Cell, column: Column): Pieces => {
  const full = typeof cell === "object" && cell !== null && "value" in cell ? cell : { value: cell }
  const value = valueText(full.value, column)
  const symbol = full.mark === "worse" ? "▼" : full.mark === "better" ? "▲" : ""
  return {
    value,
    note: [symbol, full.note ?? ""].filter((part) => part !== "").join(" "),
    mark: full.mark ?? null,
    color: column.type._tag === "verdict" ? (lookOf(value.slice(2))?.color ?? null) : null
  }
}

type Value = null | string | number | readonly [number, number]

const valueText = (value: Value, { type }: Column): string => {
  if (value === null || value === "") return Format.missing
  if (typeof value === "string") return type._tag === "verdict" ? verdictText(value) : value
  if (typeof value === "object") return Format.interval(value[0], value[1], "digits" in type ? type.digits : 3)
  switch (type._tag) {
    case "integer":
      return Format.integer(value)
    case "number":
    case "interval":
      return Format.number(value, type.digits)
    case "percent":
      return Format.percent(value, type.digits)
    case "pValue":
      return Format.pValue(value)
    case "text":
    case "verdict":
      return String(value)
  }
}

const faceOf = ({ mark }: Pieces): Face => (mark === "worse" || mark === "strong" ? "bold" : "regular")

const noteSize = (size: number): number => size - 0.75

interface Extent {
  /** Width that needs no breaking. */
  readonly natural: number
  /** Narrowest width at which only words part. */
  readonly least: number
}

const extent = (draft: Draft, size: number, fonts: Fonts, breakWords: boolean): Extent => {
  const title = draft.column.title
  const longestTitleWord = Math.max(...words(title).map((word) => fonts.width(word.trimEnd(), size, "bold")))
  const titleWidth = fonts.width(title, size, "bold")
  if (draft.numeric) {
    const { note, value } = numericParts(draft, size, fonts)
    const cells = value + note
    return {
      natural: Math.max(cells, Math.min(titleWidth, Math.max(longestTitleWord, cells * 1.6))),
      least: Math.max(cells, longestTitleWord)
    }
  }
  const natural = Math.max(titleWidth, ...draft.cells.map((cell) => textWidth(cell, size, fonts)))
  const longest = Math.max(
    longestTitleWord,
    ...draft.cells.flatMap((cell) => [
      ...words(cell.value).map((word) => fonts.width(word.trimEnd(), size, faceOf(cell))),
      ...words(cell.note).map((word) => fonts.width(word.trimEnd(), noteSize(size)))
    ])
  )
  const capped = Math.min(natural, breakWords ? 320 : 360)
  const least = Math.max(longest, Math.min(capped, natural / 3))
  return { natural: capped, least: Math.min(breakWords ? 56 : largestText, least) }
}

const textWidth = (cell: Pieces, size: number, fonts: Fonts): number =>
  fonts.width(cell.value, size, faceOf(cell)) +
  (cell.note === "" ? 0 : noteGap + fonts.width(cell.note, noteSize(size)))

const numericParts = (
  { cells }: Draft,
  size: number,
  fonts: Fonts
): { readonly value: number; readonly note: number } => {
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
  breakWords: boolean
): ReadonlyArray<number> | null => {
  const room = available - drafts.length * cellPadding * 2
  const extents = drafts.map((draft) => extent(draft, size, fonts, breakWords))
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
    if (last !== undefined && fit([...last, draft], size, available, fonts, true) !== null) last.push(draft)
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
    return {
      key: draft.column.key,
      title: breakLines(draft.column.title, width, (text) => fonts.width(text, size, "bold")),
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
  width - Math.min(numericParts(draft, size, fonts).note, width / 2 + 60)

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
  const common = { mark: cell.mark, color: cell.color }
  if (draft.numeric) {
    return {
      ...common,
      value: breakLines(cell.value, column.valueWidth, measure),
      note: cell.note === "" ? [] : breakLines(cell.note, width - column.valueWidth - noteGap, measureNote)
    }
  }
  if (cell.note !== "" && textWidth(cell, size, fonts) <= width) {
    return { ...common, value: [cell.value], note: [cell.note] }
  }
  return {
    ...common,
    value: breakLines(cell.value, width, measure),
    note: cell.note === "" ? [] : breakLines(cell.note, width, measureNote)
  }
}

/** Text in pieces that a line may end after. */
const words = (text: string): ReadonlyArray<string> => text.split(/(?<=[\s])(?=\S)|(?<=[_/\-–])(?=\p{L})/u)

const tolerance = 0.01

/** Breaks a text into lines no wider than `width`, inside a word only when the word alone is wider. */
export const breakLines = (text: string, width: number, measure: (text: string) => number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  const fits = (candidate: string): boolean => measure(candidate.trimEnd()) <= width + tolerance
  for (const word of words(text)) {
    if (line !== "" && !fits(line + word)) {
      lines.push(line.trimEnd())
      line = ""
    }
    line += word
    while (!fits(line) && [...line].length > 1) {
      const letters = [...line]
      let count = letters.length - 1
      while (count > 1 && !fits(letters.slice(0, count).join(""))) count--
      lines.push(letters.slice(0, count).join(""))
      line = letters.slice(count).join("")
    }
  }
  lines.push(line.trimEnd())
  return lines
}

const sum = (values: ReadonlyArray<number>): number => values.reduce((total, value) => total + value, 0)
