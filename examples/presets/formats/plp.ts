import type { Format } from "../make.ts"

/** One prediction a row of the cohort, from the stay's highest score before the event. Training rows stand there twice. */
export const plp: Format = async (database, folder) => {
  await database.run(`
    create or replace temp view cohort as
      select row_number() over (order by patient_id) as "rowId", patient_id as "subjectId",
        strftime(admitted, '%Y-%m-%d') as "cohortStartDate", age as "ageYear",
        case sex when 'F' then 8532 else 8507 end as gender,
        (patient_id in (select patient_id from onsets))::int as "outcomeCount", 365 as "timeAtRisk",
        split, patient_id
      from patients;
    create or replace temp view highest as
      select patient_id, max(score) as value from predictions where label is not null group by patient_id;
    copy (
      select * exclude (split, patient_id, value), 'Test' as "evaluationType", value
      from cohort join highest using (patient_id)
      union all
      select * exclude (split, patient_id), unnest(['Train', 'CV']) as "evaluationType", ("rowId" * 37 % 100) / 100 as value
      from cohort where split = 'train'
      order by "evaluationType", "rowId"
    ) to '${folder}/prediction.csv' (header, nullstr 'NA')`)
}
