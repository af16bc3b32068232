import * as Message from "@fairward/core/Message"
import { describe, expect, it } from "vitest"
import { datasetOf, problemOf, soundFiles } from "./fixtures/Folder.ts"

const alarms = `stay,minute,answered,by,code
2,20,true,nurse,7
1,90,false,,3
1,15,true,NA,
99,10,true,nurse,1
`

const table = { from: "alarms.csv", patient: "stay" }
const config = { ...table, time: "minute", timeUnit: "min" }

const setting = (changes: object = {}) => ({ data: { tables: { alarms: { ...config, ...changes } } } })

describe("a table of one's own", () => {
  it("is read as it is, its rows by patient and minutes, and those of no patient left out and counted", async () => {
    const { files, notes, patients, tables } = await datasetOf({ ...soundFiles, "alarms.csv": alarms }, setting())
    expect(patients.ids).toEqual(["1", "10", "2"])
    expect(tables!.get("alarms")!.objects()).toEqual([
      { patient: 0, minutes: 15, answered: true, by: null, code: null },
      { patient: 0, minutes: 90, answered: false, by: null, code: 3 },
      { patient: 2, minutes: 20, answered: true, by: "nurse", code: 7 }
    ])
    expect(files.find(({ role }) => role === "table:alarms")).toMatchObject({ name: "alarms.csv", rows: 4 })
    expect(notes.map(({ message, table }) => `${table}: ${Message.text(message)}`)).toEqual([
      "table:alarms: 1 patient without a row in the table of patients left out."
    ])
  })

  it("counts points of time from the admission of each patient, in the zone of the configuration", async () => {
    const { tables } = await datasetOf(
      {
        ...soundFiles,
        "patients.csv": "pid,sex,admitted\n1,F,2026-03-29 00:30\n2,M,2026-03-29 01:00\n10,F,2026-03-28 12:00\n",
        "alarms.csv": "stay,minute\n1,2026-03-29 03:30\n10,2026-03-28 12:45\n"
      },
      {
        timeZone: "Europe/Zurich",
        data: {
          patients: { from: "patients.csv", patient: "pid", admission: "admitted" },
          tables: { alarms: { ...config, timeUnit: "timestamp" } }
        }
      }
    )
    // An hour of that night is left out by the clocks.
    expect(tables!.get("alarms")!.objects()).toEqual([
      { patient: 0, minutes: 120 },
      { patient: 1, minutes: 45 }
    ])
  })

  it("has no minutes without a column of time", async () => {
    const { tables } = await datasetOf(
      { ...soundFiles, "alarms.csv": "stay,answered\n2,1\n1,0\n" },
      { data: { tables: { alarms: table } } }
    )
    expect(tables!.get("alarms")!.objects()).toEqual([
      { patient: 0, answered: 0 },
      { patient: 2, answered: 1 }
    ])
  })

  it("may come from a query, and is told what is wrong with it by its name", async () => {
    const { tables } = await datasetOf(
      { ...soundFiles, "alarms.csv": alarms },
      setting({ from: "select stay, minute, answered from 'alarms.csv' where answered" })
    )
    expect(tables!.get("alarms")!.numRows()).toBe(2)
    expect(await problemOf({ ...soundFiles, "alarms.csv": alarms }, setting({ time: "minut" }))).toContain(
      'table:alarms (alarms.csv): no column "minut"'
    )
    expect(await problemOf({ ...soundFiles, "alarms.csv": "stay,minute,minutes\n1,2,3\n" }, setting())).toContain(
      'has the name "minutes", which the table\'s own index gets'
    )
    expect(await problemOf({ ...soundFiles, "alarms.csv": "stay,minute\n1,soon\n" }, setting())).toContain(
      "with a time that cannot be read"
    )
  })
})
