import { describe, expect, it } from "vitest"
import { recordedResolution } from "../src/recordedResolution.ts"
import { datasetOf } from "./fixtures/Sketch.ts"

const resolutionOf = (values: ReadonlyArray<number | null>, as = Float64Array): number => {
  const { patients, timeseries } = datasetOf({
    variables: ["x"],
    patients: [{ rows: values.map((value, i) => [i, value] as const) }]
  })
  return recordedResolution(timeseries!, patients.splits.train, as.from(timeseries!.variables.get("x")!))
}

const spread = (step: number, from = 1) => Array.from({ length: 200 }, (_, i) => (from + ((i * 37) % 101)) * step)

describe("the spacing in which a variable is recorded", () => {
  it("is that of its digits", () => {
    expect(resolutionOf(spread(1))).toBe(1)
    expect(resolutionOf(spread(0.1))).toBe(0.1)
    expect(resolutionOf(spread(0.01, 700))).toBe(0.01)
    expect(resolutionOf(spread(0.5))).toBe(0.5)
    expect(resolutionOf(spread(5))).toBe(5)
    expect(resolutionOf(spread(20))).toBe(20)
  })

  it("is found in values of four bytes too", () => {
    const { patients, timeseries } = datasetOf({
      variables: ["x"],
      patients: [{ rows: spread(0.1).map((value, i) => [i, value] as const) }]
    })
    const narrow = Float32Array.from(timeseries!.variables.get("x")!)
    expect(recordedResolution(timeseries!, patients.splits.train, narrow)).toBe(0.1)
  })

  it("is 0 for values on no grid", () => {
    expect(resolutionOf(Array.from({ length: 500 }, (_, i) => 80 + 15 * Math.sin(i * 1.7)))).toBe(0)
  })

  it("is that of most values where a few are on no grid, zero or missing", () => {
    const some = [0, 0, 0, null, null, 3.3333, 7.7777, 9.1234]
    expect(resolutionOf([...spread(0.1), ...some])).toBe(0.1)
  })

  it("is 0 where fewer than two values differ", () => {
    expect(resolutionOf([])).toBe(0)
    expect(resolutionOf([null, 0, 0])).toBe(0)
    expect(resolutionOf([5, 5, 5])).toBe(0)
  })
})
