import { Effect } from "effect"
import type { DataProblem } from "../DataError.ts"
import { aggregated } from "./aggregates.ts"
import type { QueryFailure } from "./Database.ts"
import { decimalCommas, placeOf } from "./decimalCommas.ts"
import { text } from "./expressions.ts"
import { type Loading, shown } from "./Loading.ts"
import { clipped, counted, listed } from "./names.ts"
import { indexOf } from "./patientIndex.ts"
import type { Source } from "./Source.ts"
import { identifier } from "./sql.ts"

/** A condition that no row may meet, as SQL over the source `s` and the patients' index `m`. */
export interface RowCheck {
  /** The column at fault, for the message. */
  readonly column: string
  readonly when: string
  /** What the examples show, as SQL. */
  readonly value?: string
  /** After "1 row" or "12 rows": "without a patient id". */
  readonly problem: string
  /** What to do, or how to find that out; asked only where rows fail. */
  readonly remedy: string | Effect.Effect<string, QueryFailure>
  /** What is behind it, where that can show in several places. */
  readonly cause?: NonNullable<DataProblem["cause"]>
  /** What must be known of patients for this to be judged. */
  readonly needs?: "admission"
}

/** The rows of a source with the index `m` of their patients. */
export const joined = (source: Source, patient: string, relation = source.relation) =>
  `${relation} s left join ${indexOf(source)} m on s.${identifier(patient)} = m.raw`

const holds = (condition: string) => `coalesce((${condition}), false)`

/**
 * How many rows fail each check. What fails no check of a column costs one aggregate a column, so that thousands of
 * columns are judged in seconds.
 */
const failing = Effect.fnUntraced(function* (
  loading: Loading,
  checks: ReadonlyArray<RowCheck>,
  counts: ReadonlyArray<string>,
  relation: (conditions: ReadonlyArray<string>) => string
) {
  const columns = [...Map.groupBy(checks.keys(), (i) => checks[i]!.column).values()]
  const any = columns.map((own) => own.map((i) => `(${checks[i]!.when})`).join(" or "))
  const screened = yield* aggregated(
    loading.database,
    [...any, ...counts].map((when) => `count_if(${when})`),
    relation
  )
  const suspects = columns.filter((_, c) => screened[c]! > 0)
  // A row that fails several checks of a column is told by the first of them.
  const first = suspects.flatMap((own) =>
    own.map((i, position) => ({
      i,
      when: [checks[i]!.when, ...own.slice(0, position).map((before) => `not ${holds(checks[before]!.when)}`)]
        .map((condition) => `(${condition})`)
        .join(" and ")
    }))
  )
  const found = yield* aggregated(
    loading.database,
    first.map(({ when }) => `count_if(${when})`),
    relation
  )
  const failures = checks.map(() => 0)
  for (const [k, { i }] of first.entries()) failures[i] = found[k]!
  return { failures, counted: counts.map((_, c) => screened[columns.length + c]!) }
})

const faultOf = ({ column, problem, remedy }: RowCheck) => `${problem}\n${typeof remedy === "string" ? remedy : column}`

/** Checks that find the same fault in several columns, as one: the columns, and a condition that any of them fails. */
const told = (checks: ReadonlyArray<RowCheck>, failures: ReadonlyArray<number>) =>
  [...Map.groupBy(failures.keys(), (i) => (failures[i] === 0 ? "" : faultOf(checks[i]!)))]
    .filter(([key]) => key !== "")
    .map(([, own]) => own.map((i) => checks[i]!))

/**
 * Judges all rows of a source, and looks for examples only where something is wrong.
 *
 * `counts` are further conditions; yields how many rows meet each, how many fail each
 * check, and whether none does. Checks that need what is unknown are left out, and nothing is clean then.
 */
export const checkRows = Effect.fnUntraced(function* (
  loading: Loading,
  source: Source,
  patient: string,
  checks: ReadonlyArray<RowCheck>,
  counts: ReadonlyArray<string> = []
) {
  const possible = checks.filter(({ needs }) => needs === undefined || loading.admissionsKnown)
  const relation = (conditions: ReadonlyArray<string>) =>
    conditions.some((when) => when.includes("m.")) ? joined(source, patient) : `${source.relation} s`
  const judged = yield* failing(loading, possible, counts, relation)
  for (const group of told(possible, judged.failures)) {
    const [check] = group as [RowCheck]
    const any = group.map(({ when }) => `(${when})`).join(" or ")
    const count =
      group.length === 1
        ? judged.failures[possible.indexOf(check)]!
        : (yield* aggregated(loading.database, [`count_if(${any})`], relation))[0]!
    const comma = check.value === undefined ? undefined : yield* decimalCommas(loading, source, group, relation)
    const examples = yield* loading.database.rows(
      `select s.__file as file, s.__row as row, ${text(source.columns.get(patient)!)} as patient, ${check.value ?? "null"} as value from ${joined(source, patient, source.located)} where ${check.when} order by file, row limit 3`
    )
    const places = yield* Effect.forEach(examples, ({ file, row }) =>
      comma === undefined ? Effect.succeed(`row ${row}`) : placeOf(source, file, row)
    )
    const names = group.map(({ column }) => column)
    loading.problems.push({
      table: source.table,
      ...(check.cause === undefined ? {} : { cause: check.cause }),
      where: `${source.title}, ${names.length === 1 ? `column ${clipped(names[0]!)}` : `columns ${listed(names)}`}`,
      problem: comma?.problem ?? `${counted(count, "row")} ${check.problem}`,
      count,
      examples: examples.map((example, i) =>
        [
          source.files.length > 1 && example.file !== ""
            ? `${shown(loading, String(example.file))} ${places[i]}`
            : places[i]!,
          ...(example.patient === null ? [] : [`patient ${example.patient}`]),
          ...(check.value === undefined ? [] : [`value ${example.value === null ? "empty" : String(example.value)}`])
        ].join(", ")
      ),
      remedy: comma?.remedy ?? (typeof check.remedy === "string" ? check.remedy : yield* check.remedy)
    })
  }
  const failures = checks.map((check) => judged.failures[possible.indexOf(check)] ?? 0)
  return {
    clean: possible.length === checks.length && failures.every((count) => count === 0),
    failures,
    counted: judged.counted
  }
})
