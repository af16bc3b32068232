/** @jsxRuntime automatic @jsxImportSource react */
import { Text, type TextProps, View } from "@react-pdf/renderer"
import type { ReactNode } from "react"
import { anchorOf } from "../Outline.ts"
import {
  type CellText,
  type ColumnBlock,
  type ColumnLayout,
  cellPadding,
  noteGap,
  noteStep,
  type Table,
  type TableLayout,
  tableLayout
} from "../TableLayout.ts"
import { kept, noLead } from "./Kept.tsx"
import { proseHeight } from "./Measure.ts"
import type { Lead, Place, Press } from "./Press.ts"
import { color, sheet } from "./Sheet.ts"

/** Rows that stay with the caption, and rows that stay together at the end. */
const rowsAtEdge = 2
/** A table of so few rows is not broken at all. */
const unbrokenRows = 5
/** Share of the page that rows which stay together may take. */
const keptShare = 0.45
const lineHeight = 1.3
const rowPadding = 2.4
const captionSize = 8.5
const captionLine = 1.35

/**
 * A table in parts: the first, never broken, holds headings, caption, header and the first rows; the others flow over
 * pages and repeat the header on each.
 */
export const tableParts = (table: Table, place: Place, lead: Lead): ReadonlyArray<ReactNode> => {
  const { press, section } = place
  const anchor = anchorOf(section!, "Table", table.id)
  const label = `Table ${press.outline.number(anchor)}`
  const caption = (
    <Text
      key={`${anchor} caption`}
      style={{ fontSize: captionSize, lineHeight: captionLine, marginTop: 6, marginBottom: 4 }}
    >
      <Text style={sheet.strong}>{`${label}. `}</Text>
      {table.caption}
    </Text>
  )
  const captionHeight = 10 + proseHeight(`${label}. ${table.caption}`, captionSize, captionLine, press)
  const short = captionHeight <= press.textHeight / 4
  const before = short ? [] : [...kept(press, `${anchor} lead`, lead, { node: null, height: 0 }), caption]
  const above: Lead = short
    ? {
        nodes: [...lead.nodes, caption],
        height: lead.height + captionHeight,
        anchors: [...lead.anchors, { anchor, top: lead.height }]
      }
    : { ...noLead, anchors: [{ anchor, top: 0 }] }
  if (table.rows.length === 0 || table.columns.length === 0) {
    const node = <Text style={{ ...sheet.muted, ...sheet.emphasis }}>{table.empty ?? "This table has no rows."}</Text>
    return [...before, ...kept(press, anchor, above, { node, height: 12, marginBottom: 10 })]
  }
  const layout = tableLayout(table, press.textWidth, press.fonts)
  const last = layout.blocks.length - 1
  return [
    ...before,
    ...layout.blocks.flatMap((block, index) =>
      blockParts(sliced(block, layout.fontSize, press), layout, {
        press,
        anchor: index === 0 ? anchor : `${anchor}~${index}`,
        continued: `${label}, continued`,
        lead:
          index === 0
            ? above
            : { nodes: [<Continued key="continued" text={`${label}, further columns`} />], height: 14, anchors: [] },
        legend: index === last ? legend(layout) : null
      })
    )
  ]
}

const legend = ({ marks }: TableLayout): string | null => {
  const parts = [...(marks.has("worse") ? ["▼ worse"] : []), ...(marks.has("better") ? ["▲ better"] : [])]
  return parts.length === 0 ? null : parts.join("   ")
}

interface BlockPlace {
  readonly press: Press
  readonly anchor: string
  readonly continued: string
  readonly lead: Lead
  readonly legend: string | null
}

