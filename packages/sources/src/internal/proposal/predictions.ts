import { Effect } from "effect"
import { category } from "../expressions.ts"
import { identifier, literal } from "../sql.ts"
import { absentColumn, type Context, lacking } from "./Context.ts"
import { isCalled, isPatientName } from "./columnNames.ts"
import { shortName } from "./inputs.ts"
import {
  candidateIds,
  joinedBy,
  labelTableOf,
  type PredictionTable,
  patientOf,
  predictionsOf,
  predictionTables,
  singleId
} from "./roles.ts"
import {
  isYesOrNo,
  modelsLines,
  noScore,
  type Replacement,
  settlePositive,
  settleScale,
  settleScores
} from "./scoreColumns.ts"
import { spacingOf } from "./spacing.ts"
import { type ColumnProfile, distinctCount, type TableProfile } from "./TableProfile.ts"

/** The predictions as the draft has them. */
export interface SettledPredictions extends Omit<PredictionTable, "times" | "scores" | "labels"> {
  readonly time: ColumnProfile | undefined
  readonly scores: ReadonlyArray<string>
  readonly label: ColumnProfile | undefined
  readonly replaced: ReadonlyArray<Replacement>
  /** What rows are of the model that is audited, as SQL, where the table has those of several. */
  readonly only: string | undefined
  /** A table that labels are joined from. */
  readonly labelsFrom: TableProfile | undefined
}

const predictionsPath = ["data", "predictions"]

/** All rows are of one patient, of whom there are no cohorts. */
const onePatient = (context: Context, table: TableProfile, { name }: ColumnProfile) =>
  lacking(
    context,
    [table],
    `The column ${name} has the same value in all ${table.rows.toLocaleString("en-US")} rows: these are the predictions of one patient, and an audit compares groups of many.`,
    "Give the predictions of all patients or, where the rows are of several, name another column by --patient."
  )

/** The table of predictions and its patients. */
const settleTable = Effect.fnUntraced(function* (
  context: Context,
  tables: ReadonlyArray<TableProfile>,
  asked: string | undefined
) {
  const { answer, draft, named, opening } = context
  const withColumn =
    asked === undefined ? [] : tables.filter(({ columns }) => columns.some(({ name }) => name === asked))
  const possible = withColumn.length > 0 ? withColumn : predictionTables(tables)
  const [table, ...others] = possible
  if (table === undefined) return yield* noScore(context, tables, asked)
  const rivals = others.filter(({ columns }) => columns.some(({ name }) => isCalled(name, "score")))
  if (rivals.length > 0) {
    draft.say(
      [...predictionsPath, "from"],
      `other tables have scores too: ${rivals.map(({ name }) => shortName(name)).join(", ")}`,
      "assumed"
    )
  }
  const found = yield* patientOf(opening, table)
  const said = named.patient ?? singleId(table)?.name
  const alone = found === undefined ? table.columns.find(({ name }) => name === said) : undefined
  if (alone !== undefined && alone.distinct < 2) return yield* onePatient(context, table, alone)
  if (found === undefined && named.patient === undefined) {
    return yield* lacking(
      context,
      [table],
      "No column can be the id of the patients. Looked for: whole numbers or text in a column called patient, stay, encounter, subject, id or like that.",
      "Name it by --patient."
    )
  }
  const candidates = candidateIds(table)
  const { origin, value } = yield* answer({
    id: "patient",
    text: `Which column of ${table.name} is the patient, or the stay?`,
    choices: candidates.map(({ name }) => ({ value: name, title: name })),
    likeliest: found?.name ?? "",
    because: "the id with the most values",
    isSure: true,
    refusal: (text) => absentColumn(table, text)
  })
  const patient = table.columns.find(({ name }) => name === value)!
  draft.set([...predictionsPath, "from"], table.from)
  draft.set([...predictionsPath, "patient"], patient.name)
  if (origin === "answered") draft.say([...predictionsPath, "patient"], "as you said", origin)
  else if (candidates.length > 1) {
    const rest = candidates.filter((column) => column !== patient).map(({ name }) => name)
    draft.say([...predictionsPath, "patient"], `a stay, and not ${rest.join(", ")}: it has more values`, "assumed")
  }
  return yield* predictionsOf(opening, table, patient)
})

const isTimed = ({ nature }: ColumnProfile) => nature === "numbers" || nature === "instants"

/** Numbers that could be times whatever they are called. */
const couldBeTime = (column: ColumnProfile) => isTimed(column) && column.distinct > 2 && !isPatientName(column.name)

