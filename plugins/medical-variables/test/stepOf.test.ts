import { describe, expect, it } from "vitest"
import { stepOf } from "../src/stepOf.ts"

describe("the step of a minute", () => {
  it("is that of the grid for every timestep in seconds, however its minutes were rounded", () => {
    for (const seconds of [1, 7, 10, 20, 30, 50, 60, 300, 3600]) {
      for (let step = 0; step < 3000; step++) {
        expect(stepOf(step * (seconds / 60), seconds / 60)).toBe(step)
        expect(stepOf((step * seconds) / 60, seconds / 60)).toBe(step)
        expect(stepOf(step * seconds * (1 / 60), seconds / 60)).toBe(step)
      }
    }
  })

  it("lasts up to the next step", () => {
    expect([0, 4.999, 5, 9.99, 10].map((minute) => stepOf(minute, 5))).toEqual([0, 0, 1, 1, 2])
  })
})
