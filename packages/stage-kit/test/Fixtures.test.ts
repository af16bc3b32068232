import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { AuditConfig, type Dataset, Detection } from "@fairward/core"
import { Simulation } from "@fairward/simulator"
import { loadDataset } from "@fairward/sources"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { Fixtures } from "../src/index.ts"

const plain = (columns: object): Readonly<Record<string, ReadonlyArray<number>>> =>
  Object.fromEntries(
    Object.entries(columns).flatMap(([name, values]) =>
      ArrayBuffer.isView(values) ? [[name, [...(values as Float64Array)]]] : []
    )
  )

const loaded = async (): Promise<Dataset.DatasetShape> => {
  const folder = await mkdtemp(join(tmpdir(), "fairward-stage-kit-"))
  await Simulation.write(Simulation.simulate(Fixtures.ward), folder)
  const of = (name: string) => ({ from: `${name}.parquet`, patient: "patient_id" })
  const config = await Effect.runPromise(
    AuditConfig.decode({
      title: "Ward",
      timestep: `${Fixtures.ward.stepMinutes} min`,
      horizon: `${Fixtures.ward.horizonHours} h`,
      data: {
        predictions: { ...of("predictions"), time: "step", label: "label", score: ["seed_0", "seed_1"] },
        patients: of("patients"),
        events: { ...of("events"), start: "start", stop: "stop" },
        timeseries: { ...of("timeseries"), time: "minutes", timeUnit: "min" },
        attributions: of("attributions"),
        splits: { ...of("splits"), split: "split" }
      },
      threshold: { value: 0.5 },
      groupings: { sex: { column: "sex" } }
    })
  )
  const dataset = await Effect.runPromise(loadDataset(config, { base: folder }))
  await rm(folder, { recursive: true })
  return dataset
}

describe("the simulated ward", () => {
  it("is what sources load from the files that the simulator writes", async () => {
    const fromFiles = await loaded()
    const inMemory = Fixtures.simulated()
    for (const table of ["predictions", "events", "timeseries", "attributions"] as const) {
      expect(plain(inMemory[table]!), table).toEqual(plain(fromFiles[table]!))
    }
    expect([...inMemory.timeseries!.variables].map(([name, values]) => [name, [...values]])).toEqual(
      [...fromFiles.timeseries!.variables].map(([name, values]) => [name, [...values]])
    )
    expect(inMemory.attributions!.features).toEqual(fromFiles.attributions!.features)
    expect(inMemory.patients.ids).toEqual(fromFiles.patients.ids)
    expect(plain(inMemory.patients.splits)).toEqual(plain(fromFiles.patients.splits))
    expect(inMemory.patients.isSplit).toBe(true)
    for (const name of inMemory.patients.attributes.columnNames()) {
      expect([...inMemory.patients.attributes.array(name)], name).toEqual([
        ...fromFiles.patients.attributes.array(name)
      ])
    }
    expect([inMemory.timestepMinutes, inMemory.horizonSteps, inMemory.maxLengthSteps]).toEqual([
      fromFiles.timestepMinutes,
      fromFiles.horizonSteps,
      fromFiles.maxLengthSteps
    ])
  })

  it("has patients of both sexes with events, and of every age group", () => {
    const { dataset } = Fixtures.complete()
    const events = Detection.evaluableEvents(dataset)!
    const test = Array.from(dataset.patients.splits.test)
    const sex = dataset.patients.attributes.array("sex")
    for (const one of ["F", "M"]) {
      const having = test.filter((i) => sex[i] === one && events.offsets[i + 1]! > events.offsets[i]!)
      expect(having.length, one).toBeGreaterThanOrEqual(15)
    }
  })
})

describe("the variants", () => {
  const variants = new Map(Fixtures.variants(Fixtures.complete()).map(({ dataset, name }) => [name, dataset]))

  it("lack what they are named after", () => {
    expect(variants.get("no predictions")!.predictions).toBeUndefined()
    expect(variants.get("no events")!.events).toBeUndefined()
    expect(variants.get("no time series")!.timeseries).toBeUndefined()
    expect(variants.get("no attributions")!.attributions).toBeUndefined()
    expect(variants.get("a table of events that is empty")!.events!.start).toHaveLength(0)
    expect(new Set(variants.get("a constant score")!.predictions!.score)).toEqual(new Set([0.5]))
    expect(new Set(variants.get("no label 1")!.predictions!.label)).toEqual(new Set([0, -1]))
    expect(new Set(variants.get("no label at all")!.predictions!.label)).toEqual(new Set([-1]))
    const nothing = variants.get("a time series without a measurement")!.timeseries!
    for (const values of nothing.variables.values()) expect(values.every(Number.isNaN)).toBe(true)
  })

  it("have one patient, or three, with an event and predictions", () => {
    for (const [name, count] of [
      ["one patient", 1],
      ["three patients", 3]
    ] as const) {
      const { events, patients, predictions } = variants.get(name)!
      expect(patients.count).toBe(count)
      expect(patients.splits.test).toHaveLength(count)
      expect(events!.start.length).toBeGreaterThanOrEqual(count)
      expect(predictions!.offsets.at(-1)).toBe(predictions!.score.length)
      expect(predictions!.score.length).toBeGreaterThan(count)
    }
  })

  it("have one prediction a patient without time, positive where the patient was ever", () => {
    const { events, horizonSteps, predictions } = variants.get("one prediction a patient")!
    expect([horizonSteps, events]).toEqual([0, undefined])
    const { label, offsets } = predictions!
    for (let i = 0; i + 1 < offsets.length; i++) expect(offsets[i + 1]! - offsets[i]!).toBeLessThanOrEqual(1)
    expect(new Set(label)).toEqual(new Set([0, 1]))
  })

  it("have patients without any attribute", () => {
    const some = variants.get("patients in no cohort")!.patients.attributes.array("sex")
    expect([...some].filter((sex) => sex === null).length).toBeGreaterThan(some.length / 3)
    expect(new Set(variants.get("every patient in no cohort")!.patients.attributes.array("sex"))).toEqual(
      new Set([null])
    )
  })

  it("leave the fixture that they are made of as it is", () => {
    const contentOf = ({ attributions, events, patients, predictions, timeseries }: Dataset.DatasetShape) => ({
      tables: [predictions, events, timeseries, attributions, patients.splits].map((part) => plain(part!)),
      variables: plain(Object.fromEntries(timeseries!.variables)),
      attributes: patients.attributes.objects()
    })
    const base = Fixtures.complete()
    Fixtures.variants(base)
    expect(contentOf(base.dataset)).toEqual(contentOf(Fixtures.complete().dataset))
  })
})
