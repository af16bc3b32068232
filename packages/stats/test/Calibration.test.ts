import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { binOf, calibration, debiasedCalibrationError } from "../src/Calibration.ts"
import { expectAllNear, expectNear, expectNearAbsolute } from "./oracle/Oracle.ts"
import { pointMetrics, rowsOf } from "./oracle/PointMetrics.ts"
import { copied, someRows, weighted } from "./Rows.ts"

describe("calibration", () => {
  it.each(pointMetrics.cases)("agrees with numpy and scikit-learn: $name", (known) => {
    for (const at of known.expected.calibration) {
      const result = calibration(rowsOf(known), at.bins)
      expect([...result.count]).toEqual(at.count)
      expectAllNear(result.meanScore, at.meanScore, "mean score")
      expectAllNear(result.share, at.share, "share")
      expectNear(result.calibrationError, at.calibrationError, "calibration error")
      expectNear(result.expectedCalibrationError, at.expectedCalibrationError, "ECE")
      expectNearAbsolute(result.inTheLarge, at.inTheLarge, "calibration in the large")
    }
  })

  it("is perfect where each score is the share of events among its rows", () => {
    const rows = { score: Float64Array.of(0.25, 0.25, 0.25, 0.25, 1), label: Uint8Array.of(1, 0, 0, 0, 1) }
    expect(calibration(rows)).toMatchObject({ calibrationError: 0, expectedCalibrationError: 0, inTheLarge: 0 })
  })

  it("puts a score on an edge into the bin below it, 0 into the first and 1 into the last", () => {
    expect([0, 0.05, 0.1, 0.1000001, 0.3, 0.7, 0.95, 1].map((score) => binOf(score, 10))).toEqual([
      0, 0, 0, 1, 2, 6, 9, 9
    ])
    expect(binOf(0, 1)).toBe(0)
    expect(binOf(1, 1)).toBe(0)
  })

  it("takes the decimal k / bins as the edge, whatever rounding does to its product", () => {
    for (const bins of [1, 3, 7, 10, 20, 49, 100, 1000]) {
      for (let k = 1; k <= bins; k++) {
        expect(binOf(k / bins, bins)).toBe(k - 1)
        if (k < bins) expect(binOf((k / bins) * (1 + Number.EPSILON), bins)).toBe(k)
      }
    }
  })

  it("is the same for weighted and for copied rows", () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const [a, b] = [calibration(weighted(rows), 7), calibration(copied(rows), 7)]
        expect(a.count).toEqual(b.count)
        for (const error of ["calibrationError", "expectedCalibrationError", "inTheLarge"] as const) {
          if (Number.isNaN(a[error])) expect(b[error]).toBeNaN()
          else expect(Math.abs(a[error] - b[error])).toBeLessThan(1e-12)
        }
      })
    )
  })

  it("refuses scores that are no probabilities, and bins that are not counted", () => {
    const rows = { score: Float64Array.of(1.2), label: Uint8Array.of(1) }
    expect(() => calibration(rows)).toThrow("must lie in [0, 1], found 1.2")
    expect(() => calibration(rows, 2.5)).toThrow("bins")
    expect(() => binOf(Number.NaN, 10)).toThrow(RangeError)
  })
})

