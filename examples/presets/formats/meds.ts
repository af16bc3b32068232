import { mkdir } from "node:fs/promises"
import type { Format } from "../make.ts"

/** Measurements by code in shards, static codes without a time, splits, and predictions as MEDS-DEV has them. */
export const meds: Format = async (database, folder) => {
  for (const part of ["data/train", "data/held_out", "metadata", "predictions/held_out"]) {
    await mkdir(`${folder}/${part}`, { recursive: true })
  }
  await database.run(`
    create or replace temp view coded as
      select patient_id::bigint as subject_id, null::timestamp as time, 'GENDER//' || sex as code, null::float as numeric_value from patients
      union all
      select patient_id, admitted - to_years(age) - interval 100 day, 'MEDS_BIRTH', null from patients
      union all
      select patient_id, admitted, 'ICU_ADMISSION', null from patients
      union all
      select patient_id, admitted + to_hours(onset), 'CONDITION//CIRCULATORY_FAILURE', null from events join patients using (patient_id)
      union all
      select patient_id, admitted + to_hours(hour), 'LAB//LACTATE//mmol/L', lactate
      from measurements join patients using (patient_id) where not isnan(lactate);
    copy (select * from coded where subject_id in (select patient_id from patients where split = 'train') order by subject_id, time nulls first)
      to '${folder}/data/train/0.parquet' (format parquet);
    copy (select * from coded where subject_id in (select patient_id from patients where split = 'test') order by subject_id, time nulls first)
      to '${folder}/data/held_out/0.parquet' (format parquet);
    copy (select patient_id::bigint as subject_id, case split when 'test' then 'held_out' else split end as split from patients)
      to '${folder}/metadata/subject_splits.parquet' (format parquet);
    copy (
      select patient_id::bigint as subject_id, admitted + to_hours(hour) as prediction_time, label = 1 as boolean_value,
        score > 0.5 as predicted_boolean_value, score as predicted_boolean_probability
      from predictions join patients using (patient_id)
    ) to '${folder}/predictions/held_out/0.parquet' (format parquet)`)
}
