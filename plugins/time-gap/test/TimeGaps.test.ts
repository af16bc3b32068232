import { Detection } from "@fairward/core"
import { describe, expect, it } from "vitest"
import { timeGaps } from "../src/TimeGaps.ts"
import { datasetOf, type Label, type PatientSketch } from "./fixtures/Sketch.ts"

const steps = (labels: ReadonlyArray<Label>, alarms: ReadonlyArray<number>): PatientSketch["steps"] =>
  labels.map((label, t) => [label, alarms.includes(t) ? 0.5 : 0.4])

const labelled = (count: number) => Array.from({ length: count }, () => 0 as const)

/** Per evaluable event of one patient: start, steps available, earliest possible warning, gap; horizon 4, threshold 0.5. */
const gapsOf = (
  sketch: Omit<PatientSketch, "category">,
  { horizonSteps = 4, maxLengthSteps = Number.POSITIVE_INFINITY } = {}
) => {
  const dataset = datasetOf({
    patients: [{ ...sketch, category: "a" }],
    timestepMinutes: 60,
    horizonSteps,
    maxLengthSteps
  })
  const { earliest, gap, start, stepsBefore } = timeGaps(dataset, Detection.evaluableEvents(dataset)!, 0.5)
  return Array.from(start, (s, i) => ({ start: s, available: stepsBefore[i]!, earliest: earliest[i]!, gap: gap[i]! }))
}

describe("the time gap", () => {
  it("runs from the first of several alarms in the window to the start", () => {
    expect(gapsOf({ steps: steps(labelled(8), [5, 7]), events: [[8, 9]] })).toEqual([
      { start: 8, available: 8, earliest: 4, gap: 3 }
    ])
  })

  it("is at most the horizon: an alarm before that does not count", () => {
    expect(gapsOf({ steps: steps(labelled(8), [3]), events: [[8, 9]] })[0]!.gap).toBe(0)
    expect(gapsOf({ steps: steps(labelled(8), [3, 4]), events: [[8, 9]] })[0]!.gap).toBe(4)
  })

  it("does not count an alarm at the start itself, or in the event", () => {
    expect(gapsOf({ steps: steps(labelled(9), [8]), events: [[8, 9]] })[0]!.gap).toBe(0)
  })

  it("of a patient who is in an event at step 0 is not evaluable, but the next event is, from the first one's stop", () => {
    expect(
      gapsOf({
        steps: steps([null, null, 0, 1, 1], [0, 1, 2]),
        events: [
          [0, 2],
          [5, 6]
        ]
      })
    ).toEqual([{ start: 5, available: 3, earliest: 3, gap: 3 }])
  })

  it("of an event at step 1 can be one step", () => {
    expect(gapsOf({ steps: steps([1], [0]), events: [[1, 2]] })).toEqual([
      { start: 1, available: 1, earliest: 1, gap: 1 }
    ])
  })

  it("has no time available where an event follows another at once", () => {
    expect(
      gapsOf({
        steps: steps([1, 1, null, null, null], [1, 2, 3]),
        events: [
          [2, 3],
          [3, 5]
        ]
      })
    ).toEqual([
      { start: 2, available: 2, earliest: 2, gap: 1 },
      { start: 3, available: 0, earliest: 0, gap: 0 }
    ])
  })

  it("does not take an alarm before the previous event for a warning of the next", () => {
    expect(
      gapsOf({
        steps: steps([1, 1, null, 1, 1], [0]),
        events: [
          [2, 3],
          [5, 6]
        ]
      })
    ).toEqual([
      { start: 2, available: 2, earliest: 2, gap: 2 },
      { start: 5, available: 2, earliest: 2, gap: 0 }
    ])
  })

  it("counts to the event's start, also where the record ends before it", () => {
    expect(gapsOf({ steps: steps(labelled(6), [4, 5]), events: [[8, 9]] })).toEqual([
      { start: 8, available: 8, earliest: 4, gap: 4 }
    ])
    expect(gapsOf({ steps: steps(labelled(6), [5]), events: [[8, 9]] })[0]!.gap).toBe(3)
  })

  it("is none where the whole window lies beyond the end of the record", () => {
    expect(gapsOf({ steps: steps(labelled(3), [2]), events: [[8, 9]] })).toEqual([
      { start: 8, available: 8, earliest: 0, gap: 0 }
    ])
  })

  it("of an event that starts up to a horizon beyond the cut is evaluable, later ones are not", () => {
    const sketch = { steps: steps(labelled(20), [5, 6]), events: [[10, 11] as const] }
    expect(gapsOf(sketch, { maxLengthSteps: 6 })).toEqual([{ start: 10, available: 10, earliest: 0, gap: 0 }])
    expect(gapsOf(sketch, { maxLengthSteps: 7 })).toEqual([{ start: 10, available: 10, earliest: 4, gap: 4 }])
    expect(gapsOf(sketch, { maxLengthSteps: 5 })).toEqual([])
  })

  it("does not count a score without a label as an alarm", () => {
    expect(gapsOf({ steps: steps([0, 0, null, null, 1, 1], [2, 3, 5]), events: [[6, 7]] })).toEqual([
      { start: 6, available: 6, earliest: 2, gap: 1 }
    ])
  })

  it("is none in a window without labelled steps", () => {
    expect(gapsOf({ steps: steps([0, 0, null, null, null, null], [0, 3]), events: [[6, 7]] })).toEqual([
      { start: 6, available: 6, earliest: 0, gap: 0 }
    ])
  })

  it("goes back to the start of the stay where the horizon is longer than the stay", () => {
    expect(gapsOf({ steps: steps(labelled(3), [0]), events: [[3, 4]] }, { horizonSteps: 1000 })).toEqual([
      { start: 3, available: 3, earliest: 3, gap: 3 }
    ])
  })

  it("of a patient without predictions is none", () => {
    expect(gapsOf({ steps: [], events: [[3, 4]] })).toEqual([{ start: 3, available: 3, earliest: 0, gap: 0 }])
  })
})
