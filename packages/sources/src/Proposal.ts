/** Proposes the configuration of an audit from tables that nobody has described. */
import { basename } from "node:path"
import { Effect, Predicate } from "effect"
import { openDatabase } from "./internal/Database.ts"
import { flag, present } from "./internal/expressions.ts"
import type { Opening } from "./internal/Loading.ts"
import { type Context, lacking } from "./internal/proposal/Context.ts"
import { readRecords } from "./internal/proposal/challengeRecords.ts"
import {
  type Answer,
  Draft,
  type Question,
  type QuestionId,
  type Remark,
  type Settings
} from "./internal/proposal/Draft.ts"
import { readDates } from "./internal/proposal/dateOrder.ts"
import { affected, audited, settleGroupings } from "./internal/proposal/groupings.ts"
import { type Inputs, inputsOf, type PresetInput } from "./internal/proposal/inputs.ts"
import { leaveOutColumns, settleOthers, type UsedTable } from "./internal/proposal/otherTables.ts"
import { noOutcome, settlePredictions } from "./internal/proposal/predictions.ts"
import { draftOfPreset } from "./internal/proposal/presetDraft.ts"
import { readTable } from "./internal/proposal/readTable.ts"
import type { SeriesTable } from "./internal/proposal/roles.ts"
import type { Replacement } from "./internal/proposal/scoreColumns.ts"
import { type ColumnProfile, columnCalled, idOf, type TableProfile } from "./internal/proposal/TableProfile.ts"
import { settleTimes } from "./internal/proposal/times.ts"
import { settleHorizon, settleThreshold, tried } from "./internal/proposal/trial.ts"
import { type MeasuredVariable, variablesOf } from "./internal/proposal/variables.ts"
import { identifier } from "./internal/sql.ts"
import { ProposalError, type ProposalProblem } from "./ProposalError.ts"

export type { Answer, Choice, Origin, Question, QuestionId, Remark, Settings } from "./internal/proposal/Draft.ts"
export type { MeasuredVariable } from "./internal/proposal/variables.ts"
export { ProposalError, ProposalProblem } from "./ProposalError.ts"

/** A configuration, and why each setting is what it is. */
export interface Proposal {
  /** What `fairward.yaml` is to say. */
  readonly content: Settings
  readonly remarks: ReadonlyArray<Remark>
  /** Tables and columns that are not used, and why. */
  readonly leftOut: ReadonlyArray<string>
  /** How several models' scores would be compared, of which the proposal audits one: a sentence, and the lines to write. */
  readonly comparison: ReadonlyArray<string>
  /** Of the time series, with the units that their values seem to be in. */
  readonly variables: ReadonlyArray<MeasuredVariable>
}

export interface ProposeOptions {
  /** Folder of the configuration, to which its paths are relative. */
  readonly base: string
  /** What a person has said already. */
  readonly named: Readonly<Partial<Record<QuestionId, string>>>
  /** Asks what the data leave open. */
  readonly ask: (question: Question) => Effect.Effect<Answer, ProposalError>
  /** Memory for DuckDB, such as `512MB`; default 1 GB. */
  readonly memoryLimit?: string
}

const optionOf = (id: QuestionId) => `--${id.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`

/** What was said before is checked, what is sure is taken, and the rest is asked. */
const answering =
  ({ ask, named }: ProposeOptions) =>
  (question: Question): Effect.Effect<Answer, ProposalError> => {
    const { choices, id, isSure, likeliest, refusal } = question
    const said = named[id]
    if (said === undefined) return isSure ? Effect.succeed({ value: likeliest, origin: "seen" }) : ask(question)
    const isChoice = choices === undefined || choices.some(({ value }) => value === said)
    const wrong =
      refusal === undefined
        ? isChoice
          ? undefined
          : `not one of ${choices!.map(({ value }) => value).join(", ")}`
        : refusal(said)
    return wrong === undefined
      ? Effect.succeed({ value: said, origin: "answered" })
      : new ProposalError({
          problems: [{ where: `${optionOf(id)} ${said}`, problem: wrong, remedy: question.text }]
        })
  }

/** Reads the tables; those that a person named and that cannot be read end the proposal. */
const profileAll = Effect.fnUntraced(function* (context: Context, inputs: Inputs) {
  const { draft, opening } = context
  const tables: Array<TableProfile> = []
  const failed: Array<ProposalProblem> = []
  for (const { from, isNamed } of inputs.tables) {
    const attempt = { ...opening, problems: [] as Opening["problems"] }
    const profile = yield* readTable({ ...context, opening: attempt }, from)
    if (profile !== undefined && attempt.problems.length === 0) {
      tables.push(profile)
      continue
    }
    for (const { problem, remedy } of attempt.problems) {
      if (isNamed) failed.push({ where: from, problem: problem.split(", in which it reads")[0]!, remedy })
      else draft.leftOut.push(`${from}: ${problem.split(/:|, in which/u)[0]}`)
    }
  }
  const [first, ...rest] = failed
  return first === undefined
    ? yield* readDates(context, tables)
    : yield* new ProposalError({ problems: [first, ...rest] })
})

