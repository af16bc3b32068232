import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { clinicalInterval, medianGap, occurrence } from "../src/UsualInterval.ts"
import { datasetOf, everyoneIn, type PatientSketch } from "./fixtures/Sketch.ts"

const hours = (...all: ReadonlyArray<number>) => all.map((one) => 60 * one)

const measuredAt = (times: ReadonlyArray<number>, more: Partial<PatientSketch> = {}): PatientSketch => ({
  steps: 48,
  measured: { x: times },
  ...more
})

const gapOf = (...patients: ReadonlyArray<PatientSketch>) => {
  const dataset = datasetOf({ variables: ["x"], patients })
  return medianGap(dataset, everyoneIn(dataset), "x")
}

describe("the median gap", () => {
  it("is the middle one of the gaps of all patients together, not of the patients' medians", () => {
    // Gaps of 8 h once, and of 1 h three times: the median is 1 h, that of the patients' medians 4.5 h.
    expect(gapOf(measuredAt(hours(0, 8)), measuredAt(hours(0, 1, 2, 3)))).toBe(60)
  })

  it("is the mean of the two middle ones of an even number", () => {
    expect(gapOf(measuredAt(hours(0, 1, 3, 7, 15)))).toBe(180)
  })

  it("counts neither the time before the first measurement nor that after the last", () => {
    expect(gapOf(measuredAt(hours(20, 21)))).toBe(60)
  })

  it("has no gap between measurements of one time, nor to one outside the stay", () => {
    expect(gapOf(measuredAt(hours(0, 4, 4, 8)))).toBe(240)
    expect(gapOf(measuredAt([...hours(0, 4, 8), 48 * 60, 49 * 60]))).toBe(240)
    expect(gapOf(measuredAt(hours(0, 4), { steps: 3 }))).toBeNaN()
  })

  it("does not lead from one patient to the next, and is missing where nobody has two measurements", () => {
    expect(gapOf(measuredAt(hours(1)), measuredAt(hours(9)), measuredAt([]))).toBeNaN()
  })

  it("counts measurements and gaps", () => {
    const patients = [measuredAt(hours(0, 4, 4, 8)), measuredAt(hours(9)), measuredAt([])]
    const dataset = datasetOf({ variables: ["x"], patients })
    expect(occurrence(dataset, everyoneIn(dataset), "x")).toEqual({ measurements: 4, gaps: 2 })
  })
})

describe("the clinical interval", () => {
  const day = 24 * 60

  it.each([
    [1, 5],
    [5, 5],
    [5.01, 10],
    [15, 15],
    [16, 30],
    [31, 60],
    [60, 60],
    [61, 120],
    [180, 240],
    [300, 360],
    [480, 480],
    [481, 720],
    [12.5 * 60, day],
    [day, day],
    [day + 1, 2 * day],
    [2.5 * day, 3 * day]
  ])("of %f minutes in steps of 1 minute is %i", (minutes, expected) => {
    expect(clinicalInterval(minutes, 1)).toBe(minutes <= 1 ? 1 : expected)
  })

  it("is at least the timestep, also where that is no interval of the ladder", () => {
    expect(clinicalInterval(1, 60)).toBe(60)
    expect(clinicalInterval(60, 60)).toBe(60)
    expect(clinicalInterval(7, 20)).toBe(20)
    expect(clinicalInterval(21, 20)).toBe(30)
    expect(clinicalInterval(90, 2 * day)).toBe(2 * day)
    expect(clinicalInterval(2 * day + 1, 2.5 * day)).toBe(2.5 * day)
  })

  it("takes thirds of minutes that were rounded for what they are", () => {
    expect(clinicalInterval(60 * (1 + 1e-12), 1 / 3)).toBe(60)
    expect(clinicalInterval((1 / 3) * (1 + 1e-12), 1 / 3)).toBe(1 / 3)
  })

  it("never rounds down, never jumps a rung, and does not fall where the gap grows", () => {
    const rungs = [5, 10, 15, 30, 60, 120, 240, 360, 480, 720, day, 2 * day, 3 * day, 4 * day]
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 4 * day, noNaN: true }),
        fc.double({ min: 0.5, max: 4 * day, noNaN: true }),
        fc.constantFrom(1, 5, 20, 60, 90),
        (one, other, timestep) => {
          const found = clinicalInterval(one, timestep)
          expect(found).toBeGreaterThanOrEqual(Math.max(one * (1 - 1e-8), timestep))
          expect(rungs.filter((rung) => rung > timestep && rung >= one && rung < found)).toEqual([])
          if (one <= other) expect(found).toBeLessThanOrEqual(clinicalInterval(other, timestep))
        }
      )
    )
  })
})
