import { categories, colors, palette } from "@fairward/charts/Theme"
import { describe, expect, it } from "vitest"
import { accentInDark, contrast, dark, light, type Theme } from "../src/html/style/Theme.ts"
import { color } from "../src/internal/Sheet.ts"
import { verdictLook } from "../src/Verdicts.ts"

const themes: ReadonlyArray<readonly [string, Theme]> = [
  ["light", light],
  ["dark", dark]
]

describe.each(themes)("the %s theme", (_, { cells, colours }) => {
  it.each([
    ["text", ["page", "faint", "hover"]],
    ["muted", ["page", "faint"]],
    ["link", ["page", "faint"]],
    ["worse", ["page", "worse-fill"]],
    ["better", ["page", "better-fill"]],
    ["differs", ["page"]],
    ["same", ["page"]],
    ["warning-text", ["warning-fill"]],
    ["text", ["warning-fill", "worse-fill"]],
    ["added", ["page"]],
    ["moved", ["page"]]
  ] as const)("has %s that can be read on %s", (name, grounds) => {
    for (const ground of grounds) expect(contrast(colours[name], colours[ground]), ground).toBeGreaterThanOrEqual(4.5)
  })

  it("has verdicts that can be read on their fills, the gravest standing out most", () => {
    const found = Object.entries(cells)
    expect(found).toHaveLength(6)
    for (const [verdict, { color, fill }] of found) {
      expect(contrast(color, fill), verdict).toBeGreaterThanOrEqual(4.5)
    }
    const standsOut = (fill: string) => contrast(fill, colours.page)
    const [first, second, ...others] = found.map(([, { fill }]) => standsOut(fill)).toSorted((a, b) => b - a)
    expect(first).toBe(standsOut(cells.material!.fill))
    expect(second).toBe(standsOut(cells.worse!.fill))
    expect(Math.max(...others)).toBeLessThan(second!)
  })
})

/** `invert(1) hue-rotate(180deg)` of the Filter Effects specification, and `screen` of Compositing and Blending. */
const inDark = (value: string): string => {
  const [r, g, b] = [1, 3, 5].map((at) => 1 - Number.parseInt(value.slice(at, at + 2), 16) / 255) as [
    number,
    number,
    number
  ]
  const turned = [
    -0.574 * r + 1.43 * g + 0.144 * b,
    0.426 * r + 0.43 * g + 0.144 * b,
    0.426 * r + 1.43 * g - 0.856 * b
  ].map((channel) => Math.min(1, Math.max(0, channel)))
  const page = [1, 3, 5].map((at) => Number.parseInt(dark.colours.page.slice(at, at + 2), 16) / 255)
  return `#${turned
    .map((channel, i) => Math.round(255 * (1 - (1 - channel) * (1 - page[i]!))))
    .map((channel) => channel.toString(16).padStart(2, "0"))
    .join("")}`
}

describe("a chart in dark", () => {
  it("turns white into the page", () => {
    expect(inDark("#FFFFFF").toUpperCase()).toBe(dark.colours.page)
  })

  it.each([colors.text, colors.muted])("has words in %s that can be read", (words) => {
    expect(contrast(inDark(words), dark.colours.page)).toBeGreaterThanOrEqual(4.5)
  })

  it.each([
    ...categories.filter((one) => one !== palette.orange && one !== palette.sky),
    verdictLook("material").color,
    verdictLook("greater").color,
    verdictLook("better").color
  ])("has marks in %s that stand out from the page", (mark) => {
    expect(contrast(inDark(mark), dark.colours.page)).toBeGreaterThanOrEqual(3)
  })
})

describe("an accent in dark", () => {
  it.each([color.accent, "#7A0019", "#000000", "#0000FF"])(
    "that was %s can be read on the page and beside it",
    (accent) => {
      for (const ground of ["page", "faint", "hover"] as const) {
        expect(contrast(accentInDark(accent), dark.colours[ground])).toBeGreaterThanOrEqual(4.5)
      }
    }
  )
})
