import { describe, expect, it } from "vitest"
import { wilsonInterval } from "../src/validity/wilson.ts"
import oracle from "./oracle/wilson.json" with { type: "json" }

describe("the Wilson interval", () => {
  it("is scipy's", () => {
    for (const { count, high, low, of } of oracle.intervals) {
      const interval = wilsonInterval(count, of)
      expect(interval.low).toBeCloseTo(low, 12)
      expect(interval.high).toBeCloseTo(high, 12)
    }
  })
})
