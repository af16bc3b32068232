import { readFileSync } from "node:fs"
import type { Dataset } from "@fairward/core"
import { orSkipped, sharedFolder } from "@fairward/fixtures/Shared"
import { describe, expect, it } from "vitest"
import type { Findings } from "../src/Findings.ts"
import { audited, configOf, findingsOf, load } from "./fixtures/Audits.ts"
import { datasetOf, grouping, type Label } from "./fixtures/Sketch.ts"

interface Expected {
  readonly days: number
  readonly false: number
  readonly falsePerDay: number
}

interface Oracle {
  readonly irregular: {
    readonly horizon: number
    readonly threshold: number
    readonly stays: ReadonlyArray<{
      readonly ward: string
      readonly rows: ReadonlyArray<readonly [minute: number, label: Label, score: number]>
      readonly events: ReadonlyArray<readonly [number, number]>
      readonly until: number | null
    }>
    readonly everyone: Expected
    readonly wards: Readonly<Record<string, Expected>>
  }
  readonly hospital: {
    readonly everyone: Expected
    readonly groupings: Readonly<Record<string, Readonly<Record<string, Expected>>>>
  }
}

const oracle: Oracle = JSON.parse(readFileSync(new URL("oracle/exposure.json", import.meta.url), "utf8"))

const expectDays = (findings: Findings, category: string | undefined, wanted: Expected) => {
  const cohort = category === undefined ? findings.everyone : findings.cohorts.find((one) => one.category === category)!
  const perDay =
    category === undefined
      ? findings.everyone.measures.find(({ metric }) => metric === "false_alarms_per_day")!.estimate!
      : findings.comparisons.find((one) => one.category === category && one.metric === "false_alarms_per_day")!.cohort
          .estimate!
  expect(cohort.patientDays! / wanted.days, category).toBeCloseTo(1, 9)
  expect(cohort.counts.alarms!.false, category).toBe(wanted.false)
  expect(perDay / wanted.falsePerDay, category).toBeCloseTo(1, 9)
}

/** Predictions at any minute. */
const irregularly = ({ stays, horizon }: Oracle["irregular"]): Dataset.DatasetShape => {
  const dataset = datasetOf({
    timestepMinutes: 1,
    horizonSteps: horizon,
    patients: stays.map(({ events, rows, ward }) => ({
      category: ward,
      events,
      steps: rows.map(([, label, score]) => [label, score])
    }))
  })
  return {
    ...dataset,
    irregular: true,
    patients: {
      ...dataset.patients,
      monitoredUntil: Float64Array.from(stays, ({ until }) => until ?? Number.NaN)
    },
    predictions: {
      ...dataset.predictions!,
      step: Int32Array.from(stays.flatMap(({ rows }) => rows.map(([minute]) => minute)))
    }
  }
}

const settingOf = (threshold: number, changes: Readonly<Record<string, unknown>> = {}) =>
  configOf({
    horizon: "12 h",
    threshold: { value: threshold },
    groupings: { [grouping]: { column: grouping } },
    resampling: { replicates: 20, seed: 1 },
    ...changes
  })

describe("stays scored at irregular times, counted by numpy", () => {
  it("have days by the clock and false alarms per day of them", async () => {
    const { everyone, threshold, wards } = oracle.irregular
    const findings = findingsOf(await audited(await settingOf(threshold), irregularly(oracle.irregular)))
    expectDays(findings, undefined, everyone)
    for (const [ward, wanted] of Object.entries(wards)) expectDays(findings, ward, wanted)
  })
})

/** A ward scored every hour, or every fourth of the same hours; every prediction alarms with the same chance an hour. */
const wards = (patients: number) => {
  const stays = Array.from({ length: patients }, (_, i) => {
    const every = i % 2 === 0 ? 1 : 4
    const hours = Array.from({ length: 96 / every }, (_, k) => k * every)
    return { every, hours, alarms: hours.map((_, k) => (k * 7 + i) % 5 === 0) }
  })
  const dataset = datasetOf({
    timestepMinutes: 60,
    horizonSteps: 8,
    patients: stays.map(({ alarms, every }) => ({
      category: every === 1 ? "hourly" : "four-hourly",
      events: [],
      steps: alarms.map((alarms) => [0, alarms ? 0.9 : 0.1])
    }))
  })
  const step = Int32Array.from(stays.flatMap(({ hours }) => hours))
  return { ...dataset, predictions: { ...dataset.predictions!, step } }
}

describe("a ward that is scored every four hours", () => {
  it("has a quarter of the alarms a day of one scored every hour, and is not equivalent", async () => {
    const config = await settingOf(0.5, {
      minEventPatients: 0,
      timestep: "1 h",
      resampling: { replicates: 1000, seed: 1 }
    })
    const { cohorts, comparisons } = findingsOf(await audited(config, wards(160)))
    for (const { patientDays } of cohorts) expect(patientDays).toBe(80 * 4)
    const hourly = comparisons.find((one) => one.category === "hourly" && one.metric === "false_alarms_per_day")!
    expect(hourly.cohort.estimate! / hourly.rest.estimate!).toBeCloseTo(4, 1)
    expect(hourly).toMatchObject({ verdict: "material", direction: "worse" })
  })
})

const stayOf = (category: string): { category: string; events: []; steps: [[0, number]] } => ({
  category,
  events: [],
  steps: [[0, 0.9]]
})

describe("single predictions at no fixed distance", () => {
  it("leave what is per day not estimable, and say why", async () => {
    const patients = Array.from({ length: 80 }, (_, i) => stayOf(i % 2 === 0 ? "a" : "b"))
    const dataset = datasetOf({ timestepMinutes: 1, horizonSteps: 60, patients })
    const config = await settingOf(0.5, { minEventPatients: 0 })
    const { comparisons, everyone } = findingsOf(await audited(config, { ...dataset, irregular: true }))
    expect(everyone.patientDays).toBe(0)
    const perDay = comparisons.filter(({ metric }) => metric.endsWith("_per_day"))
    expect(perDay.length).toBeGreaterThan(0)
    for (const { cohort, metric } of perDay) {
      expect(cohort.estimate, metric).toBeNull()
      expect(cohort.reason, metric).toBe("no time at risk: no two predictions of a patient")
    }
  })
})

const shared = sharedFolder("data/physionet2019")

describe(`hospital B of the PhysioNet Challenge, counted by numpy${orSkipped(shared, "data/physionet2019")}`, () => {
  it.skipIf(shared === undefined)(
    "has the same days and false alarms per day",
    async () => {
      const config = await configOf({
        timestep: "1 h",
        horizon: "6 h",
        labels: { as: "given", because: "published with the data" },
        data: {
          predictions: {
            from: "predictions.parquet",
            patient: "patient_id",
            time: "hour",
            label: "label",
            score: ["seed_0", "seed_1111", "seed_2222", "seed_3333", "seed_4444"]
          },
          patients: { from: "patients.parquet", patient: "patient_id" },
          events: { from: "events.parquet", patient: "patient_id", start: "start", stop: "stop" },
          splits: { from: "patients.parquet", patient: "patient_id", split: "split" }
        },
        groupings: { sex: { column: "sex" }, unit: { column: "unit" } },
        resampling: { replicates: 20, seed: 42 }
      })
      const findings = findingsOf(await audited(config, await load(config, shared!)))
      expectDays(findings, undefined, oracle.hospital.everyone)
      for (const own of Object.values(oracle.hospital.groupings)) {
        for (const [category, wanted] of Object.entries(own)) expectDays(findings, category, wanted)
      }
    },
    120_000
  )
})
