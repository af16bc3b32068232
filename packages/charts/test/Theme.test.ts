import { describe, expect, it } from "vitest"
import { BoxPlots, Intervals, Theme } from "../src/index.ts"

const strings = (json: unknown, key = ""): ReadonlyArray<readonly [string, unknown]> =>
  typeof json === "object" && json !== null
    ? Object.entries(json).flatMap(([name, value]) => strings(value, name))
    : [[key, json]]

const everything = [
  Theme.config,
  BoxPlots.boxPlots({
    categories: [{ id: "a", label: "A" }],
    panels: [{ id: "m", title: "M", sense: "higher", domain: [0, 1], boxes: [] }]
  })[0]!.spec,
  Intervals.intervals({ panels: [{ id: "m", title: "M", rows: [] }], title: "d", sense: "none" })[0]!.spec
]

describe("the theme", () => {
  it("names one family of fonts, never a list, and no numeric weight", () => {
    for (const [key, value] of everything.flatMap((json) => strings(json))) {
      if (/font$/i.test(key)) expect(value).toBe(Theme.fontFamily)
      if (/fontWeight/i.test(key)) expect(["normal", "bold"]).toContain(value)
    }
  })

  it("has series colours that differ in lightness from white paper by at least 2 to 1", () => {
    const channel = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    for (const colour of Theme.categories) {
      const [r, g, b] = [1, 3, 5].map((start) => channel(Number.parseInt(colour.slice(start, start + 2), 16) / 255))
      const contrast = 1.05 / (0.2126 * r! + 0.7152 * g! + 0.0722 * b! + 0.05)
      expect(contrast, colour).toBeGreaterThan(2)
    }
  })
})