describe("debiasedCalibrationError", () => {
  /** Two bins: gaps of 0.2 and -0.1. */
  const rows = {
    score: Float64Array.of(0.3, 0.3, 0.3, 0.3, 0.3, 0.85, 0.85, 0.85, 0.85),
    label: Uint8Array.of(1, 0, 1, 0, 0.5 as 0, 1, 1, 1, 0)
  }

  it("takes the variance of each bin's gap off its square, by persons, and counts bins by rows", () => {
    // Bin of 0.3, rows of three persons: excess 0.7 - 0.3, 0.7, -0.3 over 2, 1 and 1 rows; g = 0.8/4 = 0.2.
    // Residuals 0.4 - 0.4, 0.7 - 0.2, -0.3 - 0.2 = 0, 0.5, -0.5; v = 3/2 x 0.5/16 = 0.046875.
    // Bin of 0.85, two persons: excess 0.3 and -0.7 over 2 and 2 rows; g = -0.1; residuals 0.5, -0.5; v = 2 x 0.5/16 = 0.0625.
    const person = [0, 0, 1, 2, 3, 0, 0, 1, 1]
    const square = (4 * (0.04 - 0.046875) + 4 * (0.01 - 0.0625)) / 8
    expect(square).toBeLessThan(0)
    expect(debiasedCalibrationError(rows, person)).toBe(0)
    // In one bin for all, the eight rows have g = 0.4/8 = 0.05.
    const each = [0, 1, 2, 3, 3, 4, 5, 6, 7]
    const excess = [0.7, -0.3, 0.7, -0.3, 0.15, 0.15, 0.15, -0.85]
    const variance = (8 / 7) * excess.reduce((sum, one) => sum + ((one - 0.05) / 8) ** 2, 0)
    expect(debiasedCalibrationError(rows, each, { bins: 1 }) ** 2).toBeCloseTo(Math.max(0, 0.0025 - variance), 14)
  })

  it("is the gap itself where all persons have the same, and not estimable of a single one", () => {
    const alike = { score: Float64Array.of(0.4, 0.4, 0.4, 0.4), label: Uint8Array.of(1, 0, 1, 0) }
    expect(debiasedCalibrationError(alike, [0, 0, 1, 1])).toBeCloseTo(0.1, 12)
    expect(debiasedCalibrationError(alike, [0, 0, 0, 0])).toBeNaN()
    const two = { score: Float64Array.of(0.4, 0.4, 0.95), label: Uint8Array.of(1, 1, 0) }
    expect(debiasedCalibrationError(two, [0, 1, 0]), "a bin of one person takes no part").toBeCloseTo(0.6, 12)
  })

  it("is the same for weighted and for copied persons", () => {
    fc.assert(
      fc.property(someRows, (drawn) => {
        const [few, many] = [weighted(drawn), copied(drawn)]
        const persons = Array.from(few.score, (_, i) => i)
        const copies = Array.from(many.score, (_, i) => i)
        const [a, b] = [debiasedCalibrationError(few, persons), debiasedCalibrationError(many, copies)]
        if (Number.isNaN(a)) expect(b).toBeNaN()
        else expect(Math.abs(a ** 2 - b ** 2)).toBeLessThan(1e-12)
      })
    )
  })

  it("centres drawn samples on the sample that they are drawn from, where the plain square is too large", () => {
    let state = 7
    const uniform = () => {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0
      return state / 2 ** 32
    }
    const persons = 60
    const score = Float64Array.from({ length: persons * 4 }, () => 0.2 + 0.2 * uniform())
    const level = Float64Array.from({ length: persons }, uniform)
    const label = Uint8Array.from(score, (one, i) => Number(uniform() < one + 0.3 * level[i >> 2]!))
    const own = Array.from(score, (_, i) => i >> 2)
    const drawn = (isDrawn: boolean) => {
      let sum = 0
      for (let b = 0; b < 6000; b++) {
        const copies = new Float64Array(persons)
        for (let i = 0; i < persons; i++) copies[Math.floor(uniform() * persons)]!++
        const weight = Float64Array.from(own, (person) => copies[person]!)
        sum += debiasedCalibrationError({ score, label, weight }, own, { bins: 1, isDrawn }) ** 2 / 6000
      }
      return sum
    }
    const sample = debiasedCalibrationError({ score, label }, own, { bins: 1 }) ** 2
    const once = drawn(false)
    const twice = drawn(true)
    expect(sample).toBeGreaterThan(0.015)
    expect(Math.abs(twice - sample)).toBeLessThan(0.35 * (once - sample))
  })
})
