import { createHash } from "node:crypto"
import type { DatasetShape } from "@fairward/core/Dataset"
import * as Message from "@fairward/core/Message"
import { Effect, Exit, Fiber } from "effect"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { loadDataset } from "../src/index.ts"
import { configOf, datasetOf, folderOf, patientsCsv, predictionsCsv, soundFiles } from "./fixtures/Folder.ts"

const plain = (dataset: DatasetShape) => ({
  ids: dataset.patients.ids,
  attributes: dataset.patients.attributes.objects(),
  predictions: dataset.predictions && {
    offsets: [...dataset.predictions.offsets],
    step: [...dataset.predictions.step],
    label: [...dataset.predictions.label],
    score: [...dataset.predictions.score]
  },
  events: dataset.events && {
    offsets: [...dataset.events.offsets],
    start: [...dataset.events.start],
    stop: [...dataset.events.stop]
  }
})

describe("predictions", () => {
  it("are sorted by patient, in the byte order of ids, and then by step", async () => {
    const dataset = await datasetOf(soundFiles)
    expect(plain(dataset)).toEqual({
      ids: ["1", "10", "2"],
      attributes: [
        { sex: "F", age: "70" },
        { sex: "F", age: "41" },
        { sex: "M", age: "55" }
      ],
      predictions: {
        offsets: [0, 3, 4, 6],
        step: [0, 1, 2, 0, 0, 1],
        label: [0, 1, -1, 0, 0, 0],
        score: [0.1, 0.7, 0.9, 0.4, 0.2, 0.3]
      },
      events: undefined
    })
    expect(dataset.timestepMinutes).toBe(5)
    expect(dataset.horizonSteps).toBe(2)
    expect(dataset.maxLengthSteps).toBe(Number.POSITIVE_INFINITY)
    expect(dataset.notes).toEqual([])
  })

  it("are the same whatever the order of the rows", async () => {
    const [header, ...rows] = predictionsCsv.trim().split("\n")
    const reversed = `${[header, ...rows.toReversed()].join("\n")}\n`
    expect(plain(await datasetOf({ ...soundFiles, "predictions.csv": reversed }))).toEqual(
      plain(await datasetOf(soundFiles))
    )
  })

  it("are the same from CSV, parquet, JSON, lines of JSON and queries", async () => {
    const rows = `from (values (1, 0, 0, 0.1), (1, 1, 1, 0.7), (1, 2, null, 0.9), (2, 0, 0, 0.2), (2, 1, 0, 0.3), (10, 0, 0, 0.4)) t(pid, step, label, score)`
    const records = [
      { pid: 1, step: 0, label: 0, score: 0.1 },
      { pid: 1, step: 1, label: 1, score: 0.7 },
      { pid: 1, step: 2, label: null, score: 0.9 },
      { pid: 2, step: 0, label: 0, score: 0.2 },
      { pid: 2, step: 1, label: 0, score: 0.3 },
      { pid: 10, step: 0, label: 0, score: 0.4 }
    ]
    const files = {
      ...soundFiles,
      "a.parquet": `select pid, step::smallint as step, label::tinyint as label, score::double as score ${rows}`,
      "b.json": JSON.stringify(records),
      "c.jsonl": records.map((record) => JSON.stringify(record)).join("\n"),
      "d.tsv": predictionsCsv.replaceAll(",", "\t")
    }
    const expected = plain(await datasetOf(files))
    for (const from of [
      "a.parquet",
      "b.json",
      "c.jsonl",
      "d.tsv",
      "select * from 'a.parquet'",
      "FROM read_csv('predictions.csv', all_varchar = true) -- everything",
      'with p as (from "b.json") select pid, step, label, score from p;'
    ]) {
      expect(plain(await datasetOf(files, { data: { predictions: { from } } })), from).toEqual(expected)
    }
  })

  it("take the mean of several scores in double precision, also of single-precision columns", async () => {
    const files = {
      ...soundFiles,
      "p.parquet": "select 1 as pid, 0 as step, 0 as label, 0.1::float as a, 0.7::float as b, 0.9::float as c"
    }
    const { predictions } = await datasetOf(files, {
      data: { predictions: { from: "p.parquet", score: ["a", "b", "c"] } }
    })
    expect(predictions!.score[0]).toBe((Math.fround(0.1) + Math.fround(0.7) + Math.fround(0.9)) / 3)
  })

  it("accept labels as numbers, truth values and text", async () => {
    const csv = "pid,step,label,score\n1,0,true,0\n1,1,False,0\n1,2,1.0,0\n1,3,0.0,0\n1,4,,0\n"
    const fromText = await datasetOf({ ...soundFiles, "predictions.csv": csv })
    expect([...fromText.predictions!.label]).toEqual([1, 0, 1, 0, -1])
    const files = {
      ...soundFiles,
      "p.parquet":
        "select 1 as pid, step, label, 0.5 as score from (values (0, true), (1, false), (2, null)) t(step, label)"
    }
    const fromTruth = await datasetOf(files, { data: { predictions: { from: "p.parquet" } } })
    expect([...fromTruth.predictions!.label]).toEqual([1, 0, -1])
  })

  it("end before the maximum length, and a note says how many rows were left out", async () => {
    const dataset = await datasetOf(soundFiles, { maxLength: "10 min" })
    expect([...dataset.predictions!.offsets]).toEqual([0, 2, 3, 5])
    expect(dataset.maxLengthSteps).toBe(2)
    expect(dataset.notes).toEqual([
      {
        table: "predictions",
        message: Message.of`${Message.count(1, "row")} at or beyond the maximum length of 2 steps left out.`
      }
    ])
  })

  it("without time are one a patient at step 0, and there is no horizon", async () => {
    const files = { ...soundFiles, "predictions.csv": "pid,label,score\n2,1,0.8\n1,0,0.1\n10,,0.3\n" }
    const dataset = await datasetOf(files, {
      data: { predictions: { time: undefined } },
      horizon: undefined,
      timestep: undefined
    })
    expect(plain(dataset).predictions).toEqual({
      offsets: [0, 1, 2, 3],
      step: [0, 0, 0],
      label: [0, -1, 1],
      score: [0.1, 0.3, 0.8]
    })
    expect(dataset.horizonSteps).toBe(0)
    expect(dataset.timestepMinutes).toBe(1)
  })

  it("lie in shared memory", async () => {
    const { predictions } = await datasetOf(soundFiles)
    for (const array of Object.values(predictions!)) expect(array.buffer).toBeInstanceOf(SharedArrayBuffer)
  })
})

