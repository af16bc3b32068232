/** Tables with caption, header and legend, broken between rows. */
import { anchored, type Box, keptWithNext, type Run, repeated, spaced, unparted } from "./Box.ts"
import type { TableColumn } from "./ColumnWidths.ts"
import { headerBox, rowBoxes, widthOf } from "./internal/tableRows.ts"
import { tableTags } from "./internal/tableTags.ts"
import { linesOf } from "./Lines.ts"
import { tableLayout } from "./TableLayout.ts"
import type { Tag } from "./Tag.ts"
import { lineBox, type Place, plainRun, textBoxes } from "./Text.ts"

export interface Table {
  readonly anchor: string
  /** What a reader calls it: `Table 3`. */
  readonly label: string
  readonly caption: string
  readonly columns: ReadonlyArray<TableColumn>
  /** Of each row whether its first cell says what that of the row above says; it is left out but at the top of a page. */
  readonly repeats: ReadonlyArray<boolean>
  /** Stands in place of rows when there are none. */
  readonly empty: string
  /** Stands below the rows; nothing when empty. */
  readonly legend: string
  /** The largest size of its type that is tried; 7 points when absent. */
  readonly largest?: number
}

export const tableSpace = 10
const captionGap = 2.5
const legendSize = 6.5
/** A longer caption may be parted from its table. */
const mostCaption = 12

/** A table as boxes, and how wide it is. */
export const tableBoxes = (
  table: Table,
  place: Place
): { readonly boxes: ReadonlyArray<Box>; readonly width: number } => {
  const { fonts, style, width } = place
  const { caption: type, small } = style
  const runs = [plainRun(`${table.label}. `, { ...type, face: "bold" }), plainRun(table.caption, type)]
  const lines = linesOf(runs, width, type.size, fonts)
  const isEmpty = (table.columns[0]?.cells ?? []).length === 0
  const tag: Tag = { role: "Table" }
  const captionTag: Tag = isEmpty ? { role: "P" } : { role: "Caption", parent: tag }
  const unkept = unparted(lines.map((line) => lineBox(line, type, captionTag)))
  const caption = anchored(unkept.length <= mostCaption ? keptWithNext(unkept) : unkept, table.anchor)
  if (isEmpty) {
    const empty = unparted(textBoxes(table.empty, { ...type, face: "oblique", color: style.muted }, place), 2, 12)
    const captionWidth = Math.max(...lines.map((line) => line.reduce((sum, piece) => sum + piece.width, 0)))
    return { boxes: spaced([...caption, ...empty], tableSpace), width: captionWidth }
  }
  const layout = tableLayout(table.columns, width, fonts, table.largest)
  const legend =
    table.legend === ""
      ? []
      : textBoxes(table.legend, { ...small, size: Math.max(legendSize, small.size - 0.5) }, place)
  const blocks = layout.blocks.map((block, index) => {
    const further = `${table.label}, further columns`
    const note = index === 0 ? table.label : further
    const tags = tableTags(index === 0 ? tag : { role: "Table" }, block, table.repeats)
    const header = headerBox(block.columns, layout.fontSize, type.color, tags.header)
    const above = [...textBoxes(`${note}, continued`, small, place), header].map(repeated)
    const run: Run = { resume: keptWithNext(spaced(above, tableSpace)) }
    const lead = index === 0 ? [] : keptWithNext(spaced(textBoxes(further, small, place), 6))
    const rows = rowBoxes(block, layout.fontSize, table.repeats, run, { text: type.color, ...style }, tags.rows)
    const isLegendBelow = legend.length > 0 && index === layout.blocks.length - 1
    const kept = isLegendBelow ? [...rows.slice(0, -1), { ...rows.at(-1)!, keep: true }, ...legend] : rows
    return [...lead, { ...header, before: index === 0 ? captionGap : 0, keep: true, run }, ...kept]
  })
  return {
    boxes: spaced([...caption, ...blocks.flat()], tableSpace),
    width: Math.max(...layout.blocks.map(({ columns }) => widthOf(columns)))
  }
}
