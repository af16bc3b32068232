import type { Format } from "../make.ts"

/** What the script in docs/recipes.md makes of FAMEWS's pickles. */
export const famews: Format = async (database, folder) => {
  await database.run(`
    copy (select patient_id, hour as time_index, score, label from predictions) to '${folder}/predictions.csv' (header);
    copy (select patient_id, sex, age, split from patients) to '${folder}/patients.csv' (header);
    copy (select patient_id, onset as start, stop from events) to '${folder}/events.csv' (header)`)
}
