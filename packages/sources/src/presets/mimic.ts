import type { Preset, PresetTable } from "./Preset.ts"

/** Ethnicities as FAMEWS groups them. */
const ethnicGroup = (column: string) => `case
    when ${column} like '%WHITE%' or ${column} like '%PORTUGUESE%' then 'WHITE'
    when ${column} like '%BLACK%' or ${column} like '%CARIBBEAN%' then 'BLACK'
    when ${column} in ('UNKNOWN', 'UNKNOWN/NOT SPECIFIED', 'PATIENT DECLINED TO ANSWER', 'UNABLE TO OBTAIN') then 'UNK'
    when ${column} is not null then 'OTHER'
  end`

const table = (path: string) => `read_csv('{{from}}/${path}.csv*', all_varchar = true, header = true, delim = ',')`

/** The first service of each admission. */
const services = (path: string) =>
  `(select hadm_id, arg_min(curr_service, transfertime) as service from ${table(path)} group by hadm_id)`

const surgicalStatus =
  "case when service like '%SURG%' then 'Surgical' when service is not null then 'Non-surgical' end as surgical_status"

/** What MIMIC has no layout for: predictions, events, and splits, without which stays with predictions are audited. */
const ofModel = (stay: string, stays: string) =>
  ({
    predictions: {
      settings: { from: "{{from}}/predictions.parquet", patient: stay, timeUnit: "timestamp" },
      files: ["predictions.parquet"],
      asks: {
        time: `the column of the time of a prediction; stays are in the column ${stay}, unless patient names another`,
        score: "the column of the score"
      }
    },
    events: {
      settings: { from: "{{from}}/events.parquet", patient: stay, timeUnit: "timestamp" },
      files: ["events.parquet"],
      asks: { start: "the column of the time at which the event starts" },
      optional: true
    },
    splits: {
      settings: {
        from: `select ${stay} as ${stay},
  case when cast(${stay} as bigint) in (select cast({{predictions.patient}} as bigint) from {{predictions}}) then 'test' else 'train' end as split
from ${table(stays)}`,
        patient: stay,
        split: "split"
      },
      files: [`${stays}.csv*`]
    }
  }) satisfies Readonly<Record<string, PresetTable>>

/**
 * MIMIC-III's stays in intensive care, from its CSV files, compressed or not; a stay is a patient, its subject the person.
 * Ages above 89, which MIMIC-III shifts to 300, are 91. Columns of groups are those of FAMEWS.
 *
 * @see https://physionet.org/content/mimiciii/1.4/
 */
export const mimic3: Preset = {
  title: "MIMIC-III",
  folder:
    "the folder of MIMIC-III's CSV files, with ICUSTAYS, PATIENTS, ADMISSIONS and SERVICES, and predictions.parquet",
  marks: { "ICUSTAYS.csv*": ["ICUSTAY_ID", "SUBJECT_ID", "HADM_ID", "INTIME"] },
  tables: {
    ...ofModel("icustay_id", "ICUSTAYS"),
    patients: {
      settings: {
        from: `select icustay_id as icustay_id, stays.subject_id as subject_id, stays.intime as intime, stays.outtime as outtime,
  first_careunit as first_careunit, gender as sex,
  case when years > 89 then 91 else years end as age,
  ethnicity as ethnicity, ${ethnicGroup("ethnicity")} as ethnicity_4,
  insurance as insurance_type,
  case when admission_type = 'ELECTIVE' then 'elective' else 'emergency' end as admission_type,
  case when discharge_location = 'DEAD/EXPIRED' then 'dead' else 'alive' end as discharge_status,
  ${surgicalStatus}
from ${table("ICUSTAYS")} stays
join ${table("PATIENTS")} people on people.subject_id = stays.subject_id
join (select *, cast(admittime as timestamp) as admitted from ${table("ADMISSIONS")}) admissions on admissions.hadm_id = stays.hadm_id
left join ${services("SERVICES")} services on services.hadm_id = stays.hadm_id
cross join lateral (select floor(date_diff('day', cast(dob as timestamp), admitted) / 365.2425) as years)`,
        patient: "icustay_id",
        cluster: "subject_id",
        admission: "intime",
        monitoredUntil: "outtime"
      },
      files: ["ICUSTAYS.csv*", "PATIENTS.csv*", "ADMISSIONS.csv*", "SERVICES.csv*"]
    }
  }
}

/**
 * MIMIC-IV's stays in intensive care, from the CSV files of its modules hosp and icu, compressed or not; a stay is a
 * patient, its subject the person. Age is that of the year of the stay, and at most 91.
 *
 * @see https://physionet.org/content/mimiciv/3.1/
 */
export const mimic4: Preset = {
  title: "MIMIC-IV",
  folder:
    "the folder of MIMIC-IV, with icu/icustays, hosp/patients, hosp/admissions and hosp/services as CSV, and predictions.parquet",
  marks: { "icu/icustays.csv*": ["stay_id", "subject_id", "hadm_id", "intime"] },
  tables: {
    ...ofModel("stay_id", "icu/icustays"),
    patients: {
      settings: {
        from: `select stay_id, stays.subject_id, stays.intime, stays.outtime, first_careunit,
  gender as sex,
  least(cast(anchor_age as integer) + year(cast(stays.intime as timestamp)) - cast(anchor_year as integer), 91) as age,
  race, ${ethnicGroup("race")} as race_4,
  insurance, language, marital_status, admission_type, hospital_expire_flag,
  ${surgicalStatus}
from ${table("icu/icustays")} stays
join ${table("hosp/patients")} people on people.subject_id = stays.subject_id
join ${table("hosp/admissions")} admissions on admissions.hadm_id = stays.hadm_id
left join ${services("hosp/services")} services on services.hadm_id = stays.hadm_id`,
        patient: "stay_id",
        cluster: "subject_id",
        admission: "intime",
        monitoredUntil: "outtime"
      },
      files: ["icu/icustays.csv*", "hosp/patients.csv*", "hosp/admissions.csv*", "hosp/services.csv*"]
    }
  }
}
