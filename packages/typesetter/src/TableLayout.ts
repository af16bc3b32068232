/**
 * Where the columns of a table stand and the lines of its cells break: nothing is left to chance, so nothing is clipped.
 */
import {
  alignedParts,
  cellPadding,
  columnWidths,
  type Measured,
  measuredOnce,
  noteGap,
  noteSize,
  type TableCell,
  type TableColumn,
  textWidth
} from "./ColumnWidths.ts"
import type { Face, Fonts } from "./Fonts.ts"
import { breakLines, tolerance, withSpaces } from "./LineBreaks.ts"

export interface CellText {
  readonly value: ReadonlyArray<string>
  /** Width of the value, when it has one line; and of its part before the place at which its column is aligned. */
  readonly valueWidth: number
  readonly leftWidth: number
  /** Stands to the right of an aligned value, or on lines below a text. */
  readonly note: ReadonlyArray<string>
  /** Whether value and note fit beside each other. */
  readonly beside: boolean
  /** A reason in place of a value, over the whole width of the column. */
  readonly absent: boolean
  readonly face: Face
  readonly color: string
  readonly fill: string | undefined
  readonly hatch: string | undefined
  readonly noteColor: string | undefined
  /** It alone is in its row. */
  readonly spans: boolean
}

export interface ColumnLayout {
  readonly title: ReadonlyArray<string>
  readonly titleWidth: number
  readonly titleWidths: ReadonlyArray<number>
  readonly aligned: boolean
  readonly width: number
  /** Of an aligned column: where its values end and notes begin. */
  readonly valueWidth: number
  /** Of an aligned column: where the sign stands at which it is aligned. */
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
}

/** Sizes above the usual ones are tried in steps of so many points. */
const sizeStep = 0.5

/** Tried in turn: a font size, and to what share of its natural width a column of text may be narrowed. */
const attempts = [
  { size: 7, narrowed: 1 },
  { size: 6.5, narrowed: 1 },
  { size: 7, narrowed: 0.6 },
  { size: 6.5, narrowed: 0.5 },
  { size: 6.5, narrowed: 0.25 },
  { size: 6.5, narrowed: 0 }
] as const
const blockSize = 6.5

/** Type of so many points is read at arm's length: text is broken before it becomes smaller. */
const largeType = 8

const attemptsFrom = (largest: number) => {
  const sizes = Array.from(
    { length: Math.max(0, Math.round((largest - attempts[0].size) / sizeStep)) },
    (_, step) => largest - step * sizeStep
  )
  return [
    ...sizes.filter((size) => size >= largeType).map((size) => ({ size, narrowed: 1 })),
    ...sizes.map((size) => ({ size, narrowed: 0.5 })),
    ...attempts
  ]
}

/**
 * Lays a table out in `available` points. It tries, in this order: 7 and 6.5 points without breaking text; the same with
 * text broken at words; the smallest size with words broken; blocks of columns below each other, each beginning with the
 * table's first column. A table that may be larger is tried at larger sizes before, with text broken at words.
 */
export const tableLayout = (
  columns: ReadonlyArray<TableColumn>,
  available: number,
  fonts: Fonts,
  largest: number = attempts[0].size
): TableLayout => {
  const measured = measuredOnce(fonts)
  for (const { narrowed, size } of attemptsFrom(largest)) {
    const widths = columnWidths(columns, size, available, measured, narrowed)
    if (widths !== null) return { fontSize: size, blocks: [columnBlock(columns, widths, size, fonts)] }
  }
  return {
    fontSize: blockSize,
    blocks: columnGroups(columns, available, measured).map((group) => {
      const widths = columnWidths(group, blockSize, available, measured, 0)
      const even = available / group.length - 2 * cellPadding
      return columnBlock(group, widths ?? group.map(() => even), blockSize, fonts)
    })
  }
}

const columnGroups = (
  [first, ...others]: ReadonlyArray<TableColumn>,
  available: number,
  measured: Measured
): ReadonlyArray<ReadonlyArray<TableColumn>> => {
  const groups: Array<Array<TableColumn>> = []
  for (const column of others) {
    const last = groups.at(-1)
    if (last !== undefined && columnWidths([...last, column], blockSize, available, measured, 0) !== null) {
      last.push(column)
    } else groups.push([first!, column])
  }
  return groups.length === 0 ? [[first!]] : groups
}

const columnBlock = (
  columns: ReadonlyArray<TableColumn>,
  widths: ReadonlyArray<number>,
  size: number,
  fonts: Fonts
): ColumnBlock => {
  const layouts = columns.map((column, index): ColumnLayout => {
    const width = widths[index]!
    const measure = (text: string): number => fonts.width(text, size, "bold")
    const lines = breakLines(column.title, width, measure)
    const { left, note, right, value } = alignedParts(column, size, fonts)
    const valueWidth = column.aligned ? Math.max(width - note, value) : width
    return {
      title: withSpaces(column.title, lines),
      titleWidth: Math.max(...lines.map(measure)),
      titleWidths: lines.map(measure),
      aligned: column.aligned,
      width: width + cellPadding * 2,
      valueWidth,
      signAt: Math.max(left, valueWidth - right)
    }
  })
  const whole = layouts.reduce((total, { width }) => total + width, 0) - 2 * cellPadding
  const rows = (columns[0]?.cells ?? []).map((_, row) =>
    columns.map((column, index) => {
      const cell = column.cells[row]!
      return cellText(cell, layouts[index]!, cell.spans === true ? whole : widths[index]!, size, fonts)
    })
  )
  return { columns: layouts, rows }
}

const cellText = (cell: TableCell, column: ColumnLayout, width: number, size: number, fonts: Fonts): CellText => {
  const measure = (text: string): number => fonts.width(text, size, cell.face)
  const noteIn = (room: number): ReadonlyArray<string> =>
    cell.note === ""
      ? []
      : withSpaces(
          cell.note,
          breakLines(cell.note, room, (text) => fonts.width(text, noteSize(size)))
        )
  const beside = textWidth(cell, size, fonts) <= width + tolerance
  const common = {
    face: cell.face,
    color: cell.color,
    fill: cell.fill,
    hatch: cell.hatch,
    noteColor: cell.noteColor,
    spans: cell.spans === true,
    valueWidth: measure(cell.value),
    leftWidth: measure(cell.value.slice(0, cell.before)),
    beside,
    absent: false
  }
  const broken = (): ReadonlyArray<string> => withSpaces(cell.value, breakLines(cell.value, width, measure))
  if (column.aligned && cell.absent && cell.before === 0) {
    return { ...common, absent: true, value: broken(), note: [] }
  }
  if (column.aligned) {
    return { ...common, beside: true, value: [cell.value], note: noteIn(width - column.valueWidth - noteGap) }
  }
  return beside
    ? { ...common, value: [cell.value], note: cell.note === "" ? [] : [cell.note] }
    : { ...common, value: broken(), note: noteIn(width) }
}