const blockParts = (block: SlicedBlock, layout: TableLayout, place: BlockPlace): ReadonlyArray<ReactNode> => {
  const { anchor, press } = place
  const { fontSize } = layout
  const count = block.rows.length
  const heights = block.rows.map((row) => rowHeight(row, fontSize))
  const fits = (from: number, to: number, share: number): boolean =>
    heights.slice(from, to).reduce((total, height) => total + height, 0) <= press.textHeight * share
  const first =
    count <= unbrokenRows && fits(0, count, keptShare) ? count : fits(0, rowsAtEdge, keptShare) ? rowsAtEdge : 1
  const ending = fits(count - rowsAtEdge, count, keptShare) ? rowsAtEdge : 1
  const tail = Math.max(first, count - ending)
  const row = (index: number) => (
    <Row
      key={index}
      cells={block.rows[index]!}
      columns={block.columns}
      fontSize={fontSize}
      edge={index === count - 1 ? "table" : block.slices.has(index + 1) ? "none" : "row"}
    />
  )
  const header = <Header columns={block.columns} fontSize={fontSize} />
  const legend =
    place.legend === null ? null : <Text style={{ fontSize: 7, color: color.muted, marginTop: 2 }}>{place.legend}</Text>
  const whole = first === count
  const head = kept(press, anchor, withMark(place.lead, anchor), {
    node: (
      <>
        {header}
        {range(0, first).map(row)}
        {whole ? legend : null}
      </>
    ),
    height:
      headerHeight(block.columns, fontSize) +
      heights.slice(0, first).reduce((total, height) => total + height, 0) +
      (whole && legend !== null ? legendHeight : 0),
    marginBottom: whole ? 12 : 0
  })
  if (whole) return head
  return [
    ...head,
    <View key={`${anchor}+`} style={{ marginBottom: 12 }}>
      <View
        fixed
        render={({ pageNumber }) =>
          press.pages.get(anchor) === pageNumber ? null : (
            <View>
              <Continued text={place.continued} />
              {header}
            </View>
          )
        }
      />
      {range(first, tail).map(row)}
      <View wrap={false}>
        {range(tail, count).map(row)}
        {legend}
      </View>
    </View>
  ]
}

const legendHeight = 11

/** Further blocks of columns are no anchors of the report, but need to know their page too. */
const withMark = (lead: Lead, anchor: string): Lead =>
  lead.anchors.some((known) => known.anchor === anchor)
    ? lead
    : { ...lead, anchors: [...lead.anchors, { anchor, top: 0 }] }

const headerHeight = (columns: ReadonlyArray<ColumnLayout>, fontSize: number): number =>
  8 + Math.max(...columns.map((column) => column.title.length)) * fontSize * 1.2

const range = (from: number, to: number): ReadonlyArray<number> =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)

const rowHeight = (cells: ReadonlyArray<CellText>, fontSize: number): number =>
  rowPadding * 2 + Math.max(...cells.map((cell) => cellLines(cell))) * fontSize * lineHeight

const cellLines = (cell: CellText): number =>
  cell.beside ? Math.max(cell.value.length, cell.note.length) : cell.value.length + cell.note.length

interface SlicedBlock extends ColumnBlock {
  /** Rows that continue the row above. */
  readonly slices: ReadonlySet<number>
}

/** Rows are not broken, so a row that is taller than a good part of a page is cut into several beforehand. */
const sliced = (block: ColumnBlock, fontSize: number, press: Press): SlicedBlock => {
  const most = Math.floor((press.textHeight * keptShare - 2 * rowPadding) / (fontSize * lineHeight))
  const rows: Array<ReadonlyArray<CellText>> = []
  const slices = new Set<number>()
  for (const row of block.rows) {
    const parts = Math.ceil(Math.max(...row.map(cellLines)) / most)
    for (let part = 0; part < parts; part++) {
      if (part > 0) slices.add(rows.length)
      rows.push(parts === 1 ? row : row.map((cell) => cellSlice(cell, part * most, (part + 1) * most)))
    }
  }
  return { columns: block.columns, rows, slices }
}

const cellSlice = (cell: CellText, from: number, to: number): CellText => {
  const noteFrom = cell.beside ? 0 : cell.value.length
  return {
    ...cell,
    value: cell.value.slice(from, to),
    note: cell.note.slice(Math.max(0, from - noteFrom), Math.max(0, to - noteFrom))
  }
}

const Continued = ({ text }: { readonly text: string }) => (
  <Text style={{ fontSize: 7.5, color: color.muted, fontStyle: "italic", marginBottom: 3 }}>{text}</Text>
)

const tableWidth = (columns: ReadonlyArray<ColumnLayout>): number =>
  columns.reduce((total, column) => total + column.width, 0)

