import type { TableSource } from "@fairward/core/AuditConfig"
import { tableInput } from "@fairward/core/Dataset"
import * as Message from "@fairward/core/Message"
import { type ColumnTable, table } from "arquero"
import { Effect } from "effect"
import { aggregated } from "./aggregates.ts"
import { hasType, noPatient, timeChecks, timeType } from "./columnChecks.ts"
import { type Column, canBeText, elapsed, isNoNumber, isNumeric, isText, number, text } from "./expressions.ts"
import { withInstants } from "./instants.ts"
import { type Loading, orProblem } from "./Loading.ts"
import { indexPatients, noteUnknownPatients } from "./patientIndex.ts"
import { checkRows, joined } from "./rowChecks.ts"
import { openSource, type Source } from "./Source.ts"
import { identifier } from "./sql.ts"

const isFlag = (column: Column) => `lower(trim(${text(column)})) in ('true', 'false')`

/** Numbers as numbers and flags as flags, also where a file of text holds nothing else in a column; all else as text. */
const valuesOf = Effect.fnUntraced(function* (
  { database }: Loading,
  { relation }: Source,
  columns: ReadonlyArray<Column>
) {
  const count = (condition: (column: Column) => string) =>
    aggregated(
      database,
      columns.map((column) => `count_if(${condition(column)})`),
      () => `${relation} s`
    )
  const others = yield* count(isNoNumber)
  const noFlags = yield* count((column) => `not ${isFlag(column)}`)
  return columns.map((column, i) => {
    if (column.type === "BOOLEAN") return `s.${identifier(column.name)}`
    if (isNumeric(column.type) || (isText(column.type) && others[i] === 0)) {
      return `nullif(${number(column)}, 'nan'::double)`
    }
    return isText(column.type) && noFlags[i] === 0 ? `(lower(trim(${text(column)})) = 'true')` : text(column)
  })
})

/** Names that the table gets, and so none of its columns may have. */
const refuseTaken = (
  loading: Loading,
  source: Source,
  columns: ReadonlyArray<Column>,
  taken: ReadonlyArray<string>
) => {
  for (const { name } of columns.filter((column) => taken.includes(column.name))) {
    loading.problems.push({
      table: source.table,
      where: `${source.title}, column ${name}`,
      problem: `has the name "${name}", which the table's own index gets`,
      count: 1,
      examples: [],
      remedy: "Give it another name in a query."
    })
  }
}

const read = Effect.fnUntraced(function* (loading: Loading, source: Source, config: TableSource) {
  const patient = source.columns.get(config.patient)!
  const time = config.time === undefined ? undefined : source.columns.get(config.time)!
  const fit = [
    hasType(loading, source, patient, canBeText, "an id"),
    time === undefined || timeType(loading, source, time, config.timeUnit)
  ]
  if (fit.includes(false)) return undefined
  const minutes = time === undefined ? undefined : elapsed(time, config.timeUnit, loading.timestepMinutes, 1)
  const others = [...source.columns.values()].filter(
    ({ name, type }) => name !== config.patient && name !== config.time && canBeText(type)
  )
  refuseTaken(loading, source, others, ["patient", ...(time === undefined ? [] : ["minutes"])])
  yield* indexPatients(loading, source, config.patient)
  if (loading.patientsKnown) yield* noteUnknownPatients(loading, source)
  yield* checkRows(loading, source, config.patient, [
    noPatient(patient),
    ...(time === undefined ? [] : timeChecks(loading, time, config.timeUnit, minutes!))
  ])
  const selected = ["m.idx", ...(minutes === undefined ? [] : [minutes]), ...(yield* valuesOf(loading, source, others))]
  const columns = yield* loading.database.columns(
    `select ${selected.join(", ")} from ${joined(source, config.patient, source.located)}
     where m.idx is not null order by m.idx${minutes === undefined ? "" : `, ${minutes}`}, s.__file, s.__row`
  )
  const names = ["patient", ...(minutes === undefined ? [] : ["minutes"]), ...others.map(({ name }) => name)]
  return { source, table: table(names.map((name, i) => [name, columns[i] ?? []] as const)) }
})

/** Reads the tables that the configuration names for stages of its own. */
export const loadOwnTables = Effect.fnUntraced(function* (loading: Loading) {
  const tables = new Map<string, ColumnTable>()
  const sources: Array<Source> = []
  for (const [name, config] of Object.entries(loading.config.data.tables ?? {})) {
    const required = [...new Set([config.patient, config.time])].filter((column) => column !== undefined)
    const source = yield* openSource(loading, tableInput(name), { source: config, required, all: true })
    if (source === undefined) continue
    const loaded = yield* withInstants(loading, source, config.timeUnit, [config.time]).pipe(
      Effect.andThen((prepared) => (prepared === undefined ? Effect.undefined : read(loading, prepared, config))),
      orProblem(loading, source.table, source.title)
    )
    if (loaded === undefined) continue
    tables.set(name, loaded.table)
    sources.push(loaded.source)
    if (loaded.table.numRows() === 0) {
      loading.notes.push({ table: source.table, message: Message.of`No row is of an audited patient.` })
    }
  }
  return { tables, sources }
})
