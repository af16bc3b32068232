import { mkdir } from "node:fs/promises"
import type { Format } from "../make.ts"

/** Static and dynamic tables, and the predictions of two repetitions, whose mean is the score. */
export const yaib: Format = async (database, folder) => {
  await database.run(`
    copy (select patient_id as stay_id, age::double as age, case sex when 'F' then 'Female' else 'Male' end as sex from patients)
      to '${folder}/sta.parquet';
    copy (select patient_id as stay_id, hour::bigint * 3600 as time, heart_rate as hr, lactate as lact from measurements)
      to '${folder}/dyn.parquet'`)
  for (const [repetition, shift] of [-0.25, 0.25].entries()) {
    const target = `${folder}/repetition_${repetition}/fold_0`
    await mkdir(target, { recursive: true })
    await database.run(`
      copy (
        select patient_id::double, hour::double, (coalesce(label, 1) = 1)::int::double, 1 - score + ${shift}, score - ${shift}
        from predictions
      ) to '${target}/pred_indicators.csv' (header false)`)
  }
}
