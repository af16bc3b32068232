import { mkdir, writeFile } from "node:fs/promises"
import type { Format } from "../make.ts"

const header =
  "HR|O2Sat|Temp|SBP|MAP|DBP|Resp|EtCO2|BaseExcess|HCO3|FiO2|pH|PaCO2|SaO2|AST|BUN|Alkalinephos|Calcium|Chloride|Creatinine|Bilirubin_direct|Glucose|Lactate|Magnesium|Phosphate|Potassium|Bilirubin_total|TroponinI|Hct|Hgb|PTT|WBC|Fibrinogen|Platelets|Age|Gender|Unit1|Unit2|HospAdmTime|ICULOS|SepsisLabel"
const columns = header.split("|")

interface Hour {
  readonly patient_id: number
  readonly hour: number
  readonly label: number | null
  readonly score: number | null
  readonly age: number
  readonly sex: string
}

/** A record and a file of predictions a stay; the records of set A, which the model was trained on, have none. */
export const physionet2019: Format = async (database, folder) => {
  const sets = { train: "training_setA", test: "training_setB" }
  for (const part of [...Object.values(sets), "predictions"]) await mkdir(`${folder}/${part}`)
  const rows = (
    await database.runAndReadAll(`
    select patient_id, hour, label, score, age, sex from patients join predictions using (patient_id)
    union all
    select patient_id, hour, 0, null, age, sex from patients, range(8) hours(hour) where split = 'train'
    order by patient_id, hour`)
  )
    .getRowObjectsJson()
    .map((row) => ({ ...row, patient_id: Number(row.patient_id), hour: Number(row.hour) }) as unknown as Hour)
  for (const [id, hours] of Map.groupBy(rows, ({ patient_id }) => patient_id)) {
    const isTest = hours[0]!.score !== null
    const record = hours.map(({ age, hour, label, sex }) => {
      const values: Readonly<Record<string, unknown>> = {
        HR: 80 + (hour % 7),
        Age: age,
        Gender: sex === "F" ? 0 : 1,
        HospAdmTime: -3.21,
        ICULOS: hour + 1,
        SepsisLabel: label ?? 1
      }
      return columns.map((name) => values[name] ?? "NaN").join("|")
    })
    await writeFile(`${folder}/${isTest ? sets.test : sets.train}/p${id}.psv`, `${[header, ...record].join("\n")}\n`)
    if (!isTest) continue
    const predictions = hours.map(({ score }) => `${score}|${score! > 0.5 ? 1 : 0}`)
    await writeFile(
      `${folder}/predictions/p${id}.psv`,
      `${["PredictedProbability|PredictedLabel", ...predictions].join("\n")}\n`
    )
  }
}
