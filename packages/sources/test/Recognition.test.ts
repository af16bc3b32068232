import * as Message from "@fairward/core/Message"
import { describe, expect, it } from "vitest"
import { datasetOf, problemOf, soundFiles } from "./fixtures/Folder.ts"

const config = { from: "treated.csv", patient: "stay", time: "at", timeUnit: "min" }

const setting = (changes: object = {}) => ({ data: { recognition: { ...config, ...changes } } })

const withTimes = (rows: string) => ({ ...soundFiles, "treated.csv": `stay,at\n${rows}` })

describe("times of recognition", () => {
  it("are one a patient, the earliest, off the grid, and none where there is no row or no time", async () => {
    const { files, notes, patients, recognition } = await datasetOf(
      withTimes("2,21.5\n1,90\n1,-15\n10,NA\n99,3\n"),
      setting()
    )
    expect(patients.ids).toEqual(["1", "10", "2"])
    expect(Array.from(recognition!.minutes)).toEqual([-15, Number.NaN, 21.5])
    expect(files.find(({ role }) => role === "recognition")).toMatchObject({ name: "treated.csv", rows: 5 })
    expect(notes.map(({ message, table }) => `${table}: ${Message.text(message)}`)).toEqual([
      "recognition: 1 patient without a row in the table of patients left out.",
      "recognition: 1 patient with several times of recognition: the earliest counts."
    ])
  })

  it("may be points of time, and come from the table of patients", async () => {
    const { recognition } = await datasetOf(
      {
        ...soundFiles,
        "patients.csv":
          "pid,sex,admitted,treated\n1,F,2026-03-28 00:30,2026-03-28 02:00\n2,M,2026-03-28 01:00,\n10,F,2026-03-28 12:00,2026-03-28 11:59\n"
      },
      {
        data: {
          patients: { from: "patients.csv", patient: "pid", admission: "admitted" },
          recognition: { from: "patients.csv", patient: "pid", time: "treated", timeUnit: "timestamp" }
        }
      }
    )
    expect(Array.from(recognition!.minutes)).toEqual([90, -1, Number.NaN])
  })

  it("are refused where they cannot be read, by the name of their table", async () => {
    expect(await problemOf(withTimes("1,soon\n"), setting())).toContain("with a time that cannot be read")
    expect(await problemOf(withTimes("1,1\n"), setting({ time: "when" }))).toContain(
      'recognition (treated.csv): no column "when"'
    )
    expect(await problemOf(withTimes(",1\n1,2\n"), setting())).toContain("without a patient id")
  })
})
