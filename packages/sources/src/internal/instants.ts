import type { TimeUnit } from "@fairward/core/AuditConfig"
import * as Message from "@fairward/core/Message"
import { Effect } from "effect"
import { type Column, instantName, isInstant, isText, text } from "./expressions.ts"
import type { Loading } from "./Loading.ts"
import { counted } from "./names.ts"
import type { Source } from "./Source.ts"
import { identifier, literal } from "./sql.ts"
import { type Stretch, stretches, stretchSql } from "./zone.ts"

/** A time of day, then the zone or offset: `Z`, `UTC`, `+01`, `-0500`, `+05:30`. */
const zonedPattern = "^(.*\\d:\\d.*?)\\s*(?:[zZ]|UTC|GMT|([+-]\\d{1,2})(?::?(\\d{2}))?)$"

const mayHaveZone = (value: string) =>
  `(suffix(${value}, 'Z') or suffix(${value}, 'z') or suffix(${value}, 'UTC') or suffix(${value}, 'GMT') or contains(substr(${value}, 9), '+') or contains(substr(${value}, 12), '-'))`

interface Reading {
  /** Whether a value says its own zone. */
  readonly zoned: string
  /** Microseconds since 1970 of a value that does. */
  readonly absolute: string
  /** Microseconds since 1970 by the clock, as if it were UTC, of a value that does not. */
  readonly local: string
}

const readingOf = (column: Column): Reading => {
  const value = `s.${identifier(column.name)}`
  if (column.type === "TIMESTAMP WITH TIME ZONE")
    return { zoned: `${value} is not null`, absolute: `epoch_us(${value})`, local: "null::bigint" }
  if (!isText(column.type))
    return { zoned: "false", absolute: "null::bigint", local: `epoch_us(cast(${value} as timestamp))` }
  const written = text(column)
  const part = (group: number) => `regexp_extract(${written}, ${literal(zonedPattern)}, ${group})`
  const hours = `coalesce(try_cast(${part(2)} as integer), 0)`
  const minutes = `coalesce(try_cast(${part(3)} as integer), 0)`
  const ahead = `(abs(${hours}) * 60 + ${minutes}) * if(starts_with(${part(2)}, '-'), -1, 1)`
  return {
    zoned: `coalesce(${mayHaveZone(written)}, false)`,
    absolute: `if(abs(${hours}) > 15 or ${minutes} > 59 or ${mayHaveZone(part(1))}, null, epoch_us(try_cast(${part(1)} as timestamp)) - ${ahead} * 60000000::bigint)`,
    local: `epoch_us(try_cast(${written} as timestamp))`
  }
}

const microsecondsPerYear = 365.2425 * 86_400e6

/** Whether, and where, points of time say their zone. */
export interface ZoneUse {
  readonly where: string
  readonly isZoned: boolean
}

interface Use {
  readonly column: Column
  readonly reading: Reading
  /** How many values say their zone, and how many do not. */
  readonly zoned: number
  readonly bare: number
  /** Local time in the years of the values that do not. */
  readonly stretches: ReadonlyArray<Stretch>
}

const usesOf = Effect.fnUntraced(function* (loading: Loading, source: Source, columns: ReadonlyArray<Column>) {
  const readings = columns.map(readingOf)
  const [row] = yield* loading.database.rows(
    `select ${readings
      .map(
        ({ local, zoned }, i) =>
          `count_if(${zoned}) as zoned${i}, count(if(${zoned}, null, ${local})) as bare${i}, min(if(${zoned}, null, ${local})) as first${i}, max(if(${zoned}, null, ${local})) as last${i}`
      )
      .join(", ")} from ${source.relation} s`
  )
  const yearOf = (name: string) => Math.floor(1970 + Number(row![name]) / microsecondsPerYear)
  const { timeZone } = loading.config
  return columns.map((column, i): Use => {
    const bare = Number(row![`bare${i}`])
    return {
      column,
      reading: readings[i]!,
      zoned: Number(row![`zoned${i}`]),
      bare,
      stretches:
        timeZone === undefined || bare === 0
          ? []
          : stretches(timeZone, Math.max(1800, yearOf(`first${i}`) - 1), Math.min(2400, yearOf(`last${i}`) + 1))
    }
  })
})

const refuseMixed = Effect.fnUntraced(function* (loading: Loading, source: Source, { bare, column, reading }: Use) {
  const { local, zoned } = reading
  const value = text(column)
  const rows = yield* loading.database.rows(
    `(select ${value} as value from ${source.relation} s where ${zoned} limit 1) union all (select ${value} from ${source.relation} s where not ${zoned} and ${local} is not null limit 1)`
  )
  loading.problems.push({
    table: source.table,
    where: `${source.title}, column ${column.name}`,
    problem: `${counted(bare, "time")} without an offset from UTC among times with one`,
    count: bare,
    examples: rows.map((row) => `value ${String(row.value)}`),
    remedy: "A column of times is of one kind: write the offset into all of them, or into none and set timeZone."
  })
})

