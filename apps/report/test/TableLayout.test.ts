import type { Column } from "@fairward/core/ReportDocument"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { type Fonts, fonts } from "../src/Fonts.ts"
import { english, of } from "../src/Format.ts"
import { breakLines, cellPadding, type Table, tableLayout } from "../src/TableLayout.ts"

let loaded: Fonts
beforeAll(async () => {
  loaded = await Effect.runPromise(fonts)
})

const letters = (text: string): number => [...text].length

const table = (columns: ReadonlyArray<Column>, rows: Table["rows"]): Table => ({
  _tag: "Table",
  id: "t",
  caption: "c",
  columns,
  rows
})

const text = (key: string, title: string): Column => ({ key, title, type: { _tag: "text" } })
const number = (key: string, title: string): Column => ({ key, title, type: { _tag: "number", digits: 2 } })

describe("lines", () => {
  it("break at spaces, not inside words that fit", () => {
    expect(breakLines("mean of map_8h here", 7, letters)).toEqual(["mean of", "map_8h", "here"])
  })

  it("break long names after underscores, and longer ones anywhere", () => {
    expect(breakLines("noradrenaline_rate", 14, letters)).toEqual(["noradrenaline_", "rate"])
    expect(breakLines("abcdefgh", 3, letters)).toEqual(["abc", "def", "gh"])
  })

  it("of a name as long as a book are broken by measuring little more than each line", () => {
    let measured = 0
    const counting = (part: string) => {
      measured += part.length
      return letters(part)
    }
    const lines = breakLines("w".repeat(20_000), 50, counting)
    expect(lines).toEqual(Array.from({ length: 400 }, () => "w".repeat(50)))
    expect(measured).toBeLessThan(20 * 20_000)
  })

  it("keep a sign at the end with its word", () => {
    expect(breakLines("Corrected recall ↑", 16, letters)).toEqual(["Corrected", "recall ↑"])
  })

  it("are never too wide and lose nothing", () => {
    const sample = "Zażółć gęślą_jaźń_i_coś-jeszcze Donaudampfschifffahrtsgesellschaft 1/2 ↑ end"
    for (let width = 2; width < 40; width++) {
      const lines = breakLines(sample, width, letters)
      for (const line of lines) expect(letters(line)).toBeLessThanOrEqual(width)
      expect(lines.join("").replaceAll(" ", "")).toBe(sample.replaceAll(" ", ""))
    }
  })
})

