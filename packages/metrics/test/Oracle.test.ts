import { readFileSync } from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { AuditConfig, type Dataset, Detection, Threshold } from "@fairward/core"
import { orSkipped, sharedFolder } from "@fairward/fixtures/Shared"
import { loadDataset } from "@fairward/sources"
import { Effect } from "effect"
import { describe, expect, it, vi } from "vitest"
import { parse } from "yaml"
import { measured, sharedMultiplicities } from "./fixtures/Measuring.ts"
import { datasetOf, groupingName, type Label } from "./fixtures/Sketch.ts"
import {
  expectCategories,
  expectEveryone,
  type OracleCategories,
  type OracleSide,
  readOracle
} from "./oracle/Oracle.ts"

vi.setConfig({ testTimeout: 60_000 })

interface Tables {
  readonly threshold: number
  readonly everyone: OracleSide
  readonly groupings: Readonly<Record<string, OracleCategories>>
}

const interpolations = ["step", "linear"] as const

const onceEach = (dataset: Dataset.DatasetShape) =>
  sharedMultiplicities(Array.from(dataset.patients.splits.test, () => 1))

const expectTables = async (name: string, input: unknown, base: string, bins: number) => {
  const oracle = readOracle<Tables>(name)
  const config = await Effect.runPromise(AuditConfig.decode(input))
  const dataset = await Effect.runPromise(loadDataset(config, { base }))
  const solved = await Effect.runPromise(Threshold.solve(config.threshold, dataset, Detection.evaluableEvents(dataset)))
  expect(solved.value).toBe(oracle.threshold)
  for (const interpolation of interpolations) {
    const measurement = await measured({
      dataset,
      groupings: config.groupings,
      minEventPatients: config.minEventPatients,
      verdictMinimum: config.verdictMinimum,
      threshold: solved.value,
      multiplicities: onceEach(dataset),
      options: { bins, interpolation }
    })
    expectEveryone(measurement, oracle.everyone, interpolation)
    let compared = 0
    for (const [grouping, categories] of Object.entries(oracle.groupings)) {
      const own = measurement.contrasts.filter((contrast) => contrast.grouping === grouping)
      compared += expectCategories(own, categories, interpolation)
    }
    expect(compared).toBe(measurement.contrasts.length)
  }
}

const example = fileURLToPath(new URL("../../../examples/physionet-2019/fairward.yaml", import.meta.url))

const physionet = sharedFolder("data/physionet2019")

describe("metrics of cohorts and rests, and the threshold of a target", () => {
  it.skipIf(physionet === undefined)(
    `are those of scikit-learn and numpy on 20,000 real stays${orSkipped(physionet, "data/physionet2019")}`,
    () => expectTables("physionet", parse(readFileSync(example, "utf8")), dirname(example), 10)
  )

  it("are those of scikit-learn and numpy on a simulated cohort", () =>
    expectTables(
      "simulated",
      {
        title: "Simulated cohort",
        timestep: "1 h",
        horizon: "12 h",
        data: {
          predictions: {
            from: "predictions.csv",
            patient: "patient_id",
            time: "step",
            label: "label",
            score: ["seed_0", "seed_1"]
          },
          patients: { from: "patients.csv", patient: "patient_id" },
          events: { from: "events.csv", patient: "patient_id", start: "start", stop: "stop" },
          splits: { from: "patients.csv", patient: "patient_id", split: "split" }
        },
        threshold: { metric: "event-recall", value: 0.8 },
        verdictMinimum: 5,
        groupings: {
          sex: { column: "sex" },
          age: { column: "age", bins: [50, 65, 75] },
          reason: { column: "admission_reason" },
          surgical: { column: "surgical_status" },
          sex_by_surgical: { cross: ["sex", "surgical"] }
        }
      },
      fileURLToPath(new URL("./oracle/simulated", import.meta.url)),
      20
    ))
})

interface Synthetic {
  readonly name: string
  readonly threshold: number
  readonly bins: number
  readonly verdictMinimum: number
  readonly horizon: number
  readonly maxLength: number | null
  readonly patients: ReadonlyArray<{
    readonly steps: ReadonlyArray<readonly [Label, number]>
    readonly events: ReadonlyArray<readonly [number, number]>
    readonly category: string | null
  }>
  readonly everyone: OracleSide
  readonly categories: OracleCategories
}

describe("metrics of cohorts and rests are those of scikit-learn and numpy", () => {
  it.each(readOracle<ReadonlyArray<Synthetic>>("synthetic"))("with $name", async (one) => {
    const dataset = datasetOf({
      patients: one.patients.map(({ category, events, steps }) => ({ steps, events, categories: [category] })),
      groupings: 1,
      horizonSteps: one.horizon,
      maxLengthSteps: one.maxLength ?? Number.POSITIVE_INFINITY
    })
    for (const interpolation of interpolations) {
      const measurement = await measured({
        dataset,
        groupings: { [groupingName(0)]: { column: groupingName(0) } },
        threshold: one.threshold,
        verdictMinimum: one.verdictMinimum,
        multiplicities: onceEach(dataset),
        options: { bins: one.bins, interpolation }
      })
      expectEveryone(measurement, one.everyone, interpolation)
      expect(expectCategories(measurement.contrasts, one.categories, interpolation)).toBeGreaterThan(30)
    }
  })
})
