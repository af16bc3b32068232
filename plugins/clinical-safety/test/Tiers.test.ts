import { describe, expect, it } from "vitest"
import { tierCounts, tierOf } from "../src/Tiers.ts"
import { everyone } from "./fixtures/Audits.ts"
import { datasetOf } from "./fixtures/Sketch.ts"

const tiers = [
  { name: "GREEN", from: 0 },
  { name: "YELLOW", from: 0.4 },
  { name: "RED", from: 0.7 }
]

describe("tiers", () => {
  it("begin at their smallest score, as in the lesson", () => {
    const names = [0, 0.39, 0.4, 0.69, 0.7, 1].map((score) => tiers[tierOf(tiers, score)]!.name)
    expect(names).toEqual(["GREEN", "GREEN", "YELLOW", "YELLOW", "RED", "RED"])
  })

  it("count labelled steps and positive ones, and each patient in its highest", () => {
    const { stays } = everyone(
      datasetOf({
        timestepMinutes: 60,
        horizonSteps: 2,
        patients: [
          {
            category: "a",
            events: [],
            steps: [
              [0, 0.1],
              [1, 0.5],
              [null, 0.9]
            ]
          },
          {
            category: "a",
            events: [],
            steps: [
              [1, 0.7],
              [0, 0.7]
            ]
          },
          { category: "a", events: [], steps: [[null, 0.9]] }
        ]
      })
    )
    const { highest, positives, steps } = tierCounts(stays, tiers)
    expect(steps.map((own) => [...own])).toEqual([
      [1, 0, 0],
      [1, 0, 0],
      [0, 2, 0]
    ])
    expect(positives.map((own) => [...own])).toEqual([
      [0, 0, 0],
      [1, 0, 0],
      [0, 1, 0]
    ])
    expect([...highest]).toEqual([1, 2, -1])
  })
})
