import { describe, expect, it } from "vitest"
import { errorOf, patientsCsv, soundFiles } from "./fixtures/Folder.ts"

const events = { from: "events.csv", patient: "pid", start: "start", stop: "stop" }
const timeseries = { from: "ts.csv", patient: "pid", time: "at" }
const attributions = { from: "shap.csv", patient: "pid", time: "at" }

const files = {
  ...soundFiles,
  "events.csv": "pid,start,stop\n1,3,4\n",
  "ts.csv": "pid,at,hr\n1,0,70\n2,1,80\n",
  "shap.csv": "pid,at,hr\n1,0,0.5\n2,1,0.6\n",
  "splits.csv": "pid,set\n1,test\n2,train\n10,test\n"
}

const all = {
  events,
  timeseries,
  attributions,
  splits: { from: "splits.csv", patient: "pid", split: "set" }
}

const problemsOf = async (own: Record<string, string>, data: Record<string, Record<string, unknown>> = {}) => {
  const merged = Object.fromEntries(
    [...new Set([...Object.keys(all), ...Object.keys(data)])].map((table) => [
      table,
      { ...(all as Record<string, object>)[table], ...data[table] }
    ])
  )
  const { problems } = await errorOf({ ...files, ...own }, { data: merged })
  return problems.map(
    ({ also, problem, table, where }) => `${[table, ...(also ?? [])].join("+")} (${where}) ${problem}`
  )
}

const dated = {
  "patients.csv": "pid,sex,in\n1,F,2026-01-01 00:00:00\n2,M,2026-01-01 00:00:00\n10,F,2026-01-01 00:00:00\n",
  "predictions.csv": "pid,step,label,score\n1,2026-01-01 00:00:00,0,0.1\n2,2026-01-01 00:05:00,1,0.1\n",
  "events.csv": "pid,start,stop\n2,2026-01-01 00:10:00,2026-01-01 00:15:00\n",
  "ts.csv": "pid,at,hr\n1,2026-01-01 00:00:00,70\n",
  "shap.csv": "pid,at,hr\n1,2026-01-01 00:00:00,0.5\n"
}
const timestamps = {
  predictions: { timeUnit: "timestamp" },
  events: { timeUnit: "timestamp" },
  timeseries: { timeUnit: "timestamp" },
  attributions: { timeUnit: "timestamp" }
}

describe("one cause is one problem", () => {
  it("where the column of admission is not there", async () => {
    expect(await problemsOf(dated, { ...timestamps, patients: { admission: "inn" } })).toEqual([
      'patients (patients.csv) no column "inn"'
    ])
  })

  it("where no column of admission is named", async () => {
    expect(await problemsOf(dated, timestamps)).toEqual([
      "predictions (predictions.csv) has timeUnit: timestamp, as events, timeseries, attributions, but nothing says when patients were admitted"
    ])
  })

  it("where an admission cannot be read", async () => {
    const odd = { ...dated, "patients.csv": dated["patients.csv"].replace("2,M,2026-01-01 00:00:00", "2,M,soon") }
    expect(await problemsOf(odd, { ...timestamps, patients: { admission: "in" } })).toEqual([
      "patients (patients.csv, column in) 1 row with an admission that cannot be read"
    ])
  })

  it("where the table of patients cannot be read", async () => {
    for (const from of ["nothing.csv", "select nix from 'patients.csv'"]) {
      expect((await problemsOf({}, { patients: { from } })).length, from).toBe(1)
    }
  })

  it("where the ids of patients are in another column", async () => {
    const other = { "patients.csv": "pid,sex,key\n1,F,a\n2,M,b\n10,F,c\n" }
    expect(await problemsOf(other, { patients: { patient: "key" } })).toEqual([
      "predictions+events+splits (predictions.csv, column pid) none of its patients is in the table of patients"
    ])
    const twice = { "patients.csv": "pid,sex,unit\n1,F,A\n2,M,A\n10,F,B\n" }
    expect(await problemsOf(twice, { patients: { patient: "unit" } })).toEqual([
      "patients (patients.csv, column unit) 1 patient has more than one row"
    ])
  })

  it("where the ids of predictions are in another column", async () => {
    const other = { "predictions.csv": "pid,key,step,label,score\n1,x,0,0,0.1\n2,y,0,1,0.1\n" }
    expect(await problemsOf(other, { predictions: { patient: "key" } })).toEqual([
      "predictions (predictions.csv, column key) none of its patients is in the table of patients"
    ])
  })

  it("where a file is another than the one that is meant", async () => {
    expect(await problemsOf({}, { predictions: { from: "splits.csv", patient: "p" } })).toEqual([
      'predictions (splits.csv) none of the columns "p", "step", "label", "score"'
    ])
  })

  it("where one row is wrong in several ways, told by the first", async () => {
    const odd = { "predictions.csv": "pid,step,label,score\n1,-0.5,0,0.1\n1,-3,0,0.1\n2,0,0,0.5\n10,0,1,0.5\n" }
    expect(await problemsOf(odd)).toEqual([
      "predictions (predictions.csv, column step) 1 row off the grid of 5 min",
      "predictions (predictions.csv, column step) 1 row with a time before admission"
    ])
  })

  it("where several columns have the same fault", async () => {
    const wide = { "shap.csv": "pid,at,a,b,c\n1,0,high,low,1\n2,1,2,high,1\n" }
    expect(await problemsOf(wide, { attributions: { features: ["a", "b", "c"] } })).toEqual([
      "attributions (shap.csv, columns a, b) 2 rows with a value that is not a number"
    ])
  })

  it("where two tables are read from a file without what both need", async () => {
    const one = { "one.csv": "id,sex,step,label,score\n1,F,0,0,0.1\n" }
    expect(await problemsOf(one, { patients: { from: "one.csv" }, predictions: { from: "one.csv" } })).toEqual([
      'patients+predictions (one.csv) no column "pid"'
    ])
  })

  it("and causes that differ are all told", async () => {
    const odd = {
      "patients.csv": `${patientsCsv}2,M,1\n`,
      "predictions.csv": "pid,step,label,score\n1,0,7,1.5\n9,0,0,0\n"
    }
    expect((await problemsOf(odd)).length).toBe(4)
  })
})

describe("a cause that shows in several tables is told by the first", () => {
  it("of times off the grid", async () => {
    const own = {
      ...soundFiles,
      "predictions.csv": "pid,step,label,score\n1,0.5,0,0.1\n2,0,0,0.2\n10,0,1,0.3\n",
      "events.csv": "pid,start,stop\n1,3.5,4.5\n"
    }
    const { problems } = await errorOf(own, { data: { events } })
    expect(problems.map(({ also, table }) => [table, also])).toEqual([["predictions", ["events"]]])
    expect(problems[0]!.problem).toContain("off the grid")
  })

  it("of persons who come back where a row is one prediction a patient", async () => {
    const rows = "pid,sex,age,step,label,score\n1,F,70,0,0,0.1\n1,F,70,0,1,0.2\n2,M,55,0,0,0.3\n"
    const { problems } = await errorOf(
      { "patients.csv": rows, "predictions.csv": rows },
      { timestep: undefined, horizon: undefined, data: { predictions: { time: undefined } } }
    )
    expect(problems).toHaveLength(1)
    expect(problems[0]!.remedy).toContain("data.patients.cluster")
  })
})