describe("ids of patients", () => {
  it("are the same as integers, floating-point numbers and text", async () => {
    for (const [type, csv] of [
      ["bigint", "1001"],
      ["double", "1001.0"],
      ["decimal(8, 2)", "1001"],
      ["varchar", "1001.00"]
    ] as const) {
      const dataset = await datasetOf(
        {
          "patients.csv": `pid,sex\n${csv},F\n`,
          "p.parquet": `select 1001::${type} as pid, 0 as step, 0 as label, 0.5 as score`
        },
        { data: { predictions: { from: "p.parquet" } } }
      )
      expect(dataset.patients.ids, type).toEqual(["1001"])
      expect(dataset.predictions!.offsets[1], type).toBe(1)
    }
  })

  it("keep leading zeros, blanks and case", async () => {
    const files = {
      "patients.csv": 'pid,sex\n007,F\n" 7",M\nab,F\nAB,M\n',
      "predictions.csv": "pid,step,label,score\n007,0,0,0.5\nAB,0,0,0.5\n"
    }
    const dataset = await datasetOf(files)
    expect(dataset.patients.ids).toEqual([" 7", "007", "AB", "ab"])
    expect([...dataset.predictions!.offsets]).toEqual([0, 0, 1, 2, 2])
  })

  it("are ordered by their UTF-8 bytes, which is not JavaScript's order", async () => {
    const ids = ["\uFF5E", "\u{1F600}", "z", "é"]
    const dataset = await datasetOf({
      "patients.csv": `pid,sex\n${ids.map((id) => `${id},F`).join("\n")}\n`,
      "predictions.csv": "pid,step,label,score\nz,0,0,0.5\n"
    })
    expect(dataset.patients.ids).toEqual(ids.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
    expect(dataset.patients.ids).not.toEqual(ids.toSorted())
  })

  it("written as text that looks like something else in JSON stay as written", async () => {
    const uuid = "7E4C9E0C-9C3A-4F4F-8B9A-0123456789AB"
    const dataset = await datasetOf(
      {
        "patients.csv": `pid,sex\n${uuid},F\n2026-01-31,M\n`,
        "p.json": JSON.stringify([uuid, "2026-01-31"].map((pid) => ({ pid, step: 0, label: 0, score: 0.5 })))
      },
      { data: { predictions: { from: "p.json" } } }
    )
    expect([...dataset.predictions!.offsets]).toEqual([0, 1, 2])
  })
})

describe("times", () => {
  const steps = async (unit: string, times: ReadonlyArray<string>) => {
    const csv = `pid,step,label,score\n${times.map((time) => `1,${time},0,0.5`).join("\n")}\n`
    const dataset = await datasetOf(
      { ...soundFiles, "predictions.csv": csv },
      { data: { predictions: { timeUnit: unit } } }
    )
    return [...dataset.predictions!.step]
  }

  it.each([
    ["step", ["0", "1", "2016"], [0, 1, 2016]],
    ["s", ["0", "300", "604800"], [0, 1, 2016]],
    ["min", ["0", "5.0", "1e1"], [0, 1, 2]],
    ["h", ["0", "0.08333333", "168"], [0, 1, 2016]],
    ["d", ["0", "0.5", "7"], [0, 144, 2016]],
    ["min", ["00:00:00", "01:30:00", "2 days 00:05:00"], [0, 18, 577]],
    ["h", ["0 days 00:00:00", "1 hour"], [0, 12]]
  ])("in %s are converted to steps of 5 minutes", async (unit, times, expected) => {
    expect(await steps(unit, times)).toEqual(expected)
  })

  it("as spans and times of day of DuckDB are converted too", async () => {
    const files = {
      ...soundFiles,
      "p.parquet": "select 1 as pid, interval 90 minute as step, 0 as label, 0.5 as score",
      "q.parquet": "select 1 as pid, time '01:30:00' as step, 0 as label, 0.5 as score"
    }
    for (const from of ["p.parquet", "q.parquet"]) {
      const dataset = await datasetOf(files, { data: { predictions: { from, timeUnit: "min" } } })
      expect([...dataset.predictions!.step], from).toEqual([18])
    }
  })

  it("as points of time count from admission, with and without time zones", async () => {
    const files = {
      "patients.csv": "pid,sex,admitted\n1,F,2026-01-31 23:50:00\n2,M,2026-02-01T00:00:00\n",
      "predictions.csv": "pid,step,label,score\n1,2026-02-01 00:00:00,0,0.5\n2,2026-02-01 00:10:00,0,0.6\n",
      "p.parquet":
        "select pid, step, 0 as label, score from (values (1, timestamptz '2026-02-01 02:00:00+02', 0.5), (2, timestamptz '2026-02-01 00:10:00+00', 0.6)) t(pid, step, score)"
    }
    for (const from of ["predictions.csv", "p.parquet"]) {
      const dataset = await datasetOf(files, {
        timeZone: "UTC",
        data: { patients: { admission: "admitted" }, predictions: { from, timeUnit: "timestamp" } }
      })
      expect([...dataset.predictions!.step], from).toEqual([2, 2])
    }
  })

  it("in hours of single precision are whole steps in spite of their rounding", async () => {
    const files = {
      ...soundFiles,
      "p.parquet": "select 1 as pid, (i / 12)::float as step, 0 as label, 0.5 as score from range(4000) t(i)"
    }
    const dataset = await datasetOf(files, { data: { predictions: { from: "p.parquet", timeUnit: "h" } } })
    expect([...dataset.predictions!.step]).toEqual(Array.from({ length: 4000 }, (_, i) => i))
  })
})

describe("attributes", () => {
  it("keep their nature: numbers, text, truth values as text, and null for what is missing", async () => {
    const files = {
      ...soundFiles,
      "a.parquet":
        "select pid, sex, age::float as age, icu, big, born, nullif(pid, 1)::double / 0 * 0 as nothing from (values (1, 'F', 70.5, true, 5::bigint, date '1950-01-02'), (2, '', null, false, 6, null), (10, null, 'nan'::double, null, 7, null)) t(pid, sex, age, icu, big, born)"
    }
    const { patients } = await datasetOf(files, { data: { patients: { from: "a.parquet" } } })
    expect(patients.attributes.columnNames()).toEqual(["sex", "age", "icu", "big", "born", "nothing"])
    expect(patients.attributes.objects()).toEqual([
      { sex: "F", age: 70.5, icu: "true", big: 5, born: "1950-01-02", nothing: null },
      { sex: null, age: null, icu: null, big: 7, born: null, nothing: null },
      { sex: null, age: null, icu: "false", big: 6, born: null, nothing: null }
    ])
  })

  it("of CSV are numbers where a grouping bins them", async () => {
    const { patients } = await datasetOf(soundFiles, { groupings: { age: { column: "age", bins: [50, 65] } } })
    expect(patients.attributes.array("age")).toEqual([70, 41, 55])
  })

  it("of CSV are not mistyped by what the first rows look like", async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => `${i},F,${i === 29_999 ? "unknown" : "1"}`)
    const dataset = await datasetOf({ ...soundFiles, "patients.csv": `pid,sex,unit\n${rows.join("\n")}\n` })
    const at = dataset.patients.ids.indexOf("29999")
    expect(dataset.patients.attributes.get("unit", at)).toBe("unknown")
  })
})

