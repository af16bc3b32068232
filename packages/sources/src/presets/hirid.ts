import type { Preset } from "./Preset.ts"

/** Codes of admission in APACHE II and IV, by the group that FAMEWS puts them in. */
const groups = {
  Cardiovascular: [98, 107, 190, 199],
  Respiratory: [99, 108, 191, 201],
  Gastrointestinal: [100, 109, 192, 200],
  Neurological: [101, 110, 193, 202],
  Trauma: [103, 111, 194, 203],
  Metabolic: [104, 195],
  Other: [102, 105, 106, 112, 113, 114, 196, 197, 198, 204, 205, 206]
}

const cases = Object.entries(groups).map(([name, codes]) => `    when code in (${codes.join(", ")}) then '${name}'`)

/** As the HiRID-ICU benchmark writes measured variables, which FAMEWS reads. */
export const commonStage = {
  settings: {
    from: "{{from}}/common_stage/*.parquet",
    patient: "patientid",
    time: "datetime",
    timeUnit: "min"
  },
  files: ["common_stage/*.parquet"],
  asks: { variables: "the columns of common_stage to read, as a list, such as [a_Lac, ABPm]" },
  optional: true
} as const

/** SHAP values beside it. */
export const attributions = {
  settings: { from: "{{from}}/shap.*", patient: "patient_id" },
  files: ["shap.*"],
  optional: true
} as const

/**
 * HiRID as the HiRID-ICU-Benchmark preprocesses it: the extended general table, endpoints with the status of the event on
 * the grid of five minutes, and the merged time series of `common_stage`; predictions and splits as the script in
 * docs/from-famews.md writes them.
 *
 * @see https://github.com/ratschlab/HIRID-ICU-Benchmark
 */
export const hirid: Preset = {
  title: "HiRID, preprocessed by the HiRID-ICU-Benchmark",
  folder:
    "the folder of preprocessed data, with general_table_extended.parquet, endpoints/ and common_stage/, and in it predictions and splits, as the script in docs/from-famews.md writes them",
  marks: {
    "general_table_extended.parquet": ["patientid", "sex", "age"],
    "predictions.*": ["patient_id", "time_index", "score", "label"]
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
      settings: {
        from: `select * exclude (code, "APACHE II Group", "APACHE IV Group"),
  case
${cases.join("\n")}
  end as APACHE_group,
  case when code between 107 and 114 or code between 199 and 205 then 'Surgical' when code is not null then 'Non-surgical' end as surgical_status
from (
  select *, case when "APACHE II Group" between 98 and 114 then "APACHE II Group" when "APACHE IV Group" between 190 and 206 then "APACHE IV Group" end as code
  from '{{from}}/general_table_extended.parquet'
)`,
        patient: "patientid"
      },
      files: ["general_table_extended.parquet"]
    },
    events: {
      settings: {
        from: `select patientid, rel_datetime, cast(coalesce({{events.inEvent}} > 0, false) as integer) as {{events.inEvent}}
from read_parquet('{{from}}/endpoints/**/*.parquet', union_by_name = true)`,
        patient: "patientid",
        time: "rel_datetime",
        timeUnit: "s",
        inEvent: "circ_failure_status"
      },
      files: ["endpoints/**/*.parquet"],
      optional: true
    },
    timeseries: commonStage,
    attributions,
    splits: {
      settings: { from: "{{from}}/splits.*", patient: "patient_id", split: "split" },
      files: ["splits.*"]
    }
  }
}
