import { describe, expect, it } from "vitest"
import {
  benefitAlong,
  benefitOfPatients,
  gainOf,
  netBenefit,
  patientDecisions,
  reachedAlong,
  windowDecisions
} from "../src/NetBenefit.ts"
import { everyone } from "./fixtures/Audits.ts"
import { datasetOf } from "./fixtures/Sketch.ts"

describe("net benefit", () => {
  it("is that of a hand-worked table", () => {
    expect(netBenefit(80, 100, 1000, 0.2)).toBeCloseTo(0.055, 12)
    expect(netBenefit(80, 100, 1000, 0)).toBe(0.08)
    expect(netBenefit(0, 0, 0, 0.2)).toBeNaN()
  })

  it("never exceeds the prevalence, and alarming always is worth nothing at the prevalence", () => {
    const { sides, stays } = everyone(
      datasetOf({
        timestepMinutes: 60,
        horizonSteps: 0,
        patients: Array.from({ length: 40 }, (_, i) => ({
          category: "a",
          events: [],
          steps: [[i % 4 === 0 ? 1 : 0, i / 40] as const]
        }))
      })
    )
    const p = [0.1, 0.25, 0.5]
    const [reached] = reachedAlong(patientDecisions(stays), Float64Array.from(p), sides)
    expect([reached!.negatives, reached!.positives]).toEqual([30, 10])
    const along = benefitAlong(reached!, p)
    expect(along[1]!.all).toBeCloseTo(0, 12)
    for (const { model } of along) expect(model).toBeLessThanOrEqual(0.25)
  })

  it("adds up over patients: of 2 windows of events 1 is reached, of 3 without 2, at odds of 1 to 4", () => {
    const decisions = {
      positive: { offsets: Uint32Array.of(0, 1, 2), score: Float64Array.of(0.3, 0.1) },
      negative: { offsets: Uint32Array.of(0, 2, 3), score: Float64Array.of(0.4, Number.NaN, 0.2) }
    }
    const found = benefitOfPatients(decisions, 0.2)
    expect([...found.decisions]).toEqual([3, 2])
    expect([...found.model]).toEqual([0.75, -0.25])
    expect([...found.always]).toEqual([0.75, 0.75])
    expect(gainOf(5, 0.5, 1.5)).toBeCloseTo(-0.2, 12)
    expect(gainOf(5, 0.5, -1)).toBeCloseTo(0.1, 12)
    expect(gainOf(0, 0, 0)).toBeNaN()
  })

  it("cuts label-0 time in blocks of the horizon that no event or gap of labels crosses", () => {
    const { stays } = everyone(
      datasetOf({
        timestepMinutes: 60,
        horizonSteps: 3,
        patients: [
          {
            category: "a",
            events: [[9, 10]],
            steps: [0.1, 0.2, 0.1, 0.4, 0.3, 0.9, 0.5, 0.6, 0.7, 0.9, 0.8, 0.2].map(
              (score, t) => [t === 9 || t === 5 ? null : t >= 6 && t < 9 ? 1 : 0, score] as const
            )
          }
        ]
      })
    )
    const { negative, positive } = windowDecisions(stays, 3)
    expect([...positive.score]).toEqual([0.7])
    expect([...negative.score]).toEqual([0.2, 0.4, 0.8])
  })
})
