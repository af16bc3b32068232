import type { Events } from "@fairward/core/Dataset"
import * as Message from "@fairward/core/Message"
import { Effect } from "effect"
import { gridChecks, hasType, noPatient, onGrid, timeChecks, timeType } from "./columnChecks.ts"
import { type Column, canBeFlag, canBeText, flag, steps, text, wholeSteps } from "./expressions.ts"
import { withInstants } from "./instants.ts"
import { type Loading, orProblem } from "./Loading.ts"
import { noteMissingCodes } from "./missingCodes.ts"
import { counted } from "./names.ts"
import { noteMoved } from "./offGrid.ts"
import { indexPatients, requireKnownPatients } from "./patientIndex.ts"
import { checkRows, joined, type RowCheck } from "./rowChecks.ts"
import { openSource, type Source } from "./Source.ts"
import { type SortedRows, sharedInt32, sortRows } from "./sortRows.ts"
import { doubles, integers, tinyIntegers } from "./vectors.ts"

interface Intervals {
  readonly offsets: Uint32Array
  readonly start: Int32Array
  readonly stop: Int32Array
  /** Steps, whole or not, at which events started and stopped before they were moved to the grid. */
  readonly exact?: { readonly start: Float64Array; readonly stop: Float64Array }
}

const problemColumns = (loading: Loading) => {
  const { inEvent, start, stop, time } = loading.config.data.events!
  return [start, stop, inEvent === undefined ? undefined : time].filter((name) => name !== undefined).join(", ")
}

const readIntervals = Effect.fnUntraced(function* (loading: Loading, source: Source, ids: ReadonlyArray<string>) {
  const config = loading.config.data.events!
  const start = source.columns.get(config.start!)!
  const stop = config.stop === undefined ? undefined : source.columns.get(config.stop)!
  const times = stop === undefined ? [start] : [start, stop]
  if (times.map((time) => timeType(loading, source, time, config.timeUnit)).includes(false)) return undefined
  const exact = (column: Column) => steps(column, config.timeUnit, loading)
  const isMoved = loading.align !== "refuse"
  const valid = times.map((time) => onGrid(time, exact(time), loading)).join(" and ")
  const judged = (column: Column) => (isMoved ? exact(column) : `round(${exact(column)})`)
  const checks: ReadonlyArray<RowCheck> = [
    noPatient(source.columns.get(config.patient)!),
    ...times.flatMap((time) => [
      ...timeChecks(loading, time, config.timeUnit, exact(time)),
      ...gridChecks(loading, source, time, config.timeUnit)
    ]),
    ...(stop === undefined
      ? []
      : [
          {
            column: stop.name,
            when: `${valid} and ${judged(stop)} <= ${judged(start)}`,
            value: `concat(${text(start)}, ' to ', ${text(stop)})`,
            problem: "with a stop that is not after the start",
            remedy:
              "Events are [start, stop), the stop not included: an event of one step stops one step after its start."
          }
        ])
  ]
  yield* checkRows(loading, source, config.patient, checks)
  const index = new Int32Array(source.rows)
  const starts = new Int32Array(source.rows)
  const stops = new Int32Array(source.rows)
  let rows = 0
  const first = wholeSteps(start, config.timeUnit, loading)
  const whole = stop === undefined ? `${first} + 1` : wholeSteps(stop, config.timeUnit, loading)
  const last = isMoved && stop !== undefined ? `greatest(${whole}, ${first} + 1)` : whole
  const moved = isMoved ? { start: new Float64Array(source.rows), stop: new Float64Array(source.rows) } : undefined
  yield* loading.database.stream(
    `select m.idx, ${first}, ${last}${moved === undefined ? "" : `, ${exact(start)}, ${exact(stop ?? start)}`} from ${joined(source, config.patient)} where m.idx is not null and ${valid}`,
    (chunk) => {
      moved?.start.set(doubles(chunk, 3), rows)
      moved?.stop.set(doubles(chunk, 4), rows)
      index.set(integers(chunk, 0), rows)
      starts.set(integers(chunk, 1), rows)
      stops.set(integers(chunk, 2), rows)
      rows += chunk.rowCount
    }
  )
  const { offsets, order } = sortRows(
    ids.length,
    index.subarray(0, rows),
    moved === undefined
      ? (a, b) => starts[a]! - starts[b]! || stops[a]! - stops[b]!
      : (a, b) => moved.start[a]! - moved.start[b]! || moved.stop[a]! - moved.stop[b]!
  )
  yield* noteMoved(loading, source, times, config.timeUnit)
  const found: Intervals = {
    offsets,
    start: Int32Array.from(order, (row) => starts[row]!),
    stop: Int32Array.from(order, (row) => stops[row]!),
    ...(moved === undefined
      ? {}
      : {
          exact: {
            start: Float64Array.from(order, (row) => moved.start[row]!),
            stop: Float64Array.from(order, (row) => moved.stop[row]!)
          }
        })
  }
  return found
})

