import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import * as Presets from "../src/Presets.ts"

type Data = Record<string, Record<string, string>>

const files = [
  "unit/data/train/0.parquet",
  "unit/predictions/0.parquet",
  "unit/metadata/subject_splits.parquet",
  "no splits/data/0.parquet",
  "no splits/predictions/held_out/deep/0.parquet",
  "it's/prediction.csv"
]

describe("data with a preset", () => {
  let place = ""
  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), "fairward-preset-"))
    for (const file of files) {
      await mkdir(dirname(join(place, file)), { recursive: true })
      await writeFile(join(place, file), "")
    }
  })
  afterAll(() => rm(place, { recursive: true, force: true }))

  const expand = async (data: unknown) => {
    const { data: expanded, issues } = await Effect.runPromise(Presets.expand(data, place))
    return { tables: expanded as Data, issues }
  }

  it("stay as they are without one", async () => {
    const data = { predictions: { from: "p.csv" } }
    expect(await expand(data)).toEqual({ tables: data, issues: [] })
  })

  it("become the tables whose files are there", async () => {
    const { issues, tables } = await expand({ preset: "meds", from: "unit" })
    expect(issues).toEqual([])
    expect(Object.keys(tables)).toEqual(["predictions", "patients", "splits"])
    expect(tables.predictions).toMatchObject({ from: "unit/predictions/**/*.parquet", patient: "subject_id" })
    expect(tables.splits).toMatchObject({ test: "held_out", train: "train" })
    expect(Object.keys((await expand({ preset: "meds", from: "no splits" })).tables)).toEqual([
      "predictions",
      "patients"
    ])
  })

  it("have no mark of the template left", async () => {
    const { tables } = await expand({ preset: "meds", from: "unit", events: { code: "A" } })
    expect(JSON.stringify(tables)).not.toContain("{{")
  })

  it("let what is written beside win, setting by setting, and null remove", async () => {
    const { issues, tables } = await expand({
      preset: "meds",
      from: "unit",
      predictions: { score: "risk", label: null },
      splits: null
    })
    expect(issues).toEqual([])
    expect(tables.predictions).toEqual({
      from: "unit/predictions/**/*.parquet",
      patient: "subject_id",
      time: "prediction_time",
      timeUnit: "timestamp",
      score: "risk"
    })
    expect(Object.keys(tables)).not.toContain("splits")
  })

  it("take other predictions into the queries of other tables", async () => {
    const file = await expand({ preset: "meds", from: "unit", predictions: { from: "it's mine.parquet" } })
    expect(file.tables.patients!.from).toContain("from 'it''s mine.parquet'")
    const query = await expand({ preset: "meds", from: "unit", predictions: { from: "select * from 'p.csv'" } })
    expect(query.tables.patients!.from).toContain("from (select * from 'p.csv')")
  })

  it("read events whose code is one of the codes, with * for any characters", async () => {
    const from = async (code: unknown) =>
      (await expand({ preset: "meds", from: "unit", events: { code } })).tables.events!.from
    expect(await from("ICD10CM//A41.9")).toContain("where code in ('ICD10CM//A41.9')")
    expect(await from(["A", "it's"])).toContain("where code in ('A', 'it''s')")
    expect(await from(["ICD10CM//A41.*", "B"])).toContain("where code similar to 'ICD10CM//A41\\..*|B'")
    expect((await expand({ preset: "meds", from: "unit", events: { code: "A" } })).tables.events).not.toHaveProperty(
      "code"
    )
  })

  it("say what is asked for when a table is begun but not told which rows", async () => {
    const { issues } = await expand({ preset: "meds", from: "unit", events: {}, timeseries: {} })
    expect(issues.map(({ path }) => path.join("."))).toEqual(["data.events.code", "data.timeseries.variables"])
    expect(issues[0]!.message).toContain("Required with preset meds: the code or codes of the event")
    expect((await expand({ preset: "meds", from: "unit", events: { code: [] } })).issues[0]!.message).toBe(
      "Expected a code, or a list of codes"
    )
  })

  it("ask for nothing when the table is read from elsewhere", async () => {
    const events = { from: "onsets.csv", start: "onset" }
    const { issues, tables } = await expand({ preset: "meds", from: "unit", events })
    expect(issues).toEqual([])
    expect(tables.events).toEqual({ ...events, patient: "subject_id", timeUnit: "timestamp" })
  })

  it("are looked for in a folder that is named from the root", async () => {
    const { issues, tables } = await expand({ preset: "plp", from: join(place, "it's") })
    expect(issues).toEqual([])
    expect(tables.patients!.from).toContain(place)
  })

  it("quote a folder's name where it stands in a query", async () => {
    const { issues, tables } = await expand({ preset: "plp", from: "it's" })
    expect(issues).toEqual([])
    expect(tables.predictions!.from).toContain("read_csv('it''s/prediction.csv'")
  })

  it("say which preset was meant, and which there are", async () => {
    expect((await expand({ preset: "med", from: "unit" })).issues).toEqual([
      { path: ["data", "preset"], message: 'No preset "med": did you mean "meds"?' }
    ])
    expect((await expand({ preset: "constructor", from: "unit" })).issues[0]!.message).toContain("known: meds, plp")
  })

  it("say which folder is missing, and what is looked for in it", async () => {
    expect((await expand({ preset: "meds" })).issues).toEqual([
      {
        path: ["data", "from"],
        message: "Required with preset meds: the root of a MEDS data set, with data/, metadata/ and predictions/"
      }
    ])
    const { issues } = await expand({ preset: "yaib", from: "unit" })
    expect(issues).toHaveLength(1)
    expect(issues[0]!.path).toEqual(["data", "from"])
    expect(issues[0]!.message).toBe(
      `No **/pred_indicators.csv, no sta.parquet in ${join(place, "unit")}\nPreset yaib looks for ${Presets.presets.yaib!.folder}.`
    )
  })
})
