import type { Preset } from "./Preset.ts"

/**
 * The Medical Event Data Standard: `data/` and `metadata/` as its data and subject split schemas say, predictions as
 * MEDS-DEV and meds-evaluation take them.
 *
 * @see https://github.com/Medical-Event-Data-Standard/meds
 */
export const meds: Preset = {
  title: "Medical Event Data Standard",
  folder: "the root of a MEDS data set, with data/, metadata/ and predictions/",
  marks: {
    "data/**/*.parquet": ["subject_id", "time", "code"],
    "predictions/**/*.parquet": ["subject_id", "prediction_time", "predicted_boolean_probability"]
  },
  tables: {
    predictions: {
      settings: {
        from: "{{from}}/predictions/**/*.parquet",
        patient: "subject_id",
        time: "prediction_time",
        timeUnit: "timestamp",
        label: "boolean_value",
        score: "predicted_boolean_probability"
      },
      files: ["predictions/**/*.parquet"]
    },
    patients: {
      settings: {
        from: `select subject_id, first_prediction, sex, race, ethnicity,
  floor(date_diff('day', birth, first_prediction) / 365.2425) as age
from (
  select subject_id, min(cast(prediction_time as timestamp)) as first_prediction
  from {{predictions}}
  group by subject_id
)
left join (
  select subject_id,
    min(time) filter (where code = 'MEDS_BIRTH') as birth,
    arg_min(substr(code, 9), (coalesce(time, '0001-01-01'), code)) filter (where starts_with(code, 'GENDER//')) as sex,
    arg_min(substr(code, 7), (coalesce(time, '0001-01-01'), code)) filter (where starts_with(code, 'RACE//')) as race,
    arg_min(substr(code, 12), (coalesce(time, '0001-01-01'), code)) filter (where starts_with(code, 'ETHNICITY//')) as ethnicity
  from read_parquet('{{from}}/data/**/*.parquet', union_by_name = true)
  group by subject_id
) using (subject_id)`,
        patient: "subject_id",
        admission: "first_prediction"
      },
      files: ["data/**/*.parquet"]
    },
    events: {
      settings: {
        from: `select distinct subject_id, time
from read_parquet('{{from}}/data/**/*.parquet', union_by_name = true)
where code {{events.code}} and time is not null
  and subject_id in (select subject_id from {{predictions}})`,
        patient: "subject_id",
        start: "time",
        timeUnit: "timestamp"
      },
      files: ["data/**/*.parquet"],
      asks: { code: "the code or codes of the event, such as ICD10CM//A41.9 or ICD10CM//A41*" },
      optional: true
    },
    timeseries: {
      settings: {
        from: `select subject_id, time, code, numeric_value
from read_parquet('{{from}}/data/**/*.parquet', union_by_name = true)
where time is not null and numeric_value is not null
  and subject_id in (select subject_id from {{predictions}})`,
        patient: "subject_id",
        time: "time",
        timeUnit: "timestamp",
        variable: "code",
        value: "numeric_value"
      },
      files: ["data/**/*.parquet"],
      asks: { variables: "the codes of the measurements to read, as a list" },
      optional: true
    },
    splits: {
      settings: {
        from: `select subject_id, split
from '{{from}}/metadata/subject_splits.parquet'
where subject_id in (select subject_id from {{predictions}})`,
        patient: "subject_id",
        split: "split",
        test: "held_out",
        train: "train"
      },
      files: ["metadata/subject_splits.parquet"],
      optional: true
    }
  }
}
