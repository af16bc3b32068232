import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { designFactor, shrunkenShare, varianceFloor, wilsonLimits } from "../src/Proportion.ts"
import { expectNear, readOracle } from "./oracle/Oracle.ts"

describe("variance floor of a rate", () => {
  it("agrees with hand-worked fractions", () => {
    expectNear(shrunkenShare(1, 20), 21 / 22, "q = 1")
    expectNear(varianceFloor(1, 20), 21 / 22 ** 3, "q = 1")
    expectNear(varianceFloor(0, 20), 21 / 22 ** 3, "q = 0")
    expectNear(varianceFloor(0.5, 98), 0.0025, "q = 1/2")
    expectNear(varianceFloor(0.3, 8), (3.4 * 6.6) / 1000, "q = 0.3")
    expectNear(varianceFloor(0.9, 0), 1 / 8, "no patients")
    expect(varianceFloor(Number.NaN, 20)).toBeNaN()
    expectNear(varianceFloor(0.5, 98, 3), 0.0075, "three times a coin")
  })

  it("is never 0, and the same for a share and its complement", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(10_000), (share, patients) => {
        expect(varianceFloor(share, patients)).toBeGreaterThan(0)
        expectNear(varianceFloor(1 - share, patients), varianceFloor(share, patients), "complement")
      })
    )
  })
})

describe("design factor of a rate", () => {
  it("is 1 for a coin a patient, and what variance is of it otherwise", () => {
    expectNear(designFactor((0.2 * 0.8) / 50, 0.2, 50), 1, "a coin")
    expectNear(designFactor(0.01, 0.5, 50), 2, "twice a coin")
    expectNear(designFactor(0.001, 0.5, 50), 0.2, "a fifth of one")
  })

  it("is 1 where nothing is known of it", () => {
    expect([
      designFactor(0, 0, 50),
      designFactor(0, 1, 50),
      designFactor(Number.NaN, 0.5, 50),
      designFactor(0.1, Number.NaN, 9),
      designFactor(Number.POSITIVE_INFINITY, 0.5, 9)
    ]).toEqual([1, 1, 1, 1, 1])
  })
})

describe("Wilson's limits", () => {
  it("are scipy's", () => {
    const { intervals } = readOracle<{
      intervals: ReadonlyArray<{ count: number; of: number; low: number; high: number }>
    }>("wilson")
    for (const { count, high, low, of } of intervals) {
      const limits = wilsonLimits(count / of, of, 1.959963984540054)
      expect(limits.low).toBeCloseTo(low, 12)
      expect(limits.high).toBeCloseTo(high, 12)
    }
  })

  it("solve (q - p)^2 = z^2 p (1 - p) / n, of which they are the roots, for numbers of trials that are not whole", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.double({ min: 0.5, max: 500, noNaN: true }),
        fc.double({ min: 0.5, max: 5, noNaN: true }),
        (share, trials, z) => {
          const { high, low } = wilsonLimits(share, trials, z)
          for (const p of [low, high]) {
            expect((share - p) ** 2).toBeCloseTo((z * z * p * (1 - p)) / trials, 10)
          }
        }
      )
    )
  })
})
