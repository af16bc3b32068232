import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it, onTestFinished, vi } from "vitest"

vi.setConfig({ testTimeout: 60_000 })

const root = fileURLToPath(new URL("..", import.meta.url))

it("the compiled kernel is that of its source", () => {
  const folder = mkdtempSync(join(tmpdir(), "fairward-kernel-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const fresh = join(folder, "sweepWasm.ts")
  execFileSync(process.execPath, [join(root, "scripts", "buildKernel.ts"), fresh])
  expect(readFileSync(join(root, "src", "kernel", "sweepWasm.ts"), "utf8")).toBe(readFileSync(fresh, "utf8"))
})
