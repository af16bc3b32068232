import { Effect } from "effect"
import { counted, listed } from "../names.ts"
import { identifier } from "../sql.ts"
import type { Context } from "./Context.ts"
import { isCalled } from "./columnNames.ts"
import { shortName } from "./inputs.ts"
import type { SettledPredictions } from "./predictions.ts"
import {
  type EventTable,
  eventsOf,
  isAttributions,
  joinedBy,
  type PatientTable,
  possibleEnds,
  type SeriesTable,
  seriesOf,
  splitOf,
  statesOf
} from "./roles.ts"
import { timeOf } from "./spacing.ts"
import { type ColumnProfile, distinctCount, idOf, type TableProfile } from "./TableProfile.ts"

/** A table with the columns that settings name; all of numbers are used where it is wide. */
export interface UsedTable {
  readonly table: TableProfile
  readonly columns: ReadonlySet<string>
  readonly numbers?: boolean
}

/** A table that shares patients with the predictions. */
interface Related extends PatientTable {
  /** How many of the predictions' patients it has. */
  readonly shared: number
}

const relate = Effect.fnUntraced(function* (
  { opening }: Context,
  table: TableProfile,
  predictions: SettledPredictions
) {
  const joined = yield* joinedBy(opening, table, predictions)
  if (joined === undefined) return undefined
  const related: Related = {
    table,
    patient: joined.column,
    patients: yield* distinctCount(opening, table, [joined.column]),
    shared: joined.shared
  }
  return related
})

const most = <T extends Related>(tables: ReadonlyArray<T>): T | undefined =>
  tables.toSorted((a, b) => b.shared - a.shared)[0]

/** Columns that are the same in all rows of a patient. */
const constantColumns = Effect.fnUntraced(function* (
  { opening }: Context,
  { patient, table, time }: SettledPredictions,
  not: ReadonlyArray<string>
) {
  const columns = table.columns.filter(
    (column) => column !== patient && column !== time && !not.includes(column.name) && column.nature !== "nothing"
  )
  if (columns.length === 0) return []
  const [row] = yield* opening.database.rows(
    `select ${columns.map((_, i) => `max(n${i}) as m${i}`).join(", ")} from (select ${columns.map(({ name }, i) => `count(distinct s.${identifier(name)}) as n${i}`).join(", ")} from ${table.source.relation} s group by ${idOf(patient)})`
  )
  return columns.filter((_, i) => Number(row![`m${i}`]) <= 1)
})

/** Whether a column can be an attribute of patients, and not only a time or a split. */
const couldDivide = ({ name }: ColumnProfile) =>
  !(["split", "start", "stop", "time", "admission", "monitoredUntil"] as const).some((purpose) =>
    isCalled(name, purpose)
  )

/** The patients as the draft has them. */
export interface SettledPatients {
  readonly table: TableProfile
  readonly patient: ColumnProfile
}

/** Patients whom the table of patients lacks are added without attributes: they are in no category, and are counted. */
const addAbsent = ({ draft }: Context, { patient, shared, table }: Related, predictions: SettledPredictions) => {
  const path = ["data", "patients", "from"]
  const [id, other] = [patient, predictions.patient].map(({ name }) => identifier(name))
  const ids = `select distinct try_cast(${other} as ${patient.column.type}) as ${id} from ${predictions.table.read}`
  draft.set(path, `select * from ${table.read} full join (${ids}) using (${id})`)
  const absent = (predictions.patients - shared).toLocaleString("en-US")
  draft.say(
    path,
    `${absent} patients of the predictions are not in ${table.name}: they are added without attributes`,
    "assumed"
  )
}

