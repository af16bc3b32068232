import { describe, expect, it } from "vitest"
import { labelPattern, overlongRuns } from "../src/LabelPattern.ts"
import { dataset, type PatientSketch } from "./fixtures/Patients.ts"

const horizonSteps = 6

interface Convention {
  /** Label 1 at steps s with onset - begins <= s < onset + ends. */
  readonly begins: number
  readonly ends: number
  /** Where the table of events has an onset. */
  readonly written?: (onset: number) => number
  /** Distance of predictions. */
  readonly every?: number
}

const onsets = [20, 27, 31, 38, 44, 52, 55]

/** Seven patients with an onset each, and one without, labelled by a convention. */
const labelled = ({ begins, ends, every = 1, written = (onset) => onset }: Convention) => {
  const patients = [...onsets, undefined].map((onset, i): PatientSketch => {
    const steps = Array.from({ length: Math.floor(72 / every) }, (_, k) => k * every)
    const labels = steps.map((s) => (onset !== undefined && s >= onset - begins && s < onset + ends ? "1" : "0"))
    return {
      id: `p${i}`,
      steps,
      scores: steps.map(() => 0.5),
      labels: labels.join(""),
      events: onset === undefined ? [] : [[written(onset), written(onset) + 1]]
    }
  })
  const { events, patients: own, predictions } = dataset({ patients, horizonSteps })
  return { predictions: predictions!, events: events!, horizonSteps, patients: own.splits.test }
}

const patternOf = (convention: Convention) => {
  const { begins, ends, interval, scale } = labelPattern(labelled(convention))
  return { begins: begins?.steps, ends: ends?.steps, interval, scale }
}

describe("what labels would fit", () => {
  it.each<readonly [name: string, convention: Convention, begins: number, ends: number]>([
    ["the horizon itself", { begins: 6, ends: 0 }, 6, 0],
    ["a horizon of 12 steps", { begins: 12, ends: 0 }, 12, 0],
    ["a horizon of 2 steps", { begins: 2, ends: 0 }, 2, 0],
    ["labels that go on for six steps after the onset", { begins: 6, ends: 7 }, 6, 7],
    ["labels that end two steps before the onset", { begins: 6, ends: -2 }, 6, -2],
    ["events a step later than labels say", { begins: 6, ends: 0, written: (onset) => onset + 1 }, 7, -1],
    ["events a step earlier than labels say", { begins: 6, ends: 0, written: (onset) => onset - 1 }, 5, 1],
    ["an in-event column", { begins: 0, ends: 8 }, 0, 8]
  ])("is told of %s", (_, convention, begins, ends) => {
    expect(patternOf(convention)).toEqual({ begins, ends, interval: 1, scale: undefined })
  })

  it("is the horizon itself where predictions are too far apart to tell it from a shorter one", () => {
    expect(patternOf({ begins: 6, ends: 0, every: 4 })).toEqual({ begins: 6, ends: 0, interval: 4, scale: undefined })
  })

  it("is another unit where events lie at 60 times, or a 60th of, the steps that labels say", () => {
    expect(patternOf({ begins: 6, ends: 0, written: (onset) => onset * 60 }).scale).toBeCloseTo(1 / 60, 10)
    const inMinutes = labelled({ begins: 6, ends: 0 })
    const step = inMinutes.predictions.step.map((s) => s * 60)
    const { interval, scale } = labelPattern({ ...inMinutes, predictions: { ...inMinutes.predictions, step } })
    expect({ interval, scale }).toEqual({ interval: 60, scale: 60 })
  })

  it("is a horizon 60 times as long where all times are minutes and were read as hours", () => {
    const { events, predictions, ...rest } = labelled({ begins: 6, ends: 0 })
    const found = labelPattern({
      ...rest,
      predictions: { ...predictions, step: predictions.step.map((s) => s * 60) },
      events: { ...events, start: events.start.map((s) => s * 60), stop: events.stop.map((s) => s * 60) }
    })
    expect({ begins: found.begins?.steps, interval: found.interval }).toEqual({ begins: 360, interval: 60 })
  })

  it("is not told where runs disagree, or are fewer than three", () => {
    const mixed = labelled({ begins: 6, ends: 0 })
    const other = labelled({ begins: 12, ends: 4 })
    const half = mixed.predictions.label.map((label, row) =>
      row < mixed.predictions.offsets[4]! ? label : other.predictions.label[row]!
    )
    const disagreeing = labelPattern({ ...mixed, predictions: { ...mixed.predictions, label: half } })
    expect([disagreeing.begins, disagreeing.ends]).toEqual([undefined, undefined])
    const few = labelPattern({ ...mixed, patients: Uint32Array.of(0, 1) })
    expect([few.begins, few.ends]).toEqual([undefined, undefined])
  })
})

const runs = (labels: string, steps?: ReadonlyArray<number>) => {
  const { patients, predictions } = dataset({
    patients: [
      { id: "a", labels, scores: Array.from(labels, () => 0.5), ...(steps === undefined ? {} : { steps }) },
      { id: "b", labels: "0000000", scores: Array.from({ length: 7 }, () => 0.5) }
    ],
    withoutEvents: true
  })
  const {
    overlong,
    runs: all,
    steps: beyond
  } = overlongRuns({
    predictions: predictions!,
    horizonSteps: 3,
    patients: patients.splits.test
  })
  return { overlong, all, beyond }
}

describe("runs of label 1 without events", () => {
  it("fit the horizon up to as many steps as it has", () => {
    expect(runs("00111..0")).toEqual({ overlong: 0, all: 1, beyond: 0 })
    expect(runs("0011110")).toEqual({ overlong: 1, all: 1, beyond: 1 })
  })

  it("are two where an event lies between them, labelled or not", () => {
    expect(runs("111.111.")).toEqual({ overlong: 0, all: 2, beyond: 0 })
  })

  it("are two where predictions are missing in between, since an event may lie there", () => {
    expect(runs("111111", [0, 1, 2, 4, 5, 6])).toEqual({ overlong: 0, all: 2, beyond: 0 })
  })

  it("are two where the usual distance itself is longer than the horizon", () => {
    expect(runs("111", [0, 200, 400])).toEqual({ overlong: 0, all: 3, beyond: 0 })
  })

  it("go on over the usual distance of predictions made less often than the grid has steps", () => {
    const { patients, predictions } = dataset({
      patients: [
        {
          id: "a",
          labels: "00111100",
          scores: Array.from({ length: 8 }, () => 0.5),
          steps: [0, 4, 8, 12, 16, 20, 24, 28]
        }
      ],
      withoutEvents: true
    })
    const found = overlongRuns({ predictions: predictions!, horizonSteps: 6, patients: patients.splits.test })
    expect(found.overlong).toBe(1)
    expect(found.steps).toBe(2)
  })
})