/** The time of predictions, where there are several of a patient. */
const settleTime = Effect.fnUntraced(function* (context: Context, predictions: PredictionTable) {
  const { answer, draft, named, opening } = context
  const { patient, patients, table, times } = predictions
  const path = [...predictionsPath, "time"]
  if (patients === table.rows && named.time === undefined) {
    draft.say(
      predictionsPath,
      "one row a patient: a prediction for the whole stay, without time and horizon",
      "assumed"
    )
    return undefined
  }
  if (times.length === 0 && named.time === undefined) {
    const numbers = table.columns.filter(
      (column) => column !== patient && couldBeTime(column) && !predictions.scores.includes(column)
    )
    const such = numbers.length === 0 ? "" : `, such as --time ${numbers[0]!.name}`
    return yield* lacking(
      context,
      [table],
      `There are ${table.rows.toLocaleString("en-US")} predictions of ${patients.toLocaleString("en-US")} patients, and no column tells when they were made. Looked for: numbers or points of time in a column called time, hour, minute, step, timestamp or like that.`,
      `Name it by --time${such}. Where each row is a stay of its own, name the column of the stay by --patient.`
    )
  }
  const spacings = yield* Effect.forEach(times, (time) => spacingOf(opening, table, patient, time))
  const likeliest = times[spacings.findIndex(({ repeated }) => repeated === 0)] ?? times[0]
  const { origin, value } = yield* answer({
    id: "time",
    text: `Which column of ${table.name} is the time of a prediction?`,
    choices: times.map(({ name }) => ({ value: name, title: name })),
    likeliest: likeliest?.name ?? "",
    because: "no patient has two predictions at one time of it",
    isSure: times.length === 1,
    refusal: (text) =>
      absentColumn(table, text) ??
      (table.columns.some((column) => column.name === text && isTimed(column))
        ? undefined
        : `the column ${text} holds neither numbers nor points of time`)
  })
  draft.set(path, value)
  if (times.length > 1 || origin === "answered") {
    const rest = times.map(({ name }) => name).filter((name) => name !== value)
    draft.say(path, origin === "answered" ? "as you said" : `could also be ${rest.join(", ")}`, origin)
  }
  return table.columns.find(({ name }) => name === value)!
})

const textsOf = ({ opening }: Context, table: TableProfile, { column }: ColumnProfile, most = 3) =>
  opening.database
    .rows(
      `select distinct ${category(column)} as value from ${table.source.relation} s where ${category(column)} is not null order by value limit ${most}`
    )
    .pipe(Effect.map((rows) => rows.map(({ value }) => String(value))))

/** The flags, and columns of two texts such as yes and no. */
const labelCandidates = Effect.fnUntraced(function* (context: Context, { labels, table }: PredictionTable) {
  if (labels.length > 0) return labels
  const found: Array<ColumnProfile> = []
  for (const column of table.columns.filter(({ distinct, nature }) => nature === "text" && distinct === 2)) {
    if (isYesOrNo(yield* textsOf(context, table, column))) found.push(column)
  }
  return found
})

/** The rows of one model, where a column tells several apart that have predicted at the same times. */
const settleModel = Effect.fnUntraced(function* (
  context: Context,
  { patient, table }: PredictionTable,
  time: ColumnProfile | undefined
) {
  const { answer, draft, opening } = context
  if (time === undefined || (yield* spacingOf(opening, table, patient, time)).repeated === 0) return undefined
  for (const column of table.columns) {
    if (
      column === patient ||
      column === time ||
      column.nature !== "text" ||
      column.distinct < 2 ||
      column.distinct > 20
    )
      continue
    if ((yield* distinctCount(opening, table, [patient, time, column])) < table.rows) continue
    const values = yield* textsOf(context, table, column, 20)
    const { origin, value } = yield* answer({
      id: "model",
      text: `Which ${column.name} of ${table.name} is audited?`,
      choices: values.map((one) => ({ value: one, title: one })),
      likeliest: values[0]!,
      because: `patients have a prediction of each at the same times`,
      isSure: false
    })
    draft.say(
      [...predictionsPath, "from"],
      origin === "answered" ? "as you said" : `of ${column.name}, ${values.join(", ")}, only ${value}`,
      origin
    )
    draft.comparison = [
      `Of ${column.name}, ${values.join(", ")}, only ${value} is audited. If these are models on the same patients, the setting models compares them: write model: ${column.name} and from: ${table.from} in data.predictions, and`,
      ...modelsLines(values, "value")
    ]
    return `${identifier(column.name)} = ${literal(value)}`
  }
  return undefined
})

/** A label that stands in another table, by patient and, where there is one, time. */
const labelsElsewhere = Effect.fnUntraced(function* (
  { opening }: Context,
  tables: ReadonlyArray<TableProfile>,
  predictions: PredictionTable,
  time: ColumnProfile | undefined
) {
  for (const table of tables.filter((other) => other !== predictions.table)) {
    const patient = table.columns.find(({ name }) => name === predictions.patient.name)
    if (patient === undefined) continue
    const found = labelTableOf({ table, patient, patients: 0 })
    const fits = time === undefined ? found !== undefined : table.columns.some(({ name }) => name === time.name)
    if (found === undefined || !fits) continue
    const joined = yield* joinedBy(opening, table, predictions)
    if (joined?.column === patient) return { table, label: found.label }
  }
  return undefined
})

