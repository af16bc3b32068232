/** The files of the output folder: those of one run, all of them, or those of the one before. */
import { statfs } from "node:fs/promises"
import { Effect, FileSystem, Option, Path, type PlatformError, Result } from "effect"
import { codeOf, diskFault } from "./internal/diskFault.ts"
import * as outputSet from "./internal/outputSet.ts"
import { Journal } from "./Journal.ts"
import { CommandError, InputError } from "./Problem.ts"

/** Everything that an audit can leave in a folder: a run replaces all of it, also what it does not write itself. */
export const names: ReadonlyArray<string> = [
  "report.pdf",
  "report.html",
  "findings.json",
  "findings-undrawn.json",
  "fairward.log"
]

const inWords =
  (folder: string) =>
  (error: PlatformError.PlatformError | CommandError): CommandError =>
    error._tag === "CommandError" ? error : new CommandError({ message: diskFault(folder, error) })

/** Types of file systems, of Linux's processes and devices, in which a folder is looked for without end once it is made. */
const ofTheSystem: ReadonlySet<number> = new Set([0x9fa0, 0x62656572])

/**
 * Checks, before any work is done, that files could be written to a folder, and completes or takes back what a run that was
 * cut off left in it. Makes nothing.
 */
export const check = Effect.fn("Outputs.check")(function* (folder: string) {
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const refuse = (message: string) => new InputError({ subject: "--out", problems: [{ where: folder, message }] })
  if (folder === "") return yield* refuse("No folder is named: write . for this one.")
  const named = yield* Effect.result(files.stat(paths.resolve(folder)))
  if (Result.isFailure(named) && codeOf(named.failure) === "ENAMETOOLONG") {
    return yield* refuse(diskFault(folder, named.failure))
  }
  let existing = paths.resolve(folder)
  while (!(yield* files.exists(existing).pipe(Effect.orElseSucceed(() => false)))) existing = paths.dirname(existing)
  const info = yield* files.stat(existing).pipe(Effect.mapError((error) => refuse(diskFault(existing, error))))
  if (info.type !== "Directory") return yield* refuse(`${existing} is not a folder.`)
  yield* files
    .access(existing, { writable: true })
    .pipe(Effect.mapError(() => refuse(`Nothing may be written to ${existing}.`)))
  const disk = yield* Effect.option(Effect.tryPromise(() => statfs(existing)))
  if (Option.exists(disk, ({ type }) => ofTheSystem.has(type))) {
    return yield* refuse(`${existing} is no disk, but what the system tells of itself: choose another folder.`)
  }
  if (existing !== paths.resolve(folder)) return
  const [inTheWay] = yield* outputSet.foldersAmong(folder, names)
  if (inTheWay !== undefined) {
    return yield* refuse(`${paths.join(folder, inTheWay)} is a folder, where a file of that name is to be written.`)
  }
  yield* recover(folder)
})

/** Completes, or takes back, what a run that was cut off while it wrote left in a folder. */
export const recover = (folder: string) => Effect.mapError(outputSet.recover(folder), inWords(folder))

export interface WrittenFile {
  readonly name: string
  readonly path: string
  readonly bytes: number
}

/**
 * Writes files to a folder in place of those that are named, of which it may write none. When it fails or is interrupted
 * before all are there, the earlier files are. See `docs/command.md` for what holds when the process is killed.
 */
export const write = Effect.fn("Outputs.write")(function* (
  folder: string,
  contents: Readonly<Record<string, Uint8Array | string>>,
  replaced: ReadonlyArray<string> = Object.keys(contents)
) {
  const paths = yield* Path.Path
  const journal = yield* Journal
  const encoder = new TextEncoder()
  const bytes = new Map(
    Object.entries(contents).map(([name, content]) => [
      name,
      typeof content === "string" ? encoder.encode(content) : content
    ])
  )
  const said = journal.ifInterrupted(`The new files in ${folder} are complete.`)
  yield* outputSet.replace(folder, bytes, replaced, said).pipe(Effect.mapError(inWords(folder)))
  return [...bytes].map(([name, { length }]): WrittenFile => ({ name, path: paths.join(folder, name), bytes: length }))
})