const readRuns = Effect.fnUntraced(function* (loading: Loading, source: Source, ids: ReadonlyArray<string>) {
  const config = loading.config.data.events!
  const time = source.columns.get(config.time!)!
  const inEvent = source.columns.get(config.inEvent!)!
  const fit = [
    timeType(loading, source, time, config.timeUnit),
    hasType(loading, source, inEvent, canBeFlag, "0, 1 or empty")
  ]
  if (fit.includes(false)) return undefined
  const exact = steps(time, config.timeUnit, loading)
  yield* checkRows(loading, source, config.patient, [
    noPatient(source.columns.get(config.patient)!),
    ...timeChecks(loading, time, config.timeUnit, exact),
    ...gridChecks(loading, source, time, config.timeUnit),
    {
      column: inEvent.name,
      when: `${flag(inEvent)} = 2`,
      value: text(inEvent),
      problem: "with an in-event value that is not 0, 1 or empty",
      remedy: "1: the patient is in an event; 0 or empty: not."
    }
  ])
  yield* noteMissingCodes(loading, source, { columns: [inEvent], consequence: Message.of`not in an event` })
  const index = new Int32Array(source.rows)
  const step = new Int32Array(source.rows)
  const on = new Int8Array(source.rows)
  const times = new Float64Array(source.rows)
  let rows = 0
  yield* loading.database.stream(
    `select m.idx, ${wholeSteps(time, config.timeUnit, loading)}, cast(coalesce(${flag(inEvent)}, 0) as tinyint), ${exact}
     from ${joined(source, config.patient)} where m.idx is not null and ${onGrid(time, exact, loading)}`,
    (chunk) => {
      times.set(doubles(chunk, 3), rows)
      index.set(integers(chunk, 0), rows)
      step.set(integers(chunk, 1), rows)
      on.set(tinyIntegers(chunk, 2), rows)
      rows += chunk.rowCount
    }
  )
  yield* noteMoved(loading, source, [time], config.timeUnit)
  const isMoved = loading.align !== "refuse"
  const sorted = sortRows(
    ids.length,
    index.subarray(0, rows),
    isMoved ? (a, b) => times[a]! - times[b]! : (a, b) => step[a]! - step[b]!
  )
  refuseRepeats(loading, source, ids, sorted, isMoved ? times : step)
  return runs(loading, ids, sorted, step, on)
})

const refuseRepeats = (
  loading: Loading,
  source: Source,
  ids: ReadonlyArray<string>,
  { offsets, order }: SortedRows,
  times: Int32Array | Float64Array
) => {
  const examples: Array<string> = []
  let repeats = 0
  for (let i = 0; i < ids.length; i++) {
    for (let k = offsets[i]! + 1; k < offsets[i + 1]!; k++) {
      const time = times[order[k]!]!
      if (times[order[k - 1]!] !== time) continue
      repeats++
      if (examples.length < 3) examples.push(`patient ${ids[i]}, ${loading.irregular ? "minute" : "step"} ${time}`)
    }
  }
  if (repeats === 0) return
  loading.problems.push({
    table: "events",
    where: `${source.title}, columns ${loading.config.data.events!.patient}, ${loading.config.data.events!.time}`,
    problem: `${counted(repeats, "row repeats", "rows repeat")} a patient and time`,
    count: repeats,
    examples,
    remedy: "One row a patient and step: leave out the others by a query."
  })
}

/**
 * Runs of 1 over consecutive steps; a gap in the steps ends a run. Without a grid, a run goes on until the first row
 * that says 0, or for a minute after the last row. Of rows moved to one step, any 1 makes it one.
 */
const runs = (
  { irregular }: Loading,
  ids: ReadonlyArray<string>,
  { offsets, order }: SortedRows,
  step: Int32Array,
  on: Int8Array
): Intervals => {
  const found = { offsets: new Uint32Array(ids.length + 1), start: [] as Array<number>, stop: [] as Array<number> }
  for (let i = 0; i < ids.length; i++) {
    const first = found.start.length
    let isOpen = false
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
      const here = step[order[k]!]!
      const last = found.stop.length - 1
      if (on[order[k]!] !== 1) {
        if (isOpen && irregular) found.stop[last] = Math.max(here, found.start[last]! + 1)
        isOpen = false
      } else if (irregular ? isOpen : last >= first && found.stop[last]! >= here) {
        found.stop[last] = here + 1
      } else {
        found.start.push(here)
        found.stop.push(here + 1)
        isOpen = true
      }
    }
    found.offsets[i + 1] = found.start.length
  }
  return { offsets: found.offsets, start: Int32Array.from(found.start), stop: Int32Array.from(found.stop) }
}

