import { describe, expect, it } from "vitest"
import { stepsReaching, stepsWithin } from "../src/Steps.ts"
import { spanTitle, windowBySteps, windowsOf } from "../src/Windows.ts"

describe("windows", () => {
  it("are named as in the paper", () => {
    const windows = windowsOf([0, 180, 360, 720])
    expect(windows.map(({ id }) => id)).toEqual(["0-3h", "3-6h", "6-12h", ">12h"])
    expect(windows.map(spanTitle)).toEqual(["0–3 h", "3–6 h", "6–12 h", ">12 h"])
  })

  it("have minutes in their names where hours are not whole", () => {
    const windows = windowsOf([0, 90, 180])
    expect(windows.map(({ id }) => id)).toEqual(["0-90min", "90-180min", ">180min"])
    expect(windows.map(spanTitle)).toEqual(["0 min to 1 h 30 min", "1 h 30 min to 3 h", ">3 h"])
  })

  it("may be one", () => {
    expect(windowsOf([0])).toEqual([{ id: ">0h", from: 0, to: null }])
  })

  it("hold their upper edge and not their lower one", () => {
    const bySteps = windowBySteps(windowsOf([0, 180, 360]), 60, 9)
    expect(Array.from(bySteps)).toEqual([-1, 0, 0, 0, 1, 1, 1, 2, 2, 2])
  })

  it("count whole steps where an edge lies between two", () => {
    const bySteps = windowBySteps(windowsOf([0, 180]), 120, 3)
    expect(Array.from(bySteps)).toEqual([-1, 0, 1, 1])
  })
})

describe("steps", () => {
  it("are exact for timesteps that are no binary fractions of a minute", () => {
    for (const seconds of [1, 7, 10, 20, 40, 45]) {
      for (let steps = 1; steps <= 5000; steps++) {
        const minutes = (steps * seconds) / 60
        expect(stepsWithin(minutes, seconds / 60)).toBe(steps)
        expect(stepsReaching(minutes, seconds / 60)).toBe(steps)
      }
    }
  })

  it("round a span down when they must fit and up when they must reach it", () => {
    expect([stepsWithin(90, 60), stepsReaching(90, 60)]).toEqual([1, 2])
  })
})
