import type { Attributions } from "@fairward/core/Dataset"
import * as Message from "@fairward/core/Message"
import { Effect } from "effect"
import { hasType, noPatient, numberChecks, timeChecks, timeType } from "./columnChecks.ts"
import { type Column, canBeNumber, canBeText, elapsed, nameOf, number } from "./expressions.ts"
import { withInstants } from "./instants.ts"
import { type Loading, orProblem } from "./Loading.ts"
import { counted, suggestion } from "./names.ts"
import { indexPatients, noteUnknownPatients } from "./patientIndex.ts"
import { checkRows, joined } from "./rowChecks.ts"
import { numericColumns, openSource, type Source } from "./Source.ts"
import { sharedFloat64, sharedUint8 } from "./sortRows.ts"
import { literal } from "./sql.ts"
import { doubles, integers } from "./vectors.ts"

/**
 * Sums of absolute values per patient and feature, in twice the double precision.
 *
 * Rows come in whatever order DuckDB's threads yield them; plain sums would differ in their last bits from run to run.
 * Two-sum: Knuth, The Art of Computer Programming 2, section 4.2.2.
 */
const absoluteSums = (cells: number) => {
  const high = new Float64Array(cells)
  const low = new Float64Array(cells)
  return {
    add: (cell: number, value: number) => {
      const magnitude = Math.abs(value)
      const before = high[cell]!
      const sum = before + magnitude
      const rounded = sum - before
      high[cell] = sum
      low[cell]! += before - (sum - rounded) + (magnitude - rounded)
    },
    total: (cell: number) => high[cell]! + low[cell]!
  }
}

const timeOf = (source: Source, name: string | undefined) =>
  name === undefined ? undefined : source.columns.get(name)!

/**
 * DuckDB keeps every key that it compares in memory, of which a long layout has as many as steps times features: larger
 * tables are compared in parts, each with the rows of some patients.
 */
const rowsComparedAtOnce = 10_000_000

/** What all layouts share: checks, the rows within the stay, and refusal of repeated rows. */
const judge = Effect.fnUntraced(function* (
  loading: Loading,
  source: Source,
  columns: ReadonlyArray<Column>,
  key: ReadonlyArray<Column>
) {
  const config = loading.config.data.attributions!
  const { maxLengthSteps, timestepMinutes } = loading
  const time = timeOf(source, config.time)
  const steps = time === undefined ? undefined : elapsed(time, config.timeUnit, timestepMinutes, timestepMinutes)
  const beyond =
    steps === undefined || !Number.isFinite(maxLengthSteps)
      ? "false"
      : `coalesce(${steps} >= ${maxLengthSteps} - 1e-6, false)`
  const checks = [
    noPatient(source.columns.get(config.patient)!),
    ...(time === undefined ? [] : timeChecks(loading, time, config.timeUnit, steps!)),
    ...key.map((column) => ({
      column: column.name,
      when: `${nameOf(column)} is null`,
      problem: "without the name of a feature",
      remedy: "Every row of the long layout needs the name of its feature."
    })),
    ...columns.flatMap((column) => numberChecks(column, "An attribution", true))
  ]
  const judged = yield* checkRows(loading, source, config.patient, checks, [beyond])
  const dropped = judged.counted[0]!
  if (dropped > 0) {
    loading.notes.push({
      table: "attributions",
      message: Message.of`${Message.count(dropped, "row")} at or beyond the maximum length of ${Message.quantity(maxLengthSteps, "step")} left out.`
    })
  }
  const by = ["m.idx", ...(steps === undefined ? [] : [steps]), ...key.map(nameOf)]
  const parts = Math.max(1, Math.ceil(source.rows / rowsComparedAtOnce))
  const found = yield* Effect.forEach(Array.from({ length: parts }).keys(), (part) =>
    loading.database.rows(
      `select id, extra, count(*) over () as count from (
         select any_value(m.id) as id, any_value(${steps ?? "null"}) as extra from ${joined(source, config.patient)}
         where m.idx % ${parts} = ${part} group by ${by.join(", ")} having count(*) > 1) order by id, extra limit 3`
    )
  )
  const repeated = found
    .flat()
    .toSorted((a, b) => Number(String(a.id) > String(b.id)) - Number(String(a.id) < String(b.id)))
  if (repeated.length > 0) {
    const count = found.reduce((sum, [first]) => sum + (first === undefined ? 0 : Number(first.count)), 0)
    const names = [config.patient, ...(time === undefined ? [] : [time.name]), ...key.map(({ name }) => name)]
    loading.problems.push({
      table: "attributions",
      where: `${source.title}, ${names.length === 1 ? "column" : "columns"} ${names.join(", ")}`,
      problem: `${counted(count, "combination")} of ${names.join(", ")} ${count === 1 ? "has" : "have"} more than one row`,
      count,
      examples: repeated
        .slice(0, 3)
        .map(({ extra, id }) => `patient ${id}${time === undefined ? "" : `, step ${extra}`}`),
      remedy:
        time === undefined
          ? "Name the column of time (data.attributions.time), or average per patient."
          : "Average the models' signed values by a query, so that one row is left."
    })
  }
  return { clean: judged.clean && repeated.length === 0, kept: `m.idx is not null and not ${beyond}` }
})

