import { existsSync } from "node:fs"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { AuditConfig, Cohorts, type Dataset, Detection } from "@fairward/core"
import { loadDataset } from "@fairward/sources"
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { parse } from "yaml"
import { type Stay, writeRecords, writeScores } from "./challengeFiles.ts"

const example = join(import.meta.dirname, "..")

const configOf = async (name: string) =>
  Effect.runPromise(AuditConfig.decode(parse(await readFile(join(example, name), "utf8"))))

const load = async (folder: string) =>
  Effect.runPromise(Effect.result(loadDataset(await configOf("fairward-psv.yaml"), { base: folder })))

const hospitalA: ReadonlyArray<Stay> = [
  { id: "p000001", age: "83.14", gender: 0, unit1: "NaN", unit2: "NaN", labels: "0000" }
]
const hospitalB: ReadonlyArray<Stay> = [
  { id: "p100001", age: "60", gender: 1, unit1: "0", unit2: "1", labels: "000000" },
  { id: "p100002", age: "71.5", gender: 0, unit1: "1", unit2: "0", labels: "00001111111111" },
  { id: "p100003", age: "49", gender: 0, unit1: "1", unit2: "0", labels: "11" },
  { id: "p100004", age: "90", gender: 1, unit1: "NaN", unit2: "NaN", from: 3, labels: "0001111111" }
]

describe("fairward-psv.yaml on records of the challenge", () => {
  let folder = ""
  let dataset: Dataset.DatasetShape

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fairward-psv-"))
    await writeRecords(folder, "training_setA", hospitalA)
    await writeRecords(folder, "training_setB", hospitalB)
    await writeScores(folder, hospitalB, (row) => row / 100)
    const loaded = await load(folder)
    if (loaded._tag === "Failure") throw new Error(loaded.failure.message)
    dataset = loaded.success
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const rowsOf = (id: string) => {
    const { ids } = dataset.patients
    const { label, offsets, score, step } = dataset.predictions!
    const [from, to] = [offsets[ids.indexOf(id)]!, offsets[ids.indexOf(id) + 1]!]
    return { step: [...step.subarray(from, to)], label: [...label.subarray(from, to)], score: score.subarray(from, to) }
  }
  const eventsOf = (id: string) => {
    const { offsets, start, stop } = dataset.events!
    const patient = dataset.patients.ids.indexOf(id)
    return Array.from({ length: offsets[patient + 1]! - offsets[patient]! }, (_, k) => [
      start[offsets[patient]! + k],
      stop[offsets[patient]! + k]
    ])
  }

  it("takes patients from both hospitals, and hospital B alone as the test split", () => {
    const { ids, splits } = dataset.patients
    expect(ids).toEqual(["p000001", "p100001", "p100002", "p100003", "p100004"])
    expect([...splits.train].map((patient) => ids[patient])).toEqual(["p000001"])
    expect([...splits.test].map((patient) => ids[patient])).toEqual(["p100001", "p100002", "p100003", "p100004"])
  })

  it("reads age, sex and unit, and leaves an unknown unit empty", () => {
    const { attributes } = dataset.patients
    expect([...attributes.array("age")]).toEqual([83.14, 60, 71.5, 49, 90])
    expect([...attributes.array("sex")]).toEqual(["F", "M", "F", "F", "M"])
    expect([...attributes.array("unit")]).toEqual([null, "SICU", "MICU", "MICU", null])
  })

  it("puts the onset six hours after the first label, and ends the event with the record", () => {
    expect(eventsOf("p100001")).toEqual([])
    expect(eventsOf("p100002")).toEqual([[10, 14]])
    expect(eventsOf("p100004")).toEqual([[11, 12]])
  })

  it("gives an onset after the end of a record one hour", () => {
    expect(eventsOf("p100003")).toEqual([[6, 7]])
  })

  it("labels the six hours before the onset, and none from there on", () => {
    expect(rowsOf("p100002").label).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1])
    expect(rowsOf("p100003").label).toEqual([1, 1])
    expect(rowsOf("p100001").label).toEqual([0, 0, 0, 0, 0, 0])
  })

  it("counts hours from ICULOS 1 and joins the scores by patient and hour", () => {
    expect(rowsOf("p100004").step).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect(rowsOf("p100004").score[3]).toBe(0.03)
    expect(rowsOf("p000001").step).toEqual([])
  })

  it("derives every cohort of the configuration", async () => {
    const config = await configOf("fairward-psv.yaml")
    const { dropped, groupings } = await Effect.runPromise(
      Cohorts.derive(dataset, { ...config, minEventPatients: 0 }, Detection.evaluableEvents(dataset))
    )
    expect(dropped).toEqual([])
    expect(groupings.map(({ id, unassigned }) => [id, unassigned])).toEqual([
      ["sex", 0],
      ["age", 0],
      ["unit", 1]
    ])
  })
})

describe("fairward-psv.yaml on scores that do not fit the records", () => {
  let folder = ""
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fairward-psv-"))
    await writeRecords(folder, "training_setA", hospitalA)
    await writeRecords(folder, "training_setB", hospitalB)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const problems = async () => {
    const loaded = await load(folder)
    return loaded._tag === "Failure" ? loaded.failure.message : "none"
  }

  it("refuses hours without a score", async () => {
    await writeScores(folder, hospitalB.slice(1), () => 0.5)
    expect(await problems()).toMatch(/6 rows .*score/u)
  })

  it("refuses scores of patients without a record", async () => {
    await writeScores(folder, [...hospitalB, { ...hospitalB[0]!, id: "p100009" }], () => 0.5)
    expect(await problems()).toContain("p100009")
  })
})

describe("fairward.yaml", () => {
  const derived = join(example, "../../../shared/data/physionet2019")

  it("decodes", async () => {
    expect(Object.keys((await configOf("fairward.yaml")).groupings)).toEqual(["sex", "age", "unit"])
  })

  it.skipIf(!existsSync(derived))("finds the derived tables where they lie beside the repository", async () => {
    const loaded = await Effect.runPromise(
      Effect.result(loadDataset(await configOf("fairward.yaml"), { base: example }))
    )
    if (loaded._tag === "Failure") throw new Error(loaded.failure.message)
    expect(loaded.success.patients.splits.test.length).toBe(20_000)
    expect(loaded.success.predictions!.step.length).toBe(761_995)
  })
})
