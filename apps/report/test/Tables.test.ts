import type { Column, Verdict } from "@fairward/core/ReportDocument"
import { fonts } from "@fairward/typesetter/Fonts"
import { tableLayout } from "@fairward/typesetter/TableLayout"
import { describe, expect, it } from "vitest"
import { english, type Format, of } from "../src/Format.ts"
import { color } from "../src/internal/Sheet.ts"
import { columnOf, type Table } from "../src/internal/Tables.ts"

const loaded = fonts()

const layoutOf = (columns: ReadonlyArray<Column>, rows: Table["rows"], format: Format = english) =>
  tableLayout(
    columns.map((column) => columnOf(column, rows, format)),
    483,
    loaded
  )

const text = (key: string, title: string): Column => ({ key, title, type: { _tag: "text" } })
const number = (key: string, title: string): Column => ({ key, title, type: { _tag: "number", digits: 2 } })

describe("a table", () => {
  it("shows a dash for no value, or the reason where there is one", () => {
    const layout = layoutOf([number("n", "N"), number("m", "M")], [{ n: null, m: { value: null, note: "no events" } }])
    expect(layout.blocks[0]!.rows[0]!.map((cell) => cell.value.join(" "))).toEqual(["–", "no events"])
  })

  it("shows a dash for a column that a row does not have", () => {
    const layout = layoutOf([text("n", "N")], [{}])
    expect(layout.blocks[0]!.rows[0]![0]!.value).toEqual(["–"])
  })

  it("aligns numbers at the decimal sign of the locale, whatever decimals a cell has", () => {
    for (const [locale, sign] of [
      ["en", "."],
      ["de", ","]
    ] as const) {
      const values = [1234.5, 0.25, -17.125, 3]
      const rows = values.map((value, index) => ({ n: { value, digits: index } }))
      const { blocks, fontSize } = layoutOf([number("n", "N")], rows, of(locale))
      for (const [cell] of blocks[0]!.rows) {
        const [value] = cell!.value
        const end = value!.includes(sign) ? value!.indexOf(sign) : value!.length
        expect(cell!.leftWidth).toBeCloseTo(loaded.width(value!.slice(0, end), fontSize), 6)
      }
    }
  })

  it("aligns intervals at what parts their ends", () => {
    const column: Column = { key: "i", title: "I", type: { _tag: "interval", digits: 1 } }
    const { blocks, fontSize } = layoutOf([column], [{ i: [-1.5, 20] }], of("de"))
    const [cell] = blocks[0]!.rows[0]!
    expect(cell!.value).toEqual(["[−1,5; 20,0]"])
    expect(cell!.leftWidth).toBeCloseTo(loaded.width("[−1,5;", fontSize), 6)
  })

  it("marks better and worse by signs, and verdicts too", () => {
    const verdict: Column = { key: "v", title: "Verdict", type: { _tag: "verdict" } }
    const layout = layoutOf(
      [number("n", "N"), verdict],
      [
        { n: { value: 1, mark: "worse", note: "(F)" }, v: "material" },
        { n: { value: 2, mark: "better" }, v: "equivalent" }
      ]
    )
    expect(layout.blocks[0]!.rows.map((row) => row[0]!.note)).toEqual([["▽ (F)"], ["▲"]])
    expect(layout.blocks[0]!.rows.map((row) => row[1]!.value)).toEqual([["▼ material"], ["■ equivalent"]])
  })

  it("gives marks that do not judge no sign, and room for their letters", () => {
    const marked = (mark: "added" | "moved") => layoutOf([text("f", "Feature")], [{ f: { value: "creatinine", mark } }])
    for (const mark of ["added", "moved"] as const) {
      expect(marked(mark).blocks[0]!.rows[0]![0]).toMatchObject({ note: [], color: color[mark] })
    }
    const width = (mark: "added" | "moved") => marked(mark).blocks[0]!.columns[0]!.width
    expect(width("added")).toBeGreaterThan(width("moved"))
  })

  it("gives numbers and intervals the decimals of their column, or of their own cell", () => {
    const columns: ReadonlyArray<Column> = [
      number("median", "Median"),
      { key: "interval", title: "Interval", type: { _tag: "interval", digits: 2 } }
    ]
    const rows: Table["rows"] = [
      { median: 1.5, interval: [-0.25, 0.5] },
      { median: { value: 82.5, digits: 1 }, interval: { value: [-3, 4], digits: 1 } }
    ]
    const [block] = layoutOf(columns, rows).blocks
    expect(block!.rows.map((row) => row.map(({ value }) => value.join(" ")))).toEqual([
      ["1.50", "[−0.25, 0.50]"],
      ["82.5", "[−3.0, 4.0]"]
    ])
  })

  it("tells a cell's verdict by a sign and a fill, hatches what could not be judged, and says what would have been seen", () => {
    const verdicts: ReadonlyArray<Verdict> = ["material", "worse", "equivalent", "better", "inconclusive", "too small"]
    const rows = verdicts.map((verdict) => ({
      n: { value: 2.5, verdict, digits: 1, ...(verdict === "inconclusive" ? { detectable: 0.61 } : {}) }
    }))
    const cells = layoutOf([number("n", "N")], rows, of("de")).blocks[0]!.rows.map(([cell]) => cell!)
    expect(cells.map(({ note, value }) => [...value, ...note])).toEqual([
      ["2,5", "▼"],
      ["2,5", "▽"],
      ["2,5", "■"],
      ["2,5", "▲"],
      ["2,5", "○ ±0,6"],
      ["2,5", "◇"]
    ])
    expect(cells.map(({ fill, hatch }) => [fill !== undefined, hatch !== undefined])).toEqual([
      ...verdicts.slice(0, 4).map(() => [true, false]),
      [false, false],
      [false, true]
    ])
    expect(new Set(cells.slice(0, 4).map(({ fill }) => fill)).size).toBe(4)
    const [withheld] = layoutOf([number("n", "N")], [{ n: { value: null, verdict: "worse", note: "withheld" } }])
      .blocks[0]!.rows[0]!
    expect(withheld!.value).toEqual(["▽ withheld"])
    expect(withheld!.fill).toBe(cells[1]!.fill)
  })

  it("writes what the numbers of a column count behind its title, in the locale", () => {
    const column = {
      ...number("n", "Missed"),
      unit: ["of ", { value: 1000, as: { _tag: "integer" } }, " steps"]
    } as const
    expect(columnOf(column, [], of("de")).title).toBe("Missed, of 1.000 steps")
  })
})