/** The table of patients: one row each, with attributes; else what the predictions say of their patients. */
const settlePatients = Effect.fnUntraced(function* (
  context: Context,
  related: ReadonlyArray<Related>,
  predictions: SettledPredictions
) {
  const { draft } = context
  const path = ["data", "patients"]
  const own = most(
    related.filter(
      ({ patient, patients, table }) =>
        patients === table.rows && table.columns.some((column) => column !== patient && couldDivide(column))
    )
  )
  const isSingle = predictions.patients === predictions.table.rows
  if (own !== undefined) {
    draft.set([...path, "from"], own.table.from)
    draft.set([...path, "patient"], own.patient.name)
    if (own.shared < predictions.patients) addAbsent(context, own, predictions)
    const settled: SettledPatients = { table: own.table, patient: own.patient }
    return settled
  }
  draft.set([...path, "from"], predictions.table.from)
  draft.set([...path, "patient"], predictions.patient.name)
  if (isSingle) {
    draft.say([...path, "from"], "attributes stand beside the predictions", "seen")
    return { table: predictions.table, patient: predictions.patient } satisfies SettledPatients
  }
  const constant = yield* constantColumns(context, predictions, [...predictions.scores, predictions.label?.name ?? ""])
  const id = identifier(predictions.patient.name)
  const values = constant.map(({ name }) => `any_value(${identifier(name)}) as ${identifier(name)}`)
  draft.set([...path, "from"], `select ${[id, ...values].join(", ")} from ${predictions.table.read} group by ${id}`)
  draft.say(
    [...path, "from"],
    "no table has one row a patient: attributes are the columns of the predictions that do not change within a patient",
    "assumed"
  )
  const table: TableProfile = { ...predictions.table, columns: [predictions.patient, ...constant] }
  return { table, patient: predictions.patient } satisfies SettledPatients
})

const settlePerson = ({ draft }: Context, { patient, table }: SettledPatients, predictions: SettledPredictions) => {
  const person =
    table.columns.find(
      (column) =>
        column !== patient &&
        isCalled(column.name, "person") &&
        column.distinct < 0.98 * table.rows &&
        column.distinct > 1
    ) ?? table.columns.find(({ name }) => name === predictions.person?.name)
  if (person === undefined || person === patient) return undefined
  draft.set(["data", "patients", "cluster"], person.name)
  draft.say(
    ["data", "patients", "cluster"],
    `the person of a stay: it has fewer values than ${patient.name}`,
    "assumed"
  )
  return person
}

/** When patients were admitted and ceased to be monitored, where the table of patients says it in points of time. */
const settleStay = ({ draft }: Context, { table }: SettledPatients) => {
  const instants = table.columns.filter(({ nature }) => nature === "instants")
  const admission = instants.find(({ name }) => isCalled(name, "admission"))
  if (admission === undefined) return undefined
  draft.set(["data", "patients", "admission"], admission.name)
  const end = instants.find(({ isComplete, name }) => isCalled(name, "monitoredUntil") && isComplete)
  if (end !== undefined) draft.set(["data", "patients", "monitoredUntil"], end.name)
  return admission
}

/** The end of events, where a column that says it is filled in each row; else one called so that is never before the start. */
const endOf = Effect.fnUntraced(function* ({ opening }: Context, { start, stop, table }: EventTable) {
  if (stop !== undefined) return stop
  for (const column of possibleEnds(table, start)) {
    const [row] = yield* opening.database.rows(
      `select count(*) as count from ${table.source.relation} s where ${timeOf(column)} < ${timeOf(start)}`
    )
    if (Number(row!.count) === 0) return column
  }
  return undefined
})

