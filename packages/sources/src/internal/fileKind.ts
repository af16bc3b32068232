import { Effect, Result } from "effect"
import { compressionOf, endsOf, scanFile } from "./fileScan.ts"
import { foreignFault, isText } from "./foreignFormats.ts"
import { type Opening, shown } from "./Loading.ts"
import { asSetting, readingQuery } from "./readingQuery.ts"
import { literal } from "./sql.ts"
import { type Fault, fileFault } from "./textFaults.ts"

export type Format = "parquet" | "csv" | "json"

const endings: ReadonlyArray<readonly [RegExp, Format]> = [
  [/\.(parquet|pq)$/i, "parquet"],
  [/\.(csv|tsv|txt|psv|tab)(\.gz|\.zst)?$/i, "csv"],
  [/\.(json|jsonl|ndjson)(\.gz|\.zst)?$/i, "json"]
]

/** What the name of a file says that it is. */
export const formatByName = (path: string) => endings.find(([pattern]) => pattern.test(path))?.[1]

const magic = Buffer.from("PAR1")

const unreadable = (cause: unknown): Fault => {
  const code = String((cause as { readonly cause?: { readonly code?: unknown } }).cause?.code)
  return code === "EACCES" || code === "EPERM"
    ? { problem: `you may not read it`, remedy: "Ask whoever owns the file for the right to read it." }
    : { problem: `the disk does not give it (${code})`, remedy: "Check the disk, or copy the file elsewhere." }
}

/** A file that calls itself parquet and is something else. */
const noParquet = (name: string, first: Buffer): Fault =>
  isText(first)
    ? {
        problem: `is text, although its name ends like that of parquet`,
        remedy: `Rename it, or read it by a query. ${asSetting(readingQuery(name, { all_varchar: "true", header: "true" }))}`
      }
    : {
        problem: `is no parquet, although its name ends like that`,
        remedy: "Check what wrote it, and whether the copy is whole."
      }

/**
 * What a file is, by its bytes, and by its name where the bytes do not tell. Files of text are read to their end, and
 * what that tells is kept in `loading.scans`. A query says itself how it reads a file.
 */
export const formatOf = Effect.fnUntraced(function* (
  loading: Opening,
  path: string,
  inQuery: boolean
): Effect.fn.Return<{ readonly format: Format } | { readonly fault: Fault }> {
  const name = shown(loading, path)
  const ends = yield* Effect.result(endsOf(path))
  if (ends._tag === "Failure") return { fault: unreadable(ends.failure) }
  const { first, last, size } = ends.success
  if (size === 0) {
    return { fault: { problem: "is empty", remedy: "Check that the export finished, or leave the file out." } }
  }
  if (first.subarray(0, 4).equals(magic)) {
    if (last.equals(magic) && size > 11) return { format: "parquet" }
    return {
      fault: {
        problem: `is parquet whose end is missing: the export or the copy of it broke off`,
        remedy: "Export or copy it again."
      }
    }
  }
  const compression = compressionOf(first)
  const byName = formatByName(path)
  if (compression === "none") {
    const utf16 =
      first.subarray(0, 2).equals(Buffer.from([0xff, 0xfe])) || first.subarray(0, 2).equals(Buffer.from([0xfe, 0xff]))
    const foreign = utf16 ? undefined : foreignFault(name, first)
    if (foreign !== undefined) return { fault: foreign }
    if (byName === "parquet" && !inQuery) return { fault: noParquet(name, first) }
    if (byName === undefined && !inQuery && !utf16 && !isText(first)) {
      return {
        fault: {
          problem: "is no kind of table that can be read",
          remedy: "Read are parquet, text with a delimiter (such as CSV), and JSON: write it as one of them."
        }
      }
    }
  }
  const known = loading.scans.get(path)
  const scanned = known === undefined ? yield* Effect.result(scanFile(path, compression)) : Result.succeed(known)
  if (scanned._tag === "Failure") return { fault: unreadable(scanned.failure) }
  const scan = scanned.success
  loading.scans.set(path, scan)
  const broken = fileFault(name, scan)
  if (broken !== undefined) return { fault: broken }
  const inside = compression === "none" ? undefined : foreignFault(name, scan.head, name.replace(/\.(gz|zst)$/i, ""))
  if (inside !== undefined) return { fault: inside }
  if (scan.head.subarray(0, 4).equals(magic)) {
    return {
      fault: {
        problem: `is parquet that was compressed once more`,
        remedy: `Unpack it first: ${compression === "gzip" ? "gunzip" : "zstd -d"} ${name}`
      }
    }
  }
  if (inQuery) return { format: "csv" }
  const beginning = scan.head
    .subarray(0, 4096)
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .trimStart()
  if (byName !== "json" && /^(\[\s*[{\]]|\{\s*["}])/.test(beginning)) {
    return {
      fault: {
        problem: `is JSON, although its name does not end in .json`,
        remedy: `Rename it, or read it by a query. ${asSetting(`select * from read_json(${literal(name)})`)}`
      }
    }
  }
  if (byName === "json" && !/^[[{]/.test(beginning)) {
    return {
      fault: {
        problem: `does not begin as JSON does, with [ or {`,
        remedy: "Check what wrote it. If it is text with a delimiter, let its name end in .csv."
      }
    }
  }
  return { format: byName === "json" ? "json" : "csv" }
})
