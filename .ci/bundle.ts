/**
 * Makes one archive of the command, its stages and Node for machines without internet, and an OCI image of the same:
 * `node .ci/bundle.ts [--platform linux-x64] [--image]`.
 */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { parseArgs } from "node:util"
import {
  installedIn,
  isDropped,
  launcher,
  licenceText,
  nodeIn,
  notLocked,
  type Platform,
  platforms,
  program
} from "./bundling.ts"
import { customStage, output, packAll, root, run, type Tarball } from "./packing.ts"

/** What Node and DuckDB need of a system, and nothing more: no shell, no package manager. */
const debianPackages = ["base-files", "libc6", "libgcc-s1", "libstdc++6", "tzdata"]

const most = 150e6

/** The tarballs with what they need, of the versions in the workspace's lockfile, for one platform. */
const install = (lib: string, { cpu, node, os }: Platform, tarballs: ReadonlyArray<Tarball>): void => {
  const files = Object.fromEntries(
    tarballs.flatMap(({ name, path }) => (name === customStage ? [] : [[name, `file:${path}`]]))
  )
  const dependencies = { fairward: files.fairward, [node]: process.versions.node }
  const supportedArchitectures = { os: [os], cpu: [cpu], libc: ["glibc"] }
  mkdirSync(lib, { recursive: true })
  writeFileSync(join(lib, "package.json"), JSON.stringify({ private: true, dependencies }))
  writeFileSync(
    join(lib, "pnpm-workspace.yaml"),
    JSON.stringify({ nodeLinker: "hoisted", overrides: files, supportedArchitectures })
  )
  copyFileSync(join(root, "pnpm-lock.yaml"), join(lib, "pnpm-lock.yaml"))
  run("pnpm", ["install", "--prod", "--ignore-scripts", "--no-frozen-lockfile", "--prefer-offline"], lib)
  for (const name of ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml"]) rmSync(join(lib, name))
}

/** The folder that the archive unpacks to. */
const assemble = (folder: string, platform: Platform, tarballs: ReadonlyArray<Tarball>): string => {
  const lib = join(folder, "lib")
  const modules = join(lib, "node_modules")
  install(lib, platform, tarballs)

  const packages = installedIn(modules)
  const ours = new Set([...tarballs.map(({ name }) => name), platform.node])
  const others = notLocked(
    packages.filter(({ name }) => !ours.has(name)),
    readFileSync(join(root, "pnpm-lock.yaml"), "utf8")
  )
  if (others.length > 0) throw new Error(`Versions that the tests did not run on: ${others.join(", ")}`)
  const { version } = packages.find(({ name }) => name === "fairward")!

  writeFileSync(join(folder, "LICENCES.txt"), licenceText(packages))
  copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"))
  renameSync(join(modules, platform.node, "bin", basename(nodeIn(platform))), join(folder, nodeIn(platform)))
  rmSync(join(modules, platform.node), { recursive: true })
  for (const path of readdirSync(modules, { recursive: true, encoding: "utf8" })) {
    if (isDropped(path)) rmSync(join(modules, path), { recursive: true, force: true })
  }
  const [name, content] = launcher(platform)
  writeFileSync(join(folder, name), content)
  chmodSync(join(folder, name), 0o755)
  return version
}

/** Nothing of this machine is in it: sorted, owned by root, of the time of the commit, without links to the store. */
const pack = (archive: string, parent: string, names: ReadonlyArray<string>, compress: ReadonlyArray<string>): void => {
  const time = output("git", ["log", "-1", "--format=%ct"]).trim()
  const plain = [
    "--sort=name",
    "--hard-dereference",
    "--owner=0",
    "--group=0",
    "--numeric-owner",
    "--mode=go=rX,u+rw",
    `--mtime=@${time}`
  ]
  run("tar", [...plain, ...compress, "-cf", archive, "-C", parent, ...names])
}

/** Two layers, Debian's libraries and the archive's folder, as an OCI layout in one file. */
const makeImage = (place: string, folder: string, version: string, archive: string): void => {
  const debian = join(place, "debian")
  const debs = join(place, "debs")
  const layout = join(place, "layout")
  mkdirSync(debs)
  run("apt-get", ["download", "-qq", "-o", "APT::Sandbox::User=root", ...debianPackages], debs)
  for (const name of readdirSync(debs)) run("dpkg-deb", ["-x", join(debs, name), debian])
  const image = ["--image", `${layout}:fairward:${version}`]
  run("umoci", ["init", "--layout", layout])
  run("umoci", ["new", ...image])
  run("umoci", ["insert", "--rootless", ...image, debian, "/"])
  run("umoci", ["insert", "--rootless", ...image, folder, "/opt/fairward"])
  const entry = ["/opt/fairward/lib/node", `/opt/fairward/${program}`]
  const config = ["--config.workingdir", "/data", ...entry.flatMap((part) => ["--config.entrypoint", part])]
  run("umoci", ["config", ...image, ...config])
  run("umoci", ["gc", "--layout", layout])
  pack(archive, layout, ["."], [])
}

/** States the size and writes the checksum beside the file, as `sha256sum -c` reads it. */
const finish = (path: string): void => {
  const { size } = statSync(path)
  if (size > most) throw new Error(`${path} has ${Math.round(size / 1e6)} MB, and ${most / 1e6} are the most`)
  const sum = createHash("sha256").update(readFileSync(path)).digest("hex")
  writeFileSync(`${path}.sha256`, `${sum}  ${basename(path)}\n`)
  process.stdout.write(`${path}: ${Math.round(size / 1e6)} MB, sha256 ${sum}\n`)
}

const isInstalled = (tool: string) => spawnSync(tool, ["--version"], { stdio: "ignore" }).error === undefined

const { values } = parseArgs({
  options: { platform: { type: "string", default: "linux-x64" }, image: { type: "boolean", default: false } }
})
const platform = platforms[values.platform]
if (platform === undefined) throw new Error(`--platform is one of ${Object.keys(platforms).join(", ")}`)
if (values.image && values.platform !== `linux-${process.arch}`) {
  throw new Error("--image takes libraries from this machine's Debian, so it is for this machine's processor")
}
const absent = values.image ? ["umoci", "dpkg-deb", "apt-get"].filter((tool) => !isInstalled(tool)) : []
if (absent.length > 0) {
  process.stderr.write(`--image needs ${absent.join(", ")}, not found here: on Debian, apt-get install umoci\n`)
  process.exit(2)
}

const place = mkdtempSync(join(tmpdir(), "fairward-bundle-"))
try {
  const unnamed = join(place, "unnamed")
  const version = assemble(unnamed, platform, await packAll(place))
  const name = `fairward-${version}-${values.platform}`
  const out = join(root, "out", "bundle")
  mkdirSync(out, { recursive: true })
  renameSync(unnamed, join(place, name))
  const archive = join(out, `${name}.tar.gz`)
  pack(archive, place, [name], ["--use-compress-program=gzip -9n"])
  finish(archive)
  if (values.image) {
    const image = join(out, `${name}-oci.tar`)
    makeImage(place, join(place, name), version, image)
    finish(image)
  }
} finally {
  rmSync(place, { recursive: true, force: true })
}
