import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { intensities, intensityCategories, stepCategories } from "../src/Intensity.ts"
import { datasetOf, everyoneIn } from "./fixtures/Sketch.ts"

interface Case {
  readonly minutes: ReadonlyArray<number>
  readonly steps: number
  readonly every: number
  readonly tolerance?: number
  readonly timestep?: number
}

/** What is found of one patient. */
const found = ({ every, minutes, steps, timestep = 60, tolerance = every / 10 }: Case) => {
  const dataset = datasetOf({
    variables: ["x"],
    timestepMinutes: timestep,
    patients: [{ steps, measured: { x: minutes } }]
  })
  const schedule = { everyMinutes: every, toleranceMinutes: tolerance }
  const all = intensities(dataset, everyoneIn(dataset), "x", schedule)
  return {
    measurements: all.measurements[0],
    expected: all.expected[0],
    missed: all.missed[0],
    valid: all.validSteps[0],
    category: ["insufficient", "enough", "none"][intensityCategories(all, [0.9, 1])[0]!],
    steps: [...stepCategories(dataset, "x", every)].join("")
  }
}

const day = { steps: 24, every: 480 }

describe("a patient of one day, measured every 8 hours,", () => {
  it("who is measured on schedule misses nothing", () => {
    expect(found({ ...day, minutes: [0, 480, 960] })).toEqual({
      measurements: 3,
      expected: 3,
      missed: 0,
      valid: 24,
      category: "enough",
      steps: "0".repeat(24)
    })
  })

  it("with a measurement at step 0 only misses the two that should follow", () => {
    expect(found({ ...day, minutes: [0] })).toEqual({
      measurements: 1,
      expected: 3,
      missed: 2,
      valid: 8,
      category: "insufficient",
      steps: "000000001111111111111111"
    })
  })

  it("with a measurement at the last step only misses the two before it", () => {
    expect(found({ ...day, minutes: [1380] })).toEqual({
      measurements: 1,
      expected: 3,
      missed: 2,
      valid: 1,
      category: "insufficient",
      steps: "111111111111111111111110"
    })
  })

  it("without a measurement stands apart", () => {
    expect(found({ ...day, minutes: [] })).toMatchObject({
      measurements: 0,
      expected: 3,
      valid: 0,
      category: "none",
      steps: "2".repeat(24)
    })
  })

  it("measured at every step misses nothing", () => {
    const minutes = Array.from({ length: 24 }, (_, step) => 60 * step)
    expect(found({ ...day, minutes })).toMatchObject({ measurements: 24, missed: 0, valid: 24, category: "enough" })
  })

  it("measured 5 minutes late each time misses nothing within the tolerance, but a step goes without a valid one", () => {
    expect(found({ ...day, minutes: [0, 485, 970], timestep: 5, steps: 288 })).toMatchObject({
      expected: 3,
      missed: 0,
      valid: 286,
      category: "enough"
    })
    expect(found({ ...day, minutes: [0, 485, 970], timestep: 5, steps: 288, tolerance: 0 })).toMatchObject({
      missed: 2,
      valid: 286,
      category: "insufficient"
    })
  })

  it("measured at 5 past each time misses nothing either", () => {
    expect(found({ ...day, minutes: [5, 485, 965], timestep: 5, steps: 288 })).toMatchObject({ missed: 0, valid: 287 })
  })

  it("misses from the step at which the tolerance is over", () => {
    expect(found({ ...day, minutes: [0, 528, 960], timestep: 1, steps: 1440 }).missed).toBe(0)
    expect(found({ ...day, minutes: [0, 529, 960], timestep: 1, steps: 1440 }).missed).toBe(1)
  })

  it("misses one, not two, in a gap of twice the interval", () => {
    expect(found({ ...day, minutes: [0, 960] })).toMatchObject({ missed: 1, valid: 16 })
  })

  it("misses what was due before the first measurement from one whole interval on", () => {
    expect(found({ ...day, minutes: [479], timestep: 1, steps: 1440 }).missed).toBe(0 + 1)
    expect(found({ ...day, minutes: [480], timestep: 1, steps: 1440 }).missed).toBe(1 + 1)
  })
})

