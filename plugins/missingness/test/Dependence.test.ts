import { describe, expect, it } from "vitest"
import { alphaOf, dependence } from "../src/Dependence.ts"

describe("the test of dependence", () => {
  it("shares an error rate of 0.001 among the variables and the groupings", () => {
    expect(alphaOf(4, 5)).toBeCloseTo(0.001 / 20, 18)
  })

  it.each([
    ["4.5", [4, 5, 5, 4], true],
    ["5", [5, 5, 5, 5], false]
  ])("with a smallest expected count of %s has a shuffled p where it is below 5", (_, counts, shuffled) => {
    const found = dependence(counts, 2, 0.001, 42)
    if (typeof found === "string") throw new Error(found)
    expect(found.permutationP !== null).toBe(shuffled)
  })

  it("calls dependent what has a p below alpha, not one that equals it", () => {
    const counts = [30, 10, 10, 30]
    const dependentAt = (alpha: number) => {
      const found = dependence(counts, 2, alpha, 42)
      if (typeof found === "string") throw new Error(found)
      return found
    }
    const { p } = dependentAt(0.5)
    expect(dependentAt(p).dependent).toBe(false)
    expect(dependentAt(p * (1 + 1e-12)).dependent).toBe(true)
  })
})
