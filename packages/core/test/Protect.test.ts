import { describe, expect, it } from "vitest"
import { type Cell, type Constraint, protect } from "../src/internal/disclosure/protect.ts"
import { seeded } from "./fixtures/Seeded.ts"

const plus = (...cells: ReadonlyArray<number>) => cells.map((cell) => ({ cell, sign: 1 as const }))

const closed = (values: ReadonlyArray<number>, terms: Constraint["terms"]): Constraint => ({
  terms,
  constant: terms.reduce((sum, { cell, sign }) => sum + sign * values[cell]!, 0)
})

/**
 * Every value that each withheld cell can have, by trying all whole numbers that fit the sums and what a reader is told
 * of withheld cells: exact where interval propagation is not.
 */
const possible = (
  values: ReadonlyArray<number>,
  withheld: ReadonlySet<number>,
  constraints: ReadonlyArray<Constraint>,
  least: number,
  told: (cell: number) => readonly [low: number, high: number]
): ReadonlyMap<number, ReadonlySet<number>> => {
  const open = [...withheld]
  const found = new Map(open.map((cell) => [cell, new Set<number>()]))
  const guess = [...values]
  const fits = (decided: ReadonlySet<number>) =>
    constraints.every(({ constant, terms }) => {
      let low = -constant
      let high = -constant
      for (const { cell, sign } of terms) {
        const [from, to] = decided.has(cell) || !withheld.has(cell) ? [guess[cell]!, guess[cell]!] : told(cell)
        low += sign === 1 ? from : -to
        high += sign === 1 ? to : -from
      }
      return low <= 0 && high >= 0
    })
  const decide = (at: number, decided: ReadonlySet<number>) => {
    if (at === open.length) {
      for (const cell of open) found.get(cell)!.add(guess[cell]!)
      return
    }
    const cell = open[at]!
    const [low, high] = told(cell)
    const next = new Set([...decided, cell])
    for (let value = Math.max(low, least); value <= high; value++) {
      guess[cell] = value
      if (fits(next)) decide(at + 1, next)
    }
  }
  decide(0, new Set())
  return found
}

describe("cells that add up to a known total", () => {
  const largest = 10

  it.each([true, false])(
    "hide every small count among all that are small, whether small ones are marked: %s",
    (marked) => {
      const draw = seeded(7)
      const minimum = 4
      let hidden = 0
      for (let trial = 0; trial < 300; trial++) {
        const values = Array.from({ length: 2 + draw(3) }, () => draw(largest))
        const constraint = closed(values, plus(...values.keys()))
        const withheld = protect(
          values.map((value) => ({ value })),
          [constraint],
          minimum,
          marked
        )
        const isSmall = (value: number) => value > 0 && value < minimum
        values.forEach((value, i) => {
          if (isSmall(value)) expect(withheld.has(i)).toBe(true)
          if (value === 0) expect(withheld.has(i)).toBe(false)
        })
        const total = values.reduce((sum, value) => sum + value, 0)
        const of = (cells: ReadonlySet<number>) =>
          possible(values, cells, [constraint], 1, (cell) =>
            marked ? (isSmall(values[cell]!) ? [1, minimum - 1] : [minimum, total]) : [1, total]
          )
        const feasible = of(withheld)
        const atBest = of(new Set(values.flatMap((value, i) => (value > 0 ? [i] : []))))
        values.forEach((value, i) => {
          if (!isSmall(value)) return
          hidden++
          for (let one = 1; one < minimum; one++) {
            if (atBest.get(i)!.has(one)) expect([...feasible.get(i)!], values.join()).toContain(one)
          }
        })
      }
      expect(hidden).toBeGreaterThan(100)
    }
  )

  it("are all published where none is small", () => {
    expect(
      protect([{ value: 12 }, { value: 0 }, { value: 30 }], [closed([12, 0, 30], plus(0, 1, 2))], 10, true).size
    ).toBe(0)
  })

  it("lose the next smallest where a single one is small, and no more", () => {
    const values = [40, 5, 100, 60]
    const withheld = protect(
      values.map((value) => ({ value })),
      [closed(values, plus(0, 1, 2, 3))],
      10,
      true
    )
    expect([...withheld].sort()).toEqual([0, 1])
  })

  it("lose another one where two small ones have the least sum that they can have", () => {
    const values = [1, 1, 50, 70]
    const withheld = protect(
      values.map((value) => ({ value })),
      [closed(values, plus(0, 1, 2, 3))],
      10,
      true
    )
    expect([...withheld].sort()).toEqual([0, 1, 2])
  })

  it("give away a cell that is not published, unless another one goes too", () => {
    const cells: ReadonlyArray<Cell> = [{ value: 30 }, { value: 50 }, { value: 4, hidden: true }]
    const withheld = protect(cells, [closed([30, 50, 4], plus(0, 1, 2))], 10, true)
    expect([...withheld].sort()).toEqual([0, 2])
  })
})
