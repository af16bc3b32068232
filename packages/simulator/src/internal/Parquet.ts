import { mkdir, rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { setImmediate } from "node:timers/promises"
import { type BasicType, type ColumnSource, fileWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer"
import { noLabel, type SimulatedTables } from "../Tables.ts"

/** A column as it is written: its parquet type, and how to get the rows [from, to) of it. */
interface Column {
  readonly name: string
  readonly type: BasicType
  readonly nullable: boolean
  readonly encoding?: "PLAIN" | "DELTA_BINARY_PACKED"
  readonly rows: (from: number, to: number) => ColumnSource["data"]
}

interface Table {
  readonly rows: number
  readonly columns: ReadonlyArray<Column>
}

export type TableName = "patients" | "splits" | "predictions" | "events" | "timeseries" | "attributions" | "recognition"

/** Where each table was written. */
export type WrittenFiles = Readonly<Record<TableName, string>>

const rowGroup = 100_000

/**
 * Writes each table to `folder`/<name>.parquet, making the folder if need be, and gives the paths. A file appears under
 * its name when it is complete; an earlier one is replaced.
 */
export const write = async (tables: SimulatedTables, folder: string): Promise<WrittenFiles> => {
  await mkdir(folder, { recursive: true })
  const contents = asWritten(tables)
  const written: Array<readonly [string, string]> = []
  for (const [name, table] of Object.entries(contents)) {
    const path = join(folder, `${name}.parquet`)
    await writeTable(table, path)
    written.push([name, path])
  }
  return Object.fromEntries(written) as WrittenFiles
}

const writeTable = async (table: Table, path: string): Promise<void> => {
  const unfinished = `${path}.unfinished`
  try {
    const schema = schemaFromColumnData({ columnData: table.columns.map((column) => source(column, 0, 0)) })
    const writer = new ParquetWriter({ writer: fileWriter(unfinished), schema, createdBy: "@fairward/simulator" })
    for (let from = 0; from < table.rows; from += rowGroup) {
      const to = Math.min(from + rowGroup, table.rows)
      await writer.write({
        columnData: table.columns.map((column) => source(column, from, to)),
        rowGroupSize: rowGroup
      })
      await setImmediate()
    }
    await writer.finish()
    await rename(unfinished, path)
  } finally {
    await rm(unfinished, { force: true })
  }
}

const source = ({ rows, ...column }: Column, from: number, to: number): ColumnSource => ({
  ...column,
  data: rows(from, to)
})

const asWritten = (tables: SimulatedTables): Record<TableName, Table> => {
  const { patients, splits, predictions, events, timeseries, attributions, recognition } = tables
  return {
    patients: table(patients.patient_id.length, [
      integers("patient_id", patients.patient_id),
      strings("sex", patients.sex),
      integers("age", patients.age),
      strings("admission_reason", patients.admission_reason),
      strings("surgical_status", patients.surgical_status)
    ]),
    splits: table(splits.patient_id.length, [
      integers("patient_id", splits.patient_id),
      strings("split", splits.split)
    ]),
    predictions: table(predictions.patient_id.length, [
      integers("patient_id", predictions.patient_id),
      integers("step", predictions.step),
      {
        name: "label",
        type: "INT32",
        nullable: true,
        rows: (from, to) => withNulls(predictions.label, from, to, (value) => value === noLabel)
      },
      ...predictions.scores.map((scores, k) => ({
        name: `seed_${k}`,
        type: "FLOAT" as const,
        nullable: false,
        encoding: "PLAIN" as const,
        rows: (from: number, to: number) => scores.subarray(from, to)
      }))
    ]),
    events: table(events.patient_id.length, [
      integers("patient_id", events.patient_id),
      integers("start", events.start),
      integers("stop", events.stop)
    ]),
    timeseries: table(timeseries.patient_id.length, [
      integers("patient_id", timeseries.patient_id),
      integers("minutes", timeseries.minutes),
      ...Object.entries(timeseries.variables).map(([name, values]) => ({
        name,
        type: "FLOAT" as const,
        nullable: true,
        rows: (from: number, to: number) => withNulls(values, from, to, Number.isNaN)
      }))
    ]),
    attributions: table(attributions.patient_id.length, [
      integers("patient_id", attributions.patient_id),
      ...Object.entries(attributions.features).map(([name, values]) => ({
        name,
        type: "DOUBLE" as const,
        nullable: false,
        encoding: "PLAIN" as const,
        rows: (from: number, to: number) => values.subarray(from, to)
      }))
    ]),
    recognition: table(recognition.patient_id.length, [
      integers("patient_id", recognition.patient_id),
      integers("minutes", recognition.minutes)
    ])
  }
}

const table = (rows: number, columns: ReadonlyArray<Column>): Table => ({ rows, columns })

const integers = (name: string, values: Int32Array): Column => ({
  name,
  type: "INT32",
  nullable: false,
  encoding: "DELTA_BINARY_PACKED",
  rows: (from, to) => values.subarray(from, to)
})

const strings = (name: string, values: ReadonlyArray<string | null>): Column => ({
  name,
  type: "STRING",
  nullable: true,
  rows: (from, to) => values.slice(from, to)
})

const withNulls = (
  values: Int8Array | Float32Array,
  from: number,
  to: number,
  isNull: (value: number) => boolean
): Array<number | null> => {
  const rows = new Array<number | null>(to - from)
  for (let i = from; i < to; i++) rows[i - from] = isNull(values[i]!) ? null : values[i]!
  return rows
}
