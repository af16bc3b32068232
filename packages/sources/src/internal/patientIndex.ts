import * as Message from "@fairward/core/Message"
import { Effect } from "effect"
import { patientId } from "./expressions.ts"
import type { Loading } from "./Loading.ts"
import { counted } from "./names.ts"
import type { Source } from "./Source.ts"
import { identifier } from "./sql.ts"

/** The relation that {@link indexPatients} creates. */
export const indexOf = ({ table }: Source): string => identifier(`${table} patients`)

/**
 * Creates the index of a source: for every distinct value of the patient column its id and index.
 *
 * Rows are joined by the value as it is, so that ids become text once a patient and not once a row.
 */
export const indexPatients = Effect.fnUntraced(function* (loading: Loading, source: Source, patient: string) {
  const column = identifier(patient)
  yield* loading.database.run(
    `create temp table ${indexOf(source)} as
     select r.raw, r.id, i.idx, i.admission
     from (select s.${column} as raw, ${patientId(source.columns.get(patient)!)} as id
           from (select distinct t.${column} from ${source.relation} t) s) r
     left join ids i on r.id = i.id`
  )
})

/** Ids of the table that have no row in the table of patients. */
export const unknownPatients = Effect.fnUntraced(function* (loading: Loading, source: Source) {
  const rows = yield* loading.database.rows(
    `select id, count(*) over () as count from (select distinct id from ${indexOf(source)} where id is not null and idx is null) order by id limit 3`
  )
  return { count: rows.length === 0 ? 0 : Number(rows[0]!.count), examples: rows.map(({ id }) => `patient ${id}`) }
})

const stranger = "none of its patients is in the table of patients"

/** Every patient of this table must have a row in the table of patients. */
export const requireKnownPatients = Effect.fnUntraced(function* (loading: Loading, source: Source, patient: string) {
  if (!loading.patientsKnown) return
  const { count, examples } = yield* unknownPatients(loading, source)
  if (count === 0) return
  const { from, patient: known } = loading.config.data.patients
  const where = `${source.title}, column ${patient}`
  const [total] = yield* loading.database.rows(
    `select count(distinct id) as count from ${indexOf(source)} where id is not null`
  )
  // Repeated ids of patients, or another table of strangers, are told: this then is no cause of its own.
  const strangers = Number(total!.count) === count
  const told = !strangers
    ? -1
    : loading.problems.findIndex(
        ({ problem, table, where: at }) =>
          problem === stranger ||
          (table === "patients" && at.endsWith(`column ${known}`) && problem.includes("more than one row"))
      )
  if (told >= 0) {
    const before = loading.problems[told]!
    if (before.problem === stranger) {
      loading.problems[told] = { ...before, also: [...(before.also ?? []), source.table] }
    }
    return
  }
  if (!strangers || count === 1) {
    loading.problems.push({
      table: source.table,
      where,
      problem: `${counted(count, "patient")} without a row in the table of patients`,
      count,
      examples,
      remedy: `Add them to ${from}, or leave their rows out. Ids must be written alike in both tables.`
    })
    return
  }
  const ids = yield* loading.database.rows("select id from ids order by idx limit 3")
  loading.problems.push({
    table: source.table,
    where,
    problem: stranger,
    count,
    examples: [
      `here ${examples.map((example) => example.replace("patient ", "")).join(", ")}`,
      `there ${ids.map(({ id }) => id).join(", ")}`
    ],
    remedy: `Check both columns of ids (here ${patient}, in ${from} ${known}): ids must be written alike in both tables.`
  })
})

/** Notes that rows of patients without attributes were left out. */
export const noteUnknownPatients = Effect.fnUntraced(function* (loading: Loading, source: Source) {
  const { count, examples } = yield* unknownPatients(loading, source)
  if (count === 0) return
  loading.notes.push({
    table: source.table,
    message: Message.of`${Message.count(count, "patient")} without a row in the table of patients left out.`,
    examples
  })
})
