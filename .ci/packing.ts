/** The public packages of this workspace as tarballs. */
import { execFile, execFileSync } from "node:child_process"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

interface Listed {
  readonly name: string
  readonly path: string
  readonly private: boolean
}

export interface Tarball {
  readonly name: string
  /** Absolute path of the tarball. */
  readonly path: string
  readonly files: ReadonlyArray<string>
}

interface Packed {
  readonly name: string
  readonly filename: string
  readonly files: ReadonlyArray<{ readonly path: string }>
}

export const root = join(import.meta.dirname, "..")

export const output = (command: string, args: ReadonlyArray<string>, cwd = root): string =>
  execFileSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1e9, stdio: ["ignore", "pipe", "inherit"] })

export const run = (command: string, args: ReadonlyArray<string>, cwd = root, env = process.env): void => {
  execFileSync(command, args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] })
}

/** What a command that is run beside others prints; fails with it where the command does. */
export const printed = async (command: string, args: ReadonlyArray<string>, cwd = root): Promise<string> => {
  try {
    const { stdout } = await promisify(execFile)(command, args, { cwd, maxBuffer: 1e9 })
    return stdout
  } catch (cause) {
    const { stderr, stdout } = cause as { readonly stderr?: string; readonly stdout?: string }
    throw new Error(`${command} ${args.join(" ")}\n${stdout ?? ""}${stderr ?? ""}`, { cause })
  }
}

/** As many at once as the machine has cores, in their order. */
export const onEach = async <A, B>(all: ReadonlyArray<A>, act: (one: A) => Promise<B>): Promise<ReadonlyArray<B>> => {
  const results: Array<B> = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let i = next++; i < all.length; i = next++) results[i] = await act(all[i]!)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, lane))
  return results
}

/** What is built already: scripts of a package would write between the JSON. */
const pack = async (listed: Listed, folder: string): Promise<Tarball> => {
  const args = ["pack", "--json", "--pack-destination", folder, "--config.ignore-scripts=true"]
  const result = JSON.parse(await printed("pnpm", args, listed.path)) as Packed | ReadonlyArray<Packed>
  const { filename, files, name } = (Array.isArray(result) ? result[0] : result) as Packed
  return {
    name,
    path: filename.startsWith("/") ? filename : join(folder, filename),
    files: files.map(({ path }) => path)
  }
}

/** Not published, but packed, as the stage of somebody else. */
export const customStage = "fairward-stage-score-drift"

/** Packs every public package as publishing would, and the stage that stands for those of others. */
export const packAll = (folder: string): Promise<ReadonlyArray<Tarball>> =>
  onEach(
    (JSON.parse(output("pnpm", ["-r", "list", "--json", "--depth", "-1"])) as ReadonlyArray<Listed>).filter(
      (listed) => !listed.private || listed.name === customStage
    ),
    (listed) => pack(listed, folder)
  )
