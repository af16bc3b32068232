import { missing } from "../Format.ts"
import { anchorOf } from "../Outline.ts"
import {
  type CellText,
  type ColumnBlock,
  type ColumnLayout,
  cellPadding,
  noteGap,
  noteSize,
  type Table,
  type TableLayout,
  tableLayout
} from "../TableLayout.ts"
import { type Box, keptWithNext, type Run, spaced, unparted } from "./Box.ts"
import type { Ink } from "./Ink.ts"
import { linesOf } from "./Lines.ts"
import type { Place } from "./Press.ts"
import { baseline, lineBox, textBoxes } from "./Prose.ts"
import { color, type TextStyle, type } from "./Sheet.ts"

/** Rows that stay with the header, and rows that stay together at the end. */
const rowsAtEdge = 3
/** A table of so few rows is not broken at all. */
const unbrokenRows = 8
const lineHeight = 1.19
const rowPadding = 1.05
/** Rows of more lines are broken between their lines. */
const mostLines = 14
export const tableSpace = 10
const captionGap = 2.5

/** A table as boxes: caption, header, rows; and how wide it is. */
export interface SetTable {
  readonly boxes: ReadonlyArray<Box>
  readonly width: number
}

export const setTable = (table: Table, place: Place): SetTable => {
  const { press, section, width } = place
  const anchor = anchorOf(section!, "Table", table.id)
  const label = `Table ${press.outline.number(anchor)}`
  const captionRuns = [
    { text: `${label}. `, face: "bold", color: color.text },
    { text: table.caption, face: "regular", color: color.text }
  ] as const
  const lines = linesOf(captionRuns, width, type.caption.size, press.fonts)
  const captionWidth = Math.max(...lines.map((line) => line.reduce((sum, piece) => sum + piece.width, 0)))
  const unkept = unparted(lines.map((line) => lineBox(line, type.caption)))
  const short = unkept.length <= 12 ? keptWithNext(unkept) : unkept
  const caption = short.map((box, index) => (index === 0 ? { ...box, anchors: [anchor] } : box))
  if (table.rows.length === 0 || table.columns.length === 0) {
    const style: TextStyle = { ...type.caption, face: "oblique", color: color.muted }
    const empty = unparted(textBoxes(table.empty ?? "This table has no rows.", style, width, press), 2, 12)
    return { boxes: spaced([...caption, ...empty], tableSpace), width: captionWidth }
  }
  const layout = tableLayout(table, width, press.fonts, press.format)
  const repeats = repeated(table)
  const last = layout.blocks.length - 1
  const blocks = layout.blocks.map((block, index) => {
    const note = index === 0 ? `${label}, continued` : `${label}, further columns, continued`
    const header = headerBox(block.columns, layout.fontSize)
    const run: Run = {
      resume: keptWithNext(spaced([...textBoxes(note, type.small, width, press), header], tableSpace))
    }
    const lead =
      index === 0 ? [] : keptWithNext(spaced(textBoxes(`${label}, further columns`, type.small, width, press), 6))
    const rows = rowBoxes(block, layout, repeats, run)
    const legend = index === last ? legendBoxes(layout, place) : []
    const kept = legend.length === 0 ? rows : [...rows.slice(0, -1), { ...rows.at(-1)!, keep: true }]
    return [...lead, { ...header, before: index === 0 ? captionGap : 0, keep: true, run }, ...kept, ...legend]
  })
  return {
    boxes: spaced([...caption, ...blocks.flat()], tableSpace),
    width: Math.max(...layout.blocks.map(({ columns }) => widthOf(columns)))
  }
}

const widthOf = (columns: ReadonlyArray<ColumnLayout>): number =>
  columns.reduce((total, column) => total + column.width, 0)

/** Rows whose first cell says the same as that of the row above. */
const repeated = ({ columns, rows }: Table): ReadonlyArray<boolean> => {
  const [first, second] = columns
  if (first === undefined || second === undefined || first.type._tag !== "text") return rows.map(() => false)
  return rows.map((row, index) => {
    const cell = row[first.key]
    return index > 0 && typeof cell === "string" && cell !== "" && cell === rows[index - 1]![first.key]
  })
}

const legendBoxes = ({ marks }: TableLayout, { press, width }: Place): ReadonlyArray<Box> => {
  const parts = [...(marks.has("worse") ? ["▼ worse"] : []), ...(marks.has("better") ? ["▲ better"] : [])]
  return parts.length === 0 ? [] : textBoxes(parts.join("   "), { ...type.small, size: 6.5 }, width, press)
}

const headerSize = (fontSize: number) => ({ size: fontSize, leading: fontSize * 1.16 })
const headerPadding = 2.2

