// Tables of hospital B as CSV, since pandas reads parquet only with further packages: node export.ts FOLDER
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { DuckDBInstance } from "@duckdb/node-api"

const source = fileURLToPath(new URL("../../../../../../shared/data/physionet2019/", import.meta.url))
const folder = process.argv[2] ?? "physionet"
mkdirSync(folder, { recursive: true })

const queries = {
  patients: "select patient_id, sex, split from 'patients.parquet'",
  predictions:
    "select patient_id, hour, label, seed_0::double as seed_0, seed_1111::double as seed_1111, seed_2222::double as seed_2222, seed_3333::double as seed_3333, seed_4444::double as seed_4444 from 'predictions.parquet'",
  timeseries:
    "select patient_id, hour, HR, Lactate, FiO2 from 'timeseries.parquet' semi join 'predictions.parquet' using (patient_id)"
}

const connection = await (await DuckDBInstance.create(":memory:")).connect()
for (const [table, query] of Object.entries(queries)) {
  const located = query.replaceAll(/'(\w+\.parquet)'/gu, (_, file: string) => `'${join(source, file)}'`)
  await connection.run(`copy (${located}) to '${join(folder, `${table}.csv`)}' (header)`)
}