const settleEvents = Effect.fnUntraced(function* (
  context: Context,
  related: ReadonlyArray<Related>,
  self: Related,
  patients: SettledPatients
) {
  const { draft } = context
  const path = ["data", "events"]
  const recognised = most(
    related.flatMap((table) => {
      const found = table.table === patients.table ? undefined : eventsOf(table)
      return found === undefined ? [] : [{ ...table, ...found }]
    })
  )
  if (recognised !== undefined) {
    const events = { ...recognised, stop: yield* endOf(context, recognised) }
    draft.set(path, {
      from: events.table.from,
      patient: events.patient.name,
      start: events.start.name,
      ...(events.stop === undefined ? {} : { stop: events.stop.name })
    })
    if (events.stop === undefined)
      draft.say([...path, "start"], "no column of their end: events last one step", "assumed")
    else if (recognised.stop === undefined)
      draft.say([...path, "stop"], "the end of events, by its name: it is never before their start", "assumed")
    return events
  }
  const states = most(
    [...related, self].flatMap((table) => {
      const found = statesOf(table)
      return found === undefined ? [] : [{ ...table, ...found }]
    })
  )
  if (states !== undefined) {
    draft.set(path, {
      from: states.table.from,
      patient: states.patient.name,
      time: states.time.name,
      inEvent: states.inEvent.name
    })
    return { ...states, start: states.time, stop: undefined }
  }
  // A column of the patients' table says when the event began, and is empty where there was none.
  const { patient, table } = patients
  const onset = table.columns.find(
    (column) => column.nature !== "text" && isCalled(column.name, "start") && !column.isEmpty
  )
  if (onset === undefined) return undefined
  const [id, start] = [identifier(patient.name), identifier(onset.name)]
  draft.set(path, {
    from: `select ${id}, ${start} from ${table.read} where ${start} is not null`,
    patient: patient.name,
    start: onset.name
  })
  draft.say(
    [...path, "from"],
    `events are those of the column ${onset.name} of ${shortName(table.name)}, which last one step`,
    "assumed"
  )
  return { table, patient, start: onset, stop: undefined, shared: 0, patients: 0 }
})

const tested = [
  "test",
  "testing",
  "held_out",
  "heldout",
  "held-out",
  "holdout",
  "hold-out",
  "external",
  "eval",
  "evaluation",
  "validation",
  "valid",
  "val"
]
const trained = ["train", "training", "development", "dev", "derivation", "fit"]

const firstAmong = (values: ReadonlyArray<string>, wanted: ReadonlyArray<string>) =>
  wanted.flatMap((name) => values.filter((value) => value.trim().toLowerCase() === name))[0]

/** The split of patients, where a column has the names of splits; gives back the SQL of the audited ids. */
const settleSplits = Effect.fnUntraced(function* ({ draft, opening }: Context, related: ReadonlyArray<Related>) {
  for (const { patient, table } of related) {
    const split = splitOf({ table })
    if (split === undefined) continue
    const value = `trim(cast(s.${identifier(split.name)} as varchar))`
    const rows = yield* opening.database.rows(
      `select distinct ${value} as value from ${table.source.relation} s where ${value} <> ''`
    )
    const values = rows.map((row) => String(row.value))
    const test = firstAmong(values, tested)
    if (test === undefined) continue
    const train = firstAmong(
      values.filter((one) => one !== test),
      trained
    )
    draft.set(["data", "splits"], {
      from: table.from,
      patient: patient.name,
      split: split.name,
      ...(test === "test" ? {} : { test }),
      ...(train === undefined || train === "train" ? {} : { train })
    })
    const rest = values.filter((one) => one !== test && one !== train)
    draft.say(
      ["data", "splits", "split"],
      `audited are the patients of "${test}"${rest.length === 0 ? "" : `; those of ${rest.map((one) => `"${one}"`).join(", ")} are in neither split`}`,
      test === "test" ? "seen" : "assumed"
    )
    const condition = `${value} = '${test.replaceAll("'", "''")}'`
    return {
      column: split,
      table,
      ids: `select ${idOf(patient)} as id from ${table.source.relation} s where ${condition}`
    }
  }
  return undefined
})

const setSeries = ({ draft }: Context, role: "timeseries" | "attributions", series: SeriesTable) => {
  const { name, patient, table, time, value } = series
  const long = role === "timeseries" ? "variable" : "feature"
  draft.set(["data", role], {
    from: table.from,
    patient: patient.name,
    ...(time === undefined ? {} : { time: time.name }),
    ...(name === undefined || value === undefined ? {} : { [long]: name.name, value: value.name })
  })
}

