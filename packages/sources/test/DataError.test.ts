import { describe, expect, it } from "vitest"
import { errorOf, problemOf, soundFiles } from "./fixtures/Folder.ts"

const predictions = (rows: ReadonlyArray<string>, header = "pid,step,label,score") => ({
  ...soundFiles,
  "predictions.csv": `${[header, ...rows].join("\n")}\n`
})

const events = { from: "events.csv", patient: "pid", start: "start", stop: "stop" }
const withEvents = (rows: ReadonlyArray<string>, header = "pid,start,stop") => ({
  ...soundFiles,
  "events.csv": `${[header, ...rows].join("\n")}\n`
})

describe("everything that is wrong", () => {
  it("is reported in one go, numbered, with examples and what to do", async () => {
    const { message, problems } = await errorOf(
      {
        "patients.csv": "pid,sx\n1,F\n1,F\n",
        "predictions.csv": "pid,step,label,score\n1,0,0,1.5\n1,0,2,0.5\n7,0,0,0.5\n",
        "events.csv": "pid,start,stop\n1,4,4\n"
      },
      { data: { events, attributions: { from: "shap.parquet", patient: "pid" } } }
    )
    expect(problems.length).toBe(8)
    expect(message.replace(/Looked for .*\/(?=shap)/, "Looked for FOLDER/")).toBe(`8 problems in the data:
1. patients (patients.csv, column pid): 1 patient has more than one row
   For example: patient 1, 2 rows
   One row a patient (an ICU stay counts as one): leave out the others, or use an id of the stay, and name the person's by data.patients.cluster.
2. patients (patients.csv, grouping sex): no column "sex"
   Did you mean "sx"? Known: sx.
3. predictions (predictions.csv, column pid): 1 patient without a row in the table of patients
   For example: patient 7
   Add them to patients.csv, or leave their rows out. Ids must be written alike in both tables.
4. predictions (predictions.csv, column label): 1 row with a label that is not 0, 1 or empty
   For example: row 2, patient 1, value 2
   1: an event starts within the horizon; 0: none does; empty: not labelled.
5. predictions (predictions.csv, column score): 1 row with a score outside [0, 1]
   For example: row 1, patient 1, value 1.5
   A score is a probability, but these lie between 0.5 and 1.5. Apply the logistic function to logits, divide percentages by 100, and for points set data.predictions.scale: points.
6. predictions (predictions.csv, columns pid, step): 1 row repeats a patient and time
   For example: patient 1, step 0
   One prediction a patient and step: average or leave out the others by a query.
7. events (events.csv, column stop): 1 row with a stop that is not after the start
   For example: row 1, patient 1, value 4 to 4
   Events are [start, stop), the stop not included: an event of one step stops one step after its start.
8. attributions (shap.parquet): no such file
   Looked for FOLDER/shap.parquet. Known: events.csv, patients.csv, predictions.csv.`)
  })

  it("is counted, with three examples and no more", async () => {
    const rows = Array.from({ length: 1200 }, (_, i) => `1,${i},0,2`)
    const { problems } = await errorOf(predictions(rows))
    expect(problems[0]).toMatchObject({ count: 1200, problem: "1,200 rows with a score outside [0, 1]" })
    expect(problems[0]!.examples).toEqual([
      "row 1, patient 1, value 2",
      "row 2, patient 1, value 2",
      "row 3, patient 1, value 2"
    ])
  })

  it("is found in the other tables although the table of patients cannot be read", async () => {
    const { message } = await errorOf(
      { "predictions.csv": "pid,step,label,score\n1,0,0,2\n1,0,0,1\n", "events.csv": "pid,start,stop\n9,2,1\n" },
      { data: { events } }
    )
    expect(message).toMatch(/^4 problems/)
    expect(message).toMatch(/patients \(patients.csv\): no such file/)
    expect(message).toMatch(/score outside \[0, 1\]/)
    expect(message).toMatch(/repeats a patient and time/)
    expect(message).toMatch(/stop that is not after/)
  })
})