/** Keeps the ids that are audited: those of the predictions, of the test split where there is one. */
const createAudited = ({ opening }: Context, table: TableProfile, patient: ColumnProfile, test: string | undefined) =>
  opening.database.run(
    `create or replace temp table ${audited} as select distinct ${idOf(patient)} as id from ${table.source.relation} s${test === undefined ? "" : ` where ${idOf(patient)} in (${test})`}`
  )

/** Keeps the ids of those who had an event or a label 1, as far as columns as they are tell it. */
const createAffected = (
  { opening }: Context,
  events: { readonly table: TableProfile; readonly patient: ColumnProfile; readonly start: ColumnProfile } | undefined,
  labels: { readonly table: TableProfile; readonly patient: ColumnProfile; readonly label: ColumnProfile } | undefined
) => {
  const parts = [
    ...(events === undefined
      ? []
      : [
          `select ${idOf(events.patient)} as id from ${events.table.source.relation} s where ${present(events.start.column)}`
        ]),
    ...(labels === undefined || !labels.label.isFlag
      ? []
      : [
          `select ${idOf(labels.patient)} as id from ${labels.table.source.relation} s where ${flag(labels.label.column)} = 1`
        ])
  ]
  return opening.database.run(
    `create or replace temp table ${affected} as ${parts.length === 0 ? "select '' as id where false" : parts.join(" union ")}`
  )
}

/** Reads columns of the patients otherwise, by a query. */
const replacePatients = ({ draft }: Context, table: TableProfile, replaced: ReadonlyArray<Replacement>) => {
  if (replaced.length === 0) return
  const path = ["data", "patients", "from"]
  const from = String(draft.get(path))
  const read = from === table.from ? table.read : `(${from})`
  const parts = replaced.map(([name, expression]) => `${expression} as ${identifier(name)}`)
  draft.set(path, `select * replace (${parts.join(", ")}) from ${read}`)
}

const requireGroupings = (context: Context, table: TableProfile) =>
  context.draft.get(["groupings"]) === undefined
    ? lacking(
        context,
        [table],
        "No attribute divides the patients that are audited. Looked for: columns of two to twelve values, such as sex or the unit, and age.",
        "Name a table with a row for each patient and such columns too."
      )
    : Effect.void

/** The columns of a table that settings of its role name; of the patients, groupings name some too. */
const useOf = (draft: Draft, role: string, table: TableProfile): UsedTable => {
  const named = Object.values((draft.get(["data", role]) ?? {}) as Settings).flat()
  const groupings = Object.values((draft.get(["groupings"]) ?? {}) as Readonly<Record<string, Settings>>)
  return {
    table,
    columns: new Set([...named, ...(role === "patients" ? groupings.map(({ column }) => column) : [])].map(String))
  }
}

const fromTables = Effect.fnUntraced(function* (context: Context, inputs: Inputs, named: ProposeOptions["named"]) {
  const { draft } = context
  draft.hints.push(...inputs.nearly)
  const tables = yield* readRecords(context, yield* profileAll(context, inputs))
  const predictions = yield* settlePredictions(context, tables, named.score?.split(",")[0])
  const { label, patient, scores, table, time } = predictions
  const others = yield* settleOthers(context, tables, predictions)
  const { admission, attributions, events, patients, person, series, splits } = others
  if (label === undefined && events === undefined) return yield* noOutcome(context, tables)
  yield* createAudited(context, table, patient, splits?.ids)
  const labelled = predictions.labelsFrom ?? table
  const labelledPatient = columnCalled(labelled, patient.name)
  const isState = draft.get(["data", "events", "inEvent"]) !== undefined
  yield* createAffected(
    context,
    isState ? undefined : events,
    label === undefined || labelledPatient === undefined
      ? undefined
      : { table: labelled, patient: labelledPatient, label }
  )
  const except = [patients.patient, person, admission, label, time, splits?.column, events?.start]
  const replaced = yield* settleGroupings(context, patients.table, patients.patient, [
    ...except.flatMap((column) => (column === undefined ? [] : [column.name])),
    ...scores
  ])
  yield* requireGroupings(context, patients.table)
  replacePatients(context, patients.table, replaced)
  if (time !== undefined) {
    const timed = (one: SeriesTable | undefined) => (one?.time === undefined ? undefined : { ...one, time: one.time })
    yield* settleTimes(context, {
      predictions: { table, patient, time },
      admission: admission === undefined ? undefined : { ...patients, time: admission },
      series: timed(series),
      attributions: timed(attributions),
      events: events === undefined ? undefined : { ...events, time: events.start }
    })
  }
  const files = tables.map(({ name }) => basename(name))
  const names = [label?.name ?? "", ...scores, events?.start.name ?? "", ...files, basename(context.opening.base)]
  yield* conclude(context, time !== undefined, names)
  const wide = (series: SeriesTable | undefined, role: string) =>
    series === undefined ? [] : [{ ...useOf(draft, role, series.table), numbers: series.name === undefined }]
  leaveOutColumns(context, [
    useOf(draft, "predictions", table),
    useOf(draft, "patients", patients.table),
    ...(events === undefined ? [] : [useOf(draft, "events", events.table)]),
    ...(splits === undefined ? [] : [useOf(draft, "splits", splits.table)]),
    ...wide(series, "timeseries"),
    ...wide(attributions, "attributions")
  ])
  const isKept = series !== undefined && draft.get(["data", "timeseries"]) !== undefined
  return isKept ? yield* variablesOf(context, series) : []
})

