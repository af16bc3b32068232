/** Which table is what, by the names of its columns and what they hold. */
import { Effect } from "effect"
import type { Opening } from "../Loading.ts"
import { isCalled, isPatientName, wordsOf } from "./columnNames.ts"
import { shortName } from "./inputs.ts"
import { type ColumnProfile, distinctCount, idOf, type TableProfile } from "./TableProfile.ts"

/** A table with the column of its patients. */
export interface PatientTable {
  readonly table: TableProfile
  readonly patient: ColumnProfile
  /** How many patients it has. */
  readonly patients: number
}

export interface PredictionTable extends PatientTable {
  /** Columns that could be the time of a prediction; none where there is one prediction a patient. */
  readonly times: ReadonlyArray<ColumnProfile>
  readonly scores: ReadonlyArray<ColumnProfile>
  readonly labels: ReadonlyArray<ColumnProfile>
  /** A coarser id beside that of the patient. */
  readonly person: ColumnProfile | undefined
}

export interface EventTable extends PatientTable {
  readonly start: ColumnProfile
  readonly stop: ColumnProfile | undefined
}

export interface StateTable extends PatientTable {
  readonly time: ColumnProfile
  readonly inEvent: ColumnProfile
}

export interface SeriesTable extends PatientTable {
  readonly time: ColumnProfile | undefined
  /** Long layout: the columns of names and of values. */
  readonly name: ColumnProfile | undefined
  readonly value: ColumnProfile | undefined
}

export interface SplitTable extends PatientTable {
  readonly split: ColumnProfile
}

export interface LabelTable extends PatientTable {
  readonly time: ColumnProfile | undefined
  readonly label: ColumnProfile
}

/** Severities at admission, which are called scores and are attributes. */
const severity = /apache|saps|charlson|elixhauser|gcs|asa$|comorbid/iu

const isMany = ({ distinct }: ColumnProfile) => distinct > 2

const couldBeId = ({ column, isWhole, nature }: ColumnProfile) =>
  (nature === "numbers" && isWhole) || nature === "text" || column.type === "UUID"

const isScoreLike = (column: ColumnProfile) =>
  column.nature === "numbers" &&
  isMany(column) &&
  !isPatientName(column.name) &&
  !isCalled(column.name, "predictedLabel") &&
  !severity.test(column.name)

/** Columns that are called scores; else those of fractions in [0, 1]. */
const scoresOf = ({ columns }: TableProfile, except: ReadonlyArray<string>): ReadonlyArray<ColumnProfile> => {
  const possible = columns.filter((column) => isScoreLike(column) && !except.includes(column.name))
  const named = possible.filter(({ name }) => isCalled(name, "score"))
  if (named.length > 0) return named
  const shares = possible.filter(
    ({ distinct, isWhole, largest, least, name }) =>
      least >= 0 && largest <= 1.000001 && !isWhole && distinct > 10 && !isCalled(name, "time")
  )
  return columns.length <= 20 && shares.length <= 4 ? shares : []
}

/** Two values, of which one means that an event comes. */
const isLabelLike = ({ distinct, isFlag, name, nature }: ColumnProfile) =>
  !(["predictedLabel", "time", "inEvent"] as const).some((purpose) => isCalled(name, purpose)) &&
  (isFlag || (nature === "text" && distinct === 2 && isCalled(name, "label")))

const sexLike = /^(?:sex|gender|male|female|geschlecht)/iu

/** Columns called labels; else the flags. */
export const labelsOf = ({ columns }: TableProfile): ReadonlyArray<ColumnProfile> => {
  const possible = columns.filter((column) => isLabelLike(column) && !sexLike.test(column.name))
  const named = possible.filter(({ name }) => isCalled(name, "label"))
  return named.length > 0 ? named : possible.filter(({ isFlag }) => isFlag)
}

const timesOf = ({ columns }: TableProfile, except: ReadonlyArray<string>): ReadonlyArray<ColumnProfile> => {
  const possible = columns.filter(
    ({ distinct, name, nature }) =>
      (nature === "numbers" || nature === "instants") && distinct > 1 && !except.includes(name)
  )
  const named = possible.filter(({ name }) => isCalled(name, "time"))
  const isOther = (name: string) =>
    (["start", "stop", "admission", "monitoredUntil", "outcome"] as const).some((purpose) => isCalled(name, purpose)) ||
    /birth/iu.test(name)
  return named.length > 0 ? named : possible.filter(({ name, nature }) => nature === "instants" && !isOther(name))
}

