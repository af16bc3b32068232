import * as Message from "@fairward/core/Message"
import { describe, expect, it } from "vitest"
import { datasetOf, errorOf, soundFiles } from "./fixtures/Folder.ts"

const attributionsOf = async (
  files: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, unknown>>,
  rest: Readonly<Record<string, unknown>> = {}
) => {
  const { attributions, notes } = await datasetOf(
    { ...soundFiles, ...files },
    { ...rest, data: { attributions: { patient: "pid", ...settings } } }
  )
  const { features, present, values } = attributions!
  return {
    features,
    present: [...present],
    values: [...values],
    notes: notes.map(({ message }) => Message.text(message))
  }
}

describe("attributions", () => {
  it("without time are taken as they are, as absolute values", async () => {
    const result = await attributionsOf({ "shap.csv": "pid,hr,map\n2,0.5,-0.25\n1,1,2\n" }, { from: "shap.csv" })
    expect(result).toEqual({
      features: ["hr", "map"],
      present: [1, 0, 1],
      values: [1, 2, 0, 0, 0.5, 0.25],
      notes: ["1 patient of the test split without attributions."]
    })
  })

  it("per step are the mean of absolute values over the steps", async () => {
    const csv = "pid,step,hr,map\n1,0,-1,0\n1,1,3,0.5\n1,2,2,-1\n2,0,0,7\n10,0,0,0\n"
    const { values } = await attributionsOf({ "shap.csv": csv }, { from: "shap.csv", time: "step" })
    expect(values).toEqual([2, 0.5, 0, 0, 0, 7])
  })

  it("per step leave out what lies at or beyond the maximum length", async () => {
    const csv = "pid,step,hr\n1,0,-1\n1,1,3\n1,2,100\n2,0,1\n10,0,1\n"
    const { notes, values } = await attributionsOf(
      { "shap.csv": csv },
      { from: "shap.csv", time: "step" },
      { maxLength: "10 min" }
    )
    expect(values).toEqual([2, 1, 1])
    expect(notes).toContain("1 row at or beyond the maximum length of 2 steps left out.")
  })

  it("of several models are averaged with their signs before absolute values are taken", async () => {
    const csv = "pid,step,name,a,b\n1,0,hr,1,-1\n1,1,hr,2,4\n2,0,hr,-3,-1\n10,0,hr,0,0\n"
    const { features, values } = await attributionsOf(
      { "shap.csv": csv },
      { from: "shap.csv", time: "step", feature: "name", value: ["a", "b"] }
    )
    expect(features).toEqual(["hr"])
    expect(values).toEqual([1.5, 0, 2])
  })

  it("in the long layout become the same as in the wide one", async () => {
    const wide = "pid,step,hr,map\n1,0,-1,0\n1,1,3,0.5\n2,0,0,7\n10,0,1,1\n"
    const long =
      "pid,step,name,value\n10,0,map,1\n10,0,hr,1\n2,0,map,7\n1,1,hr,3\n1,0,hr,-1\n2,0,hr,0\n1,0,map,0\n1,1,map,0.5\n"
    const settings = { from: "shap.csv", time: "step" }
    expect(await attributionsOf({ "shap.csv": long }, { ...settings, feature: "name", value: "value" })).toEqual(
      await attributionsOf({ "shap.csv": wide }, settings)
    )
  })

  it("are the same to the last bit whatever the order of many rows", async () => {
    const rows = "select 1 as pid, i as step, 0.1 + sin(i) * pow(10, i % 9) as hr from range(50000) t(i)"
    const settings = { time: "step", from: "shap.parquet" }
    const ascending = await attributionsOf({ "shap.parquet": rows }, settings)
    const shuffled = await attributionsOf({ "shap.parquet": `${rows} order by hash(i)` }, settings)
    expect(shuffled.values).toEqual(ascending.values)
  })

  it("repeat no step, also where there are more rows than are compared at once", async () => {
    const repeated = (pid: number) => `union all select ${pid}, 3, 0.5 from range(2)`
    const rows = `select 1 as pid, i as step, 0.5 as hr from range(10000001) t(i) ${repeated(10)} ${repeated(2)}`
    const { problems } = await errorOf(
      { ...soundFiles, "shap.parquet": rows },
      { data: { attributions: { from: "shap.parquet", patient: "pid", time: "step" } } }
    )
    expect(problems.map(({ count, examples }) => [count, ...examples])).toEqual([
      [2, "patient 10, step 3", "patient 2, step 3"]
    ])
  })
})
