import { spawnSync } from "node:child_process"
import { describe, expect, it } from "vitest"

const attacked = () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    ["--import", "tsx", "src/attack.ts", "--sets", "2", "--seed", "12", "--mutants"],
    { cwd: new URL("..", import.meta.url), encoding: "utf8" }
  )
  const lines = stdout.trim().split("\n")
  return {
    status,
    leaks: lines.slice(0, -1),
    result: JSON.parse(lines.at(-1)!) as { readonly mutants: Readonly<Record<string, number>> }
  }
}

describe("somebody with a solver", () => {
  it("recovers no small count from what audits write, and finds every planted fault in every one", () => {
    const { leaks, result, status } = attacked()
    expect(leaks).toEqual([])
    expect(status).toBe(0)
    expect(result.mutants).toEqual({ replicates: 2, "no-rounding": 2, "no-secondary": 2, marks: 2, "one-by-one": 2 })
  })
})
