import { createHash } from "node:crypto"
import { hostname } from "node:os"
import { Clock, Effect, FileSystem, Option, Path, type PlatformError } from "effect"
import { CommandError } from "../Problem.ts"

/**
 * How files of a folder change as a set.
 *
 * New files are written to a hidden folder beside the others. Then, under the name `.fairward-set`, which only one process
 * can have: earlier files move to `old` in it, `new` is renamed to `ready`, and from there the new files move out. Until
 * `new` is renamed, the set is the earlier one; from then on it is the new one. At any moment only files of one of them are
 * visible, `findings.json` the last to come and the first to go, so where it stands, the set is complete. Whoever comes next
 * puts back or goes on, by what the folder holds.
 */
const inFlight = ".fairward-set"
const written = "new"
const settled = "ready"
const earlier = "old"
const owner = "owner"

/** Placed last and taken first: where it stands, all of its run does. */
const seal = "findings.json"

const placing = (names: ReadonlyArray<string>): ReadonlyArray<string> =>
  names.toSorted((a, b) => Number(a === seal) - Number(b === seal))

const taking = (names: ReadonlyArray<string>): ReadonlyArray<string> => placing(names).toReversed()

const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 8)

const stagingName = /^\.fairward-([0-9a-f]{8})-(\d+)-\w{6}$/u

/** Writing takes seconds: what is older was left behind. */
const longestMilliseconds = 10 * 60_000

const isRunning = (pid: number) =>
  pid === process.pid
    ? Effect.succeed(false)
    : Effect.try({ try: () => process.kill(pid, 0), catch: (cause) => cause as NodeJS.ErrnoException }).pipe(
        Effect.catch(({ code }) => Effect.succeed(code === "EPERM"))
      )

const folderFiles = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path

  /** A folder itself, and not a link to one. */
  const isFolder = (path: string) =>
    files.readLink(path).pipe(
      Effect.as(false),
      Effect.catch(() => Effect.map(files.stat(path), ({ type }) => type === "Directory")),
      Effect.orElseSucceed(() => false)
    )
  const isThere = (path: string) =>
    files.readLink(path).pipe(
      Effect.as(true),
      Effect.catch(() => files.exists(path)),
      Effect.orElseSucceed(() => false)
    )
  const namesIn = (path: string) => files.readDirectory(path).pipe(Effect.orElseSucceed(() => [] as Array<string>))

  const move = (names: ReadonlyArray<string>, from: string, to: string) =>
    Effect.forEach(names, (name) => files.rename(paths.join(from, name), paths.join(to, name)), { discard: true })

  const writeDurably = (path: string, bytes: Uint8Array) =>
    Effect.scoped(
      Effect.gen(function* () {
        const file = yield* files.open(path, { flag: "wx" })
        yield* file.writeAll(bytes)
        yield* file.sync
      })
    )

  /** Where a folder can be made durable; not every system lets it be. */
  const syncFolder = (path: string) =>
    Effect.ignore(Effect.scoped(Effect.flatMap(files.open(path, { flag: "r" }), ({ sync }) => sync)))

  return { files, paths, isFolder, isThere, namesIn, move, writeDurably, syncFolder }
})

const settling = Effect.gen(function* () {
  const { files, isFolder, move, namesIn, paths } = yield* folderFiles

  /** Whether a process that is still at work left the folder so. */
  const isOwned = Effect.fnUntraced(function* (path: string, name: string) {
    const [, onHost, pid] = stagingName.exec(name) ?? []
    const info = yield* Effect.option(files.stat(path))
    const changed = Option.flatMap(info, ({ mtime }) => mtime)
    const age = Option.isNone(changed) ? 0 : (yield* Clock.currentTimeMillis) - changed.value.getTime()
    if (onHost === undefined || age > longestMilliseconds) return false
    return onHost !== host || (yield* isRunning(Number(pid)))
  })

  /** Earlier files first, so that nobody takes what is left for a set that was to be put back. */
  const clear = Effect.fnUntraced(function* (set: string) {
    for (const part of [earlier, written, settled, owner]) {
      yield* files.remove(paths.join(set, part), { recursive: true, force: true })
    }
    yield* files.remove(set, { recursive: true, force: true })
  })

  const putBack = Effect.fnUntraced(function* (folder: string, set: string) {
    const old = paths.join(set, earlier)
    yield* move(placing(yield* namesIn(old)), old, folder)
    yield* clear(set)
  })

  /** Completes, or takes back, what a process that ended on the way left behind. */
  const recover = Effect.fnUntraced(function* (folder: string) {
    const set = paths.join(folder, inFlight)
    if (yield* isFolder(set)) {
      const by = yield* files.readFileString(paths.join(set, owner)).pipe(Effect.orElseSucceed(() => ""))
      if (yield* isOwned(set, by)) {
        return yield* new CommandError({
          message: `Another fairward writes to ${folder} at this moment. Wait until it is done, or choose another folder with --out.`
        })
      }
      const ready = paths.join(set, settled)
      if (yield* isFolder(ready)) {
        yield* move(placing(yield* namesIn(ready)), ready, folder)
        yield* clear(set)
      } else if (yield* isFolder(paths.join(set, written))) yield* putBack(folder, set)
      else yield* clear(set)
    }
    for (const name of yield* namesIn(folder)) {
      const path = paths.join(folder, name)
      if (!stagingName.test(name) || !(yield* isFolder(path)) || (yield* isOwned(path, name))) continue
      yield* Effect.ignore(files.remove(path, { recursive: true, force: true }))
    }
  })

  return { clear, putBack, recover }
})

