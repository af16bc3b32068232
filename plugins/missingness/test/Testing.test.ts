import { readFileSync } from "node:fs"
import { Exposure, type ReportDocument } from "@fairward/core"
import { hospitalB } from "@fairward/fixtures/HospitalB"
import { orSkipped, sharedFolder } from "@fairward/fixtures/Shared"
import { loadDataset } from "@fairward/sources"
import { Audited, Near, Sketch } from "@fairward/stage-kit"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { type Findings, noneOf, patientsOf } from "../src/Findings.ts"
import missingness from "../src/index.ts"
import { sumsOf, testsOutsideEvents, tippingOf } from "../src/Testing.ts"
import { findingsOf } from "./fixtures/Stages.ts"

type Alike = ReadonlyArray<readonly [caught: number, events: number, persons: number]>

interface Measures {
  readonly testsPerDay: number
  readonly eventsPer100: number
  readonly recall: number
}

interface Oracle {
  readonly horizon: number
  readonly timestep: number
  readonly threshold: number
  readonly people: ReadonlyArray<{
    readonly first: number
    readonly steps: number
    readonly events: ReadonlyArray<readonly [number, number]>
    readonly tests: ReadonlyArray<number>
    readonly scores: ReadonlyArray<number>
    readonly category: string
  }>
  /** Tests, minutes at risk, evaluable events, caught ones. */
  readonly counts: ReadonlyArray<readonly [number, number, number, number]>
  readonly everyone: Measures
  readonly cohorts: Readonly<Record<string, Readonly<Record<"cohort" | "rest", Measures>>>>
  readonly tipping: ReadonlyArray<{
    readonly cohort: Alike
    readonly rest: Alike
    readonly untested: number
    readonly margin: number
    readonly difference: number
    readonly low: number
    readonly high: number
    readonly verdict: ReportDocument.Verdict
    readonly needed: number | null
    readonly becomes: ReportDocument.Verdict | null
  }>
}

const oracle: Oracle = JSON.parse(readFileSync(new URL("oracle/testing.json", import.meta.url), "utf8"))

const { horizon, people, threshold, timestep } = oracle

const dataset = Sketch.dataset({
  horizonSteps: horizon,
  timestepMinutes: timestep,
  variables: ["x"],
  empty: ["events", "timeseries"],
  patients: people.map(({ category, events, first, scores, tests }) => {
    const steps = scores.map((_, i) => first + i)
    return {
      attributes: { group: category },
      steps,
      scores,
      events,
      labels: steps
        .map((step) =>
          events.some(([start, stop]) => start <= step && step < stop)
            ? "."
            : events.some(([start]) => step < start && start <= step + horizon)
              ? "1"
              : "0"
        )
        .join(""),
      measurements: tests.map((minute) => [minute, { x: 1 }])
    }
  })
})

const options = { variables: { x: { every: "8 h", definesLabel: true } }, impact: false }

describe("tests, events and tipping points of made-up stays, counted by plain Python", () => {
  it("have the same tests outside events and minutes at risk in every patient", () => {
    const { test } = dataset.patients.splits
    expect([...testsOutsideEvents(dataset, test, "x")]).toEqual(oracle.counts.map(([tests]) => tests))
    expect([...Exposure.minutesAtRisk(dataset, test)]).toEqual(oracle.counts.map(([, minutes]) => minutes))
  })

  it("have the same tests per patient-day and events per 100 tests in every cohort and its rest", async () => {
    const { comparisons, testing } = await findingsOf({ dataset, options, threshold })
    const found = (category: string, metric: string) =>
      comparisons.find((one) => one.category === category && one.metric === metric)!
    for (const [category, { cohort, rest }] of Object.entries(oracle.cohorts)) {
      const [tests, events] = [found(category, "x:tests_per_day"), found(category, "x:events_per_100_tests")]
      for (const [side, wanted] of [
        ["cohort", cohort],
        ["rest", rest]
      ] as const) {
        Near.expectNear(tests[side].estimate, wanted.testsPerDay, `tests of ${side} ${category}`, 1e-9, 1e-12)
        Near.expectNear(events[side].estimate, wanted.eventsPer100, `events of ${side} ${category}`, 1e-9, 1e-12)
      }
    }
    expect(testing!.tipping.map(({ category }) => category)).toEqual(Object.keys(oracle.cohorts))
  })

  it("need as many unrecorded events for another verdict", () => {
    const spread = (alike: Alike) =>
      alike.flatMap(([caught, events, persons]) => Array.from({ length: persons }, () => ({ caught, events })))
    const sums = (persons: ReadonlyArray<{ readonly caught: number; readonly events: number }>) =>
      sumsOf(
        {
          caught: Float64Array.from(persons, ({ caught }) => caught),
          events: Float64Array.from(persons, ({ events }) => events)
        },
        undefined,
        () => true
      )
    for (const { becomes, cohort, difference, high, low, margin, needed, rest, untested, verdict } of oracle.tipping) {
      const [own, others] = [spread(cohort), spread(rest)]
      const interval = { low, high, level: 0.95, adjustedP: 1 }
      expect(
        tippingOf(
          { cohort: sums(own), rest: sums(others), everyone: sums([...own, ...others]) },
          { difference, interval, margin, sense: "higher", verdict },
          untested
        )
      ).toEqual({ verdict, needed, becomes })
    }
    expect(new Set(oracle.tipping.map(({ becomes }) => becomes))).toContain("worse")
  })
})

