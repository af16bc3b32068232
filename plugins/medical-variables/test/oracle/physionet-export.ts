// Hospital A's measurements and patients as CSV, since pandas reads parquet only with further packages:
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
  `copy (select patient_id, age, sex, unit from '${join(source, "patients.parquet")}' where split = 'train') to '${join(folder, "patients.csv")}' (header)`
)
await connection.run(
  `copy (select t.patient_id, t.hour, HR::double as HR, MAP::double as MAP, Lactate::double as Lactate, Creatinine::double as Creatinine from '${join(source, "timeseries.parquet")}' t join '${join(source, "patients.parquet")}' p on t.patient_id = p.patient_id where p.split = 'train') to '${join(folder, "timeseries.csv")}' (header)`
)
