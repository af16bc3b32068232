import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, it } from "vitest"
import { licenceProblems } from "./licences.ts"

const place = mkdtempSync(join(tmpdir(), "fairward-licences-"))
afterAll(() => rmSync(place, { recursive: true, force: true }))

/** A dependency with this package.json, as the tarball that npm packs of it. */
const planted = (name: string, license?: string): readonly [name: string, specifier: string] => {
  const folder = mkdtempSync(join(place, "dependency-"))
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, version: "1.0.0", license }))
  execFileSync("npm", ["pack", "--silent"], { cwd: folder, stdio: "ignore" })
  return [name, `file:${join(folder, `${name}-1.0.0.tgz`)}`]
}

it("a dependency with a licence that is not permitted, or with none, is named, and no other", () => {
  const project = mkdtempSync(join(place, "project-"))
  const dependencies = Object.fromEntries([
    planted("permitted", "MIT"),
    planted("odd", "LicenseRef-Odd"),
    planted("copyleft", "GPL-3.0-only"),
    planted("none")
  ])
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "project", private: true, dependencies }))
  writeFileSync(join(project, "pnpm-workspace.yaml"), "")
  execFileSync("pnpm", ["install", "--no-frozen-lockfile"], { cwd: project, stdio: "ignore" })
  expect([...licenceProblems(project)].sort()).toEqual([
    'copyleft 1.0.0: the licence "GPL-3.0-only" is not among those permitted',
    'none 1.0.0: the licence "Unknown" is not among those permitted',
    'odd 1.0.0: the licence "LicenseRef-Odd" is not among those permitted'
  ])
})
