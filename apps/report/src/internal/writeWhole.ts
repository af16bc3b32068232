import { mkdir, rename, rm, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { Effect } from "effect"
import { messageOf, RenderError } from "../RenderError.ts"

/** Writes to a file beside `path` and renames it, so that an earlier file is replaced whole or not at all. */
export const writeWhole = (path: string, content: Uint8Array | string): Effect.Effect<void, RenderError> => {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  return Effect.tryPromise({
    try: async () => {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(temporary, content)
      await rename(temporary, path)
    },
    catch: (cause) =>
      new RenderError({
        reason: "write",
        message: `The report could not be written to ${path}: ${messageOf(cause)}`,
        cause
      })
  }).pipe(Effect.onError(() => Effect.ignore(Effect.tryPromise(() => rm(temporary, { force: true })))))
}