const scoreNames = (draft: Draft) => [draft.get(["data", "predictions", "score"]) ?? []].flat().map(String)

const fromPreset = Effect.fnUntraced(function* (context: Context, input: PresetInput) {
  const { draft, opening } = context
  const found = yield* draftOfPreset(context, input)
  if (found === undefined) {
    const [first, ...rest] = opening.problems
    return yield* first === undefined
      ? lacking(context, [], `${input.from} cannot be read by preset ${input.name}.`, "Name its tables one by one.")
      : new ProposalError({
          problems: [first, ...rest].map(({ problem, remedy, where }) => ({ where, problem, remedy })) as [
            ProposalProblem,
            ...Array<ProposalProblem>
          ]
        })
  }
  const { admission, auditedIds, except, patients, predictions, time, unit, variables } = found
  yield* createAudited(context, predictions.table, predictions.patient, auditedIds)
  yield* createAffected(context, undefined, undefined)
  const replaced = yield* settleGroupings(context, patients.table, patients.patient, except)
  yield* requireGroupings(context, patients.table)
  replacePatients(context, patients.table, replaced)
  if (time !== undefined) {
    const beside = { series: undefined, events: undefined, attributions: undefined }
    yield* settleTimes(context, { predictions: time, admission, ...beside, ...(unit === undefined ? {} : { unit }) })
  }
  yield* conclude(context, time !== undefined, [input.preset.title, input.from, ...scoreNames(draft)])
  return variables
})

/** Reads the data as an audit would, and settles what only all of them together tell. */
const conclude = Effect.fnUntraced(function* (context: Context, isTimed: boolean, names: ReadonlyArray<string>) {
  const { draft } = context
  draft.set(["title"], "Early-warning model")
  draft.say(["title"], "what the report is to be called", "assumed")
  const dataset = yield* tried(context)
  const horizon = isTimed ? yield* settleHorizon(context, dataset, names) : 0
  yield* settleThreshold(context, dataset, horizon)
})

/** Settings in the order in which people read them; those that are not listed follow. */
const order = [
  "title",
  "timestep",
  "align",
  "horizon",
  "data",
  "threshold",
  "groupings",
  "preset",
  "from",
  "predictions",
  "patients",
  "events",
  "timeseries",
  "attributions",
  "splits",
  "patient",
  "cluster",
  "time",
  "start",
  "stop",
  "timeUnit"
]

const placeOf = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length)

const ordered = (settings: Settings): Settings =>
  Object.fromEntries(
    Object.entries(settings)
      .filter(([, value]) => value !== undefined)
      .toSorted(([a], [b]) => placeOf(a) - placeOf(b))
      .map(([key, value]) => [
        key,
        Predicate.isObject(value) && !Array.isArray(value) && key !== "groupings" ? ordered(value as Settings) : value
      ])
  )

/**
 * Proposes the configuration of an audit: looks at the tables that the paths name, recognises what is what by the names
 * and values of their columns, asks what it cannot see, and reads the data once as an audit would.
 *
 * Fails where no table has scores, or nothing tells when they were right.
 */
export const propose = Effect.fn("Proposal.propose")(function* (paths: ReadonlyArray<string>, options: ProposeOptions) {
  const database = yield* openDatabase({ base: options.base, memoryLimit: options.memoryLimit ?? "1GB" }).pipe(
    Effect.orDie
  )
  const opening: Opening = {
    base: options.base,
    database,
    freeMemory: process.availableMemory(),
    scans: new Map(),
    problems: [],
    notes: []
  }
  const context: Context = { opening, draft: new Draft(), answer: answering(options), named: options.named }
  const inputs = yield* inputsOf(opening, paths).pipe(Effect.orDie)
  const [first, ...rest] = inputs.absent.map((path) => ({
    where: path,
    problem: "there is no such file or folder",
    remedy: "Check the path."
  }))
  if (first !== undefined) return yield* new ProposalError({ problems: [first, ...rest] })
  const variables = yield* (
    inputs.preset === undefined ? fromTables(context, inputs, options.named) : fromPreset(context, inputs.preset)
  ).pipe(Effect.catchTag("QueryFailure", Effect.die))
  const { comparison, content, leftOut, remarks } = context.draft
  const proposal: Proposal = { content: ordered(content), remarks, leftOut, comparison, variables }
  return proposal
}, Effect.scoped)
