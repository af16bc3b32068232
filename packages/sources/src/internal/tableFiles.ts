import { access, readdir, stat } from "node:fs/promises"
import { basename, dirname, extname, isAbsolute, join } from "node:path"
import { Effect } from "effect"
import { addressFault } from "./foreignFormats.ts"
import { type Opening, shown } from "./Loading.ts"
import { listed, suggestion } from "./names.ts"
import { literal } from "./sql.ts"
import type { Fault } from "./textFaults.ts"

const kindOf = (path: string) =>
  Effect.promise(() =>
    stat(path).then(
      (found) => (found.isDirectory() ? ("folder" as const) : ("file" as const)),
      () => "nothing" as const
    )
  )

const exists = (path: string) =>
  Effect.promise(() =>
    access(path).then(
      () => true,
      () => false
    )
  )

/** How names of tables end. */
export const tableEnding = /\.(parquet|pq|csv|tsv|txt|psv|tab|dat|json|jsonl|ndjson)(\.gz|\.zst)?$/i

const missing = Effect.fnUntraced(function* (path: string, from: string): Effect.fn.Return<Fault> {
  const folder = dirname(path)
  const neighbours = yield* Effect.promise(() => readdir(folder).catch(() => undefined))
  const tables = neighbours?.filter((name) => tableEnding.test(name)).toSorted()
  return {
    problem: "no such file",
    remedy:
      tables === undefined
        ? `There is no folder ${folder}. Paths are relative to the configuration.`
        : `Looked for ${path}. ${suggestion(basename(from), tables)}`
  }
})

const deltaRemedy = (path: string) =>
  `Its parquet files hold rows that were deleted or replaced since. Write what is valid as one table, with Python: import deltalake; deltalake.DeltaTable(${JSON.stringify(path)}).to_pandas().to_parquet("table.parquet")`

const icebergRemedy = (path: string) =>
  `Its parquet files hold rows that were deleted or replaced since. Write what is valid as one table, with Python: from pyiceberg.table import StaticTable; StaticTable.from_metadata("${path}/metadata/METADATA.json").scan().to_pandas().to_parquet("table.parquet")`

const lakeFault = Effect.fnUntraced(function* (folder: string, name: string): Effect.fn.Return<Fault | undefined> {
  if (yield* exists(join(folder, "_delta_log"))) {
    return { problem: `${name} is a Delta table`, remedy: deltaRemedy(name) }
  }
  const metadata = yield* Effect.promise(() => readdir(join(folder, "metadata")).catch(() => []))
  return metadata.some((file) => file.endsWith(".metadata.json"))
    ? { problem: `${name} is an Iceberg table`, remedy: icebergRemedy(name) }
    : undefined
})

/** Parquet files in the folder of a lake's table: some are no longer part of it. */
const insideLake = Effect.fnUntraced(function* (loading: Opening, files: ReadonlyArray<string>) {
  const folders = new Set<string>()
  for (const file of files) {
    let folder = dirname(file)
    for (let level = 0; level < 3 && !folders.has(folder); level++) {
      folders.add(folder)
      folder = dirname(folder)
    }
  }
  for (const folder of [...folders].slice(0, 100)) {
    const fault = yield* lakeFault(folder, shown(loading, folder) || ".")
    if (fault !== undefined) return fault
  }
  return undefined
})

const mostFrequent = (names: ReadonlyArray<string>) => {
  const groups = [...Map.groupBy(names, (name) => name).entries()]
  return groups.toSorted((a, b) => b[1].length - a[1].length)[0]?.[0]
}

const endingOf = (name: string) => tableEnding.exec(name)?.[0] ?? extname(name)

/** A folder instead of a file: what it is, or the glob that means its files. */
const folderFault = Effect.fnUntraced(function* (path: string, from: string): Effect.fn.Return<Fault> {
  const lake = yield* lakeFault(path, from)
  if (lake !== undefined) return lake
  const entries = yield* Effect.promise(() => readdir(path, { withFileTypes: true }).catch(() => []))
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const ending = mostFrequent(files.filter((name) => tableEnding.test(name)).map(endingOf)) ?? ".parquet"
  if (entries.length === 0) return { problem: "is a folder with nothing in it", remedy: "Name a file, or a glob." }
  const pattern = files.length === 0 && folders.length > 0 ? `**/*${ending}` : `*${ending}`
  const perPatient =
    ending === ".psv"
      ? " Where the name of a file is the patient's id, a query has it: select *, parse_filename(filename, true) as patient from read_csv(GLOB, filename = true)"
      : ""
  return {
    problem: "is a folder",
    remedy: `Name its files by a glob, such as ${join(from, pattern)}. In it: ${listed([...folders.map((name) => `${name}/`), ...files].toSorted())}.${perPatient}`
  }
})

/** Absolute paths of the files that a path or glob means, or why there are none. */
export const filesOf = Effect.fnUntraced(function* (loading: Opening, from: string) {
  const address = addressFault(from)
  if (address !== undefined) return address
  const path = isAbsolute(from) ? from : join(loading.base, from)
  const kind = yield* kindOf(path)
  if (kind === "folder") return yield* folderFault(path, from)
  if (kind === "nothing" && !/[*?[]/.test(from)) return yield* missing(path, from)
  const files =
    kind === "file"
      ? [path]
      : (yield* loading.database.rows(`select file from glob(${literal(path)}) order by file`)).map(({ file }) =>
          String(file)
        )
  if (files.length === 0) {
    return {
      problem: "no file matches",
      remedy: `Looked for ${path}. Paths and globs are relative to the configuration.`
    }
  }
  return (yield* insideLake(loading, files)) ?? files
})
