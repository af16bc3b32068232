import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Parameters, Simulation } from "../src/index.ts"
import { noLabel } from "../src/Tables.ts"

const tables = Simulation.simulate({ ...Parameters.demo, patients: 420, missingAttributes: 0.05 })
let folder: string
let files: Simulation.WrittenFiles
let instance: DuckDBInstance

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fairward-simulator-"))
  files = await Simulation.write(tables, folder)
  instance = await DuckDBInstance.create()
})

afterAll(async () => {
  instance.closeSync()
  await rm(folder, { recursive: true })
})

const read = async (name: Simulation.TableName) => {
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(`select * from read_parquet('${files[name]}')`)
  const columns = reader.getColumns()
  const types = reader.columnTypes().map(String)
  connection.closeSync()
  return {
    types: Object.fromEntries(reader.columnNames().map((column, i) => [column, types[i]!])),
    columns: Object.fromEntries(reader.columnNames().map((column, i) => [column, columns[i]!]))
  }
}

const nullable = (values: Float32Array | Int8Array, isNull: (value: number) => boolean) =>
  Array.from(values, (value) => (isNull(value) ? null : value))

/** A row that differs, or -1: a diff of whole columns would take minutes to print. */
const differingRow = (read: ReadonlyArray<unknown> | undefined, written: ArrayLike<unknown>): number =>
  read?.length === written.length ? read.findIndex((value, i) => !Object.is(value, written[i])) : written.length

describe("written tables", () => {
  it("read back in DuckDB with equal patients, and nulls where an attribute is missing", async () => {
    const { types, columns } = await read("patients")
    expect(types).toEqual({
      patient_id: "INTEGER",
      sex: "VARCHAR",
      age: "INTEGER",
      admission_reason: "VARCHAR",
      surgical_status: "VARCHAR"
    })
    expect(columns).toEqual({
      ...tables.patients,
      patient_id: [...tables.patients.patient_id],
      age: [...tables.patients.age]
    })
    expect(columns.surgical_status).toContain(null)
  })

  it("read back with equal splits and events", async () => {
    expect((await read("splits")).columns).toEqual({
      patient_id: [...tables.splits.patient_id],
      split: tables.splits.split
    })
    const events = await read("events")
    expect(events.types).toEqual({ patient_id: "INTEGER", start: "INTEGER", stop: "INTEGER" })
    expect(events.columns).toEqual({
      patient_id: [...tables.events.patient_id],
      start: [...tables.events.start],
      stop: [...tables.events.stop]
    })
  })

  it("read back with equal predictions, and nulls for labels in an event", async () => {
    const { types, columns } = await read("predictions")
    expect(types).toEqual({
      patient_id: "INTEGER",
      step: "INTEGER",
      label: "INTEGER",
      seed_0: "FLOAT",
      seed_1: "FLOAT",
      seed_2: "FLOAT"
    })
    const { patient_id, step, label, scores } = tables.predictions
    expect(differingRow(columns.patient_id, patient_id)).toBe(-1)
    expect(differingRow(columns.step, step)).toBe(-1)
    expect(
      differingRow(
        columns.label,
        nullable(label, (value) => value === noLabel)
      )
    ).toBe(-1)
    expect(new Set(columns.label)).toEqual(new Set([0, 1, null]))
    scores.forEach((column, k) => {
      expect(differingRow(columns[`seed_${k}`], column)).toBe(-1)
    })
  })

  it("read back with an equal time series over more than one row group, and nulls where nothing was measured", async () => {
    const { types, columns } = await read("timeseries")
    const { patient_id, minutes, variables } = tables.timeseries
    expect(patient_id.length).toBeGreaterThan(100_000)
    expect(differingRow(columns.patient_id, patient_id)).toBe(-1)
    expect(differingRow(columns.minutes, minutes)).toBe(-1)
    for (const [name, values] of Object.entries(variables)) {
      expect(types[name]).toBe("FLOAT")
      expect(differingRow(columns[name], nullable(values, Number.isNaN)), name).toBe(-1)
      expect(columns[name]?.includes(null), name).toBe(true)
    }
  })

  it("read back with equal attributions", async () => {
    const { types, columns } = await read("attributions")
    const { patient_id, features } = tables.attributions
    expect(Object.keys(columns)).toEqual(["patient_id", ...Object.keys(features)])
    expect(Object.keys(features)).toHaveLength(30)
    expect(differingRow(columns.patient_id, patient_id)).toBe(-1)
    for (const [name, values] of Object.entries(features)) {
      expect(types[name]).toBe("DOUBLE")
      expect(differingRow(columns[name], values)).toBe(-1)
    }
  })

  it("are the same bytes for the same parameters, replace what was there, and leave nothing unfinished", async () => {
    const other = join(folder, "again")
    await Simulation.write(tables, other)
    await writeFile(join(other, "events.parquet"), "an earlier file")
    const again = await Simulation.write(Simulation.simulate(tables.parameters), other)
    expect((await readdir(other)).sort()).toEqual([
      "attributions.parquet",
      "events.parquet",
      "patients.parquet",
      "predictions.parquet",
      "recognition.parquet",
      "splits.parquet",
      "timeseries.parquet"
    ])
    for (const [name, path] of Object.entries(again))
      expect((await readFile(path)).equals(await readFile(files[name as Simulation.TableName])), name).toBe(true)
  })

  it("are readable when there is not a single event", async () => {
    const none = Simulation.simulate(
      Parameters.make({ patients: 1, eventPatients: 1e-9, stepMinutes: 60, testShare: 0 })
    )
    const written = await Simulation.write(none, join(folder, "none"))
    const connection = await instance.connect()
    for (const path of [written.events, written.predictions]) {
      const reader = await connection.runAndReadAll(`select count(*)::int as n from read_parquet('${path}')`)
      expect(reader.getColumns()).toEqual([[0]])
    }
    connection.closeSync()
  })
})
