/** A table of a document with its cells as text. */
import type { Block, Cell, Column } from "@fairward/core/ReportDocument"
import type { TableCell, TableColumn } from "@fairward/typesetter/ColumnWidths"
import type { Table as TextTable } from "@fairward/typesetter/Table"
import { type Format, missing } from "../Format.ts"
import { anchorOf } from "../Outline.ts"
import { lookOf, verdictText } from "../Verdicts.ts"
import type { SectionPlace } from "./PageContext.ts"
import { color } from "./Sheet.ts"

export type Table = Extract<Block, { readonly _tag: "Table" }>

export const tableOf = (table: Table, { context, section }: SectionPlace): TextTable => {
  const anchor = anchorOf(section!, "Table", table.id)
  const cells = table.rows.flatMap((row) => table.columns.map(({ key }) => row[key]))
  const isMarked = (mark: string) =>
    cells.some((cell) => typeof cell === "object" && cell !== null && "mark" in cell && cell.mark === mark)
  return {
    anchor,
    label: `Table ${context.outline.number(anchor)}`,
    caption: table.caption,
    columns: table.columns.map((column) => columnOf(column, table.rows, context.format)),
    repeats: repeatsOf(table),
    empty: table.empty ?? "This table has no rows.",
    legend: [...(isMarked("worse") ? ["▼ worse"] : []), ...(isMarked("better") ? ["▲ better"] : [])].join("   ")
  }
}

export const columnOf = (column: Column, rows: Table["rows"], format: Format): TableColumn => ({
  title: column.title,
  aligned: isAligned(column),
  unbroken: column.type._tag === "verdict",
  share: column.width ?? 1,
  cells: rows.map((row) => cellOf(row[column.key] ?? null, column, format))
})

/** Rows whose first cell says the same as that of the row above. */
const repeatsOf = ({ columns, rows }: Table): ReadonlyArray<boolean> => {
  const [first, second] = columns
  if (first === undefined || second === undefined || first.type._tag !== "text") return rows.map(() => false)
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
  const value = valueText(full.value, column, full.digits, format)
  const absent = full.value === null || full.value === ""
  const verdict = column.type._tag === "verdict" ? lookOf(value.slice(2))?.color : undefined
  const look = { color: verdict ?? color.text, ...(full.mark === undefined ? plain : looks[full.mark]) }
  const shown = value === missing ? { ...look, color: color.muted } : look
  if (absent && full.note !== undefined) return { ...shown, value: full.note, before: 0, note: "", absent }
  const symbol = full.mark === "worse" ? "▼" : full.mark === "better" ? "▲" : ""
  return {
    ...shown,
    value,
    before: beforeSign(value, column, format),
    note: [symbol, full.note ?? ""].filter((part) => part !== "").join(" "),
    absent
  }
}

type Value = null | string | number | readonly [number, number]

/** Letters of a number up to its decimal sign; of an interval up to what parts its ends. */
const beforeSign = (value: string, { type }: Column, { decimalSign }: Format): number => {
  if (type._tag === "interval") return value.search(/[,;] /) + 1
  const sign = value.indexOf(decimalSign)
  return sign >= 0 ? sign : (/^\D*[\d\s’'.,]*\d/.exec(value)?.[0].length ?? value.length)
}

const valueText = (value: Value, { type }: Column, cellDigits: number | undefined, format: Format): string => {
  if (value === null || value === "") return missing
  if (typeof value === "string") return type._tag === "verdict" ? verdictText(value) : value
  const digits = cellDigits ?? ("digits" in type ? type.digits : 3)
  if (typeof value === "object") return format.interval(value[0], value[1], digits)
  return "digits" in type ? format.as(value, { ...type, digits }) : format.as(value, type)
}
