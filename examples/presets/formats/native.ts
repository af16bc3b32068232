import type { Format } from "../make.ts"

/** The tables as Fairward's documentation has them. */
export const native: Format = async (database, folder) => {
  await database.run(`
    copy (select * exclude (admitted) from patients) to '${folder}/patients.parquet';
    copy predictions to '${folder}/predictions.parquet';
    copy events to '${folder}/events.parquet'`)
}
