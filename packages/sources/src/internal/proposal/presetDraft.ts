import { Effect, Predicate } from "effect"
import { expand } from "../../Presets.ts"
import { category, number } from "../expressions.ts"
import { identifier } from "../sql.ts"
import { type Context, lacking } from "./Context.ts"
import { isCalled } from "./columnNames.ts"
import type { Settings } from "./Draft.ts"
import type { PresetInput } from "./inputs.ts"
import { eventsOf, joinedBy, labelsOf, patientOf, predictionsOf, predictionTables } from "./roles.ts"
import { settleScores } from "./scoreColumns.ts"
import { spacingOf, type Unit } from "./spacing.ts"
import { type ColumnProfile, columnCalled, idOf, profileTable, seconds, type TableProfile } from "./TableProfile.ts"
import type { TimedTable } from "./times.ts"
import { variablesOf } from "./variables.ts"

/** What a table of the expanded preset says of its columns. */
type Block = Readonly<Record<string, string>>

const blockOf = (data: unknown, table: string): Block | undefined => {
  const block = (data as Readonly<Record<string, unknown>>)[table]
  return Predicate.isObject(block) ? (block as Block) : undefined
}

/** Columns that the format leaves open, as those of seismometer's predictions. */
const settleAsked = Effect.fnUntraced(function* (context: Context, { from, preset }: PresetInput) {
  const asked = Object.keys(preset.tables.predictions?.asks ?? {})
  if (asked.length === 0) return undefined
  const { draft, opening } = context
  const file = `${from}/${preset.tables.predictions!.files[0]}`
  const table = yield* profileTable(opening, file, file)
  const patient = table === undefined ? undefined : yield* patientOf(opening, table)
  if (table === undefined || patient === undefined || predictionTables([table]).length === 0) {
    return yield* lacking(
      context,
      table === undefined ? [] : [table],
      `${file} has no columns of a patient and a score.`,
      "Name the file itself."
    )
  }
  const predictions = yield* predictionsOf(opening, table, patient)
  const path = ["data", "predictions"]
  const spacings = yield* Effect.forEach(predictions.times, (time) => spacingOf(opening, table, patient, time))
  const time =
    predictions.times[
      Math.max(
        0,
        spacings.findIndex(({ repeated }) => repeated === 0)
      )
    ]
  draft.set([...path, "patient"], patient.name)
  if (time !== undefined) draft.set([...path, "time"], time.name)
  draft.say(path, "columns recognised by their names and what they hold", "assumed")
  yield* settleScores(context, table, predictions.scores)
  if (predictions.person !== undefined) {
    draft.set(["data", "patients", "cluster"], predictions.person.name)
    draft.say(
      ["data", "patients", "cluster"],
      `the person of a stay: it has fewer values than ${patient.name}`,
      "assumed"
    )
  }
  return { table, patient }
})

/**
 * The start of events, and labels beside the scores, of a format that has neither of its own, such as MIMIC. Refused where there
 * is neither, with what is missing.
 */
