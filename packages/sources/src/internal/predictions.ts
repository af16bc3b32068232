import type { Predictions } from "@fairward/core/Dataset"
import * as Message from "@fairward/core/Message"
import { Effect } from "effect"
import { gridChecks, hasType, noPatient, onGrid, timeChecks, timeType } from "./columnChecks.ts"
import {
  alignedSteps,
  type Column,
  canBeFlag,
  canBeNumber,
  canBeText,
  flag,
  steps,
  text,
  wholeSteps
} from "./expressions.ts"
import { withInstants } from "./instants.ts"
import { type Loading, orProblem } from "./Loading.ts"
import { noteMissingCodes } from "./missingCodes.ts"
import { byModel } from "./modelRows.ts"
import { modelsOf } from "./models.ts"
import { counted } from "./names.ts"
import { noteMoved } from "./offGrid.ts"
import { indexPatients, requireKnownPatients } from "./patientIndex.ts"
import { checkRows, joined, type RowCheck } from "./rowChecks.ts"
import { openSource, type Source } from "./Source.ts"
import { meanScore, noteScores, scoreChecks, scoreCounts } from "./scores.ts"
import { type SortedRows, sharedFloat64, sharedInt8, sharedInt32, sharedUint32, sortRows } from "./sortRows.ts"
import { doubles, integers, tinyIntegers } from "./vectors.ts"

interface Columns {
  readonly patient: Column
  readonly label: Column | undefined
  readonly scores: ReadonlyArray<Column>
  /** Of further models, which may be missing. */
  readonly others: ReadonlyArray<Column>
  readonly time: Column | undefined
}

const checksOf = (
  loading: Loading,
  source: Source,
  { label, others, patient, scores, time }: Columns,
  exact: string,
  step: string
): ReadonlyArray<RowCheck> => {
  const { timeUnit } = loading.config.data.predictions
  return [
    noPatient(patient),
    ...(time === undefined
      ? []
      : [
          ...timeChecks(loading, time, timeUnit, exact),
          ...gridChecks(loading, source, time, timeUnit),
          {
            column: time.name,
            when: `${loading.align === "refuse" ? exact : step} < -1e-6 and ${exact} > -1e308`,
            value: text(time),
            problem: "with a time before admission",
            remedy: "Predictions begin at step 0: leave out what is earlier, or check patients.admission and timeUnit."
          }
        ]),
    ...(label === undefined
      ? []
      : [
          {
            column: label.name,
            when: `${flag(label)} = 2`,
            value: text(label),
            problem: "with a label that is not 0, 1 or empty",
            remedy: "1: an event starts within the horizon; 0: none does; empty: not labelled."
          }
        ]),
    ...scores.flatMap((score) => scoreChecks(loading, source, score)),
    ...others.flatMap((score) => scoreChecks(loading, source, score).slice(1))
  ]
}

const read = Effect.fnUntraced(function* (loading: Loading, source: Source, ids: ReadonlyArray<string>) {
  const config = loading.config.data.predictions
  const column = (name: string) => source.columns.get(name)!
  const patient = column(config.patient)
  const label = config.label === undefined ? undefined : column(config.label)
  const [scores = [], ...further] = modelsOf(loading.config).map(({ columns }) => columns.map(column))
  const others = further.flat()
  const scored = [...scores, ...others]
  const time = config.time === undefined ? undefined : column(config.time)
  const { maxLengthSteps } = loading
  const exact = time === undefined ? "0.0" : steps(time, config.timeUnit, loading)
  const step = time === undefined ? "0.0" : alignedSteps(time, config.timeUnit, loading)
  const fit = [
    hasType(loading, source, patient, canBeText, "an id"),
    label === undefined || hasType(loading, source, label, canBeFlag, "0, 1 or empty"),
    ...scored.map((score) => hasType(loading, source, score, canBeNumber, "a score")),
    time === undefined || timeType(loading, source, time, config.timeUnit)
  ]
  if (fit.includes(false)) return undefined
  yield* indexPatients(loading, source, config.patient)
  yield* requireKnownPatients(loading, source, config.patient)
  const checks = checksOf(loading, source, { label, others, patient, scores, time }, exact, step)
  const beyond = `coalesce(${step} >= ${maxLengthSteps} - 0.5, false)`
  const cut = Number.isFinite(maxLengthSteps) && time !== undefined
  const {
    clean,
    counted: [dropped, ...ofScores]
  } = yield* checkRows(loading, source, config.patient, checks, [
    cut ? beyond : "false",
    ...scoreCounts(loading, scored)
  ])
  if (clean) noteScores(loading, scored, ofScores)
  if (clean && label !== undefined) {
    yield* noteMissingCodes(loading, source, { columns: [label], consequence: Message.of`such steps are not labelled` })
  }
  if (dropped! > 0) {
    loading.notes.push({
      table: "predictions",
      message: Message.of`${Message.count(dropped!, "row")} at or beyond the maximum length of ${Message.quantity(maxLengthSteps, "step")} left out.`
    })
  }

  const index = new Int32Array(source.rows)
  const places = new Int32Array(source.rows)
  const times = loading.align === "refuse" ? undefined : new Float64Array(source.rows)
  const label8 = new Int8Array(source.rows)
  const scores64 = [scores, ...further].map(() => new Float64Array(source.rows))
  let rows = 0
  const means = [scores, ...further].map((columns) => meanScore(loading, columns))
  const inside = cut ? `not ${beyond}` : "true"
  const kept =
    clean || time === undefined ? inside : `${onGrid(time, exact, loading)} and ${step} >= -0.5 and ${inside}`
  yield* loading.database.stream(
    `select m.idx, ${time === undefined ? "0::integer" : wholeSteps(time, config.timeUnit, loading)}, ${label === undefined ? "-1::tinyint" : `cast(coalesce(${flag(label)}, -1) as tinyint)`}, ${means.join(", ")}${times === undefined ? "" : `, ${exact}`}
     from ${joined(source, config.patient)} where m.idx is not null and ${kept}`,
    (chunk) => {
      index.set(integers(chunk, 0), rows)
      places.set(integers(chunk, 1), rows)
      label8.set(tinyIntegers(chunk, 2), rows)
      scores64.forEach((own, i) => {
        own.set(doubles(chunk, 3 + i), rows)
      })
      times?.set(doubles(chunk, 3 + scores64.length), rows)
      rows += chunk.rowCount
    }
  )
  const sorting = sortRows(
    ids.length,
    index.subarray(0, rows),
    times === undefined ? (a, b) => places[a]! - places[b]! : (a, b) => times[a]! - times[b]!
  )
  reportDuplicates(loading, source, sorting, times ?? places, ids)
  const { offsets, order } = times === undefined ? sorting : latestOfStep(loading, sorting, places)
  if (time !== undefined) yield* noteMoved(loading, source, [time], config.timeUnit)
  return inOrder(offsets, order, places, label8, scores64)
})

