/** Headers and rows of tables, as boxes. */
import { type Box, type Run, unparted } from "../Box.ts"
import type { Canvas } from "../Canvas.ts"
import { cellPadding, noteGap, noteSize } from "../ColumnWidths.ts"
import type { CellText, ColumnBlock, ColumnLayout } from "../TableLayout.ts"
import type { Tag } from "../Tag.ts"
import { baseline, type TextStyle } from "../Text.ts"

/** Rows that stay with the header, and rows that stay together at the end. */
const rowsAtEdge = 3
/** A table of so few rows is not broken at all. */
const unbrokenRows = 8
const lineHeight = 1.19
const rowPadding = 1.05
/** Rows of large type are further apart. */
const largeSize = 8
const largePadding = 2.4
/** Rows of more lines are broken between their lines. */
const mostLines = 14

export interface TableColors {
  readonly text: string
  readonly muted: string
  readonly hair: string
}

export const widthOf = (columns: ReadonlyArray<ColumnLayout>): number =>
  columns.reduce((total, column) => total + column.width, 0)

const headerSize = (fontSize: number) => ({ size: fontSize, leading: fontSize * 1.16 })
const headerPadding = 2.2

export const headerBox = (
  columns: ReadonlyArray<ColumnLayout>,
  fontSize: number,
  color: string,
  tags: ReadonlyArray<Tag>
): Box => {
  const { leading, size } = headerSize(fontSize)
  const lines = Math.max(...columns.map(({ title }) => title.length))
  const height = 2 * headerPadding + lines * leading
  return {
    height: height + 0.6,
    tags,
    paint: (canvas, x, y) => {
      const width = widthOf(columns)
      canvas.rule(x, y, width, 0.9, color)
      canvas.rule(x, y + height, width, 0.5, color)
      let left = x
      columns.forEach((column, index) => {
        canvas.within(tags[index]!, () =>
          column.title.forEach((line, index) => {
            const top = y + height - headerPadding - (column.title.length - index) * leading
            canvas.text(line, left + titleLeft(column, index), baseline(top, size, leading), size, "bold", color)
          })
        )
        left += column.width
      })
    }
  }
}

/** Titles of numbers end where the numbers end, unless they need the room of their notes. */
const titleLeft = (column: ColumnLayout, line: number): number => {
  if (!column.aligned) return cellPadding
  const end = column.titleWidth <= column.valueWidth ? column.valueWidth : column.width - 2 * cellPadding
  return cellPadding + end - column.titleWidths[line]!
}

const cellLines = (cell: CellText): number =>
  cell.beside ? Math.max(cell.value.length, cell.note.length) : cell.value.length + cell.note.length

export const rowBoxes = (
  { columns, rows }: ColumnBlock,
  fontSize: number,
  repeats: ReadonlyArray<boolean>,
  run: Run,
  colors: TableColors,
  tags: ReadonlyArray<ReadonlyArray<Tag | null>>
): ReadonlyArray<Box> => {
  const boxes = rows.map((cells, index): ReadonlyArray<Box> => {
    const lines = Math.max(...cells.map(cellLines))
    const look = {
      colors,
      fontSize,
      repeats: repeats[index] ?? false,
      tags: tags[index]!,
      edge:
        index === rows.length - 1
          ? ("table" as const)
          : repeats[index + 1] === true
            ? ("row" as const)
            : ("group" as const)
    }
    if (lines <= mostLines) return [{ ...rowBox(cells, columns, lines, look), run }]
    const slices = Array.from({ length: lines }, (_, line) => {
      const edge = line === lines - 1 ? look.edge : "none"
      const slice = cells.map((cell) => cellSlice(cell, line))
      return { ...rowBox(slice, columns, 1, { ...look, edge, bare: line > 0 && line < lines - 1 }), run }
    })
    return unparted(slices)
  })
  const most = rows.length <= unbrokenRows ? rows.length : rowsAtEdge
  return boxes.flatMap((row, index) => {
    const isEdge = index < most - 1 || (index >= rows.length - rowsAtEdge && index < rows.length - 1)
    return isEdge && row.length === 1 ? [{ ...row[0]!, keep: true }] : row
  })
}

const cellSlice = (cell: CellText, line: number): CellText => {
  const noteFrom = cell.beside ? 0 : cell.value.length
  return {
    ...cell,
    value: cell.value.slice(line, line + 1),
    note: cell.note.slice(Math.max(0, line - noteFrom), Math.max(0, line + 1 - noteFrom))
  }
}

interface RowLook {
  readonly colors: TableColors
  readonly fontSize: number
  readonly repeats: boolean
  /** Of the cells. */
  readonly tags: ReadonlyArray<Tag | null>
  /** What the rule below the row parts: rows of a group, groups, or the table from what follows. */
  readonly edge: "row" | "group" | "table" | "none"
  /** Without space above and below: a line from inside a row. */
  readonly bare?: boolean
}

const edges = {
  row: { thickness: 0.25, color: "hair" },
  group: { thickness: 0.4, color: "hair" },
  table: { thickness: 0.9, color: "text" }
} as const

const rowBox = (
  cells: ReadonlyArray<CellText>,
  columns: ReadonlyArray<ColumnLayout>,
  lines: number,
  { bare, colors, edge, fontSize, repeats, tags }: RowLook
): Box => {
  const padding = bare === true ? 0 : fontSize >= largeSize ? largePadding : rowPadding
  const leading = fontSize * lineHeight
  const height = lines * leading + 2 * padding
  return {
    height,
    tags: tags.filter((tag) => tag !== null),
    paint: (canvas, x, y, first) => {
      let left = x
      cells.forEach((cell, index) => {
        const column = columns[index]!
        if (cell.fill !== undefined) canvas.fill(left, y, column.width, height, cell.fill)
        if (cell.hatch !== undefined) canvas.hatch(left, y, column.width, height, cell.hatch)
        if (!(repeats && !first && index === 0)) {
          const type = { size: fontSize, leading }
          const paint = () => paintCell(canvas, cell, column, left + cellPadding, y + padding, type, colors.muted)
          const tag = tags[index]!
          if (tag === null) canvas.aside("repetition", paint)
          else canvas.within(tag, paint)
        }
        left += column.width
      })
      if (edge !== "none") canvas.rule(x, y + height, left - x, edges[edge].thickness, colors[edges[edge].color])
    }
  }
}

const paintCell = (
  canvas: Canvas,
  cell: CellText,
  column: ColumnLayout,
  x: number,
  y: number,
  { leading, size }: Pick<TextStyle, "size" | "leading">,
  noteColor: string
): void => {
  const baselineOf = (line: number): number => baseline(y + line * leading, size, leading)
  cell.value.forEach((line, index) => {
    const left = column.aligned && !cell.absent ? column.signAt - cell.leftWidth : 0
    const isBeforeNote = index === cell.value.length - 1 && cell.note.length > 0
    canvas.text(isBeforeNote ? `${line} ` : line, x + left, baselineOf(index), size, cell.face, cell.color)
  })
  const left = column.aligned ? column.valueWidth + noteGap : cell.beside ? cell.valueWidth + noteGap : 0
  const above = cell.beside ? 0 : cell.value.length
  cell.note.forEach((line, index) => {
    canvas.text(line, x + left, baselineOf(above + index), noteSize(size), "regular", cell.noteColor ?? noteColor)
  })
}