const Header = ({
  columns,
  fontSize
}: {
  readonly columns: ReadonlyArray<ColumnLayout>
  readonly fontSize: number
}) => (
  <View
    wrap={false}
    style={{
      flexDirection: "row",
      alignItems: "flex-end",
      width: tableWidth(columns),
      borderTopWidth: 1,
      borderBottomWidth: 0.6,
      borderColor: color.text,
      paddingTop: 3.5,
      paddingBottom: 3
    }}
  >
    {columns.map((column) => (
      <View
        key={column.key}
        style={{ width: column.width, paddingLeft: cellPadding, paddingRight: titleRight(column) }}
      >
        <Lines
          lines={column.title}
          style={{ fontSize, lineHeight: 1.2, fontWeight: 700, textAlign: column.numeric ? "right" : "left" }}
        />
      </View>
    ))}
  </View>
)

/** A title ends where its numbers end, unless it needs the room of their notes. */
const titleRight = (column: ColumnLayout): number =>
  column.numeric && column.titleWidth <= column.valueWidth
    ? column.width - cellPadding - column.valueWidth
    : cellPadding

const Row = ({
  cells,
  columns,
  edge,
  fontSize
}: {
  readonly cells: ReadonlyArray<CellText>
  readonly columns: ReadonlyArray<ColumnLayout>
  readonly edge: "row" | "table" | "none"
  readonly fontSize: number
}) => (
  <View
    wrap={false}
    style={{
      flexDirection: "row",
      width: tableWidth(columns),
      borderBottomWidth: { row: 0.4, table: 1, none: 0 }[edge],
      borderBottomColor: edge === "table" ? color.text : color.rule
    }}
  >
    {cells.map((cell, index) => (
      <CellView key={columns[index]!.key} cell={cell} column={columns[index]!} fontSize={fontSize} />
    ))}
  </View>
)

const markStyles = {
  worse: { cell: { backgroundColor: color.worseFill }, text: { color: color.worse, fontWeight: 700 } },
  better: { cell: { backgroundColor: color.betterFill }, text: { color: color.better } },
  strong: { cell: {}, text: { fontWeight: 700 } },
  muted: { cell: {}, text: { color: color.muted } },
  note: { cell: {}, text: { fontStyle: "italic" } }
} as const

const CellView = ({
  cell,
  column,
  fontSize
}: {
  readonly cell: CellText
  readonly column: ColumnLayout
  readonly fontSize: number
}) => {
  const mark = cell.mark === null ? { cell: {}, text: {} } : markStyles[cell.mark]
  const value = {
    fontSize,
    lineHeight,
    textAlign: column.numeric ? ("right" as const) : ("left" as const),
    ...(cell.color === null ? {} : { color: cell.color }),
    ...mark.text
  }
  const box = { ...cellBox, width: column.width, ...mark.cell }
  if (cell.absent) {
    return (
      <View style={{ ...box, paddingRight: cellPadding }}>
        <Lines lines={cell.value} style={{ ...value, color: color.muted }} />
      </View>
    )
  }
  if (cell.note.length === 0 && cell.value.length === 1) {
    const paddingRight = column.numeric ? column.width - cellPadding - column.valueWidth : 0
    return <Text style={{ ...box, ...value, paddingRight }}>{cell.value[0]}</Text>
  }
  const noteSize = fontSize - noteStep
  const note = { fontSize: noteSize, lineHeight: (lineHeight * fontSize) / noteSize, color: color.muted }
  return (
    <View style={{ ...box, flexDirection: cell.beside ? "row" : "column" }}>
      <View style={column.numeric ? { width: column.valueWidth } : {}}>
        <Lines lines={cell.value} style={value} />
      </View>
      {cell.note.length === 0 ? null : (
        <View style={{ marginLeft: cell.beside ? noteGap : 0 }}>
          <Lines lines={cell.note} style={note} />
        </View>
      )}
    </View>
  )
}

const cellBox = { paddingLeft: cellPadding, paddingTop: rowPadding, paddingBottom: rowPadding - 0.6 } as const

type TextStyle = NonNullable<TextProps["style"]>

/** A Text for each line: a line feed has no glyph, and would bring in a font that is not embedded. */
const Lines = ({ lines, style }: { readonly lines: ReadonlyArray<string>; readonly style: TextStyle }) =>
  lines.map((line, index) => (
    <Text key={`${index}`} style={style}>
      {line}
    </Text>
  ))
