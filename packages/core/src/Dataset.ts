/**
 * The data of one audit, validated and in memory: columns as typed arrays, rows sorted by patient and then by time.
 *
 * Every table shares one index of patients, `0 .. patients.count - 1`, ordered by id. Row ranges of a patient `i` in a
 * table are `offsets[i] .. offsets[i + 1]`. Arrays that workers read lie in `SharedArrayBuffer`s.
 */
import type { ColumnTable } from "arquero"
import { Context, Schema } from "effect"
import type { ThresholdConfig } from "./AuditConfig.ts"
import type { LabelOrigin } from "./Labels.ts"
import type { Message } from "./Message.ts"

const clinical = ["predictions", "events", "timeseries", "attributions", "models", "recognition"] as const

/** What a stage can ask for: a table whose meaning is fixed or, as `table:<name>`, one that the configuration names under `data.tables`. */
export const Input = Schema.Union([Schema.Literals(clinical), Schema.TemplateLiteral(["table:", Schema.String])])
export type Input = typeof Input.Type

/** The input that a table of the configuration's own is. */
export const tableInput = (name: string): `table:${string}` => `table:${name}`

const titles: Readonly<Record<(typeof clinical)[number], string>> = {
  predictions: "predictions",
  events: "events",
  timeseries: "time series of medical variables",
  attributions: "feature attributions (SHAP values)",
  models: "scores of several models",
  recognition: "times at which clinicians knew or began to treat (data.recognition)"
}

/** Whose table of the configuration's own an input is; `undefined` for the others. */
export const ownTableOf = (input: Input): string | undefined => /^table:(.*)$/su.exec(input)?.[1]

/** What people call an input, for reasons and tables. */
export const inputTitle = (input: Input): string =>
  Object.hasOwn(titles, input)
    ? titles[input as keyof typeof titles]
    : `a table of one's own named ${ownTableOf(input)} (data.tables)`

/** Which patients a stage looks at. */
export type Split = "test" | "train"

export interface Patients {
  readonly count: number
  /** Ids as text, ascending by their UTF-8 bytes. */
  readonly ids: ReadonlyArray<string>
  /** One row a patient, in the order of `ids`; one column an attribute. */
  readonly attributes: ColumnTable
  /** Indices of the patients of each split, ascending. Without a table of splits both hold every patient. */
  readonly splits: Readonly<Record<Split, Uint32Array>>
  /** False when no table of splits was given, so that train and test are the same patients. */
  readonly isSplit: boolean
  /** Minutes from a patient's step 0 until monitoring ended, `NaN` where unknown; absent where nothing says it. */
  readonly monitoredUntil?: Float64Array
  /** The person of each patient, as an index into `personIds`, where persons have several stays; absent: each is its own. */
  readonly clusterOf?: Uint32Array
  /** Ids of the persons, ascending; there wherever `clusterOf` is. */
  readonly personIds?: ReadonlyArray<string>
}

/**
 * The persons of some patients, as indices ascending, and the place among them of each patient's person. `undefined` where each
 * patient is its own person, if only among these.
 */
export const personsAmong = (
  { clusterOf }: Pick<Patients, "clusterOf">,
  patients: Uint32Array
): { readonly persons: Uint32Array; readonly clusterOf: Uint32Array } | undefined => {
  if (clusterOf === undefined) return undefined
  const persons = Uint32Array.from(new Set(Array.from(patients, (patient) => clusterOf[patient]!))).sort()
  if (persons.length === patients.length) return undefined
  const placeOf = new Map(Array.from(persons, (person, place) => [person, place]))
  return { persons, clusterOf: Uint32Array.from(patients, (patient) => placeOf.get(clusterOf[patient]!)!) }
}

/** Counts in all and in each split. */
export interface SplitCounts extends Readonly<Record<Split, number>> {
  readonly all: number
}

/** How many persons there are, where persons have several stays. */
export const personCounts = (patients: Patients): { readonly persons?: SplitCounts } => {
  const { clusterOf, personIds, splits } = patients
  if (clusterOf === undefined) return {}
  const count = (split: Uint32Array) => personsAmong(patients, split)?.persons.length ?? split.length
  return { persons: { all: personIds!.length, test: count(splits.test), train: count(splits.train) } }
}

export interface Predictions {
  /** Row range per patient, length `patients.count + 1`. */
  readonly offsets: Uint32Array
  /** Step index, 0-based, strictly ascending within a patient; cut at `maxLengthSteps`. */
  readonly step: Int32Array
  /** 1, 0, or -1 for an unlabelled step. */
  readonly label: Int8Array
  /** Model output in [0, 1], or any finite number where `scale` is points; the mean over score columns. */
  readonly score: Float64Array
}

