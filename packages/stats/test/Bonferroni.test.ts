import { describe, expect, it } from "vitest"
import { bonferroniAlpha, testCount } from "../src/Bonferroni.ts"

describe("Bonferroni's threshold", () => {
  it("divides by metrics x 2 for two categories", () => {
    expect(testCount(15, 2)).toBe(30)
    expect(bonferroniAlpha(0.001, 15, 2)).toBe(0.001 / 30)
  })

  it("divides by metrics x 2 x categories for more", () => {
    expect(testCount(15, 3)).toBe(90)
    expect(testCount(4, 9)).toBe(72)
    expect(bonferroniAlpha(0.001, 15, 5)).toBe(0.001 / 150)
  })

  it("refuses counts and rates that make no sense", () => {
    expect(() => testCount(0, 2)).toThrow("metrics")
    expect(() => testCount(1.5, 2)).toThrow("metrics")
    expect(() => testCount(15, 1)).toThrow("at least 2 categories")
    expect(() => bonferroniAlpha(0, 15, 2)).toThrow("alpha")
  })
})
