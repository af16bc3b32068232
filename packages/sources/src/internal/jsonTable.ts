import { Effect } from "effect"
import type { QueryFailure } from "./Database.ts"
import { isNumeric } from "./expressions.ts"
import { type Opening, shown, type Table } from "./Loading.ts"
import { clipped } from "./names.ts"
import { describe, fileList, placed } from "./relations.ts"
import { repeatedNames } from "./repeatedNames.ts"
import type { Needs, Relation } from "./Source.ts"
import { identifier, literal } from "./sql.ts"
import type { Fault } from "./textFaults.ts"

const malformed = (
  loading: Opening,
  files: ReadonlyArray<string>,
  { kind, reason }: QueryFailure
): Fault | undefined => {
  if (kind !== "Invalid Input" && kind !== "Conversion") return undefined
  const named = /in file "(.*?)"/.exec(reason)?.[1]
  const prefix = named === undefined || files.length === 1 ? "" : `${shown(loading, named)}: `
  const line = /in (?:line|record\/value) (\d+)/.exec(reason)?.[1]
  const twice = /has duplicate key "(.*?)"/.exec(reason)?.[1]
  if (twice !== undefined) {
    return {
      problem: `${prefix}${line === undefined ? "a record" : `record ${line}`} has the name "${clipped(twice)}" twice`,
      remedy: "A record holds each name once: rename one of them, or leave it out."
    }
  }
  return {
    problem: `${prefix}${line === undefined ? "is" : `record ${line} is`} not valid JSON`,
    remedy: "Check whether the file is whole, and that each line is one object, or the file one list of objects."
  }
}

/** Files of JSON as one table. */
export const jsonTable = Effect.fnUntraced(function* (
  loading: Opening,
  table: Table,
  files: ReadonlyArray<string>,
  needs: Needs
): Effect.fn.Return<Relation | Fault, QueryFailure> {
  const { all, required } = needs
  const held = identifier(`${table} rows`)
  const read = Effect.gen(function* () {
    const sniffed = yield* describe(loading, `read_json(${fileList(files)}, sample_size = -1, union_by_name = true)`)
    const types = sniffed.map(
      ({ name, type }) =>
        `${identifier(name)}: ${literal(isNumeric(type) || type === "BOOLEAN" || !/^[A-Z ]+$/.test(type) ? type : "VARCHAR")}`
    )
    const reader = (options: string) => `read_json(${fileList(files)}, columns = {${types.join(", ")}}${options})`
    const columns = yield* describe(loading, reader(""))
    const wanted = columns.filter(({ name }) => all || required.includes(name)).map(({ name }) => identifier(name))
    yield* loading.database.run(
      `create temp table ${held} as select ${["__file", ...wanted].join(", ")} from ${reader(", filename = '__file'")}`
    )
    return columns
  })
  const result = yield* Effect.result(read)
  if (result._tag === "Failure") {
    const fault = malformed(loading, files, result.failure)
    return fault === undefined ? yield* result.failure : fault
  }
  return {
    table,
    columns: result.success,
    repeated: yield* repeatedNames(
      loading,
      result.success,
      `select distinct unnest(json_keys(json)) as name from read_json_objects(${fileList(files)})`,
      needs
    ),
    lacking: [],
    relation: held,
    located: placed(held)
  }
})