/** A model of which there are scores at the predictions' rows. */
export interface Model {
  readonly id: string
  readonly title: string
  /** As {@link Predictions} `score`; `NaN` where the model has none. */
  readonly score: Float64Array
  /** Its own; absent: the audit's, whose target is solved for each model. */
  readonly threshold?: ThresholdConfig
}

/** Several models on the same patients, whose labels they share. */
export interface Models {
  /** Ids: whom the others are compared with, and whose scores those of the predictions are. */
  readonly baseline: string
  readonly audited: string
  /** In the order of the configuration. */
  readonly all: ReadonlyArray<Model>
}

/** Events `[start, stop)` in steps, per patient ascending and disjoint. */
export interface Events {
  readonly offsets: Uint32Array
  readonly start: Int32Array
  readonly stop: Int32Array
}

/** Raw measurements. A row is one point of time of one patient; `NaN` where a variable was not measured. */
export interface TimeSeries {
  readonly offsets: Uint32Array
  /** Minutes since admission, ascending within a patient; not necessarily on the grid. */
  readonly minutes: Float64Array
  readonly variables: ReadonlyMap<string, Float32Array | Float64Array>
  /** Names of those that the label is defined by; absent: none is said to. */
  readonly definesLabel?: ReadonlyArray<string>
}

/** Mean absolute attribution of each feature per patient. */
export interface Attributions {
  readonly features: ReadonlyArray<string>
  /** Patients with attributions have `present[i] = 1`; the others' rows are zero. */
  readonly present: Uint8Array
  /** Row-major, `patients.count` rows of `features.length` values: mean over steps of |attribution|. */
  readonly values: Float64Array
}

/** When clinicians themselves recognised what the model warns of, or first treated it. */
export interface Recognition {
  /** Minutes since each patient's step 0, at any distance from the grid; `NaN` where they did not. */
  readonly minutes: Float64Array
}

/**
 * Tables of the configuration's own, by name: what stages of a team's own ask for as `table:<name>`. In place of the column
 * of patients a table has `patient`, the index of each row's patient; where it has times, `minutes` is what they are since
 * the patient's step 0. Its other columns are as they are: numbers, booleans, text, `null` where there is none. Rows are
 * sorted by patient and minutes, and those of patients that are not audited are left out.
 */
export type Tables = ReadonlyMap<string, ColumnTable>

export interface InputFile {
  readonly role: string
  /** What a document calls it: the name of the file without its folders, a glob, or that it is a query. */
  readonly name: string
  /** Where it lies, or the query's text: for the terminal, since both can name places, patients and values. */
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  readonly rows: number
}

/** A remark about the data that is no error but that a reader of the report must know. */
export interface DataNote {
  readonly table: string
  /** For everybody: it stands in the findings and the report. */
  readonly message: Message
  /** For whoever may see the data: ids, rows, values, paths. Shown in the terminal, written nowhere. */
  readonly examples?: ReadonlyArray<string>
}

export interface DatasetShape {
  /** Scores are points, such as those of NEWS2, whose size says nothing but their order; absent: probabilities. */
  readonly scale?: "points"
  readonly timestepMinutes: number
  /**
   * Present when predictions have times but no timestep was configured: steps are whole minutes, and several predictions
   * of a patient lie at any distance. Rows then say nothing about time: see `Exposure`.
   */
  readonly irregular?: true
  /** 0 for classical binary classification: one prediction per patient, no time. */
  readonly horizonSteps: number
  /** Steps at or beyond are cut; `Infinity` when stays are not cut. */
  readonly maxLengthSteps: number
  readonly patients: Patients
  readonly predictions: Predictions | undefined
  /** Absent: there is one model. */
  readonly models?: Models
  readonly events: Events | undefined
  readonly timeseries: TimeSeries | undefined
  readonly attributions: Attributions | undefined
  /** Absent: it is not known when clinicians knew. */
  readonly recognition?: Recognition
  /** Absent: the configuration names none. */
  readonly tables?: Tables
  /** Where labels come from, and what contradicts them; absent: from a column, and nothing does. */
  readonly labels?: LabelOrigin
  readonly files: ReadonlyArray<InputFile>
  readonly notes: ReadonlyArray<DataNote>
}

/** The inputs that a dataset holds. */
export const inputsOf = (dataset: DatasetShape): ReadonlySet<Input> =>
  new Set<Input>([
    ...clinical.filter((input) => dataset[input] !== undefined),
    ...[...(dataset.tables?.keys() ?? [])].map(tableInput)
  ])

/** The validated data of the audit. */
export class Dataset extends Context.Service<Dataset, DatasetShape>()("@fairward/core/Dataset") {}
