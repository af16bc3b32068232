import type { TimeUnit } from "@fairward/core/AuditConfig"
import * as Categories from "@fairward/core/Categories"
import * as Message from "@fairward/core/Message"
import { type ColumnTable, table } from "arquero"
import { Effect } from "effect"
import { aggregated } from "./aggregates.ts"
import { noteAttributes } from "./attributeNotes.ts"
import { type Clusters, clustersOf, personId } from "./clusters.ts"
import { hasType, noPatient } from "./columnChecks.ts"
import {
  type Column,
  canBeText,
  category,
  instant,
  isInstant,
  isMissingCode,
  isNoNumber,
  isNumeric,
  isText,
  number,
  patientId,
  present,
  text
} from "./expressions.ts"
import { checkGroupings } from "./groupings.ts"
import { withInstants } from "./instants.ts"
import { type Loading, orProblem } from "./Loading.ts"
import { noteMissingCodes } from "./missingCodes.ts"
import { counted } from "./names.ts"
import { indexPatients } from "./patientIndex.ts"
import { checkRows, type RowCheck } from "./rowChecks.ts"
import { openSource, type Source } from "./Source.ts"
import { identifier } from "./sql.ts"

export interface LoadedPatients {
  readonly source: Source
  readonly ids: ReadonlyArray<string>
  readonly attributes: ColumnTable
  /** Where persons have several stays. */
  readonly clusters: Clusters | undefined
}

/** Creates `ids`: id, idx in the order of the ids' UTF-8 bytes, and admission in microseconds. */
const createIds = (loading: Loading, source: Source, patient: string, admission: Column | undefined) =>
  loading.database.run(
    `create temp table ids as select id, cast(row_number() over (order by id) - 1 as integer) as idx, admission
     from (select ${patientId(source.columns.get(patient)!)} as id, min(${admission === undefined ? "null::bigint" : instant(admission)}) as admission
           from ${source.relation} s group by 1) where id is not null`
  )

/** While neither patients nor predictions can be read: no ids, so that what else is wrong with other tables is told. */
export const noIds = (loading: Loading) =>
  loading.database
    .run("create temp table ids as select null::varchar as id, 0 as idx, null::bigint as admission where false")
    .pipe(Effect.orDie, Effect.as<ReadonlyArray<string>>([]))

const readIds = (loading: Loading) =>
  loading.database.rows("select id from ids order by idx").pipe(Effect.map((rows) => rows.map(({ id }) => String(id))))

/** Lets times be counted from each patient's first prediction, where nothing says when patients were admitted. */
export const beginAtFirstPrediction = (loading: Loading, source: Source) => {
  const { patient, time } = loading.config.data.predictions
  const first = `select ${patientId(source.columns.get(patient)!)} as id, min(${instant(source.columns.get(time!)!)}) as first from ${source.relation} s group by 1`
  return loading.database
    .run(`update ids set admission = f.first from (${first}) f where f.id = ids.id`)
    .pipe(orProblem(loading, "predictions", source.title))
}

/** Until the table of patients can be read, the predictions' own ids, so that everything else can be judged. */
export const idsOfPredictions = (loading: Loading, source: Source) => {
  const { patient } = loading.config.data.predictions
  return createIds(loading, source, patient, undefined).pipe(
    Effect.andThen(readIds(loading)),
    orProblem(loading, "predictions", source.title)
  )
}

const reportDuplicates = Effect.fnUntraced(function* (loading: Loading, source: Source, patient: string) {
  const rows = yield* loading.database.rows(
    `select ${patientId(source.columns.get(patient)!)} as id, count(*) as times, count(*) over () as count from ${source.relation} s group by 1 having count(*) > 1 and id is not null order by id limit 3`
  )
  if (rows.length === 0) return
  const count = Number(rows[0]!.count)
  loading.problems.push({
    table: "patients",
    cause: "repeated patients",
    where: `${source.title}, column ${patient}`,
    problem: `${counted(count, "patient has", "patients have")} more than one row`,
    count,
    examples: rows.map(({ id, times }) => `patient ${id}, ${times} rows`),
    remedy:
      "One row a patient (an ICU stay counts as one): leave out the others, or use an id of the stay, and name the person's by data.patients.cluster."
  })
})

