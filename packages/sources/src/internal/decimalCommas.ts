import { Effect } from "effect"
import { aggregated } from "./aggregates.ts"
import type { Column } from "./expressions.ts"
import { text } from "./expressions.ts"
import type { Opening } from "./Loading.ts"
import { counted } from "./names.ts"
import { asSetting, plainOptions, readingQuery } from "./readingQuery.ts"
import type { RowCheck } from "./rowChecks.ts"
import type { Source } from "./Source.ts"
import { identifier, literal } from "./sql.ts"
import type { Fault } from "./textFaults.ts"

/** SQL that holds for text such as 0,5 or 1.234,5. */
const isDecimal = (value: string) =>
  `coalesce(regexp_full_match(${value}, '\\s*[-+]?([0-9]+|[0-9]{1,3}([.][0-9]{3})+),[0-9]+([eE][-+]?[0-9]+)?\\s*'), false)`

const hasThousands = (value: string) => `coalesce(regexp_full_match(${value}, '.*[.].*,.*'), false)`

/** Never read as numbers by themselves: 1,234 is one and a bit here, and more than a thousand elsewhere. */
const fault = (source: Source, columns: ReadonlyArray<string>, rows: number, thousands: boolean): Fault => {
  const problem = `${counted(rows, "row")} with a decimal comma`
  const cleaned = (name: string) => {
    const bare = thousands ? `replace(${identifier(name)}, '.', '')` : identifier(name)
    return `replace(${bare}, ',', '.')::double as ${identifier(name)}`
  }
  if (source.delimiter === undefined || columns.length > 12) {
    return {
      problem,
      remedy: `If the comma parts the decimals, write points in a query, for each such column: replace(${columns[0]}, ',', '.')`
    }
  }
  const query = thousands
    ? `select * replace (${columns.map(cleaned).join(", ")}) from ${readingQuery(source.from, plainOptions(source.delimiter)).replace("select * from ", "")}`
    : readingQuery(source.from, {
        ...plainOptions(source.delimiter),
        decimal_separator: "','",
        types: `{${columns.map((name) => `${literal(name)}: 'DOUBLE'`).join(", ")}}`
      })
  return { problem, remedy: `If the comma parts the decimals, read it by a query. ${asSetting(query)}` }
}

/** Where a row is, as an example says it: the line of a file of text, else the row. */
export const placeOf = Effect.fnUntraced(function* ({ lines }: Source, file: unknown, row: unknown) {
  const number = Number(row)
  const line = lines === undefined ? undefined : (yield* lines(String(file), new Set([number]))).get(number)
  return line === undefined ? `row ${number}` : `line ${line}`
})

/** Whether what is no number in some columns is so for its decimal comma, and the query that reads it. */
export const decimalCommas = Effect.fnUntraced(function* (
  loading: Opening,
  source: Source,
  checks: ReadonlyArray<RowCheck>,
  relation: (conditions: ReadonlyArray<string>) => string
) {
  if (!/not a number|cannot be read/.test(checks[0]!.problem)) return undefined
  const any = checks.map(({ when }) => `(${when})`).join(" or ")
  const odd = checks.map(({ value, when }) => `((${when}) and not ${isDecimal(value!)})`).join(" or ")
  const thousands = checks.map(({ value, when }) => `((${when}) and ${hasThousands(value!)})`).join(" or ")
  const [rows, others, grouped] = yield* aggregated(
    loading.database,
    [any, odd, thousands].map((condition) => `count_if(${condition})`),
    relation
  )
  if (others! > 0) return undefined
  return fault(
    source,
    checks.map(({ column }) => column),
    rows!,
    grouped! > 0
  )
})

/** Columns that would be left out as text and hold nothing but numbers with decimal commas, and points. */
export const commaColumns = Effect.fnUntraced(function* (
  loading: Opening,
  source: Source,
  columns: ReadonlyArray<Column>
) {
  const number = (column: Column) => `try_cast(${text(column)} as double) is not null`
  const counts = yield* aggregated(
    loading.database,
    columns.flatMap((column) => [
      `count_if(${text(column)} is not null and not (${number(column)}) and not ${isDecimal(text(column))})`,
      `count_if(${isDecimal(text(column))})`,
      `count_if(${hasThousands(text(column))})`
    ]),
    () => `${source.relation} s`
  )
  const found = columns.filter((_, i) => counts[3 * i] === 0 && counts[3 * i + 1]! > 0)
  if (found.length === 0) return undefined
  const of = (k: number) => columns.map((_, i) => counts[3 * i + k]!)
  const value = text(found[0]!)
  const [first] = yield* loading.database.rows(
    `select s.__file as file, s.__row as row, ${value} as value from ${source.located} s where ${isDecimal(value)} order by file, row limit 1`
  )
  const place = yield* placeOf(source, first!.file, first!.row)
  return {
    ...fault(
      source,
      found.map(({ name }) => name),
      Math.max(...of(1)),
      of(2).some((count) => count > 0)
    ),
    examples: [`${place}, column ${found[0]!.name}, value ${first!.value}`]
  }
})
