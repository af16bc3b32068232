import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Parameters, Simulation } from "@fairward/simulator"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type BenchmarkSet, configOf } from "../src/speed/BenchmarkSet.ts"
import { measured, measuredAudit } from "../src/speed/Measurement.ts"
import { speedTable } from "../src/speed/SpeedTable.ts"

const folder = mkdtempSync(join(tmpdir(), "fairward-bench-"))

const set: BenchmarkSet = {
  title: "a small set",
  folder,
  time: "step",
  score: "seed_0",
  splits: "splits",
  timeseries: { time: "minutes", timeUnit: "min" },
  groupings: { sex: { column: "sex" }, surgical_status: { column: "surgical_status" } }
}

const tables = Simulation.simulate(Parameters.make({ patients: 150, scoreSeeds: 1 }))

beforeAll(() => Simulation.write(tables, folder))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("a measurement", () => {
  it("tells what loading took in a process of its own", async () => {
    const load = await measured({ kind: "load", config: configOf(set, 20, "all"), workers: 1, everyPatient: 1 })
    expect(load.rows).toBe(tables.predictions.step.length)
    expect(load.seconds).toBeGreaterThan(0)
    expect(load.peakMegabytes).toBeGreaterThan(30)
    expect(load.peakMegabytes).toBeLessThan(2000)
  })

  it("splits the stage's time into parts that add up to it", async () => {
    const request = { config: configOf(set, 40, "of performance"), workers: 1 } as const
    const whole = await measured({ ...request, kind: "parts", everyPatient: 1 })
    const parts = whole.parts!
    expect(parts.map(({ part }) => part)).toEqual(
      expect.arrayContaining(["before", "influences", "replicates", "after"])
    )
    expect(parts.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(whole.seconds, 6)
    for (const { seconds } of parts) expect(seconds).toBeGreaterThan(0)
  })

  it("looks at every second patient when asked to", async () => {
    const request = { kind: "stage", config: configOf(set, 20, "of performance"), workers: 2 } as const
    const whole = await measured({ ...request, everyPatient: 1 })
    expect(whole.parts).toBeUndefined()
    const half = await measured({ ...request, everyPatient: 2 })
    expect(half.rows).toBeLessThan(0.75 * whole.rows)
    expect(half.rows).toBeGreaterThan(0.25 * whole.rows)
  })

  it("runs the command from start to end, and fails with its words", async () => {
    const config = configOf(set, 20, "of performance")
    const audit = await measuredAudit(config, 2)
    expect(audit.seconds).toBeGreaterThan(0)
    expect(audit.peakMegabytes).toBeGreaterThan(100)
    await expect(measuredAudit({ ...config, timestep: "5 parsecs" }, 2)).rejects.toThrow("timestep")
  })
})

describe("the table of speed", () => {
  it("sets times against their budgets, and the stage against FAMEWS", () => {
    const table = speedTable([
      {
        what: "performance, 100 replicates",
        budget: 4,
        replicates: 100,
        famews: true,
        measured: { seconds: 2, cpuSeconds: 4, peakMegabytes: 600, rows: 4_000_000 }
      }
    ])
    expect(table).toMatch(/performance, 100 replicates +2\.00 +4 +50 % +4\.00 +600 +50 % +200/u)
    expect(table).toContain("1/5150 of that")
  })
})
