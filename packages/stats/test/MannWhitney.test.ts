import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type Alternative, mannWhitney } from "../src/MannWhitney.ts"
import { expectNear, type Nullable, readOracle, withMissing } from "./oracle/Oracle.ts"

type Side = { u: number; p: number; z: number | null; logP: number }
type Case = { name: string; x: Nullable; y: Nullable } & Record<Alternative, Side>

const cases = readOracle<ReadonlyArray<Case>>("mann-whitney")
const estimated = (x: Float64Array, y: Float64Array, alternative: Alternative) => {
  const result = mannWhitney(x, y, alternative, { minimum: 1 })
  if (!result.estimable) throw new Error(result.reason)
  return result
}

describe("Mann-Whitney test", () => {
  it.each(cases)("agrees with scipy: $name", (known) => {
    for (const alternative of ["less", "greater"] as const) {
      const result = estimated(withMissing(known.x), withMissing(known.y), alternative)
      const side = known[alternative]
      expect(result.u).toBe(side.u)
      expectNear(result.logP, side.logP, `log p, ${alternative}`, 1e-11)
      expectNear(result.p, side.p, `p, ${alternative}`)
      if (side.z === null) expect(result.z).toBe(Number.NEGATIVE_INFINITY)
      else expectNear(result.z, side.z, `z, ${alternative}`, 1e-12)
    }
  })

  it("covers p near 1e-30 and 1e-300, and beyond the smallest double", () => {
    const smallest = cases.map(({ less }) => less.logP / Math.LN10)
    expect(smallest.some((log) => log < -29 && log > -31)).toBe(true)
    expect(smallest.some((log) => log < -299 && log > -302)).toBe(true)
    expect(smallest.some((log) => log < -330)).toBe(true)
  })

  it("is not estimable with fewer than 20 usable values on a side", () => {
    const twenty = Float64Array.from({ length: 20 }, (_, i) => i)
    const oneMissing = twenty.map((value) => (value === 7 ? Number.NaN : value))
    expect(mannWhitney(twenty, twenty, "less").estimable).toBe(true)
    const refused = { estimable: false, reason: "too-few-values" }
    expect(mannWhitney(twenty, oneMissing, "less")).toEqual({ ...refused, usableX: 20, usableY: 19 })
    expect(mannWhitney(oneMissing, twenty, "greater")).toEqual({ ...refused, usableX: 19, usableY: 20 })
    expect(mannWhitney(twenty, new Float64Array(0), "less", { minimum: 0 }).estimable).toBe(false)
  })

  it("has p = 1 when all values are equal, also where the tie correction is beyond exact arithmetic", () => {
    for (const size of [100, 150_001, 262_145, 300_007]) {
      const equal = new Float64Array(size).fill(0.7)
      expect(estimated(equal, equal.subarray(1), "less").p).toBe(1)
      expect(estimated(equal, equal.subarray(1), "greater").p).toBe(1)
    }
  })

  const values = fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: 40 })

  it("changes sides when x and y do", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const x = Float64Array.from(a)
        const y = Float64Array.from(b)
        expect(estimated(x, y, "less").p).toBe(estimated(y, x, "greater").p)
      })
    )
  })

  it("depends on ranks alone", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const x = Float64Array.from(a)
        const y = Float64Array.from(b)
        expect(estimated(x.map(Math.exp), y.map(Math.exp), "less").p).toBe(estimated(x, y, "less").p)
      })
    )
  })
})
