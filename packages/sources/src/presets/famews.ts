import type { Preset } from "./Preset.ts"

/**
 * The inputs of FAMEWS as plain tables: its pickles hold Python objects that only Python reads, so a script in
 * docs/recipes.md writes them as CSV. Times are indices of FAMEWS's grid; `common_stage` is HiRID's, as it is.
 *
 * @see https://github.com/ratschlab/famews
 */
export const famews: Preset = {
  title: "FAMEWS",
  folder: "a folder with predictions.csv, patients.csv and events.csv, as the script in docs/recipes.md writes them",
  marks: {
    "predictions.csv": ["patient_id", "time_index", "score", "label"],
    "patients.csv": ["patient_id", "split"]
  },
  tables: {
    predictions: {
      settings: {
        from: "{{from}}/predictions.csv",
        patient: "patient_id",
        time: "time_index",
        timeUnit: "step",
        label: "label",
        score: "score"
      },
      files: ["predictions.csv"]
    },
    patients: {
      settings: { from: "{{from}}/patients.csv", patient: "patient_id" },
      files: ["patients.csv"]
    },
    events: {
      settings: {
        from: "{{from}}/events.csv",
        patient: "patient_id",
        start: "start",
        stop: "stop",
        timeUnit: "step"
      },
      files: ["events.csv"],
      optional: true
    },
    timeseries: {
      settings: {
        from: "{{from}}/common_stage/*.parquet",
        patient: "patientid",
        time: "datetime",
        timeUnit: "min"
      },
      files: ["common_stage/*.parquet"],
      asks: { variables: "the columns of common_stage to read, as a list, such as [a_Lac, ABPm]" },
      optional: true
    },
    attributions: {
      settings: { from: "{{from}}/shap.csv", patient: "patient_id" },
      files: ["shap.csv"],
      optional: true
    },
    splits: {
      settings: { from: "{{from}}/patients.csv", patient: "patient_id", split: "split" },
      files: ["patients.csv"]
    }
  }
}
