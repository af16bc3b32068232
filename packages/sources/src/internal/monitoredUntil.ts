import { Effect } from "effect"
import { timeType } from "./columnChecks.ts"
import { elapsed, patientId, present, text } from "./expressions.ts"
import { type Loading, orProblem } from "./Loading.ts"
import { counted } from "./names.ts"
import { monitoredUnit } from "./patients.ts"
import type { Source } from "./Source.ts"
import { sharedFloat64 } from "./sortRows.ts"

const read = Effect.fnUntraced(function* (loading: Loading, source: Source, patients: number) {
  const { monitoredUntil, patient } = loading.config.data.patients
  const column = source.columns.get(monitoredUntil!)!
  const unit = monitoredUnit(loading)
  if (!timeType(loading, source, column, unit)) return undefined
  const minutes = elapsed(column, unit, loading.timestepMinutes, 1)
  const rows = yield* loading.database.rows(
    `select m.idx as idx, ${minutes} as minutes, ${text(column)} as value from ${source.relation} s join ids m on ${patientId(source.columns.get(patient)!)} = m.id where ${present(column)} order by m.idx`
  )
  const found = sharedFloat64(patients).fill(Number.NaN)
  const unread: Array<string> = []
  for (const { idx, minutes: own, value } of rows) {
    if (own === null || !Number.isFinite(Number(own))) unread.push(String(value))
    else found[Number(idx)] = Number(own)
  }
  if (unread.length > 0) {
    loading.problems.push({
      table: "patients",
      where: `${source.title}, column ${column.name}`,
      problem: `${counted(unread.length, "row")} with an end of monitoring that cannot be read, or whose patient has no admission`,
      count: unread.length,
      examples: unread.slice(0, 3).map((value) => `value ${value}`),
      remedy:
        "Write it like the times of the predictions or, where admission is a point of time, as one like 2026-01-31 08:30:00; leave it empty where it is not known."
    })
  }
  return found
})

/** Minutes from each patient's step 0 until monitoring ended, `NaN` where that is not known. */
export const loadMonitoredUntil = (loading: Loading, source: Source, patients: number) =>
  read(loading, source, patients).pipe(orProblem(loading, "patients", source.title))