const settleOutcome = Effect.fnUntraced(function* (
  context: Context,
  { from, preset }: PresetInput,
  predictions: { readonly table: TableProfile; readonly patient: ColumnProfile } | undefined
) {
  const { draft, opening } = context
  const template = preset.tables.events
  if (template?.asks?.start === undefined || predictions === undefined) return
  const label = labelsOf(predictions.table).find(({ name }) => isCalled(name, "label"))
  if (label !== undefined) draft.set(["data", "predictions", "label"], label.name)
  const file = `${from}/${template.files[0]}`
  const table = yield* profileTable({ ...opening, problems: [] }, file, file)
  const joined = table === undefined ? undefined : yield* joinedBy(opening, table, predictions)
  const found =
    table === undefined || joined === undefined
      ? undefined
      : eventsOf({ table, patient: joined.column, patients: joined.shared })
  if (found !== undefined) {
    const path = ["data", "events"]
    if (found.patient.name !== template.settings.patient) draft.set([...path, "patient"], found.patient.name)
    draft.set([...path, "start"], found.start.name)
    if (found.stop !== undefined) draft.set([...path, "stop"], found.stop.name)
    const end = found.stop === undefined ? "; no column of their end: events last one step" : ""
    return draft.say(path, `columns recognised by their names and what they hold${end}`, "assumed")
  }
  const why =
    table === undefined
      ? `There is no ${file}`
      : joined === undefined
        ? `${file} has no column with the stays of ${predictions.table.name}`
        : `${file} has no column of times that is called start, onset or like that`
  if (label === undefined) {
    return yield* lacking(
      context,
      [predictions.table, ...(table === undefined ? [] : [table])],
      `Nothing tells when a prediction was right: ${preset.title} has no events of its own. ${why}, and ${predictions.table.name} has no column of 0 and 1 called label, outcome or like that.`,
      `Write ${file} with a row for each event: the stay, when it starts, in a column called start or onset, and where it is known stop; or add a column label to the predictions.`
    )
  }
  draft.leftOut.push(`events: ${why}`)
})

/** How much higher scores are in the hours before the events of each code than at other times; the codes by that. */
const codesByScores = Effect.fnUntraced(function* (
  { draft, opening }: Context,
  events: TableProfile,
  code: ColumnProfile,
  predictions: TableProfile
) {
  const path = ["data", "predictions"]
  const nameOf = (setting: string) => [draft.get([...path, setting])].flat()[0] as string | undefined
  const [patient, time, score] = ["patient", "time", "score"].map((setting) =>
    columnCalled(predictions, nameOf(setting) ?? "")
  )
  const [id, at] = [columnCalled(events, patient?.name ?? ""), columnCalled(events, "EventTime")]
  if ([patient, time, score, id, at].includes(undefined)) return []
  const value = columnCalled(events, "Value")
  const happened = value === undefined ? "" : ` and coalesce(${number(value.column)}, 1) > 0`
  const rows = yield* opening.database.rows(
    `with happened as (select ${category(code.column)} as code, ${idOf(id!)} as id, ${seconds(at!.column)} as happened_at from ${events.source.relation} s where ${category(code.column)} is not null${happened}),
       scored as (select ${idOf(patient!)} as scored_id, ${seconds(time!.column)} as scored_at, ${number(score!.column)} as score from ${predictions.source.relation} s)
     select code, coalesce(avg(score), -1e9) as before from happened left join scored on scored_id = id and scored_at between happened_at - 43200 and happened_at group by code order by before desc, code limit 30`
  )
  return rows.map((row) => String(row.code))
})

/** The codes of the events, where these are rows of a long table. */
const settleCode = Effect.fnUntraced(function* (
  context: Context,
  { from, name, preset }: PresetInput,
  predictions: TableProfile | undefined
) {
  const { answer, draft, opening } = context
  const asks = preset.tables.events?.asks?.code
  if (asks === undefined) return
  const file = `${from}/${preset.tables.events!.files[0]}`
  // Where the format can do without events, their codes are among thousands of others.
  const table = preset.tables.events!.optional === true ? undefined : yield* profileTable(opening, file, file)
  const type = table === undefined ? undefined : columnCalled(table, "Type")
  const codes =
    table === undefined || type === undefined || predictions === undefined
      ? []
      : yield* codesByScores(context, table, type, predictions)
  const because =
    codes.length === 0
      ? `without events where nothing is named`
      : codes.length === 1
        ? "the only type of events"
        : `before it scores are highest, of ${codes.join(", ")}`
  const { origin, value } = yield* answer({
    id: "event",
    text: `Which code means the event: ${asks}?`,
    ...(codes.length > 1 ? { choices: codes.map((code) => ({ value: code, title: code })) } : {}),
    likeliest: codes[0] ?? "",
    because,
    isSure: codes.length < 2
  })
  if (value === "") {
    draft.say(
      ["data", "preset"],
      `without events: preset ${name} reads them once data.events.code is ${asks}`,
      "assumed"
    )
    return
  }
  const listed = value.split(",").map((code) => code.trim())
  draft.set(["data", "events", "code"], listed.length === 1 ? listed[0] : listed)
  draft.say(
    ["data", "events", "code"],
    origin === "answered" ? "as you said" : because,
    origin === "seen" ? "assumed" : origin
  )
})

