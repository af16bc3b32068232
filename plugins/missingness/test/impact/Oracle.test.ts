import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { AuditConfig, type Dataset } from "@fairward/core"
import { orSkipped, sharedFolder } from "@fairward/fixtures/Shared"
import type { Metric } from "@fairward/metrics"
import { loadDataset } from "@fairward/sources"
import { Near } from "@fairward/stage-kit"
import { Effect } from "effect"
import { describe, expect, it, vi } from "vitest"
import { parse } from "yaml"
import { stepCategories } from "../../src/Intensity.ts"
import type { StepCategory } from "../../src/impact/ImpactFindings.ts"
import { contrastsOf, measured } from "./fixtures/Measuring.ts"

vi.setConfig({ testTimeout: 120_000 })

type Area = "auprc" | "corrected_auprc"

type OracleSide = Readonly<Record<string, number | null>> & {
  readonly step: Readonly<Record<Area, number | null>>
  readonly linear: Readonly<Record<Area, number | null>>
}

interface Counts {
  readonly steps: number
  readonly positives: number
  readonly patients: number
  readonly positivePatients: number
}

interface Oracle {
  readonly threshold: number
  readonly minimum: number
  readonly bins: number
  readonly variables: Readonly<
    Record<
      string,
      {
        readonly every: number
        readonly definesLabel: boolean
        readonly counts: Readonly<Record<StepCategory, Counts>>
        readonly metrics: Readonly<Record<StepCategory, OracleSide>>
        readonly within: Readonly<Record<string, Readonly<Record<StepCategory, OracleSide>>>>
      }
    >
  >
}

const metricsOfOracle = [
  "recall",
  "precision",
  "npv",
  "fpr",
  "corrected_precision",
  "corrected_npv",
  "positive_class_score",
  "negative_class_score",
  "auroc",
  "auprc",
  "corrected_auprc",
  "calibration_error",
  "expected_calibration_error",
  "calibration_in_the_large",
  "debiased_calibration_error"
] as const satisfies ReadonlyArray<Metric.MetricId>

const expectedOf = (side: OracleSide, metric: string, interpolation: "step" | "linear") =>
  (metric in side.step ? side[interpolation][metric as Area] : side[metric]!) ?? Number.NaN

const onceEach = ({ patients }: Dataset.DatasetShape) => Uint8Array.from(Array.from(patients.splits.test, () => 1))

const physionet = sharedFolder("data/physionet2019")

describe(`the impact of missing measurements on 20,000 real stays${orSkipped(physionet, "data/physionet2019")}`, () => {
  it.skipIf(physionet === undefined)("has the metrics of scikit-learn on the same subsets of steps", async () => {
    const oracle = JSON.parse(readFileSync(new URL("./oracle/impact.json", import.meta.url), "utf8")) as Oracle
    const example = fileURLToPath(new URL("../../../../examples/physionet-2019/fairward.yaml", import.meta.url))
    const input = parse(readFileSync(example, "utf8"))
    input.data.timeseries.variables = Object.keys(oracle.variables)
    const config = await Effect.runPromise(AuditConfig.decode(input))
    const dataset = await Effect.runPromise(loadDataset(config, { base: dirname(example) }))
    const variables = Object.entries(oracle.variables).map(([id, { definesLabel, every }]) => ({
      id,
      title: id,
      definesLabel,
      stepCategories: stepCategories(dataset, id, every * 60)
    }))
    let compared = 0
    for (const interpolation of ["step", "linear"] as const) {
      const setting = {
        dataset,
        variables,
        groupings: { sex: config.groupings.sex! },
        threshold: oracle.threshold,
        verdictMinimum: oracle.minimum,
        multiplicities: onceEach(dataset),
        options: { metrics: metricsOfOracle, interpolation, bins: oracle.bins, withinCohorts: true }
      }
      const expectNumber = (actual: number, side: OracleSide, metric: string, what: string) => {
        const absolute = metric.includes("calibration") ? 1e-12 : 0
        Near.expectNear(actual, expectedOf(side, metric, interpolation), `${metric} of ${what}`, 1e-9, absolute)
        compared++
      }
      for (const { category, cohort, grouping, metric, rest } of await contrastsOf(setting)) {
        const { metrics } = oracle.variables[grouping]!
        expectNumber(cohort.estimate, metrics[category as StepCategory], metric, `${grouping}, ${category}`)
        expectNumber(rest.estimate, metrics.with_msrt, metric, `${grouping}, with_msrt`)
      }
      const findings = await measured(setting)
      for (const { category, metrics, variable } of findings.cohorts) {
        const within = oracle.variables[variable]!.within[category]!
        for (const { metric, missingMsrt, withMsrt } of metrics) {
          expectNumber(withMsrt ?? Number.NaN, within.with_msrt, metric, `${variable}, with_msrt in ${category}`)
          expectNumber(
            missingMsrt ?? Number.NaN,
            within.missing_msrt,
            metric,
            `${variable}, missing_msrt in ${category}`
          )
        }
      }
      for (const { categories, id } of findings.variables) {
        expect(Object.fromEntries(categories.map(({ id: category, ...counts }) => [category, counts]))).toEqual(
          oracle.variables[id]!.counts
        )
      }
    }
    expect(compared).toBe(2 * metricsOfOracle.length * (5 * 2 + 3 * 2 * 2))
  })
})

