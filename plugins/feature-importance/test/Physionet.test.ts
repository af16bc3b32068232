import { readFileSync } from "node:fs"
import { AuditConfig } from "@fairward/core"
import { orSkipped, sharedFolder } from "@fairward/fixtures/Shared"
import { loadDataset } from "@fairward/sources"
import { Near } from "@fairward/stage-kit"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { measured } from "./fixtures/Stages.ts"

interface OracleCohort {
  readonly patients: number
  readonly importance: ReadonlyArray<number>
  readonly truncated: number
  readonly extrapolated: number
  readonly ranking: ReadonlyArray<number>
  readonly shares: ReadonlyArray<readonly [cohort: number, rest: number]>
  readonly errors: ReadonlyArray<number>
}

interface OracleTable {
  readonly general: Pick<OracleCohort, "importance" | "ranking">
  readonly groupings: Readonly<Record<string, Readonly<Record<string, OracleCohort>>>>
}

interface Oracle {
  readonly features: ReadonlyArray<string>
  readonly averaged: OracleTable
  readonly per_step: OracleTable
}

const folder = sharedFolder("data/physionet2019")
const oracle = JSON.parse(readFileSync(new URL("oracle/physionet.json", import.meta.url), "utf8")) as Oracle

const groupings = {
  sex: { column: "sex" },
  age: { column: "age", bins: [50, 65, 75, 85] },
  unit: { column: "unit" }
} as const

const load = async (attributions: Readonly<Record<string, string>>) => {
  const config = await Effect.runPromise(
    AuditConfig.decode({
      title: "Hospital B",
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
        attributions: { patient: "patient_id", ...attributions },
        splits: { from: "patients.parquet", patient: "patient_id", split: "split" }
      },
      threshold: { value: 0.5 },
      groupings
    })
  )
  return Effect.runPromise(loadDataset(config, { base: folder! }))
}

const { expectNear } = Near

const expectAgreement = async (attributions: Readonly<Record<string, string>>, expected: OracleTable) => {
  const dataset = await load(attributions)
  expect(dataset.attributions!.features).toEqual(oracle.features)
  const found = await measured({ dataset, groupings, replicates: 5, options: { randomCohorts: 1, randomGroupings: 1 } })
  expect([...found.general]).toEqual(expected.general.ranking)
  found.importance.forEach((value, f) => {
    expectNear(value, expected.general.importance[f]!, oracle.features[f]!)
  })
  expect(found.cohorts).toHaveLength(9)
  for (const { category, extrapolated, grouping, importance, patients, ranking, truncated } of found.cohorts) {
    const own = expected.groupings[grouping.id]![category.id]!
    expect(patients, category.id).toBe(own.patients)
    expect([...ranking], category.id).toEqual(own.ranking)
    importance.forEach((value, f) => {
      expectNear(value, own.importance[f]!, `${oracle.features[f]} of ${category.id}`)
    })
    expectNear(truncated, own.truncated, `overlap of ${category.id}`)
    expectNear(extrapolated, own.extrapolated, `extrapolated overlap of ${category.id}`)
  }
  for (const { category, cohort, grouping, metric, rest, standardError } of found.contrasts) {
    const own = expected.groupings[grouping]![category]!
    const place = expected.general.ranking.indexOf(oracle.features.indexOf(metric))
    expectNear(cohort.estimate, own.shares[place]![0], `share of ${metric} in ${category}`)
    expectNear(rest.estimate, own.shares[place]![1], `share of ${metric} outside ${category}`)
    expectNear(standardError, own.errors[place]!, `standard error of ${metric} in ${category}`)
  }
}

describe(`hospital B of the real data${orSkipped(folder, "data/physionet2019")}`, () => {
  it.skipIf(folder === undefined)(
    "has the importances, rankings, overlaps, shares and standard errors of pandas and numpy",
    () => expectAgreement({ from: "attributions.parquet" }, oracle.averaged),
    60_000
  )

  it.skipIf(folder === undefined)(
    "has them from signed attributions per step of 600 patients too",
    () =>
      expectAgreement(
        { from: "attributions_per_step_600_patients.parquet", time: "hour", timeUnit: "h" },
        oracle.per_step
      ),
    60_000
  )
})
