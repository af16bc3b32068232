/** Rehearses a release on a copy of what is committed: versions, changelogs, and the checks of the packages. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const root = join(import.meta.dirname, "..")
const folder = mkdtempSync(join(tmpdir(), "fairward-release-"))
const run = (command: string, args: ReadonlyArray<string>, cwd = folder) =>
  execFileSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] })
try {
  run("git", ["clone", "--quiet", root, folder])
  run("pnpm", ["install", "--frozen-lockfile", "--prefer-offline"])
  run("pnpm", ["changeset", "status", "--verbose"])
  run("pnpm", ["changeset", "version"])
  run("git", ["--no-pager", "diff", "--stat"])
  run("pnpm", ["packages"])
} finally {
  rmSync(folder, { recursive: true, force: true })
}
