/** Dates that are written with the day or the month first, such as 03/04/2026 08:30, which no cast reads. */
import { Effect } from "effect"
import { isText, text } from "../expressions.ts"
import { identifier, literal } from "../sql.ts"
import type { Context } from "./Context.ts"
import type { Origin } from "./Draft.ts"
import { type ColumnProfile, profileTable, type TableProfile } from "./TableProfile.ts"

type Order = "mdy" | "dmy"

const orders = {
  mdy: { title: "month/day/year", parts: ["%m", "%d", "%Y"] },
  dmy: { title: "day/month/year", parts: ["%d", "%m", "%Y"] }
} as const satisfies Record<Order, unknown>

const clocks = ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p"] as const
const clockPatterns = [
  "",
  " \\d{1,2}:\\d{2}",
  " \\d{1,2}:\\d{2}:\\d{2}",
  " \\d{1,2}:\\d{2} [AaPp][Mm]",
  " \\d{1,2}:\\d{2}:\\d{2} [AaPp][Mm]"
]

/** A column of such dates. */
interface Dates {
  readonly column: ColumnProfile
  readonly separator: string
  /** Its clocks' formats. */
  readonly clocks: ReadonlyArray<string>
  /** There are codes for missing values among them. */
  readonly hasCodes: boolean
  /** Orders in which every one is a day that there is, the likelier first, with the days that they then span. */
  readonly possible: ReadonlyArray<{ readonly order: Order; readonly days: number }>
}

const formatsOf = ({ clocks, separator }: Pick<Dates, "clocks" | "separator">, order: Order): string => {
  const formats = clocks.map((clock) => literal(orders[order].parts.join(separator) + clock))
  return formats.length === 1 ? formats[0]! : `[${formats.join(", ")}]`
}

const separators = ["/", ".", "-"] as const

/** What a column of text has of dates; absent where it has anything else. */
const datesOf = Effect.fnUntraced(function* ({ opening }: Context, table: TableProfile, column: ColumnProfile) {
  const value = text(column.column)
  const raw = `s.${identifier(column.name)}`
  const counted = yield* Effect.forEach(separators, (separator) => {
    const date = `\\d{1,2}\\${separator}\\d{1,2}\\${separator}\\d{4}`
    const counts = clockPatterns.map(
      (clock, i) => `count_if(regexp_full_match(${value}, ${literal(date + clock)})) as c${i}`
    )
    return Effect.map(
      opening.database.rows(
        `select count(${value}) as present, count(${raw}) as written, ${counts.join(", ")} from ${table.source.relation} s`
      ),
      ([row]) => ({ separator, row: row! })
    )
  })
  for (const { row, separator } of counted) {
    const found = clocks.filter((_, i) => Number(row[`c${i}`]) > 0)
    const matching = clocks.reduce((sum, _, i) => sum + Number(row[`c${i}`]), 0)
    const present = Number(row.present)
    if (present === 0 || matching < present) continue
    const spans = yield* Effect.forEach(["mdy", "dmy"] as const, (order) => {
      const instant = `try_strptime(${value}, ${formatsOf({ clocks: found, separator }, order)})`
      return Effect.map(
        opening.database.rows(
          `select count(${instant}) as read, coalesce(epoch(max(${instant})) - epoch(min(${instant})), 0) / 86400 as days from ${table.source.relation} s`
        ),
        ([one]) => ({ order, read: Number(one!.read), days: Math.ceil(Number(one!.days)) })
      )
    })
    const possible = spans.filter(({ read }) => read === present).toSorted((a, b) => a.days - b.days)
    if (possible.length === 0) return undefined
    return { column, separator, clocks: found, hasCodes: Number(row.written) > present, possible } satisfies Dates
  }
  return undefined
})

interface Settled {
  readonly order: Order
  readonly origin: Origin
  readonly because: string
}

const inWords = (columns: ReadonlyArray<Dates>) => columns.map(({ column: { name } }) => name).join(" and ")

/**
 * Reads dates with the day or the month first by a query. The order is seen where some day is above 12; else that of the other
 * columns is taken, and where they do not tell either, it is asked, the likelier being that in which the times span fewer days.
 */
export const readDates = Effect.fnUntraced(function* (context: Context, tables: ReadonlyArray<TableProfile>) {
  const { answer, draft, opening } = context
  const found = yield* Effect.forEach(tables, (table) =>
    Effect.map(
      Effect.forEach(
        table.source.delimiter === undefined
          ? []
          : table.columns.filter(
              ({ column, distinct, nature }) => nature === "text" && distinct > 1 && isText(column.type)
            ),
        (column) => datesOf(context, table, column)
      ),
      (dates) => ({ table, dates: dates.filter((one) => one !== undefined) })
    )
  )
  const all = found.flatMap(({ dates }) => dates)
  const sure = new Set(all.flatMap(({ possible }) => (possible.length === 1 ? [possible[0]!.order] : [])))
  let asked: Settled | undefined
  const settle = Effect.fnUntraced(function* (table: TableProfile, dates: Dates) {
    const { column, possible, separator } = dates
    const [first, second] = possible
    if (second === undefined) {
      return { order: first!.order, origin: "seen", because: "some day is above 12" } satisfies Settled
    }
    if (separator === ".") {
      return { order: "dmy", origin: "assumed", because: "with points the day stands first" } satisfies Settled
    }
    if (sure.size === 1) {
      return {
        order: [...sure][0]!,
        origin: "assumed",
        because: "so are other dates of these tables"
      } satisfies Settled
    }
    if (asked !== undefined) return asked
    const { origin, value } = yield* answer({
      id: "dateOrder",
      text: `Which stands first in the dates of ${column.name} of ${table.name}, the month (mdy) or the day (dmy)?`,
      choices: (["mdy", "dmy"] as const).map((order) => ({ value: order, title: orders[order].title })),
      likeliest: first!.days === second.days ? "mdy" : first!.order,
      because: `no day is above 12; as ${orders[first!.order].title} they span ${first!.days} days, as ${orders[second.order].title} ${second.days}`,
      isSure: false
    })
    asked = {
      order: value as Order,
      origin,
      because:
        origin === "answered"
          ? "as you said"
          : "no day is above 12, and so they span fewer days; if it is wrong, all times are"
    }
    return asked
  })
  return yield* Effect.forEach(found, ({ dates, table }) =>
    Effect.gen(function* () {
      if (dates.length === 0) return table
      const settled = yield* Effect.forEach(dates, (one) =>
        Effect.map(settle(table, one), (how) => ({ ...how, dates: one }))
      )
      const parts = settled.map(({ dates, order }) => {
        const name = identifier(dates.column.name)
        return `${dates.hasCodes ? "try_strptime" : "strptime"}(${name}, ${formatsOf(dates, order)}) as ${name}`
      })
      const read = yield* profileTable(
        opening,
        `select * replace (${parts.join(", ")}) from ${table.read}`,
        `${table.name} with dates`
      )
      if (read === undefined) return table
      for (const [because, own] of Map.groupBy(settled, ({ because, order }) => `${orders[order].title}: ${because}`)) {
        const columns = inWords(own.map(({ dates }) => dates))
        draft.say(["data"], `${table.name}: a query reads ${columns} as ${because}`, own[0]!.origin)
      }
      return { ...read, name: table.name }
    })
  )
})