describe("files", () => {
  it("that do not exist are reported with the nearest name in the folder", async () => {
    expect(await problemOf(soundFiles, { data: { predictions: { from: "prediction.csv" } } })).toMatch(
      /predictions \(prediction.csv\): no such file\n.*Did you mean "predictions.csv"\? Known: patients.csv, predictions.csv/
    )
    expect(await problemOf(soundFiles, { data: { predictions: { from: "no/p.csv" } } })).toMatch(
      /There is no folder .*no\./
    )
  })

  it("that no glob matches are reported", async () => {
    expect(await problemOf(soundFiles, { data: { predictions: { from: "parts/*.parquet" } } })).toMatch(
      /no file matches\n.*parts\/\*\.parquet/
    )
  })

  it("of several kinds, and folders are refused", async () => {
    const files = { ...soundFiles, "p/a.csv": "a\n1\n", "p/b.json": "[]" }
    expect(await problemOf(files, { data: { predictions: { from: "p/*" } } })).toContain("files of several kinds match")
    expect(await problemOf(files, { data: { predictions: { from: "p" } } })).toContain(
      "is a folder\n   Name its files by a glob, such as p/*.csv. In it: a.csv, b.json."
    )
  })

  it("that are not what their ending says are refused in our words", async () => {
    const files = { ...soundFiles, "q.json": "{oh", "p.pq": "not parquet" }
    expect(await problemOf(files, { data: { predictions: { from: "q.json" } } })).toContain("is not valid JSON")
    expect(await problemOf(files, { data: { predictions: { from: "p.pq" } } })).toContain(
      "is text, although its name ends like that of parquet"
    )
  })

  it("that are empty are refused", async () => {
    expect(await problemOf({ ...soundFiles, "predictions.csv": "" })).toContain(
      "predictions (predictions.csv): is empty"
    )
  })

  it("with rows of uneven length are refused", async () => {
    const rows = Array.from({ length: 50 }, (_, i) => `1,${i},0,0.5`)
    rows[40] = "1,40,0,0.5,surplus"
    expect(await problemOf(predictions(rows))).toContain("line 42 has 5 fields, where the header has 4 names")
  })

  it("without rows are refused", async () => {
    expect(await problemOf(predictions([]))).toContain("predictions (predictions.csv): has no rows")
    expect(
      await problemOf(soundFiles, {
        data: { predictions: { from: "select * from 'predictions.csv' where score > 9" } }
      })
    ).toContain("predictions (query): has no rows")
  })

  it("of a glob must all have the columns", async () => {
    const parquet = {
      ...soundFiles,
      "p/1.parquet": "select 1 as pid, 0 as step, 0 as label, 0.5 as score",
      "p/2.parquet": "select 1 as pid, 1 as step, 0.5 as score"
    }
    expect(await problemOf(parquet, { data: { predictions: { from: "p/*.parquet" } } })).toMatch(
      /column "label" is missing in 1 file\n.*p\/2\.parquet/
    )
    const csv = {
      ...soundFiles,
      "p/1.csv": "pid,step,label,score\n1,0,0,0.5\n",
      "p/2.csv": "pid,step,score\n1,1,0.5\n"
    }
    expect(await problemOf(csv, { data: { predictions: { from: "p/*.csv" } } })).toMatch(
      /column "label" is missing in 1 file\n.*p\/2\.csv/
    )
  })

  it("of a glob do not lose decimals where the first file has whole numbers", async () => {
    const files = {
      ...soundFiles,
      "p/1.parquet": "select 1 as pid, 0 as step, 0 as label, 1 as score",
      "p/2.parquet": "select 1 as pid, 1 as step, 0 as label, 1.25::double as score"
    }
    expect(await problemOf(files, { data: { predictions: { from: "p/*.parquet" } } })).toMatch(
      /score outside \[0, 1\]\n.*p\/2\.parquet row 1, patient 1, value 1\.25/
    )
  })
})