describe("intensity", () => {
  it("expects one measurement where the interval is longer than the stay", () => {
    expect(found({ steps: 5, every: 480, minutes: [240] })).toEqual({
      measurements: 1,
      expected: 1,
      missed: 0,
      valid: 1,
      category: "enough",
      steps: "11110"
    })
    expect(found({ steps: 5, every: 480, minutes: [] })).toMatchObject({ expected: 1, category: "none" })
  })

  it("takes an interval that is not a multiple of the step", () => {
    // Every 90 min on a grid of 60 min: valid at 0 and 60; from 180 at 180 and 240; missed between: ceil(171 / 90) - 1.
    expect(found({ steps: 6, every: 90, minutes: [0, 180] })).toEqual({
      measurements: 2,
      expected: 4,
      missed: 2,
      valid: 4,
      category: "insufficient",
      steps: "001001"
    })
  })

  it("takes measurements between steps, valid from the next step on", () => {
    // From 61 valid at 120; from 150 at 180; 239 lies after the last step, 180.
    expect(found({ steps: 4, every: 60, minutes: [61, 150, 239] })).toMatchObject({
      measurements: 3,
      valid: 2,
      steps: "1100"
    })
  })

  it("counts measurements of one time once, and those after the stay not at all", () => {
    const once = found({ ...day, minutes: [0, 480, 960] })
    expect(found({ ...day, minutes: [0, 0, 0, 480, 480, 960, 1440, 1441] })).toEqual(once)
  })

  it("does not lose a step of a grid of 20 s to rounding", () => {
    const timestep = 20 / 60
    const minutes = Array.from({ length: 90 }, (_, k) => k * timestep)
    expect(found({ steps: 90, every: timestep, minutes, timestep })).toMatchObject({
      expected: 90,
      missed: 0,
      valid: 90,
      category: "enough"
    })
    expect(
      found({ steps: 90, every: 3 * timestep, minutes: minutes.filter((_, k) => k % 3 === 0), timestep })
    ).toMatchObject({ expected: 30, missed: 0, valid: 90 })
  })

  it("of exactly the bound of a category belongs to it", () => {
    const minutes = Array.from({ length: 10 }, (_, k) => 480 * k).filter((minute) => minute !== 960)
    expect(found({ steps: 80, every: 480, minutes })).toMatchObject({
      expected: 10,
      missed: 1,
      category: "insufficient"
    })
  })

  it("is not defined without a prediction, and the patient is in no category", () => {
    const dataset = datasetOf({ variables: ["x"], patients: [{ steps: 0, measured: { x: [0, 60] } }] })
    const all = intensities(dataset, everyoneIn(dataset), "x", { everyMinutes: 60, toleranceMinutes: 6 })
    expect([all.steps[0], all.expected[0], all.measurements[0], all.validSteps[0]]).toEqual([0, 0, 0, 0])
    expect([...intensityCategories(all, [0.9, 1])]).toEqual([3])
    expect(stepCategories(dataset, "x", 60)).toHaveLength(0)
  })

  it("is taken of each patient's own rows and steps", () => {
    const dataset = datasetOf({
      variables: ["x", "y"],
      patients: [
        { steps: 3, measured: { x: [60], y: [0] } },
        { steps: 2, measured: { y: [0, 60] } },
        { steps: 4, measured: { x: [0, 120] } }
      ]
    })
    const schedule = { everyMinutes: 60, toleranceMinutes: 6 }
    const all = intensities(dataset, Uint32Array.of(2, 0), "x", schedule)
    expect([[...all.steps], [...all.measurements], [...all.missed]]).toEqual([
      [4, 3],
      [2, 1],
      [2, 2]
    ])
    expect([...stepCategories(dataset, "x", 60)].join("")).toBe("101" + "22" + "0101")
  })

  it("is above 0 and at most 1 with any measurement, and its steps are those with a valid one", () => {
    const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 1439 }), { minLength: 1, maxLength: 40 })
    const spans = fc.tuple(fc.integer({ min: 10, max: 2000 }), fc.integer({ min: 0, max: 99 }))
    fc.assert(
      fc.property(minutes, spans, fc.constantFrom(1, 5, 10), (unsorted, [every, share], timestep) => {
        const sorted = unsorted.sort((a, b) => a - b)
        const one = found({
          minutes: sorted,
          steps: 1440 / timestep,
          every,
          tolerance: (share / 100) * every,
          timestep
        })
        expect(one.missed!).toBeLessThan(one.expected!)
        const plain = Array.from({ length: 1440 / timestep }, (_, step) =>
          sorted.some((minute) => step * timestep >= minute && step * timestep - minute < every) ? "0" : "1"
        ).join("")
        expect(one.steps).toBe(plain)
        expect(one.valid).toBe(plain.split("0").length - 1)
      }),
      { numRuns: 300 }
    )
  })
})
