import * as Message from "@fairward/core/Message"
import { describe, expect, it } from "vitest"
import { datasetOf, errorOf, problemOf, type Setting, soundFiles } from "./fixtures/Folder.ts"

const codes = [
  "NA",
  "N/A",
  "n/a",
  "NaN",
  "nan",
  "null",
  "NULL",
  "None",
  "?",
  "<NA>",
  "NaT",
  "#N/A",
  "\\N",
  ".",
  "-",
  " NA "
]

/** Predictions of as many patients as there are values, and patients with the values as their attribute. */
const withValues = (values: ReadonlyArray<string>, more: Readonly<Record<string, string>> = {}) => ({
  "predictions.csv": `pid,step,label,score\n${values.map((_, i) => `${i},0,${i % 2},0.5\n`).join("")}`,
  "patients.csv": `pid,sex\n${values.map((value, i) => `${i},"${value}"\n`).join("")}`,
  ...more
})

const valuesOf = async (files: Readonly<Record<string, string>>, setting: Setting = {}) => {
  const { patients } = await datasetOf(files, setting)
  const bySize = patients.ids.map((id, i) => ({ id: Number(id), i })).toSorted((a, b) => a.id - b.id)
  const sex: ReadonlyArray<unknown> = Array.from(patients.attributes.array("sex"))
  return bySize.map(({ i }) => sex[i])
}

const notesOf = async (files: Readonly<Record<string, string>>, setting: Setting = {}) =>
  (await datasetOf(files, setting)).notes.map(({ examples = [], message }) =>
    [Message.text(message), ...examples].join(" | ")
  )

describe("codes for missing values", () => {
  it("are missing in an attribute, counted and said, and nothing else is", async () => {
    const values = ["F", ...codes, "M", "Unknown", "N.A.", "---"]
    expect(await valuesOf(withValues(values))).toEqual(["F", ...codes.map(() => null), "M", "Unknown", "N.A.", "---"])
    expect(await notesOf(withValues(["F", "NA", "?", "NA", "M"]))).toEqual([
      '3 codes for a missing value in column sex: they are in no category, unless a grouping lists them under categories. | "NA" 2 | "?" 1'
    ])
  })

  it("are missing in parquet, queries and JSON alike", async () => {
    const select = "select pid, sex from (values (0, 'F'), (1, 'NA'), (2, 'M'), (3, ' none ')) t(pid, sex)"
    const files = {
      ...withValues(["a", "b", "c", "d"]),
      "patients.parquet": select,
      "patients.json": JSON.stringify(["F", "NA", "M", " none "].map((sex, pid) => ({ pid, sex })))
    }
    for (const from of ["patients.parquet", "patients.json", select]) {
      expect(await valuesOf(files, { data: { patients: { from } } })).toEqual(["F", null, "M", null])
    }
  })

  it("are categories where a grouping lists them, spelled as it does", async () => {
    const setting = { groupings: { sex: { column: "sex", categories: { F: "Female", None: "Not recorded" } } } }
    const files = withValues(["F", "None", "NA", "none", "F"])
    expect(await valuesOf(files, setting)).toEqual(["F", "None", null, null, "F"])
    expect((await notesOf(files, setting))[0]).toContain("2 codes for a missing value in column sex")
  })

  it("are missing labels, said", async () => {
    const dataset = await datasetOf({
      ...soundFiles,
      "predictions.csv": "pid,step,label,score\n1,0,NA,0.1\n1,1,1,0.7\n2,0,nan,0.2\n10,0,0,0.4\n"
    })
    expect(Array.from(dataset.predictions!.label)).toEqual([-1, 1, 0, -1])
    expect(dataset.notes.map(({ message }) => Message.text(message))).toEqual([
      "2 codes for a missing value in column label: such steps are not labelled."
    ])
  })

  it("are missing labels and ids of pandas: NaN in columns of floats", async () => {
    const rows = (id: string) => `select ${id}::double as pid, step, label::double as label, 0.5 as score from
      (values (1, 0, 0), (1, 1, 'nan'::double), (2, 0, 1)) t(pid, step, label)`
    const dataset = await datasetOf(
      { ...soundFiles, "p.parquet": rows("pid") },
      { data: { predictions: { from: "p.parquet" } } }
    )
    expect(Array.from(dataset.predictions!.label)).toEqual([0, -1, 1])
    const problem = await problemOf(
      { ...soundFiles, "p.parquet": rows("case when step = 1 then 'nan'::double else pid end") },
      { data: { predictions: { from: "p.parquet" } } }
    )
    expect(problem).toContain("1 row without a patient id")
  })

  it.each([
    ["1,5,0,NA", "1 row without a score"],
    ["NA,5,0,0.5", "1 row without a patient id"],
    ["1,None,0,0.5", "1 row without a time"]
  ])("are refused as missing where a value is needed: %s", async (row, message) => {
    expect(
      await problemOf({ ...soundFiles, "predictions.csv": `pid,step,label,score\n2,0,0,0.2\n${row}\n` })
    ).toContain(message)
  })

  it("are not measured in a time series, and no reason to take a column for text", async () => {
    const timeseries = { from: "t.csv", patient: "pid", time: "minute", timeUnit: "min" }
    const dataset = await datasetOf(
      { ...soundFiles, "t.csv": "pid,minute,map,site\n1,0,70,a\n1,5,NA,b\n2,0,.,c\n2,5,80,d\n" },
      { data: { timeseries } }
    )
    expect([...dataset.timeseries!.variables.keys()]).toEqual(["map"])
    expect(Array.from(dataset.timeseries!.variables.get("map")!)).toEqual([70, Number.NaN, Number.NaN, 80])
    expect(dataset.notes.map(({ message }) => Message.text(message))).toEqual([
      "2 codes for a missing value in column map: not measured."
    ])
  })

  it("are names of variables: Na is sodium", async () => {
    const timeseries = {
      from: "t.csv",
      patient: "pid",
      time: "minute",
      timeUnit: "min",
      variable: "name",
      value: "value"
    }
    const dataset = await datasetOf(
      { ...soundFiles, "t.csv": "pid,minute,name,value\n1,0,Na,140\n1,0,K,4\n2,0,Na,n/a\n2,5,Na,138\n" },
      { data: { timeseries } }
    )
    expect([...dataset.timeseries!.variables.keys()]).toEqual(["K", "Na"])
    expect(dataset.notes.map(({ message }) => Message.text(message))).toEqual([
      "1 code for a missing value in column value: not measured."
    ])
  })
})

