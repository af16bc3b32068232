import { describe, expect, it } from "@effect/vitest"
import type { ReportDocument } from "@fairward/core/ReportDocument"
import { auditOf, comparison, pair } from "@fairward/fixtures/Compared"
import { fromCSV } from "arquero"
import { parquetReadObjects } from "hyparquet"
import * as Export from "../src/Export.ts"

const odd = 'A "quoted", \\ and\nbroken name'
const unknown = comparison({ category: "M", difference: 0, metric: odd, verdict: "not estimable" })
const findings = auditOf([
  ...pair({ difference: -0.11, verdict: "material" }, { difference: 0.11, verdict: "better" }),
  { ...unknown, cohort: { ...unknown.cohort, estimate: null }, difference: null, interval: null }
])
const columns = Export.comparisons(findings)
const valuesOf = (name: string) => columns.find((column) => column.name === name)!.values

describe("the flat table", () => {
  it("has a row a comparison, with names for people beside those of findings, and null where there is no value", () => {
    expect(valuesOf("measure")).toEqual(["event_recall", "event_recall", odd])
    expect(valuesOf("measure_title")).toEqual(["Event recall", "Event recall", null])
    expect(valuesOf("category_title")).toEqual(["Female", "Male", "Male"])
    expect(valuesOf("estimate")).toEqual([expect.closeTo(0.69), expect.closeTo(0.91), null])
    // -0.11 -+ 1.2 x 2.5745 x 0.03.
    expect(valuesOf("low")).toEqual([expect.closeTo(-0.2027, 4), expect.closeTo(0.0173, 4), null])
    expect(valuesOf("verdict")).toEqual(["material", "better", "not estimable"])
    expect(new Set(columns.map(({ values }) => values.length))).toEqual(new Set([3]))
  })

  it("is the same read back from CSV and from Parquet", async () => {
    const fromText = fromCSV(Export.csv(columns), { autoType: false }).objects() as ReadonlyArray<
      Record<string, string>
    >
    const bytes = Export.parquet(columns)
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
    const fromBytes = await parquetReadObjects({ file })
    for (const { name, values } of columns) {
      expect(fromBytes.map((row) => row[name] ?? null)).toEqual(values)
      expect(fromText.map((row) => row[name] ?? "")).toEqual(values.map((value) => (value === null ? "" : `${value}`)))
    }
  })
})

it("metrics are lines that Prometheus reads, without what has no value", () => {
  const lines = Export.prometheus(findings).trimEnd().split("\n")
  for (const line of lines) {
    expect(line).toMatch(
      /^(?:# (?:HELP|TYPE) fairward_\w+ .+|fairward_\w+(?:\{(?:\w+="(?:[^"\\\n]|\\[\\"n])*",?)+\})? -?\d[\d.e+-]*)$/u
    )
  }
  const of = (name: string) => lines.filter((line) => line.startsWith(`fairward_${name}{`))
  expect(of("worse").map((line) => line.at(-1))).toEqual(["2", "0"])
  expect(of("estimate")).toHaveLength(2)
  expect(lines).toContain('fairward_verdicts{stage="performance",verdict="not estimable"} 1')
})

it("tables have an interval in two columns, verdicts and notes beside values, and titles that differ", () => {
  const document: ReportDocument = {
    cover: { title: "A report", facts: [], language: "en" },
    presentation: { locale: "en", paper: "A4" },
    glossary: [],
    sections: [
      {
        id: "s",
        title: "S",
        blocks: [
          {
            _tag: "Table",
            id: "t",
            caption: "T",
            group: "grouping",
            columns: [
              { key: "a", title: "Value", type: { _tag: "number", digits: 1 } },
              { key: "b", title: "Value", type: { _tag: "interval", digits: 1 } }
            ],
            rows: [
              { grouping: "Sex", a: { value: 0.123456, verdict: "worse", note: "F" }, b: [0.1, 0.25] },
              { grouping: "Sex", a: { value: null, note: "withheld" }, b: null }
            ]
          }
        ]
      }
    ]
  }
  expect(Export.tables(document)).toEqual({
    "s.t":
      "grouping,Value,Value (verdict),Value (note),Value low,Value high\nSex,0.123456,worse,F,0.1,0.25\nSex,,,withheld,,\n"
  })
})
