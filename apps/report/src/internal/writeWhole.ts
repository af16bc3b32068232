import { mkdir, mkdtemp, open, rename, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { Effect } from "effect"
import { messageOf, RenderError } from "../RenderError.ts"

const writeDurably = async (path: string, content: Uint8Array | string) => {
  const file = await open(path, "wx")
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Writes to a folder of its own beside `path` and renames, so that an earlier file is replaced whole or not at all. */
export const writeWhole = (path: string, content: Uint8Array | string): Effect.Effect<void, RenderError> => {
  const attempt = <A>(act: () => Promise<A>) =>
    Effect.tryPromise({
      try: act,
      catch: (cause) =>
        new RenderError({
          reason: "write",
          message: `The report could not be written to ${path}: ${messageOf(cause)}`,
          cause
        })
    })
  const temporary = attempt(async () => {
    await mkdir(dirname(path), { recursive: true })
    return mkdtemp(join(dirname(path), `.${basename(path)}-`))
  })
  return Effect.acquireUseRelease(
    temporary,
    (folder) =>
      attempt(async () => {
        await writeDurably(join(folder, basename(path)), content)
        await rename(join(folder, basename(path)), path)
      }),
    (folder) => Effect.ignore(Effect.tryPromise(() => rm(folder, { recursive: true, force: true })))
  )
}
