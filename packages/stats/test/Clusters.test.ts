import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ChiSquared, Clusters } from "../src/index.ts"

const units = fc.array(
  fc.record({
    person: fc.nat(6),
    category: fc.integer({ min: -1, max: 2 }),
    ofCohort: fc.double({ min: -2, max: 2, noNaN: true }),
    ofRest: fc.double({ min: -2, max: 2, noNaN: true }),
    counts: fc.boolean()
  }),
  { maxLength: 25 }
)
const weights = fc.array(fc.nat(3), { minLength: 7, maxLength: 7 })

describe("sums over units and what their persons add", () => {
  it("are the sums over persons of squared differences, and counts of persons", () => {
    fc.assert(
      fc.property(units, weights, fc.nat(2), (all, weight, cohort) => {
        const clusterOf = Uint32Array.from(all, ({ person }) => person)
        const shared =
          Clusters.sharedUnits(
            clusterOf,
            all.map(({ category }) => category)
          ) ?? Clusters.nobody
        const weightOf = (unit: number) => weight[all[unit]!.person]!
        const squares = Clusters.sharedSquares(
          shared,
          cohort,
          weightOf,
          (unit) => all[unit]!.ofCohort,
          (unit) => all[unit]!.ofRest
        )
        const surplus = Clusters.surplusUnits(shared, cohort, weightOf, (unit) => all[unit]!.counts)

        let overUnits = 0
        const counted = { cohort: 0, rest: 0 }
        const persons = new Map<number, { own: number; other: number; inCohort: boolean; inRest: boolean }>()
        all.forEach(({ category, counts, ofCohort, ofRest, person }) => {
          if (category < 0) return
          const of = persons.get(person) ?? { own: 0, other: 0, inCohort: false, inRest: false }
          persons.set(person, of)
          const isCohort = category === cohort
          if (isCohort) of.own += ofCohort
          else of.other += ofRest
          if (counts && isCohort) of.inCohort = true
          if (counts && !isCohort) of.inRest = true
          overUnits += weight[person]! * (isCohort ? ofCohort : ofRest) ** 2
          if (counts) counted[isCohort ? "cohort" : "rest"] += weight[person]!
        })
        const sum = (of: (one: { own: number; other: number; inCohort: boolean; inRest: boolean }) => number) =>
          [...persons].reduce((total, [person, one]) => total + weight[person]! * of(one), 0)

        expect(overUnits + squares.cohort + squares.rest - 2 * squares.both).toBeCloseTo(
          sum(({ other, own }) => (own - other) ** 2),
          9
        )
        expect(counted.cohort - surplus.cohort).toBe(sum(({ inCohort }) => (inCohort ? 1 : 0)))
        expect(counted.rest - surplus.rest).toBe(sum(({ inRest }) => (inRest ? 1 : 0)))
        expect(surplus.both).toBe(sum(({ inCohort, inRest }) => (inCohort && inRest ? 1 : 0)))
      })
    )
  })

  it("need nothing where every person has one unit in the grouping", () => {
    expect(Clusters.sharedUnits(undefined, [0, 1])).toBeUndefined()
    expect(Clusters.sharedUnits(Uint32Array.of(0, 1, 1), [0, 1, -1])).toBeUndefined()
    expect(Clusters.sharedUnits(Uint32Array.of(0, 1, 1), [0, 1, 0])).toBeDefined()
  })
})

describe("a table whose items come in clusters", () => {
  const row = Int16Array.of(0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0)
  const column = Int16Array.of(0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0)
  const once = (clusterOf: Uint32Array) => ({ row, column, clusterOf })
  const twice = {
    row: Int16Array.of(...row, ...row),
    column: Int16Array.of(...column, ...column),
    clusterOf: Uint32Array.from({ length: 24 }, (_, i) => i % 12)
  }

  it("has no design effect where each is its own, and twice that of the items where each stands twice", () => {
    expect(ChiSquared.designEffect(once(Uint32Array.from(row.keys())), 2, 2)).toBe(1)
    // Twice the sum of squares over half as many: 2 x [12/11] / [24/23].
    expect(ChiSquared.designEffect(twice, 2, 2)).toBeCloseTo((2 * (12 / 11)) / (24 / 23), 12)
  })

  it("is shuffled by cluster: doubled items have the p of single ones, within simulation error", () => {
    let state = 1
    const random = () => {
      state = (state * 48_271) % 2_147_483_647
      return state / 2_147_483_647
    }
    const counts = [0, 1, 2, 3].map(
      (cell) => Array.from(row).filter((own, i) => own === cell >> 1 && column[i] === (cell & 1)).length
    )
    const single = ChiSquared.permutationP(counts, 2, { random })
    const doubled = ChiSquared.clusteredPermutationP(twice, 2, 2, { random })
    expect(Math.abs(single - doubled)).toBeLessThan(0.02)
  })
})
