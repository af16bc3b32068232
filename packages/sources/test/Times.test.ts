import * as Message from "@fairward/core/Message"
import { describe, expect, it } from "vitest"
import { datasetOf, errorOf, problemOf, soundFiles } from "./fixtures/Folder.ts"
import zones from "./oracle/zones.json" with { type: "json" }

const timestamp = { timeUnit: "timestamp" } as const

const admitted = (...times: ReadonlyArray<string>) =>
  `pid,sex,admitted\n${times.map((time, i) => `${i + 1},F,${time}\n`).join("")}`

const predicted = (...rows: ReadonlyArray<readonly [patient: number, time: string | number]>) =>
  `pid,step,label,score\n${rows.map(([patient, time], i) => `${patient},${time},0,0.${i + 1}\n`).join("")}`

const byTimestamp = { patients: { admission: "admitted" }, predictions: timestamp }

const messages = ({ notes }: Awaited<ReturnType<typeof datasetOf>>) => notes.map(({ message }) => Message.text(message))

describe("points of time", () => {
  it.each([
    "2026-01-31T08:30:00-05:00",
    "2026-01-31 08:30:00-05",
    "2026-01-31 08:30:00 -0500",
    "2026-01-31T08:30-05:00",
    "2026-01-31T13:30:00Z",
    "2026-01-31T13:30:00.000z",
    "2026-01-31 13:30 UTC",
    "2026-01-31 19:00:00.0+05:30",
    "2026-01-31T14:30:00+01",
    "2026-01-31T00:30:00-13"
  ])("keep their offset: %s", async (time) => {
    const { predictions } = await datasetOf(
      { "patients.csv": admitted("2026-01-31T13:00:00Z"), "predictions.csv": predicted([1, time]) },
      { data: byTimestamp }
    )
    expect([...predictions!.step]).toEqual([6])
  })

  it("are local where a zone is named, on the days on which clocks change too", async () => {
    for (const [timeZone, rows] of Object.entries(zones)) {
      const times = rows.map(([time]) => time)
      const setting = {
        timestep: "1 min",
        timeZone,
        data: { patients: { admission: "admitted" }, predictions: { from: "p.parquet", ...timestamp } }
      }
      const files = {
        "patients.csv": `pid,sex,admitted\n${times.map((_, i) => `${1000 + i},F,1970-01-01T00:00:00Z\n`).join("")}`,
        "p.parquet": `select * from (values ${times.map((time, i) => `(${1000 + i}, timestamp '${time}', 0, 0.5)`).join(", ")}) t(pid, step, label, score)`
      }
      const dataset = await datasetOf(files, setting)
      expect([...dataset.predictions!.step], timeZone).toEqual(rows.map(([, minutes]) => minutes))
      const count = (clock: string) => rows.filter((row) => row[2] === clock).length
      expect(messages(dataset), timeZone).toEqual([
        `${count("twice")} times of the column step lie in an hour that clocks show twice (${timeZone}): taken for the first of the two.`,
        `${count("never")} times of the column step lie in an hour that clocks never show (${timeZone}): read by the clock of before.`
      ])
    }
  })

  it("as text without an offset are read in the zone like those of parquet", async () => {
    const [time, minutes] = zones["America/New_York"][2]!
    const { predictions } = await datasetOf(
      { "patients.csv": admitted("1970-01-01T00:00:00Z"), "predictions.csv": predicted([1, String(time)]) },
      { timestep: "1 min", timeZone: "America/New_York", data: byTimestamp }
    )
    expect([...predictions!.step]).toEqual([minutes])
  })

  it("that repeat in the hour that clocks show twice are told from repeats", async () => {
    const hours = ["2024-11-03 00:30", "2024-11-03 01:30", "2024-11-03 01:30", "2024-11-03 02:30"]
    const files = {
      "patients.csv": admitted("2024-11-02 23:30"),
      "predictions.csv": predicted(...hours.map((hour) => [1, `${hour}:00`] as const))
    }
    const settings = { timestep: "30 min", horizon: "6 h", timeZone: "America/New_York", data: byTimestamp }
    const said = await problemOf(files, settings)
    expect(said).toContain("1 row repeats a patient and time")
    expect(said).toContain(
      "Some times lie in the hour that clocks show twice, when they are set back: a prediction of its second turn looks like a repeat of the first. Export the times in UTC, or with their offset"
    )
    expect(await problemOf(files, { ...settings, timeZone: "UTC" })).not.toContain("twice, when")
  })

  it("of a column are with an offset, or all without", async () => {
    expect(
      await problemOf(
        {
          "patients.csv": admitted("2026-01-31T13:00:00Z", "2026-01-31T13:00:00Z"),
          "predictions.csv": predicted([1, "2026-01-31T13:00:00Z"], [2, "2026-01-31T13:00:00"])
        },
        { data: byTimestamp }
      )
    ).toBe(
      `1. predictions (predictions.csv, column step): 1 time without an offset from UTC among times with one
   For example: value 2026-01-31T13:00:00Z; value 2026-01-31T13:00:00
   A column of times is of one kind: write the offset into all of them, or into none and set timeZone.`
    )
  })

  it("of columns with and without offset need a zone for the latter", async () => {
    const files = {
      "patients.csv": admitted("2026-01-31 14:00:00"),
      "predictions.csv": predicted([1, "2026-01-31T13:05:00Z"])
    }
    expect(await problemOf(files, { data: byTimestamp })).toBe(
      `1. predictions (predictions.csv, column step): its times have an offset from UTC, those of patients.csv, column admitted have none
   Set timeZone to the zone of those without an offset, such as Europe/Zurich, or UTC.`
    )
    const { predictions } = await datasetOf(files, { timeZone: "Europe/Zurich", data: byTimestamp })
    expect([...predictions!.step]).toEqual([1])
  })

  it("that cannot be read are refused, also for an offset that does not exist", async () => {
    for (const time of ["2026-01-31T13:00:00+99:00", "31.01.2026 13:00", "2026-01-31 13:00:00+01:00 Z"]) {
      expect(
        await problemOf(
          { "patients.csv": admitted("2026-01-31T13:00:00Z"), "predictions.csv": predicted([1, time]) },
          { timeZone: "UTC", data: byTimestamp }
        ),
        time
      ).toContain("1 row with a time that cannot be read")
    }
  })

  it("without an admission are one problem, however many tables have them", async () => {
    const files = {
      ...soundFiles,
      "predictions.csv": predicted([1, "2026-01-31 13:00:00"], [1, "2026-01-31 14:00:00"]),
      "e.csv": "pid,at\n1,2026-01-31\n"
    }
    const data = { predictions: timestamp, events: { from: "e.csv", patient: "pid", start: "at", ...timestamp } }
    expect(await problemOf(files, { data })).toBe(
      `1. predictions (predictions.csv): has timeUnit: timestamp, as events, but nothing says when patients were admitted
   Name the column of admission by data.patients.admission; or, where predictions have no fixed distance, leave timestep out: times are then kept to the minute and counted from each patient's first prediction.`
    )
  })
})

