// Hospital B's attributions and patients as CSV, since pandas reads parquet only with further packages:
// node physionet-export.ts FOLDER
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { DuckDBInstance } from "@duckdb/node-api"

const source = fileURLToPath(new URL("../../../../../shared/data/physionet2019/", import.meta.url))
const folder = process.argv[2] ?? "physionet"
mkdirSync(folder, { recursive: true })

const connection = await (await DuckDBInstance.create(":memory:")).connect()
await connection.run(
  `copy (select patient_id, age, sex, unit from '${join(source, "patients.parquet")}' where split = 'test') to '${join(folder, "patients.csv")}' (header)`
)
for (const name of ["attributions", "attributions_per_step_600_patients"]) {
  await connection.run(
    `copy (select columns(c -> c not in ('patient_id', 'hour'))::double, columns(c -> c in ('patient_id', 'hour')) from '${join(source, `${name}.parquet`)}') to '${join(folder, `${name}.csv`)}' (header)`
  )
}
