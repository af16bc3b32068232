import normalQuantile from "@stdlib/stats-base-dists-normal-quantile"
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus"
import { describe, expect, it } from "vitest"
import { drawnMaxima, loadings } from "../src/Factors.ts"
import { readOracle } from "./oracle/Oracle.ts"

interface Known {
  families: Array<{ variables: number; draws: Array<number>; correlation: Array<Array<number>>; leastError: number }>
  maxima: Array<{ variables: number; loading: number; probability: number; value: number }>
}

const known = readOracle<Known>("factors")

const rowsOf = (flat: Float64Array, variables: number) =>
  Array.from({ length: variables }, (_, j) => {
    const k = flat.length / variables
    return Array.from(flat.subarray(j * k, (j + 1) * k))
  })

const product = (a: ReadonlyArray<number>, b: ReadonlyArray<number>) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)

const random = (seed: number) => {
  const stream = xoroshiro128plus(seed)
  return () => (stream.next() >>> 0) / 2 ** 32
}

const draws = 20_000

describe("loadings", () => {
  it("stand for correlations, nearly as well as anything of as many factors", () => {
    for (const { correlation, draws, leastError, variables } of known.families) {
      const rows = rowsOf(loadings(Float64Array.from(draws), variables, 12), variables)
      let squares = 0
      correlation.forEach((of, i) => {
        of.forEach((r, j) => {
          squares += (product(rows[i]!, rows[j]!) - r) ** 2
        })
        expect(product(rows[i]!, rows[i]!)).toBeLessThanOrEqual(1 + 1e-9)
      })
      expect(Math.sqrt(squares / variables ** 2)).toBeLessThan(1.15 * leastError + 1e-6)
    }
  })

  it("are those of the other draws where some are missing, and 0 of what does not vary", () => {
    const draws = Float64Array.from([1, 2, 3, Number.NaN, 2, 4, 6, 5, 7, 7, 7, 7])
    const [a, b, constant] = rowsOf(loadings(draws, 3, 3), 3)
    expect(product(a!, b!)).toBeGreaterThan(0.9)
    expect(constant).toEqual([0, 0, 0])
  })

  it("mirror where a variable is another's opposite", () => {
    const [a, b] = rowsOf(loadings(Float64Array.from([1, 2, 4, 8, -1, -2, -4, -8]), 2, 2), 2)
    expect(product(a!, b!)).toBeCloseTo(-1, 9)
    expect(product(a!, a!)).toBeCloseTo(1, 9)
  })

  it("refuse rows that do not fit, and have none of nothing", () => {
    expect(() => loadings(new Float64Array(5), 2, 3)).toThrow(RangeError)
    expect(loadings(new Float64Array(0), 0, 3)).toEqual(new Float64Array(0))
  })
})

describe("drawnMaxima", () => {
  it("is what integration over the common factor gives", () => {
    for (const { loading, probability, value, variables } of known.maxima) {
      const rows = Array.from({ length: variables }, () => Float64Array.of(loading))
      const maxima = drawnMaxima(rows, { draws, random: random(3) })
      expect(Math.abs(maxima[Math.ceil(probability * draws) - 1]! - value)).toBeLessThan(0.05)
    }
  })

  it("does not count a variable and its opposite twice", () => {
    const maxima = drawnMaxima([Float64Array.of(1), Float64Array.of(-1)], { draws, random: random(4) })
    expect(Math.abs(maxima[0.95 * draws - 1]! - normalQuantile(0.975, 0, 1))).toBeLessThan(0.05)
  })

  it("is 0 of nothing", () => {
    expect(drawnMaxima([], { draws: 2, random: random(5) })).toEqual(Float64Array.of(0, 0))
  })
})
