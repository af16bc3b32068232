import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import type { DatasetShape } from "../src/Dataset.ts"
import * as Models from "../src/Models.ts"
import { dataset } from "./fixtures/Patients.ts"

const nan = Number.NaN

/** Two patients with an event each after two steps; the baseline has no score of the second before the event. */
const sketched = dataset({
  horizonSteps: 2,
  patients: [
    { id: "1", scores: [0.1, 0.8, 0.3], labels: "11.", events: [[2, 3]] },
    { id: "2", scores: [0.4, 0.6, 0.2, 0.5], labels: "11.0", events: [[2, 3]] }
  ]
})

const withModels = (old: ReadonlyArray<number>): DatasetShape => ({
  ...sketched,
  models: {
    baseline: "old",
    audited: "new",
    all: [
      { id: "old", title: "Old", score: Float64Array.from(old) },
      { id: "new", title: "New", score: sketched.predictions!.score }
    ]
  }
})

describe("models on the same patients", () => {
  it("have labels where all of them score, and events that somebody could be warned of there", () => {
    const [old, own] = Models.scored(withModels([0.2, 0.9, 0.1, nan, nan, 0.3, 0.4]))
    for (const { dataset: found } of [old!, own!]) {
      expect(Array.from(found.predictions!.label)).toEqual([1, 1, -1, -1, -1, -1, 0])
    }
    expect(Array.from(old!.events!.offsets)).toEqual([0, 1, 1])
    expect(Array.from(old!.events!.detectionScore)).toEqual([0.9])
    expect(Array.from(own!.events!.detectionScore)).toEqual([0.8])
    expect(sketched.predictions!.label).toEqual(withModels([]).predictions!.label)
  })

  it("keep events that the audited model cannot warn of either, which all miss", () => {
    const unlabelled = dataset({
      horizonSteps: 2,
      patients: [{ id: "1", scores: [0.1, 0.8, 0.3], labels: "..0", events: [[2, 3]] }]
    })
    const models = { ...withModels([0.1, 0.2, nan]).models! }
    const all = models.all.map((model) => ({ ...model, score: Float64Array.from([0.1, 0.8, nan]) }))
    const [old] = Models.scored({ ...unlabelled, models: { ...models, all } })
    expect(Array.from(old!.events!.detectionScore)).toEqual([nan])
  })

  it("have the audit's threshold, their own, or that which reaches the audit's target", async () => {
    const [old, own] = Models.scored(withModels([0.2, 0.9, 0.1, 0.5, 0.7, 0.3, 0.4]))
    const solved = (chosenBy: { metric: "event-recall"; target: number; reached: number } | null) =>
      Effect.runPromise(
        Effect.forEach([old!, own!], (one) => Models.thresholdOf(one, { value: 0.6, chosenBy, warnings: [] }))
      ).then((found) => found.map(({ value }) => value))
    expect(await solved({ metric: "event-recall", target: 1, reached: 1 })).toEqual([0.7, 0.6])
    expect(await solved(null)).toEqual([0.6, 0.6])
    const given = { ...old!, model: { ...old!.model, threshold: { value: 0.25 } } }
    const { value } = await Effect.runPromise(Models.thresholdOf(given, { value: 0.6, chosenBy: null, warnings: [] }))
    expect(value).toBe(0.25)
  })
})