/** Says how many times lie in an hour that clocks show twice, or never. */
const noteClock = Effect.fnUntraced(function* (loading: Loading, source: Source, { column, reading, stretches }: Use) {
  if (stretches.length < 2) return
  const clock = stretchSql(stretches, "t.local", (stretch) => clocks.indexOf(stretch.clock))
  const [row] = yield* loading.database.rows(
    `select count_if(clock = 1) as twice, count_if(clock = 2) as never from (select ${clock} as clock from (select if(${reading.zoned}, null, ${reading.local}) as local from ${source.relation} s) t)`
  )
  const note = (found: unknown, message: Message.Message) => {
    const count = Number(found)
    if (count === 0) return
    loading.notes.push({
      table: source.table,
      message: Message.of`${Message.count(count, "time")} of the column ${Message.name(column.name)} ${count === 1 ? "lies" : "lie"} ${message}`
    })
  }
  if (Number(row!.twice) > 0) loading.shownTwice.add(source.table)
  const zone = Message.name(loading.config.timeZone!)
  note(row!.twice, Message.of`in an hour that clocks show twice (${zone}): taken for the first of the two.`)
  note(row!.never, Message.of`in an hour that clocks never show (${zone}): read by the clock of before.`)
})

const clocks = ["once", "twice", "never"] as const

/** Local times beside absolute ones mean nothing together until a zone is named. */
const agree = (loading: Loading, source: Source, uses: ReadonlyArray<Use>) => {
  for (const { bare, column, zoned } of uses) {
    if (zoned + bare === 0) continue
    const where = `${source.title}, column ${column.name}`
    const isZoned = zoned > 0
    const other = loading.zones.find((use) => use.isZoned !== isZoned)
    loading.zones.push({ where, isZoned })
    if (other === undefined || loading.config.timeZone !== undefined) continue
    loading.problems.push({
      table: source.table,
      cause: "zone",
      where,
      problem: isZoned
        ? `its times have an offset from UTC, those of ${other.where} have none`
        : `its times have no offset from UTC, those of ${other.where} have one`,
      count: 1,
      examples: [],
      remedy: "Set timeZone to the zone of those without an offset, such as Europe/Zurich, or UTC."
    })
    return false
  }
  return true
}

const columnsBeside = (uses: ReadonlyArray<Use>, relation: string): string => {
  const own = (of: string, i: number) => identifier(`__${of}${i}`)
  const parts = uses.flatMap(({ reading: { absolute, local, zoned } }, i) => [
    `${zoned} as ${own("zoned", i)}`,
    `${absolute} as ${own("absolute", i)}`,
    `${local} as ${own("local", i)}`
  ])
  const instants = uses.map(({ column, stretches }, i) => {
    const local = `t.${own("local", i)}`
    const offset = stretches.length === 0 ? "0" : stretchSql(stretches, local, (stretch) => stretch.offset)
    return `if(t.${own("zoned", i)}, t.${own("absolute", i)}, ${local} - (${offset})) as ${identifier(instantName(column.name))}`
  })
  const helpers = uses.flatMap((_, i) => ["zoned", "absolute", "local"].map((of) => own(of, i)))
  return `(select t.* exclude (${helpers.join(", ")}), ${instants.join(", ")} from (select s.*, ${parts.join(", ")} from ${relation} s) t)`
}

/**
 * The source with the points of time of `names` beside its columns, read with their offset or else in the configured zone.
 *
 * Undefined where they mean nothing together, with the reason among the problems: a column of both kinds, or columns of
 * both kinds while no zone is configured.
 */
export const withInstants = Effect.fnUntraced(function* (
  loading: Loading,
  source: Source,
  unit: TimeUnit,
  names: ReadonlyArray<string | undefined>
) {
  if (unit !== "timestamp") return source
  const columns = [...new Set(names)].flatMap((name) => {
    const column = name === undefined ? undefined : source.columns.get(name)
    return column !== undefined && (isInstant(column.type) || isText(column.type)) ? [column] : []
  })
  if (columns.length === 0) return source
  const uses = yield* usesOf(loading, source, columns)
  const mixed = uses.filter(({ bare, zoned }) => zoned > 0 && bare > 0)
  for (const use of mixed) yield* refuseMixed(loading, source, use)
  if (mixed.length > 0 || !agree(loading, source, uses)) return undefined
  for (const use of uses) yield* noteClock(loading, source, use)
  const prepared: Source = {
    ...source,
    relation: columnsBeside(uses, source.relation),
    located: columnsBeside(uses, source.located)
  }
  return prepared
})
