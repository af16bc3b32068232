import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { everyoneName } from "../src/internal/membership.ts"
import { nameOf, withheldCounts } from "../src/internal/quantities.ts"
import { solver } from "../src/internal/Solver.ts"

const minimum = 10

const cohorts = {
  atoms: 3,
  atomsOf: new Map([
    [everyoneName, [0, 1, 2]],
    ["a", [0]],
    ["b", [1]],
    ["c", [2]]
  ])
}

const kept = ["a", "b", "c"]

/** Of each quantity how many each cohort has; together, everyone. */
const withheldOf = (
  counts: Readonly<Record<string, ReadonlyArray<number>>>,
  relations: ReadonlyArray<{ readonly total: string; readonly parts: ReadonlyArray<string> }>,
  known: ReadonlyArray<string>
) =>
  Effect.map(solver, (solve) => {
    const counted = Object.entries(counts).flatMap(([quantity, values]) => [
      ...values.map((value, i) => ({ quantity, cohort: kept[i]!, value })),
      { quantity, cohort: everyoneName, value: values.reduce((sum, value) => sum + value, 0) }
    ])
    const { withheld } = withheldCounts(counted, relations, new Set(known), [], cohorts, minimum, solve)
    return (quantity: string, cohort: string) => withheld.has(nameOf({ quantity, cohort }))
  })

describe("counts that share a total", () => {
  it.effect("and have no part in common do not tell what is withheld of it", () =>
    Effect.gen(function* () {
      // Few were warned in a. The missed are known to anybody, so that of the events there only the total can be withheld.
      const counts = {
        events: [43, 300, 400],
        warned: [3, 100, 200],
        missed: [40, 200, 200],
        young: [21, 150, 250],
        old: [22, 150, 150]
      }
      const relations = [
        { total: "events", parts: ["warned", "missed"] },
        { total: "events", parts: ["young", "old"] }
      ]
      const isWithheld = yield* withheldOf(counts, relations, ["missed"])
      expect(isWithheld("warned", "a")).toBe(true)
      const isTotalTold = !isWithheld("events", "a") || (!isWithheld("young", "a") && !isWithheld("old", "a"))
      expect(isTotalTold && !isWithheld("missed", "a")).toBe(false)
    })
  )
})

describe("the range of a withheld count", () => {
  const rangeOfB = Effect.fnUntraced(function* (b: number) {
    const mark = { low: 30, high: 39 }
    const counts = [3, b, 50].map((value, i) => ({ quantity: "warned", cohort: kept[i]!, value }))
    const everyone = { quantity: "warned", cohort: everyoneName, value: 53 + b }
    const curve = counts.map((one) => ({ ...one, quantity: "curve", isHidden: true }))
    const told = curve.map((one) => (one.cohort === "b" ? { ...one, mark } : one))
    const of = [...counts, everyone, ...told]
    return withheldCounts(of, [], new Set(), [], cohorts, minimum, yield* solver)
  })

  it.effect("is told by a curve where a small count could still be any, and else is not", () =>
    Effect.gen(function* () {
      const b = nameOf({ quantity: "curve", cohort: "b" })
      // 3 and 38 are 41, of which 30 to 39 leave 2 to 11; 3 and 31 are 34, of which they leave 4 at most.
      const [wide, narrow] = [yield* rangeOfB(38), yield* rangeOfB(31)]
      for (const { withheld } of [wide, narrow]) expect(withheld).toContain(nameOf({ quantity: "warned", cohort: "b" }))
      expect(wide.unmarked).not.toContain(b)
      expect(narrow.unmarked).toContain(b)
    })
  )
})
