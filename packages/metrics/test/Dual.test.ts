import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Dual } from "../src/Dual.ts"

const number = fc.double({ min: 0.5, max: 4, noNaN: true })

type Formula = (x: Dual, y: Dual) => Dual

const formulas: ReadonlyArray<readonly [string, Formula, (x: number, y: number) => number]> = [
  ["sums", (x, y) => x.plus(y).plus(3).minus(y.times(2)), (x, y) => x + y + 3 - y * 2],
  ["products", (x, y) => x.times(y).times(x).minus(1), (x, y) => x * y * x - 1],
  ["quotients", (x, y) => x.over(x.plus(y)).over(2), (x, y) => x / (x + y) / 2],
  ["distances", (x, y) => x.minus(y).absolute().over(y), (x, y) => Math.abs(x - y) / y]
]

describe("derivatives", () => {
  it.each(formulas)("of %s are those of small steps", (_, formula, plain) => {
    fc.assert(
      fc.property(number, number, (x, y) => {
        fc.pre(Math.abs(x - y) > 1e-3)
        const [a, b] = Dual.variables([x, y])
        const { gradient, value } = formula(a!, b!)
        const step = 1e-5
        expect(value).toBeCloseTo(plain(x, y), 12)
        expect(gradient[0]).toBeCloseTo((plain(x + step, y) - plain(x - step, y)) / (2 * step), 6)
        expect(gradient[1]).toBeCloseTo((plain(x, y + step) - plain(x, y - step)) / (2 * step), 6)
      })
    )
  })

  it("of a quotient by 0 are not a number, like its value", () => {
    const [a, b] = Dual.variables([1, 0])
    const { gradient, value } = a!.over(b!)
    expect(value).toBeNaN()
    expect(gradient.every(Number.isFinite)).toBe(false)
  })
})
