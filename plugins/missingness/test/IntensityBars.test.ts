import { compile, type TopLevelSpec } from "vega-lite"
import { describe, expect, it } from "vitest"
import { intensityBars, type Panel, shadesOf } from "../src/views/IntensityBars.ts"

const segments = ["no measurement", "insufficient (≤ 90 %)", "enough (> 90 %)"].map((label, i) => ({
  id: String(i),
  label
}))

const panel = (title: string, rows: number): Panel => ({
  title,
  everyone: [0.1, 0.4, 0.5],
  rows: Array.from({ length: rows }, (_, i) => ({
    label: `Category ${i} with a name that needs more than one line`,
    shares: i === 1 ? null : [i / 100, 0.5, 0.5 - i / 100]
  }))
})

interface Datum {
  readonly row?: number
  readonly segment?: number
  readonly start?: number
  readonly end?: number
  readonly text?: string
}

/** Every datum anywhere in a specification. */
const valuesIn = (spec: unknown): ReadonlyArray<Datum> => {
  if (Array.isArray(spec)) return spec.flatMap(valuesIn)
  if (typeof spec !== "object" || spec === null) return []
  return Object.entries(spec).flatMap(([key, value]) => (key === "values" ? (value as Array<Datum>) : valuesIn(value)))
}

/** Share of white that a grey printer would leave. */
const lightness = (fill: string): number =>
  [0.2126, 0.7152, 0.0722].reduce(
    (sum, weight, c) => sum + (weight * Number.parseInt(fill.slice(1 + 2 * c, 3 + 2 * c), 16)) / 255,
    0
  )

describe("bars of intensity", () => {
  it("fill 100 % in every row that has patients, and say so in one that has none", () => {
    const [spec] = intensityBars({ segments, panels: [panel("Lactate", 4)], title: "Patients (%)" })
    const drawn = valuesIn(spec).filter(({ segment }) => segment !== undefined)
    for (const row of [0, 1, 3, 4]) {
      const own = drawn.filter((one) => one.row === row)
      expect(own[0]!.start).toBe(0)
      expect(own.at(-1)!.end).toBeCloseTo(100, 9)
      expect(own.map(({ start }) => start).slice(1)).toEqual(own.map(({ end }) => end).slice(0, -1))
    }
    expect(drawn.some(({ row }) => row === 2)).toBe(false)
    expect(valuesIn(spec)).toContainEqual({ row: 2, text: "no patient" })
  })

  it("continue the borders of all patients through the rows, and none at the ends of the axis", () => {
    const borders = (everyone: ReadonlyArray<number>) => {
      const [spec] = intensityBars({ segments, panels: [{ ...panel("x", 3), everyone }], title: "%" })
      return valuesIn(spec).filter(({ end, entry, segment }: Datum & { readonly entry?: number }) => {
        return end !== undefined && segment === undefined && entry === undefined
      })
    }
    expect(new Set(borders([0.1, 0.4, 0.5]).map(({ end }) => end))).toEqual(new Set([10, 50]))
    expect(borders([0, 0, 1])).toEqual([])
  })

  it.each([1, 2, 3, 5, 7])("of %i segments differ in lightness, with labels that stand out", (count) => {
    const shades = shadesOf(count)
    const fills = shades.map(({ fill }) => lightness(fill))
    fills.slice(1).forEach((fill, i) => {
      expect(fill - fills[i]!).toBeGreaterThan(0.05)
    })
    shades.forEach(({ fill, text }) => {
      const [light, dark] = [lightness(fill), lightness(text)].sort((a, b) => b - a)
      expect((light! ** 2.2 + 0.05) / (dark! ** 2.2 + 0.05)).toBeGreaterThan(3)
    })
  })

  it.each([
    [1, 2],
    [2, 9],
    [5, 9],
    [7, 20],
    [12, 20]
  ])("of %i variables and %i categories compile, and are shared out over figures", (variables, rows) => {
    const panels = Array.from({ length: variables }, (_, v) => panel(`Variable ${v} of a rather long name`, rows))
    const figures = intensityBars({ segments, panels, title: "Patients (%)" })
    for (const spec of figures) {
      expect(() => compile(spec as unknown as TopLevelSpec)).not.toThrow()
    }
    const titles = figures.flatMap(({ vconcat }) =>
      (vconcat as ReadonlyArray<{ readonly hconcat?: ReadonlyArray<unknown> }>).flatMap(({ hconcat }) => hconcat ?? [])
    )
    expect(titles).toHaveLength(variables)
  })
})