/** Patients of whom each has one event after a day, with an alarm before it or not, and a test every so many hours. */
const patient = (category: string, isCaught: boolean, every: number | null, hasEvent = true): Sketch.PatientSketch => ({
  attributes: { group: category },
  scores: Array.from({ length: 30 }, (_, step) => (isCaught && step === 22 ? 0.9 : 0.1)),
  labels: hasEvent ? `${"0".repeat(18)}${"1".repeat(6)}....00` : "0".repeat(30),
  events: hasEvent ? [[24, 28]] : [],
  measurements:
    every === null ? [] : Array.from({ length: Math.ceil(30 / every) }, (_, i) => [60 * every * i, { x: 1 }])
})

/** Of the untested patients of b so many have an event that is recorded. */
const hospital = (untested: number, recorded = 0) =>
  Sketch.dataset({
    horizonSteps: 6,
    timestepMinutes: 60,
    variables: ["x"],
    empty: ["events", "timeseries"],
    patients: [
      ...Array.from({ length: 100 }, (_, i) => patient("a", i % 10 < 8, 6)),
      ...Array.from({ length: 100 }, (_, i) => patient("b", i % 10 < 8, i % 2 === 0 ? 12 : 6)),
      ...Array.from({ length: untested }, (_, i) => patient("b", false, null, i < recorded))
    ]
  })

const judged = (untested: number, recorded = 0): Promise<Findings> =>
  findingsOf({ dataset: hospital(untested, recorded), options, threshold: 0.5, replicates: 1000, verdictMinimum: 30 })

describe("a cohort that is tested less", () => {
  it("is shown to be, and to be worse off if so many of its untested patients had an event that nobody recorded", async () => {
    const findings = await judged(80)
    const { comparisons, testing } = findings
    const tests = comparisons.find((one) => one.category === "b" && one.metric === "x:tests_per_day")!
    expect(tests.verdict).toBe("less")
    const { becomes, needed, verdict } = testing!.tipping.find(({ category }) => category === "b")!
    expect([verdict, becomes]).toEqual(["inconclusive", "worse"])
    expect(needed).toBeGreaterThan(1)
    const rerun = async (k: number) =>
      (await judged(80, k)).testing!.tipping.find(({ category }) => category === "b")!.verdict
    // The interval of a whole new audit has standard errors of its own for what is kept here.
    expect(await rerun(needed! - 4)).toBe("inconclusive")
    expect(await rerun(needed! + 4)).toBe("worse")
    const section = JSON.stringify(missingness.report(findings))
    expect(section).toContain("Who is tested for what defines the label?")
    expect(section).toMatch(/"Tested less than the rest: "\},"b \(group\) for x, "/u)
    expect(section).toContain("unrecorded events")
    // Titles are written within a sentence as one writes them there.
    const titled = { ...findings, groupings: findings.groupings.map((one) => ({ ...one, title: "Kind of stay" })) }
    expect(JSON.stringify(missingness.report(titled))).toContain('"b (kind of stay): "')
    expect(JSON.stringify(missingness.report(titled))).not.toContain("(Kind of stay)")
  })

  it("is not denied by what is said of coverage", async () => {
    const findings = await judged(80)
    const alike = findings.comparisons.map((one) =>
      one.metric === "x:coverage" ? { ...one, verdict: "inconclusive" as const } : one
    )
    const section = JSON.stringify(missingness.report({ ...findings, comparisons: alike }))
    expect(section).toContain("Tested less than the rest: ")
    expect(section).toContain("By coverage no cohort was shown to be measured less than its rest. ")
  })

  it("cannot be worse off by more events than it has untested patients", async () => {
    const { testing } = await judged(3)
    expect(testing!.tipping.find(({ category }) => category === "b")).toMatchObject({ needed: null, becomes: null })
  })

  it("is not looked at where no variable defines the label, nor where it is not asked for", async () => {
    const setting = { dataset: hospital(0), threshold: 0.5 }
    const without = await findingsOf({ ...setting, options: { ...options, testing: false } })
    const others = await findingsOf({ ...setting, options: { variables: { x: { every: "8 h" } }, impact: false } })
    for (const { comparisons, testing } of [without, others]) {
      expect(testing).toBeNull()
      expect(comparisons.map(({ metric }) => metric)).toEqual(["x:coverage", "x:coverage"])
    }
  })

  it("is looked at for what the data say the label is defined by, unless the options say otherwise", async () => {
    const { timeseries, ...others } = hospital(0)
    const dataset = { ...others, timeseries: { ...timeseries!, definesLabel: ["x"] } }
    const run = (variables: unknown) => findingsOf({ dataset, threshold: 0.5, options: { variables, impact: false } })
    expect((await run({ x: { every: "8 h" } })).testing).not.toBeNull()
    expect((await run({})).variables).toMatchObject([{ id: "x", definesLabel: true }])
    expect((await run({ x: { every: "8 h", definesLabel: false } })).testing).toBeNull()
  })

  it("has events per test only where there are events", async () => {
    const timed = { ...hospital(0), events: undefined }
    const { comparisons, testing } = await findingsOf({ dataset: timed, options, threshold: 0.5 })
    expect(new Set(comparisons.map(({ metric }) => metric))).toEqual(new Set(["x:coverage", "x:tests_per_day"]))
    expect(testing!.tipping).toEqual([])
  })
})

