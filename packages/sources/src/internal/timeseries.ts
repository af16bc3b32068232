import type { TimeSeries } from "@fairward/core/Dataset"
import * as Message from "@fairward/core/Message"
import { Effect } from "effect"
import { hasType, noPatient, numberChecks, timeChecks, timeType } from "./columnChecks.ts"
import { type Column, canBeFlag, canBeNumber, canBeText, elapsed, nameOf, number } from "./expressions.ts"
import { withInstants } from "./instants.ts"
import { type Loading, orProblem } from "./Loading.ts"
import { noteMissingCodes } from "./missingCodes.ts"
import { counted, suggestion } from "./names.ts"
import { indexPatients, noteUnknownPatients } from "./patientIndex.ts"
import { checkRows, joined, type RowCheck } from "./rowChecks.ts"
import { numericColumns, openSource, type Source } from "./Source.ts"
import { type SortedRows, sharedFloat32, sharedFloat64, sortRows } from "./sortRows.ts"
import { literal } from "./sql.ts"
import { doubles, floats, integers } from "./vectors.ts"

interface Timing {
  readonly checks: ReadonlyArray<RowCheck>
  readonly minutes: string
  /** SQL that holds for rows within the stay. */
  readonly kept: string
  readonly before: string
  readonly beyond: string
}

const timing = (loading: Loading, source: Source): Timing => {
  const config = loading.config.data.timeseries!
  const time = source.columns.get(config.time)!
  const minutes = elapsed(time, config.timeUnit, loading.timestepMinutes, 1)
  const end = loading.maxLengthSteps * loading.timestepMinutes
  const beyond = Number.isFinite(end) ? `(isfinite(${minutes}) and ${minutes} >= ${end})` : "false"
  return {
    minutes,
    before: `(isfinite(${minutes}) and ${minutes} < 0)`,
    beyond,
    kept: `coalesce(isfinite(${minutes}) and ${minutes} >= 0 and not ${beyond}, false)`,
    checks: [noPatient(source.columns.get(config.patient)!), ...timeChecks(loading, time, config.timeUnit, minutes)]
  }
}

const note = (loading: Loading, count: number | undefined, message: Message.Message) => {
  if (count !== undefined && count > 0) {
    loading.notes.push({ table: "timeseries", message: Message.of`${Message.count(count, "row")} ${message}` })
  }
}

const noteOutside = (loading: Loading, before: number | undefined, beyond: number | undefined) => {
  note(loading, before, Message.of`before ${loading.origin} left out.`)
  note(
    loading,
    beyond,
    Message.of`at or beyond the maximum length of ${Message.quantity(loading.maxLengthSteps, "step")} left out.`
  )
}

type Values = Float32Array | Float64Array

/**
 * Joins the rows of one patient and time into one: of a variable measured more than once there, the smallest value.
 *
 * `put` writes the values of a source row into an output row, keeping the smaller of two.
 */
const joinRows = (
  patients: number,
  { offsets, order }: SortedRows,
  minutes: Float64Array,
  put: (row: number, output: number) => void
) => {
  const bounds = new Uint32Array(new SharedArrayBuffer((patients + 1) * 4))
  const joinedMinutes = new Float64Array(order.length)
  let output = -1
  let repeats = 0
  for (let i = 0; i < patients; i++) {
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
      const row = order[k]!
      if (k > offsets[i]! && minutes[row] === joinedMinutes[output]) repeats++
      else joinedMinutes[++output] = minutes[row]!
      put(row, output)
    }
    bounds[i + 1] = output + 1
  }
  const shared = sharedFloat64(output + 1)
  shared.set(joinedMinutes.subarray(0, output + 1))
  return { offsets: bounds, minutes: shared, repeats }
}

const keepSmaller = (into: Values, output: number, value: number) => {
  if (!(into[output]! <= value)) into[output] = Number.isNaN(value) ? into[output]! : value
}

const shorten = (values: Values, rows: number): Values => {
  if (values.length === rows) return values
  const shared = values instanceof Float32Array ? sharedFloat32(rows) : sharedFloat64(rows)
  shared.set(values.subarray(0, rows))
  return shared
}

const missingValues = (type: string, rows: number): Values =>
  (type === "FLOAT" ? sharedFloat32(rows) : sharedFloat64(rows)).fill(Number.NaN)

