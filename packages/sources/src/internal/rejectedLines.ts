import * as Message from "@fairward/core/Message"
import { Effect } from "effect"
import type { Opening, Table } from "./Loading.ts"

const rejected = Effect.fnUntraced(function* ({ database }: Opening) {
  const [kept] = yield* database.rows(
    "select count(*) as count from duckdb_tables() where table_name = 'reject_errors' and temporary"
  )
  if (Number(kept!.count) === 0) return 0
  const [lines] = yield* database.rows("select count(distinct (scan_id, file_id, line)) as count from reject_errors")
  return Number(lines!.count)
})

/** Says which lines a query leaves out because they cannot be read: counted where it stores them, else that it does. */
export const rejectedLines = Effect.fnUntraced(function* (loading: Opening, sql: string) {
  const stores = /\bstore_rejects\s*=\s*(true|1)\b/i.test(sql)
  if (!stores && !/\bignore_errors\s*=\s*(true|1)\b/i.test(sql)) return () => Effect.void
  const before = stores ? yield* rejected(loading) : 0
  return Effect.fnUntraced(function* (table: Table) {
    if (!stores) {
      loading.notes.push({
        table,
        message: Message.of`The query has ignore_errors: lines that cannot be read are left out, and nobody counts them. With store_rejects instead, they are counted here.`
      })
      return
    }
    const count = (yield* rejected(loading)) - before
    if (count > 0) {
      loading.notes.push({
        table,
        message: Message.of`${Message.count(count, "line of text that cannot be read was", "lines of text that cannot be read were")} left out, as the query says by store_rejects.`
      })
    }
  })
})
