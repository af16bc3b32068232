import { describe, expect, it } from "vitest"
import { english, of } from "../src/Format.ts"

describe("numbers", () => {
  it.each([
    [0.12345, 3, "0.123"],
    [-0.5, 2, "−0.50"],
    [-0.0001, 2, "0.00"],
    [1234567.891, 1, "1,234,567.9"],
    [-1234.5, 2, "−1,234.50"],
    [999, 0, "999"],
    [1000, 0, "1,000"],
    [0.0001234, 7, "0.0001234"],
    [1e-100, 102, "1e-100"],
    [-1.2345e-300, 302, "−1.23e-300"],
    [1e308, 3, "1e+308"],
    [-1.2345e21, 0, "−1.23e+21"],
    [999_999_999_999_999, 0, "999,999,999,999,999"]
  ] as const)("%d with %d digits is %s", (value, digits, text) => {
    expect(english.number(value, digits)).toBe(text)
  })

  it("that are counts have no decimals, unless they have", () => {
    expect(english.integer(12345)).toBe("12,345")
    expect(english.integer(0.5)).toBe("0.50")
  })

  it("that are shares become percentages", () => {
    expect(english.percent(0.125, 1)).toBe("12.5\u00a0%")
    expect(english.percent(-0.001, 0)).toBe("0\u00a0%")
  })

  it("of an interval have one count of digits", () => {
    expect(english.interval(-0.1, 1, 2)).toBe("[−0.10, 1.00]")
  })
})

describe("p-values", () => {
  it.each([
    [0, "< 1e-12"],
    [9.9e-13, "< 1e-12"],
    [1e-12, "1.0e-12"],
    [3.21e-5, "3.2e-5"],
    [0.000999, "0.001"],
    [0.001, "0.001"],
    [0.031, "0.031"],
    [0.9994, "0.999"],
    [0.99999, "> 0.999"],
    [1, "1"]
  ] as const)("%d is %s", (value, text) => {
    expect(english.pValue(value)).toBe(text)
  })
})

describe("a locale", () => {
  it("separates thousands and decimals in its own way", () => {
    expect(of("de-CH").number(-1234.5, 1)).toMatch(/^−1['’]234\.5$/)
    expect(of("de").number(1234.5, 1)).toBe("1.234,5")
    expect(of("pl").integer(12345)).toBe("12\u00a0345")
  })

  it("with decimal commas separates the ends of an interval by a semicolon", () => {
    expect(of("de").interval(0.25, 0.5, 2)).toBe("[0,25; 0,50]")
  })

  it("writes p-values with its decimal sign", () => {
    expect(of("de").pValue(0.031)).toBe("0,031")
    expect(of("de").pValue(0.0000321)).toBe("3,2e-5")
  })

  it("keeps the digits 0 to 9", () => {
    expect(of("ar-EG").number(12.5, 1)).toMatch(/12.5/)
  })
})
