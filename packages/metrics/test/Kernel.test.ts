import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it, onTestFinished, vi } from "vitest"

vi.setConfig({ testTimeout: 60_000 })

const root = fileURLToPath(new URL("..", import.meta.url))

it("the compiled kernels are those of their sources", () => {
  const folder = mkdtempSync(join(tmpdir(), "fairward-kernel-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  execFileSync(process.execPath, [join(root, "scripts", "buildKernel.ts"), folder])
  for (const name of ["sweepWasm.ts", "discordanceWasm.ts", "weightedSumsWasm.ts"]) {
    expect(readFileSync(join(root, "src", "kernel", name), "utf8")).toBe(readFileSync(join(folder, name), "utf8"))
  }
})
