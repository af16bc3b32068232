import { describe, expect, it } from "vitest"
import { colourOf, contrastOnWhite } from "../src/Colour.ts"

describe("a colour", () => {
  it.each([
    ["#0af", "#00aaff", 1],
    ["#00AAFF80", "#00aaff", 128 / 255],
    ["rgb(1, 2, 3)", "#010203", 1],
    ["rgba(255, 0, 0, 0.5)", "#ff0000", 0.5],
    ["rgb(100% 0% 0% / 25%)", "#ff0000", 0.25],
    ["hsl(120, 100%, 25%)", "#008000", 1],
    ["hsl(210, 50%, 40%)", "#336699", 1],
    ["steelblue", "steelblue", 1]
  ])("%s is %s", (css, value, opacity) => {
    expect(colourOf(css)).toEqual({ value, opacity: expect.closeTo(opacity, 6) })
  })

  it("may be nothing", () => {
    for (const css of ["none", "transparent", ""]) expect(colourOf(css)).toBeNull()
  })

  it("has the contrast with white that WCAG gives for it", () => {
    expect(contrastOnWhite("#000000")).toBeCloseTo(21, 6)
    expect(contrastOnWhite("#767676")).toBeCloseTo(4.54, 2)
    expect(contrastOnWhite("#ffffff")).toBe(1)
    expect(contrastOnWhite("red")).toBeNull()
  })
})