describe("a table", () => {
  it("is never wider than its place, and no line wider than its column", () => {
    for (const count of [1, 2, 5, 9, 14, 30]) {
      const columns = [
        text("name", "Name of the feature"),
        ...Array.from({ length: count }, (_, i) => number(`n${i}`, `Column number ${i}`))
      ]
      const rows = Array.from({ length: 4 }, (_, row) => ({
        name: `noradrenaline_rate_mean_over_eight_hours_${row}`,
        ...Object.fromEntries(
          Array.from({ length: count }, (_, i) => [`n${i}`, { value: row * 1000 - i, note: i % 3 === 0 ? "(F)" : "" }])
        )
      }))
      const layout = tableLayout(table(columns, rows), 483, loaded, english)
      for (const block of layout.blocks) {
        expect(block.columns.reduce((total, column) => total + column.width, 0)).toBeLessThanOrEqual(483.01)
        for (const row of block.rows) {
          row.forEach((cell, index) => {
            const room = block.columns[index]!.numeric
              ? block.columns[index]!.valueWidth
              : block.columns[index]!.width - 2 * cellPadding
            for (const line of cell.value) expect(loaded.width(line, layout.fontSize)).toBeLessThanOrEqual(room + 0.02)
            const { numeric, signAt, valueWidth } = block.columns[index]!
            if (numeric) {
              expect(signAt - cell.leftWidth).toBeGreaterThan(-0.02)
              expect(signAt - cell.leftWidth + cell.valueWidth).toBeLessThanOrEqual(valueWidth + 0.02)
            }
          })
        }
      }
      expect(layout.blocks.flatMap((block) => block.columns.slice(1).map(({ key }) => key))).toEqual(
        columns.slice(1).map(({ key }) => key)
      )
    }
  })

  it("shrinks before it is cut into blocks, and is not shrunk without need", () => {
    const columns = (count: number) => [
      text("a", "A"),
      ...Array.from({ length: count }, (_, i) => number(`n${i}`, `Number ${i}`))
    ]
    const rows = [{ a: "x" }]
    expect(tableLayout(table(columns(3), rows), 483, loaded, english).fontSize).toBe(7)
    const dense = tableLayout(table(columns(11), rows), 483, loaded, english)
    expect(dense.blocks).toHaveLength(1)
    expect(dense.fontSize).toBeLessThanOrEqual(7)
    expect(tableLayout(table(columns(40), rows), 483, loaded, english).blocks.length).toBeGreaterThan(1)
  })

  it("shows a dash for no value, with the reason when there is one", () => {
    const layout = tableLayout(
      table([number("n", "N"), number("m", "M")], [{ n: null, m: { value: null, note: "no events" } }]),
      483,
      loaded,
      english
    )
    expect(layout.blocks[0]!.rows[0]!.map((cell) => cell.value.join(" "))).toEqual(["–", "– no events"])
  })

  it("shows a dash for a column that a row does not have", () => {
    const layout = tableLayout(table([text("n", "N")], [{}]), 483, loaded, english)
    expect(layout.blocks[0]!.rows[0]![0]!.value).toEqual(["–"])
  })

  it("aligns numbers at the decimal sign of the locale, whatever decimals a cell has", () => {
    for (const [locale, sign] of [
      ["en", "."],
      ["de", ","]
    ] as const) {
      const values = [1234.5, 0.25, -17.125, 3]
      const rows = values.map((value, index) => ({ n: { value, digits: index } }))
      const { blocks, fontSize } = tableLayout(table([number("n", "N")], rows), 483, loaded, of(locale))
      for (const [cell] of blocks[0]!.rows) {
        const [value] = cell!.value
        const end = value!.includes(sign) ? value!.indexOf(sign) : value!.length
        expect(cell!.leftWidth).toBeCloseTo(loaded.width(value!.slice(0, end), fontSize), 6)
      }
    }
  })

  it("aligns intervals at what parts their ends", () => {
    const column: Column = { key: "i", title: "I", type: { _tag: "interval", digits: 1 } }
    const { blocks, fontSize } = tableLayout(table([column], [{ i: [-1.5, 20] }]), 483, loaded, of("de"))
    const [cell] = blocks[0]!.rows[0]!
    expect(cell!.value).toEqual(["[−1,5; 20,0]"])
    expect(cell!.leftWidth).toBeCloseTo(loaded.width("[−1,5;", fontSize), 6)
  })

  it("marks better and worse by signs, and verdicts too", () => {
    const verdict: Column = { key: "v", title: "Verdict", type: { _tag: "verdict" } }
    const layout = tableLayout(
      table(
        [number("n", "N"), verdict],
        [
          { n: { value: 1, mark: "worse", note: "(F)" }, v: "material" },
          { n: { value: 2, mark: "better" }, v: "equivalent" }
        ]
      ),
      483,
      loaded,
      english
    )
    expect(layout.blocks[0]!.rows.map((row) => row[0]!.note)).toEqual([["▼ (F)"], ["▲"]])
    expect(layout.blocks[0]!.rows.map((row) => row[1]!.value)).toEqual([["▼ material"], ["= equivalent"]])
  })

  it("gives marks that do not judge no sign, and room for their letters", () => {
    const marked = (mark: "added" | "moved") =>
      tableLayout(table([text("f", "Feature")], [{ f: { value: "creatinine", mark } }]), 483, loaded, english)
    for (const mark of ["added", "moved"] as const) {
      expect(marked(mark).blocks[0]!.rows[0]![0]).toMatchObject({ note: [], mark })
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
    const [block] = tableLayout(table(columns, rows), 483, loaded, english).blocks
    expect(block!.rows.map((row) => row.map(({ value }) => value.join(" ")))).toEqual([
      ["1.50", "[−0.25, 0.50]"],
      ["82.5", "[−3.0, 4.0]"]
    ])
  })
})
