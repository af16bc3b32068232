/** The image on the cover of the report. */
import { AuditFindings } from "@fairward/core"
import { sizeText } from "@fairward/core/Sizes"
import { Effect, FileSystem, Path } from "effect"
import { readFault } from "./internal/diskFault.ts"

/** The largest file that is taken, 1 MB: it is stored in findings.json and in every report. */
export const largestBytes = 1_000_000

type MediaType = "image/png" | "image/jpeg" | "image/svg+xml"

const startsWith = (bytes: Uint8Array, signature: ReadonlyArray<number>): boolean =>
  signature.every((byte, i) => bytes[i] === byte)

const svgBeginning =
  /^\uFEFF?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]*?-->\s*)*(?:<!DOCTYPE[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<svg[\s>]/u

/** What the bytes are, whatever the file is called. */
const mediaTypeOf = (bytes: Uint8Array): MediaType | undefined => {
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "image/png"
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return "image/jpeg"
  return svgBeginning.test(new TextDecoder().decode(bytes)) ? "image/svg+xml" : undefined
}

/** The image as a `data:` address. Fails with what is wrong with the file. `path` is relative to `folder`. */
export const load = Effect.fn("Logo.load")(function* (folder: string, path: string) {
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const absolute = paths.resolve(folder, path)
  const info = yield* files
    .stat(absolute)
    .pipe(
      Effect.mapError((error) =>
        error.reason._tag === "NotFound"
          ? `There is no file ${absolute}. The path is relative to the configuration.`
          : `${absolute} cannot be read: ${readFault(error)}`
      )
    )
  if (info.type !== "File") return yield* Effect.fail(`${absolute} is not a file.`)
  const size = Number(info.size)
  if (size > largestBytes) {
    return yield* Effect.fail(
      `${absolute} has ${sizeText(size)}, at most ${sizeText(largestBytes)} are taken: make the image smaller.`
    )
  }
  const bytes = yield* files
    .readFile(absolute)
    .pipe(Effect.mapError((error) => `${absolute} cannot be read: ${readFault(error)}`))
  const type = mediaTypeOf(bytes)
  if (type === undefined) {
    return yield* Effect.fail(
      `${absolute} is no PNG, JPEG or SVG image, whatever its name: convert it to one of these.`
    )
  }
  const address = `data:${type};base64,${Buffer.from(bytes).toString("base64")}`
  const problem = AuditFindings.logoProblem(address)
  return problem === undefined ? address : yield* Effect.fail(`${absolute} cannot be used. ${problem}.`)
})
