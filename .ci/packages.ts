/** Packs every public package as for publishing, checks the tarballs, and uses them outside the workspace. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { licenceProblems } from "./licences.ts"
import { customStage, onEach, packAll, printed, root, run, type Tarball } from "./packing.ts"

const say = (line: string) => process.stdout.write(`${line}\n`)

const isUnwanted = (path: string) =>
  /(^|\/)(test|oracle|node_modules|\.turbo)\/|\.test\.|\.tsbuildinfo$/u.test(path) && !path.startsWith("template/")

/** Files that every package has, and none that it should not. */
const contentProblems = ({ files, name }: Tarball): ReadonlyArray<string> => [
  ...["LICENSE", "README.md", "package.json", "dist/index.js", "dist/index.js.map", "dist/index.d.ts"]
    .filter((path) => !files.includes(path))
    .map((path) => `${name}: ${path} is missing`),
  ...files.filter(isUnwanted).map((path) => `${name}: ${path} should not be published`)
]

interface Manifest {
  readonly version: string
  readonly type?: string
  readonly license?: string
  readonly exports?: unknown
  readonly fairward?: { readonly stage?: boolean }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/**
 * `workspace:` and `catalog:` mean nothing outside, Node runs no TypeScript under node_modules, and stages share the
 * copies of effect and core that the command has.
 */
const manifestProblems = (name: string, text: string): ReadonlyArray<string> => {
  const manifest = JSON.parse(text) as Manifest
  const shared = ["effect", "@fairward/core"]
  return [
    ...(/"(workspace|catalog):/u.test(text) ? ["a dependency is not resolved"] : []),
    ...(/src\/[^"]*\.ts"/u.test(JSON.stringify(manifest.exports)) ? ["exports point at src"] : []),
    ...(manifest.type === "module" ? [] : ["it is no ES module"]),
    ...(manifest.license === "Apache-2.0" ? [] : ["it names another licence"]),
    ...(manifest.fairward?.stage === true
      ? shared.flatMap((peer) => [
          ...(manifest.dependencies?.[peer] === undefined ? [] : [`${peer} is a dependency of a stage`]),
          ...(manifest.peerDependencies?.[peer]?.startsWith("^") === true ? [] : [`${peer} is no peer with a range`])
        ])
      : [])
  ].map((problem) => `${name} ${manifest.version}: ${problem}`)
}

const folder = mkdtempSync(join(tmpdir(), "fairward-packages-"))
try {
  const tarballs = await packAll(folder)
  const tool = (name: string) => join(root, "node_modules/.bin", name)
  const checked = await onEach(tarballs, async (tarball) => {
    const { files, name, path } = tarball
    const manifest = await printed("tar", ["-xzOf", path, "package/package.json"])
    await printed(tool("publint"), ["run", path, "--strict"])
    await printed(tool("attw"), [path, "--profile", "esm-only", "--format", "ascii", "--no-summary", "--no-color"])
    say(`${name}: ${files.length} files`)
    return [...contentProblems(tarball), ...manifestProblems(name, manifest)]
  })
  const problems = [...licenceProblems(root), ...checked.flat()]
  if (problems.length > 0) throw new Error(`The packages cannot be published:\n${problems.join("\n")}`)

  say("\nRehearsing the publication")
  const quiet = { ...process.env, npm_config_loglevel: "error" }
  run("pnpm", ["-r", "publish", "--dry-run", "--no-git-checks", "--report-summary"], root, quiet)
  rmSync(join(root, "pnpm-publish-summary.json"), { force: true })

  say("\nUsing the tarballs in projects of their own")
  const list = join(folder, "tarballs.json")
  writeFileSync(list, JSON.stringify(tarballs))
  const reporters = ["--reporter=verbose", "--reporter=json", "--outputFile.json=test-results.json"]
  run("pnpm", ["exec", "vitest", "run", "--root", ".ci", ...reporters], root, { ...process.env, TARBALLS: list })
  say(`\n${tarballs.filter(({ name }) => name !== customStage).length} packages can be published.`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
