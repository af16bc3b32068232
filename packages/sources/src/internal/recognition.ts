import type { Recognition } from "@fairward/core/Dataset"
import * as Message from "@fairward/core/Message"
import { Effect } from "effect"
import { hasType, noPatient, timeChecks, timeType } from "./columnChecks.ts"
import { canBeText, elapsed, present } from "./expressions.ts"
import { withInstants } from "./instants.ts"
import { type Loading, orProblem } from "./Loading.ts"
import { indexPatients, noteUnknownPatients } from "./patientIndex.ts"
import { checkRows, joined } from "./rowChecks.ts"
import { openSource, type Source } from "./Source.ts"
import { sharedFloat64 } from "./sortRows.ts"

const read = Effect.fnUntraced(function* (loading: Loading, source: Source, patients: number) {
  const config = loading.config.data.recognition!
  const [patient, time] = [source.columns.get(config.patient)!, source.columns.get(config.time)!]
  const fit = [hasType(loading, source, patient, canBeText, "an id"), timeType(loading, source, time, config.timeUnit)]
  if (fit.includes(false)) return undefined
  const minutes = elapsed(time, config.timeUnit, loading.timestepMinutes, 1)
  yield* indexPatients(loading, source, config.patient)
  if (loading.patientsKnown) yield* noteUnknownPatients(loading, source)
  // A row without a time says that clinicians did not recognise it, as where the table is that of the patients.
  const [, ...checks] = timeChecks(loading, time, config.timeUnit, minutes)
  yield* checkRows(loading, source, config.patient, [noPatient(patient), ...checks])
  const rows = yield* loading.database.rows(
    `select m.idx as idx, min(${minutes}) as minutes, count(*) as rows from ${joined(source, config.patient)}
     where m.idx is not null and ${present(time)} group by m.idx order by m.idx`
  )
  const recognition: Recognition = { minutes: sharedFloat64(patients).fill(Number.NaN) }
  for (const row of rows) recognition.minutes[Number(row.idx)] = row.minutes === null ? Number.NaN : Number(row.minutes)
  const several = rows.filter((row) => Number(row.rows) > 1).length
  if (several > 0) {
    loading.notes.push({
      table: "recognition",
      message: Message.of`${Message.count(several, "patient")} with several times of recognition: the earliest counts.`
    })
  }
  return { source, recognition }
})

/** Reads when clinicians recognised it, one time a patient. */
export const loadRecognition = Effect.fnUntraced(function* (loading: Loading, patients: number) {
  const config = loading.config.data.recognition!
  const source = yield* openSource(loading, "recognition", {
    source: config,
    required: [...new Set([config.patient, config.time])],
    all: false
  })
  if (source === undefined) return undefined
  return yield* withInstants(loading, source, config.timeUnit, [config.time]).pipe(
    Effect.andThen((prepared) => (prepared === undefined ? Effect.undefined : read(loading, prepared, patients))),
    orProblem(loading, "recognition", source.title)
  )
})
