import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance } from "@duckdb/node-api"
import { Effect, Schema, type Scope } from "effect"

/** DuckDB refused or failed; `reason` is its own words, without the excerpt of our SQL. */
export class QueryFailure extends Schema.TaggedError<QueryFailure>()("QueryFailure", {
  reason: Schema.String
}) {
  override get message() {
    return this.reason
  }
}

export type Row = Readonly<Record<string, unknown>>

/** A connection to an in-memory DuckDB that can fetch no extension and whose settings are locked. */
export interface Database {
  readonly run: (sql: string) => Effect.Effect<void, QueryFailure>
  /** A small result, row by row; 64-bit integers as numbers. */
  readonly rows: (sql: string) => Effect.Effect<ReadonlyArray<Row>, QueryFailure>
  /** A result of moderate size, column by column. */
  readonly columns: (sql: string) => Effect.Effect<ReadonlyArray<ReadonlyArray<unknown>>, QueryFailure>
  /** A result of any size, chunk by chunk, in no particular order of rows. */
  readonly stream: (sql: string, onChunk: (chunk: DuckDBDataChunk) => void) => Effect.Effect<void, QueryFailure>
}

const reasonOf = (cause: unknown) =>
  (cause instanceof Error ? cause.message : String(cause)).split(/\n\s*\n|\nLINE \d+:/)[0]!.trim()

/** Interruption stops the query, and waits until it has stopped: a connection must not close under a running one. */
const query = <A>(connection: DuckDBConnection, start: (stopped: () => boolean) => Promise<A>) =>
  Effect.callback<A, QueryFailure>((resume) => {
    let stopped = false
    const running = start(() => stopped).then(
      (value) => resume(Effect.succeed(value)),
      (cause) => resume(Effect.fail(new QueryFailure({ reason: reasonOf(cause) })))
    )
    return Effect.promise(() => {
      stopped = true
      connection.interrupt()
      return running
    })
  })

const plain = (value: unknown) => (typeof value === "bigint" ? Number(value) : value)

export interface DatabaseOptions {
  readonly base: string
  readonly memoryLimit: string
}

export const openDatabase = Effect.fnUntraced(function* ({
  base,
  memoryLimit
}: DatabaseOptions): Effect.fn.Return<Database, QueryFailure, Scope.Scope> {
  const temporary = yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () => mkdtemp(join(tmpdir(), "fairward-")),
      catch: (cause) => new QueryFailure({ reason: reasonOf(cause) })
    }),
    (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true }))
  )
  const instance = yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () =>
        DuckDBInstance.create(":memory:", {
          memory_limit: memoryLimit,
          temp_directory: temporary,
          autoinstall_known_extensions: "false",
          autoload_known_extensions: "false",
          allow_community_extensions: "false"
        }),
      catch: (cause) => new QueryFailure({ reason: reasonOf(cause) })
    }),
    (opened) => Effect.sync(() => opened.closeSync())
  )
  const connection = yield* Effect.acquireRelease(
    Effect.promise(() => instance.connect()),
    (opened) => Effect.sync(() => opened.closeSync())
  )
  const run = (sql: string) => query(connection, () => connection.run(sql)).pipe(Effect.asVoid)
  yield* run("set TimeZone = 'UTC'")
  yield* run(`set file_search_path = '${base.replaceAll("'", "''")}'`)
  yield* run("set lock_configuration = true")
  return {
    run,
    rows: (sql) =>
      query(connection, async () => {
        const result = await connection.runAndReadAll(sql)
        return result
          .getRowObjectsJS()
          .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])))
      }),
    columns: (sql) =>
      query(connection, async () => {
        const result = await connection.runAndReadAll(sql)
        return result.getColumnsJS()
      }),
    stream: (sql, onChunk) =>
      query(connection, async (stopped) => {
        const result = await connection.stream(sql)
        for (;;) {
          const chunk = await result.fetchChunk()
          if (chunk === null || chunk.rowCount === 0 || stopped()) return
          onChunk(chunk)
        }
      })
  }
})