describe("times off the grid", () => {
  const jittered = {
    ...soundFiles,
    "predictions.csv": predicted([1, 0.2], [1, 1.3], [1, 1.45], [1, 2.5], [2, 0.9])
  }

  it("are refused with how far off they are, and the setting that mends it", async () => {
    expect(await problemOf(jittered)).toContain(
      `off the grid of 5 min
   For example: row 1, patient 1, value 0.2; row 2, patient 1, value 1.3; row 3, patient 1, value 1.45
   The grid begins at 0, each patient's admission, a step every 5 min; these times are up to 2 min 30 s off it. Most times are off it, so check timeUnit (now step) and timestep first. Set align: nearest (or floor) beside timestep to move them to it, or leave timestep out where predictions have no fixed distance.`
    )
  })

  it("that are few, and not numbers but spans, are refused likewise", async () => {
    const files = { ...soundFiles, "predictions.csv": predicted([1, "0:00:00"], [1, "1:07:00"], [2, "0:00:00"]) }
    const hours = { timestep: "1 h", horizon: "2 h", data: { predictions: { timeUnit: "h" } } }
    expect(await problemOf(files, hours)).toContain("up to 7 min off it. Check timeUnit (now h). Set align: nearest")
    const { predictions } = await datasetOf(files, { ...hours, align: "nearest" })
    expect([...predictions!.step]).toEqual([0, 1, 0])
  })

  it("are told from admissions that are off it", async () => {
    const files = {
      "patients.csv": admitted("2026-01-31 08:17:00", "2026-01-31 09:44:00"),
      "predictions.csv": predicted([1, "2026-01-31 09:00:00"], [1, "2026-01-31 10:00:00"], [2, "2026-01-31 10:00:00"])
    }
    const setting = { timestep: "1 h", horizon: "2 h" }
    const problem = await problemOf(files, { ...setting, data: byTimestamp })
    const query = `select * replace (time_bucket(interval '1 h', cast("admitted" as timestamp)) as "admitted") from 'patients.csv'`
    expect(problem).toContain(
      `The grid begins at each patient's admission (data.patients.admission), a step every 1 h; these times are up to 17 min off it. All of them are whole steps of 1 h apart by the clock, so it is the admissions that lie between: put those on the same steps, such as by data.patients.from: ${query}.`
    )
    const { predictions } = await datasetOf(files, {
      ...setting,
      data: { ...byTimestamp, patients: { admission: "admitted", from: query } }
    })
    expect([...predictions!.step]).toEqual([1, 2, 1])
  })

  it("move to the nearest step, the later of two predictions stays, and all of it is said", async () => {
    const dataset = await datasetOf(jittered, { align: "nearest" })
    expect([...dataset.predictions!.step]).toEqual([0, 1, 3, 1])
    expect([...dataset.predictions!.score]).toEqual([0.1, 0.3, 0.4, 0.5])
    expect([...dataset.predictions!.offsets]).toEqual([0, 3, 3, 4])
    expect(messages(dataset)).toEqual([
      "1 prediction left out: a later one of the same patient lies on the same step.",
      "5 times were moved to the nearest step, by at most 2.5 min.",
      "1 patient of the test split without predictions."
    ])
  })

  it("move to the step before", async () => {
    const dataset = await datasetOf(jittered, { align: "floor" })
    expect([...dataset.predictions!.step]).toEqual([0, 1, 2, 0])
    expect(messages(dataset)[1]).toBe("5 times were moved to the step before, by at most 4.5 min.")
  })

  it("of events move likewise, last a step at least, and are joined where they come to share one", async () => {
    const { events, ...dataset } = await datasetOf(
      { ...soundFiles, "events.csv": "pid,start,stop\n1,2.2,2.4\n1,2.6,4.9\n1,5,7\n2,0.9,1.1\n" },
      { align: "floor", data: { events: { from: "events.csv", patient: "pid", start: "start", stop: "stop" } } }
    )
    expect([[...events!.start], [...events!.stop]]).toEqual([
      [2, 5, 0],
      [4, 7, 1]
    ])
    expect(messages({ ...dataset, events }).slice(0, 2)).toEqual([
      "6 times were moved to the step before, by at most 4.5 min.",
      "1 event moved to a step of the one before, and joined with it."
    ])
  })

  it("of events that overlap as they are given are still refused", async () => {
    const data = { events: { from: "events.csv", patient: "pid", start: "start", stop: "stop" } }
    const files = { ...soundFiles, "events.csv": "pid,start,stop\n1,2.2,4.4\n1,4.3,4.9\n" }
    expect(await problemOf(files, { align: "floor", data })).toContain("1 event overlaps the one before")
  })

  it("of in-event rows make a step one in an event if any does", async () => {
    const { events } = await datasetOf(
      { ...soundFiles, "events.csv": "pid,step,on\n1,1.1,1\n1,2.2,0\n1,2.4,1\n1,3.1,0\n1,4,1\n" },
      {
        align: "floor",
        data: {
          predictions: { label: undefined },
          events: { from: "events.csv", patient: "pid", time: "step", inEvent: "on" }
        }
      }
    )
    expect([[...events!.start], [...events!.stop]]).toEqual([
      [1, 4],
      [3, 5]
    ])
  })

  it("that repeat a time exactly are still refused", async () => {
    const files = { ...soundFiles, "predictions.csv": predicted([1, 1.2], [1, 1.2]) }
    expect(await problemOf(files, { align: "nearest" })).toContain("1 row repeats a patient and time")
  })
})

