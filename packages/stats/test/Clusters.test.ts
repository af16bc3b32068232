import { describe, expect, it } from "vitest"
import { ChiSquared, Clusters } from "../src/index.ts"

describe("persons with several units", () => {
  it("are none where every person has one unit in the grouping", () => {
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
