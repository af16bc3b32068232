import { describe, expect, it } from "vitest"
import { Sketch } from "../src/index.ts"

describe("a sketched dataset", () => {
  const { attributions, events, patients, predictions, timeseries } = Sketch.dataset({
    patients: [
      {
        id: "b",
        attributes: { sex: "F" },
        scores: [0.1, 0.2, 0.3],
        steps: [0, 4, 9],
        labels: "01.",
        events: [[10, 12]],
        measurements: [[30, { map: 70 }]],
        split: "test"
      },
      { id: "a", attributes: { age: 61 }, attributions: { lactate: 0.5, map: 0.1 }, split: "train" },
      { id: "c", scores: [0.4], measurements: [[5, { lactate: 2, map: null }]], split: "test" }
    ],
    maxLengthSteps: 9
  })

  it("has its patients in the order of their ids, whatever order they are written in", () => {
    expect(patients.ids).toEqual(["a", "b", "c"])
    expect([...patients.splits.test]).toEqual([1, 2])
    expect([...patients.splits.train]).toEqual([0])
    expect(patients.attributes.objects()).toEqual([
      { sex: null, age: 61 },
      { sex: "F", age: null },
      { sex: null, age: null }
    ])
  })

  it("cuts steps at the longest stay, and has the rows of each patient between its offsets", () => {
    expect([...predictions!.offsets]).toEqual([0, 0, 2, 3])
    expect([...predictions!.step]).toEqual([0, 4, 0])
    expect([...predictions!.label]).toEqual([0, 1, 0])
    expect([...predictions!.score]).toEqual([0.1, 0.2, 0.4])
    expect([...events!.offsets]).toEqual([0, 0, 1, 1])
    expect([events!.start[0], events!.stop[0]]).toEqual([10, 12])
  })

  it("has NaN where a variable was not measured, and marks who has attributions", () => {
    expect([...timeseries!.minutes]).toEqual([30, 5])
    expect([...timeseries!.variables.get("map")!]).toEqual([70, Number.NaN])
    expect([...timeseries!.variables.get("lactate")!]).toEqual([Number.NaN, 2])
    expect(attributions!.features).toEqual(["lactate", "map"])
    expect([...attributions!.present]).toEqual([1, 0, 0])
    expect([...attributions!.values]).toEqual([0.5, 0.1, 0, 0, 0, 0])
  })

  it("holds the inputs that a patient has something of, and those that are named empty", () => {
    const bare = Sketch.dataset({ patients: [{ scores: [0.5] }], empty: ["events"] })
    expect(bare.timeseries).toBeUndefined()
    expect(bare.attributions).toBeUndefined()
    expect(bare.patients.isSplit).toBe(false)
    expect([...bare.patients.splits.test]).toEqual([0])
    expect([...bare.events!.offsets]).toEqual([0, 0])
    expect(Sketch.dataset({ patients: [{}] }).predictions).toBeUndefined()
  })

  it("refuses labels or steps that do not belong to its scores", () => {
    expect(() => Sketch.dataset({ patients: [{ scores: [0.5], labels: "01" }] })).toThrow(
      "Patient 000000 has 1 scores, but 2 labels"
    )
    expect(() => Sketch.dataset({ patients: [{ scores: [0.5], steps: [] }] })).toThrow("1 scores, but 0 steps")
    expect(() => Sketch.dataset({ patients: [{ scores: [0.5], labels: "x" }] })).toThrow('a label "x": write 1, 0 or .')
  })
})
