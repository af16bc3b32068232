import type { Events } from "@fairward/core/Dataset"
import * as Message from "@fairward/core/Message"
import { Effect } from "effect"
import { gridChecks, hasType, noPatient, onGrid, timeChecks, timeType } from "./columnChecks.ts"
import { type Column, canBeFlag, canBeText, elapsed, flag, text, wholeSteps } from "./expressions.ts"
import { type Loading, orProblem } from "./Loading.ts"
import { counted } from "./names.ts"
import { indexPatients, requireKnownPatients } from "./patientIndex.ts"
import { checkRows, joined, type RowCheck } from "./rowChecks.ts"
import { openSource, type Source } from "./Source.ts"
import { type SortedRows, sharedInt32, sortRows } from "./sortRows.ts"
import { integers, tinyIntegers } from "./vectors.ts"

interface Intervals {
  readonly offsets: Uint32Array
  readonly start: Int32Array
  readonly stop: Int32Array
}

const problemColumns = (loading: Loading) => {
  const { inEvent, start, stop, time } = loading.config.data.events!
  return [start, stop, inEvent === undefined ? undefined : time].filter((name) => name !== undefined).join(", ")
}

const readIntervals = Effect.fnUntraced(function* (loading: Loading, source: Source, ids: ReadonlyArray<string>) {
  const config = loading.config.data.events!
  const { timestepMinutes } = loading
  const start = source.columns.get(config.start!)!
  const stop = config.stop === undefined ? undefined : source.columns.get(config.stop)!
  const times = stop === undefined ? [start] : [start, stop]
  if (times.map((time) => timeType(loading, source, time, config.timeUnit)).includes(false)) return undefined
  const steps = (column: Column) => elapsed(column, config.timeUnit, timestepMinutes, timestepMinutes)
  const valid = times.map((time) => onGrid(time, steps(time))).join(" and ")
  const checks: ReadonlyArray<RowCheck> = [
    noPatient(source.columns.get(config.patient)!),
    ...times.flatMap((time) => [
      ...timeChecks(time, config.timeUnit, steps(time)),
      ...gridChecks(time, config.timeUnit, timestepMinutes)
    ]),
    ...(stop === undefined
      ? []
      : [
          {
            column: stop.name,
            when: `${valid} and round(${steps(stop)}) <= round(${steps(start)})`,
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
  const first = wholeSteps(start, config.timeUnit, timestepMinutes)
  const last = stop === undefined ? `${first} + 1` : wholeSteps(stop, config.timeUnit, timestepMinutes)
  yield* loading.database.stream(
    `select m.idx, ${first}, ${last} from ${joined(source, config.patient)} where m.idx is not null and ${valid}`,
    (chunk) => {
      index.set(integers(chunk, 0), rows)
      starts.set(integers(chunk, 1), rows)
      stops.set(integers(chunk, 2), rows)
      rows += chunk.rowCount
    }
  )
  const { offsets, order } = sortRows(
    ids.length,
    index.subarray(0, rows),
    (a, b) => starts[a]! - starts[b]! || stops[a]! - stops[b]!
  )
  return {
    offsets,
    start: Int32Array.from(order, (row) => starts[row]!),
    stop: Int32Array.from(order, (row) => stops[row]!)
  }
})

const readRuns = Effect.fnUntraced(function* (loading: Loading, source: Source, ids: ReadonlyArray<string>) {
  const config = loading.config.data.events!
  const { timestepMinutes } = loading
  const time = source.columns.get(config.time!)!
  const inEvent = source.columns.get(config.inEvent!)!
  const fit = [
    timeType(loading, source, time, config.timeUnit),
    hasType(loading, source, inEvent, canBeFlag, "0, 1 or empty")
  ]
  if (fit.includes(false)) return undefined
  const steps = elapsed(time, config.timeUnit, timestepMinutes, timestepMinutes)
  yield* checkRows(loading, source, config.patient, [
    noPatient(source.columns.get(config.patient)!),
    ...timeChecks(time, config.timeUnit, steps),
    ...gridChecks(time, config.timeUnit, timestepMinutes),
    {
      column: inEvent.name,
      when: `${flag(inEvent)} = 2`,
      value: text(inEvent),
      problem: "with an in-event value that is not 0, 1 or empty",
      remedy: "1: the patient is in an event; 0 or empty: not."
    }
  ])
  const index = new Int32Array(source.rows)
  const step = new Int32Array(source.rows)
  const on = new Int8Array(source.rows)
  let rows = 0
  yield* loading.database.stream(
    `select m.idx, ${wholeSteps(time, config.timeUnit, timestepMinutes)}, cast(coalesce(${flag(inEvent)}, 0) as tinyint)
     from ${joined(source, config.patient)} where m.idx is not null and ${onGrid(time, steps)}`,
    (chunk) => {
      index.set(integers(chunk, 0), rows)
      step.set(integers(chunk, 1), rows)
      on.set(tinyIntegers(chunk, 2), rows)
      rows += chunk.rowCount
    }
  )
  const sorted = sortRows(ids.length, index.subarray(0, rows), (a, b) => step[a]! - step[b]!)
  return runs(loading, source, ids, sorted, step, on)
})

/** Runs of 1 over consecutive steps; a gap in the steps ends a run. */
const runs = (
  loading: Loading,
  source: Source,
  ids: ReadonlyArray<string>,
  { offsets, order }: SortedRows,
  step: Int32Array,
  on: Int8Array
): Intervals => {
  const found = { offsets: new Uint32Array(ids.length + 1), start: [] as Array<number>, stop: [] as Array<number> }
  const repeated: Array<string> = []
  let repeats = 0
  for (let i = 0; i < ids.length; i++) {
    let open = false
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
      const row = order[k]!
      const here = step[row]!
      if (k > offsets[i]! && step[order[k - 1]!] === here) {
        repeats++
        if (repeated.length < 3) repeated.push(`patient ${ids[i]}, step ${here}`)
      }
      if (on[row] !== 1) {
        open = false
      } else if (open && step[order[k - 1]!]! >= here - 1) {
        found.stop[found.stop.length - 1] = here + 1
      } else {
        found.start.push(here)
        found.stop.push(here + 1)
        open = true
      }
    }
    found.offsets[i + 1] = found.start.length
  }
  if (repeats > 0) {
    loading.problems.push({
      table: "events",
      where: `${source.title}, columns ${loading.config.data.events!.patient}, ${loading.config.data.events!.time}`,
      problem: `${counted(repeats, "row repeats", "rows repeat")} a patient and time`,
      count: repeats,
      examples: repeated,
      remedy: "One row a patient and step: leave out the others by a query."
    })
  }
  return { offsets: found.offsets, start: Int32Array.from(found.start), stop: Int32Array.from(found.stop) }
}

/** Merges what is closer than `within` steps, and lets events begin at admission; reports what still overlaps. */
const settled = (
  loading: Loading,
  source: Source,
  ids: ReadonlyArray<string>,
  { offsets, start, stop }: Intervals,
  within: number | undefined
): Events => {
  const kept = { start: [] as Array<number>, stop: [] as Array<number> }
  const bounds = new Uint32Array(new SharedArrayBuffer(offsets.length * 4))
  const overlapping: Array<string> = []
  let overlaps = 0
  let merged = 0
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
      if (gap < 0) {
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
  note(clipped, Message.of`already running at admission: they begin at step 0.`)
  note(before, Message.of`ended by admission and left out.`)
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
  return source === undefined
    ? undefined
    : yield* read(loading, source, ids).pipe(orProblem(loading, "events", source.title))
})
