import { describe, expect, it } from "vitest"
import { evaluableEvents } from "../src/Detection.ts"
import { type DatasetSketch, dataset, type PatientSketch } from "./fixtures/Patients.ts"

const eventsOf = (patients: ReadonlyArray<PatientSketch>, more: Omit<DatasetSketch, "patients"> = {}) => {
  const events = evaluableEvents(dataset({ patients, ...more }))!
  return Array.from(events.start, (start, i) => ({
    start,
    window: [events.windowStart[i]!, events.windowStop[i]!],
    stepsBefore: events.stepsBefore[i]!,
    score: events.detectionScore[i]!
  }))
}

const one = (sketch: Omit<PatientSketch, "id">, more?: Omit<DatasetSketch, "patients">) =>
  eventsOf([{ id: "a", ...sketch }], more)

// Horizon 3 steps throughout, as in the fixture's default.
describe("evaluable events", () => {
  it("look back one horizon, up to but not including the start", () => {
    //                     0    1    2    3    4    5    6
    const scores = [0.9, 0.8, 0.1, 0.3, 0.2, 0.7, 0.6]
    expect(one({ scores, labels: "0011100", events: [[5, 6]] })).toEqual([
      { start: 5, window: [2, 5], stepsBefore: 5, score: 0.3 }
    ])
  })

  it("leave out an event at step 0, which nothing could warn of, but not the room that it takes", () => {
    const scores = [0.9, 0.8, 0.1, 0.3]
    expect(
      one({
        scores,
        labels: "..11",
        events: [
          [0, 2],
          [4, 5]
        ]
      })
    ).toEqual([{ start: 4, window: [2, 4], stepsBefore: 2, score: 0.3 }])
  })

  it("include an event at step 1, with a window of one step", () => {
    expect(one({ scores: [0.4, 0.9], labels: "1.", events: [[1, 2]] })).toEqual([
      { start: 1, window: [0, 1], stepsBefore: 1, score: 0.4 }
    ])
  })

  it("give the second of two touching events an empty window and no score", () => {
    const [first, second] = one({
      scores: [0.4, 0.5, 0.6, 0.7, 0.8],
      labels: "11...",
      events: [
        [2, 4],
        [4, 5]
      ]
    })
    expect(first).toEqual({ start: 2, window: [0, 2], stepsBefore: 2, score: 0.5 })
    expect(second).toEqual({ start: 4, window: [4, 4], stepsBefore: 0, score: Number.NaN })
  })

  it("begin the window at the previous event's stop when that is nearer than the horizon", () => {
    const scores = [0.9, 0.9, 0.9, 0.9, 0.9, 0.2]
    expect(
      one({
        scores,
        labels: "1....1",
        events: [
          [1, 5],
          [6, 7]
        ]
      })[1]
    ).toEqual({
      start: 6,
      window: [5, 6],
      stepsBefore: 1,
      score: 0.2
    })
  })

  it("take the largest labelled score only: an unlabelled step raises no alarm", () => {
    expect(one({ scores: [0.2, 0.99, 0.3], labels: "1.1", events: [[3, 4]] })[0]!.score).toBe(0.3)
  })

  it("have no score when no step of the window is labelled or present", () => {
    expect(one({ scores: [0.9, 0.9, 0.9], labels: "...", events: [[3, 4]] })[0]!.score).toBeNaN()
    expect(one({ scores: [0.9, 0.9], steps: [0, 1], events: [[9, 10]] })[0]).toEqual({
      start: 9,
      window: [6, 9],
      stepsBefore: 9,
      score: Number.NaN
    })
    expect(one({ events: [[3, 4]] })[0]!.score).toBeNaN()
  })

  it("find the window's rows where steps are missing", () => {
    const sketch = { scores: [0.1, 0.6, 0.5, 0.9], steps: [1, 4, 6, 7], labels: "0111", events: [[7, 8]] } as const
    expect(one(sketch)[0]).toEqual({ start: 7, window: [4, 7], stepsBefore: 7, score: 0.6 })
  })

  it("cut the window at the maximum length, and end one horizon after it", () => {
    const scores = [0.1, 0.2, 0.3, 0.4]
    const at = (start: number) => one({ scores, labels: "1111", events: [[start, start + 1]] }, { maxLengthSteps: 4 })
    expect(at(5)).toEqual([{ start: 5, window: [2, 4], stepsBefore: 5, score: 0.4 }])
    expect(at(7)).toEqual([{ start: 7, window: [4, 4], stepsBefore: 7, score: Number.NaN }])
    expect(at(8)).toEqual([])
  })

  it("do not borrow scores of the next patient, and keep patients without events apart", () => {
    const patients: ReadonlyArray<PatientSketch> = [
      { id: "a", scores: [0.1], events: [[3, 4]], labels: "1" },
      { id: "b", scores: [0.9, 0.9, 0.9] },
      { id: "c", scores: [0.2, 0.7], labels: "11", events: [[2, 3]] }
    ]
    expect([...evaluableEvents(dataset({ patients }))!.offsets]).toEqual([0, 1, 1, 2])
    expect(eventsOf(patients).map(({ score }) => score)).toEqual([0.1, 0.7])
  })

  it("do not exist without events, without predictions or without a horizon", () => {
    const patients: ReadonlyArray<PatientSketch> = [{ id: "a", scores: [0.1, 0.2], events: [[1, 2]] }]
    expect(evaluableEvents(dataset({ patients, withoutEvents: true }))).toBeUndefined()
    expect(evaluableEvents(dataset({ patients, horizonSteps: 0 }))).toBeUndefined()
    expect(evaluableEvents({ ...dataset({ patients }), predictions: undefined })).toBeUndefined()
  })
})
