import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import { basename } from "node:path"
import type { InputFile } from "@fairward/core/Dataset"
import { Effect } from "effect"
import { type Loading, shown } from "./Loading.ts"
import { counted } from "./names.ts"
import type { Source } from "./Source.ts"

const fingerprint = (path: string) =>
  Effect.promise(async (signal) => {
    const hash = createHash("sha256")
    const { size } = await stat(path)
    if (size <= 1 << 20) hash.update(await readFile(path, { signal }))
    else for await (const bytes of createReadStream(path, { signal, highWaterMark: 1 << 20 })) hash.update(bytes)
    return { bytes: size, sha256: hash.digest("hex") }
  })

/**
 * What was read, for the record.
 *
 * One file: its own hash. Several, or a query: the hash of the lines `<sha256 of the file>  <path>`, after the query's
 * text if there is one.
 */
export const inputFiles = Effect.fnUntraced(function* (loading: Loading, sources: ReadonlyArray<Source>) {
  const paths = [...new Set(sources.flatMap(({ files }) => files))].toSorted()
  const prints = new Map(
    yield* Effect.forEach(
      paths,
      (path) => {
        const scan = loading.scans.get(path)
        const print: Effect.Effect<Pick<InputFile, "bytes" | "sha256">> =
          scan === undefined ? fingerprint(path) : Effect.succeed(scan)
        return print.pipe(Effect.map(({ bytes, sha256 }) => [path, { bytes, sha256 }] as const))
      },
      { concurrency: 2 }
    )
  )
  return sources.map(({ files: paths, from, isQuery, rows, table }): InputFile => {
    const own = paths.map((path) => ({ path: shown(loading, path), ...prints.get(path)! }))
    const bytes = own.reduce((sum, file) => sum + file.bytes, 0)
    if (!isQuery && own.length === 1)
      return { role: table, name: basename(paths[0]!), path: own[0]!.path, bytes, sha256: own[0]!.sha256, rows }
    const lines = own.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join("")
    const sha256 = createHash("sha256")
      .update(isQuery ? `${from}\n` : "")
      .update(lines)
      .digest("hex")
    const several = counted(own.length, "file")
    return {
      role: table,
      name: isQuery
        ? `query of ${paths.length === 1 ? basename(paths[0]!) : several}`
        : `${basename(from)} (${several})`,
      path: isQuery ? from.trim() : `${from} (${several})`,
      bytes,
      sha256,
      rows
    }
  })
})