/** Measurements that the preset reads once their variables are named. */
const settleVariables = Effect.fnUntraced(function* (context: Context, { preset }: PresetInput) {
  const { draft, opening } = context
  const template = preset.tables.timeseries
  // Of a long table the names are codes, thousands of them.
  if (template?.asks?.variables === undefined || template.settings.variable !== undefined) return []
  const written = { ...(draft.content.data as Settings), timeseries: { variables: [""] } }
  const { data, issues } = yield* expand(written, opening.base)
  const block = issues.length > 0 ? undefined : blockOf(data, "timeseries")
  const table = block === undefined ? undefined : yield* profileTable(opening, block.from!, "timeseries")
  const [patient, time] = [block?.patient, block?.time].map((name) =>
    table === undefined ? undefined : columnCalled(table, name ?? "")
  )
  if (table === undefined || patient === undefined || time === undefined) return []
  const variables = yield* variablesOf(context, {
    table,
    patient,
    patients: 0,
    time,
    name: undefined,
    value: undefined
  })
  if (variables.length === 0) return []
  draft.set(
    ["data", "timeseries", "variables"],
    variables.map(({ id }) => id)
  )
  draft.say(["data", "timeseries", "variables"], "those that are known or measured most often", "assumed")
  return variables
})

/** The draft of a folder in a known format, and its tables as the preset reads them. */
export const draftOfPreset = Effect.fnUntraced(function* (context: Context, input: PresetInput) {
  const { draft, opening } = context
  draft.set(["data", "preset"], input.name)
  draft.set(["data", "from"], input.from)
  draft.say(["data", "preset"], `${input.preset.title}, recognised by its files and their columns`, "seen")
  const asked = yield* settleAsked(context, input)
  yield* settleCode(context, input, asked?.table)
  yield* settleOutcome(context, input, asked)
  const variables = yield* settleVariables(context, input)
  const { data } = yield* expand(draft.content.data, opening.base)
  const [predictions, patients, splits] = ["predictions", "patients", "splits"].map((table) => blockOf(data, table))
  const opened = Effect.fnUntraced(function* (role: string, block: Block) {
    const table = yield* profileTable(opening, block.from!, role)
    const patient = table === undefined ? undefined : columnCalled(table, block.patient!)
    return table === undefined || patient === undefined ? undefined : { table, patient }
  })
  const [first, second] = [yield* opened("predictions", predictions!), yield* opened("patients", patients!)]
  if (first === undefined || second === undefined) return undefined
  const timeOf = (
    found: { readonly table: TableProfile; readonly patient: ColumnProfile },
    name: string | undefined
  ): TimedTable | undefined => {
    const time = name === undefined ? undefined : columnCalled(found.table, name)
    return time === undefined ? undefined : { ...found, time }
  }
  const third = splits === undefined ? undefined : yield* opened("splits", splits)
  const split = third === undefined ? undefined : columnCalled(third.table, splits!.split!)
  return {
    variables,
    predictions: first,
    patients: second,
    time: timeOf(first, predictions!.time),
    unit: predictions!.timeUnit as Unit | undefined,
    admission: timeOf(second, patients!.admission),
    except: [
      patients!.patient!,
      patients!.cluster,
      patients!.admission,
      ...Object.values(predictions as Settings).flatMap((value) =>
        typeof value === "string" || Array.isArray(value) ? value : []
      )
    ].filter((one) => one !== undefined) as ReadonlyArray<string>,
    auditedIds:
      third === undefined || split === undefined
        ? undefined
        : `select ${idOf(third.patient)} as id from ${third.table.source.relation} s where cast(s.${identifier(split.name)} as varchar) = '${splits!.test ?? "test"}'`
  }
})
