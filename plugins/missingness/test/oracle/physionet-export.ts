// The tables of hospital B as CSV, since pandas reads parquet only with further packages: node physionet-export.ts FOLDER
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { DuckDBInstance } from "@duckdb/node-api"

const source = fileURLToPath(new URL("../../../../../shared/data/physionet2019/", import.meta.url))
const folder = process.argv[2] ?? "physionet"
mkdirSync(folder, { recursive: true })

const of = (table: string) => `from '${join(source, `${table}.parquet`)}'`
const patients = `select patient_id, age, sex, unit ${of("patients")} where split = 'test'`
const queries = {
  patients,
  predictions: `select patient_id, hour ${of("predictions")}`,
  timeseries: `select patient_id, hour, Lactate, HR, Creatinine, MAP ${of("timeseries")} where patient_id in (select patient_id from (${patients}))`
}

const connection = await (await DuckDBInstance.create(":memory:")).connect()
for (const [table, query] of Object.entries(queries)) {
  await connection.run(`copy (${query} order by patient_id) to '${join(folder, `${table}.csv`)}' (header)`)
}
