import { spawnSync } from "node:child_process"
import { describe, expect, it } from "vitest"

const attacked = () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    ["--import", "tsx", "src/attack.ts", "--sets", "3", "--seed", "1", "--mutants"],
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
  it("recovers no small count from what audits write, and finds every planted fault", { timeout: 1_200_000 }, () => {
    const { leaks, result, status } = attacked()
    expect(leaks).toEqual([])
    expect(status).toBe(0)
    expect(Object.entries(result.mutants).filter(([, sets]) => sets === 0)).toEqual([])
    expect(Object.keys(result.mutants)).toEqual(["replicates", "no-rounding", "no-secondary", "one-by-one"])
  })
})
