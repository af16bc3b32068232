import { describe, expect, it } from "vitest"
import { Format } from "../src/index.ts"

describe("numbers", () => {
  it.each([
    [0.12345, 3, "0.123"],
    [-0.5, 2, "−0.50"],
    [-0.0001, 2, "0.00"],
    [1234567.891, 1, "1,234,567.9"],
    [-1234.5, 2, "−1,234.50"],
    [999, 0, "999"],
    [1000, 0, "1,000"],
    [0.0001234, 7, "0.0001234"]
  ] as const)("%d with %d digits is %s", (value, digits, text) => {
    expect(Format.number(value, digits)).toBe(text)
  })

  it("that are counts have no decimals, unless they have", () => {
    expect(Format.integer(12345)).toBe("12,345")
    expect(Format.integer(0.5)).toBe("0.50")
  })

  it("that are shares become percentages", () => {
    expect(Format.percent(0.125, 1)).toBe("12.5\u00a0%")
    expect(Format.percent(-0.001, 0)).toBe("0\u00a0%")
  })

  it("of an interval have one count of digits", () => {
    expect(Format.interval(-0.1, 1, 2)).toBe("[−0.10, 1.00]")
  })
})

describe("p-values", () => {
  it.each([
    [0, "< 1e-12"],
    [9.9e-13, "< 1e-12"],
    [1e-12, "1.0e-12"],
    [3.21e-5, "3.2e-5"],
    [0.000999, "1.0e-3"],
    [0.001, "0.001"],
    [0.031, "0.031"],
    [0.9994, "0.999"],
    [0.99999, "> 0.999"],
    [1, "1"]
  ] as const)("%d is %s", (value, text) => {
    expect(Format.pValue(value)).toBe(text)
  })
})
