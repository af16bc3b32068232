/** Makes the sample report of the documentation: that of the demonstration. */
import { spawnSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "fairward-sample-"))
try {
  const command = ["--import", "tsx", "apps/fairward/workspace.ts", "demo", "--out", folder]
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: "inherit" })
  if (status !== 0) throw new Error(`The demonstration ended with ${status}`)
  mkdirSync(join(root, "docs/sample"), { recursive: true })
  for (const name of ["report.pdf", "report.html"]) {
    copyFileSync(join(folder, name), join(root, "docs/sample", name))
  }
} finally {
  rmSync(folder, { recursive: true })
}