const readWide = Effect.fnUntraced(function* (loading: Loading, source: Source, patients: number) {
  const config = loading.config.data.timeseries!
  const variables = yield* numericColumns(loading, source, config.variables, [config.patient, config.time])
  const fit = variables.map((variable) => hasType(loading, source, variable, canBeFlag, "a number"))
  if (fit.includes(false) || variables.length === 0) return undefined
  const { before, beyond, checks, kept, minutes } = timing(loading, source)
  const judged = yield* checkRows(
    loading,
    source,
    config.patient,
    [...checks, ...variables.flatMap((variable) => numberChecks(variable, "A variable", false))],
    [before, beyond]
  )
  noteOutside(loading, judged.counted[0], judged.counted[1])
  if (judged.clean) {
    yield* noteMissingCodes(loading, source, {
      columns: variables,
      areNumbers: true,
      consequence: Message.of`not measured`
    })
  }
  const index = new Int32Array(source.rows)
  const times = new Float64Array(source.rows)
  const raw = variables.map(({ type }) =>
    type === "FLOAT" ? new Float32Array(source.rows) : new Float64Array(source.rows)
  )
  let rows = 0
  const values = variables.map((variable) =>
    variable.type === "FLOAT"
      ? `coalesce(s."${variable.name.replaceAll('"', '""')}", 'nan'::float)`
      : `coalesce(${number(variable)}, 'nan'::double)`
  )
  yield* loading.database.stream(
    `select m.idx, ${minutes}, ${values.join(", ")} from ${joined(source, config.patient)} where m.idx is not null and ${kept}`,
    (chunk) => {
      index.set(integers(chunk, 0), rows)
      times.set(doubles(chunk, 1), rows)
      for (const [v, { type }] of variables.entries()) {
        if (type === "FLOAT") raw[v]!.set(floats(chunk, v + 2), rows)
        else raw[v]!.set(doubles(chunk, v + 2), rows)
      }
      rows += chunk.rowCount
    }
  )
  const sorted = sortRows(patients, index.subarray(0, rows), (a, b) => times[a]! - times[b]!)
  const gathered = variables.map(({ type }) => missingValues(type, rows))
  const {
    offsets,
    minutes: joinedMinutes,
    repeats
  } = joinRows(patients, sorted, times, (row, output) => {
    for (let v = 0; v < raw.length; v++) keepSmaller(gathered[v]!, output, raw[v]![row]!)
  })
  note(
    loading,
    repeats,
    Message.of`with a patient and time that other rows have too: joined, the smallest value of each variable kept.`
  )
  return {
    offsets,
    minutes: joinedMinutes,
    variables: new Map(variables.map(({ name }, v) => [name, shorten(gathered[v]!, joinedMinutes.length)]))
  }
})

/** A variable that the configuration names is not there. */
const noVariable = (loading: Loading, where: string, name: string, known: ReadonlyArray<string>): void => {
  loading.problems.push({
    table: "timeseries",
    where,
    problem: `no variable "${name}"`,
    count: 1,
    examples: [],
    remedy: suggestion(name, known)
  })
}

const longNames = Effect.fnUntraced(function* (loading: Loading, source: Source, variable: Column) {
  const config = loading.config.data.timeseries!
  const rows = yield* loading.database.rows(
    `select distinct ${nameOf(variable)} as name from ${source.relation} s where ${nameOf(variable)} is not null order by name`
  )
  const found = rows.map(({ name }) => String(name))
  for (const name of config.variables ?? []) {
    if (!found.includes(name)) noVariable(loading, `${source.title}, column ${variable.name}`, name, found)
  }
  if (found.length > 32_000) {
    loading.problems.push({
      table: "timeseries",
      where: `${source.title}, column ${variable.name}`,
      problem: `${counted(found.length, "variable")}, which cannot be names of variables`,
      count: found.length,
      examples: found.slice(0, 3),
      remedy: "Check data.timeseries.variable."
    })
    return undefined
  }
  return config.variables ?? found
})

