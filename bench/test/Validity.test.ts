import { Compute } from "@fairward/core"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { withDisparity, withoutDisparity } from "../src/validity/Scenarios.ts"
import trial, { type Scenario } from "../src/validity/Trial.ts"
import { criteria, type ErrorRate, type Power, seedOf, type Validity, validity } from "../src/validity/Validity.ts"
import { validityPage } from "../src/validity/ValidityPage.ts"

const planted = withDisparity(1000)[0]!

const withShare = (share: number): Scenario => ({
  ...planted,
  parameters: {
    ...planted.parameters,
    disparities: planted.parameters.disparities.map((disparity) => ({ ...disparity, share }) as typeof disparity)
  }
})

describe("a trial", () => {
  it("finds a large planted disparity, and nothing in the same patients without it", async () => {
    const [found] = await trial(withShare(0.6))({ seed: 11 })
    expect(found!.planted!.verdict).toBe("material")
    expect(found!.planted!.difference).toBeLessThan(-0.3)
    expect(found!.planted).toMatchObject({ cohortBearing: 150, restBearing: 250 })
    const [none] = await trial(withShare(0))({ seed: 11 })
    expect(none!.flags).toEqual([])
    expect(none!.planted!.verdict).toBe("inconclusive")
  })

  it("sees the paper's test call more and more significant as replicates grow", async () => {
    for (const audit of await trial(withoutDisparity(400, 1000))({ seed: 12 })) {
      const [few, paper, many] = audit.mannWhitney.map(({ significant, tested }) => significant / tested)
      expect(few!).toBeLessThan(paper!)
      expect(paper!).toBeLessThan(many!)
      expect(many!).toBeGreaterThan(0.75)
    }
  })
})

describe("seeds", () => {
  it("differ between all trials of all scenarios", () => {
    const places = [0, 1, 2, 100, 101]
    const seeds = new Set(places.flatMap((place) => Array.from({ length: 5000 }, (_, i) => seedOf(place, i))))
    expect(seeds.size).toBe(places.length * 5000)
  })
})

describe("a run", () => {
  it("gives the same numbers with one worker as with two, whatever is asked for first", async () => {
    const plan = { nullDataSets: 3, sizes: [400], plantedDataSets: 1, replicates: 60 }
    const seen: Array<string> = []
    const run = (workers: number) =>
      Effect.runPromise(
        validity(plan, ({ id }, done, of) => Effect.sync(() => void seen.push(`${id} ${done}/${of}`))).pipe(
          Effect.provide(Compute.Compute.layer(workers))
        )
      )
    const two = await run(2)
    expect(seen).toEqual(["null-400 1/3", "null-400 2/3", "null-400 3/3", "planted-sex 1/1", "planted-reason 1/1"])
    expect(await run(1)).toEqual(two)
    expect(two.errorRates.map(({ audits, target }) => [target, audits.length])).toEqual([
      [0.8, 3],
      [0.95, 3]
    ])
    const seeds = new Set(two.errorRates[0]!.audits.map(({ steps }) => steps))
    expect(seeds.size).toBe(3)
  })
})

const audit = {
  target: 0.8,
  patients: 400,
  eventPatients: 240,
  steps: 20_000,
  family: 150,
  criticalValue: 3.9,
  flags: [],
  largest: {},
  planted: { verdict: "worse", difference: -0.2, standardError: 0.04, cohortBearing: 150, restBearing: 250 },
  mannWhitney: []
}

const flag = { grouping: "sex", category: "F", metric: "recall", verdict: "worse", difference: -0.1, adjustedP: 0.01 }

/** Results with so many of 200 data sets flagged without disparity, and found with it. */
const results = (flagged: number, found: number, meanDifference = 0.2): Validity => {
  const audits = Array.from({ length: 200 }, (_, i) => ({ ...audit, flags: i < flagged ? [flag] : [] }))
  const errorRate: ErrorRate = {
    scenario: withoutDisparity(400, 1000),
    target: 0.8,
    audits,
    flagged,
    paper: [0.25, 0.65, 0.9]
  }
  const power: Power = { scenario: planted, audits, found, meanDifference }
  return {
    plan: { nullDataSets: 200, sizes: [400], plantedDataSets: 200, replicates: 1000 },
    errorRates: [errorRate],
    powers: [power]
  }
}

const held = (measured: Validity) => criteria(measured).map(({ holds }) => holds)

describe("the criteria", () => {
  it("hold up to 7 % of false flags and from 80 % of true ones on", () => {
    expect(held(results(14, 160))).toEqual([true, true, true])
    expect(held(results(15, 160))).toEqual([false, true, true])
    expect(held(results(14, 159))).toEqual([true, false, true])
  })

  it("refuse a disparity that is not of the size that power is promised for", () => {
    expect(held(results(0, 200, 0.25))).toEqual([true, true, false])
    expect(held(results(0, 200, 0.15))).toEqual([true, true, false])
  })
})

describe("the page", () => {
  it("names what did not hold, with what was measured", () => {
    expect(validityPage(results(14, 160))).toContain("Everything that this page promises held")
    const failed = validityPage(results(30, 160))
    expect(failed).toContain("Not everything held")
    expect(failed).toContain("measured 0.150")
    expect(failed).toContain("recall 30")
  })

  it("gives each share with its interval", () => {
    expect(validityPage(results(14, 160))).toContain("14 of 200 (7.0 %; 95 % interval 4.2 % to 11.4 %)")
  })
})
