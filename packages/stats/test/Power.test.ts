import { expect, it } from "vitest"
import { detectableDifference } from "../src/Power.ts"
import { expectNear } from "./oracle/Oracle.ts"

it("agrees with hand-worked values: z is 0.8416212335729143 at 80 % and 1.2815515655446004 at 90 % power (scipy.stats.norm.ppf)", () => {
  expectNear(detectableDifference(0.06, 0.02), 0.02 * 3.8416212335729143, "80 %", 1e-13)
  expectNear(detectableDifference(0.25, 0.1, 0.9), 0.1 * 3.7815515655446004, "90 %", 1e-13)
})

it("is what a difference has to exceed at a power of one half", () => {
  expectNear(detectableDifference(6, 2, 0.5), 6, "50 %", 1e-13)
})

it("refuses a power of 0 or 1", () => {
  expect(() => detectableDifference(3, 1, 1)).toThrow(RangeError)
  expect(() => detectableDifference(3, 1, 0)).toThrow(RangeError)
})
