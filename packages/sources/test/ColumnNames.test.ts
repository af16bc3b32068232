import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { loadDataset } from "../src/index.ts"
import { configOf, datasetOf, folderOf, problemOf, soundFiles } from "./fixtures/Folder.ts"

const admitted = (column: string) =>
  `pid,sex,${column},at\n1,F,71,2026-01-31 08:00:00\n2,M,72,then\n10,F,73,2026-01-31 08:00:00\n`

const records = (...rows: ReadonlyArray<string>) => `[${rows.join(",")}]`
const patients = { patients: { from: "patients.json" } }
const people = (names: string) =>
  records(...[1, 2, 10].map((pid) => `{"pid":${pid},"sex":"${pid === 2 ? "M" : "F"}",${names}}`))

describe("names that DuckDB uses itself", () => {
  it.each(["rowid", "rowId", "file_row_number", "filename", "__place"])(
    "are columns like any other, and examples name the right row: %s",
    async (column) => {
      const files = { ...soundFiles, "p.csv": admitted(column) }
      const example = "For example: row 2, patient 2, value then"
      for (const from of ["p.csv", "select * from 'p.csv'"]) {
        expect(await problemOf(files, { data: { patients: { from, admission: "at" } } })).toContain(example)
      }
      const parquet = `select 1 as pid, 'F' as sex, 71 as ${column}, '2026-01-31 08:00:00' as at union all select 2, 'M', 72, 'then' union all select 10, 'F', 73, '2026-01-31 08:00:00'`
      expect(
        await problemOf(
          { ...soundFiles, "p.parquet": parquet },
          { data: { patients: { from: "p.parquet", admission: "at" } } }
        )
      ).toContain(example)
    }
  )
})

describe("names that stand for several columns", () => {
  const group = { groupings: { group: { column: "age" } }, data: patients }

  it("are refused in JSON where they are used", async () => {
    const files = { ...soundFiles, "patients.json": people(`"age":7,"Age":8`) }
    expect(await problemOf(files, group)).toContain('2 columns with one name: "age", "Age"')
    const { patients: read } = await datasetOf(files, { data: patients })
    expect([...read.attributes.array("sex")]).toEqual(["F", "F", "M"])
  })

  it("are none where a column is called like that", async () => {
    const { patients: read } = await datasetOf(
      { ...soundFiles, "patients.json": people(`"age":7,"age_1":8`) },
      { ...group, groupings: { group: { column: "age_1" } } }
    )
    expect(read.attributes.columnNames()).toContain("age_1")
  })

  it("are told as such where a record of JSON has one twice", async () => {
    const message = await problemOf({ ...soundFiles, "patients.json": people(`"age":7,"age":8`) }, group)
    expect(message).toContain('(patients.json): record 1 has the name "age" twice')
  })

  it("are refused in parquet where they are used", async () => {
    const folder = await folderOf({
      ...soundFiles,
      "p.parquet": "select unnest([1, 2, 10]) as pid, unnest(['F', 'M', 'F']) as sex, 7 as agee, 8 as agez"
    })
    const path = join(folder, "p.parquet")
    await writeFile(path, (await readFile(path, "latin1")).replaceAll("agez", "agee"), "latin1")
    const load = async (column: string) =>
      Effect.runPromise(
        Effect.result(
          loadDataset(await configOf({ groupings: { group: { column } }, data: { patients: { from: "p.parquet" } } }), {
            base: folder
          })
        )
      )
    expect(String(await load("agee"))).toContain("2 columns with one name")
    expect((await load("sex"))._tag).toBe("Success")
  })
})
