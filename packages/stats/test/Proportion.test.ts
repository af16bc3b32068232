import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { shrunkenShare, varianceFloor } from "../src/Proportion.ts"
import { expectNear } from "./oracle/Oracle.ts"

describe("variance floor of a rate", () => {
  it("agrees with hand-worked fractions", () => {
    expectNear(shrunkenShare(1, 20), 21 / 22, "q = 1")
    expectNear(varianceFloor(1, 20), 21 / 22 ** 3, "q = 1")
    expectNear(varianceFloor(0, 20), 21 / 22 ** 3, "q = 0")
    expectNear(varianceFloor(0.5, 98), 0.0025, "q = 1/2")
    expectNear(varianceFloor(0.3, 8), (3.4 * 6.6) / 1000, "q = 0.3")
    expectNear(varianceFloor(0.9, 0), 1 / 8, "no patients")
    expect(varianceFloor(Number.NaN, 20)).toBeNaN()
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