const admissionChecks = (loading: Loading, source: Source, admission: Column | undefined): ReadonlyArray<RowCheck> =>
  admission === undefined ||
  !hasType(loading, source, admission, (type) => isInstant(type) || isText(type), "a point of time")
    ? []
    : [
        {
          column: admission.name,
          when: `${present(admission)} and ${instant(admission)} is null`,
          value: text(admission),
          problem: "with an admission that cannot be read",
          remedy: "Write points of time like 2026-01-31 08:30:00."
        }
      ]

/** Columns of text that a grouping bins, which must be numbers. */
const binned = (loading: Loading, source: Source) =>
  Object.values(loading.config.groupings).flatMap(({ bins, column }) => {
    const found = bins === undefined ? undefined : source.columns.get(column!)
    return found === undefined ? [] : [found]
  })

/** Codes for missing values that some grouping of the column lists as a category. */
const listedCodes = (loading: Loading, column: Column): ReadonlyArray<string> =>
  Object.values(loading.config.groupings).flatMap((grouping) =>
    grouping.column === column.name
      ? (Categories.listed(grouping) ?? []).flatMap(({ values }) => values.filter(isMissingCode))
      : []
  )

/** Columns of numbers so large or so precise that doubles would take two for the same. */
const inexact = Effect.fnUntraced(function* (loading: Loading, source: Source) {
  const digits = (type: string) => Number(/^DECIMAL\((\d+)/.exec(type)?.[1] ?? 0)
  const scale = (type: string) => Number(/,\s*(\d+)\)$/.exec(type)?.[1] ?? 0)
  const wide = [...source.columns.values()].filter(
    ({ type }) => /^(U?BIG|U?HUGE)INT$/.test(type) || type === "BIGNUM" || digits(type) > 15
  )
  if (wide.length === 0) return new Set<string>()
  const bound = ({ type }: Column) => (digits(type) > 15 ? 1e15 / 10 ** scale(type) : Number.MAX_SAFE_INTEGER)
  const counts = yield* aggregated(
    loading.database,
    wide.map((column) => `count_if(abs(cast(s.${identifier(column.name)} as double)) >= ${bound(column)})`),
    () => `${source.relation} s`
  )
  return new Set(wide.flatMap(({ name }, i) => (counts[i]! > 0 ? [name] : [])))
})

/** Attributes keep their nature: numbers as numbers, all else as people write it, nothing as null. */
const attribute = (column: Column, use: "bins" | "exactly" | "any", kept: ReadonlyArray<string>) => {
  if (isNumeric(column.type) && use !== "exactly") {
    // The shortest decimal of a number in single precision: 0.1, and not the double nearest to it.
    const value =
      column.type === "FLOAT" ? `cast(cast(s.${identifier(column.name)} as varchar) as double)` : number(column)
    return `nullif(${value}, 'nan'::double)`
  }
  return use === "bins" && isText(column.type) ? number(column) : category(column, kept)
}