describe("splits", () => {
  const splits = { from: "splits.csv", patient: "pid", split: "set" }

  it("hold every patient in both when there is no table of them", async () => {
    const { patients } = await datasetOf(soundFiles)
    expect(patients.isSplit).toBe(false)
    expect([...patients.splits.test]).toEqual([0, 1, 2])
    expect([...patients.splits.train]).toEqual([0, 1, 2])
  })

  it("follow the column, and notes count everyone who is in neither", async () => {
    const files = {
      "patients.csv": `${patientsCsv}11,M,30\n12,M,30\n`,
      "predictions.csv": predictionsCsv,
      "splits.csv": "pid,set\n1,TEST\n2,train\n10,validation\n11,\n99,TEST\n"
    }
    const { notes, patients } = await datasetOf(files, { data: { splits: { ...splits, test: "TEST" } } })
    expect(patients.isSplit).toBe(true)
    expect([...patients.splits.test].map((i) => patients.ids[i])).toEqual(["1"])
    expect([...patients.splits.train].map((i) => patients.ids[i])).toEqual(["2"])
    expect(notes.map(({ message }) => Message.text(message))).toEqual([
      "1 patient without a row in the table of patients left out.",
      "1 patient with no split: in neither test nor train.",
      '1 patient with another split than "TEST" or "train": in neither test nor train.',
      "1 patient without a row in the table of splits: in neither test nor train."
    ])
    expect(notes.map(({ examples }) => examples)).toEqual([
      ["patient 99"],
      undefined,
      ['1 patient with the split "validation"'],
      undefined
    ])
  })

  it("may be given once a step, as long as they agree", async () => {
    const files = { ...soundFiles, "splits.csv": "pid,set\n1,test\n1,test\n2,train\n10,test\n" }
    const { patients } = await datasetOf(files, { data: { splits } })
    expect([...patients.splits.test]).toEqual([0, 1])
  })

  it("leave patients of the test split without predictions in, with a note", async () => {
    const files = { ...soundFiles, "patients.csv": `${patientsCsv}11,M,30\n` }
    expect((await datasetOf(files)).notes).toEqual([
      {
        table: "predictions",
        message: Message.of`${Message.count(1, "patient")} of the test split without predictions.`,
        examples: ["patient 11"]
      }
    ])
  })
})

