import { describe, expect, it } from "vitest"
import { explained } from "../src/LabelExplanation.ts"
import { dataset } from "./fixtures/Patients.ts"

const scores = [0.1, 0.9, 0.2, 0.4, 0.6, 0.7, 0.8, 0.3, 0.2, 0.1]

describe("the explanation of a patient's labels", () => {
  it("folds equal steps, and holds labels against those of events and horizon", () => {
    const data = dataset({ patients: [{ id: "a", scores, labels: "0011.1100.", events: [[4, 6]] }] })
    expect(explained(data, 0.6, 0)).toEqual({
      events: [{ start: 4, stop: 6, window: { from: 1, to: 4, score: 0.9, alarm: 1 } }],
      steps: [
        { first: 0, last: 0, predictions: 1, lowest: 0.1, highest: 0.1, label: 0, derived: 0, event: 0, alarms: 0 },
        { first: 1, last: 1, predictions: 1, lowest: 0.9, highest: 0.9, label: 0, derived: 1, event: 0, alarms: 1 },
        { first: 2, last: 3, predictions: 2, lowest: 0.2, highest: 0.4, label: 1, derived: 1, event: 0, alarms: 0 },
        { first: 4, last: 4, predictions: 1, lowest: 0.6, highest: 0.6, label: -1, derived: -1, event: 0, alarms: 0 },
        { first: 5, last: 5, predictions: 1, lowest: 0.7, highest: 0.7, label: 1, derived: -1, event: 0, alarms: 1 },
        {
          first: 6,
          last: 6,
          predictions: 1,
          lowest: 0.8,
          highest: 0.8,
          label: 1,
          derived: 0,
          event: undefined,
          alarms: 1
        },
        {
          first: 7,
          last: 8,
          predictions: 2,
          lowest: 0.2,
          highest: 0.3,
          label: 0,
          derived: 0,
          event: undefined,
          alarms: 0
        },
        {
          first: 9,
          last: 9,
          predictions: 1,
          lowest: 0.1,
          highest: 0.1,
          label: -1,
          derived: 0,
          event: undefined,
          alarms: 0
        }
      ]
    })
  })

  it("says which events are not evaluable, and which had no labelled step to warn at", () => {
    const data = dataset({
      patients: [
        {
          id: "a",
          scores: scores.slice(0, 4),
          labels: ".000",
          events: [
            [0, 1],
            [8, 9],
            [30, 31]
          ]
        }
      ],
      maxLengthSteps: 10
    })
    expect(explained(data, 0.6, 0).events).toEqual([
      { start: 0, stop: 1, window: undefined },
      { start: 8, stop: 9, window: { from: 5, to: 8, score: undefined, alarm: undefined } },
      { start: 30, stop: 31, window: undefined }
    ])
  })

  it("stays short for a long stay", () => {
    const count = 10_000
    const long = Array.from({ length: count }, (_, s) => ((s * 37) % 100) / 100)
    const data = dataset({ patients: [{ id: "a", scores: long, events: [[5000, 5010]] }] })
    const { steps } = explained(data, 0.5, 0)
    expect(steps).toHaveLength(4)
    expect(steps.reduce((sum, { predictions }) => sum + predictions, 0)).toBe(count)
  })

  it("has no labels of events and horizon where there are no events", () => {
    const data = dataset({ patients: [{ id: "a", scores, labels: "0011" }], withoutEvents: true })
    const { events, steps } = explained(data, undefined, 0)
    expect(events).toEqual([])
    expect(steps.every(({ alarms, derived }) => derived === undefined && alarms === 0)).toBe(true)
  })
})
