import { readFileSync } from "node:fs"
import { expect } from "vitest"

export type Nullable = ReadonlyArray<number | null>

export const readOracle = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), "utf8"))

/** The oracles write NaN as null. */
export const withMissing = (values: Nullable): Float64Array => Float64Array.from(values, (value) => value ?? Number.NaN)

export const expectNear = (actual: number, expected: number | null, what: string, relative = 1e-9): void => {
  if (expected === null) {
    expect(actual, what).toBeNaN()
    return
  }
  const near = Math.abs(actual - expected) <= relative * Math.abs(expected)
  expect(near, `${what}: ${actual} instead of ${expected}`).toBe(true)
}

/** As {@link expectNear}, for numbers that are differences of others of size one, whose relative error has no bound near 0. */
export const expectNearAbsolute = (actual: number, expected: number | null, what: string, absolute = 1e-12): void => {
  if (expected === null) expect(actual, what).toBeNaN()
  else expect(Math.abs(actual - expected) <= absolute, `${what}: ${actual} instead of ${expected}`).toBe(true)
}

export const expectAllNear = (actual: Float64Array, expected: Nullable, what: string, relative = 1e-9): void => {
  expect(actual.length, what).toBe(expected.length)
  expected.forEach((value, i) => {
    expectNear(actual[i]!, value, `${what}[${i}]`, relative)
  })
}
