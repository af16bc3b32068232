import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Comparison, type Dataset } from "@fairward/core"
import { orSkipped, sharedFolder } from "@fairward/fixtures/Shared"
import { describe, expect, it } from "vitest"
import { configOf, load, measured } from "./fixtures/Audits.ts"

type Medians = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number | null>>>>>>

const folder = sharedFolder("reference/famews-S")
const groupings = ["sex", "age_group", "APACHE_group", "surgical_status"]

const text = (name: string) => readFileSync(join(folder!, "results", name), "utf8").trim()
const results = <A>(name: string): A => JSON.parse(text(name))

const dataset = async () => {
  const config = await configOf({
    timestep: "5 min",
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
    groupings: Object.fromEntries(groupings.map((column) => [column, { column }]))
  })
  return { config, dataset: asFamewsReads(await load(config, join(folder!, "inputs"))) }
}

const famewsLastStart = 2016 + 144

/** FAMEWS leaves out events that start more than a horizon after 7 days, but does not cut the steps before the others there. */
const asFamewsReads = (loaded: Dataset.DatasetShape): Dataset.DatasetShape => {
  const { offsets, start, stop } = loaded.events!
  const kept = Array.from(start.keys()).filter((event) => start[event]! <= famewsLastStart)
  return {
    ...loaded,
    events: {
      offsets: offsets.map((offset) => kept.filter((event) => event < offset).length),
      start: Int32Array.from(kept, (event) => start[event]!),
      stop: Int32Array.from(kept, (event) => stop[event]!)
    }
  }
}

const measuredWith = async (replicates: (dataset: Dataset.DatasetShape) => ReadonlyArray<ReadonlyArray<number>>) => {
  const { config, dataset: loaded } = await dataset()
  const { thresholds } = results<{ readonly thresholds: Readonly<Record<string, number>> }>("threshold.json")
  const measurement = await measured({
    dataset: loaded,
    groupings: config.groupings,
    threshold: thresholds["event_recall_0.8"]!,
    windows: [0, 180, 360, 720],
    points: [1],
    replicates: replicates(loaded)
  })
  return { measurement, loaded }
}

/** One line a replicate: the ids of the patients drawn. */
const drawnByFamews = ({ patients }: Dataset.DatasetShape) => {
  const place = new Map(Array.from(patients.splits.test, (patient, i) => [patients.ids[patient]!, i]))
  return text("bootstrap_test_pids.csv")
    .split("\n")
    .map((line) => {
      const drawn = new Array<number>(place.size).fill(0)
      for (const id of line.split(",")) drawn[place.get(id)!]!++
      return drawn
    })
}

const orNull = (value: number) => (Number.isNaN(value) ? null : value)

describe(`the numbers of FAMEWS${orSkipped(folder, "reference/famews-S")}`, () => {
  it.skipIf(folder === undefined)("are the gap and the window of every detected event", async () => {
    const { loaded, measurement } = await measuredWith(() => [])
    const { gaps, windowOf, windows } = measurement
    const ours = Array.from(gaps.gap.keys())
      .filter((event) => gaps.gap[event]! > 0)
      .map((event) => {
        const id = loaded.patients.ids[loaded.patients.splits.test[gaps.patient[event]!]!]
        return `${id},${gaps.gap[event]! * 5},${windows[windowOf[event]!]!.id}`
      })
    const theirs = text("timegap_events.csv")
      .split(/\r?\n/u)
      .slice(1)
      .map((line) => line.replace(/,\d+$/u, ""))
    expect(theirs).toHaveLength(286)
    expect(ours.toSorted()).toEqual(theirs.map((line) => line.replace(/\.0(?=,)/u, "")).toSorted())
  })

  it.skipIf(folder === undefined)("are the median of every cohort and rest on the whole split", async () => {
    const { measurement } = await measuredWith(() => [])
    const single = results<{ readonly group: Medians; readonly not_group: Medians }>("timegap_single.json")
    let medians = 0
    for (const { category, cohort, grouping, metric, rest } of measurement.contrasts) {
      expect(orNull(cohort.estimate), `${category} ${metric}`).toBe(single.group[grouping]![category]![metric])
      const complement = single.not_group?.[grouping]?.[`Not ${category}`]
      if (complement !== undefined)
        expect(orNull(rest.estimate), `rest of ${category} ${metric}`).toBe(complement[metric])
      medians++
    }
    expect(medians).toBe(18 * 4)
  })

  it.skipIf(folder === undefined)("are the medians over its own bootstrap draws", async () => {
    const { measurement } = await measuredWith(drawnByFamews)
    const boot = results<{ readonly median: Medians; readonly nan_runs: Medians }>("timegap_boot.json")
    const comparisons = Comparison.compare(measurement.contrasts, {
      significance: "mann-whitney",
      level: 0.95,
      verdictMinimum: 0,
      metrics: 4
    })
    let rests = 0
    comparisons.forEach(({ category, cohort, grouping, metric, rest }, i) => {
      const what = `${category} ${metric}`
      const missing = boot.nan_runs[grouping]![category]![metric]!
      expect(100 - cohort.replicates, what).toBe(missing)
      if (missing === 0) expect(cohort.median, what).toBe(boot.median[grouping]![category]![metric])
      if (measurement.contrasts[i]!.categories > 2) {
        const own = boot.median[`${grouping}_bool`]![`Not ${category}`]![metric]
        expect(rest.median, `rest of ${what}`).toBe(own)
        rests++
      }
    })
    expect(rests).toBe(14 * 4)
  })
})
