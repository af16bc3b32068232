import { Effect } from "effect"
import type { Context } from "./Context.ts"
import { unitIn } from "./columnNames.ts"
import { minutesIn, minutesOf, type Spacing, spacingOf, span, timeOf, type Unit, unitOf } from "./spacing.ts"
import { type ColumnProfile, idOf, seconds, type TableProfile } from "./TableProfile.ts"

/** A table whose rows have times. */
export interface TimedTable {
  readonly table: TableProfile
  readonly patient: ColumnProfile
  readonly time: ColumnProfile
}

export interface TimedTables {
  readonly predictions: TimedTable
  /** What the predictions' times count, where that is known. */
  readonly unit?: Unit
  /** The patients' points of admission. */
  readonly admission: TimedTable | undefined
  readonly series: TimedTable | undefined
  readonly events: TimedTable | undefined
  readonly attributions: TimedTable | undefined
}

const unitTitles: Readonly<Record<Unit, string>> = {
  step: "steps of a grid",
  s: "seconds since admission",
  min: "minutes since admission",
  h: "hours since admission",
  d: "days since admission",
  timestamp: "points of time"
}

const settleUnit = Effect.fnUntraced(function* ({ answer, draft }: Context, { time }: TimedTable, spacing: Spacing) {
  const path = ["data", "predictions", "timeUnit"]
  const guess = unitOf(time, spacing)
  const { origin, value } = yield* answer({
    id: "timeUnit",
    text: `What does ${time.name} count?`,
    choices: (time.nature === "instants" ? (["timestamp"] as const) : (["step", "s", "min", "h", "d"] as const)).map(
      (unit) => ({ value: unit, title: unitTitles[unit] })
    ),
    likeliest: guess.unit,
    because: guess.because,
    isSure: guess.isSure
  })
  draft.set(path, value)
  draft.say(
    path,
    origin === "answered" ? "as you said" : `${unitTitles[value as Unit]}: ${guess.because}`,
    guess.isSure && origin !== "answered" ? "assumed" : origin
  )
  return value as Unit
})

/** Steps are often so long, in minutes. */
const usualSteps = [1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440]

/** How long a step is, by how long the stays are in a table whose unit is known. */
const stepBySeries = Effect.fnUntraced(function* ({ opening }: Context, { predictions, series }: TimedTables) {
  if (series === undefined) return undefined
  const guess = unitOf(series.time, yield* spacingOf(opening, series.table, series.patient, series.time))
  if (guess.unit === "step" || guess.unit === "timestamp") return undefined
  const longest = ({ patient, table, time }: TimedTable) =>
    `(select ${idOf(patient)} as id, max(${timeOf(time)}) as last from ${table.source.relation} s group by 1)`
  const [row] = yield* opening.database.rows(
    `select median(b.last / a.last) as ratio from ${longest(predictions)} a join ${longest(series)} b using (id) where a.last > 20`
  )
  const minutes = Number(row!.ratio) * minutesOf[guess.unit]
  const step = usualSteps.find((one) => Math.abs(minutes / one - 1) < 0.1)
  return step === undefined
    ? undefined
    : {
        minutes: step,
        because: `stays last ${step} times as many minutes, by ${series.table.name}, as they have steps`
      }
})

const isSpan = (text: string) =>
  (minutesIn(text) ?? 0) > 0
    ? undefined
    : "not a span of time; write a number and s, min, h or d, such as 5 min or 12 h"

/** Rows that lie on no whole multiple of a distance. */
const offGrid = Effect.fnUntraced(function* (
  { opening }: Context,
  { admission, predictions }: TimedTables,
  distance: number
) {
  const { patient, table, time } = predictions
  const since =
    admission === undefined
      ? `select ${timeOf(time)} as t from ${table.source.relation} s`
      : `select ${timeOf(time)} - a.admitted as t from ${table.source.relation} s join (select ${idOf(admission.patient)} as id, ${seconds(admission.time.column)} as admitted from ${admission.table.source.relation} s) a on a.id = ${idOf(patient)}`
  const [row] = yield* opening.database.rows(
    `select count_if(abs(t / ${distance} - round(t / ${distance})) > 1e-3) as off from (${since})`
  )
  return Number(row!.off)
})

/** The distance of the grid in what the times count, if predictions lie on one. */
const gridOf = Effect.fnUntraced(function* (
  context: Context,
  tables: TimedTables,
  spacing: Spacing,
  isTimestamp: boolean
) {
  if (spacing.distances === 0 || (isTimestamp && tables.admission === undefined)) return undefined
  const distance =
    spacing.ofUsual === spacing.distances
      ? spacing.usual
      : spacing.ofShortest === spacing.distances
        ? spacing.shortest
        : undefined
  if (distance === undefined) return undefined
  return (yield* offGrid(context, isTimestamp ? tables : { ...tables, admission: undefined }, distance)) === 0
    ? distance
    : undefined
})