describe("columns", () => {
  it("that are unknown are reported with the nearest name and those there are", async () => {
    expect(await problemOf(soundFiles, { data: { predictions: { label: "lable" } } })).toMatch(
      /no column "lable"\n.*Did you mean "label"\? Known: pid, step, label, score\./
    )
    const { problems } = await errorOf(soundFiles, {
      data: { predictions: { label: "l", score: ["a", "score", "b"] } }
    })
    expect(problems.map(({ problem }) => problem)).toEqual(['no column "l"', 'no column "a"', 'no column "b"'])
  })

  it("are told apart by case", async () => {
    expect(await problemOf(soundFiles, { data: { predictions: { label: "Label" } } })).toContain(
      'Did you mean "label"?'
    )
  })

  it.each([
    ["score", "date '2026-01-01'", "is of type DATE, where a score is expected"],
    ["score", "true", "is of type BOOLEAN, where a score is expected"],
    ["label", "[1]", "is of type INTEGER[], where 0, 1 or empty is expected"],
    ["step", "timestamp '2026-01-01 00:00:00'", "Points of time need timeUnit: timestamp"],
    ["step", "interval 5 minute", "Set timeUnit to what the column counts"],
    ["pid", "[1]", "is of type INTEGER[], where an id is expected"]
  ])("of the wrong type are refused: %s as %s", async (column, value, message) => {
    const columns = { pid: "1", step: "0", label: "0", score: "0.5", [column]: value }
    const select = Object.entries(columns).map(([name, sql]) => `${sql} as ${name}`)
    const files = { ...soundFiles, "p.parquet": `select ${select.join(", ")}` }
    expect(await problemOf(files, { data: { predictions: { from: "p.parquet" } } })).toContain(message)
  })
})

