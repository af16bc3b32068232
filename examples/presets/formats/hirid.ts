import { mkdir } from "node:fs/promises"
import type { Format } from "../make.ts"

/** As the HiRID-ICU-Benchmark preprocesses, with predictions and splits beside; endpoints say at each step whether the patient is in an event. */
export const hirid: Format = async (database, folder) => {
  await mkdir(`${folder}/endpoints`)
  await mkdir(`${folder}/common_stage`)
  await database.run(`
    copy (
      select patient_id as patientid, sex, age, 'alive' as discharge_status, admitted as admissiontime, 170.0 as height,
        case when patient_id % 3 = 0 then 107.0 when patient_id % 3 = 1 then 101.0 end as "APACHE II Group",
        case when patient_id % 6 = 2 then 203.0 end as "APACHE IV Group"
      from patients
    ) to '${folder}/general_table_extended.parquet';
    copy (
      select patient_id as patientid, hour * 3600.0 as rel_datetime,
        case when onset is not null and hour >= onset and hour < stop then 2.0 when hour % 5 > 0 then 0.0 end as circ_failure_status
      from (select patient_id, hour from predictions union select patient_id, stop from events) left join events using (patient_id)
      order by all
    ) to '${folder}/endpoints/batch_0.parquet';
    copy (
      select patient_id as patientid, hour * 60.0 as datetime, heart_rate as "HR", lactate as "a_Lac" from measurements
    ) to '${folder}/common_stage/part-0.parquet';
    copy (select patient_id, hour as time_index, score, label from predictions) to '${folder}/predictions.parquet';
    copy (select patient_id, split from patients) to '${folder}/splits.parquet'`)
}