/** The predictions, and at their rows the scores of further models, `NaN` where there is none. */
export interface LoadedPredictions {
  readonly predictions: Predictions
  readonly others: ReadonlyArray<Float64Array>
}

const inOrder = (
  offsets: Uint32Array,
  order: Uint32Array,
  places: Int32Array,
  label: Int8Array,
  scores: ReadonlyArray<Float64Array>
): LoadedPredictions => {
  const size = order.length
  const [step, labels] = [sharedInt32(size), sharedInt8(size)]
  const [score, ...others] = scores.map(() => sharedFloat64(size))
  order.forEach((row, k) => {
    step[k] = places[row]!
    labels[k] = label[row]!
    score![k] = scores[0]![row]!
    others.forEach((own, i) => {
      own[k] = scores[i + 1]![row]!
    })
  })
  return { predictions: { offsets, step, label: labels, score: score! }, others }
}

/** Of the predictions of a patient that lie on one step, the last. */
const latestOfStep = (loading: Loading, { offsets, order }: SortedRows, places: Int32Array): SortedRows => {
  const bounds = sharedUint32(offsets.length)
  const kept = new Uint32Array(order.length)
  let count = 0
  for (let i = 0; i + 1 < offsets.length; i++) {
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
      const isLast = k + 1 === offsets[i + 1]! || places[order[k + 1]!] !== places[order[k]!]
      if (isLast) kept[count++] = order[k]!
    }
    bounds[i + 1] = count
  }
  if (count < order.length) {
    loading.notes.push({
      table: "predictions",
      message: Message.of`${Message.count(order.length - count, "prediction")} left out: a later one of the same patient lies ${loading.irregular ? "in the same minute" : "on the same step"}.`
    })
  }
  return { offsets: bounds, order: kept.subarray(0, count) }
}

const reportDuplicates = (
  loading: Loading,
  source: Source,
  { offsets, order }: SortedRows,
  places: Int32Array | Float64Array,
  ids: ReadonlyArray<string>
) => {
  const timed = loading.config.data.predictions.time !== undefined
  const examples: Array<string> = []
  let count = 0
  for (let i = 0; i < ids.length; i++) {
    for (let k = offsets[i]! + 1; k < offsets[i + 1]!; k++) {
      const place = places[order[k]!]!
      if (place !== places[order[k - 1]!]) continue
      count++
      if (examples.length < 3) {
        examples.push(`patient ${ids[i]}${timed ? `, ${loading.irregular ? "minute" : "step"} ${place}` : ""}`)
      }
    }
  }
  if (count === 0) return
  const { patient, time } = loading.config.data.predictions
  loading.problems.push({
    table: "predictions",
    ...(timed ? {} : { cause: "repeated patients" as const }),
    where: `${source.title}, ${timed ? `columns ${patient}, ${time}` : `column ${patient}`}`,
    problem: timed
      ? `${counted(count, "row repeats", "rows repeat")} a patient and time`
      : `${counted(count, "row repeats", "rows repeat")} a patient, where predictions without time are one a patient`,
    count,
    examples,
    remedy: loading.shownTwice.has("predictions")
      ? "Some times lie in the hour that clocks show twice, when they are set back: a prediction of its second turn looks like a repeat of the first. Export the times in UTC, or with their offset; rows that repeat at other times are averaged or left out by a query."
      : timed
        ? "One prediction a patient and step: average or leave out the others by a query."
        : "Name the column of time (data.predictions.time), or keep one row a patient."
  })
}

/** Opens the table of predictions. */
export const openPredictions = Effect.fnUntraced(function* (loading: Loading) {
  const config = loading.config.data.predictions
  const isLong = config.model !== undefined
  const scores = isLong
    ? [config.model, ...[config.score].flat()]
    : modelsOf(loading.config).flatMap(({ columns }) => columns)
  const required = [config.patient, config.time, config.label, ...scores].filter((name) => name !== undefined)
  const opened = yield* openSource(loading, "predictions", {
    source: config,
    required: [...new Set(required)],
    all: false
  })
  const source =
    opened !== undefined && isLong
      ? yield* byModel(loading, opened).pipe(orProblem(loading, "predictions", opened.title))
      : opened
  if (source === undefined || config.time === undefined) return source
  return yield* withInstants(loading, source, config.timeUnit, [config.time]).pipe(
    orProblem(loading, "predictions", source.title)
  )
})

/** Reads and judges the predictions, sorted by patient and step. */
export const loadPredictions = (loading: Loading, source: Source, ids: ReadonlyArray<string>) =>
  read(loading, source, ids).pipe(orProblem(loading, "predictions", source.title))
