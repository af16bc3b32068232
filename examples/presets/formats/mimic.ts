import { mkdir } from "node:fs/promises"
import type { DuckDBConnection } from "@duckdb/node-api"
import type { Format } from "../make.ts"

const ethnicities = `(['WHITE - RUSSIAN', 'BLACK/AFRICAN AMERICAN', 'ASIAN', 'UNABLE TO OBTAIN'])[1 + patient_id % 4]`

/** What a model of stays in MIMIC leaves, with times as MIMIC shifts them; only stays of the test split have predictions. */
const ofModel = async (database: DuckDBConnection, folder: string, stay: string) => {
  await database.run(`
    copy (
      select patient_id as ${stay}, admitted + to_hours(hour) as at, score as risk
      from predictions join patients using (patient_id) where split = 'test'
    ) to '${folder}/predictions.parquet';
    copy (
      select patient_id as ${stay}, admitted + to_hours(onset) as onset, admitted + to_hours(stop) as stop
      from events join patients using (patient_id)
    ) to '${folder}/events.parquet'`)
}

/** CSV with names in capitals, as MIMIC-III has them. Who is 90 or older was born 300 years before. */
export const mimic3: Format = async (database, folder) => {
  await ofModel(database, folder, "icustay_id")
  await database.run(`
    copy (
      select patient_id + 7 as "ROW_ID", patient_id as "SUBJECT_ID", patient_id + 100000 as "HADM_ID", patient_id as "ICUSTAY_ID",
        'MICU' as "FIRST_CAREUNIT", admitted as "INTIME", admitted + to_hours(80) as "OUTTIME" from patients
    ) to '${folder}/ICUSTAYS.csv.gz' (header, compression gzip);
    copy (
      select patient_id as "SUBJECT_ID", sex as "GENDER",
        admitted - to_years(cast(case when age >= 90 then 300 else age end as integer)) - to_days(30) as "DOB" from patients
    ) to '${folder}/PATIENTS.csv.gz' (header, compression gzip);
    copy (
      select patient_id as "SUBJECT_ID", patient_id + 100000 as "HADM_ID", admitted as "ADMITTIME", 'EMERGENCY' as "ADMISSION_TYPE",
        'HOME' as "DISCHARGE_LOCATION", 'Medicare' as "INSURANCE", ${ethnicities} as "ETHNICITY" from patients
    ) to '${folder}/ADMISSIONS.csv.gz' (header, compression gzip);
    copy (
      select patient_id as "SUBJECT_ID", patient_id + 100000 as "HADM_ID", admitted as "TRANSFERTIME",
        case when patient_id % 2 = 0 then 'CSURG' else 'MED' end as "CURR_SERVICE" from patients
    ) to '${folder}/SERVICES.csv.gz' (header, compression gzip)`)
}

/** The modules hosp and icu of MIMIC-IV, with the age in an anchor year. */
export const mimic4: Format = async (database, folder) => {
  await ofModel(database, folder, "stay_id")
  await mkdir(`${folder}/hosp`)
  await mkdir(`${folder}/icu`)
  await database.run(`
    copy (
      select patient_id as subject_id, patient_id + 100000 as hadm_id, patient_id as stay_id,
        'Medical Intensive Care Unit (MICU)' as first_careunit, admitted as intime, admitted + to_hours(80) as outtime from patients
    ) to '${folder}/icu/icustays.csv' (header);
    copy (
      select patient_id as subject_id, sex as gender, cast(age as integer) - 2 as anchor_age, year(admitted) - 2 as anchor_year from patients
    ) to '${folder}/hosp/patients.csv' (header);
    copy (
      select patient_id as subject_id, patient_id + 100000 as hadm_id, admitted as admittime, 'EW EMER.' as admission_type,
        'Medicare' as insurance, 'English' as language, 'MARRIED' as marital_status, ${ethnicities} as race, 0 as hospital_expire_flag
      from patients
    ) to '${folder}/hosp/admissions.csv' (header);
    copy (
      select patient_id as subject_id, patient_id + 100000 as hadm_id, admitted as transfertime,
        case when patient_id % 2 = 0 then 'CSURG' else 'MED' end as curr_service from patients
    ) to '${folder}/hosp/services.csv' (header)`)
}
