/** The public packages of this workspace as tarballs. */
import { execFileSync } from "node:child_process"
import { join } from "node:path"

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

/** What is built already: scripts of a package would write between the JSON. */
const pack = (listed: Listed, folder: string): Tarball => {
  const args = ["pack", "--json", "--pack-destination", folder, "--config.ignore-scripts=true"]
  const result = JSON.parse(output("pnpm", args, listed.path)) as Packed | ReadonlyArray<Packed>
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
export const packAll = (folder: string): ReadonlyArray<Tarball> =>
  (JSON.parse(output("pnpm", ["-r", "list", "--json", "--depth", "-1"])) as ReadonlyArray<Listed>)
    .filter((listed) => !listed.private || listed.name === customStage)
    .map((listed) => pack(listed, folder))
