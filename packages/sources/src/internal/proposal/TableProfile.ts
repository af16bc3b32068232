import { Effect } from "effect"
import { aggregated } from "../aggregates.ts"
import {
  type Column,
  canBeFlag,
  canBeNumber,
  category,
  flag,
  isInstant,
  isNumeric,
  isText,
  number,
  patientId,
  present,
  text
} from "../expressions.ts"
import { formatByName } from "../fileKind.ts"
import type { Opening } from "../Loading.ts"
import { plainOptions, readingQuery } from "../readingQuery.ts"
import { openSource, type Source } from "../Source.ts"
import { identifier, literal } from "../sql.ts"

/** What the values of a column are. */
export type Nature = "numbers" | "instants" | "text" | "nothing"

export interface ColumnProfile {
  readonly name: string
  readonly column: Column
  readonly nature: Nature
  /** There is a value in every row that was looked at, or in any. */
  readonly isComplete: boolean
  readonly isEmpty: boolean
  /** How many values differ, approximately. */
  readonly distinct: number
  /** Of numbers. */
  readonly least: number
  readonly largest: number
  readonly isWhole: boolean
  /** All values are 0, 1, true or false, and both occur. */
  readonly isFlag: boolean
}

/** A table, what its columns hold, and how a query reads it. */
export interface TableProfile {
  /** The path or glob by which messages call it. */
  readonly name: string
  /** As the configuration reads it. */
  readonly from: string
  readonly source: Source
  readonly rows: number
  readonly columns: ReadonlyArray<ColumnProfile>
  /** The table in the FROM of a query. */
  readonly read: string
}

/** A point of time in seconds since 1970, as SQL; null where there is none. */
export const seconds = (column: Column) =>
  isText(column.type)
    ? `epoch(try_cast(${text(column)} as timestamptz))`
    : `epoch(cast(s.${identifier(column.name)} as timestamp))`

const none = "0"

/** In the order of {@link profileOf}. */
const aggregatesOf = (column: Column): ReadonlyArray<string> => {
  const numbers = canBeNumber(column.type)
  const value = number(column)
  return [
    `count_if(${present(column)})`,
    `approx_count_distinct(${category(column)})`,
    numbers ? `count(${value})` : none,
    numbers ? `coalesce(min(${value}), 0)` : none,
    numbers ? `coalesce(max(${value}), 0)` : none,
    numbers ? `count_if(${value} = trunc(${value}))` : none,
    isText(column.type) ? `count(${seconds(column)})` : none,
    canBeFlag(column.type) ? `count_if(${flag(column)} = 0)` : none,
    canBeFlag(column.type) ? `count_if(${flag(column)} = 1)` : none
  ]
}

const natureOf = ({ type }: Column, present: number, numbers: number, instants: number): Nature => {
  if (isNumeric(type)) return "numbers"
  if (isInstant(type)) return "instants"
  if (present === 0) return "nothing"
  if (numbers === present) return "numbers"
  return instants === present ? "instants" : "text"
}

const profileOf = (column: Column, rows: number, values: ReadonlyArray<number>): ColumnProfile => {
  const [present, distinct, numbers, least, largest, whole, instants, zeros, ones] = values as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number
  ]
  return {
    name: column.name,
    column,
    nature: natureOf(column, present, numbers, instants),
    isComplete: present === rows,
    isEmpty: present === 0,
    distinct,
    least,
    largest,
    isWhole: numbers > 0 && whole === numbers,
    isFlag: present > 0 && zeros + ones === present && zeros > 0 && ones > 0
  }
}

/** How a query reads the table of a path or glob. */
const readOf = ({ delimiter, from, isQuery }: Pick<Source, "delimiter" | "from" | "isQuery">) => {
  if (isQuery) return `(${from})`
  if (delimiter !== undefined) return readingQuery(from, plainOptions(delimiter)).replace("select * from ", "")
  if (formatByName(from) === "json") return `read_json(${literal(from)})`
  return `read_parquet(${literal(from)}, union_by_name = true)`
}

/** Of tables with more rows than that, about so many are looked at, in blocks from all over. */
const enough = 500_000

const lookedAt = ({ relation, rows }: Source) =>
  rows <= 2 * enough
    ? `${relation} s`
    : `(select * from ${relation} using sample ${(100 * enough) / rows} percent (system, 1)) s`

/** Opens a table and looks at it; undefined where it cannot be read, with the reason among the problems. */
export const profileTable = Effect.fnUntraced(function* (opening: Opening, from: string, label: string) {
  const source = yield* openSource(opening, `table:${label}`, { source: { from }, required: [], all: true })
  if (source === undefined) return undefined
  const columns = [...source.columns.values()].filter(({ name }) => !source.repeated.has(name))
  const aggregates = columns.map(aggregatesOf)
  const values = yield* aggregated(opening.database, ["count(*)", ...aggregates.flat()], () => lookedAt(source))
  const [rows, ...found] = values as [number, ...Array<number>]
  const each = aggregates[0]?.length ?? 0
  const profile: TableProfile = {
    name: label,
    from,
    source,
    rows: source.rows,
    columns: columns.map((column, i) => profileOf(column, rows, found.slice(i * each, (i + 1) * each))),
    read: readOf(source)
  }
  return profile
})

/** SQL of the patient's id of a table whose rows are `s`. */
export const idOf = ({ column }: ColumnProfile) => patientId(column)

export const columnCalled = (table: TableProfile, name: string) => table.columns.find((column) => column.name === name)

export const distinctCount = (opening: Opening, table: TableProfile, columns: ReadonlyArray<ColumnProfile>) =>
  opening.database
    .rows(
      `select count(*) as count from (select distinct ${columns.map(idOf).join(", ")} from ${table.source.relation} s)`
    )
    .pipe(Effect.map(([row]) => Number(row!.count)))
