/** Predictions of several models, each in rows of its own, as one row a patient and time with a column a model. */

import * as Message from "@fairward/core/Message"
import { Effect } from "effect"
import { aggregated, countedRows } from "./aggregates.ts"
import { hasType } from "./columnChecks.ts"
import { type Column, canBeText, text } from "./expressions.ts"
import type { Loading } from "./Loading.ts"
import { type Configured, modelsOf } from "./models.ts"
import { counted, suggestion } from "./names.ts"
import type { Source } from "./Source.ts"
import { identifier, literal } from "./sql.ts"

const held = identifier("predictions by model")

const nameIn = ({ id, value = id }: Configured): string => value

/** Models of which there is no row. */
const checkModels = Effect.fnUntraced(function* (
  loading: Loading,
  source: Source,
  model: Column,
  models: ReadonlyArray<Configured>
) {
  const rows = yield* loading.database.rows(
    `select ${text(model)} as name, count(*) as count from ${source.relation} s group by 1 order by 2 desc, 1 limit 1000`
  )
  const known = rows.flatMap(({ name }) => (name === null ? [] : [String(name)]))
  const absent = models.map(nameIn).filter((value) => !known.includes(value))
  for (const value of absent) {
    loading.problems.push({
      table: "predictions",
      where: `${source.title}, column ${model.name}`,
      problem: `no row of the model "${value}"`,
      count: 1,
      examples: [],
      remedy: `${suggestion(value, known)} What stands in this column is the name under \`models\`, or its \`value\`.`
    })
  }
  return absent.length === 0
})

/** Groups of rows of one patient and time that cannot be one row, and why. */
const checkGroups = Effect.fnUntraced(function* (
  loading: Loading,
  source: Source,
  {
    faults,
    grouped,
    key
  }: Readonly<{
    key: string
    grouped: string
    faults: ReadonlyArray<readonly [when: string, what: string, remedy: string]>
  }>
) {
  const counts = yield* aggregated(
    loading.database,
    faults.map(([when]) => `count_if(${when})`),
    () => `${grouped} g`
  )
  for (const [i, [when, what, remedy]] of faults.entries()) {
    const count = counts[i]!
    if (count === 0) continue
    const rows = yield* loading.database.rows(
      `select ${key} as place from ${grouped} g where ${when} order by 1 limit 3`
    )
    loading.problems.push({
      table: "predictions",
      where: source.title,
      problem: `${counted(count, "patient and time", "patients and times")} ${what}`,
      count,
      examples: rows.map(({ place }) => String(place)),
      remedy
    })
  }
  return counts.every((count) => count === 0)
})

/** The source with a column a model, named as {@link Configured} `columns`; undefined where its rows cannot be one. */
export const byModel = Effect.fnUntraced(function* (loading: Loading, source: Source) {
  const { label, model: name, patient, score, time } = loading.config.data.predictions
  const models = modelsOf(loading.config)
  const model = source.columns.get(name!)!
  const scores = source.columns.get([score].flat()[0]!)!
  if (!hasType(loading, source, model, canBeText, "the name of a model")) return undefined
  if (!(yield* checkModels(loading, source, model, models))) return undefined
  const keys = [patient, time].flatMap((column) => (column === undefined ? [] : [column]))
  const keyList = keys.map(identifier).join(", ")
  const isOf = (one: Configured) => `${text(model)} = ${literal(nameIn(one))}`
  const labels = label === undefined ? "null" : `s.${identifier(label)}`
  const grouped = `(select ${keyList}, ${models.map((one, i) => `count_if(${isOf(one)}) as n${i}`).join(", ")}, count(distinct coalesce(cast(${labels} as varchar), '')) as labels
    from ${source.relation} s where ${models.map(isOf).join(" or ")} group by ${keyList})`
  const isWhole = yield* checkGroups(loading, source, {
    grouped,
    key: keys
      .map(
        (key) =>
          `${literal(key === patient ? "patient " : ", ")} || coalesce(cast(g.${identifier(key)} as varchar), '')`
      )
      .join(" || "),
    faults: [
      [
        models.map((_, i) => `n${i} > 1`).join(" or "),
        "with more than one row of a model",
        "One row a patient, time and model: average or leave out the others by a query."
      ],
      [
        "labels > 1",
        "with labels that differ between models",
        "Models are compared on one label a patient and time: correct it, or leave out such rows by a query."
      ]
    ]
  })
  if (!isWhole) return undefined
  const audited = models[0]!
  const columns = models.map((one) => ({ name: one.columns[0]!, type: scores.type }))
  yield* loading.database.run(
    `create temp table ${held} as select ${keyList}${label === undefined ? "" : `, min(s.${identifier(label)}) as ${identifier(label)}`}, ${models
      .map(
        (one, i) => `min(s.${identifier(scores.name)}) filter (where ${isOf(one)}) as ${identifier(columns[i]!.name)}`
      )
      .join(", ")}
     from ${source.relation} s where ${models.map(isOf).join(" or ")} group by ${keyList}
     having count_if(${isOf(audited)}) > 0 order by ${keyList}`
  )
  const all = yield* aggregated(loading.database, ["count(*)"], () => `${grouped} g`)
  const rows = yield* countedRows(loading, held)
  if (all[0]! > rows) {
    loading.notes.push({
      table: "predictions",
      message: Message.of`${Message.count(all[0]! - rows, "row")} left out that the audited model, ${Message.name(audited.title)}, has no score at.`
    })
  }
  const found: Source = {
    ...source,
    rows,
    relation: held,
    located: `(select *, row_number() over () as __row, '' as __file from ${held})`,
    lines: undefined,
    columns: new Map(
      [...keys, label]
        .flatMap((key) => (key === undefined ? [] : [[key, source.columns.get(key)!] as const]))
        .concat(columns.map((column) => [column.name, column] as const))
    )
  }
  return found
})