describe("spellings of one value", () => {
  const values = ["White", "white", "WHITE", "White", "Black", "Afro  American", "Afro American"]

  it("are categories of their own, pointed out with counts", async () => {
    expect(await notesOf(withValues(values))).toEqual([
      '6 patients have a value of column sex that is spelled in several ways, which differ only by case or spaces. Each spelling is a category of its own: give them one label under categories, or make them alike in a query. | "White" 2, "white" 1, "WHITE" 1 | "Afro  American" 1, "Afro American" 1'
    ])
  })

  it("are told where only some are listed, and not where they have one label", async () => {
    const grouping = (categories: Readonly<Record<string, string>>) => ({
      groupings: { sex: { column: "sex", categories } }
    })
    const people = values.slice(0, 5)
    expect((await notesOf(withValues(people), grouping({ White: "White", Black: "Black" })))[0]).toContain(
      "Spellings that are not listed are in no category"
    )
    const one = grouping({ White: "White", white: "White", WHITE: "White", Black: "Black" })
    expect(await notesOf(withValues(people), one)).toEqual([])
  })

  it("with spaces at the end are told, and told apart from those without", async () => {
    expect(await notesOf(withValues(["M ", "F", "F"]))).toEqual([
      '1 patient has a value of column sex with spaces at the beginning or end. | "M " 1'
    ])
    expect((await notesOf(withValues(["M ", "M", "F"])))[0]).toContain(
      "2 patients have a value of column sex that is spelled"
    )
  })
})

