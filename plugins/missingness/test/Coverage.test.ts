import { describe, expect, it } from "vitest"
import { datasetOf, type PatientSketch } from "./fixtures/Sketch.ts"
import { findingsOf } from "./fixtures/Stages.ts"

describe("the comparison of coverage", () => {
  /** A patient of 10 hours measured in the first so many of them. */
  const covered = (category: string | null, hours: number): PatientSketch => ({
    steps: 10,
    category,
    measured: { x: Array.from({ length: hours }, (_, hour) => 60 * hour) }
  })
  const options = { variables: { x: { every: "1 h" } }, impact: false }

  it("equals the means over copied patients in every replicate", async () => {
    const patients = [
      covered("a", 0),
      covered("a", 3),
      covered("b", 10),
      covered("b", 7),
      covered("c", 5),
      covered(null, 9),
      covered("c", 10)
    ]
    const draws = [
      [1, 2, 0, 3, 1, 0, 0],
      [0, 0, 4, 1, 1, 1, 0],
      [2, 1, 1, 1, 1, 0, 1]
    ]
    const { comparisons, everyone } = await findingsOf({
      dataset: datasetOf({ variables: ["x"], patients }),
      options,
      multiplicities: Uint8Array.from(draws.flat())
    })
    const shares = [0, 0.3, 1, 0.7, 0.5, 0.9, 1]
    const meanOf = (draw: ReadonlyArray<number>, belongs: (category: string | null | undefined) => boolean) => {
      const copies = patients.flatMap(({ category }, i) =>
        belongs(category) ? (new Array(draw[i]!).fill(shares[i]!) as Array<number>) : []
      )
      return copies.length === 0 ? Number.NaN : copies.reduce((sum, a) => sum + a, 0) / copies.length
    }
    const medianOf = (values: ReadonlyArray<number>) => {
      const usable = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
      const middle = usable.length / 2
      return usable.length % 2 === 1 ? usable[Math.floor(middle)]! : (usable[middle - 1]! + usable[middle]!) / 2
    }
    const once = patients.map(() => 1)
    for (const { category, cohort, rest } of comparisons) {
      const own = (one: string | null | undefined) => one === category
      const others = (one: string | null | undefined) => one !== null && one !== category
      expect(cohort.estimate).toBeCloseTo(meanOf(once, own), 12)
      expect(rest.estimate).toBeCloseTo(meanOf(once, others), 12)
      const inDraws = draws.map((draw) => meanOf(draw, own))
      expect(cohort.replicates).toBe(inDraws.filter((value) => !Number.isNaN(value)).length)
      expect(cohort.median).toBeCloseTo(medianOf(inDraws), 12)
      expect(rest.median).toBeCloseTo(medianOf(draws.map((draw) => meanOf(draw, others))), 12)
    }
    expect(comparisons.map(({ category }) => category)).toEqual(["a", "b", "c"])
    expect(everyone[0]!.coverage).toBeCloseTo(
      meanOf(once, () => true),
      12
    )
  })

  it("leaves patients without a stay out of both sides", async () => {
    const patients = [covered("a", 5), { ...covered("a", 0), steps: 0 }, covered("b", 10), covered("b", 8)]
    const { cohorts, comparisons } = await findingsOf({
      dataset: datasetOf({ variables: ["x"], patients }),
      options
    })
    // insufficient, enough, no measurement, no stay
    expect(cohorts.map(({ counts }) => counts)).toEqual([
      [1, 0, 0, 1],
      [1, 1, 0, 0]
    ])
    expect(comparisons[0]!.cohort.estimate).toBe(0.5)
    expect(comparisons[0]!.rest.estimate).toBeCloseTo(0.9, 12)
  })

  it("does not change when every patient is there twice", async () => {
    const patients = Array.from({ length: 40 }, (_, i) => covered("ab"[i % 2]!, (i * 7) % 11))
    const [once, twice] = await Promise.all(
      [patients, [...patients, ...patients]].map((some) =>
        findingsOf({ dataset: datasetOf({ variables: ["x"], patients: some }), options })
      )
    )
    expect(twice!.comparisons.map(({ difference }) => difference)).toEqual(
      once!.comparisons.map(({ difference }) => expect.closeTo(difference!, 12))
    )
    expect(twice!.dependence[0]!.test!.cramersV).toBeCloseTo(once!.dependence[0]!.test!.cramersV, 12)
  })
})