const finish = (
  features: ReadonlyArray<string>,
  patients: number,
  mean: (patient: number, feature: number) => number,
  has: (patient: number) => boolean
): Attributions => {
  const present = sharedUint8(patients)
  const values = sharedFloat64(patients * features.length)
  for (let i = 0; i < patients; i++) {
    if (!has(i)) continue
    present[i] = 1
    for (let f = 0; f < features.length; f++) values[i * features.length + f] = mean(i, f)
  }
  return { features, present, values }
}

const readWide = Effect.fnUntraced(function* (loading: Loading, source: Source, patients: number) {
  const config = loading.config.data.attributions!
  const features = yield* numericColumns(loading, source, config.features, [config.patient, config.time])
  const fit = features.map((feature) => hasType(loading, source, feature, canBeNumber, "a number"))
  if (fit.includes(false) || features.length === 0) return undefined
  const { clean, kept } = yield* judge(loading, source, features, [])
  if (!clean) return undefined
  const width = features.length
  const sums = absoluteSums(patients * width)
  const counts = new Uint32Array(patients)
  yield* loading.database.stream(
    `select m.idx, ${features.map(number).join(", ")} from ${joined(source, config.patient)} where ${kept}`,
    (chunk) => {
      const rows = chunk.rowCount
      const index = integers(chunk, 0)
      for (let row = 0; row < rows; row++) counts[index[row]!]!++
      for (let f = 0; f < width; f++) {
        const values = doubles(chunk, f + 1)
        for (let row = 0; row < rows; row++) sums.add(index[row]! * width + f, values[row]!)
      }
    }
  )
  return finish(
    features.map(({ name }) => name),
    patients,
    (i, f) => sums.total(i * width + f) / counts[i]!,
    (i) => counts[i]! > 0
  )
})

const longNames = Effect.fnUntraced(function* (loading: Loading, source: Source, feature: Column) {
  const rows = yield* loading.database.rows(
    `select distinct ${nameOf(feature)} as name from ${source.relation} s where ${nameOf(feature)} is not null order by name`
  )
  const found = rows.map(({ name }) => String(name))
  const configured = loading.config.data.attributions!.features
  const unknown = (configured ?? []).filter((name) => !found.includes(name))
  for (const name of unknown) {
    loading.problems.push({
      table: "attributions",
      where: `${source.title}, column ${feature.name}`,
      problem: `no feature "${name}"`,
      count: 1,
      examples: [],
      remedy: suggestion(name, found)
    })
  }
  return unknown.length > 0 ? undefined : (configured ?? found)
})

