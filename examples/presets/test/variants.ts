import { writeFile } from "node:fs/promises"
import type { DuckDBConnection } from "@duckdb/node-api"
import type { Format } from "../make.ts"
import { times } from "./times.ts"

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

/** Admissions in the last days of March and October, when clocks change, at any minute. */
const admittedAt = (patient: number) =>
  Date.UTC(2024, patient % 2 === 0 ? 2 : 9, 22) + ((patient * 7919) % (9 * 24 * 60)) * 60_000

const zones = ["Europe/Zurich", "America/New_York"]
const clocks = zones.map(
  (timeZone) => new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short", timeStyle: "medium" })
)
const offsets = zones.map((timeZone) => new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }))

/** The time on the wall of the patient's hospital, with its offset. */
const localTime = (patient: number, hour: number) => {
  const at = admittedAt(patient) + hour * 3_600_000
  const zone = (patient >> 1) % 2
  const offset = offsets[zone]!.formatToParts(at)
    .find(({ type }) => type === "timeZoneName")!
    .value.replace("GMT", "")
  return `${clocks[zone]!.format(at)}${offset === "" ? "+00:00" : offset}`
}

/** Every time as text in local time, of one of two hospitals on either side of an ocean. */
const twoZones: Format = async (database, folder) => {
  const predictions = await predictionsOf(database)
  const events = await eventsOf(database)
  const patients = await rowsOf(
    database,
    "select patient_id as patient, sex, age, split from patients order by patient_id"
  )
  await writeFile(
    `${folder}/predictions.csv`,
    csv(
      "patient,at,score,label",
      predictions.map(({ hour, label, patient, score }) => [patient, localTime(patient, hour), score, label])
    )
  )
  await writeFile(
    `${folder}/patients.csv`,
    csv(
      "patient,admitted,sex,age,split",
      patients.map(({ age, patient, sex, split }) => [patient, localTime(patient!, 0), sex, age, split])
    )
  )
  await writeFile(
    `${folder}/events.csv`,
    csv(
      "patient,onset,stop",
      events.map(({ onset, patient, stop }) => [patient, localTime(patient, onset), localTime(patient, stop)])
    )
  )
}

/** Up to 25 minutes before or after the hour, always the same for the same hour of a patient. */
const jittered = (patient: number, hour: number) =>
  60 * hour + (hour === 0 ? 0 : ((patient * 7919 + hour * 104_729) % 51) - 25)

const jitter: Format = async (database, folder) => {
  const predictions = await predictionsOf(database)
  const events = await eventsOf(database)
  await database.run(`copy (select * exclude (admitted) from patients) to '${folder}/patients.parquet'`)
  await writeFile(
    `${folder}/predictions.csv`,
    csv(
      "patient,minutes,score,label",
      predictions.map(({ hour, label, patient, score }) => [patient, jittered(patient, hour), score, label])
    )
  )
  await writeFile(
    `${folder}/events.csv`,
    csv(
      "patient,onset,stop",
      events.map(({ onset, patient, stop }) => [patient, jittered(patient, onset), jittered(patient, stop)])
    )
  )
}

/** The unit in other words, and how each is read. */
export const variants: Readonly<Record<string, { readonly write: Format; readonly configuration: string }>> = {
  ...times,
  onsets: {
    write: onsets,
    configuration: `data:
  predictions: { from: data/predictions.csv, patient: patient, time: hour, timeUnit: h, score: score }
  patients: { from: data/patients.parquet, patient: patient_id }
  events: { from: data/events.csv, patient: patient, start: onset, stop: stop, timeUnit: h }
  splits: { from: data/patients.parquet, patient: patient_id, split: split }
`
  },
  twoZones: {
    write: twoZones,
    configuration: `data:
  predictions: { from: data/predictions.csv, patient: patient, time: at, timeUnit: timestamp, score: score, label: label }
  patients: { from: data/patients.csv, patient: patient, admission: admitted }
  events: { from: data/events.csv, patient: patient, start: onset, stop: stop, timeUnit: timestamp }
  splits: { from: data/patients.csv, patient: patient, split: split }
`
  },
  jitter: {
    write: jitter,
    configuration: `align: nearest
data:
  predictions: { from: data/predictions.csv, patient: patient, time: minutes, timeUnit: min, score: score, label: label }
  patients: { from: data/patients.parquet, patient: patient_id }
  events: { from: data/events.csv, patient: patient, start: onset, stop: stop, timeUnit: min }
  splits: { from: data/patients.parquet, patient: patient_id, split: split }
`
  }
}
