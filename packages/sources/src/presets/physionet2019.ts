import type { Preset } from "./Preset.ts"

const measured = [
  "HR",
  "O2Sat",
  "Temp",
  "SBP",
  "MAP",
  "DBP",
  "Resp",
  "EtCO2",
  "BaseExcess",
  "HCO3",
  "FiO2",
  "pH",
  "PaCO2",
  "SaO2",
  "AST",
  "BUN",
  "Alkalinephos",
  "Calcium",
  "Chloride",
  "Creatinine",
  "Bilirubin_direct",
  "Glucose",
  "Lactate",
  "Magnesium",
  "Phosphate",
  "Potassium",
  "Bilirubin_total",
  "TroponinI",
  "Hct",
  "Hgb",
  "PTT",
  "WBC",
  "Fibrinogen",
  "Platelets"
]
const others = ["Age", "Gender", "Unit1", "Unit2", "HospAdmTime", "ICULOS", "SepsisLabel"]

// Guessing the columns of each of 40,000 files takes many times as long.
const read = (files: string, columns: ReadonlyArray<string>) =>
  `read_csv('{{from}}/${files}', delim = '|', header = true, nullstr = 'NaN', filename = true, auto_detect = false, columns = {${columns.map((name) => `${name}: 'VARCHAR'`).join(", ")}})`

const records = read("training_set*/*.psv", [...measured, ...others])
const scores = read("predictions/*.psv", ["PredictedProbability", "PredictedLabel"])
const patient = `regexp_extract(filename, '([^/\\\\]+)\\.psv$', 1)`
const predicted = `select ${patient} from glob('{{from}}/predictions/*.psv') as found(filename)`

/** The n-th row of a file of predictions belongs to the n-th row of the record of the same name. */
const numbered = (source: string, columns: string) =>
  `select ${patient} as patient_id, row_number() over (partition by filename order by place) as row, ${columns}
    from (select row_number() over () as place, * from ${source})`

/**
 * The PhysioNet/CinC Challenge 2019: records of both hospitals, and a model's predictions as the challenge scored them,
 * one file a record. SepsisLabel is 1 from six hours before the onset to the end of the record.
 *
 * @see https://physionet.org/content/challenge-2019/1.0.0/
 */
export const physionet2019: Preset = {
  title: "PhysioNet/CinC Challenge 2019",
  folder: "the challenge's folder training, with training_setA/ or training_setB/, and predictions/ beside them",
  marks: { "training_set*/*.psv": ["ICULOS", "SepsisLabel"], "predictions/*.psv": ["PredictedProbability"] },
  tables: {
    predictions: {
      settings: {
        from: `with hours as (
    ${numbered(records, "cast(ICULOS as integer) - 1 as hour, cast(SepsisLabel as integer) as truth")}
    where ${patient} in (${predicted})
  ),
  onsets as (
    select patient_id, min(hour) + 6 as onset from hours where truth = 1 group by patient_id
  ),
  scores as (
    ${numbered(scores, "PredictedProbability")}
  )
select patient_id, hour, case when onset is null or hour < onset then truth end as label, PredictedProbability
from hours
full join scores using (patient_id, row)
left join onsets using (patient_id)`,
        patient: "patient_id",
        time: "hour",
        label: "label",
        score: "PredictedProbability",
        timeUnit: "h"
      },
      files: ["training_set*/*.psv", "predictions/*.psv"]
    },
    patients: {
      settings: {
        from: `select ${patient} as patient_id,
  any_value(regexp_extract(filename, 'training_set([^/\\\\]+)', 1)) as hospital,
  any_value(cast(Age as double)) as age,
  any_value(case cast(Gender as integer) when 0 then 'F' when 1 then 'M' end) as sex,
  any_value(case when cast(Unit1 as integer) = 1 then 'MICU' when cast(Unit2 as integer) = 1 then 'SICU' end) as unit
from ${records}
group by patient_id`,
        patient: "patient_id"
      },
      files: ["training_set*/*.psv"]
    },
    events: {
      settings: {
        from: `select patient_id, min(hour) + 6 as onset, greatest(max(hour), min(hour) + 6) + 1 as stop
from (
  select ${patient} as patient_id, cast(ICULOS as integer) - 1 as hour
  from ${records}
  where cast(SepsisLabel as integer) = 1
)
group by patient_id`,
        patient: "patient_id",
        start: "onset",
        stop: "stop",
        timeUnit: "h"
      },
      files: ["training_set*/*.psv"]
    },
    timeseries: {
      settings: {
        from: `select ${patient} as patient_id, cast(ICULOS as integer) - 1 as hour, ${measured.join(", ")}
from ${records}`,
        patient: "patient_id",
        time: "hour",
        timeUnit: "h"
      },
      files: ["training_set*/*.psv"],
      asks: { variables: "the columns of the records to read, as a list, such as [Lactate, MAP]" },
      optional: true
    },
    splits: {
      settings: {
        from: `select patient_id, case when patient_id in (${predicted}) then 'test' else 'train' end as split
from (select ${patient} as patient_id from glob('{{from}}/training_set*/*.psv') as found(filename))`,
        patient: "patient_id",
        split: "split"
      },
      files: ["training_set*/*.psv"]
    }
  }
}
