import { describe, expect, it } from "vitest"
import {
  aurocDesign,
  aurocVariance,
  criticalValue,
  multipleForDifference,
  multipleForEquivalence,
  type PlannedShare,
  power,
  shareDesign,
  smallestDifference,
  testsOf
} from "../src/Planning.ts"
import { expectNear, readOracle } from "./oracle/Oracle.ts"

interface Case extends PlannedShare {
  readonly difference: number
  readonly criticalValue: number
  readonly standardError: number
  readonly power: number
  readonly smallest: number
  readonly multiple: number
  readonly margin: number
  readonly equivalent: number
  readonly enumerated: number | null
}

const oracle = readOracle<{
  readonly cases: ReadonlyArray<Case>
  readonly critical: ReadonlyArray<{ readonly alpha: number; readonly tests: number; readonly value: number }>
}>("planning")

const title = ({ cohort, designFactor, rest, sense, share }: Case) =>
  `${share}, ${sense} is better, ${cohort} against ${rest}, phi ${designFactor}`

describe("a share", () => {
  it.each(oracle.cases.map((one) => [title(one), one] as const))("agrees with scipy: %s", (_, one) => {
    const design = shareDesign(one)
    expectNear(design.expected(one.difference, 1).standardError, one.standardError, "standard error", 1e-12)
    expectNear(power(design, one.difference, one.criticalValue), one.power, "power", 1e-9)
    expectNear(smallestDifference(design, one.criticalValue), one.smallest, "smallest difference", 1e-9)
    expectNear(multipleForDifference(design, one.difference, one.criticalValue), one.multiple, "patients", 1e-8)
    expectNear(multipleForEquivalence(design, one.margin, one.criticalValue), one.equivalent, "equivalence", 1e-8)
  })

  it("has the power that enumerating all binomial counts gives, within 3 points", () => {
    const enumerated = oracle.cases.filter((one) => one.enumerated !== null)
    expect(enumerated.length).toBe(3)
    for (const one of enumerated) {
      const planned = power(shareDesign(one), one.difference, one.criticalValue)
      expect(Math.abs(planned - one.enumerated!), title(one)).toBeLessThan(0.03)
    }
  })

  it("agrees with the example of R's power.prop.test(n = 50, p1 = .50, p2 = .75), power 0.740, within 3 points", () => {
    const design = shareDesign({ share: 0.625, cohort: 50, rest: 50, designFactor: 1, sense: "higher" })
    expect(Math.abs(power(design, 0.25, 1.959963984540054) - 0.74)).toBeLessThan(0.03)
  })

  it("cannot differ by more than leaves everyone's value what it is", () => {
    const design = shareDesign({ share: 0.9, cohort: 10, rest: 10, designFactor: 1, sense: "higher" })
    expectNear(design.largest, 0.2, "largest", 1e-12)
    expect(power(design, 0.21, 3)).toBe(0)
    expect(smallestDifference(design, 3)).toBeNaN()
    expect(multipleForDifference(design, 0.21, 3)).toBeNaN()
  })

  it("turns around with its sense: a share that should be low is as its complement, which should be high", () => {
    const sizes = { cohort: 80, rest: 240, designFactor: 0.9 }
    const high = shareDesign({ share: 0.85, ...sizes, sense: "higher" })
    const low = shareDesign({ share: 0.15, ...sizes, sense: "lower" })
    expectNear(power(low, 0.12, 3), power(high, 0.12, 3), "power", 1e-12)
    expectNear(low.largest, high.largest, "largest", 1e-12)
  })
})

describe("AUROC", () => {
  it("has the standard errors of the examples of R's auctestr::se_auc", () => {
    expectNear(Math.sqrt(aurocVariance(0.75, 20, 200)), 0.06498283, "20 of 220", 2e-7)
    expectNear(Math.sqrt(aurocVariance(0.75, 110, 110)), 0.03282048, "110 of 220", 2e-7)
    expectNear(Math.sqrt(aurocVariance(0.75, 20, 20)), 0.07789072, "20 of 40", 2e-7)
    expect(aurocVariance(1, 20, 20)).toBe(0)
  })

  it("adds those of cohort and rest, times the factor", () => {
    const side = { positives: 20, negatives: 20 }
    const design = aurocDesign({ area: 0.75, cohort: side, rest: side, designFactor: 0.5 })
    const { exceed, standardError } = design.expected(0, 1)
    expectNear(standardError, 0.07789072, "standard error", 1e-7)
    expect(exceed(3.3)).toBe(3.3)
    const smallest = smallestDifference(design, 2)
    expectNear(power(design, smallest, 2), 0.8, "power", 1e-6)
    expectNear(multipleForDifference(design, smallest, 2), 1, "as many patients", 1e-6)
  })
})

it("takes the critical value of so many independent tests from the normal distribution, and back", () => {
  for (const { alpha, tests, value } of oracle.critical) {
    expectNear(criticalValue(alpha, tests), value, "critical value", 1e-12)
    expectNear(testsOf(alpha, value), tests, "tests", 1e-9)
  }
})
