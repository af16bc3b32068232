import { describe, expect, it } from "vitest"
import { Parameters, Simulation } from "../src/index.ts"

const problemsOf = (options: Partial<Parameters.Parameters>): ReadonlyArray<string> => {
  try {
    Simulation.simulate({ ...Parameters.defaults, ...options })
  } catch (error) {
    if (error instanceof Parameters.ParametersError) return error.problems
    throw error
  }
  throw new Error("expected these parameters to be refused")
}

describe("parameters", () => {
  it("are refused with everything that is wrong with them, the value and what is allowed", () => {
    expect(problemsOf({ patients: 0, eventPatients: 1, missingness: Number.NaN, seed: 1.5 })).toEqual([
      "patients is 0, but must be a whole number from 1 to 899999",
      "seed is 1.5, but must be a 32-bit integer",
      "eventPatients is 1, but must be greater than 0 and less than 1",
      "missingness is NaN, but must be greater than 0"
    ])
  })

  it("are refused when the horizon is not a whole number of steps", () => {
    expect(problemsOf({ stepMinutes: 7 })).toEqual(["horizonHours is 12, but must be a whole number of steps of 7 min"])
  })

  it("are refused when a disparity names a cohort that no patient can be in", () => {
    expect(
      problemsOf({
        disparities: [
          { kind: "scoredLower", cohort: { attribute: "sex", value: "Female" }, share: 0.5 },
          { kind: "detectedLater", cohort: { attribute: "age", from: 85, below: 65 }, hours: -1 }
        ]
      })
    ).toEqual([
      "disparities[0] (scoredLower).cohort.value is Female, but must be one of F, M",
      "disparities[1] (detectedLater).cohort.from is 85, but must be less than below",
      "disparities[1] (detectedLater).hours is -1, but must be 0 or more"
    ])
  })

  it("default to nothing planted", () => {
    expect(Parameters.make()).toEqual(Parameters.defaults)
    expect(Parameters.make({ patients: 3 })).toEqual({ ...Parameters.defaults, patients: 3 })
    expect(Parameters.defaults.disparities).toEqual([])
  })

  it("of every preset are accepted", () => {
    for (const preset of Object.values(Parameters.presets)) expect(Parameters.checked(preset)).toBe(preset)
    expect(Parameters.presets.null).toEqual({ ...Parameters.presets.demo, disparities: [] })
  })

  it("keep or lose disparities by kind", () => {
    const kinds = (parameters: Parameters.Parameters) => parameters.disparities.map(({ kind }) => kind)
    expect(kinds(Parameters.only(Parameters.demo, "otherLevels", "scoredLower"))).toEqual([
      "scoredLower",
      "otherLevels"
    ])
    expect(kinds(Parameters.without(Parameters.demo, "otherLevels", "scoredLower"))).toEqual([
      "detectedLater",
      "measuredLessOften",
      "otherFeatures"
    ])
  })
})
