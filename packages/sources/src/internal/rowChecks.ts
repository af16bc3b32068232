import { Effect } from "effect"
import type { QueryFailure } from "./Database.ts"
import { text } from "./expressions.ts"
import { type Loading, shown } from "./Loading.ts"
import { counted } from "./names.ts"
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
}

/** The rows of a source with the index `m` of their patients. */
export const joined = (source: Source, patient: string, relation = source.relation) =>
  `${relation} s left join ${source.table}_patients m on s.${identifier(patient)} = m.raw`

/**
 * Judges all rows of a source in one pass, and looks for examples only where something is wrong.
 *
 * `counts` are further conditions; yields how many rows meet each, how many fail each
 * check, and whether none does.
 */
export const checkRows = Effect.fnUntraced(function* (
  loading: Loading,
  source: Source,
  patient: string,
  checks: ReadonlyArray<RowCheck>,
  counts: ReadonlyArray<string> = []
) {
  const aggregates = [...checks.map(({ when }) => when), ...counts].map((when, i) => `count_if(${when}) as c${i}`)
  const needsPatients = [...checks.map(({ when }) => when), ...counts].some((when) => when.includes("m."))
  const relation = needsPatients ? joined(source, patient) : `${source.relation} s`
  const [row] = yield* loading.database.rows(`select ${["1 as one", ...aggregates].join(", ")} from ${relation}`)
  const found = (i: number) => Number(row![`c${i}`])
  for (const [i, check] of checks.entries()) {
    if (found(i) === 0) continue
    const examples = yield* loading.database.rows(
      `select s.__file as file, s.__row as row, ${text(source.columns.get(patient)!)} as patient, ${check.value ?? "null"} as value from ${joined(source, patient, source.located)} where ${check.when} order by file, row limit 3`
    )
    loading.problems.push({
      table: source.table,
      where: `${source.title}, column ${check.column}`,
      problem: `${counted(found(i), "row")} ${check.problem}`,
      count: found(i),
      examples: examples.map((example) =>
        [
          source.files.length > 1 && example.file !== ""
            ? `${shown(loading, String(example.file))} row ${example.row}`
            : `row ${example.row}`,
          ...(example.patient === null ? [] : [`patient ${example.patient}`]),
          ...(check.value === undefined ? [] : [`value ${example.value === null ? "empty" : String(example.value)}`])
        ].join(", ")
      ),
      remedy: typeof check.remedy === "string" ? check.remedy : yield* check.remedy
    })
  }
  const failures = checks.map((_, i) => found(i))
  return {
    clean: failures.every((count) => count === 0),
    failures,
    counted: counts.map((_, i) => found(checks.length + i))
  }
})
