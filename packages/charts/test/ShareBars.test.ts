import { describe, expect, it } from "vitest"
import { ShareBars, type Theme } from "../src/index.ts"
import { heightOf, svg, texts } from "./support/drawing.ts"

const segments = ["no measurement", "insufficient (≤ 90 %)", "enough (> 90 %)"]

const panel = (title: string, rows: number): ShareBars.Panel => ({
  title,
  everyone: [0.1, 0.4, 0.5],
  rows: Array.from({ length: rows }, (_, i) => ({
    label: `Category ${i} with a name that needs more than one line`,
    shares: i === 1 ? "no patient" : [i / 100, 0.5, 0.5 - i / 100]
  }))
})

interface Bar {
  readonly left: number
  readonly width: number
}

/** Every bar by its cohort, as drawn. */
const barsIn = (drawn: string): ReadonlyMap<string, ReadonlyArray<Bar>> => {
  const bars = new Map<string, ReadonlyArray<Bar>>()
  for (const [, cohort, left, width] of drawn.matchAll(
    /aria-label="[^"]*Cohort: ([^;]+)[^"]*" role="graphics-symbol" aria-roledescription="bar" d="M([\d.]+),[^h]*h([\d.]+)/g
  ))
    bars.set(cohort!, [...(bars.get(cohort!) ?? []), { left: Number(left), width: Number(width) }])
  return bars
}

/** Share of white that a grey printer would leave. */
const lightness = (fill: string): number =>
  [0.2126, 0.7152, 0.0722].reduce(
    (sum, weight, c) => sum + (weight * Number.parseInt(fill.slice(1 + 2 * c, 3 + 2 * c), 16)) / 255,
    0
  )

describe("bars of shares", () => {
  it("fill the same width in every row that has patients, and say so in one that has none", async () => {
    const [spec] = ShareBars.shareBars({ segments, panels: [panel("Lactate", 4)] })
    const drawn = await svg(spec!)
    const rows = barsIn(drawn)
    expect(rows.size).toBe(4)
    const whole = [...rows.values()].map((bars) => [
      Math.min(...bars.map(({ left }) => left)),
      bars.reduce((sum, { width }) => sum + width, 0)
    ])
    for (const [left, width] of whole) {
      expect(left).toBeCloseTo(whole[0]![0]!, 6)
      expect(width).toBeCloseTo(whole[0]![1]!, 6)
    }
    const everyone = rows.get("All patients")!.toSorted((one, other) => one.left - other.left)
    expect(everyone.map(({ width }) => width / whole[0]![1]!)).toEqual(
      [0.1, 0.4, 0.5].map((share) => expect.closeTo(share, 6))
    )
    expect(texts(drawn).filter((text) => text === "no patient")).toHaveLength(1)
  })

  it("continue the borders of all patients through the rows, and none at the ends of the axis", () => {
    const borders = (everyone: ReadonlyArray<number>) => {
      const [spec] = ShareBars.shareBars({ segments, panels: [{ ...panel("x", 3), everyone }] })
      const { values } = (spec as { readonly data: { readonly values: ReadonlyArray<{ readonly _border?: number }> } })
        .data
      return values.flatMap(({ _border }) => _border ?? [])
    }
    expect(borders([0.1, 0.4, 0.5])).toEqual([10, 50])
    expect(borders([0, 0, 1])).toEqual([])
  })

  it.each([1, 2, 3, 5, 7])("of %i segments differ in lightness, with labels that stand out", (count) => {
    const shades = ShareBars.shadesOf(count)
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
  ])("of %i variables and %i categories are shared out over figures", async (variables, rows) => {
    const panels = Array.from({ length: variables }, (_, v) => panel(`Variable ${v} of a rather long name`, rows))
    const figures = ShareBars.shareBars({ segments, panels })
    const drawn = await Promise.all(figures.map((spec: Theme.Spec) => svg(spec)))
    expect(drawn.flatMap(texts).filter((text) => text === "100 %")).toHaveLength(variables)
    for (const spec of figures) expect(await heightOf(spec)).toBeLessThan(660)
  })
})
