import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { NodeServices } from "@effect/platform-node"
import { Compute } from "@fairward/core"
import { type Disparity, Parameters, Simulation } from "@fairward/simulator"
import { Effect } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { cells, settingOf } from "../src/validity/Cells.ts"
import { coinCells, coins } from "../src/validity/Coins.ts"
import { criteria } from "../src/validity/Criteria.ts"
import { type Judgement, judgements } from "../src/validity/Judgements.ts"
import { page } from "../src/validity/Page.ts"
import * as Parts from "../src/validity/Parts.ts"
import { type Header, type Line, seedOf } from "../src/validity/Plan.ts"
import { plots } from "../src/validity/Plots.ts"
import { simulated } from "../src/validity/Population.ts"
import { sixStages } from "../src/validity/Stages.ts"
import { type CellCounts, type StageCounts, type Summary, summary } from "../src/validity/Summary.ts"

const folder = mkdtempSync(join(tmpdir(), "fairward-validity-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const women = { attribute: "sex", value: "F" } as const

const disparities: ReadonlyArray<Disparity.Disparity> = [
  { kind: "scoredLower", cohort: women, share: 0.5 },
  { kind: "detectedLater", cohort: women, hours: 6 },
  { kind: "measuredLessOften", cohort: women, variable: "lactate", factor: 2 },
  { kind: "otherLevels", cohort: women, variable: "map", shift: 12 },
  { kind: "otherFeatures", cohort: women, features: 10 }
]

const stages = sixStages({
  "medical-variables": { variables: { map: {} } },
  missingness: { variables: { lactate: { every: "8 h" } }, impact: false }
})

const audited = async (planted: ReadonlyArray<Disparity.Disparity>) => {
  const parameters = { ...Parameters.nothingPlanted, patients: 500, stepMinutes: 60, disparities: planted }
  const [audit] = await Effect.runPromise(judgements(simulated({ parameters }, 11), settingOf([0.8], 11), stages))
  return audit!.judgements
}

const inWomen = ({ off }: Judgement) =>
  off.filter(({ category, grouping }) => grouping === "sex" && category === "F").map(({ metric }) => metric)

describe("a trial", () => {
  it("finds a large planted disparity in every stage, and none in the same patients without it", async () => {
    const found = await audited(disparities)
    expect(inWomen(found.performance!)).toContain("event_recall")
    expect(inWomen(found["time-gap"]!)).toContain("warned_4h")
    expect(inWomen(found["medical-variables"]!)).toContain("map:whole_stay")
    expect(inWomen(found["feature-importance"]!).length).toBeGreaterThan(5)
    expect(inWomen(found.missingness!)).toHaveLength(1)
    expect(inWomen(found["clinical-safety"]!).length).toBeGreaterThan(0)
    for (const [stage, { judged, off }] of Object.entries(await audited([]))) {
      expect(judged, stage).toBeGreaterThan(10)
      expect(off, stage).toEqual([])
    }
  })
})

describe("seeds", () => {
  it("differ between all data sets of all plans", () => {
    const seeds = new Set(
      [1, 2, 90].flatMap((seed) =>
        cells.flatMap((_, cell) => Array.from({ length: 1000 }, (_, place) => seedOf(seed, cell, place)))
      )
    )
    expect(seeds.size).toBe(3 * cells.length * 1000)
  })
})

const dataSets = { "null-medians-tied": 3, "planted-medians-single": 2 }

const header = (part: number, parts: number): Header => ({ kind: "simulated", part, parts, seed: 7, dataSets })

const run = (one: Header, workers: number) =>
  Effect.runPromise(Parts.run(one, {}).pipe(Effect.provide(Compute.Compute.layer(workers))))

const withoutTimes = (lines: ReadonlyArray<Line>) =>
  lines.map(({ audits, ...line }) => ({ ...line, audits: audits.map((audit) => audit.judgements) }))

describe("parts", () => {
  it("give the same numbers together as the whole, with any number of workers, and refuse to be merged if some are missing", async () => {
    const whole = await run(header(1, 1), 1)
    expect(whole.map(({ cell, place }) => `${cell} ${place}`)).toEqual([
      "null-medians-tied 0",
      "null-medians-tied 1",
      "null-medians-tied 2",
      "planted-medians-single 0",
      "planted-medians-single 1"
    ])
    Parts.write(folder, header(2, 2), await run(header(2, 2), 2))
    expect(() => Parts.merged(folder)).toThrow("Parts of simulated are missing: 1 of 2")
    Parts.write(folder, header(1, 2), await run(header(1, 2), 2))
    const [merged] = Parts.merged(folder)
    expect(withoutTimes(merged!.lines)).toEqual(withoutTimes(whole))
    const [tied, single] = summary([merged!]).cells
    expect([tied!.dataSets, single!.dataSets]).toEqual([3, 2])
    expect(single!.audits[0]!.stages[0]!.asked).toMatchObject([{ category: "1", metric: "variable 1", truth: -0.5 }])
  })

  it("of other cells go together, in folders of their own", async () => {
    const other = { ...header(1, 1), dataSets: { "null-medians-single": 1 } }
    Parts.write(join(folder, "more"), other, await run(other, 1))
    expect(summary(Parts.merged(folder)).cells.map(({ dataSets, id }) => `${dataSets} ${id}`)).toEqual([
      "1 null-medians-single",
      "3 null-medians-tied",
      "2 planted-medians-single"
    ])
  })

  it("of other plans, or without all of their data sets, are refused", () => {
    const parts = mkdtempSync(join(folder, "refused-"))
    Parts.write(parts, header(1, 2), [])
    Parts.write(parts, { ...header(2, 2), seed: 8 }, [])
    expect(() => Parts.merged(parts)).toThrow("Parts of different plans")
    const whole = mkdtempSync(join(folder, "refused-"))
    Parts.write(whole, header(1, 1), [])
    expect(() => Parts.merged(whole)).toThrow("Data set 0 of null-medians-tied is missing")
  })
})

describe("coins", () => {
  it("make groupings of real data in which nothing differs but by chance", async () => {
    const parameters = Parameters.make({
      patients: 120,
      stepMinutes: 60,
      testShare: 1,
      eventPatients: 0.8,
      meanStayHours: 24
    })
    await Simulation.write(Simulation.simulate(parameters), folder)
    const table = (name: string, columns: string) =>
      `  ${name}: { from: ${name}.parquet, patient: patient_id${columns} }`
    const configuration = join(folder, "fairward.yaml")
    writeFileSync(
      configuration,
      [
        "title: Coins",
        "timestep: 1 h",
        "horizon: 12 h",
        "data:",
        table("predictions", ", time: step, label: label, score: [seed_0, seed_1, seed_2]"),
        table("patients", ""),
        table("events", ", start: start, stop: stop"),
        table("timeseries", ", time: minutes, timeUnit: min"),
        table("attributions", ""),
        "threshold: { metric: event-recall, value: 0.8 }",
        "groupings: { sex: { column: sex } }"
      ].join("\n")
    )
    const [whole] = await Effect.runPromise(coinCells(configuration).pipe(Effect.provide(NodeServices.layer)))
    const [audit] = await Effect.runPromise(whole!.run(3))
    expect(Object.keys(audit!.judgements)).toEqual(sixStages({}).map(({ id }) => id))
    for (const [stage, { judged, off }] of Object.entries(audit!.judgements)) {
      expect(judged, stage).toBeGreaterThan(0)
      expect(off.every(({ grouping }) => ["two", "five", "nine", "unequal"].includes(grouping))).toBe(true)
    }
  })
})

const stageOf = (off: number, found = 160, difference = -0.15): StageCounts => ({
  stage: "performance",
  dataSets: 400,
  off,
  judged: 150,
  significant: 0.65,
  metrics: { recall: { above: off, below: 0 } },
  asked: [
    {
      grouping: "sex",
      category: "F",
      metric: "event_recall",
      truth: difference,
      dataSets: 200,
      found,
      above: 1,
      below: 2,
      meanDifference: difference,
      medianWidth: 0.2
    }
  ]
})

const cellOf = (id: string, isPlanted: boolean, stage: StageCounts): CellCounts => ({
  id,
  title: id,
  isPlanted,
  dataSets: 400,
  audits: [{ target: 0.8, anyOff: stage.off, stages: [stage] }]
})

/** Results with so many of 400 data sets flagged without disparity, and found with it. */
const results = (off: number, found15: number, found20: number, flipped = 0): Summary => ({
  seed: 1,
  cells: [
    cellOf("null", false, { ...stageOf(off), asked: [] }),
    cellOf(coins[0]!.id, false, { ...stageOf(flipped), asked: [] }),
    cellOf("planted-15", true, stageOf(0, found15)),
    cellOf("planted-20", true, stageOf(0, found20, -0.2))
  ]
})

const held = (found: Summary) => criteria(found).map(({ holds }) => holds)

describe("the criteria", () => {
  it("hold up to 7 % of false flags, and from 75 and 95 % of true ones on", () => {
    expect(held(results(28, 150, 190, 28))).toEqual([true, true, true, true])
    expect(held(results(29, 150, 190, 28))).toEqual([false, true, true, true])
    expect(held(results(28, 150, 190, 29))).toEqual([true, false, true, true])
    expect(held(results(28, 149, 190))).toEqual([true, true, false, true])
    expect(held(results(28, 150, 189))).toEqual([true, true, true, false])
  })

  it("fail below 7 % too where chance does not explain what is above 5 %", () => {
    const many = results(0, 150, 190)
    const [cell, ...rest] = many.cells
    const stage = { ...cell!.audits[0]!.stages[0]!, dataSets: 4000, off: 270 }
    const flagged = { ...cell!, audits: [{ ...cell!.audits[0]!, stages: [stage] }] }
    expect(held({ ...many, cells: [flagged, ...rest] })[0]).toBe(false)
  })

  it("fail where no difference of a size that power is asked for was planted", () => {
    const { cells: all, seed } = results(0, 200, 200)
    expect(held({ seed, cells: all.slice(0, 3) })).toEqual([true, true, true, false])
  })
})

describe("the page", () => {
  it("names what did not hold, with what was measured", () => {
    expect(page(results(28, 150, 190))).toContain("Everything that this page promises held")
    const failed = page(results(60, 150, 190))
    expect(failed).toContain("Not everything held")
    expect(failed).toContain("measured 0.150")
    expect(failed).toContain("recall (performance) 60 + 0")
  })

  it("gives the false flags of every stage that a population was audited by", () => {
    const { cells, seed } = results(28, 150, 190)
    const stage = { ...stageOf(12), asked: [], stage: "recognition" }
    const written = page({ seed, cells: [...cells, cellOf("recognition-null", false, stage)] })
    expect(written).toMatch(/^\| data sets .*\| recognition /mu)
    expect(written).toContain("12 of 400: 3.0 %")
    expect(page(results(28, 150, 190))).not.toContain("| recognition")
  })

  it("gives each share with its interval", () => {
    expect(page(results(28, 150, 190))).toContain("28 of 400: 7.0 % (4.9 to 9.9)")
  })

  it("and its pictures are those of the counts that are kept", async () => {
    const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8")
    const kept = JSON.parse(read("bench/validity.json")) as Summary
    expect(read("docs/validity.md")).toBe(page(kept))
    for (const [name, svg] of Object.entries(await plots(kept))) expect(read(`docs/images/${name}`)).toBe(svg)
  })
})
