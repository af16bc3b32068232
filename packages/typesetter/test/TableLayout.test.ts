import { describe, expect, it } from "vitest"
import { cellPadding, type TableColumn } from "../src/ColumnWidths.ts"
import { fonts } from "../src/Fonts.ts"
import { tableLayout } from "../src/TableLayout.ts"

const loaded = fonts()
const plain = { before: 0, note: "", absent: false, face: "regular", color: "#000000" } as const

const text = (title: string, values: ReadonlyArray<string>): TableColumn => ({
  title,
  aligned: false,
  cells: values.map((value) => ({ ...plain, value }))
})

/** Whole numbers, of which some have a note. */
const numbers = (title: string, values: ReadonlyArray<string>, note = ""): TableColumn => ({
  title,
  aligned: true,
  cells: values.map((value) => ({ ...plain, value, before: value.length, note }))
})

describe("a table", () => {
  it("is never wider than its place, and no line wider than its column", () => {
    for (const count of [1, 2, 5, 9, 14, 30]) {
      const rows = [0, 1, 2, 3]
      const names = rows.map((row) => `noradrenaline_rate_mean_over_eight_hours_${row}`)
      const columns = Array.from({ length: count }, (_, i) =>
        numbers(
          `Column number ${i}`,
          rows.map((row) => `${row * 1000 - i}`),
          i % 3 === 0 ? "(F)" : ""
        )
      )
      const layout = tableLayout([text("Name of the feature", names), ...columns], 483, loaded)
      for (const block of layout.blocks) {
        expect(block.columns.reduce((total, column) => total + column.width, 0)).toBeLessThanOrEqual(483.01)
        for (const row of block.rows) {
          row.forEach((cell, index) => {
            const room = block.columns[index]!.aligned
              ? block.columns[index]!.valueWidth
              : block.columns[index]!.width - 2 * cellPadding
            for (const line of cell.value) expect(loaded.width(line, layout.fontSize)).toBeLessThanOrEqual(room + 0.02)
            const { aligned, signAt, valueWidth } = block.columns[index]!
            if (aligned) {
              expect(signAt - cell.leftWidth).toBeGreaterThan(-0.02)
              expect(signAt - cell.leftWidth + cell.valueWidth).toBeLessThanOrEqual(valueWidth + 0.02)
            }
          })
        }
      }
      const titles = layout.blocks.flatMap((block) => block.columns.slice(1).map(({ title }) => title.join("")))
      expect(titles).toEqual(columns.map(({ title }) => title))
    }
  })

  it("shrinks before it is cut into blocks, and is not shrunk without need", () => {
    const layout = (count: number) => {
      const columns = Array.from({ length: count }, (_, i) => numbers(`Number ${i}`, ["–"]))
      return tableLayout([text("A", ["x"]), ...columns], 483, loaded)
    }
    expect(layout(3).fontSize).toBe(7)
    const dense = layout(11)
    expect(dense.blocks).toHaveLength(1)
    expect(dense.fontSize).toBeLessThanOrEqual(7)
    expect(layout(40).blocks.length).toBeGreaterThan(1)
  })

  it("is as large as its place allows, up to the size that it may have", () => {
    const columns = (count: number) => [
      text("Cohort", ["Surgical intensive care unit"]),
      ...Array.from({ length: count }, (_, i) => numbers(`Outcome ${i}`, ["1,234.5"]))
    ]
    const sizeOf = (count: number, largest?: number) => tableLayout(columns(count), 483, loaded, largest).fontSize
    expect([sizeOf(3), sizeOf(3, 9), sizeOf(3, 7)]).toEqual([7, 9, 7])
    for (const count of [6, 8, 9, 10, 12]) {
      expect(sizeOf(count, 9)).toBeGreaterThanOrEqual(sizeOf(count))
      expect(sizeOf(count, 9)).toBeLessThanOrEqual(9)
    }
  })

  it("keeps short notes on the line of their values however narrow the column is", () => {
    const noted = (title: string): TableColumn => ({
      title,
      aligned: true,
      cells: [{ ...plain, value: "27", before: 2, note: "○ ±25" }]
    })
    const columns = Array.from({ length: 9 }, (_, i) => noted(`Of ${i} 100`))
    for (let width = 360; width <= 520; width += 20) {
      const { blocks } = tableLayout(columns, width, loaded, 9)
      for (const { rows } of blocks) for (const cell of rows.flat()) expect(cell.note, `${width}`).toEqual(["○ ±25"])
    }
  })

  it("does not break what spans its columns, unless it is wider than all of them", () => {
    const spanning = (value: string): TableColumn => ({
      title: "Cohort",
      aligned: false,
      cells: [
        { ...plain, value, spans: true },
        { ...plain, value: "Ward 1" }
      ]
    })
    const laidOut = (value: string) => tableLayout([spanning(value), numbers("N", ["", "12"])], 120, loaded)
    const [short, long] = ["Intensive care unit", "Intensive care unit ".repeat(12)].map(laidOut)
    expect(short!.blocks[0]!.rows[0]![0]!.value).toEqual(["Intensive care unit"])
    expect(long!.blocks[0]!.rows[0]![0]!.value.length).toBeGreaterThan(1)
    expect(short!.blocks[0]!.columns[0]!.width).toBe(long!.blocks[0]!.columns[0]!.width)
  })
})