describe("without a timestep", () => {
  const irregular = { timestep: undefined, horizon: "1 d" }

  it("times are kept to the minute, and of two within a minute the later stays", async () => {
    const files = { ...soundFiles, "predictions.csv": predicted([1, 30], [1, 30.4], [1, 31], [1, 600], [2, 7.99]) }
    const dataset = await datasetOf(files, { ...irregular, data: { predictions: { timeUnit: "min" } } })
    expect(dataset.irregular).toBe(true)
    expect(dataset.timestepMinutes).toBe(1)
    expect([...dataset.predictions!.step]).toEqual([30, 31, 600, 7])
    expect([...dataset.predictions!.score]).toEqual([0.2, 0.3, 0.4, 0.5])
    expect(messages(dataset)[0]).toBe("1 prediction left out: a later one of the same patient lies in the same minute.")
  })

  it("points of time are counted from the first prediction where no admission is named", async () => {
    const dataset = await datasetOf(
      {
        ...soundFiles,
        "predictions.csv": predicted(
          [1, "2026-01-31 08:15:00"],
          [1, "2026-07-01 00:00:30"],
          [2, "2150-01-01 00:00:00"]
        ),
        "events.csv":
          "pid,start,stop\n1,2026-01-30 08:00,2026-01-30 09:00\n1,2026-01-31 08:00,2026-01-31 08:45\n1,2026-01-31 09:15,2026-01-31 10:15\n10,2026-01-31,2026-02-01\n"
      },
      {
        ...irregular,
        data: {
          predictions: { ...timestamp, label: undefined },
          events: { from: "events.csv", patient: "pid", start: "start", stop: "stop", ...timestamp }
        }
      }
    )
    const { events, predictions } = dataset
    expect([...predictions!.step]).toEqual([0, 151 * 1440 - 495, 0])
    expect([[...events!.start], [...events!.stop]]).toEqual([
      [0, 60],
      [30, 120]
    ])
    expect(messages(dataset)).toContain("1 event ended by the first prediction and left out.")
  })

  it("an in-event column is on until the first row that says 0", async () => {
    const { events } = await datasetOf(
      { ...soundFiles, "events.csv": "pid,step,on\n1,10,1\n1,40,1\n1,90,0\n1,95,1\n2,7,1\n" },
      {
        ...irregular,
        data: {
          predictions: { timeUnit: "min", label: undefined },
          events: { from: "events.csv", patient: "pid", time: "step", inEvent: "on", timeUnit: "min" }
        }
      }
    )
    expect([[...events!.start], [...events!.stop]]).toEqual([
      [10, 95, 7],
      [90, 96, 8]
    ])
  })
})

