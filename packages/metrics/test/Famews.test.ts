import { readFileSync } from "node:fs"
import { join } from "node:path"
import { AuditConfig, Comparison, type Dataset } from "@fairward/core"
import { orSkipped, sharedFolder } from "@fairward/fixtures/Shared"
import { loadDataset } from "@fairward/sources"
import { Effect } from "effect"
import { describe, expect, it, vi } from "vitest"
import { metrics } from "../src/Metric.ts"
import { measured, sharedMultiplicities } from "./fixtures/Measuring.ts"
import { expectNear, isNear } from "./fixtures/Near.ts"

vi.setConfig({ testTimeout: 60_000 })

type Values = Readonly<Record<string, number>>
type PerCategory = Readonly<Record<string, Readonly<Record<string, Values>>>>

interface Single {
  readonly threshold: number
  readonly group: PerCategory
  readonly not_group: PerCategory
  readonly all: Values
}

interface Boot {
  readonly median: PerCategory
  readonly mwu: Readonly<
    Record<
      string,
      Readonly<Record<string, Readonly<Record<string, { p_greater: number; p_less: number; delta: number }>>>>
    >
  >
}

const famewsMetrics = metrics.filter(({ byDefault }) => byDefault).map(({ id }) => id)

const groupings = ["sex", "age_group", "APACHE_group", "surgical_status"]

const folder = sharedFolder("reference/famews-S")

const results = <A>(name: string): A => JSON.parse(readFileSync(join(folder!, "results", name), "utf8"))

const load = async () => {
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
        splits: { from: "patients.csv", patient: "patient_id", split: "split" }
      },
      threshold: { value: results<Single>("metrics_single.json").threshold },
      groupings: Object.fromEntries(groupings.map((column) => [column, { column }]))
    })
  )
  return { config, dataset: await Effect.runPromise(loadDataset(config, { base: join(folder!, "inputs") })) }
}

/**
 * FAMEWS cuts events at 7 days, but not steps (three stays are longer). Its window of an event goes on before the event
 * that precedes it: as if that had stopped at once.
 */
const asFamewsReads = (dataset: Dataset.DatasetShape): Dataset.DatasetShape => ({
  ...dataset,
  maxLengthSteps: 2016,
  events: { ...dataset.events!, stop: dataset.events!.stop.map(() => 0) }
})

const measuredAs = async (multiplicities: (dataset: Dataset.DatasetShape) => Uint8Array) => {
  const { config, dataset } = await load()
  return measured({
    dataset: asFamewsReads(dataset),
    groupings: config.groupings,
    threshold: config.threshold.value,
    verdictMinimum: 0,
    multiplicities: multiplicities(dataset),
    options: {
      metrics: famewsMetrics,
      interpolation: "linear",
      bins: 20,
      referencePrevalence: "replicate"
    }
  })
}

/** One line a replicate: the ids of the patients drawn. */
const drawnByFamews = ({ patients }: Dataset.DatasetShape): Uint8Array => {
  const place = new Map(Array.from(patients.splits.test, (patient, i) => [patients.ids[patient]!, i]))
  const lines = readFileSync(join(folder!, "results", "bootstrap_test_pids.csv"), "utf8")
    .trim()
    .split("\n")
  const rows = lines.map((line) => {
    const row = new Array<number>(place.size).fill(0)
    for (const id of line.split(",")) row[place.get(id)!]!++
    return row
  })
  return sharedMultiplicities(rows.flat())
}

/** FAMEWS corrects a complement of several categories to the prevalences of the other complements. */
const isSameForRests = (metric: string, categories: number) => categories === 2 || !metric.startsWith("corrected")

describe(`the numbers of FAMEWS${orSkipped(folder, "reference/famews-S")}`, () => {
  it.skipIf(folder === undefined)("are those of cohorts, rests and everyone on the whole split", async () => {
    const single = results<Single>("metrics_single.json")
    const { contrasts, everyone, metrics } = await measuredAs((dataset) =>
      sharedMultiplicities(Array.from(dataset.patients.splits.test, () => 1))
    )
    let compared = 0
    for (const { categories, category, cohort, grouping, metric, rest } of contrasts) {
      expectNear(cohort.estimate, single.group[grouping]![category]![metric]!, `${metric} of ${category}`)
      compared++
      if (isSameForRests(metric, categories)) {
        const own = single.not_group[grouping]![`Not ${category}`]![metric]!
        expectNear(rest.estimate, own, `${metric} of the rest of ${category}`)
        compared++
      }
    }
    expect(compared).toBe(18 * 15 + 4 * 15 + 14 * 11)
    metrics.forEach(({ id }, m) => {
      if (!id.startsWith("corrected")) expectNear(everyone[m]!.estimate, single.all[id]!, `${id} of everyone`)
    })
  })

  it.skipIf(folder === undefined)("are the medians, deltas and p values over its own bootstrap draws", async () => {
    const boot = results<Boot>("metrics_boot.json")
    const { contrasts } = await measuredAs(drawnByFamews)
    const comparisons = Comparison.compare(contrasts, {
      significance: "mann-whitney",
      level: 0.95,
      verdictMinimum: 0,
      metrics: famewsMetrics.length
    })
    let medians = 0
    let tests = 0
    let exact = 0
    comparisons.forEach(({ category, cohort, delta, grouping, mannWhitney, metric, rest }, i) => {
      const { categories } = contrasts[i]!
      expectNear(cohort.median!, boot.median[grouping]![category]![metric]!, `median ${metric} of ${category}`)
      medians++
      if (!isSameForRests(metric, categories)) return
      if (categories > 2) {
        const own = boot.median[`${grouping}_bool`]![`Not ${category}`]![metric]!
        expectNear(rest.median!, own, `median ${metric} of the rest of ${category}`)
        medians++
      }
      const test = Object.entries(boot.mwu[grouping]![metric]!).find(([pair]) => pair.startsWith(`${category} vs `))
      if (test === undefined) return
      const [, { delta: famewsDelta, p_greater, p_less }] = test
      expectNear(delta!, famewsDelta, `delta ${metric} of ${category}`, 1e-9, 1e-12)
      const p = cohort.median! < rest.median! ? p_less : p_greater
      // Replicates of the same few patients are equal but for the order of summation, which makes ties or breaks them.
      expectNear(Math.log(mannWhitney.p!), Math.log(p), `log p of ${metric} of ${category}`, 1e-3)
      if (isNear(mannWhitney.p!, p)) exact++
      tests++
    })
    expect(exact).toBeGreaterThan(0.95 * tests)
    expect({ medians, tests }).toEqual({ medians: 18 * 15 + 14 * 11, tests: 2 * 15 + 14 * 11 })
  })
})
