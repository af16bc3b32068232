import * as Message from "@fairward/core/Message"
import { Effect } from "effect"
import { aggregated } from "./aggregates.ts"
import { type Column, isCode, isText, written } from "./expressions.ts"
import type { Loading } from "./Loading.ts"
import { counted } from "./names.ts"
import type { Source } from "./Source.ts"
import { literal } from "./sql.ts"

export interface Coded {
  readonly columns: ReadonlyArray<Column>
  /** Of numbers all other text has been refused, so that no pattern needs to be matched. */
  readonly areNumbers?: boolean
  /** What becomes of them, to end the sentence. */
  readonly consequence: Message.Message
  /** Codes that are values here. */
  readonly kept?: ReadonlyArray<string>
  /** SQL of the rows that count. */
  readonly where?: string
}

/** Says how many values are codes for missing ones, such as NA, and which. */
export const noteMissingCodes = Effect.fnUntraced(function* (
  loading: Loading,
  source: Source,
  { areNumbers = false, columns, consequence, kept = [], where = "true" }: Coded
) {
  const texts = columns.filter(({ type }) => isText(type))
  if (texts.length === 0) return
  const except = (column: Column) =>
    kept.length === 0 ? "" : ` and ${written(column)} not in (${kept.map(literal).join(", ")})`
  const condition = (column: Column) => `(${isCode(column, areNumbers)}${except(column)})`
  const counts = yield* aggregated(
    loading.database,
    texts.map((column) => `count_if(${condition(column)})`),
    () => `${source.relation} s where ${where}`
  )
  const found = texts.flatMap((column, i) => {
    const count = counts[i]!
    return count === 0 ? [] : [{ column, count }]
  })
  const [first] = found
  if (first === undefined) return
  const total = found.reduce((sum, { count }) => sum + count, 0)
  const spelled = yield* loading.database.rows(
    `select trim(${written(first.column)}) as code, count(*) as count from ${source.relation} s where ${where} and ${condition(first.column)} group by 1 order by count desc, code limit 6`
  )
  const place =
    found.length === 1
      ? Message.of`column ${Message.name(first.column.name)}`
      : Message.of`${Message.quantity(found.length, "column")}`
  loading.notes.push({
    table: source.table,
    message: Message.of`${Message.count(total, "code for a missing value", "codes for a missing value")} in ${place}: ${consequence}.`,
    examples: spelled.map(({ code, count }) => `"${code}" ${counted(Number(count), "", "").trim()}`)
  })
})
