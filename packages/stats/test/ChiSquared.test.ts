import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus"
import { describe, expect, it } from "vitest"
import { independence, permutationP } from "../src/ChiSquared.ts"
import { expectNear, expectNearAbsolute, readOracle } from "./oracle/Oracle.ts"

interface Case {
  readonly name: string
  readonly counts: ReadonlyArray<number>
  readonly columns: number
  readonly statistic: number
  readonly p: number
  readonly degreesOfFreedom: number
  readonly leastExpected: number
  readonly cramersV: number
  readonly permutationP: number | null
}

const cases = readOracle<ReadonlyArray<Case>>("chi-squared")
const oracleRounds = 100_000
const rounds = 10_000

/** A stream of uniform numbers. */
const uniform = (seed: number) => {
  const generator = xoroshiro128plus(seed)
  return () => (generator.next() >>> 0) / 2 ** 32
}

const estimated = (counts: ReadonlyArray<number>, columns: number) => {
  const result = independence(counts, columns)
  if (!result.estimable) throw new Error(result.reason)
  return result
}

describe("chi-squared test of independence", () => {
  it.each(cases)("agrees with scipy: $name", ({ columns, counts, ...known }) => {
    const result = estimated(counts, columns)
    expect(result.degreesOfFreedom).toBe(known.degreesOfFreedom)
    expect(result.corrected).toBe(known.degreesOfFreedom === 1)
    if (known.statistic === 0) expectNearAbsolute(result.statistic, 0, "statistic")
    else expectNear(result.statistic, known.statistic, "statistic")
    expectNear(result.p, known.p, "p")
    expectNearAbsolute(result.cramersV, known.cramersV, "Cramér's V")
    expectNear(result.leastExpected, known.leastExpected, "smallest expected count")
  })

  it("keeps the digits of p near 1e-216", () => {
    expect(cases.some(({ p }) => p < 1e-200 && p > 0)).toBe(true)
  })

  it("says what V is by chance: of two by two items 1 in a third of all shufflings and 0 in the others", () => {
    expect(estimated([2, 0, 0, 2], 2).chanceV).toBeCloseTo(Math.sqrt(1 / 3), 15)
    const tables = [...Array.from({ length: 4 }, () => [1, 1, 1, 1]), [2, 0, 0, 2], [0, 2, 2, 0]]
    const squares = tables.map((counts) => estimated(counts, 2).cramersV ** 2)
    expect(squares.reduce((sum, square) => sum + square, 0) / 6).toBeCloseTo(1 / 3, 15)
  })

  it("does not depend on the order of rows or columns, nor on which is which", () => {
    const known = estimated([3, 20, 1, 5, 14, 0, 2, 9, 4], 3)
    for (const counts of [
      [2, 9, 4, 3, 20, 1, 5, 14, 0],
      [20, 1, 3, 14, 0, 5, 9, 4, 2],
      [3, 5, 2, 20, 14, 9, 1, 0, 4]
    ]) {
      const other = estimated(counts, 3)
      expectNear(other.statistic, known.statistic, "statistic", 1e-12)
      expectNear(other.p, known.p, "p", 1e-12)
    }
  })

  it.each([
    ["a table without items", [0, 0, 0, 0], "empty"],
    ["a single row", [4, 5, 0, 0], "one-row"],
    ["a single column", [4, 0, 5, 0], "one-column"],
    ["a single item", [0, 0, 1, 0], "one-row"]
  ] as const)("is not estimable for %s", (_, counts, reason) => {
    expect(independence(counts, 2)).toEqual({ estimable: false, reason })
    expect(permutationP(counts, 2, { random: uniform(1) })).toBeNaN()
  })

  it.each([
    [[1, 2, 3], 2],
    [[1, -2, 3, 4], 2],
    [[1, 2.5, 3, 4], 2],
    [[1, 2, 3, 4], 0]
  ])("refuses what is no table of counts: %j with %i columns", (counts, columns) => {
    expect(() => independence(counts, columns)).toThrow(RangeError)
  })
})

describe("permutation p", () => {
  it.each(cases.filter(({ permutationP: p }) => p !== null))("is that of shuffled labels: $name", (known) => {
    const found = permutationP(known.counts, known.columns, { random: uniform(11) })
    const p = known.permutationP!
    const error = Math.sqrt(p * (1 - p) * (1 / rounds + 1 / oracleRounds)) + 2 / rounds
    expect(Math.abs(found - p), `${found}, numpy ${p}`).toBeLessThanOrEqual(4 * error)
  })

  it("is Fisher's exact p where the statistic orders the tables of two by two as their probability does", () => {
    // Margins 4, 4 and 4, 4: tables with 0, 1, 2, 3, 4 in the first cell have probability 1, 16, 36, 16, 1 of 70.
    for (const [counts, exact] of [
      [[4, 0, 0, 4], 2 / 70],
      [[3, 1, 1, 3], 34 / 70],
      [[2, 2, 2, 2], 1]
    ] as const) {
      const found = permutationP(counts, 2, { random: uniform(3), permutations: 200_000 })
      expect(Math.abs(found - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 200_000) + 1e-5)
    }
  })

  it("is uniform where nothing is associated", () => {
    const random = uniform(17)
    const found = Array.from({ length: 400 }, () => {
      const counts = [0, 0, 0, 0, 0, 0, 0, 0, 0]
      for (let item = 0; item < 60; item++) counts[3 * Math.floor(random() * 3) + Math.floor(random() ** 2 * 3)]!++
      return permutationP(counts, 3, { random, permutations: 400 })
    })
    for (const level of [0.05, 0.25, 0.5]) {
      const share = found.filter((p) => p <= level).length / found.length
      expect(Math.abs(share - level)).toBeLessThan(4 * Math.sqrt((level * (1 - level)) / found.length))
    }
  })

  it("is the same for the same stream, and never below 1 / (B + 1)", () => {
    const table = [40, 0, 0, 40]
    expect(permutationP(table, 2, { random: uniform(5) })).toBe(1 / 10_001)
    const small = [3, 20, 1, 5, 14, 0, 2, 9, 4]
    expect(permutationP(small, 3, { random: uniform(5) })).toBe(permutationP(small, 3, { random: uniform(5) }))
  })

  it("takes tables of tens of thousands of items", () => {
    const p = permutationP([9000, 9100, 3, 9100, 9000, 1], 3, { random: uniform(5) })
    expect(p).toBeGreaterThan(0.2)
    expect(p).toBeLessThan(0.6)
  })
})
