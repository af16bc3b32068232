import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { binOf, calibration } from "../src/Calibration.ts"
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
