/** Records of the PhysioNet/CinC Challenge 2019, one file a patient, beside a table of scores. */
import { Effect } from "effect"
import { identifier, literal } from "../sql.ts"
import type { Context } from "./Context.ts"
import { isPatientName } from "./columnNames.ts"
import { type PredictionTable, patientOf, predictionsOf, predictionTables } from "./roles.ts"
import { type ColumnProfile, profileTable, type TableProfile } from "./TableProfile.ts"

const hasColumn = ({ columns }: TableProfile, name: string) =>
  columns.some((column) => column.name.toLowerCase() === name.toLowerCase())

/** SepsisLabel is 1 from so many hours before the onset. */
const ahead = 6

const isRecord = (table: TableProfile) =>
  hasColumn(table, "ICULOS") &&
  hasColumn(table, "SepsisLabel") &&
  !table.columns.some(({ name }) => isPatientName(name)) &&
  table.from.endsWith(".psv")

const attributes = [
  ["Age", `any_value(try_cast("Age" as double)) as age`],
  ["Gender", `any_value(case try_cast("Gender" as double) when 0 then 'F' when 1 then 'M' end) as sex`],
  [
    "Unit1",
    `any_value(case when try_cast("Unit1" as double) = 1 then 'MICU' when try_cast("Unit2" as double) = 1 then 'SICU' end) as unit`
  ]
] as const

const notMeasured = ["Age", "Gender", "Unit1", "Unit2", "HospAdmTime", "ICULOS", "SepsisLabel"].map((name) =>
  name.toLowerCase()
)

/** Queries of what records of the patients of the predictions hold, in the names and hours of these. */
const queriesOf = (
  records: ReadonlyArray<TableProfile>,
  { patient, table }: Pick<PredictionTable, "patient" | "table">,
  time: ColumnProfile
) => {
  const [id, at] = [identifier(patient.name), identifier(time.name)]
  const names = [...new Set(records.flatMap(({ columns }) => columns.map(({ name }) => name)))]
  const columns = names.map((name) => `${literal(name)}: 'VARCHAR'`).join(", ")
  const files = `[${records.map(({ from }) => literal(from)).join(", ")}]`
  const all = `(select regexp_extract(filename, '([^/\\\\]+)\\.psv$', 1) as ${id}, * from read_csv(${files}, delim = '|', header = true, nullstr = 'NaN', filename = true, auto_detect = false, columns = {${columns}}))`
  const read = `${all} where ${id} in (select cast(${id} as varchar) from ${table.read})`
  // The challenge counts hours from 1.
  const hour = `try_cast("ICULOS" as integer)${time.least < 1 ? " - 1" : ""}`
  const truth = `try_cast("SepsisLabel" as integer)`
  const first = `min(${hour}) filter (${truth} = 1)`
  const measured = names.filter((name) => !notMeasured.includes(name.toLowerCase()))
  const known = attributes.filter(([name]) => names.includes(name))
  return {
    labels: `select ${id}, ${hour} as ${at}, case when onset is null or ${hour} < onset then ${truth} end as label from (select *, ${first} over (partition by ${id}) + ${ahead} as onset from ${read})`,
    patients: `select ${[id, ...known.map(([, value]) => value)].join(", ")} from ${read} group by ${id}`,
    events: `select ${id}, ${first} + ${ahead} as onset_hour, greatest(max(${hour}), onset_hour) + 1 as stop_hour from ${read} group by ${id} having onset_hour is not null`,
    timeseries: `select ${[id, `${hour} as ${at}`, ...measured.map((name) => `try_cast(${identifier(name)} as double) as ${identifier(name)}`)].join(", ")} from ${read}`
  }
}

/**
 * Takes files that are the records of patients each for what they are: tables of labels, patients, events and time series,
 * with the file's name as the patient's. Other tables stay as they are.
 */
export const readRecords = Effect.fnUntraced(function* (
  { draft, named, opening }: Context,
  tables: ReadonlyArray<TableProfile>
) {
  const records = tables.filter(isRecord)
  const others = tables.filter((table) => !records.includes(table))
  const [table] = predictionTables(others)
  const patient = records.length === 0 || table === undefined ? undefined : yield* patientOf(opening, table)
  if (table === undefined || patient === undefined) return tables
  const { times } = yield* predictionsOf(opening, table, patient)
  const time = named.time === undefined ? times[0] : table.columns.find(({ name }) => name === named.time)
  if (time === undefined) return tables
  const found: Array<TableProfile> = []
  const folders = records.map(({ name }) => name).join(", ")
  for (const [role, query] of Object.entries(queriesOf(records, { patient, table }, time))) {
    const profile = yield* profileTable({ ...opening, problems: [] }, query, `${role} of the records`)
    if (profile !== undefined && profile.rows > 0 && profile.columns.length > 1)
      found.push({ ...profile, name: `${folders} (${role})` })
  }
  if (found.length === 0) return tables
  draft.say(
    ["data"],
    `${folders}: records of the PhysioNet/CinC Challenge 2019, a file for each patient, which is named by it; SepsisLabel is 1 from ${ahead} hours before the onset`,
    "assumed"
  )
  return [...others, ...found]
})