describe("queries", () => {
  it("resolve paths against the configuration, even where the working directory has a file of that name", async () => {
    const elsewhere = await folderOf({ "predictions.csv": "pid,step,label,score\n2,0,0,0.99\n" })
    const here = process.cwd()
    process.chdir(elsewhere)
    try {
      for (const from of [
        "select * from 'predictions.csv'",
        "select * from read_csv('predictions.csv')",
        "from read_csv(['predictions.csv'])",
        'select * from "pre*.csv"'
      ]) {
        const { predictions } = await datasetOf(soundFiles, { data: { predictions: { from } } })
        expect(predictions!.score.length, from).toBe(6)
      }
    } finally {
      process.chdir(here)
    }
  })
})

describe("the record of files", () => {
  it("has the size, rows and SHA-256 of every file", async () => {
    const dataset = await datasetOf(soundFiles)
    const hash = (text: string) => createHash("sha256").update(text).digest("hex")
    expect(dataset.files).toEqual([
      {
        role: "predictions",
        name: "predictions.csv",
        path: "predictions.csv",
        bytes: predictionsCsv.length,
        rows: 6,
        sha256: hash(predictionsCsv)
      },
      {
        role: "patients",
        name: "patients.csv",
        path: "patients.csv",
        bytes: patientsCsv.length,
        rows: 3,
        sha256: hash(patientsCsv)
      }
    ])
  })

  it("changes for a glob or a query when one of the files changes", async () => {
    const parts = {
      "patients.csv": patientsCsv,
      "p/1.csv": "pid,step,label,score\n1,0,0,0.1\n",
      "p/2.csv": "pid,step,label,score\n2,0,0,0.1\n"
    }
    const changed = { ...parts, "p/2.csv": "pid,step,label,score\n2,0,0,0.2\n" }
    for (const from of ["p/*.csv", "select * from 'p/*.csv'"]) {
      const record = async (files: typeof parts) =>
        (await datasetOf(files, { data: { predictions: { from } } })).files[0]!
      const before = await record(parts)
      expect(before).toMatchObject({ bytes: 2 * parts["p/1.csv"].length, rows: 2 })
      expect((await record(parts)).sha256).toBe(before.sha256)
      expect((await record(changed)).sha256).not.toBe(before.sha256)
    }
  })
})

