import type { TimeUnit } from "@fairward/core/AuditConfig"
import * as Message from "@fairward/core/Message"
import { formatMinutes } from "@fairward/core/Minutes"
import { Effect } from "effect"
import { alignedSteps, type Column, gridTolerance, instant, steps } from "./expressions.ts"
import { isQuery } from "./isQuery.ts"
import type { Loading } from "./Loading.ts"
import { joined } from "./rowChecks.ts"
import type { Source } from "./Source.ts"
import { identifier, literal } from "./sql.ts"

const relationOf = (from: string) => (isQuery(from) ? `(${from.trim()})` : literal(from))

/** A query that puts admissions on the grid, for times that all lie on the clock's own. */
const admissionQuery = ({ config, timestepMinutes }: Loading) => {
  const { admission, from } = config.data.patients
  const column = identifier(admission!)
  return `select * replace (time_bucket(interval '${formatMinutes(timestepMinutes)}', cast(${column} as timestamp)) as ${column}) from ${relationOf(from)}`
}

/** How far times are off the grid, why, and what mends it. */
export const offGridRemedy = Effect.fnUntraced(function* (
  loading: Loading,
  source: Source,
  column: Column,
  unit: TimeUnit
) {
  const { timestepMinutes } = loading
  const exact = steps(column, unit, loading)
  const isTimestamp = unit === "timestamp"
  const clock = isTimestamp ? instant(column) : "0"
  const width = timestepMinutes * 60e6
  const patient = loading.config.data[source.table as "predictions" | "events"]!.patient
  const [row] = yield* loading.database.rows(
    `select max(abs(${exact} - round(${exact}))) as farthest, count_if(abs(${exact} - round(${exact})) > ${gridTolerance(column, exact)}) as off, count(distinct ${clock} % ${width}) as places, count(*) as times from ${joined(source, patient)} where isfinite(${exact})`
  )
  const farthest = formatMinutes(Number(row!.farthest) * timestepMinutes)
  const timestep = formatMinutes(timestepMinutes)
  const setting =
    "Set align: nearest (or floor) beside timestep to move them to it, or leave timestep out where predictions have no fixed distance"
  if (isTimestamp) {
    const begins = `The grid begins at each patient's admission (data.patients.admission), a step every ${timestep}; these times are up to ${farthest} off it.`
    if (Number(row!.places) === 1 && Number(row!.times) > 1) {
      return `${begins} All of them are whole steps of ${timestep} apart by the clock, so it is the admissions that lie between: put those on the same steps, such as by data.patients.from: ${admissionQuery(loading)}. Or: ${setting}.`
    }
    return `${begins} ${setting}.`
  }
  const most =
    2 * Number(row!.off) > Number(row!.times)
      ? `Most times are off it, so check timeUnit (now ${unit}) and timestep first.`
      : `Check timeUnit (now ${unit}).`
  return `The grid begins at 0, each patient's admission, a step every ${timestep}; these times are up to ${farthest} off it. ${most} ${setting}.`
})

/** Says how many times were moved to the grid, and how far at most. */
export const noteMoved = Effect.fnUntraced(function* (
  loading: Loading,
  source: Source,
  columns: ReadonlyArray<Column>,
  unit: TimeUnit
) {
  if (loading.align === "refuse" || loading.irregular) return
  const patient = loading.config.data[source.table as "predictions" | "events"]!.patient
  const rows = yield* Effect.forEach(columns, (column) => {
    const exact = steps(column, unit, loading)
    const distance = `abs(${exact} - ${alignedSteps(column, unit, loading)})`
    return loading.database.rows(
      `select count_if(${distance} > ${gridTolerance(column, exact)}) as moved, max(${distance}) as farthest from ${joined(source, patient)} where m.idx is not null and isfinite(${exact})`
    )
  })
  const moved = rows.reduce((sum, [row]) => sum + Number(row!.moved), 0)
  if (moved === 0) return
  const farthest = Math.max(...rows.map(([row]) => Number(row!.farthest)))
  loading.notes.push({
    table: source.table,
    message: Message.of`${Message.count(moved, "time was", "times were")} moved to the ${loading.align === "floor" ? "step before" : "nearest step"}, by at most ${Number((farthest * loading.timestepMinutes).toPrecision(3))} min.`
  })
})
