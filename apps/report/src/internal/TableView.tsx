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
import { PageMark } from "./Anchor.tsx"
import type { Place, Press } from "./Press.ts"
import { color, sheet } from "./Sheet.ts"

/** Rows that stay with the caption, and rows that stay together at the end. */
const rowsAtEdge = 2
const lineHeight = 1.3
const rowPadding = 2.4

/**
 * A table in parts: the first, never broken, holds what precedes it, the caption, the header and the first rows; the
 * others flow over pages and repeat the header on each.
 */
export const tableParts = (table: Table, place: Place, lead: ReactNode): ReadonlyArray<ReactNode> => {
  const { press, section } = place
  const anchor = anchorOf(section!, table.id)
  const number = press.outline.number(anchor)
  const caption = (
    <Text style={{ fontSize: 8.5, lineHeight: 1.35, marginBottom: 4 }}>
      <Text style={sheet.strong}>{`Table ${number}. `}</Text>
      {table.caption}
    </Text>
  )
  if (table.rows.length === 0 || table.columns.length === 0) {
    return [
      <View key={anchor} wrap={false} style={{ marginBottom: 10 }}>
        {lead}
        <View id={anchor} style={{ marginTop: 6 }}>
          <PageMark anchor={anchor} press={press} />
          {caption}
          <Text style={{ ...sheet.muted, ...sheet.emphasis }}>{table.empty ?? "This table has no rows."}</Text>
        </View>
      </View>
    ]
  }
  const layout = tableLayout(table, press.textWidth, press.fonts)
  const last = layout.blocks.length - 1
  return layout.blocks.flatMap((block, index) =>
    blockParts(block, layout, {
      press,
      anchor: index === 0 ? anchor : `${anchor}~${index}`,
      id: index === 0 ? anchor : null,
      continued: `Table ${number}, continued`,
      lead:
        index === 0 ? (
          <>
            {lead}
            <View style={{ marginTop: 6 }}>{caption}</View>
          </>
        ) : (
          <Continued text={`Table ${number}, further columns`} />
        ),
      legend: index === last ? legend(layout) : null
    })
  )
}

const legend = ({ marks }: TableLayout): string | null => {
  const parts = [...(marks.has("worse") ? ["▼ worse"] : []), ...(marks.has("better") ? ["▲ better"] : [])]
  return parts.length === 0 ? null : parts.join("   ")
}

interface BlockPlace {
  readonly press: Press
  readonly anchor: string
  readonly id: string | null
  readonly continued: string
  readonly lead: ReactNode
  readonly legend: string | null
}

const blockParts = (block: ColumnBlock, layout: TableLayout, place: BlockPlace): ReadonlyArray<ReactNode> => {
  const { anchor, press } = place
  const row = (index: number) => (
    <Row
      key={index}
      cells={block.rows[index]!}
      columns={block.columns}
      fontSize={layout.fontSize}
      last={index === block.rows.length - 1}
    />
  )
  const header = <Header columns={block.columns} fontSize={layout.fontSize} />
  const legend =
    place.legend === null ? null : <Text style={{ fontSize: 7, color: color.muted, marginTop: 2 }}>{place.legend}</Text>
  const count = block.rows.length
  const first =
    count <= rowsAtEdge * 2 + 1 && shortRows(block, count) ? count : shortRows(block, rowsAtEdge) ? rowsAtEdge : 1
  const together = count - first > rowsAtEdge && shortRows(block, count) ? rowsAtEdge : Math.min(1, count - first)
  const tail = count - together
  const head = (
    <View
      key={anchor}
      {...(place.id === null ? {} : { id: place.id })}
      wrap={false}
      style={{ marginBottom: first === count ? 12 : 0 }}
    >
      <PageMark anchor={anchor} press={press} />
      {place.lead}
      {header}
      {range(0, first).map(row)}
      {first === count ? legend : null}
    </View>
  )
  if (first === count) return [head]
  return [
    head,
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

const range = (from: number, to: number): ReadonlyArray<number> =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)

/** Whether that many rows are at most a few lines each, so that they may stay together. */
const shortRows = (block: ColumnBlock, count: number): boolean =>
  range(0, Math.min(count, block.rows.length)).every((row) =>
    block.rows[row]!.every((cell) => cell.value.length + cell.note.length <= 6)
  )

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
  fontSize,
  last
}: {
  readonly cells: ReadonlyArray<CellText>
  readonly columns: ReadonlyArray<ColumnLayout>
  readonly fontSize: number
  readonly last: boolean
}) => (
  <View
    wrap={false}
    style={{
      flexDirection: "row",
      width: tableWidth(columns),
      borderBottomWidth: last ? 1 : 0.4,
      borderBottomColor: last ? color.text : color.rule
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
  const beside = column.numeric || (cell.value.length === 1 && cell.note.length === 1 && cell.beside)
  return (
    <View style={{ ...box, flexDirection: beside ? "row" : "column" }}>
      <View style={column.numeric ? { width: column.valueWidth } : {}}>
        <Lines lines={cell.value} style={value} />
      </View>
      {cell.note.length === 0 ? null : (
        <View style={{ marginLeft: beside ? noteGap : 0 }}>
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