/** The column of labels, of the predictions or of another table; none where events may stand for it. */
const settleLabel = Effect.fnUntraced(function* (
  context: Context,
  tables: ReadonlyArray<TableProfile>,
  predictions: PredictionTable,
  time: ColumnProfile | undefined
) {
  const { answer, draft } = context
  const { table } = predictions
  const labels = yield* labelCandidates(context, predictions)
  const path = [...predictionsPath, "label"]
  const elsewhere = labels.length > 0 ? undefined : yield* labelsElsewhere(context, tables, predictions, time)
  const candidates = elsewhere === undefined ? labels : [elsewhere.label]
  const { origin, value } = yield* answer({
    id: "label",
    text: `Which column of ${(elsewhere?.table ?? table).name} is the label?`,
    ...(candidates.length > 1 ? { choices: candidates.map(({ name }) => ({ value: name, title: name })) } : {}),
    likeliest: candidates[0]?.name ?? "",
    because:
      candidates.length > 1
        ? `could also be ${candidates
            .slice(1)
            .map(({ name }) => name)
            .join(", ")}`
        : "the only column that could be one",
    isSure: candidates.length < 2,
    refusal: (text) => absentColumn(table, text)
  })
  if (value === "") return { label: undefined, labelsFrom: undefined, replaced: [] }
  const isOwn = origin === "answered" || elsewhere === undefined
  const source = isOwn ? table : elsewhere.table
  const label = source.columns.find(({ name }) => name === value)!
  draft.set(path, value)
  if (origin !== "seen")
    draft.say(
      path,
      origin === "answered"
        ? "as you said"
        : `could also be ${candidates
            .slice(1)
            .map(({ name }) => name)
            .join(", ")}`,
      origin
    )
  const texts = label.isFlag || label.nature === "numbers" ? [] : yield* textsOf(context, source, label)
  const replaced = texts.length === 2 ? [yield* settlePositive(context, source, predictions, label, texts)] : []
  return { label, labelsFrom: isOwn ? undefined : source, replaced }
})

/** Writes the query that joins and replaces what has to be. */
const writeQuery = (
  { draft }: Context,
  { label, labelsFrom, only, patient, replaced, table, time }: SettledPredictions
) => {
  if (labelsFrom === undefined && replaced.length === 0 && only === undefined) return
  const keys = [patient, ...(time === undefined ? [] : [time])].map(({ name }) => identifier(name)).join(", ")
  const joined =
    labelsFrom === undefined
      ? table.read
      : `(select p.*, l.${identifier(label!.name)} from ${table.read} p left join ${labelsFrom.read} l using (${keys}))`
  const replaces = replaced.map(([name, expression]) => `${expression} as ${identifier(name)}`)
  const selected = replaces.length === 0 ? "*" : `* replace (${replaces.join(", ")})`
  draft.set(
    [...predictionsPath, "from"],
    `select ${selected} from ${joined}${only === undefined ? "" : ` where ${only}`}`
  )
  if (labelsFrom !== undefined) {
    draft.say(
      [...predictionsPath, "from"],
      `labels are joined from ${labelsFrom.name} by ${keys.replaceAll('"', "")}`,
      "assumed"
    )
  }
}

/** Recognises the table of predictions and its columns. */
export const settlePredictions = Effect.fnUntraced(function* (
  context: Context,
  tables: ReadonlyArray<TableProfile>,
  askedScore: string | undefined
) {
  const predictions = yield* settleTable(context, tables, askedScore)
  const time = yield* settleTime(context, predictions)
  const only = yield* settleModel(context, predictions, time)
  const scores = yield* settleScores(context, predictions.table, predictions.scores)
  const scaled = yield* settleScale(context, predictions.table, scores)
  const labelled = yield* settleLabel(context, tables, predictions, time)
  const settled: SettledPredictions = {
    table: predictions.table,
    patient: predictions.patient,
    patients: predictions.patients,
    person: predictions.person,
    time,
    only,
    scores,
    label: labelled.label,
    labelsFrom: labelled.labelsFrom,
    replaced: [...scaled, ...labelled.replaced]
  }
  writeQuery(context, settled)
  return settled
})

/** Neither labels nor events. */
export const noOutcome = (context: Context, tables: ReadonlyArray<TableProfile>) =>
  lacking(
    context,
    tables,
    "Nothing tells when a prediction was right. Looked for: a column of 0 and 1 beside the scores, called label, outcome, target or like that, or a table of events with the column of their start, called start, onset, event_time or like that.",
    "Name the file that has them too, or the column by --label."
  )
