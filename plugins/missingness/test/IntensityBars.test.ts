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
    shares: i === 1 ? "no patient" : [i / 100, 0.5, 0.5 - i / 100]
  }))
})

interface Datum {
  readonly cohort?: string
  readonly percent?: number
  readonly text?: string
  readonly _x: number
  readonly _x2?: number
  readonly _y: number
  readonly _y2?: number
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
  it("fill the same width in every row that has patients, and say so in one that has none", () => {
    const [spec] = intensityBars({ segments, panels: [panel("Lactate", 4)] })
    const drawn = valuesIn(spec).filter(({ percent }) => percent !== undefined)
    const cohorts = [...new Set(drawn.map(({ cohort }) => cohort))]
    expect(cohorts).toHaveLength(4)
    for (const cohort of cohorts) {
      const own = drawn.filter((one) => one.cohort === cohort)
      expect(own[0]!._x).toBe(drawn[0]!._x)
      expect(own.at(-1)!._x2).toBeCloseTo(drawn[2]!._x2!, 9)
      expect(own.map(({ _x }) => _x).slice(1)).toEqual(own.map(({ _x2 }) => _x2).slice(0, -1))
      expect(own.reduce((sum, { percent }) => sum + percent!, 0)).toBeCloseTo(100, 9)
    }
    const bars = drawn.filter(({ cohort }) => cohort === "All patients")
    const width = drawn[2]!._x2! - drawn[0]!._x
    expect(bars.map(({ _x, _x2 }) => (_x2! - _x) / width)).toEqual([0.1, 0.4, 0.5].map((one) => expect.closeTo(one, 9)))
    expect(valuesIn(spec).filter(({ text }) => text === "no patient")).toHaveLength(1)
  })

  it("continue the borders of all patients through the rows, and none at the ends of the axis", () => {
    const borders = (everyone: ReadonlyArray<number>) => {
      const [spec] = intensityBars({ segments, panels: [{ ...panel("x", 3), everyone }] })
      const values = valuesIn(spec)
      const bars = values.filter(({ percent }) => percent !== undefined)
      const [left, right] = [Math.min(...bars.map(({ _x }) => _x)), Math.max(...bars.map(({ _x2 }) => _x2!))]
      const lines = values.filter(({ _x, _x2, _y, _y2, percent }) => percent === undefined && _x === _x2 && _y2! > _y)
      return [...new Set(lines.map(({ _x }) => Math.round((1000 * (_x - left)) / (right - left))))]
    }
    expect(borders([0.1, 0.4, 0.5])).toEqual([100, 500])
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
    const figures = intensityBars({ segments, panels })
    for (const spec of figures) {
      expect(() => compile(spec as unknown as TopLevelSpec)).not.toThrow()
    }
    const axes = figures.flatMap(valuesIn).filter(({ text }) => text === "100 %")
    expect(axes).toHaveLength(variables)
    for (const { height } of figures) expect(height).toBeLessThan(640)
  })
})