describe("loading", () => {
  it("says which table it reads", async () => {
    const seen: Array<string> = []
    const base = await folderOf({ ...soundFiles, "events.csv": "pid,start,stop\n1,2,3\n" })
    const config = await configOf({
      horizon: "5 min",
      data: { events: { from: "events.csv", patient: "pid", start: "start", stop: "stop" } }
    })
    await Effect.runPromise(loadDataset(config, { base, onProgress: (table) => Effect.sync(() => seen.push(table)) }))
    expect(seen).toEqual(["patients", "predictions", "events"])
  })

  it("stops when interrupted in the middle of a query that would take hours", async () => {
    const base = await folderOf(soundFiles)
    const config = await configOf({
      data: {
        predictions: {
          from: "select 1 as pid, i as step, 0 as label, 0.5 as score from range(100000000000) t(i) where i % 100000000000 = 1"
        }
      }
    })
    const outcome = await Effect.runPromise(
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(loadDataset(config, { base }))
        yield* Effect.sleep(300)
        yield* Fiber.interrupt(fiber)
        return yield* Fiber.await(fiber)
      })
    )
    expect(Exit.hasInterrupts(outcome)).toBe(true)
  })

  it("says where temporary files would go when none can be made there", async () => {
    const base = await folderOf(soundFiles)
    vi.stubEnv("TMPDIR", "/nothing/there")
    onTestFinished(() => void vi.unstubAllEnvs())
    const error = await Effect.runPromise(Effect.flip(loadDataset(await configOf(), { base })))
    expect(error.problems[0]).toMatchObject({
      where: "/nothing/there",
      problem: "is where temporary files go, and no folder can be made there",
      remedy: "Set the variable TMPDIR to a folder that is there and that you may write to."
    })
  })

  it("compares the rows of a table with the memory that is free, and reads them where they fit", async () => {
    const base = await folderOf(soundFiles)
    const rows = soundFiles["predictions.csv"].trim().split("\n").length - 1
    const load = async (freeMemory: number) =>
      Effect.runPromise(Effect.result(loadDataset(await configOf(), { base, freeMemory, memoryLimit: "256MB" })))
    const refused = await load(rows * 21 - 1)
    expect(refused._tag === "Failure" && refused.failure.problems).toMatchObject([
      {
        table: "predictions",
        where: "predictions.csv",
        problem: `has ${rows} rows, which take at least ${rows * 21} bytes of memory, and ${rows * 21 - 1} bytes are free here`
      }
    ])
    expect((await load(rows * 21))._tag).toBe("Success")
  })

  it("refuses a memory limit that DuckDB does not understand", async () => {
    const base = await folderOf(soundFiles)
    const error = await Effect.runPromise(Effect.flip(loadDataset(await configOf(), { base, memoryLimit: "a lot" })))
    expect(error.message).toContain("Check the memory limit")
  })
})
