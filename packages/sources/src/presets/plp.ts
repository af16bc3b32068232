import type { Preset } from "./Preset.ts"

/**
 * Predictions of OHDSI's R package PatientLevelPrediction, written by
 * `write.csv(result$prediction, "prediction.csv", row.names = FALSE)`. Rows of cross-validation (`CV`) are training
 * patients once more and are left out. `rowId` gets another name, since it is that of a pseudo-column of DuckDB.
 *
 * @see https://ohdsi.github.io/PatientLevelPrediction/
 */
export const plp: Preset = {
  title: "OHDSI PatientLevelPrediction",
  folder: "the folder of prediction.csv, which write.csv(result$prediction, ...) makes",
  marks: { "prediction.csv": ["rowId", "outcomeCount", "evaluationType", "value"] },
  tables: {
    predictions: {
      settings: {
        from: `select "rowId" as row_id, * exclude ("rowId")
from read_csv('{{from}}/prediction.csv', header = true, all_varchar = true, nullstr = 'NA')
where evaluationType in ('Test', 'Validation')`,
        patient: "row_id",
        label: "outcomeCount",
        score: "value"
      },
      files: ["prediction.csv"]
    },
    patients: {
      settings: {
        from: `select "rowId" as row_id, * exclude ("rowId") replace (case gender when '8507' then 'Male' when '8532' then 'Female' else gender end as gender)
from read_csv('{{from}}/prediction.csv', header = true, all_varchar = true, nullstr = 'NA')
where evaluationType in ('Test', 'Validation', 'Train')`,
        patient: "row_id",
        cluster: "subjectId"
      },
      files: ["prediction.csv"]
    },
    splits: {
      settings: {
        from: `select "rowId" as row_id, case evaluationType when 'Train' then 'train' else 'test' end as split
from read_csv('{{from}}/prediction.csv', header = true, all_varchar = true, nullstr = 'NA')
where evaluationType in ('Test', 'Validation', 'Train')`,
        patient: "row_id",
        split: "split"
      },
      files: ["prediction.csv"]
    }
  }
}
