/** Packs every public package as for publishing, checks the tarballs, and runs them outside the workspace. */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

interface Listed {
  readonly name: string
  readonly path: string
  readonly private: boolean
}

interface Packed {
  readonly name: string
  readonly filename: string
  readonly files: ReadonlyArray<{ readonly path: string }>
}

const root = join(import.meta.dirname, "..")
const say = (line: string) => process.stdout.write(`${line}\n`)
const output = (command: string, args: ReadonlyArray<string>, cwd = root) =>
  execFileSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1e9, stdio: ["ignore", "pipe", "inherit"] })
const run = (command: string, args: ReadonlyArray<string>, cwd = root, env = process.env) =>
  execFileSync(command, args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] })

/** Without the settings of this workspace, which pnpm hands down and npm warns about. */
const userEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^npm_config_(?!registry$|cafile$|https?_proxy$|userconfig$)/iu.test(name)
  )
)

const isUnwanted = (path: string) => /(^|\/)(test|oracle|node_modules|\.turbo)\/|\.test\.|\.tsbuildinfo$/u.test(path)

/** Files that every package has, and none that it should not. */
const contentProblems = ({ files, name }: Packed): ReadonlyArray<string> => {
  const paths = files.map(({ path }) => path)
  return [
    ...["LICENSE", "README.md", "package.json", "dist/index.js", "dist/index.d.ts"]
      .filter((path) => !paths.includes(path))
      .map((path) => `${name}: ${path} is missing`),
    ...paths.filter(isUnwanted).map((path) => `${name}: ${path} should not be published`)
  ]
}

/** `workspace:` and `catalog:` mean nothing outside, and Node runs no TypeScript under node_modules. */
const manifestProblems = (name: string, manifest: string): ReadonlyArray<string> => {
  const { exports, version } = JSON.parse(manifest) as { readonly exports: unknown; readonly version: string }
  return [
    ...(/"(workspace|catalog):/u.test(manifest) ? [`${name} ${version}: a dependency is not resolved`] : []),
    ...(/src\/[^"]*\.ts"/u.test(JSON.stringify(exports)) ? [`${name} ${version}: exports point at src`] : [])
  ]
}

const packed = (listed: Listed, folder: string): Packed => {
  const result = JSON.parse(output("pnpm", ["pack", "--json", "--pack-destination", folder], listed.path)) as
    | Packed
    | ReadonlyArray<Packed>
  return (Array.isArray(result) ? result[0] : result) as Packed
}

const folder = mkdtempSync(join(tmpdir(), "fairward-packages-"))
try {
  const listed = (
    JSON.parse(output("pnpm", ["-r", "list", "--json", "--depth", "-1"])) as ReadonlyArray<Listed>
  ).filter((candidate) => !candidate.private)
  const tarballs: Array<{ readonly name: string; readonly path: string }> = []
  const problems: Array<string> = []
  for (const candidate of listed) {
    const one = packed(candidate, folder)
    const path = one.filename.startsWith("/") ? one.filename : join(folder, one.filename)
    problems.push(...contentProblems(one))
    problems.push(...manifestProblems(one.name, output("tar", ["-xzOf", path, "package/package.json"])))
    tarballs.push({ name: one.name, path })
    say(`\n${one.name}: ${one.files.length} files`)
    run("pnpm", ["exec", "publint", "run", path, "--strict"])
    run("pnpm", ["exec", "attw", path, "--profile", "esm-only", "--format", "ascii", "--no-summary", "--no-color"])
  }
  say("\nRehearsing the publication")
  run("pnpm", ["-r", "publish", "--dry-run", "--no-git-checks", "--report-summary"])
  rmSync(join(root, "pnpm-publish-summary.json"), { force: true })

  say("\nInstalling the tarballs in a project of their own")
  const project = join(folder, "project")
  mkdirSync(project)
  const manifest = {
    name: "project",
    private: true,
    type: "module",
    dependencies: Object.fromEntries(tarballs.map(({ name, path }) => [name, `file:${path}`]))
  }
  writeFileSync(join(project, "package.json"), JSON.stringify(manifest))
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel", "error"], project, userEnvironment)
  run("npx", ["--no-install", "fairward", "--version"], project, userEnvironment)
  run("npx", ["--no-install", "fairward", "stages"], project, userEnvironment)
  run("npx", ["--no-install", "fairward", "demo", "--out", "demo"], project, userEnvironment)
  const pdf = readFileSync(join(project, "demo", "report.pdf"))
  if (!pdf.subarray(0, 5).equals(Buffer.from("%PDF-"))) throw new Error("The installed command drew no PDF")
  if (problems.length > 0) throw new Error(`The packages cannot be published:\n${problems.join("\n")}`)
  say(`\n${tarballs.length} packages can be published.`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
