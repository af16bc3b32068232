import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type Floor, floorOf } from "../src/Floor.ts"

/** The floor of a mean of these numbers, each of a stay. */
const floorOfMean = (floor: Floor, numbers: ReadonlyArray<number>, stays = 1): number => {
  const sum = numbers.reduce((total, a) => total + a, 0)
  return floorOf(floor, {
    designFactor: 1,
    value: sum / numbers.length,
    persons: numbers.length / stays,
    stays,
    sumOf: (part) => (part === "numerator" ? sum : numbers.length),
    squares: () => numbers.reduce((total, a) => total + a * a, 0),
    errors: () => sum / stays + 1
  })
}

describe("the floor of a mean", () => {
  it("is about the variance of independent patients where they differ enough", () => {
    // 0.2, 0.4 and 0.9 forty times each: mean 1/2, mean square 1.01 / 3, so (1.01 / 3 - 1/4) / 120.
    const plain = (1.01 / 3 - 0.25) / 120
    const found = floorOfMean(
      "mean",
      Array.from({ length: 120 }, (_, i) => [0.2, 0.4, 0.9][i % 3]!)
    )
    expect(found / plain).toBeGreaterThan(0.9)
    expect(found / plain).toBeLessThan(1.1)
  })

  it("is the floor of a share where every number is 0 or 1", () => {
    for (const [ones, zeros] of [
      [35, 0],
      [8, 12],
      [0, 1]
    ] as const) {
      const numbers = [...new Array<number>(ones).fill(1), ...new Array<number>(zeros).fill(0)]
      const q = (ones + 1) / (ones + zeros + 2)
      expect(floorOfMean("mean", numbers)).toBeCloseTo((q * (1 - q)) / (ones + zeros + 2), 15)
      expect(floorOfMean("share", numbers)).toBeCloseTo(floorOfMean("mean", numbers), 15)
    }
  })

  it("is never 0, so that equal patients are not held to be known without error", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 500 }), (a, n) => {
        expect(floorOfMean("mean", new Array<number>(n).fill(a))).toBeGreaterThan(0)
      })
    )
  })

  it("with two stays a person is that of half as many", () => {
    const numbers = [0.1, 0.5, 0.9, 0.4]
    for (const floor of ["mean", "share", "count"] as const) {
      expect(floorOfMean(floor, [...numbers, ...numbers], 2)).toBeCloseTo(floorOfMean(floor, numbers), 15)
    }
  })
})

describe("the floor of a count", () => {
  it("is that of one error in the time of all, where there is none", () => {
    expect(floorOfMean("count", [0, 0, 0, 0])).toBe(1 / 16)
  })
})

it("there may be no floor", () => {
  expect(floorOfMean("none", [1, 1])).toBe(0)
})
