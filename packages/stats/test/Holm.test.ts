import { describe, expect, it } from "vitest"
import { holmAdjusted } from "../src/Holm.ts"

const adjusted = (...p: ReadonlyArray<number>) =>
  [...holmAdjusted(Float64Array.from(p))].map((one) => Number(one.toFixed(12)))

describe("Holm's adjustment", () => {
  it("multiplies the smallest of m by m, the next by m - 1, and never lets an adjusted p fall below one before it", () => {
    expect(adjusted(0.01, 0.02, 0.03, 0.04, 0.05)).toEqual([0.05, 0.08, 0.09, 0.09, 0.09])
    expect(adjusted(0.0001, 0.4, 0.002, 0.05)).toEqual([0.0004, 0.4, 0.006, 0.1])
  })

  it("gives equal p values equal adjusted ones, never above 1", () => {
    expect(adjusted(0.02, 0.5, 0.02)).toEqual([0.06, 0.5, 0.06])
    expect(adjusted(0.9, 0.8)).toEqual([1, 1])
  })

  it("leaves a single p value as it is, and out what was not tested", () => {
    expect(adjusted(0.03)).toEqual([0.03])
    expect(adjusted(Number.NaN, 0.03)).toEqual([Number.NaN, 0.03])
    expect(adjusted()).toEqual([])
  })

  it("refuses what is no probability", () => {
    expect(() => holmAdjusted(Float64Array.of(1.5))).toThrow(RangeError)
  })
})
