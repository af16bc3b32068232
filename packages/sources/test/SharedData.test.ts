import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as AuditConfig from "@fairward/core/AuditConfig"
import type { DatasetShape } from "@fairward/core/Dataset"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { loadDataset } from "../src/index.ts"

const shared = fileURLToPath(new URL("../../../../shared/data", import.meta.url))
const present = existsSync(shared)
const absent = present ? "" : ` (skipped: there is no folder ${shared})`

const load = (name: string, config: Readonly<Record<string, unknown>>) =>
  AuditConfig.decode({ title: name, threshold: { value: 0.5 }, groupings: { sex: { column: "sex" } }, ...config }).pipe(
    Effect.flatMap((decoded) => loadDataset(decoded, { base: `${shared}/${name}` })),
    Effect.runPromise
  )

const patient = "patient_id"
const seeds = ["seed_0", "seed_1111", "seed_2222", "seed_3333", "seed_4444"]

const physionet = (attributions: Readonly<Record<string, unknown>>) =>
  load("physionet2019", {
    timestep: "1 h",
    horizon: "6 h",
    data: {
      predictions: { from: "predictions.parquet", patient, time: "hour", label: "label", score: seeds },
      patients: { from: "patients.parquet", patient },
      events: { from: "events.parquet", patient, start: "start", stop: "stop" },
      timeseries: { from: "timeseries.parquet", patient, time: "hour" },
      attributions: { patient, ...attributions },
      splits: { from: "patients.parquet", patient, split: "split" }
    }
  })

describe.skipIf(!present)(`PhysioNet 2019${absent}`, () => {
  let averaged: DatasetShape
  let perStep: DatasetShape

  beforeAll(async () => {
    averaged = await physionet({ from: "attributions.parquet" })
    perStep = await physionet({ from: "attributions_per_step_600_patients.parquet", time: "hour" })
  })

  it("has the counts of its description", () => {
    const { attributions, events, patients, predictions, timeseries } = averaged
    expect(patients.count).toBe(40_336)
    expect(patients.splits.train.length).toBe(20_336)
    expect(patients.splits.test.length).toBe(20_000)
    expect(predictions!.score.length).toBe(761_995)
    expect(events!.start.length).toBe(1142)
    expect(timeseries!.minutes.length).toBe(1_552_210)
    expect([...timeseries!.variables.keys()].length).toBe(13)
    expect(attributions!.features.length).toBe(52)
    expect(attributions!.present.reduce((sum, value) => sum + value, 0)).toBe(20_000)
    expect(averaged.notes).toEqual([])
  })

  it("has labels of 1 in the six hours before an onset alone, and none from it on", () => {
    const { events, patients, predictions } = averaged
    for (let i = 0; i < patients.count; i++) {
      const event = events!.offsets[i]!
      const onset = event < events!.offsets[i + 1]! ? events!.start[event]! : Number.POSITIVE_INFINITY
      for (let k = predictions!.offsets[i]!; k < predictions!.offsets[i + 1]!; k++) {
        const step = predictions!.step[k]!
        expect(predictions!.label[k]).toBe(step >= onset ? -1 : step >= onset - 6 ? 1 : 0)
      }
    }
  })

  it("gives from the values per step the attributions that were averaged by their author", () => {
    const { features, present: given, values } = perStep.attributions!
    expect(features).toEqual(averaged.attributions!.features)
    let compared = 0
    for (let i = 0; i < given.length; i++) {
      if (given[i] === 0) continue
      for (let f = 0; f < features.length; f++) {
        const cell = i * features.length + f
        const expected = averaged.attributions!.values[cell]!
        expect(Math.abs(values[cell]! - expected)).toBeLessThan(1e-3 * expected + 1e-6)
        compared++
      }
    }
    expect(compared).toBe(600 * 52)
  })
})

describe.skipIf(!present)(`the benchmark set L${absent}`, () => {
  it("has 4 million predictions, in the order of the file, and patients' stays without a gap", async () => {
    const { events, notes, patients, predictions, timeseries } = await load("bench-L", {
      timestep: "5 min",
      horizon: "12 h",
      data: {
        predictions: { from: "predictions.parquet", patient, time: "time_index", label: "label", score: "score" },
        patients: { from: "patients.parquet", patient },
        events: { from: "events.parquet", patient, start: "start", stop: "stop" },
        timeseries: { from: "timeseries.parquet", patient, time: "time_index" },
        splits: { from: "patients.parquet", patient, split: "split" }
      }
    })
    expect(patients.count).toBe(10_200)
    expect(patients.splits.test.length).toBe(6800)
    expect(predictions!.score.length).toBe(3_982_311)
    expect(events!.start.length).toBe(15_662)
    expect(notes).toEqual([])
    expect(timeseries!.minutes.length).toBe(6_002_361)
    const first = patients.ids.indexOf("1006")
    expect(predictions!.score[predictions!.offsets[first]!]).toBe(0.0488)
    expect(timeseries!.minutes[timeseries!.offsets[first + 1]! - 1]! % 5).toBe(0)
  })
})

describe.skipIf(!present)(`eICU demonstration data as YAIB labels them${absent}`, () => {
  const config = (label: Readonly<Record<string, string>>) => ({
    timestep: "1 h",
    horizon: "6 h",
    data: {
      predictions: {
        from: "predictions.parquet",
        patient: "stay_id",
        time: "time",
        timeUnit: "s",
        score: "score",
        ...label
      },
      patients: { from: "static.parquet", patient: "stay_id" },
      events: { from: "onset.csv", patient: "stay_id", start: "onset_hour", timeUnit: "h" }
    }
  })

  it("has 428 of 806 positive hours at or after the onset, which are told", async () => {
    const error = await load("yaib-eicu-demo", config({ label: "label" })).catch(String)
    expect(error).toContain("428 of 806 positive steps contradict events and the horizon of 6 h: 53.1 %")
    expect(error).toContain("Label 1 goes on to 6 h after the onset, in 63 of 63 runs of label 1")
  })

  it("is labelled in the remaining 378 hours where labels are derived", async () => {
    const { labels } = await load("yaib-eicu-demo", config({}))
    expect(labels).toEqual({ from: "events", positives: 378, contradictions: [] })
  })
})
