/**
 * The files of the output folder: complete under their names, or not there at all.
 *
 * @since 0.1.0
 */
import { Effect, FileSystem, Path, type PlatformError } from "effect"
import { CommandError, InputError } from "./Problem.ts"

/** Checks, before any work is done, that files could be written to a folder. Makes nothing. */
export const check = Effect.fn("Outputs.check")(function* (folder: string) {
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const refuse = (message: string) => new InputError({ subject: "--out", problems: [{ where: folder, message }] })
  let existing = paths.resolve(folder)
  while (!(yield* files.exists(existing).pipe(Effect.orElseSucceed(() => false)))) existing = paths.dirname(existing)
  const info = yield* files.stat(existing).pipe(Effect.mapError(({ message }) => refuse(message)))
  if (info.type !== "Directory") return yield* refuse(`${existing} is not a folder.`)
  yield* files
    .access(existing, { writable: true })
    .pipe(Effect.mapError(() => refuse(`Nothing may be written to ${existing}.`)))
})

export interface WrittenFile {
  readonly name: string
  readonly path: string
  readonly bytes: number
}

/**
 * Writes files to a folder under temporary names and renames them when all are complete. When it fails or is
 * interrupted before, earlier files stay as they are and nothing else is left.
 */
export const write = Effect.fn("Outputs.write")(
  function* (folder: string, contents: Readonly<Record<string, Uint8Array | string>>) {
    const files = yield* FileSystem.FileSystem
    const paths = yield* Path.Path
    yield* files.makeDirectory(folder, { recursive: true })
    const unfinished: Array<readonly [temporary: string, final: WrittenFile]> = []
    for (const [name, content] of Object.entries(contents)) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content
      const temporary = paths.join(folder, `.${name}.${process.pid}.unfinished`)
      yield* Effect.addFinalizer(() => Effect.ignore(files.remove(temporary, { force: true })))
      yield* files.writeFile(temporary, bytes)
      unfinished.push([temporary, { name, path: paths.join(folder, name), bytes: bytes.length }])
    }
    yield* Effect.uninterruptible(
      Effect.forEach(unfinished, ([temporary, { path }]) => files.rename(temporary, path), { discard: true })
    )
    return unfinished.map(([, file]) => file)
  },
  Effect.scoped,
  Effect.mapError(
    (error: PlatformError.PlatformError) =>
      new CommandError({ message: `The files could not be written: ${error.message}` })
  )
)