type Values = Readonly<Record<string, number>>

const famews = sharedFolder("reference/famews-S")

const results = <A>(name: string): A => JSON.parse(readFileSync(join(famews!, "results", name), "utf8")) as A

const famewsMetrics = metricsOfOracle.slice(0, 11)

const stepsOfSevenDays = 2016

/** FAMEWS cuts stays at 7 days, except those of patients without a measurement. */
const asFamewsCuts = (dataset: Dataset.DatasetShape, categories: Uint8Array): Dataset.DatasetShape => {
  const predictions = dataset.predictions!
  const label = predictions.label.map((own, row) =>
    categories[row] !== 2 && predictions.step[row]! >= stepsOfSevenDays ? -1 : own
  )
  return { ...dataset, predictions: { ...predictions, label } }
}

/** A setting a variable. */
const loadFamews = async (draws: (dataset: Dataset.DatasetShape) => Uint8Array) => {
  const config = await Effect.runPromise(
    AuditConfig.decode({
      title: "FAMEWS, S",
      timestep: "5 min",
      horizon: "12 h",
      data: {
        predictions: {
          from: "predictions.csv",
          patient: "patient_id",
          time: "time_index",
          label: "label",
          score: "score"
        },
        patients: { from: "patients.csv", patient: "patient_id" },
        splits: { from: "patients.csv", patient: "patient_id", split: "split" },
        timeseries: {
          from: "timeseries.csv",
          patient: "patient_id",
          time: "time_index",
          timeUnit: "step",
          variables: ["a_Lac", "Spitzendruck"]
        }
      },
      threshold: { value: results<{ threshold: number }>("metrics_single.json").threshold },
      groupings: { sex: { column: "sex" } }
    })
  )
  const dataset = await Effect.runPromise(loadDataset(config, { base: join(famews!, "inputs") }))
  const settingOf = (id: string, every: number, definesLabel: boolean) => {
    const categories = stepCategories(dataset, id, every)
    return {
      dataset: asFamewsCuts(dataset, categories),
      threshold: config.threshold.value,
      variables: [{ id, title: id, definesLabel, stepCategories: categories }],
      multiplicities: draws(dataset),
      options: { metrics: famewsMetrics, interpolation: "linear" as const, bins: 20 }
    }
  }
  return [settingOf("a_Lac", 480, true), settingOf("Spitzendruck", 5, false)]
}

const drawnByFamews = (): Uint8Array => {
  const lines = readFileSync(new URL("./oracle/famews-draws.txt", import.meta.url), "utf8")
    .trim()
    .split("\n")
  return Uint8Array.from(lines.flatMap((line) => Array.from(line, Number)))
}

describe(`the numbers of FAMEWS${orSkipped(famews, "reference/famews-S")}`, () => {
  it.skipIf(famews === undefined)(
    "are those of steps with, without and of patients without a measurement",
    async () => {
      const single = results<{
        as_shipped_minutes: { metrics: Readonly<Record<string, Readonly<Record<StepCategory, Values>>>> }
      }>("missingness_single.json").as_shipped_minutes.metrics
      let compared = 0
      for (const setting of await loadFamews(onceEach)) {
        for (const { category, cohort, grouping, metric, rest } of await contrastsOf(setting)) {
          const own = single[grouping]!
          Near.expectNear(
            cohort.estimate,
            own[category as StepCategory][metric]!,
            `${metric} of ${grouping}, ${category}`
          )
          Near.expectNear(rest.estimate, own.with_msrt[metric]!, `${metric} of ${grouping}, with_msrt`)
          compared++
        }
      }
      expect(compared).toBe(3 * 11)
    }
  )

  it.skipIf(famews === undefined)("are the medians over its own draws, of metrics that need no reference", async () => {
    const boot =
      results<Readonly<Record<string, { median: Readonly<Record<string, Values>> }>>>("missingness_boot.json")
    let compared = 0
    for (const setting of await loadFamews(drawnByFamews)) {
      for (const { category, cohort, grouping, metric, rest } of (await measured(setting)).comparisons) {
        // FAMEWS takes the reference prevalence of corrected metrics anew in every replicate.
        if (metric.startsWith("corrected")) continue
        const { median } = boot[grouping]!
        Near.expectNear(cohort.median!, median[category]![metric]!, `median ${metric} of ${grouping}, ${category}`)
        Near.expectNear(rest.median!, median.with_msrt![metric]!, `median ${metric} of ${grouping}, with_msrt`)
        compared++
      }
    }
    expect(compared).toBe(3 * 8)
  })
})
