/** How wide the columns of a table are, from the metrics of the embedded font. */
import type { Face, Fonts } from "./Fonts.ts"
import { words } from "./LineBreaks.ts"

export interface TableCell {
  readonly value: string
  /** Of a value that is aligned: how many of its letters stand before the place at which its column is aligned. */
  readonly before: number
  /** Stands to the right of an aligned value, or below a text that leaves no room. */
  readonly note: string
  /** A reason stands in place of the value, over the whole width of the column. */
  readonly absent: boolean
  readonly face: Face
  readonly color: string
  /** Behind the cell. */
  readonly fill?: string
  /** Of diagonal lines behind the cell. */
  readonly hatch?: string
  /** Muted when absent. */
  readonly noteColor?: string
  /** It alone is in its row, and as wide as the table. */
  readonly spans?: true
}

export interface TableColumn {
  readonly title: string
  /** At a sign within the values, as numbers are; else the column is text. */
  readonly aligned: boolean
  /** Its values are not broken between their words. */
  readonly unbroken?: boolean
  /** Of the room that is left; 1 when absent. */
  readonly share?: number
  readonly cells: ReadonlyArray<TableCell>
}

export const cellPadding = 3.5
export const noteGap = 2.5
/** Notes are smaller than values, but nothing is smaller than this. */
const smallestNote = 6
const noteStep = 0.5
export const noteSize = (size: number): number => Math.max(smallestNote, size - noteStep)
/** Text that is longer is broken even where there is room: lines of it would be hard to follow. */
const longestText = 300
const longestNote = 110
/** Columns whose words are broken do not become narrower than this. */
const narrowest = 44
/** Added to a column where there is room. */
const mostSpare = 14

/** What the cells of a column need of the width. */
interface Extent {
  /** Width that needs no breaking. */
  readonly natural: number
  /** Narrowest width at which only words part. */
  readonly least: number
  /** Of a column of text, which may be narrowed: of its longest line. */
  readonly whole?: number
}

const extent = (given: TableColumn, size: number, fonts: Fonts): Extent => {
  const column = { ...given, cells: given.cells.filter(({ spans }) => spans !== true) }
  const title = column.title
  const widest = (widths: (cell: TableCell) => number, least: number): number =>
    column.cells.reduce((most, cell) => Math.max(most, widths(cell)), least)
  const longestTitleWord = widestWord(title, size, fonts, "bold")
  const titleWidth = fonts.width(title, size, "bold")
  if (column.unbroken === true) {
    const least = widest((cell) => fonts.width(cell.value, size, cell.face), longestTitleWord)
    return { natural: widest((cell) => textWidth(cell, size, fonts), least), least }
  }
  if (column.aligned) {
    const { note, value } = alignedParts(column, size, fonts)
    const reasons = column.cells.filter((cell) => cell.absent && cell.before === 0).map((cell) => cell.value)
    const longest = Math.max(longestTitleWord, ...reasons.map((reason) => widestWord(reason, size, fonts)))
    const least = Math.max(value + note, longest)
    const unbroken = Math.max(titleWidth, ...reasons.map((reason) => fonts.width(reason, size)))
    return { natural: Math.max(least, Math.min(unbroken, Math.max(least * 1.3, 64))), least }
  }
  const whole = widest((cell) => textWidth(cell, size, fonts), titleWidth)
  const longest = widest(
    (cell) => Math.max(widestWord(cell.value, size, fonts, cell.face), widestWord(cell.note, noteSize(size), fonts)),
    longestTitleWord
  )
  return { natural: Math.min(whole, Math.max(longest, longestText)), least: longest, whole }
}

const widestWord = (text: string, size: number, fonts: Fonts, face?: Face): number =>
  words(text).reduce((most, word) => Math.max(most, fonts.width(word.trimEnd(), size, face)), 0)

/** A column of text at that share of its width, its words broken at a share of 0. */
const narrowedExtent = ({ least, natural, whole }: Extent, narrowed: number): Extent => {
  if (whole === undefined) return { natural, least }
  if (narrowed === 0) return { natural, least: Math.min(natural, narrowest) }
  return { natural, least: Math.max(least, Math.min(natural, longestText * narrowed, whole * narrowed)) }
}

/** What columns need at a size, measured once for all that is tried with them. */
export type Measured = (column: TableColumn, size: number) => Extent

export const measuredOnce = (fonts: Fonts): Measured => {
  const known = new Map<TableColumn, Map<number, Extent>>()
  return (column, size) => {
    const sizes = known.get(column) ?? new Map<number, Extent>()
    known.set(column, sizes)
    const found = sizes.get(size) ?? extent(column, size, fonts)
    sizes.set(size, found)
    return found
  }
}

/** Of value and note beside each other. */
export const textWidth = (cell: TableCell, size: number, fonts: Fonts): number =>
  fonts.width(cell.value, size, cell.face) + (cell.note === "" ? 0 : noteGap + fonts.width(cell.note, noteSize(size)))

export interface AlignedParts {
  /** Widths of values before and after the sign at which they are aligned. */
  readonly left: number
  readonly right: number
  readonly value: number
  readonly note: number
}

export const alignedParts = (column: TableColumn, size: number, fonts: Fonts): AlignedParts => {
  const cells = column.cells.filter((cell) => !cell.absent || cell.before > 0)
  const widest = (part: (cell: TableCell) => string): number =>
    cells.reduce((most, cell) => Math.max(most, fonts.width(part(cell), size, cell.face)), 0)
  const left = widest(({ before, value }) => value.slice(0, before))
  const right = widest(({ before, value }) => value.slice(before))
  const value = left + right
  const noted = cells.filter(({ note }) => note !== "")
  const note = noted.reduce((most, cell) => Math.max(most, fonts.width(cell.note, noteSize(size)) + noteGap), 0)
  const longestNoteWord = noted.reduce(
    (most, cell) => Math.max(most, widestWord(cell.note, noteSize(size), fonts) + noteGap),
    0
  )
  return { left, right, value, note: note > longestNote ? Math.max(longestNoteWord, longestNote) : note }
}

/** Content widths of the columns, or `null` when they do not fit. */
export const columnWidths = (
  columns: ReadonlyArray<TableColumn>,
  size: number,
  available: number,
  measured: Measured,
  narrowed: number
): ReadonlyArray<number> | null => {
  const room = available - columns.length * cellPadding * 2
  const extents = columns.map((column) => narrowedExtent(measured(column, size), narrowed))
  const natural = sum(extents.map((extent) => extent.natural))
  if (natural <= room) {
    const spare = Math.min((room - natural) / columns.length, mostSpare)
    const shares = columns.map(({ share }) => share ?? 1)
    const total = sum(shares)
    return extents.map((extent, index) => extent.natural + (spare * columns.length * shares[index]!) / total)
  }
  const least = sum(extents.map((extent) => extent.least))
  if (least > room) return null
  const wanted = sum(extents.map((extent) => Math.max(0, extent.natural - extent.least)))
  return extents.map(
    (extent) =>
      extent.least + (wanted === 0 ? 0 : ((room - least) * Math.max(0, extent.natural - extent.least)) / wanted)
  )
}

const sum = (values: ReadonlyArray<number>): number => values.reduce((total, value) => total + value, 0)
