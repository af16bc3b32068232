import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance } from "@duckdb/node-api"
import { Effect, Option, Schema, type Scope } from "effect"

/** DuckDB refused or failed. What it says is for us to judge, and never for a message: see `queryFault` and `orProblem`. */
export class QueryFailure extends Schema.TaggedError<QueryFailure>()("QueryFailure", {
  /** Its kind of error, such as `Binder`, `IO` or `Out of Memory`. */
  kind: Schema.String,
  /** The first paragraph of its words. */
  reason: Schema.String,
  /** All of them. */
  details: Schema.String,
  /** What kind of thing is wrong, such as `COLUMN_NOT_FOUND`, its name, and names that are near. */
  subtype: Schema.optionalKey(Schema.String),
  name: Schema.optionalKey(Schema.String),
  candidates: Schema.optionalKey(Schema.String),
  /** Where in the statement, in bytes. */
  position: Schema.optionalKey(Schema.Finite)
}) {
  override get message() {
    return this.reason
  }
}

export type Row = Readonly<Record<string, unknown>>

/** A connection to an in-memory DuckDB that can fetch no extension and whose settings are locked. */
export interface Database {
  /** A folder that is removed when the database closes. */
  readonly temporary: string
  /** How many statements a text is made of; fails where it is none. */
  readonly statements: (sql: string) => Effect.Effect<number, QueryFailure>
  readonly run: (sql: string) => Effect.Effect<void, QueryFailure>
  /** A small result, row by row; 64-bit integers as numbers. */
  readonly rows: (sql: string) => Effect.Effect<ReadonlyArray<Row>, QueryFailure>
  /** A result of moderate size, column by column. */
  readonly columns: (sql: string) => Effect.Effect<ReadonlyArray<ReadonlyArray<unknown>>, QueryFailure>
  /** A result of any size, chunk by chunk, in no particular order of rows. */
  readonly stream: (sql: string, onChunk: (chunk: DuckDBDataChunk) => void) => Effect.Effect<void, QueryFailure>
}

const Failed = Schema.fromJsonString(
  Schema.Struct({
    exception_type: Schema.String,
    exception_message: Schema.String,
    error_subtype: Schema.optionalKey(Schema.String),
    name: Schema.optionalKey(Schema.String),
    candidates: Schema.optionalKey(Schema.String),
    position: Schema.optionalKey(Schema.NumberFromString)
  })
)

/** With `errors_as_json` DuckDB's errors are JSON, some with the kind of error before it. */
const failureOf = (cause: unknown) => {
  const message = cause instanceof Error ? cause.message : String(cause)
  const json = Schema.decodeUnknownOption(Failed)(message.slice(Math.max(0, message.indexOf("{"))))
  const reasonOf = (text: string) => text.split(/\n\s*\n|\nLINE \d+:/)[0]!.trim()
  if (Option.isNone(json)) {
    const [, kind = "", text = message] = /^([\w ]+?) Error: ([\s\S]*)$/.exec(message) ?? []
    return new QueryFailure({ kind, reason: reasonOf(text), details: text })
  }
  const { error_subtype, exception_message, exception_type, ...rest } = json.value
  return new QueryFailure({
    kind: exception_type,
    reason: reasonOf(exception_message),
    details: exception_message,
    ...(error_subtype === undefined ? {} : { subtype: error_subtype }),
    ...rest
  })
}

/** Interruption stops the query, and waits until it has stopped: a connection must not close under a running one. */
const query = <A>(connection: DuckDBConnection, start: (stopped: () => boolean) => Promise<A>) =>
  Effect.callback<A, QueryFailure>((resume) => {
    let stopped = false
    const running = start(() => stopped).then(
      (value) => resume(Effect.succeed(value)),
      (cause) => resume(Effect.fail(failureOf(cause)))
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

/** The kind of failure when there is no place for temporary files. */
export const noTemporaryFolder = "no temporary folder"

export const openDatabase = Effect.fnUntraced(function* ({
  base,
  memoryLimit
}: DatabaseOptions): Effect.fn.Return<Database, QueryFailure, Scope.Scope> {
  const temporary = yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () => mkdtemp(join(tmpdir(), "fairward-")),
      catch: (cause) => new QueryFailure({ ...failureOf(cause), kind: noTemporaryFolder })
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
      catch: (cause) => failureOf(cause)
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
  yield* run("set errors_as_json = true")
  yield* run("set lock_configuration = true")
  return {
    temporary,
    statements: (sql) => query(connection, async () => (await connection.extractStatements(sql)).count),
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
