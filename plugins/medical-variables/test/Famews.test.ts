import { readFileSync } from "node:fs"
import { join } from "node:path"
import { AuditConfig, Comparison, type Dataset } from "@fairward/core"
import { orSkipped, sharedFolder } from "@fairward/fixtures/Shared"
import { loadDataset } from "@fairward/sources"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import type { EventCondition } from "../src/PatientMedians.ts"
import { patientMedians } from "../src/PatientMedians.ts"
import { measured } from "./fixtures/Stages.ts"

type Values = Readonly<Record<string, number>>
type PerCategory = Readonly<Record<string, Readonly<Record<string, Values>>>>

interface Single {
  readonly per_patient_index: { readonly group: PerCategory; readonly not_group: PerCategory; readonly all: Values }
}

const folder = sharedFolder("reference/famews-S")

const results = (name: string): string => readFileSync(join(folder!, "results", name), "utf8")

const columns = ["sex", "age_group", "APACHE_group", "surgical_status"]
const groupings = Object.fromEntries(columns.map((column) => [column, { column }]))

const suffix: Readonly<Record<EventCondition, string>> = {
  whole_stay: "",
  not_in_event: "_not_inevent",
  without_events: "_never_inevent"
}

const isNear = (actual: number, expected: number) => Math.abs(actual - expected) <= 1e-9 * Math.abs(expected)

const expectNear = (actual: number, expected: number, what: string) =>
  expect(isNear(actual, expected), `${what}: ${actual}, FAMEWS ${expected}`).toBe(true)

const load = async (): Promise<Dataset.DatasetShape> => {
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
        events: { from: "events.csv", patient: "patient_id", start: "start", stop: "stop" },
        timeseries: { from: "timeseries.csv", patient: "patient_id", time: "minutes", timeUnit: "min" },
        splits: { from: "patients.csv", patient: "patient_id", split: "split" }
      },
      threshold: { value: 0.5 },
      groupings
    })
  )
  return Effect.runPromise(loadDataset(config, { base: join(folder!, "inputs") }))
}

/** FAMEWS's mask of an event includes the step `stop` itself. */
const asFamewsMasks = (dataset: Dataset.DatasetShape): Dataset.DatasetShape => ({
  ...dataset,
  events: { ...dataset.events!, stop: dataset.events!.stop.map((stop) => stop + 1) }
})

const once = (dataset: Dataset.DatasetShape) => new Uint8Array(dataset.patients.splits.train.length).fill(1)

const drawnByFamews = ({ patients }: Dataset.DatasetShape): Uint8Array => {
  const train = patients.splits.train
  const place = new Map(Array.from(train, (patient, i) => [patients.ids[patient]!, i]))
  const lines = results("bootstrap_train_pids.csv").trim().split("\n")
  const multiplicities = new Uint8Array(lines.length * train.length)
  lines.forEach((line, b) => {
    for (const id of line.split(",")) multiplicities[b * train.length + place.get(id)!]!++
  })
  return multiplicities
}

describe(`the medians of FAMEWS${orSkipped(folder, "reference/famews-S")}`, () => {
  it.skipIf(folder === undefined)("are those of each patient", async () => {
    const dataset = asFamewsMasks(await load())
    const { ids, splits } = dataset.patients
    const medians = patientMedians(dataset, splits.train, "a_Lac", undefined)
    const [header, ...lines] = results("medvars_patients_per_patient_index.csv").trim().split("\n")
    const names = header!.split(",")
    const rows = new Map(lines.map((line) => [line.split(",")[0]!, line.split(",")]))
    let compared = 0
    for (const [condition, own] of Object.entries(medians)) {
      const column = names.indexOf(`a_Lac${suffix[condition as EventCondition]}`)
      own.forEach((median, i) => {
        const text = rows.get(ids[splits.train[i]!]!)?.[column] ?? ""
        if (text === "" || text === "nan") expect(median, ids[splits.train[i]!]).toBeNaN()
        else {
          expectNear(median, Number(text), `${condition} of ${ids[splits.train[i]!]}`)
          compared++
        }
      })
    }
    expect(compared).toBeGreaterThan(400)
  })

  it.skipIf(folder === undefined)(
    "are those of every cohort, rest and everyone, outside events with FAMEWS's mask",
    async () => {
      const { all, group, not_group } = (JSON.parse(results("medvars_single.json")) as Single).per_patient_index
      const dataset = asFamewsMasks(await load())
      const { contrasts, everyone, metrics } = await measured({
        dataset,
        groupings,
        options: { variables: { a_Lac: {} } },
        multiplicities: once(dataset)
      })
      for (const { category, cohort, grouping, metric, rest } of contrasts) {
        const name = `a_Lac${suffix[metric.split(":")[1] as EventCondition]}`
        expectNear(cohort.estimate, group[grouping]![category]![name]!, `${name} of ${category}`)
        expectNear(rest.estimate, not_group[grouping]![`Not ${category}`]![name]!, `${name} of the rest of ${category}`)
      }
      expect(contrasts).toHaveLength(18 * 3)
      metrics.forEach(({ condition }, m) => {
        expectNear(everyone[m]!.estimate, all[`a_Lac${suffix[condition]}`]!, `${condition} of everyone`)
      })
    }
  )

  it.skipIf(folder === undefined)("over its own bootstrap draws are the same", async () => {
    const { median } = JSON.parse(results("medvars_boot.json")) as { readonly median: PerCategory }
    const dataset = await load()
    const { contrasts } = await measured(
      { dataset, groupings, options: { variables: { a_Lac: {} } }, multiplicities: drawnByFamews(dataset) },
      ["whole_stay", "without_events"]
    )
    const comparisons = Comparison.compare(contrasts, {
      significance: "mann-whitney",
      level: 0.95,
      verdictMinimum: 2,
      metrics: 6
    })
    let compared = 0
    for (const { category, cohort, grouping, metric, rest } of comparisons) {
      const name = `a_Lac${suffix[metric.split(":")[1] as EventCondition]}`
      expectNear(cohort.median!, median[grouping]![category]![name]!, `${name} of ${category}`)
      compared++
      const other = median[`${grouping}_bool`]?.[`Not ${category}`]?.[name]
      if (other === undefined) continue
      expectNear(rest.median!, other, `${name} of the rest of ${category}`)
      compared++
    }
    expect(compared).toBe(18 * 2 + 14 * 2)
  })

  it.skipIf(folder === undefined)(
    "that it cannot give, outside [start, stop) and while no vasopressor runs, are those of the script",
    async () => {
      const oracle = JSON.parse(readFileSync(new URL("oracle/famews.json", import.meta.url), "utf8")) as Readonly<
        Record<string, Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>>>
      >
      const dataset = await load()
      const rule = { on: "> 0", off: "= 0" }
      const { contrasts } = await measured({
        dataset,
        groupings,
        options: {
          variables: { a_Lac: {}, ABPm: { onlyWhile: { not: "vasopressors" } } },
          conditions: { vasopressors: { norepinephrine: rule, dobutamine: rule } }
        },
        multiplicities: once(dataset)
      })
      for (const { category, cohort, grouping, metric, rest } of contrasts) {
        const [own, others] = oracle[grouping]![category]![metric]!
        expectNear(cohort.estimate, own, `${metric} of ${category}`)
        expectNear(rest.estimate, others, `${metric} of the rest of ${category}`)
      }
      expect(contrasts).toHaveLength(18 * 6)
    }
  )
})