const headerBox = (columns: ReadonlyArray<ColumnLayout>, fontSize: number): Box => {
  const { leading, size } = headerSize(fontSize)
  const lines = Math.max(...columns.map(({ title }) => title.length))
  const height = 2 * headerPadding + lines * leading
  return {
    height: height + 0.6,
    paint: (ink, x, y) => {
      const width = widthOf(columns)
      ink.rule(x, y, width, 0.9, color.text)
      ink.rule(x, y + height, width, 0.5, color.text)
      let left = x
      for (const column of columns) {
        column.title.forEach((line, index) => {
          const top = y + height - headerPadding - (column.title.length - index) * leading
          ink.text(line, left + titleLeft(column, index), baseline(top, size, leading), size, "bold", color.text)
        })
        left += column.width
      }
    }
  }
}

/** Titles of numbers end where the numbers end, unless they need the room of their notes. */
const titleLeft = (column: ColumnLayout, line: number): number => {
  if (!column.numeric) return cellPadding
  const end = column.titleWidth <= column.valueWidth ? column.valueWidth : column.width - 2 * cellPadding
  return cellPadding + end - column.titleWidths[line]!
}

const cellLines = (cell: CellText): number =>
  cell.beside ? Math.max(cell.value.length, cell.note.length) : cell.value.length + cell.note.length

const rowBoxes = (
  { columns, rows }: ColumnBlock,
  { fontSize }: TableLayout,
  repeats: ReadonlyArray<boolean>,
  run: Run
): ReadonlyArray<Box> => {
  const boxes = rows.map((cells, index): ReadonlyArray<Box> => {
    const lines = Math.max(...cells.map(cellLines))
    const look = {
      fontSize,
      repeats: repeats[index] ?? false,
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

const fills: Partial<Record<string, string>> = { worse: color.worseFill, better: color.betterFill }

interface RowLook {
  readonly fontSize: number
  readonly repeats: boolean
  /** What the rule below the row parts: rows of a group, groups, or the table from what follows. */
  readonly edge: "row" | "group" | "table" | "none"
  /** Without space above and below: a line from inside a row. */
  readonly bare?: boolean
}

const edges = {
  row: { thickness: 0.25, color: color.hair },
  group: { thickness: 0.4, color: color.hair },
  table: { thickness: 0.9, color: color.text }
} as const

const rowBox = (
  cells: ReadonlyArray<CellText>,
  columns: ReadonlyArray<ColumnLayout>,
  lines: number,
  { bare, edge, fontSize, repeats }: RowLook
): Box => {
  const padding = bare === true ? 0 : rowPadding
  const leading = fontSize * lineHeight
  const height = lines * leading + 2 * padding
  return {
    height,
    paint: (ink, x, y, first) => {
      let left = x
      cells.forEach((cell, index) => {
        const column = columns[index]!
        const fill = cell.mark === null ? undefined : fills[cell.mark]
        if (fill !== undefined) ink.fill(left, y, column.width, height, fill)
        if (!(repeats && !first && index === 0)) {
          paintCell(ink, cell, column, left + cellPadding, y + padding, { size: fontSize, leading })
        }
        left += column.width
      })
      if (edge !== "none") ink.rule(x, y + height, left - x, edges[edge].thickness, edges[edge].color)
    }
  }
}

const looks = {
  worse: { face: "bold", color: color.worse },
  better: { face: "regular", color: color.better },
  strong: { face: "bold", color: color.text },
  muted: { face: "regular", color: color.muted },
  note: { face: "oblique", color: color.text },
  added: { face: "bold", color: color.added },
  moved: { face: "oblique", color: color.moved }
} as const

const paintCell = (
  ink: Ink,
  cell: CellText,
  column: ColumnLayout,
  x: number,
  y: number,
  { leading, size }: Pick<TextStyle, "size" | "leading">
): void => {
  const mark = cell.mark === null ? null : looks[cell.mark]
  const face = mark?.face ?? "regular"
  const isMissing = cell.absent || cell.value[0] === missing
  const own = isMissing ? color.muted : (mark?.color ?? cell.color ?? color.text)
  const at = (line: number): number => baseline(y + line * leading, size, leading)
  cell.value.forEach((line, index) => {
    const left = column.numeric && !cell.absent ? column.signAt - cell.leftWidth : 0
    ink.text(line, x + left, at(index), size, face, own)
  })
  if (cell.note.length === 0) return
  const small = noteSize(size)
  const left = column.numeric ? column.valueWidth + noteGap : cell.beside ? cell.valueWidth + noteGap : 0
  const from = cell.beside ? 0 : cell.value.length
  cell.note.forEach((line, index) => {
    ink.text(line, x + left, at(from + index), small, "regular", color.muted)
  })
}