/** Why a table with attributes is not that of the patients: some have several rows. */
const repeatedPatients = Effect.fnUntraced(function* ({ opening }: Context, { patient, patients, table }: Related) {
  if (patients === table.rows || !table.columns.some((column) => column !== patient && couldDivide(column)))
    return undefined
  const id = idOf(patient)
  const [row] = yield* opening.database.rows(
    `select count(*) as count, sum(n) as rows, sum(d) as distinct_rows from (select count(*) as n, count(distinct s) as d from ${table.source.relation} s where ${id} is not null group by ${id} having count(*) > 1)`
  )
  const count = Number(row!.count)
  if (count === 0) return undefined
  const copies = Number(row!.distinct_rows) === count ? ", all of them copies" : ""
  return `${counted(count, "patient has", "patients have")} more than one row${copies}; a table of patients has one row for each: keep one of each patient's`
})

/** Columns of the tables in use that no setting names. */
export const leaveOutColumns = ({ draft }: Context, used: ReadonlyArray<UsedTable>) => {
  const said = new Set(draft.leftOut.flatMap((line) => line.slice(0, Math.max(0, line.indexOf(": "))).split(", ")))
  const byTable = Map.groupBy(used, ({ table }) => table.name)
  for (const [name, uses] of byTable) {
    const { columns } = uses.reduce((a, b) => (b.table.columns.length > a.table.columns.length ? b : a)).table
    const unused = columns.filter(
      (column) =>
        !said.has(column.name) &&
        uses.every(
          ({ columns: named, numbers }) => !named.has(column.name) && !(numbers && column.nature === "numbers")
        )
    )
    if (unused.length > 0)
      draft.leftOut.push(
        `${name}: ${unused.length === 1 ? "the column" : "the columns"} ${listed(unused.map((column) => column.name))}`
      )
  }
}

/** Recognises the tables beside the predictions. */
export const settleOthers = Effect.fnUntraced(function* (
  context: Context,
  tables: ReadonlyArray<TableProfile>,
  predictions: SettledPredictions
) {
  const { draft } = context
  const others = tables.filter((table) => table !== predictions.table && table !== predictions.labelsFrom)
  const known = yield* Effect.forEach(tables, (table) =>
    table === predictions.table ? Effect.undefined : relate(context, table, predictions)
  )
  const related = known.filter((table) => table !== undefined)
  const free = related.filter(({ table }) => !isAttributions(table))
  const patients = yield* settlePatients(context, free, predictions)
  const person = settlePerson(context, patients, predictions)
  const admission = settleStay(context, patients)
  const self: Related = { ...predictions, shared: predictions.patients }
  const events = predictions.time === undefined ? undefined : yield* settleEvents(context, free, self, patients)
  const splits = yield* settleSplits(context, [{ ...patients, patients: 0, shared: 0 }, ...free, self])
  const used = new Set([patients.table, events?.table, predictions.labelsFrom])
  const attributions = most(
    related
      .filter(({ table }) => isAttributions(table))
      .flatMap((table) => {
        const found = seriesOf(table, "feature")
        return found === undefined ? [] : [{ ...table, ...found }]
      })
  )
  if (attributions !== undefined) setSeries(context, "attributions", attributions)
  const series =
    predictions.time === undefined
      ? undefined
      : most(
          free
            .filter(({ patients: count, table }) => !used.has(table) && count < table.rows)
            .flatMap((table) => {
              const found = seriesOf(table, "variable")
              return found === undefined ? [] : [{ ...table, ...found }]
            })
        )
  if (series !== undefined) setSeries(context, "timeseries", series)
  const written = new Set(
    ["patients", "events", "splits", "timeseries", "attributions"].map((role) => draft.get(["data", role, "from"]))
  )
  for (const table of others) {
    if (written.has(table.from) || table === patients.table) continue
    const known = related.find((one) => one.table === table)
    draft.leftOut.push(
      `${table.name}: ${known === undefined ? "has no column with the ids of the predictions" : ((yield* repeatedPatients(context, known)) ?? "not recognised as a table that is needed")}`
    )
  }
  return { patients, person, admission, events, splits, attributions, series }
})
