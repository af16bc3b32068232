import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"

/** The columns of a record, in the order of the challenge. */
const columns =
  "HR|O2Sat|Temp|SBP|MAP|DBP|Resp|EtCO2|BaseExcess|HCO3|FiO2|pH|PaCO2|SaO2|AST|BUN|Alkalinephos|Calcium|Chloride|Creatinine|Bilirubin_direct|Glucose|Lactate|Magnesium|Phosphate|Potassium|Bilirubin_total|TroponinI|Hct|Hgb|PTT|WBC|Fibrinogen|Platelets|Age|Gender|Unit1|Unit2|HospAdmTime|ICULOS|SepsisLabel"

export interface Stay {
  readonly id: string
  readonly age: string
  readonly gender: 0 | 1
  readonly unit1: "0" | "1" | "NaN"
  readonly unit2: "0" | "1" | "NaN"
  /** First ICULOS of the record; 1 in most. */
  readonly from?: number
  /** One character an hour: the challenge's SepsisLabel. */
  readonly labels: string
}

const record = ({ age, from = 1, gender, labels, unit1, unit2 }: Stay) =>
  [
    columns,
    ...[...labels].map((label, row) =>
      [
        ...Array.from({ length: 34 }, (_, column) => (column === 0 && row % 2 === 0 ? "81.5" : "NaN")),
        age,
        gender,
        unit1,
        unit2,
        "-3.21",
        from + row,
        label
      ].join("|")
    ),
    ""
  ].join("\n")

/** Writes records in the folders of the challenge. */
export const writeRecords = async (
  folder: string,
  set: "training_setA" | "training_setB",
  stays: ReadonlyArray<Stay>
) => {
  const target = join(folder, "training", set)
  await mkdir(target, { recursive: true })
  for (const stay of stays) await writeFile(join(target, `${stay.id}.psv`), record(stay))
}

/** Writes a score for every hour of the records. */
export const writeScores = (folder: string, stays: ReadonlyArray<Stay>, score: (row: number) => number) =>
  writeFile(
    join(folder, "predictions.csv"),
    [
      "patient_id,iculos,score",
      ...stays.flatMap(({ from = 1, id, labels }) => [...labels].map((_, row) => `${id},${from + row},${score(row)}`)),
      ""
    ].join("\n")
  )