const read = Effect.fnUntraced(function* (loading: Loading, source: Source) {
  const config = loading.config.data.patients
  const patient = source.columns.get(config.patient)!
  const admission = config.admission === undefined ? undefined : source.columns.get(config.admission)!
  const cluster = config.cluster === undefined ? undefined : source.columns.get(config.cluster)!
  const haveIds = [patient, ...(cluster === undefined ? [] : [cluster])].map((column) =>
    hasType(loading, source, column, canBeText, "an id")
  )
  if (haveIds.includes(false)) return undefined
  const numbers = binned(loading, source)
  const binChecks = [...new Set(numbers)].flatMap((column): ReadonlyArray<RowCheck> => {
    if (isNumeric(column.type)) return []
    return hasType(loading, source, column, isText, "a number, to be binned")
      ? [
          {
            column: column.name,
            when: isNoNumber(column),
            value: text(column),
            problem: "with a value that is not a number and cannot be binned",
            remedy: "Bins need numbers; leave the field empty where there is none, or use categories."
          }
        ]
      : []
  })
  const admissions = admissionChecks(loading, source, admission)
  yield* createIds(loading, source, config.patient, admissions.length === 0 ? undefined : admission)
  yield* indexPatients(loading, source, config.patient)
  const { failures } = yield* checkRows(loading, source, config.patient, [
    ...binChecks,
    noPatient(patient),
    ...admissions
  ])
  const refused = binChecks.filter((_, i) => failures[i]! > 0).map(({ column }) => column)
  yield* reportDuplicates(loading, source, config.patient)
  const ids = yield* readIds(loading)
  const columns = [...source.columns.values()].filter(({ name }) => name !== config.patient)
  const exactly = yield* inexact(loading, source)
  const selected = columns.map((column) => {
    const isBinned = numbers.includes(column) && !refused.includes(column.name)
    const use = isBinned ? "bins" : exactly.has(column.name) ? "exactly" : "any"
    return attribute(column, use, listedCodes(loading, column))
  })
  const values = yield* loading.database.columns(
    `select ${[cluster === undefined ? "1" : personId(cluster), ...selected].join(", ")}
     from ${source.relation} s where ${patientId(patient)} is not null order by ${patientId(patient)}`
  )
  const attributes = table(columns.map(({ name }, i) => [name, values[i + 1] ?? []] as const))
  const byName = new Map(columns.map(({ name }, i) => [name, values[i + 1] ?? []]))
  checkGroupings(loading, source, byName)
  yield* noteCodes(loading, source)
  noteAttributes(loading, byName)
  const clusters = cluster === undefined ? undefined : clustersOf(loading, ids, values[0] ?? [])
  return { source, ids, attributes, clusters }
})

/** What `monitoredUntil` counts: a point of time where admission is one, else as the predictions' times. */
export const monitoredUnit = ({ config: { data } }: Loading): TimeUnit =>
  data.patients.admission === undefined ? data.predictions.timeUnit : "timestamp"

/** Of the columns that groupings name; a code that a grouping lists is a category and no missing value. */
const noteCodes = Effect.fnUntraced(function* (loading: Loading, source: Source) {
  const used = [...new Set(Object.values(loading.config.groupings).flatMap(({ column }) => column ?? []))]
  for (const name of used) {
    const column = source.columns.get(name)
    if (column === undefined) continue
    const kept = listedCodes(loading, column)
    const consequence = Message.of`they are in no category, unless a grouping lists them under categories`
    yield* noteMissingCodes(loading, source, { columns: [column], consequence, kept })
  }
})

/** Reads and judges the patients and their attributes. */
export const loadPatients = Effect.fnUntraced(function* (loading: Loading) {
  const config = loading.config.data.patients
  const required = [...new Set([config.patient, config.cluster, config.admission, config.monitoredUntil])].filter(
    (name) => name !== undefined
  )
  const used = Object.values(loading.config.groupings).flatMap(({ column }) => (column === undefined ? [] : [column]))
  const source = yield* openSource(loading, "patients", { source: config, required, all: true, used })
  if (source === undefined) return undefined
  const times = [config.admission, ...(monitoredUnit(loading) === "timestamp" ? [config.monitoredUntil] : [])]
  return yield* withInstants(loading, source, "timestamp", times).pipe(
    Effect.andThen((prepared) => (prepared === undefined ? Effect.undefined : read(loading, prepared))),
    orProblem(loading, "patients", source.title)
  )
})