const readLong = Effect.fnUntraced(function* (loading: Loading, source: Source, patients: number) {
  const config = loading.config.data.timeseries!
  const variable = source.columns.get(config.variable!)!
  const value = source.columns.get(config.value!)!
  const fit = [
    hasType(loading, source, variable, canBeText, "the name of a variable"),
    hasType(loading, source, value, canBeNumber, "a number")
  ]
  if (fit.includes(false)) return undefined
  const names = yield* longNames(loading, source, variable)
  if (names === undefined) return undefined
  const wanted = `${nameOf(variable)} in (${names.map(literal).join(", ")})`
  const { before, beyond, checks, kept, minutes } = timing(loading, source)
  const judged = yield* checkRows(
    loading,
    source,
    config.patient,
    [
      ...checks,
      {
        column: variable.name,
        when: `${nameOf(variable)} is null`,
        problem: "without the name of a variable",
        remedy: "Every row of the long layout needs the name of its variable."
      },
      ...numberChecks(value, "A value", false).map((check) => ({ ...check, when: `${wanted} and (${check.when})` }))
    ],
    [before, beyond]
  )
  noteOutside(loading, judged.counted[0], judged.counted[1])
  yield* noteMissingCodes(loading, source, { columns: [value], consequence: Message.of`not measured`, where: wanted })
  const index = new Int32Array(source.rows)
  const times = new Float64Array(source.rows)
  const which = new Int32Array(source.rows)
  const values = new Float64Array(source.rows)
  let rows = 0
  yield* loading.database.run(
    `create temp table variables as select * from (values ${names.map((name, v) => `(${literal(name)}, ${v})`).join(", ")}) t(name, v)`
  )
  yield* loading.database.stream(
    `select m.idx, ${minutes}, v.v, coalesce(${number(value)}, 'nan'::double)
     from ${joined(source, config.patient)} join variables v on v.name = ${nameOf(variable)} where m.idx is not null and ${kept}`,
    (chunk) => {
      index.set(integers(chunk, 0), rows)
      times.set(doubles(chunk, 1), rows)
      which.set(integers(chunk, 2), rows)
      values.set(doubles(chunk, 3), rows)
      rows += chunk.rowCount
    }
  )
  const sorted = sortRows(patients, index.subarray(0, rows), (a, b) => times[a]! - times[b]! || which[a]! - which[b]!)
  const { offsets, order } = sorted
  let points = 0
  let repeats = 0
  for (let i = 0; i < patients; i++) {
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
      const again = k > offsets[i]! && times[order[k]!] === times[order[k - 1]!]
      if (!again) points++
      else if (which[order[k]!] === which[order[k - 1]!]) repeats++
    }
  }
  note(
    loading,
    repeats,
    Message.of`with a patient, time and variable that other rows have too: the smallest value kept.`
  )
  const gathered = names.map(() => missingValues(value.type, points))
  const { offsets: bounds, minutes: joinedMinutes } = joinRows(patients, sorted, times, (row, output) =>
    keepSmaller(gathered[which[row]!]!, output, values[row]!)
  )
  return {
    offsets: bounds,
    minutes: joinedMinutes,
    variables: new Map(names.map((name, v) => [name, gathered[v]!]))
  }
})

const read = Effect.fnUntraced(function* (loading: Loading, source: Source, patients: number) {
  const config = loading.config.data.timeseries!
  const fit = [
    hasType(loading, source, source.columns.get(config.patient)!, canBeText, "an id"),
    timeType(loading, source, source.columns.get(config.time)!, config.timeUnit)
  ]
  if (fit.includes(false)) return undefined
  yield* indexPatients(loading, source, config.patient)
  if (loading.patientsKnown) yield* noteUnknownPatients(loading, source)
  const timeseries: TimeSeries | undefined = yield* config.variable === undefined
    ? readWide(loading, source, patients)
    : readLong(loading, source, patients)
  if (timeseries === undefined) return undefined
  const { definesLabel } = config
  if (definesLabel === undefined) return { source, timeseries }
  const known = [...timeseries.variables.keys()]
  for (const name of definesLabel) if (!known.includes(name)) noVariable(loading, source.title, name, known)
  return { source, timeseries: { ...timeseries, definesLabel } }
})

/** Reads and judges the time series of medical variables, sorted by patient and minutes, one row a point of time. */
export const loadTimeSeries = Effect.fnUntraced(function* (loading: Loading, patients: number) {
  const config = loading.config.data.timeseries!
  const layout = config.variable === undefined ? (config.variables ?? []) : [config.variable, config.value!]
  const source = yield* openSource(loading, "timeseries", {
    source: config,
    required: [...new Set([config.patient, config.time, ...layout])],
    all: config.variable === undefined && config.variables === undefined
  })
  if (source === undefined) return undefined
  return yield* withInstants(loading, source, config.timeUnit, [config.time]).pipe(
    Effect.andThen((prepared) => (prepared === undefined ? Effect.undefined : read(loading, prepared, patients))),
    orProblem(loading, "timeseries", source.title)
  )
})
