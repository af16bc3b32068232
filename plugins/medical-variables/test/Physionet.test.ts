import { readFileSync } from "node:fs"
import { AuditConfig } from "@fairward/core"
import { orSkipped, sharedFolder } from "@fairward/fixtures/Shared"
import { loadDataset } from "@fairward/sources"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { findingsOf, measured } from "./fixtures/Stages.ts"

interface OracleSide {
  readonly median: number
  readonly patients: number
}

interface Oracle {
  readonly everyone: Readonly<Record<string, OracleSide>>
  readonly groupings: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          Readonly<
            Record<
              string,
              { readonly cohort: OracleSide; readonly rest: OracleSide; readonly quantiles?: ReadonlyArray<number> }
            >
          >
        >
      >
    >
  >
}

const folder = sharedFolder("data/physionet2019")
const oracle = JSON.parse(readFileSync(new URL("oracle/physionet.json", import.meta.url), "utf8")) as Oracle

const groupings = {
  sex: { column: "sex" },
  age: { column: "age", bins: [50, 65, 75, 85] },
  unit: { column: "unit" }
} as const

const fast = { fast: { HR: { on: "> 100", off: "<= 90" } } }

const options = {
  variables: {
    HR: {},
    MAP: {},
    Lactate: {},
    Creatinine: {},
    MAP_fast: { column: "MAP", onlyWhile: "fast" },
    MAP_not_fast: { column: "MAP", onlyWhile: { not: "fast" } }
  },
  conditions: fast
}

const load = async () => {
  const config = await Effect.runPromise(
    AuditConfig.decode({
      title: "Hospital A",
      timestep: "1 h",
      horizon: "6 h",
      data: {
        predictions: {
          from: "predictions.parquet",
          patient: "patient_id",
          time: "hour",
          label: "label",
          score: "seed_0"
        },
        patients: { from: "patients.parquet", patient: "patient_id" },
        events: { from: "events.parquet", patient: "patient_id", start: "start", stop: "stop" },
        timeseries: {
          from: "timeseries.parquet",
          patient: "patient_id",
          time: "hour",
          timeUnit: "h",
          variables: ["HR", "MAP", "Lactate", "Creatinine"]
        },
        splits: { from: "patients.parquet", patient: "patient_id", split: "split" }
      },
      threshold: { value: 0.5 },
      groupings
    })
  )
  return Effect.runPromise(loadDataset(config, { base: folder! }))
}

const isNear = (actual: number, expected: number) => Math.abs(actual - expected) <= 1e-9 * Math.abs(expected)

describe(`hospital A of the real data${orSkipped(folder, "data/physionet2019")}`, () => {
  it.skipIf(folder === undefined)(
    "has the medians, counts and quantiles of an independent script",
    async () => {
      const dataset = await load()
      const setting = { dataset, groupings, options, replicates: 20 }
      const { contrasts, everyone, metrics } = await measured(setting, ["whole_stay"])
      for (const { category, cohort, grouping, metric, rest } of contrasts) {
        const expected = oracle.groupings[grouping]![category]![metric.split(":")[0]!]!
        for (const [found, side] of [
          [cohort, expected.cohort],
          [rest, expected.rest]
        ] as const) {
          expect(
            isNear(found.estimate, side.median),
            `${metric} of ${category}: ${found.estimate}, ${side.median}`
          ).toBe(true)
          expect(found.bearing, `${metric} of ${category}`).toBe(side.patients)
        }
      }
      expect(contrasts).toHaveLength((2 + 5 + 2) * 6)
      metrics.forEach(({ variable }, m) => {
        const { median, patients } = oracle.everyone[variable.id]!
        expect(isNear(everyone[m]!.estimate, median), variable.id).toBe(true)
        expect(everyone[m]!.patients, variable.id).toBe(patients)
      })

      const { distributions, eventConditions, eventPatients, leftOut } = await findingsOf(setting)
      const curves = distributions.filter(({ metric }) => metric === "MAP:whole_stay")
      for (const { category, grouping, quantiles } of curves) {
        oracle.groupings[grouping]![category]!.MAP!.quantiles!.forEach((expected, i) => {
          expect(isNear(quantiles![i]!, expected), `${category}, quantile ${i}: ${quantiles![i]}, ${expected}`).toBe(
            true
          )
        })
      }
      expect(curves).toHaveLength(9)
      expect([eventPatients, eventConditions]).toEqual([0, ["whole_stay"]])
      expect(leftOut.eventConditions.map(({ reason }) => reason)).toEqual([
        "no patient of the train split has an event in the table of events",
        "no patient of the train split has an event in the table of events"
      ])
    },
    60_000
  )
})