const readLong = Effect.fnUntraced(function* (loading: Loading, source: Source, ids: ReadonlyArray<string>) {
  const config = loading.config.data.attributions!
  const feature = source.columns.get(config.feature!)!
  const models = [config.value!].flat().map((name) => source.columns.get(name)!)
  const fit = [
    hasType(loading, source, feature, canBeText, "the name of a feature"),
    ...models.map((model) => hasType(loading, source, model, canBeNumber, "a number"))
  ]
  if (fit.includes(false)) return undefined
  const { clean, kept } = yield* judge(loading, source, models, [feature])
  const features = yield* longNames(loading, source, feature)
  if (!clean || features === undefined) return undefined
  const width = features.length
  const sums = absoluteSums(ids.length * width)
  const counts = new Uint32Array(ids.length * width)
  yield* loading.database.run(
    `create temp table features as select * from (values ${features.map((name, f) => `(${literal(name)}, ${f})`).join(", ")}) t(name, f)`
  )
  const mean = models.length === 1 ? number(models[0]!) : `(${models.map(number).join(" + ")}) / ${models.length}`
  yield* loading.database.stream(
    `select m.idx, f.f, ${mean} from ${joined(source, config.patient)} join features f on f.name = ${nameOf(feature)} where ${kept}`,
    (chunk) => {
      const rows = chunk.rowCount
      const index = integers(chunk, 0)
      const which = integers(chunk, 1)
      const values = doubles(chunk, 2)
      for (let row = 0; row < rows; row++) {
        const cell = index[row]! * width + which[row]!
        counts[cell]!++
        sums.add(cell, values[row]!)
      }
    }
  )
  if (reportIncomplete(loading, source, feature, ids, features, counts)) return undefined
  return finish(
    features,
    ids.length,
    (i, f) => sums.total(i * width + f) / counts[i * width + f]!,
    (i) => counts[i * width]! > 0
  )
})

/** A mean over some of the steps cannot be compared with one over all: every step needs every feature. */
const reportIncomplete = (
  loading: Loading,
  source: Source,
  feature: Column,
  ids: ReadonlyArray<string>,
  features: ReadonlyArray<string>,
  counts: Uint32Array
) => {
  const width = features.length
  const examples: Array<string> = []
  let count = 0
  for (let i = 0; i < ids.length; i++) {
    let most = 0
    for (let f = 1; f < width; f++) if (counts[i * width + f]! > counts[i * width + most]!) most = f
    const lacking = features.findIndex((_, f) => counts[i * width + f]! < counts[i * width + most]!)
    if (lacking < 0) continue
    count++
    if (examples.length < 3) {
      examples.push(
        `patient ${ids[i]}, ${features[lacking]} ${counts[i * width + lacking]} times, ${features[most]} ${counts[i * width + most]} times`
      )
    }
  }
  if (count === 0) return false
  loading.problems.push({
    table: "attributions",
    where: `${source.title}, column ${feature.name}`,
    problem: `${counted(count, "patient")} without every feature at every step`,
    count,
    examples,
    remedy:
      "Add the missing rows (0 where a feature plays no part), or name the complete features by data.attributions.features."
  })
  return true
}

const read = Effect.fnUntraced(function* (loading: Loading, source: Source, ids: ReadonlyArray<string>) {
  const config = loading.config.data.attributions!
  const time = timeOf(source, config.time)
  const fit = [
    hasType(loading, source, source.columns.get(config.patient)!, canBeText, "an id"),
    time === undefined || timeType(loading, source, time, config.timeUnit)
  ]
  if (fit.includes(false)) return undefined
  yield* indexPatients(loading, source, config.patient)
  if (loading.patientsKnown) yield* noteUnknownPatients(loading, source)
  const attributions = yield* config.feature === undefined
    ? readWide(loading, source, ids.length)
    : readLong(loading, source, ids)
  return attributions === undefined ? undefined : { source, attributions }
})

/** Reads and judges the attributions, averaged per patient over steps. */
export const loadAttributions = Effect.fnUntraced(function* (loading: Loading, ids: ReadonlyArray<string>) {
  const config = loading.config.data.attributions!
  const layout = config.feature === undefined ? (config.features ?? []) : [config.feature, ...[config.value!].flat()]
  const time = config.time === undefined ? [] : [config.time]
  const source = yield* openSource(loading, "attributions", {
    source: config,
    required: [...new Set([config.patient, ...time, ...layout])],
    all: config.feature === undefined && config.features === undefined
  })
  if (source === undefined) return undefined
  return yield* withInstants(loading, source, config.timeUnit, time).pipe(
    Effect.andThen((prepared) => (prepared === undefined ? Effect.undefined : read(loading, prepared, ids))),
    orProblem(loading, "attributions", source.title)
  )
})