describe("numbers that are binned", () => {
  const binned = (bins: ReadonlyArray<number>) => ({ groupings: { age: { column: "sex", bins } } })
  const ages = Array.from({ length: 60 }, (_, i) => String(20 + i))

  it("and look like codes are pointed out", async () => {
    expect(await notesOf(withValues([...ages, "-1", "999", "999"]), binned([50, 65]))).toEqual([
      '3 values stand apart from all others of column sex, as codes for a missing value do, and would be binned like any number. If that is what they are, make them empty in a query. | "-1" 1 | "999" 2'
    ])
  })

  it("and nearly all lie outside of the edges are pointed out", async () => {
    const days = ages.map((age) => String(Number(age) * 365))
    expect(await notesOf(withValues(days), binned([50, 65, 75]))).toEqual([
      "60 values of 60 of column sex lie outside the edges of the bins of age: check that both are in one unit. | edges 50, 65, 75 | values from 7300 to 28835"
    ])
    expect(await notesOf(withValues(ages), binned([50, 65, 75]))).toEqual([])
    expect((await notesOf(withValues(days), binned([65])))[0]).toContain("lie at or above the edge of the bins of age")
  })

  it("by categories that are named like bins are bins of text and numbers", async () => {
    const setting = { groupings: { age: { column: "sex", categories: ["<50", "50-65", ">65"] } } }
    await datasetOf(withValues(ages), setting)
    const problem = await errorOf(withValues([...ages, "old"]), setting)
    expect(problem.problems[0]!.problem).toBe('no patient has the category "<50"')
  })
})

describe("codes beyond 2^53", () => {
  const snomed = ["900000000000000001", "900000000000000002", "900000000000000003"]
  const select = (type: string) =>
    `select pid, sex::${type} as sex from (values ${snomed.map((code, pid) => `(${pid}, ${code})`).join(", ")}) t(pid, sex)`

  it.each(["bigint", "ubigint", "hugeint", "decimal(38, 0)", "decimal(20, 1)", "varchar"])(
    "are not merged as %s",
    async (type) => {
      const files = { ...withValues(["a", "b", "c"]), "p.parquet": select(type) }
      const categories = Object.fromEntries(snomed.map((code, i) => [code, `Diagnosis ${i}`]))
      // Parquet has no type of 128 bits: DuckDB writes doubles instead.
      for (const from of type === "hugeint" ? [select(type)] : ["p.parquet", select(type)]) {
        expect(
          await valuesOf(files, { data: { patients: { from } }, groupings: { sex: { column: "sex", categories } } })
        ).toEqual(snomed)
      }
    }
  )

  it("are not merged in JSON, as ids, or as names of variables", async () => {
    const rows = snomed.map((code, pid) => `{"pid": ${pid}, "sex": ${code}}`)
    const files = { ...withValues(["a", "b", "c"]), "p.json": `[${rows.join(", ")}]` }
    expect(await valuesOf(files, { data: { patients: { from: "p.json" } } })).toEqual(snomed)
    const patients = `select sex as pid, 'F' as sex from (${select("bigint")})`
    const predictions = `select sex as pid, 0 as step, 0 as label, 0.5 as score from (${select("bigint")})`
    const dataset = await datasetOf(soundFiles, {
      data: {
        patients: { from: patients },
        predictions: { from: predictions },
        timeseries: {
          from: `select sex as pid, 0 as minute, sex as name, 1.0 as value from (${select("bigint")})`,
          patient: "pid",
          time: "minute",
          variable: "name",
          value: "value"
        }
      }
    })
    expect(dataset.patients.ids).toEqual(snomed)
    expect([...dataset.timeseries!.variables.keys()]).toEqual(snomed)
  })
})

describe("values as people write them in categories", () => {
  it.each([
    ["boolean", ["true", "false"], "{true: yes}"],
    ["date", ["2020-01-31", "2021-02-28"], ""],
    ["timestamp", ["2020-01-31", "2021-02-28"], ""],
    ["double", ["1", "2.5"], ""],
    ["float", ["0.1", "2.5"], ""],
    ["decimal(5, 2)", ["1.5", "2"], ""],
    ["integer", ["1", "2"], ""],
    ["enum ('F', 'M')", ["F", "M"], ""],
    ["varchar", ["1", "2"], ""]
  ])("%s", async (type, [first, second]) => {
    const files = withValues(["a", "b"])
    const from = `select pid, sex::${type} as sex from (values (0, '${first}'), (1, '${second}')) t(pid, sex)`
    const categories = { [first!]: "First", [second!]: "Second" }
    const values = await valuesOf(files, {
      data: { patients: { from } },
      groupings: { sex: { column: "sex", categories } }
    })
    expect(values.map(String)).toEqual([first, second])
  })

  it("are the same of 1, 1.0 and the text 1.0", async () => {
    expect(await valuesOf(withValues(["1", "1.0", "1.00", "01", "1.5", "1.50"]))).toEqual([
      "1",
      "1",
      "1",
      "01",
      "1.5",
      "1.50"
    ])
  })
})