describe("predictions", () => {
  it.each([
    [",0,0,0.5", "1 row without a patient id\n   For example: row 3\n"],
    ["1,,0,0.5", "column step): 1 row without a time\n   For example: row 3, patient 1\n"],
    ["1,noon,0,0.5", "1 row with a time that cannot be read\n   For example: row 3, patient 1, value noon\n"],
    ["1,2.5,0,0.5", "1 row off the grid of 5 min\n   For example: row 3, patient 1, value 2.5\n"],
    ["1,-3,0,0.5", "1 row with a time before admission\n   For example: row 3, patient 1, value -3\n"],
    ["1,2e12,0,0.5", "1 row more than a thousand million steps from admission"],
    ["1,inf,0,0.5", "1 row with a time that cannot be read"],
    ["1,5,2,0.5", "1 row with a label that is not 0, 1 or empty\n   For example: row 3, patient 1, value 2\n"],
    ["1,5,N,0.5", "1 row with a label that is not 0, 1 or empty\n   For example: row 3, patient 1, value N\n"],
    ["1,5,0,", "1 row without a score\n   For example: row 3, patient 1, value empty\n"],
    ["1,5,0,nan", "1 row without a score\n   For example: row 3, patient 1, value nan\n"],
    ["1,5,0,high", "1 row with a value that is not a number\n   For example: row 3, patient 1, value high\n"],
    ["1,5,0,1.0001", "1 row with a score outside [0, 1]\n   For example: row 3, patient 1, value 1.0001\n"],
    ["1,5,0,-0.1", "1 row with a score outside [0, 1]\n   For example: row 3, patient 1, value -0.1\n"],
    ["1,5,0,inf", "1 row with an infinite score"],
    ["1,5,0,1e300", "1 row with a score beyond 1e+100 or -1e+100"],
    ["1,0,0,0.5", "1 row repeats a patient and time\n   For example: patient 1, step 0\n"],
    ["3,0,0,0.5", "1 patient without a row in the table of patients\n   For example: patient 3\n"]
  ])("are refused with a row like %s", async (row, message) => {
    expect(await problemOf(predictions(["1,0,0,0.1", "2,0,0,0.2", row]))).toContain(message)
  })

  it.each([
    ["null", "without a score"],
    ["'nan'::double", "without a score"],
    ["1.5", "with a score outside [0, 1]"]
  ])("with one of several scores %s are refused, naming its column", async (value, message) => {
    const files = {
      ...soundFiles,
      "p.parquet": `select 1 as pid, 0 as step, 0 as label, 0.5 as a, ${value}::float as b`
    }
    expect(await problemOf(files, { data: { predictions: { from: "p.parquet", score: ["a", "b"] } } })).toMatch(
      new RegExp(`p.parquet, column b\\): 1 row ${message.replace(/[[\]]/g, "\\$&")}`)
    )
  })

  it("without time are refused with two rows of a patient, and with events", async () => {
    const setting = { horizon: undefined, timestep: undefined, data: { predictions: { time: undefined } } }
    expect(await problemOf(predictions(["1,0,0.5", "1,1,0.5"], "pid,label,score"), setting)).toContain(
      "1 row repeats a patient, where predictions without time are one a patient"
    )
    expect(
      await problemOf(
        { ...withEvents(["1,2,3"]), "predictions.csv": "pid,label,score\n1,0,0.5\n" },
        { ...setting, data: { ...setting.data, events } }
      )
    ).toContain("events are given, but predictions without time")
  })

  it("with points of time need the admission, for every patient", async () => {
    const rows = ["1,2026-01-01 00:00:00,0,0.5", "2,2026-01-01 00:00:00,0,0.5"]
    const timeUnit = { predictions: { timeUnit: "timestamp" } }
    const { message } = await errorOf(predictions(rows), { data: timeUnit })
    expect(message).toContain("has timeUnit: timestamp, but nothing says when patients were admitted")
    const files = {
      ...predictions(rows),
      "patients.csv": "pid,sex,admitted\n1,F,2026-01-01 00:00:00\n2,M,\n"
    }
    expect(await problemOf(files, { data: { ...timeUnit, patients: { admission: "admitted" } } })).toContain(
      "1 row with a time whose patient has no admission\n   For example: row 2, patient 2"
    )
    const unreadable = { ...files, "patients.csv": files["patients.csv"].replace("M,", "M,yesterday") }
    const { message: both } = await errorOf(unreadable, { data: { ...timeUnit, patients: { admission: "admitted" } } })
    expect(both).toContain(
      "1 row with an admission that cannot be read\n   For example: row 2, patient 2, value yesterday"
    )
  })

  it("of patients outside the test split alone are refused", async () => {
    const files = { ...soundFiles, "patients.csv": "pid,sex,set\n1,F,train\n2,M,train\n10,F,train\n11,F,test\n" }
    expect(
      await problemOf(files, { data: { splits: { from: "patients.csv", patient: "pid", split: "set" } } })
    ).toContain("no patient of the test split has predictions\n   For example: patient 11")
  })
})

describe("patients", () => {
  it("without an id, and with two rows, are refused", async () => {
    const files = { ...soundFiles, "patients.csv": "pid,sex\n1,F\n,F\n2,F\n10,F\n2,M\n10.0,M\n" }
    const { problems } = await errorOf(files)
    expect(problems.map(({ examples, problem }) => [problem, ...examples])).toEqual([
      ["1 row without a patient id", "row 2"],
      ["2 patients have more than one row", "patient 10, 2 rows", "patient 2, 2 rows"]
    ])
  })

  it("must have the columns, the categories and the numbers that groupings use", async () => {
    const groupings = {
      sex: { column: "sex", categories: { F: "Female", m: "Male" } },
      age: { column: "agee", bins: [50] },
      old: { column: "sex", bins: [50] }
    }
    const { message, problems } = await errorOf(soundFiles, { groupings })
    expect(problems.length).toBe(3)
    expect(message).toContain(
      'column sex, grouping sex): no patient has the category "m"\n   Did you mean "M"? Values of the column: F, M.'
    )
    expect(message).toContain('no column "agee"\n   Did you mean "age"? Known: sex, age.')
    expect(message).toContain(
      "3 rows with a value that is not a number and cannot be binned\n   For example: row 1, patient 1, value F"
    )
  })

  it("cannot be binned by a truth value", async () => {
    const files = { ...soundFiles, "a.parquet": "select pid, pid > 1 as sex from (values (1), (2), (10)) t(pid)" }
    expect(
      await problemOf(files, {
        data: { patients: { from: "a.parquet" } },
        groupings: { sex: { column: "sex", bins: [1] } }
      })
    ).toContain("is of type BOOLEAN, where a number, to be binned is expected")
  })

  it("may have categories that are numbers", async () => {
    const files = { ...soundFiles, "a.parquet": "select pid, 1::double as sex from (values (1), (2), (10)) t(pid)" }
    const { problems } = await errorOf(files, {
      data: { patients: { from: "a.parquet" } },
      groupings: { sex: { column: "sex", categories: { 1: "Male", 2: "Female" } } }
    })
    expect(problems.map(({ problem }) => problem)).toEqual(['no patient has the category "2"'])
  })
})

