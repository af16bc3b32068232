import { describe, expect, it } from "vitest"
import { differences, differencesText } from "../src/FindingsDifference.ts"

const findings = {
  stages: {
    performance: { findings: { threshold: 0.25, comparisons: [{ metric: "recall", difference: 0.1, p: null }] } }
  },
  provenance: { startedAt: "2025-01-01T00:00:00Z" }
}

const changed = (difference: number | null, metric = "recall") => ({
  stages: { performance: { findings: { threshold: 0.25, comparisons: [{ metric, difference, p: null }] } } },
  provenance: { startedAt: "2026-01-01T00:00:00Z" }
})

describe("differences of findings", () => {
  it("are none where only the time of the audit differs", () => {
    expect(differences(findings, changed(0.1), 0)).toEqual([])
  })

  it("are told by place and size beyond the tolerance alone", () => {
    expect(differences(findings, changed(0.1 * (1 + 1e-13)), 1e-12)).toEqual([])
    const [found, ...others] = differences(findings, changed(0.1 * (1 + 1e-11)), 1e-12)
    expect(others).toEqual([])
    expect(found!.path).toBe("stages.performance.findings.comparisons.0.difference")
    expect(found!.relative).toBeCloseTo(1e-11, 14)
  })

  it("are infinite where a number became none, a text another, or a key is gone", () => {
    for (const after of [changed(null), changed(0.1, "npv"), { stages: {}, provenance: {} }]) {
      expect(differences(findings, after, 1)[0]!.relative).toBe(Number.POSITIVE_INFINITY)
    }
    expect(differences([1], [1, 2], 0)).toHaveLength(1)
    expect(differences([1], { 0: 1 }, 0)).toHaveLength(1)
  })

  it("of a cohort from its rest are held against the two", () => {
    const comparison = (difference: number) => ({
      cohort: { estimate: 0.9 },
      rest: { estimate: 0.9 - 1e-5 },
      difference
    })
    expect(differences(comparison(1e-5), comparison(1e-5 + 2e-16), 1e-12)).toEqual([])
    expect(differences(comparison(1e-5), comparison(1.1e-5), 1e-12)).toHaveLength(1)
    const wider = { ...comparison(1e-5), margin: 1e-5 }
    expect(differences(wider, { ...wider, margin: 1e-5 + 2e-16 }, 1e-12)).toHaveLength(1)
  })

  it("are listed with the largest first", () => {
    const found = differences({ a: 1, b: 2 }, { a: 1.1, b: 4 }, 0)
    expect(
      differencesText(found)
        .split("\n")
        .map((line) => line[0])
    ).toEqual(["b", "a"])
    expect(differencesText(found, 1).split("\n")).toHaveLength(1)
  })
})
