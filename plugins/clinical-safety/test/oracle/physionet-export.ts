// The tables of hospital B as CSV, since pandas reads parquet only with further packages: node physionet-export.ts FOLDER.
// Oracles of other analyses read them too.
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { DuckDBInstance } from "@duckdb/node-api"

const source = fileURLToPath(new URL("../../../../../shared/data/physionet2019/", import.meta.url))
const folder = process.argv[2] ?? "physionet"
mkdirSync(folder, { recursive: true })

const queries = {
  patients: "patient_id, age, sex, unit, hours_in_hospital_before_icu, split",
  predictions:
    "patient_id, hour, label, seed_0::double as seed_0, seed_1111::double as seed_1111, seed_2222::double as seed_2222, seed_3333::double as seed_3333, seed_4444::double as seed_4444",
  events: "patient_id, start, stop",
  timeseries: "patient_id, hour, Lactate"
}

const connection = await (await DuckDBInstance.create(":memory:")).connect()
for (const [table, columns] of Object.entries(queries)) {
  await connection.run(
    `copy (select ${columns} from '${join(source, `${table}.parquet`)}') to '${join(folder, `${table}.csv`)}' (header)`
  )
}
