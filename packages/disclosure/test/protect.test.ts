import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { protect } from "../src/internal/protect.ts"
import { rangeOf, roundedToStep, shareOfRanges, stepOf } from "../src/internal/rounding.ts"
import { solver } from "../src/internal/Solver.ts"

const minimum = 10

/** Counts of groups of patients: each cell names the groups that it counts. */
const tableOf = (sizes: ReadonlyArray<number>, cells: ReadonlyArray<ReadonlyArray<number>>) => ({
  columns: sizes.length,
  cells: cells.map((columns) => ({ columns, value: columns.reduce((sum, column) => sum + sizes[column]!, 0) })),
  groups: sizes.map((size, column) => ({ columns: [column], size }))
})

const withheldOf = (sizes: ReadonlyArray<number>, cells: ReadonlyArray<ReadonlyArray<number>>) =>
  Effect.map(solver, (solve) => [...protect(tableOf(sizes, cells), minimum, solve).withheld].toSorted())

describe("protect", () => {
  it.effect("withholds nothing where no group is small", () =>
    Effect.gen(function* () {
      expect(yield* withheldOf([40, 50, 60], [[0, 1, 2], [0], [1], [2], [0, 1]])).toEqual([])
    })
  )

  it.effect("withholds one of two nested counts that differ by few, although neither is small", () =>
    Effect.gen(function* () {
      expect(yield* withheldOf([40, 1], [[0], [0, 1]])).toHaveLength(1)
    })
  )

  it.effect("withholds what a small group follows from by several sums at once", () =>
    Effect.gen(function* () {
      // The last group is all less the first three, each of which is told by two overlapping counts.
      const withheld = yield* withheldOf(
        [30, 40, 50, 3],
        [
          [0, 1, 2, 3],
          [0, 1],
          [1, 2],
          [0, 2]
        ]
      )
      expect(withheld.length).toBeGreaterThan(0)
    })
  )

  it.effect("withholds all counts but those that anybody knows where too many groups are small to look at them", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 601 }, () => 1)
      const { cells, ...table } = tableOf([...many, 400, 0], [[600, 601], [601], [602], [...many.keys()]])
      const known = cells.map((cell, i) => (i === 3 ? { ...cell, known: true } : cell))
      const found = protect({ ...table, cells: known }, minimum, yield* solver)
      expect([found.isTold, [...found.withheld].toSorted()]).toEqual([true, [0, 1]])
      const few = tableOf([...many.slice(0, 600), 400], [[...many.slice(0, 600).keys()], [600]])
      expect(protect(few, minimum, yield* solver)).toMatchObject({ isTold: false, withheld: new Set() })
    })
  )

  it.effect("leaves counts as they are from which a small group cannot be told", () =>
    Effect.gen(function* () {
      // Women and men, young and old: how many are young women does not follow.
      expect(
        yield* withheldOf(
          [3, 60, 50, 70],
          [
            [0, 1],
            [2, 3],
            [0, 2],
            [1, 3]
          ]
        )
      ).toEqual([])
    })
  )

  it.effect("takes back that a count is small where the small counts in it, which are not 0, would narrow it", () =>
    Effect.gen(function* () {
      // Women and men below 41 with an event: both small, and so is their sum, which is 2 at least if both are 1.
      const mark = { low: 1, high: minimum - 1 }
      const cells = [
        { columns: [0], value: 3, mark },
        { columns: [1], value: 4, mark },
        { columns: [0, 1], value: 7, mark }
      ]
      const table = { columns: 2, cells, groups: [], unions: [] }
      const { isTold, marked, withheld } = protect(table, minimum, yield* solver)
      expect({ marked: [...marked], isTold, withheld: [...withheld] }).toEqual({
        marked: [0, 1],
        isTold: false,
        withheld: [0, 1, 2]
      })
    })
  )

  it.effect("withholds a sum that tells a group in whole numbers only", () =>
    Effect.gen(function* () {
      // 13 x + 11 y = 150 has many solutions, but in whole numbers only x = 9, y = 3.
      const cells = [{ columns: [0, 1], coefficients: [13, 11], value: 150 }]
      const table = { columns: 2, cells, groups: [{ columns: [1], size: 3 }] }
      expect([...protect(table, minimum, yield* solver).withheld]).toEqual([0])
    })
  )
})

describe("rounding", () => {
  it("of a share to ranges reads the same for none as for one fewer than the minimum", () => {
    expect([0, 1, 9].map((patients) => shareOfRanges(patients / 500, 500, minimum))).toEqual([
      0.00892, 0.00892, 0.00892
    ])
    expect(shareOfRanges(10 / 500, 500, minimum)).toBe(0.0287)
  })

  it("to ranges leaves as many counts as the minimum at both ends", () => {
    expect([0, 9, 10, 24, 25, 34].map((count) => rangeOf(count, minimum, 34))).toEqual([
      { low: 0, high: 9 },
      { low: 0, high: 9 },
      { low: 10, high: 19 },
      { low: 20, high: 34 },
      { low: 20, high: 34 },
      { low: 20, high: 34 }
    ])
    expect(rangeOf(3, minimum, 7)).toEqual({ low: 0, high: 7 })
    for (let all = 1; all < 200; all++) {
      for (let count = 0; count <= all; count++) {
        const { high, low } = rangeOf(count, minimum, all)
        expect(low <= count && count <= high && high - low >= Math.min(all, minimum - 1)).toBe(true)
      }
    }
  })

  it("of shares of several totals tells of one count one range", () => {
    // Of 200 events, 160 could be warned of and 45 were: both shares tell that 40 to 49 were.
    const told = [200, 160].map((all) =>
      Array.from({ length: 11 }, (_, i) => shareOfRanges((40 + i) / all, all, minimum))
    )
    for (const shares of told) {
      expect(new Set(shares.slice(0, 10)).size).toBe(1)
      expect(shares[10]).not.toBe(shares[0])
    }
  })

  it("of shares leaves two counts at least", () => {
    expect(stepOf(100)).toBe(0.02)
    expect([0.81, 0.82, 0.829].map((share) => roundedToStep(share, stepOf(100)))).toEqual([0.82, 0.82, 0.82])
  })
})
