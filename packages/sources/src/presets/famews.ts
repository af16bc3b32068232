import { attributions, commonStage } from "./hirid.ts"
import type { Preset } from "./Preset.ts"

/**
 * The inputs of FAMEWS as plain tables: its pickles hold Python objects that only Python reads, so the scripts in
 * docs/from-famews.md and docs/recipes.md write them as parquet or CSV. Times are indices of FAMEWS's grid; `common_stage` is HiRID's, as it is.
 *
 * @see https://github.com/ratschlab/famews
 */
export const famews: Preset = {
  title: "FAMEWS",
  folder:
    "a folder with predictions, patients and events as CSV or parquet, as the script in docs/from-famews.md writes them",
  marks: {
    "predictions.*": ["patient_id", "time_index", "score", "label"],
    "patients.*": ["patient_id", "split"]
  },
  tables: {
    predictions: {
      settings: {
        from: "{{from}}/predictions.*",
        patient: "patient_id",
        time: "time_index",
        timeUnit: "step",
        label: "label",
        score: "score"
      },
      files: ["predictions.*"]
    },
    patients: {
      settings: { from: "{{from}}/patients.*", patient: "patient_id" },
      files: ["patients.*"]
    },
    events: {
      settings: {
        from: "{{from}}/events.*",
        patient: "patient_id",
        start: "start",
        stop: "stop",
        timeUnit: "step"
      },
      files: ["events.*"],
      optional: true
    },
    timeseries: commonStage,
    attributions,
    splits: {
      settings: { from: "{{from}}/patients.*", patient: "patient_id", split: "split" },
      files: ["patients.*"]
    }
  }
}