describe("the end of monitoring", () => {
  it("is a point of time where admission is one, and unknown where it is empty", async () => {
    const { patients } = await datasetOf(
      {
        "patients.csv":
          "pid,sex,admitted,left\n1,F,2026-01-31 08:00,2026-01-31 10:00\n2,F,2026-01-31 08:00,\n3,M,2026-03-29 00:00,2026-03-30 00:00\n",
        "predictions.csv": predicted([1, 0])
      },
      { timeZone: "Europe/Zurich", data: { patients: { admission: "admitted", monitoredUntil: "left" } } }
    )
    expect([...patients.monitoredUntil!]).toEqual([120, Number.NaN, 23 * 60])
  })

  it("else counts what the times of the predictions count", async () => {
    const files = { ...soundFiles, "patients.csv": "pid,sex,hours\n1,F,2\n2,M,1.5\n10,F,x\n" }
    const data = { patients: { monitoredUntil: "hours" }, predictions: { timeUnit: "h" } }
    const setting = { timestep: "1 h", horizon: "2 h", data }
    const { problems } = await errorOf(files, setting)
    expect(problems.map(({ problem }) => problem)).toEqual([
      "1 row with an end of monitoring that cannot be read, or whose patient has no admission"
    ])
    const { patients } = await datasetOf(
      { ...files, "patients.csv": files["patients.csv"].replace("x\n", "\n") },
      setting
    )
    expect([...patients.monitoredUntil!]).toEqual([120, Number.NaN, 90])
  })
})