const settleTimestep = Effect.fnUntraced(function* (
  context: Context,
  tables: TimedTables,
  spacing: Spacing,
  unit: Unit
) {
  const { answer, draft } = context
  const path = ["timestep"]
  const settle = Effect.fnUntraced(function* (minutes: number, because: string, isSure: boolean) {
    const { origin, value } = yield* answer({
      id: "timestep",
      text: "How far apart are two steps of the predictions?",
      likeliest: span(minutes),
      because,
      isSure,
      refusal: isSpan
    })
    draft.set(path, value)
    draft.say(path, origin === "answered" ? "as you said" : because, origin === "seen" ? "seen" : origin)
    return minutesIn(value)!
  })
  if (unit === "step") {
    const seen = yield* stepBySeries(context, tables)
    if (seen !== undefined) return yield* settle(seen.minutes, seen.because, true)
    const isLong = spacing.rows >= 200
    return yield* settle(
      isLong ? 5 : 60,
      `nothing says how long a step is; a usual stay has ${Math.round(spacing.rows)} of them`,
      false
    )
  }
  const distance = yield* gridOf(context, tables, spacing, unit === "timestamp")
  const minutes = distance === undefined ? undefined : distance * minutesOf[unit === "timestamp" ? "s" : unit]
  if (minutes === undefined || span(minutes).startsWith("0 ")) {
    draft.say(
      ["data", "predictions", "time"],
      unit === "timestamp" && tables.admission === undefined
        ? "no column tells the admission: times are kept to the minute, and counted from each patient's first prediction"
        : "predictions are at no fixed distance: no timestep, times are kept to the minute",
      "assumed"
    )
    return undefined
  }
  return yield* settle(minutes, `all predictions lie on steps of ${span(minutes)}`, true)
})

/** The unit of a table beside the predictions: by its name, else that in which its times are as long as the stays. */
const unitBeside = (
  { time }: TimedTable,
  predictions: { readonly unit: Unit; readonly spacing: Spacing; readonly timestep: number | undefined },
  last: number
): { readonly unit: Unit; readonly because: string } => {
  if (time.nature === "instants") return { unit: "timestamp", because: "the column holds points of time" }
  const { spacing, timestep, unit } = predictions
  const named = unitIn(time.name)
  if (named !== undefined && (named !== "step" || timestep !== undefined)) {
    return { unit: named, because: "the column's name says so" }
  }
  if (unit === "timestamp") return { unit: "h", because: "nothing says what it counts" }
  const own = spacing.last
  if (last <= 3 * own && last > 0.05 * own)
    return { unit, because: "its times reach as far as those of the predictions" }
  const minutes = own * (unit === "step" ? (timestep ?? 60) : minutesOf[unit])
  const fitting = (["d", "h", "min", "s"] as const).find((one) => last * minutesOf[one] <= 1.5 * minutes)
  return { unit: fitting ?? unit, because: "its times are then about as long as the stays" }
}

const settleUnitBeside = Effect.fnUntraced(function* (
  { draft, opening }: Context,
  role: "events" | "timeseries" | "attributions",
  timed: TimedTable | undefined,
  predictions: Parameters<typeof unitBeside>[1]
) {
  if (timed === undefined) return
  const { table, time } = timed
  const [row] = yield* opening.database.rows(
    `select quantile_cont(${timeOf(time)}, 0.99) as last from ${table.source.relation} s`
  )
  const { because, unit } = unitBeside(timed, predictions, Number(row!.last))
  const path = ["data", role, "timeUnit"]
  draft.set(path, unit)
  draft.say(path, `${unitTitles[unit]}: ${because}`, "assumed")
})

/** What times count, and how far apart predictions are. */
export const settleTimes = Effect.fnUntraced(function* (context: Context, tables: TimedTables) {
  const { opening } = context
  const { attributions, events, predictions, series } = tables
  const spacing = yield* spacingOf(opening, predictions.table, predictions.patient, predictions.time)
  const unit = tables.unit ?? (yield* settleUnit(context, predictions, spacing))
  const timestep = yield* settleTimestep(context, tables, spacing, unit)
  const found = { unit, spacing, timestep }
  yield* settleUnitBeside(context, "events", events, found)
  yield* settleUnitBeside(context, "timeseries", series, found)
  yield* settleUnitBeside(context, "attributions", attributions, found)
  return found
})