describe("events", () => {
  it.each([
    ["1,5,5", "1 row with a stop that is not after the start\n   For example: row 2, patient 1, value 5 to 5\n"],
    ["1,5,4", "1 row with a stop that is not after the start"],
    ["1,2.5,4", "column start): 1 row off the grid of 5 min"],
    ["1,5,", "column stop): 1 row without a time"],
    ["1,x,7", "column start): 1 row with a time that cannot be read"],
    [",5,7", "1 row without a patient id"],
    ["1,3,5", "1 event overlaps the one before\n   For example: patient 1, steps 2 to 4 and 3 to 5\n"],
    ["3,3,5", "1 patient without a row in the table of patients\n   For example: patient 3\n"]
  ])("are refused with a row like %s", async (row, message) => {
    expect(await problemOf(withEvents(["1,2,4", row]), { data: { events } })).toContain(message)
  })

  it.each([
    ["1,5,2", "1 row with an in-event value that is not 0, 1 or empty"],
    ["1,0,1", "1 row repeats a patient and time\n   For example: patient 1, step 0\n"],
    ["1,0.5,1", "1 row off the grid of 5 min"]
  ])("derived from a column are refused with a row like %s", async (row, message) => {
    expect(
      await problemOf(withEvents(["1,0,0", row], "pid,step,ill"), {
        data: { events: { from: "events.csv", patient: "pid", time: "step", inEvent: "ill" } }
      })
    ).toContain(message)
  })
})

describe("splits", () => {
  const splits = { from: "splits.csv", patient: "pid", split: "set" }

  it("need a test patient, and one split a patient", async () => {
    expect(
      await problemOf({ ...soundFiles, "splits.csv": "pid,set\n1,Test\n2,train\n" }, { data: { splits } })
    ).toMatch(/no patient is in the split "test"\n.*Values of the column: Test, train\./)
    expect(
      await problemOf({ ...soundFiles, "splits.csv": "pid,set\n1,test\n1,train\n2,train\n" }, { data: { splits } })
    ).toContain("1 patient is in more than one split\n   For example: patient 1\n")
  })
})