const idsOf = ({ columns }: TableProfile) => {
  const ids = columns.filter((column) => couldBeId(column) && isPatientName(column.name) && column.distinct > 1)
  // Of several, those of stays come first: what is audited is a stay.
  return [...ids.filter(({ name }) => isCalled(name, "stay")), ...ids.filter(({ name }) => !isCalled(name, "stay"))]
}

const fileWords = (table: TableProfile) => wordsOf(shortName(table.name)).join(" ")

/** How much a table looks like predictions; 0 where it has no score. */
const likeness = (table: TableProfile): number => {
  const scores = scoresOf(table, [])
  if (scores.length === 0 || isAttributions(table)) return 0
  return (
    1 +
    (/pred|score|risk|output|prob/u.test(fileWords(table)) ? 4 : 0) +
    (scores.some(({ name }) => isCalled(name, "score")) ? 3 : 0) +
    (scores.some(({ largest, least }) => least >= 0 && largest <= 1) ? 2 : 0) +
    (labelsOf(table).some(({ name }) => isCalled(name, "label")) ? 3 : 0) +
    (timesOf(table, []).length > 0 ? 1 : 0)
  )
}

/** Tables that could be the predictions, the likeliest first. */
export const predictionTables = (tables: ReadonlyArray<TableProfile>): ReadonlyArray<TableProfile> =>
  tables.filter((table) => likeness(table) > 0).toSorted((a, b) => likeness(b) - likeness(a))

/** A column that is called an id, and has one value in all rows. */
export const singleId = ({ columns }: TableProfile): ColumnProfile | undefined =>
  columns.find((column) => couldBeId(column) && isPatientName(column.name) && column.distinct === 1)

/** Ids by name or, where no name tells, the first column of whole numbers or text that has fewer values than rows. */
export const candidateIds = (table: TableProfile): ReadonlyArray<ColumnProfile> => {
  const named = idsOf(table)
  if (named.length > 0) return named
  const scores = scoresOf(table, [])
  const [first] = table.columns.filter(
    (column) =>
      couldBeId(column) &&
      isMany(column) &&
      !column.isFlag &&
      !scores.includes(column) &&
      !timesOf(table, []).includes(column)
  )
  return first === undefined ? [] : [first]
}

/** The predictions with their columns, when `patient` is that of their patients. */
export const predictionsOf = Effect.fnUntraced(function* (
  opening: Opening,
  table: TableProfile,
  patient: ColumnProfile
) {
  const patients = yield* distinctCount(opening, table, [patient])
  const persons = idsOf(table).filter((column) => column !== patient)
  const counts = yield* Effect.forEach(persons, (column) => distinctCount(opening, table, [column]))
  const scores = scoresOf(table, [patient.name])
  const predictions: PredictionTable = {
    table,
    patient,
    patients,
    times: patients === table.rows ? [] : timesOf(table, [patient.name, ...persons.map(({ name }) => name)]),
    scores,
    labels: labelsOf(table).filter((column) => !scores.includes(column)),
    person: persons.find((_, i) => counts[i]! < patients)
  }
  return predictions
})

/** The id of the stays: of several columns the one with the most values, unless each row has one of its own. */
export const patientOf = Effect.fnUntraced(function* (opening: Opening, table: TableProfile) {
  const candidates = candidateIds(table)
  if (candidates.length < 2) return candidates[0]
  const counts = yield* Effect.forEach(candidates, (column) => distinctCount(opening, table, [column]))
  const repeated = candidates.filter((_, i) => counts[i]! < table.rows)
  const possible = repeated.length > 0 && timesOf(table, []).length > 0 ? repeated : candidates
  const countOf = (column: ColumnProfile) => counts[candidates.indexOf(column)]!
  return possible.toSorted((a, b) => countOf(b) - countOf(a))[0]
})

/** The column of a table whose values are the patients of the predictions, and how many of these it has. */
export const joinedBy = Effect.fnUntraced(function* (
  opening: Opening,
  table: TableProfile,
  { patient, table: predictions }: Pick<PatientTable, "patient" | "table">
) {
  const named = idsOf(table)
  const same = table.columns.filter(({ name }) => name.toLowerCase() === patient.name.toLowerCase())
  const candidates = [...new Set([...same, ...named])].filter(couldBeId)
  let best: { readonly column: ColumnProfile; readonly shared: number } | undefined
  for (const column of candidates) {
    const [row] = yield* opening.database.rows(
      `select count(*) as count from (select distinct ${idOf(column)} as id from ${table.source.relation} s) semi join (select distinct ${idOf(patient)} as id from ${predictions.source.relation} s) using (id)`
    )
    const shared = Number(row!.count)
    if (shared > (best?.shared ?? 0)) best = { column, shared }
  }
  return best
})

