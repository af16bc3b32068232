import { Effect } from "effect"
import { number, written } from "../expressions.ts"
import type { Context } from "./Context.ts"
import { wordsOf } from "./columnNames.ts"
import type { SeriesTable } from "./roles.ts"
import type { ColumnProfile, TableProfile } from "./TableProfile.ts"

/** A measured variable, and the unit in which its values seem to be. */
export interface MeasuredVariable {
  readonly id: string
  readonly title?: string
  readonly unit?: string
}

/** A quantity, what its columns are called, and between which medians of adults in intensive care its values are in a unit. */
interface Quantity {
  readonly title: string
  readonly called: RegExp
  readonly units: ReadonlyArray<readonly [unit: string, low: number, high: number]>
}

const called = (...names: ReadonlyArray<string>) => new RegExp(`^(?:${names.join("|")})$`, "u")

const quantities: ReadonlyArray<Quantity> = [
  {
    title: "Lactate",
    called: called("lact(?:ate)?", "(?:a|v)?lac"),
    units: [
      ["mmol/l", 0.3, 6],
      ["mg/dl", 6, 60]
    ]
  },
  {
    title: "Mean arterial pressure",
    called: called("map", "mbp", "abpm", "meanbp", "meanarterialpressure", "(?:ni)?mbp"),
    units: [["mmHg", 45, 130]]
  },
  {
    title: "Systolic blood pressure",
    called: called("sbp", "sysbp", "abps", "systolic\\p{L}*"),
    units: [["mmHg", 70, 190]]
  },
  {
    title: "Diastolic blood pressure",
    called: called("dbp", "diasbp", "abpd", "diastolic\\p{L}*"),
    units: [["mmHg", 30, 110]]
  },
  { title: "Heart rate", called: called("hr", "heartrate", "pulse"), units: [["1/min", 40, 160]] },
  {
    title: "Respiratory rate",
    called: called("rr", "resp", "resprate", "respiratoryrate", "respiration"),
    units: [["1/min", 8, 45]]
  },
  {
    title: "Oxygen saturation",
    called: called("(?:s[pa])?o2?sat", "spo2?", "sp?ao2?", "spo ?2", "sao ?2"),
    units: [
      ["%", 70, 100],
      ["share", 0.7, 1]
    ]
  },
  {
    title: "Temperature",
    called: called("temp", "temperature", "bodytemp\\p{L}*"),
    units: [
      ["°C", 33, 41],
      ["°F", 92, 106]
    ]
  },
  {
    title: "Inspired oxygen",
    called: called("fio2"),
    units: [
      ["share", 0.2, 1],
      ["%", 20, 100]
    ]
  },
  {
    title: "Creatinine",
    called: called("crea", "creat", "creatinine"),
    units: [
      ["mg/dl", 0.2, 8],
      ["µmol/l", 20, 700]
    ]
  },
  {
    title: "Bilirubin",
    called: called("bili", "bilirubin(?:total)?"),
    units: [
      ["mg/dl", 0.1, 4],
      ["µmol/l", 4, 300]
    ]
  },
  {
    title: "Glucose",
    called: called("glu", "gluc", "glucose"),
    units: [
      ["mmol/l", 3, 20],
      ["mg/dl", 50, 350]
    ]
  },
  { title: "Platelets", called: called("plt", "platelets?"), units: [["10⁹/l", 20, 800]] },
  { title: "White blood cells", called: called("wbc", "leukocytes"), units: [["10⁹/l", 1, 40]] },
  {
    title: "Haemoglobin",
    called: called("hgb", "hb", "h(?:a)?emoglobin"),
    units: [
      ["g/dl", 4, 20],
      ["g/l", 40, 200]
    ]
  },
  {
    title: "Haematocrit",
    called: called("hct", "h(?:a)?ematocrit"),
    units: [
      ["share", 0.1, 0.7],
      ["%", 10, 70]
    ]
  },
  { title: "Potassium", called: called("k", "potassium"), units: [["mmol/l", 2.5, 7]] },
  { title: "Sodium", called: called("na", "sodium"), units: [["mmol/l", 110, 170]] },
  { title: "Urea nitrogen", called: called("bun"), units: [["mg/dl", 4, 120]] },
  {
    title: "Peak inspiratory pressure",
    called: called("spitzendruck", "pip", "peakinspiratorypressure"),
    units: [["cmH₂O", 5, 50]]
  },
  {
    title: "Arterial CO₂",
    called: called("pa?co2"),
    units: [
      ["kPa", 2.5, 12],
      ["mmHg", 20, 100]
    ]
  },
  {
    title: "Arterial O₂",
    called: called("pa?o2"),
    units: [
      ["kPa", 5, 30],
      ["mmHg", 40, 250]
    ]
  }
]

/** What a variable is by its name or a part of its code, and its unit by the median of its values. */
export const variableOf = (id: string, median: number): MeasuredVariable => {
  const names = [id, ...id.split(/\/\/|_/u)].map((part) => wordsOf(part).join(""))
  const quantity = quantities.find(({ called: pattern }) => names.some((name) => pattern.test(name)))
  const unit = quantity?.units.find(([, low, high]) => median >= low && median <= high)?.[0]
  return quantity === undefined || unit === undefined ? { id } : { id, title: quantity.title, unit }
}

/** The stage of medical variables looks at so many unless it is told. */
const most = 10

const mediansOf = ({ opening }: Context, table: TableProfile, columns: ReadonlyArray<ColumnProfile>) =>
  opening.database
    .rows(
      `select ${columns.map(({ column }, i) => `approx_quantile(${number(column)}, 0.5) as m${i}, count(${number(column)}) as n${i}`).join(", ")} from ${table.source.relation} s`
    )
    .pipe(
      Effect.map(([row]) =>
        columns.map(({ name }, i) => ({ id: name, median: Number(row![`m${i}`]), count: Number(row![`n${i}`]) }))
      )
    )

const mediansByName = ({ opening }: Context, table: TableProfile, name: ColumnProfile, value: ColumnProfile) =>
  opening.database
    .rows(
      `select ${written(name.column)} as id, approx_quantile(${number(value.column)}, 0.5) as median, count(${number(value.column)}) as count from ${table.source.relation} s group by 1 having id is not null order by count desc, id limit 200`
    )
    .pipe(
      Effect.map((rows) =>
        rows.map((row) => ({ id: String(row.id), median: Number(row.median), count: Number(row.count) }))
      )
    )

/** The variables of a time series, with the units of those that are recognised: these first, then the most frequent. */
export const variablesOf = Effect.fnUntraced(function* (context: Context, series: SeriesTable) {
  const { name, patient, table, time, value } = series
  const columns = table.columns.filter(
    (column) => column.nature === "numbers" && column !== patient && column !== time && !column.isEmpty
  )
  const found =
    name === undefined || value === undefined
      ? yield* mediansOf(context, table, columns.slice(0, 200))
      : yield* mediansByName(context, table, name, value)
  return found
    .map(({ count, id, median }) => ({ count, variable: variableOf(id, median) }))
    .filter(({ count }) => count > 0)
    .toSorted(
      (a, b) => Number(b.variable.unit !== undefined) - Number(a.variable.unit !== undefined) || b.count - a.count
    )
    .slice(0, most)
    .map(({ variable }) => variable)
})