const stage = Effect.fnUntraced(function* (folder: string, contents: ReadonlyMap<string, Uint8Array>) {
  const { files, paths, syncFolder, writeDurably } = yield* folderFiles
  const staging = yield* files.makeTempDirectory({
    directory: folder,
    prefix: `.fairward-${host}-${process.pid}-`
  })
  yield* Effect.addFinalizer(() => Effect.ignore(files.remove(staging, { recursive: true, force: true })))
  const fresh = paths.join(staging, written)
  yield* files.makeDirectory(fresh)
  yield* writeDurably(paths.join(staging, owner), new TextEncoder().encode(paths.basename(staging)))
  for (const [name, bytes] of contents) yield* writeDurably(paths.join(fresh, name), bytes)
  yield* syncFolder(fresh)
  return staging
})

const exchange = Effect.fnUntraced(function* (
  folder: string,
  staging: string,
  names: ReadonlyArray<string>,
  replaced: ReadonlyArray<string>
) {
  const { files, isThere, move, paths, syncFolder } = yield* folderFiles
  const { clear, putBack } = yield* settling
  const set = paths.join(folder, inFlight)
  const [fresh, ready, old] = [written, settled, earlier].map((part) => paths.join(set, part)) as [
    string,
    string,
    string
  ]
  yield* files.rename(staging, set)
  yield* Effect.gen(function* () {
    yield* files.makeDirectory(old)
    for (const name of taking(replaced)) {
      if (yield* isThere(paths.join(folder, name))) yield* move([name], folder, old)
    }
    yield* files.rename(fresh, ready)
  }).pipe(Effect.tapError(() => Effect.ignore(putBack(folder, set))))
  const placed: Array<string> = []
  yield* Effect.forEach(placing(names), (name) =>
    Effect.andThen(
      move([name], ready, folder),
      Effect.sync(() => placed.push(name))
    )
  ).pipe(
    Effect.tapError(() =>
      Effect.ignore(
        move(placed.toReversed(), folder, ready).pipe(
          Effect.andThen(files.rename(ready, fresh)),
          Effect.andThen(putBack(folder, set))
        )
      )
    )
  )
  yield* syncFolder(folder)
  yield* Effect.ignore(clear(set))
})

/** Completes, or takes back, what a process that ended on the way left in a folder. */
export const recover = (folder: string) => Effect.flatMap(settling, (set) => set.recover(folder))

/** Names among these that stand for a folder. */
export const foldersAmong = Effect.fnUntraced(function* (folder: string, names: ReadonlyArray<string>) {
  const { isFolder, paths } = yield* folderFiles
  return yield* Effect.filter(names, (name) => isFolder(paths.join(folder, name)))
})

/** Puts files into a folder in place of others, all of them or none; a folder that was not there is removed when none are. */
export const replace = Effect.fnUntraced(function* (
  folder: string,
  contents: ReadonlyMap<string, Uint8Array>,
  replaced: ReadonlyArray<string>,
  exchanged: Effect.Effect<void>
): Effect.fn.Return<void, PlatformError.PlatformError | CommandError, FileSystem.FileSystem | Path.Path> {
  const { files, namesIn } = yield* folderFiles
  const isNew = !(yield* files.exists(folder))
  const removeEmpty = Effect.flatMap(namesIn(folder), (names) =>
    isNew && names.length === 0 ? Effect.ignore(files.remove(folder, { recursive: true })) : Effect.void
  )
  yield* Effect.gen(function* () {
    yield* files.makeDirectory(folder, { recursive: true })
    yield* recover(folder)
    yield* Effect.scoped(
      Effect.flatMap(stage(folder, contents), (staging) =>
        Effect.uninterruptible(Effect.andThen(exchange(folder, staging, [...contents.keys()], replaced), exchanged))
      )
    )
  }).pipe(Effect.onExit((exit) => (exit._tag === "Failure" ? removeEmpty : Effect.void)))
})
