import type { Predictions } from "@fairward/core/Dataset"
import * as Message from "@fairward/core/Message"
import { Effect } from "effect"
import { gridChecks, hasType, noPatient, onGrid, timeChecks, timeType } from "./columnChecks.ts"
import { canBeFlag, canBeNumber, canBeText, elapsed, flag, text, wholeSteps } from "./expressions.ts"
import { type Loading, orProblem } from "./Loading.ts"
import { counted } from "./names.ts"
import { indexPatients, requireKnownPatients } from "./patientIndex.ts"
import { checkRows, joined, type RowCheck } from "./rowChecks.ts"
import { openSource, type Source } from "./Source.ts"
import { noteScores, scoreChecks, scoreCounts, scoreOf } from "./scores.ts"
import { sharedFloat64, sharedInt8, sharedInt32, sortRows } from "./sortRows.ts"
import { doubles, integers, tinyIntegers } from "./vectors.ts"

const read = Effect.fnUntraced(function* (loading: Loading, source: Source, ids: ReadonlyArray<string>) {
  const config = loading.config.data.predictions
  const column = (name: string) => source.columns.get(name)!
  const patient = column(config.patient)
  const label = config.label === undefined ? undefined : column(config.label)
  const scores = [config.score].flat().map(column)
  const time = config.time === undefined ? undefined : column(config.time)
  const { maxLengthSteps, timestepMinutes } = loading
  const steps = time === undefined ? "0.0" : elapsed(time, config.timeUnit, timestepMinutes, timestepMinutes)
  const fit = [
    hasType(loading, source, patient, canBeText, "an id"),
    label === undefined || hasType(loading, source, label, canBeFlag, "0, 1 or empty"),
    ...scores.map((score) => hasType(loading, source, score, canBeNumber, "a score")),
    time === undefined || timeType(loading, source, time, config.timeUnit)
  ]
  if (fit.includes(false)) return undefined
  yield* indexPatients(loading, source, config.patient)
  yield* requireKnownPatients(loading, source, config.patient)
  const checks: ReadonlyArray<RowCheck> = [
    noPatient(patient),
    ...(time === undefined
      ? []
      : [
          ...timeChecks(time, config.timeUnit, steps),
          ...gridChecks(time, config.timeUnit, timestepMinutes),
          {
            column: time.name,
            when: `${steps} < -1e-6 and ${steps} > -1e308`,
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
    ...scores.flatMap((score) => scoreChecks(loading, source, score))
  ]
  const beyond = `coalesce(${steps} >= ${maxLengthSteps} - 0.5, false)`
  const cut = Number.isFinite(maxLengthSteps) && time !== undefined
  const {
    clean,
    counted: [dropped, ...ofScores]
  } = yield* checkRows(loading, source, config.patient, checks, [
    cut ? beyond : "false",
    ...scoreCounts(loading, scores)
  ])
  if (clean) noteScores(loading, scores, ofScores)
  if (dropped! > 0) {
    loading.notes.push({
      table: "predictions",
      message: Message.of`${Message.count(dropped!, "row")} at or beyond the maximum length of ${Message.quantity(maxLengthSteps, "step")} left out.`
    })
  }

  const index = new Int32Array(source.rows)
  const step = new Int32Array(source.rows)
  const label8 = new Int8Array(source.rows)
  const score64 = new Float64Array(source.rows)
  let rows = 0
  const values = scores.map((score) => scoreOf(loading, score))
  const mean = values.length === 1 ? values[0]! : `(${values.join(" + ")}) / ${values.length}`
  const inside = cut ? `not ${beyond}` : "true"
  const kept = clean || time === undefined ? inside : `${onGrid(time, steps)} and ${steps} >= -0.5 and ${inside}`
  yield* loading.database.stream(
    `select m.idx, ${time === undefined ? "0::integer" : wholeSteps(time, config.timeUnit, timestepMinutes)}, ${label === undefined ? "-1::tinyint" : `cast(coalesce(${flag(label)}, -1) as tinyint)`}, coalesce(${mean}, 'nan'::double)
     from ${joined(source, config.patient)} where m.idx is not null and ${kept}`,
    (chunk) => {
      index.set(integers(chunk, 0), rows)
      step.set(integers(chunk, 1), rows)
      label8.set(tinyIntegers(chunk, 2), rows)
      score64.set(doubles(chunk, 3), rows)
      rows += chunk.rowCount
    }
  )
  const { offsets, order } = sortRows(ids.length, index.subarray(0, rows), (a, b) => step[a]! - step[b]!)
  const sorted: Predictions = { offsets, step: sharedInt32(rows), label: sharedInt8(rows), score: sharedFloat64(rows) }
  for (let k = 0; k < rows; k++) {
    const row = order[k]!
    sorted.step[k] = step[row]!
    sorted.label[k] = label8[row]!
    sorted.score[k] = score64[row]!
  }
  reportDuplicates(loading, source, sorted, ids)
  return sorted
})

const reportDuplicates = (
  loading: Loading,
  source: Source,
  { offsets, step }: Predictions,
  ids: ReadonlyArray<string>
) => {
  const timed = loading.config.data.predictions.time !== undefined
  const examples: Array<string> = []
  let count = 0
  for (let i = 0; i < ids.length; i++) {
    for (let k = offsets[i]! + 1; k < offsets[i + 1]!; k++) {
      if (step[k] !== step[k - 1]) continue
      count++
      if (examples.length < 3) examples.push(`patient ${ids[i]}${timed ? `, step ${step[k]}` : ""}`)
    }
  }
  if (count === 0) return
  const { patient, time } = loading.config.data.predictions
  loading.problems.push({
    table: "predictions",
    where: `${source.title}, ${timed ? `columns ${patient}, ${time}` : `column ${patient}`}`,
    problem: timed
      ? `${counted(count, "row repeats", "rows repeat")} a patient and time`
      : `${counted(count, "row repeats", "rows repeat")} a patient, where predictions without time are one a patient`,
    count,
    examples,
    remedy: timed
      ? "One prediction a patient and step: average or leave out the others by a query."
      : "Name the column of time (data.predictions.time), or keep one row a patient."
  })
}

/** Opens the table of predictions. */
export const openPredictions = (loading: Loading) => {
  const config = loading.config.data.predictions
  const required = [config.patient, config.time, config.label, ...[config.score].flat()].filter(
    (name) => name !== undefined
  )
  return openSource(loading, "predictions", { source: config, required: [...new Set(required)], all: false })
}

/** Reads and judges the predictions, sorted by patient and step. */
export const loadPredictions = (loading: Loading, source: Source, ids: ReadonlyArray<string>) =>
  read(loading, source, ids).pipe(orProblem(loading, "predictions", source.title))