describe("time series", () => {
  const timeseries = { from: "ts.csv", patient: "pid", time: "minutes", timeUnit: "min" }

  it.each([
    [
      "1,5,high",
      { variables: ["hr"] },
      "column hr): 1 row with a value that is not a number\n   For example: row 1, patient 1, value high"
    ],
    ["1,5,inf", {}, "column hr): 1 row with a value that is not finite"],
    [
      "1,5,-2e100",
      {},
      "column hr): 1 row with a value beyond 1e+100 or -1e+100\n   For example: row 1, patient 1, value -2e100"
    ],
    ["1,,70", {}, "column minutes): 1 row without a time"],
    ["1,5,high", {}, "no numeric column besides patient and time"]
  ])("are refused with a row like %s", async (row, settings, message) => {
    const files = { ...soundFiles, "ts.csv": `pid,minutes,hr\n${row}\n` }
    expect(await problemOf(files, { data: { timeseries: { ...timeseries, ...settings } } })).toContain(message)
  })

  it("in steps need a timestep, also where predictions have no time", async () => {
    const files = {
      ...soundFiles,
      "predictions.csv": "pid,label,score\n1,0,0.5\n",
      "ts.csv": "pid,minutes,hr\n1,5,70\n"
    }
    const setting = { horizon: undefined, timestep: undefined }
    const data = { predictions: { time: undefined }, timeseries: { ...timeseries, timeUnit: "step" } }
    expect(await problemOf(files, { ...setting, data })).toContain(
      "has timeUnit: step, but the configuration no timestep"
    )
  })

  it("must have the configured variables, wide or long", async () => {
    const files = { ...soundFiles, "ts.csv": "pid,minutes,hr,name\n1,5,70,lactate\n" }
    expect(await problemOf(files, { data: { timeseries: { ...timeseries, variables: ["hrr"] } } })).toContain(
      'Did you mean "hr"?'
    )
    expect(
      await problemOf(files, {
        data: { timeseries: { ...timeseries, variable: "name", value: "hr", variables: ["lactat"] } }
      })
    ).toContain('no variable "lactat"\n   Did you mean "lactate"? Known: lactate.')
  })

  it("must have the variables that the label is defined by", async () => {
    const files = { ...soundFiles, "ts.csv": "pid,minutes,hr\n1,5,70\n" }
    expect(await problemOf(files, { data: { timeseries: { ...timeseries, definesLabel: ["hrr"] } } })).toContain(
      'no variable "hrr"\n   Did you mean "hr"?'
    )
  })
})

describe("attributions", () => {
  const attributions = { from: "shap.csv", patient: "pid" }

  it.each([
    [
      "1,0,0.5\n1,0,0.7",
      { time: "step" },
      "1 combination of pid, step has more than one row\n   For example: patient 1, step 0"
    ],
    [
      "1,0,0.5\n1,1,0.7",
      { features: ["hr"] },
      "1 combination of pid has more than one row\n   For example: patient 1\n"
    ],
    ["1,0,\n", { time: "step" }, "column hr): 1 row with an empty value"],
    ["1,0,nan", { time: "step" }, "column hr): 1 row with an empty value"],
    ["1,0,1.7e308", { time: "step" }, "column hr): 1 row with a value beyond 1e+100 or -1e+100"]
  ])("are refused with rows like %j", async (rows, settings, message) => {
    const files = { ...soundFiles, "shap.csv": `pid,step,hr\n${rows}\n` }
    expect(await problemOf(files, { data: { attributions: { ...attributions, ...settings } } })).toContain(message)
  })

  it.each([
    ["hr,map,hr", '2 columns with one name: "hr", "hr"'],
    ["hr,HR,map", '2 columns with one name: "hr", "HR"']
  ])("are refused with a header like %s, whose names cannot be told apart", async (names, message) => {
    const files = { ...soundFiles, "shap.csv": `pid,step,${names}\n1,0,0.5,0.1,0.2\n` }
    expect(await problemOf(files, { data: { attributions: { ...attributions, time: "step" } } })).toContain(message)
    const used = { ...attributions, time: "step", features: ["map"] }
    await expect(problemOf(files, { data: { attributions: used } })).rejects.toThrow()
  })

  it("in the long layout need every feature at every step", async () => {
    const files = {
      ...soundFiles,
      "shap.csv": "pid,step,name,value\n1,0,hr,1\n1,1,hr,1\n1,0,map,1\n2,0,hr,1\n2,0,map,2\n"
    }
    expect(
      await problemOf(files, {
        data: { attributions: { ...attributions, time: "step", feature: "name", value: "value" } }
      })
    ).toContain("1 patient without every feature at every step\n   For example: patient 1, map 1 times, hr 2 times")
  })
})
