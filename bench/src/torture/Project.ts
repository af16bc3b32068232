/**
 * What an audit reads, as data: a configuration and tables, and the files that they become.
 */
export interface Table {
  readonly columns: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<unknown>>
}

export interface Project {
  readonly config: Readonly<Record<string, unknown>>
  readonly tables: Readonly<Record<string, Table>>
}

export type Files = Readonly<Record<string, string | Uint8Array>>

/** Marks that no document may show: ids of patients, and the folder that everything lies in. */
export const idOf = (patient: number): string => `MRKID${1000 + patient}`
export const folderMark = "MRKPATH"

const cell = (value: unknown, separator: string): string => {
  const text = value === null || value === undefined ? "" : String(value)
  return new RegExp(`["\\n\\r${separator}]`, "u").test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const csvOf = ({ columns, rows }: Table, separator = ",", lineEnd = "\n"): string =>
  [columns, ...rows].map((row) => row.map((value) => cell(value, separator)).join(separator) + lineEnd).join("")

export const jsonOf = ({ columns, rows }: Table): string =>
  JSON.stringify(rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null]))))

export const filesOf = ({ config, tables }: Project): Files => ({
  "fairward.yaml": JSON.stringify(config, null, 1),
  ...Object.fromEntries(Object.entries(tables).map(([name, table]) => [`${name}.csv`, csvOf(table)]))
})

const patients = Array.from({ length: 60 }, (_, i) => i)
const steps = Array.from({ length: 8 }, (_, i) => i)

/** Sixty patients, forty of them with an event, and everything that an audit can read of them. */
export const base = {
  config: {
    title: "An odd audit",
    timestep: "5 min",
    horizon: "15 min",
    data: {
      predictions: { from: "predictions.csv", patient: "pid", time: "step", score: "score" },
      patients: { from: "patients.csv", patient: "pid" },
      events: { from: "events.csv", patient: "pid", start: "start", stop: "stop" },
      splits: { from: "splits.csv", patient: "pid", split: "split" },
      timeseries: {
        from: "timeseries.csv",
        patient: "pid",
        time: "minutes",
        timeUnit: "min",
        definesLabel: ["lactate"]
      },
      attributions: { from: "attributions.csv", patient: "pid" },
      recognition: { from: "recognition.csv", patient: "pid", time: "known" }
    },
    threshold: { value: 0.5 },
    groupings: { sex: { column: "sex" }, age: { column: "age", bins: [50, 65] } },
    caseMix: ["age", { column: "severity", bins: [3] }],
    resampling: { replicates: 20 }
  },
  tables: {
    predictions: {
      columns: ["pid", "step", "score", "former"],
      rows: patients.flatMap((p) =>
        steps.map((s) => [idOf(p), s, ((p * 7 + s * 3) % 10) / 10, ((p * 3 + s * 7) % 10) / 10])
      )
    },
    patients: {
      columns: ["pid", "sex", "age", "severity"],
      rows: patients.map((p) => [idOf(p), "FM"[p % 2], 30 + p, p % 5])
    },
    events: {
      columns: ["pid", "start", "stop"],
      rows: patients.slice(0, 40).map((p) => [idOf(p), 1 + (p % 6), 2 + (p % 6)])
    },
    splits: { columns: ["pid", "split"], rows: patients.map((p) => [idOf(p), p % 6 === 5 ? "train" : "test"]) },
    timeseries: {
      columns: ["pid", "minutes", "lactate", "map"],
      rows: patients.flatMap((p) => [0, 5, 10, 20].map((m) => [idOf(p), m, 1 + (p % 3), 60 + ((p + m) % 7)]))
    },
    attributions: {
      columns: ["pid", "lactate", "map"],
      rows: patients.map((p) => [idOf(p), (1 + (p % 9)) / 10, (1 + (p % 5)) / 10])
    },
    recognition: {
      columns: ["pid", "known"],
      rows: patients.flatMap((p) => (p % 3 === 0 ? [] : [[idOf(p), 1 + (p % 5)]]))
    }
  }
} satisfies Project

type Json = Record<string, unknown>

/** The project with a setting replaced, or removed where the value is undefined. */
export const withSetting = (project: Project, path: ReadonlyArray<string>, value: unknown): Project => {
  const set = (at: Json, [key, ...rest]: ReadonlyArray<string>): Json => {
    const { [key!]: before, ...others } = at
    if (rest.length === 0) return value === undefined ? others : { ...at, [key!]: value }
    const within = typeof before === "object" && before !== null && !Array.isArray(before) ? (before as Json) : {}
    return { ...at, [key!]: set(within, rest) }
  }
  return { ...project, config: set(project.config, path) }
}

const { score: _, ...unscored } = base.config.data.predictions

/** The same with two models in place of one score. */
export const ofModels: Project = {
  ...base,
  config: {
    ...base.config,
    data: { ...base.config.data, predictions: unscored },
    models: { age: { score: "score" }, former: { score: "former", baseline: true, threshold: { value: 0.6 } } }
  }
}

/** The project with a column of a table computed anew. */
export const withColumn = (
  project: Project,
  table: string,
  column: string,
  value: (row: number, before: unknown) => unknown
): Project => {
  const { columns, rows } = project.tables[table]!
  const at = columns.indexOf(column)
  const changed = rows.map((row, i) => row.map((before, c) => (c === at ? value(i, before) : before)))
  return withRows(project, table, changed)
}

export const withRows = (project: Project, table: string, rows: Table["rows"]): Project => ({
  ...project,
  tables: { ...project.tables, [table]: { ...project.tables[table]!, rows } }
})