/** Whether a table holds how much features contributed. */
export const isAttributions = (table: TableProfile): boolean => {
  const said = /shap|attribution|importance|contribution|explan/iu
  return said.test(fileWords(table)) || table.columns.filter(({ name }) => said.test(name)).length > 2
}

const isLong = (table: TableProfile, purpose: "feature" | "variable") => {
  const name = table.columns.find(
    (column) => isCalled(column.name, purpose) && column.nature === "text" && !isPatientName(column.name)
  )
  const value = table.columns.find((column) => isCalled(column.name, "value") && column.nature === "numbers")
  return name === undefined || value === undefined ? undefined : { name, value }
}

const numbersOf = ({ columns }: TableProfile, except: ReadonlyArray<ColumnProfile | undefined>) =>
  columns.filter((column) => column.nature === "numbers" && !except.includes(column) && !isPatientName(column.name))

/** Time series or attributions: the long layout, else the wide one. */
export const seriesOf = (
  { patient, patients, table }: PatientTable,
  purpose: "feature" | "variable"
): SeriesTable | undefined => {
  const time = timesOf(table, [patient.name])[0]
  const long = isLong(table, purpose)
  if (purpose === "variable" && time === undefined) return undefined
  if (long === undefined && numbersOf(table, [patient, time]).length === 0) return undefined
  return {
    table,
    patient,
    patients,
    time: purpose === "feature" && patients === table.rows ? undefined : time,
    name: long?.name,
    value: long?.value
  }
}

/** A table of events: one with a column of their start, and no measurements. */
export const eventsOf = ({ patient, patients, table }: PatientTable): EventTable | undefined => {
  const isTime = ({ nature }: ColumnProfile) => nature === "numbers" || nature === "instants"
  const said = /event|onset/u.test(fileWords(table))
  const start =
    table.columns.find((column) => isTime(column) && isCalled(column.name, "start")) ??
    (said ? timesOf(table, [patient.name])[0] : undefined)
  if (start === undefined || (table.columns.length > 8 && !said)) return undefined
  const stop = table.columns.find(
    (column) => column !== start && isTime(column) && isCalled(column.name, "stop") && column.nature === start.nature
  )
  return { table, patient, patients, start, stop: stop?.isComplete === true ? stop : undefined }
}

const ends = /^(?:last|until|till|to|off|through|final|resolved|resolution|recover(?:y|ed)|finish(?:ed)?|bis|ende)$/u

/** Columns whose names begin or end with a word for the end, of a table whose events start at `start`. */
export const possibleEnds = ({ columns }: TableProfile, start: ColumnProfile): ReadonlyArray<ColumnProfile> =>
  columns.filter((column) => {
    const words = wordsOf(column.name)
    const isNamed = [words[0], words.at(-1)].some((word) => word !== undefined && ends.test(word))
    return column !== start && isNamed && column.isComplete && column.nature === start.nature
  })

/** A table that says at each time whether the patient is in an event. */
export const statesOf = ({ patient, patients, table }: PatientTable): StateTable | undefined => {
  const inEvent = table.columns.find(({ isFlag, name }) => isFlag && isCalled(name, "inEvent"))
  const time = timesOf(table, [patient.name])[0]
  return inEvent === undefined || time === undefined ? undefined : { table, patient, patients, time, inEvent }
}

export const splitOf = ({ table }: Pick<PatientTable, "table">) =>
  table.columns.find(
    ({ distinct, name, nature }) => nature === "text" && distinct > 1 && distinct < 12 && isCalled(name, "split")
  )

/** Labels that stand in a table of their own. */
export const labelTableOf = ({ patient, patients, table }: PatientTable): LabelTable | undefined => {
  const label = labelsOf(table).find(({ name }) => isCalled(name, "label"))
  return label === undefined
    ? undefined
    : { table, patient, patients, label, time: patients === table.rows ? undefined : timesOf(table, [patient.name])[0] }
}
