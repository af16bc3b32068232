import { writeFile } from "node:fs/promises"
import type { DuckDBConnection } from "@duckdb/node-api"
import type { Format } from "../make.ts"

interface Row {
  readonly patient: number
  readonly hour: number
  readonly score: number
  readonly label: number | null
}

const rowsOf = async (database: DuckDBConnection, sql: string): Promise<ReadonlyArray<Record<string, number | null>>> =>
  (await database.runAndReadAll(sql)).getRowObjectsJson() as unknown as ReadonlyArray<Record<string, number | null>>

const predictionsOf = async (database: DuckDBConnection) =>
  (await rowsOf(
    database,
    "select patient_id as patient, hour, score, label from predictions order by patient_id, hour"
  )) as unknown as ReadonlyArray<Row>

const eventsOf = async (database: DuckDBConnection) =>
  (await rowsOf(
    database,
    "select patient_id as patient, onset, stop from events order by patient_id"
  )) as unknown as ReadonlyArray<{ patient: number; onset: number; stop: number }>

const csv = (header: string, rows: ReadonlyArray<ReadonlyArray<unknown>>) =>
  `${[header, ...rows.map((row) => row.map((cell) => cell ?? "").join(","))].join("\n")}\n`

/** No labels: onsets with their ends are all there is. */
const onsets: Format = async (database, folder) => {
  const predictions = await predictionsOf(database)
  const events = await eventsOf(database)
  await database.run(`copy (select * exclude (admitted) from patients) to '${folder}/patients.parquet'`)
  await writeFile(
    `${folder}/predictions.csv`,
    csv(
      "patient,hour,score",
      predictions.map(({ hour, patient, score }) => [patient, hour, score])
    )
  )
  await writeFile(
    `${folder}/events.csv`,
    csv(
      "patient,onset,stop",
      events.map(({ onset, patient, stop }) => [patient, onset, stop])
    )
  )
}

/** The unit in other words, and how each is read. */
export const variants: Readonly<Record<string, { readonly write: Format; readonly configuration: string }>> = {
  onsets: {
    write: onsets,
    configuration: `data:
  predictions: { from: data/predictions.csv, patient: patient, time: hour, timeUnit: h, score: score }
  patients: { from: data/patients.parquet, patient: patient_id }
  events: { from: data/events.csv, patient: patient, start: onset, stop: stop, timeUnit: h }
  splits: { from: data/patients.parquet, patient: patient_id, split: split }
`
  }
}
