/** What a large report weighs, in a process of its own; what it takes to draw is measured by `pnpm bench:report`. */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { beforeAll, describe, expect, it } from "vitest"
import type { Measured } from "../scripts/measure.ts"

const script = fileURLToPath(new URL("../scripts/measure.ts", import.meta.url))
const tsx = import.meta.resolve("tsx")

const measured = async (kind: "PDF" | "HTML", times: number): Promise<Measured> => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", tsx, script, kind, String(times)])
  return JSON.parse(stdout)
}

describe.each([
  { kind: "PDF", bytes: 3e6 },
  { kind: "HTML", bytes: 6e6 }
] as const)("a $kind of six stages, four groupings with 18 cohorts and eight variables", ({ bytes, kind }) => {
  let once: Measured
  let twice: Measured
  beforeAll(async () => {
    once = await measured(kind, 1)
    twice = await measured(kind, 2)
  })

  it(`is below ${bytes / 1e6} MB`, () => {
    expect(once.bytes).toBeLessThan(bytes)
  })

  it("needs less than 1 GB, with twice the groupings too", () => {
    expect(once.memory).toBeLessThan(1e9)
    expect(twice.memory).toBeLessThan(1e9)
  })

  it("is 2.2 times as large at most with twice the groupings", () => {
    expect(twice.bytes).toBeLessThanOrEqual(2.2 * once.bytes)
  })
})
