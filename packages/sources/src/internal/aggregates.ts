import { Effect } from "effect"
import type { Database } from "./Database.ts"
import type { Opening } from "./Loading.ts"

/** DuckDB takes time that grows with the square of a statement's aggregates: more of them are several statements. */
const atOnce = 16

/** The values of aggregates over all rows of a relation, which may differ by what they need. */
export const aggregated = Effect.fnUntraced(function* (
  database: Database,
  aggregates: ReadonlyArray<string>,
  relation: (aggregates: ReadonlyArray<string>) => string
) {
  const values: Array<number> = []
  for (let from = 0; from < aggregates.length; from += atOnce) {
    const some = aggregates.slice(from, from + atOnce)
    const [row] = yield* database.rows(
      `select ${some.map((aggregate, i) => `${aggregate} as c${i}`).join(", ")} from ${relation(some)}`
    )
    for (let i = 0; i < some.length; i++) values.push(Number(row![`c${i}`]))
  }
  return values
})

export const countedRows = (loading: Opening, relation: string) =>
  loading.database.rows(`select count(*) as count from ${relation}`).pipe(Effect.map(([row]) => Number(row!.count)))
