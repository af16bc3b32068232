import { mkdtemp, readFile, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, expect, it, vi } from "vitest"

afterEach(() => vi.unstubAllEnvs())

it("the README's example is this one, and it runs", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8")
  const example = await readFile(new URL("example.ts", import.meta.url), "utf8")
  expect(readme).toContain(
    example.replace('process.env.COHORT ?? "cohort"', '"cohort"').replace("export const", "const")
  )

  const folder = await mkdtemp(join(tmpdir(), "fairward-simulator-"))
  vi.stubEnv("COHORT", folder)
  const { files } = await import("./example.ts")
  expect((await stat(files.predictions)).size).toBeGreaterThan(10_000)
  await rm(folder, { recursive: true })
})
