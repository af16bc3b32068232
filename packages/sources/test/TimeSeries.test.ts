import * as Message from "@fairward/core/Message"
import { describe, expect, it } from "vitest"
import { datasetOf, soundFiles } from "./fixtures/Folder.ts"

const seriesOf = async (
  files: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, unknown>>,
  rest: Readonly<Record<string, unknown>> = {}
) => {
  const { notes, timeseries } = await datasetOf(
    { ...soundFiles, ...files },
    { ...rest, data: { timeseries: { patient: "pid", time: "minutes", timeUnit: "min", ...settings } } }
  )
  return { notes: notes.map(({ message }) => Message.text(message)), ...timeseries! }
}

const values = (variables: ReadonlyMap<string, Float32Array | Float64Array>) =>
  Object.fromEntries([...variables].map(([name, array]) => [name, [...array]]))

describe("wide time series", () => {
  it("keep times off the grid, in minutes, sorted by patient and time, and NaN where nothing was measured", async () => {
    const csv = "pid,minutes,hr,map\n2,12.5,80,\n1,61,,70\n1,7,90,65.5\n"
    const { minutes, notes, offsets, variables } = await seriesOf({ "ts.csv": csv }, { from: "ts.csv" })
    expect([...offsets]).toEqual([0, 2, 2, 3])
    expect([...minutes]).toEqual([7, 61, 12.5])
    expect(values(variables)).toEqual({ hr: [90, Number.NaN, 80], map: [65.5, 70, Number.NaN] })
    expect(notes).toEqual([])
    for (const array of [offsets, minutes, ...variables.values()])
      expect(array.buffer).toBeInstanceOf(SharedArrayBuffer)
  })

  it("count steps in multiples of the timestep", async () => {
    const { minutes } = await seriesOf({ "ts.csv": "pid,minutes,hr\n1,3,80\n" }, { from: "ts.csv", timeUnit: "step" })
    expect([...minutes]).toEqual([15])
  })

  it("have single precision where the file has it, double precision otherwise", async () => {
    const { variables } = await seriesOf(
      {
        "ts.parquet": "select 1 as pid, 5 as minutes, 1.1::float as a, 1.1::double as b, 3::smallint as c, 'x' as text"
      },
      { from: "ts.parquet" }
    )
    expect([...variables.keys()]).toEqual(["a", "b", "c"])
    expect(variables.get("a")).toEqual(Float32Array.of(1.1))
    expect(variables.get("b")).toEqual(Float64Array.of(1.1))
    expect(variables.get("c")).toEqual(Float64Array.of(3))
  })

  it("of CSV are the columns that hold nothing but numbers, or those of the configuration", async () => {
    const csv = "pid,minutes,hr,ward,map\n1,5,80,A,\n1,10,81,3,70\n"
    const all = await seriesOf({ "ts.csv": csv }, { from: "ts.csv" })
    expect([...all.variables.keys()]).toEqual(["hr", "map"])
    const chosen = await seriesOf({ "ts.csv": csv }, { from: "ts.csv", variables: ["map"] })
    expect(values(chosen.variables)).toEqual({ map: [Number.NaN, 70] })
  })

  it("know which of them the label is defined by, where it is said", async () => {
    const files = { "ts.csv": "pid,minutes,hr,map\n1,5,80,70\n" }
    expect((await seriesOf(files, { from: "ts.csv" })).definesLabel).toBeUndefined()
    expect((await seriesOf(files, { from: "ts.csv", definesLabel: ["map"] })).definesLabel).toEqual(["map"])
  })

  it("join rows of one patient and time, keeping the smallest value, whatever their order", async () => {
    const rows = ["1,5,80,", "1,5,78,70", "1,5,79,71", "1,10,60,60"]
    for (const order of [rows, rows.toReversed()]) {
      const { minutes, notes, offsets, variables } = await seriesOf(
        { "ts.csv": `pid,minutes,hr,map\n${order.join("\n")}\n` },
        { from: "ts.csv" }
      )
      expect([...offsets]).toEqual([0, 2, 2, 2])
      expect([...minutes]).toEqual([5, 10])
      expect(values(variables)).toEqual({ hr: [78, 60], map: [70, 60] })
      expect(notes).toEqual([
        "2 rows with a patient and time that other rows have too: joined, the smallest value of each variable kept."
      ])
    }
  })

  it("leave out, with a note, what lies before admission, at or beyond the maximum length, and of unknown patients", async () => {
    const csv = "pid,minutes,hr\n1,-1,1\n1,0,2\n1,29.9,3\n1,30,4\n99,5,5\n"
    const { minutes, notes } = await seriesOf({ "ts.csv": csv }, { from: "ts.csv" }, { maxLength: "30 min" })
    expect([...minutes]).toEqual([0, 29.9])
    expect(notes).toEqual([
      "1 patient without a row in the table of patients left out.",
      "1 row before admission left out.",
      "1 row at or beyond the maximum length of 6 steps left out."
    ])
  })

  it("may lie in many files", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`ts/${i}.csv`, `pid,minutes,hr\n${[1, 2, 10][i % 3]},${i},${i}\n`])
    )
    const { offsets, variables } = await seriesOf(files, { from: "ts/*.csv" })
    expect([...offsets]).toEqual([0, 10, 20, 30])
    expect([...variables.get("hr")!.subarray(0, 3)]).toEqual([0, 3, 6])
  })
})

describe("long time series", () => {
  const long = { from: "ts.csv", variable: "name", value: "value" }

  it("become the same as the wide layout", async () => {
    const csv = "pid,minutes,name,value\n2,12.5,hr,80\n1,61,map,70\n1,7,map,65.5\n1,7,hr,90\n"
    const { minutes, offsets, variables } = await seriesOf({ "ts.csv": csv }, long)
    expect([...offsets]).toEqual([0, 2, 2, 3])
    expect([...minutes]).toEqual([7, 61, 12.5])
    expect(values(variables)).toEqual({ hr: [90, Number.NaN, 80], map: [65.5, 70, Number.NaN] })
  })

  it("keep the smallest of several values of a variable at one time, with a note", async () => {
    const csv = "pid,minutes,name,value\n1,7,hr,91\n1,7,hr,90\n1,7,map,65\n"
    const { notes, variables } = await seriesOf({ "ts.csv": csv }, long)
    expect(values(variables)).toEqual({ hr: [90], map: [65] })
    expect(notes).toEqual([
      "1 row with a patient, time and variable that other rows have too: the smallest value kept."
    ])
  })

  it("hold the configured variables alone, and judge no others", async () => {
    const csv = "pid,minutes,name,value\n1,7,hr,91\n1,8,comment,tired\n"
    const { minutes, variables } = await seriesOf({ "ts.csv": csv }, { ...long, variables: ["hr"] })
    expect([...minutes]).toEqual([7])
    expect(values(variables)).toEqual({ hr: [91] })
  })
})