interface Physionet {
  readonly threshold: number
  readonly replicates: number
  readonly seed: number
  readonly cohorts: ReadonlyArray<
    Readonly<Record<"cohort" | "rest", Omit<Measures, "recall">>> & {
      readonly grouping: string
      readonly category: string
      readonly patients: number
      readonly untested: number
      readonly verdict: ReportDocument.Verdict
      readonly needed: number | null
      readonly becomes: ReportDocument.Verdict | null
    }
  >
}

/** Draws of the oracle's generator, which numbers patients by their ids, for patients in another order. */
const multiplicitiesOf = ({ replicates, seed }: Physionet, ids: ReadonlyArray<string>): Uint8Array => {
  const ranked = [...ids.keys()].toSorted((a, b) => Number(ids[a]) - Number(ids[b]))
  const counts = new Uint8Array(ids.length * replicates)
  let state = seed
  for (let b = 0; b < replicates; b++) {
    for (let draw = 0; draw < ids.length; draw++) {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0
      const at = b * ids.length + ranked[Math.floor((state * ids.length) / 2 ** 32)]!
      counts[at] = counts[at]! + 1
    }
  }
  return counts
}

const physionet = sharedFolder("data/physionet2019")

describe(`lactate in hospital B of the PhysioNet Challenge${orSkipped(physionet, "data/physionet2019")}`, () => {
  it.skipIf(physionet === undefined)(
    "has the tests per patient-day, events per 100 tests and unrecorded events needed of pandas",
    async () => {
      const wanted: Physionet = JSON.parse(
        readFileSync(new URL("oracle/physionet-testing.json", import.meta.url), "utf8")
      )
      const config = await Audited.config({
        ...hospitalB,
        data: {
          ...hospitalB.data,
          timeseries: {
            from: "timeseries.parquet",
            patient: "patient_id",
            time: "hour",
            timeUnit: "h",
            variables: ["Lactate"]
          }
        }
      })
      const dataset = await Effect.runPromise(loadDataset(config, { base: physionet! }))
      const { ids, splits } = dataset.patients
      const { cohorts, comparisons, testing } = await findingsOf({
        dataset,
        groupings: config.groupings,
        options: { variables: { Lactate: { every: "8 h", definesLabel: true } }, impact: false },
        threshold: wanted.threshold,
        verdictMinimum: 30,
        multiplicities: multiplicitiesOf(
          wanted,
          Array.from(splits.test, (patient) => ids[patient]!)
        )
      })
      for (const { becomes, category, grouping, needed, patients, untested, verdict, ...sides } of wanted.cohorts) {
        const isOf = (one: { readonly grouping: string; readonly category: string }) =>
          one.grouping === grouping && one.category === category
        const found = (metric: string) => comparisons.find((one) => isOf(one) && one.metric === `Lactate:${metric}`)!
        const [tests, events] = [found("tests_per_day"), found("events_per_100_tests")]
        for (const side of ["cohort", "rest"] as const) {
          Near.expectNear(tests[side].estimate, sides[side].testsPerDay, `tests of ${side} ${category}`)
          Near.expectNear(events[side].estimate, sides[side].eventsPer100, `events of ${side} ${category}`)
        }
        const own = cohorts.find((one) => isOf(one) && one.variable === "Lactate")!
        expect([patientsOf(own), noneOf(own)], category).toEqual([patients, untested])
        expect(testing!.tipping.find(isOf), category).toMatchObject({ verdict, needed, becomes })
      }
      expect(testing!.tipping).toHaveLength(wanted.cohorts.length)
    },
    60_000
  )
})
