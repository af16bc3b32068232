import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { weightedMedian } from "../src/Quantile.ts"
import { clusteredValues, medianError } from "../src/Woodruff.ts"
import { expectNear, readOracle } from "./oracle/Oracle.ts"

interface Case {
  name: string
  value: Array<number>
  patient: Array<number>
  weight: Array<number>
  gridStep: number
  median: number
  standardError: number
  observations: number
  patients: number
}

const cases = readOracle<ReadonlyArray<Case>>("median-error")

describe("Woodruff's error of a median", () => {
  it.each(cases)("agrees with numpy on copied patients: $name", (known) => {
    const data = clusteredValues(Float64Array.from(known.value), Uint32Array.from(known.patient))
    const result = medianError(data, Uint8Array.from(known.weight), known.gridStep)
    expectNear(result.median, known.median, "median")
    expectNear(result.standardError, known.standardError, "standard error")
    expect(result.observations).toBe(known.observations)
    expect(result.patients).toBe(known.patients)
  })

  it("comes near 1 / (2 f sqrt(n)), the large-sample error of an independent median", () => {
    const n = 20_001
    const uniform = Float64Array.from({ length: n }, (_, i) => (i + 0.5) / n)
    const patient = Uint32Array.from({ length: n }, (_, i) => i)
    expectNear(medianError(clusteredValues(uniform, patient)).standardError, 1 / (2 * Math.sqrt(n)), "s", 1e-3)
  })

  it("grows by sqrt(k) when each patient's only observation is repeated k times, unlike an error that ignores patients", () => {
    const value = Float64Array.from({ length: 400 }, (_, i) => Math.floor(i / 4))
    const together = medianError(clusteredValues(value, Uint32Array.from(value)))
    const apart = medianError(
      clusteredValues(
        value,
        Uint32Array.from(value, (_, i) => i)
      )
    )
    expectNear(together.standardError / apart.standardError, 2, "ratio", 0.05)
  })

  it("leaves missing values and undrawn patients out", () => {
    const data = clusteredValues(Float64Array.of(9, Number.NaN, 1, 2, 50), Uint32Array.of(0, 0, 1, 2, 3))
    const result = medianError(data, Uint8Array.of(1, 1, 1, 0))
    expect(result).toMatchObject({ median: 2, observations: 3, patients: 3 })
  })

  it("is not estimable without observations, and has no error with a single patient", () => {
    expect(medianError(clusteredValues(new Float64Array(0), new Uint32Array(0))).median).toBeNaN()
    const one = medianError(clusteredValues(Float64Array.of(1, 2, 6), Uint32Array.of(4, 4, 4)), undefined, 5)
    expect(one).toMatchObject({ median: 2, observations: 3, patients: 1 })
    expect(one.standardError).toBeNaN()
  })

  it("refuses a patient without a multiplicity, and a negative grid step", () => {
    const data = clusteredValues(Float64Array.of(1, 2), Uint32Array.of(0, 7))
    expect(() => medianError(data, Uint8Array.of(1))).toThrow("no element for patient 7")
    expect(() => medianError(data, undefined, -1)).toThrow("gridStep")
  })

  it("has the weighted median, and does not depend on the order of observations", () => {
    const observation = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.nat(5))
    fc.assert(
      fc.property(
        fc
          .array(observation, { minLength: 1, maxLength: 30 })
          .chain((all) =>
            fc.tuple(
              fc.constant(all),
              fc.shuffledSubarray(all, { minLength: all.length }),
              fc.array(fc.nat(3), { minLength: 6, maxLength: 6 })
            )
          ),
        ([all, shuffled, multiplicity]) => {
          const weight = Uint8Array.from(multiplicity)
          const [first, second] = [all, shuffled].map((observations) =>
            medianError(
              clusteredValues(
                Float64Array.from(observations, ([v]) => v),
                Uint32Array.from(observations, ([, p]) => p)
              ),
              weight
            )
          )
          const perRow = Uint8Array.from(all, ([, p]) => multiplicity[p]!)
          expect(first!.median).toEqual(
            weightedMedian(
              Float64Array.from(all, ([v]) => v),
              perRow
            )
          )
          expect(second!.median).toEqual(first!.median)
          if (Number.isNaN(first!.standardError)) expect(second!.standardError).toBeNaN()
          else expect(Math.abs(second!.standardError - first!.standardError)).toBeLessThan(1e-9)
        }
      )
    )
  })
})