/** Whether an event overlaps the one before it, judged by the times before both were moved to the grid. */
const overlapsLast = ({ exact, start, stop }: Intervals, k: number) =>
  exact === undefined
    ? start[k]! < stop[k - 1]!
    : exact.start[k]! < exact.stop[k - 1]! || exact.start[k] === exact.start[k - 1]

/** Merges what is closer than `within` steps, and lets events begin at admission; reports what still overlaps. */
const settled = (
  loading: Loading,
  source: Source,
  ids: ReadonlyArray<string>,
  intervals: Intervals,
  within: number | undefined
): Events => {
  const { offsets, start, stop } = intervals
  const kept = { start: [] as Array<number>, stop: [] as Array<number> }
  const bounds = new Uint32Array(new SharedArrayBuffer(offsets.length * 4))
  const overlapping: Array<string> = []
  let overlaps = 0
  let merged = 0
  let joined = 0
  let clipped = 0
  let before = 0
  for (let i = 0; i < ids.length; i++) {
    const first = kept.start.length
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
      if (stop[k]! <= 0) {
        before++
        continue
      }
      if (start[k]! < 0) clipped++
      const begins = Math.max(0, start[k]!)
      const last = kept.start.length - 1
      const gap = last < first ? Number.POSITIVE_INFINITY : begins - kept.stop[last]!
      if (within !== undefined && (gap < 0 || gap < within)) {
        kept.stop[last] = Math.max(kept.stop[last]!, stop[k]!)
        merged++
        continue
      }
      const isOverlap = last >= first && overlapsLast(intervals, k)
      if (gap < 0 && !isOverlap) {
        kept.stop[last] = Math.max(kept.stop[last]!, stop[k]!)
        joined++
        continue
      }
      if (isOverlap) {
        overlaps++
        if (overlapping.length < 3) {
          overlapping.push(
            `patient ${ids[i]}, steps ${kept.start[last]} to ${kept.stop[last]} and ${begins} to ${stop[k]}`
          )
        }
      }
      kept.start.push(begins)
      kept.stop.push(stop[k]!)
    }
    bounds[i + 1] = kept.start.length
  }
  if (overlaps > 0) {
    loading.problems.push({
      table: "events",
      where: `${source.title}, columns ${problemColumns(loading)}`,
      problem: `${counted(overlaps, "event overlaps", "events overlap")} the one before`,
      count: overlaps,
      examples: overlapping,
      remedy: "Events of a patient are apart: set mergeWithin (0 min merges only what overlaps), or correct the times."
    })
  }
  const note = (count: number, message: Message.Message) => {
    if (count === 0) return
    loading.notes.push({ table: "events", message: Message.of`${Message.count(count, "event")} ${message}` })
  }
  note(merged, Message.of`merged with the one before.`)
  note(joined, Message.of`moved to a step of the one before, and joined with it.`)
  note(clipped, Message.of`already running at ${loading.origin}: they begin there.`)
  note(before, Message.of`ended by ${loading.origin} and left out.`)
  const events = { offsets: bounds, start: sharedInt32(kept.start.length), stop: sharedInt32(kept.stop.length) }
  events.start.set(kept.start)
  events.stop.set(kept.stop)
  return events
}

const read = Effect.fnUntraced(function* (loading: Loading, source: Source, ids: ReadonlyArray<string>) {
  const config = loading.config.data.events!
  if (!hasType(loading, source, source.columns.get(config.patient)!, canBeText, "an id")) return undefined
  yield* indexPatients(loading, source, config.patient)
  yield* requireKnownPatients(loading, source, config.patient)
  const intervals = yield* config.inEvent === undefined
    ? readIntervals(loading, source, ids)
    : readRuns(loading, source, ids)
  if (intervals === undefined) return undefined
  const within = config.mergeWithin === undefined ? undefined : config.mergeWithin / loading.timestepMinutes
  return { source, events: settled(loading, source, ids, intervals, within) }
})

/** Reads and judges the events, sorted by patient and start. */
export const loadEvents = Effect.fnUntraced(function* (loading: Loading, ids: ReadonlyArray<string>) {
  const config = loading.config.data.events!
  const required = [config.patient, config.start, config.stop, config.inEvent, config.inEvent && config.time]
  const source = yield* openSource(loading, "events", {
    source: config,
    required: [...new Set(required.filter((name) => name !== undefined))],
    all: false
  })
  if (source === undefined) return undefined
  const times = config.inEvent === undefined ? [config.start, config.stop] : [config.time]
  return yield* withInstants(loading, source, config.timeUnit, times).pipe(
    Effect.andThen((prepared) => (prepared === undefined ? Effect.undefined : read(loading, prepared, ids))),
    orProblem(loading, "events", source.title)
  )
})
