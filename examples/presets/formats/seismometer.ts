import type { Format } from "../make.ts"

/** Predictions with the attributes of cohorts beside them, up to the event, and events one a row, others among them. */
export const seismometer: Format = async (database, folder) => {
  await database.run(`
    copy (
      select patient_id // 2 as patient_nbr, patient_id as encounter_id, admitted + to_hours(hour) as "ScoringTime",
        score as "Sepsis_score", sex, age
      from predictions join patients using (patient_id) left join events using (patient_id)
      where onset is null or hour < onset
    ) to '${folder}/predictions.parquet' (format parquet);
    copy (
      select patient_id // 2 as patient_nbr, patient_id as encounter_id, unnest(['CirculatoryFailure', 'Vasopressor']) as "Type",
        admitted + to_hours(onset) as "EventTime", 1.0 as "Value"
      from events join patients using (patient_id)
      union all
      select patient_id // 2, patient_id, 'CirculatoryFailure', admitted + to_hours(20), 0.0
      from patients where patient_id not in (select patient_id from events)
    ) to '${folder}/events.parquet' (format parquet)`)
}
