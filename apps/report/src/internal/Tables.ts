/** A table of a document with its cells as text. */
import type { Block, Cell, Column, Verdict } from "@fairward/core/ReportDocument"
import type { TableCell, TableColumn } from "@fairward/typesetter/ColumnWidths"
import type { Table as TextTable } from "@fairward/typesetter/Table"
import { digitsIn, digitsOf, type Format, missing, withBound } from "../Format.ts"
import { anchorOf } from "../Outline.ts"
import { cellLegend, lookOf, verdictLook, verdictText } from "../Verdicts.ts"
import { writtenUnit } from "../Written.ts"
import type { SectionPlace } from "./PageContext.ts"
import { color, typeOf } from "./Sheet.ts"

export type Table = Extract<Block, { readonly _tag: "Table" }>

export const tableOf = (table: Table, { context, section }: SectionPlace): TextTable => {
  const { table: largest } = typeOf(section)
  const anchor = anchorOf(section!, "Table", table.id)
  const cells = table.rows.flatMap((row) => table.columns.map(({ key }) => row[key]))
  const isMarked = (mark: string) =>
    cells.some((cell) => typeof cell === "object" && cell !== null && "mark" in cell && cell.mark === mark)
  return {
    anchor,
    label: `Table ${context.outline.number(anchor)}`,
    caption: table.caption,
    columns: table.columns.map((column, index) =>
      grouped(columnOf(column, table.rows, context.format), table, index === 0)
    ),
    repeats: repeatsOf(table),
    empty: table.empty ?? "This table has no rows.",
    legend: [
      ...(isMarked("worse") ? ["▽ worse"] : []),
      ...(isMarked("better") ? ["▲ better"] : []),
      ...cellLegend(table)
    ].join("   "),
    ...(largest === undefined ? {} : { largest })
  }
}

/** A column with a line above the rows that have something in common, which its first column says. */
const grouped = (column: TableColumn, { group, rows }: Table, isFirst: boolean): TableColumn =>
  group === undefined
    ? column
    : {
        ...column,
        cells: rows.flatMap((row, index) => {
          const title = row[group]
          const cell = column.cells[index]!
          return typeof title !== "string" || title === rows[index - 1]?.[group]
            ? [cell]
            : [isFirst ? { ...heading, value: title, spans: true } : { ...heading, value: "" }, cell]
        })
      }

const heading = { before: 0, note: "", absent: true, face: "bold", color: color.text } as const

export const columnOf = (column: Column, rows: Table["rows"], format: Format): TableColumn => ({
  title: [column.title, ...writtenUnit(column, format)].join(", "),
  aligned: isAligned(column),
  unbroken: column.type._tag === "verdict",
  share: column.width ?? 1,
  cells: rows.map((row) => cellOf(row[column.key] ?? null, column, format))
})

/** Rows whose first cell says the same as that of the row above. */
const repeatsOf = ({ columns, group, rows }: Table): ReadonlyArray<boolean> => {
  const [first, second] = columns
  if (group !== undefined || first === undefined || second === undefined || first.type._tag !== "text") return []
  return rows.map((row, index) => {
    const cell = row[first.key]
    return index > 0 && typeof cell === "string" && cell !== "" && cell === rows[index - 1]![first.key]
  })
}

const isAligned = ({ type }: Column): boolean => type._tag !== "text" && type._tag !== "verdict"

const looks = {
  worse: { face: "bold", color: color.worse, fill: color.worseFill },
  better: { face: "regular", color: color.better, fill: color.betterFill },
  strong: { face: "bold" },
  muted: { face: "regular", color: color.muted },
  note: { face: "oblique" },
  added: { face: "bold", color: color.added },
  moved: { face: "oblique", color: color.moved }
} as const
const plain = { face: "regular" } as const

const cellOf = (cell: Cell, column: Column, format: Format): TableCell => {
  const full: Exclude<Cell, Value> =
    typeof cell === "object" && cell !== null && "value" in cell ? cell : { value: cell }
  const value = valueText(full, column, format)
  const absent = full.value === null || full.value === ""
  const verdict = column.type._tag === "verdict" ? lookOf(value.slice(2))?.color : undefined
  const look = { color: verdict ?? color.text, ...(full.mark === undefined ? plain : looks[full.mark]) }
  const shown = value === missing ? { ...look, color: color.muted } : look
  if (full.verdict !== undefined) return judgedCell(full, full.verdict, value, column, format)
  if (absent && full.note !== undefined) return { ...shown, value: full.note, before: 0, note: "", absent }
  const symbol = full.mark === "worse" ? "▽" : full.mark === "better" ? "▲" : ""
  return {
    ...shown,
    value,
    before: beforeSign(value, column, format),
    note: [symbol, full.note ?? ""].filter((part) => part !== "").join(" "),
    absent
  }
}

/** A value with the sign of its verdict, on a fill. */
const judgedCell = (
  { detectable, digits, note, value }: Exclude<Cell, Value>,
  verdict: Verdict,
  written: string,
  column: Column,
  format: Format
): TableCell => {
  const { cell, symbol } = verdictLook(verdict)
  const isFilled = typeof cell === "object"
  const look = {
    face: verdict === "material" || verdict === "worse" ? ("bold" as const) : ("regular" as const),
    color: isFilled ? cell.color : color.muted,
    noteColor: isFilled ? cell.color : color.muted,
    ...(isFilled ? { fill: cell.fill } : cell === "hatched" ? { hatch: color.hair } : {})
  }
  const decimals = value === null ? digitsOf(column, digits) : digitsIn(written, format)
  const seen = detectable === undefined ? [] : [`±${format.number(detectable, decimals)}`]
  const said = [symbol, ...seen, ...(note === undefined ? [] : [note])].join(" ")
  return value === null
    ? { ...look, value: said, before: 0, note: "", absent: true }
    : { ...look, value: written, before: beforeSign(written, column, format), note: said, absent: false }
}

type Value = null | string | number | readonly [number, number]

/** Letters of a number up to its decimal sign; of an interval up to what parts its ends. */
const beforeSign = (value: string, { type }: Column, { decimalSign }: Format): number => {
  if (type._tag === "interval") return value.search(/[,;] /) + 1
  const sign = value.indexOf(decimalSign)
  return sign >= 0 ? sign : (/^\D*[\d\s’'.,]*\d/.exec(value)?.[0].length ?? value.length)
}

const valueText = ({ bound, digits: own, value }: Exclude<Cell, Value>, { type }: Column, format: Format): string => {
  if (value === null || value === "") return missing
  if (typeof value === "string") return type._tag === "verdict" ? verdictText(value) : value
  const digits = digitsOf({ type }, own)
  if (typeof value === "object") return format.interval(value[0], value[1], digits)
  return withBound(format.as(value, "digits" in type ? { ...type, digits } : type), bound)
}
