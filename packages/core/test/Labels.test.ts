import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { evaluableEvents } from "../src/Detection.ts"
import { labelCheck } from "../src/LabelCheck.ts"
import { derivedLabels } from "../src/Labels.ts"
import { type DatasetSketch, dataset, type PatientSketch } from "./fixtures/Patients.ts"

const characters = { "1": "1", "0": "0", "-1": "." } as const

/** Derived labels of one patient, a character a step; horizon 3. */
const derived = (sketch: Omit<PatientSketch, "id">, more: Omit<DatasetSketch, "patients"> = {}) => {
  const { events, horizonSteps, predictions } = dataset({ patients: [{ id: "a", ...sketch }], ...more })
  return Array.from(
    derivedLabels(predictions!, events!, horizonSteps),
    (label) => characters[String(label) as keyof typeof characters]
  ).join("")
}

const steps = (count: number) => Array.from({ length: count }, () => 0.5)

// Horizon 3 steps throughout, as in the fixture's default.
describe("derived labels", () => {
  it.each<readonly [name: string, steps: number, events: ReadonlyArray<readonly [number, number]>, labels: string]>([
    ["are 1 in the horizon before an event, none inside it, else 0", 9, [[5, 7]], "00111..00"],
    ["are 0 without an event", 4, [], "0000"],
    ["are none from admission on where an event is running then", 5, [[0, 2]], "..000"],
    ["are 1 before an event that begins after the last prediction", 5, [[6, 7]], "00011"],
    ["are 0 where an event begins more than a horizon after the last prediction", 5, [[8, 9]], "00000"],
    [
      "are none inside an event although the next is near",
      9,
      [
        [2, 5],
        [6, 8]
      ],
      "11...1..0"
    ],
    [
      "are none at all between events that touch",
      6,
      [
        [1, 3],
        [3, 5]
      ],
      "1....0"
    ]
  ])("%s", (_, count, events, labels) => {
    expect(derived({ scores: steps(count), events })).toBe(labels)
  })

  it("reach over a gap in the grid, and over an event inside it", () => {
    // Steps:                                       0  1  4  5  10: the event [2, 4) has no prediction inside.
    expect(derived({ scores: steps(5), steps: [0, 1, 4, 5, 10], events: [[2, 4]] })).toBe("11000")
  })

  const events = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 5 })), { maxLength: 5 })
    .map((gaps) => {
      let last = 0
      return gaps.map(([gap, length]): readonly [number, number] => {
        const start = last + gap
        last = start + length
        return [start, last]
      })
    })
  const predicted = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 25 })
  const patient = fc.record({ events, steps: predicted })

  it("are those of the definition, looked up for each step among all events", () => {
    fc.assert(
      fc.property(fc.array(patient, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 8 }), (sketches, h) => {
        const patients = sketches.map((one, i) => {
          const ordered = one.steps.toSorted((a, b) => a - b)
          return { id: `p${i}`, steps: ordered, scores: ordered.map(() => 0.5), events: one.events }
        })
        const { events: loaded, predictions } = dataset({ patients, horizonSteps: h })
        const byDefinition = patients.flatMap((one) =>
          one.steps.map((s) =>
            one.events.some(([start, stop]) => start <= s && s < stop)
              ? -1
              : one.events.some(([start]) => s < start && start <= s + h)
                ? 1
                : 0
          )
        )
        expect([...derivedLabels(predictions!, loaded!, h)]).toEqual(byDefinition)
      })
    )
  })

  it("are 1 at a step outside events exactly in the windows of events", () => {
    fc.assert(
      fc.property(patient, fc.integer({ min: 1, max: 8 }), ({ events: own, steps: unordered }, h) => {
        const ordered = unordered.toSorted((a, b) => a - b)
        const data = dataset({
          patients: [{ id: "a", steps: ordered, scores: ordered.map(() => 0.5), events: own }],
          horizonSteps: h
        })
        const { windowStart, windowStop } = evaluableEvents(data)!
        const labels = derivedLabels(data.predictions!, data.events!, h)
        ordered.forEach((s, row) => {
          const isInWindow = windowStart.some((from, event) => from <= s && s < windowStop[event]!)
          expect(labels[row] === 1).toBe(isInWindow)
        })
      })
    )
  })

  it("contradict nothing", () => {
    fc.assert(
      fc.property(patient, fc.integer({ min: 1, max: 8 }), ({ events: own, steps: unordered }, h) => {
        const ordered = unordered.toSorted((a, b) => a - b)
        const data = dataset({
          patients: [{ id: "a", steps: ordered, scores: ordered.map(() => 0.5), events: own }],
          horizonSteps: h
        })
        const predictions = { ...data.predictions!, label: derivedLabels(data.predictions!, data.events!, h) }
        const found = labelCheck({ predictions, events: data.events!, horizonSteps: h, patients: Uint32Array.of(0) })
        expect(found.steps + found.eventsWithoutPositive).toBe(0)
      })
    )
  })
})

/** What contradicts, by kind; horizon 3. */
const contradictions = (patients: ReadonlyArray<Omit<PatientSketch, "id">>, tolerance = 0) => {
  const data = dataset({ patients: patients.map((sketch, i) => ({ id: `p${i}`, ...sketch })) })
  const found = labelCheck({
    predictions: data.predictions!,
    events: data.events!,
    horizonSteps: data.horizonSteps,
    patients: data.patients.splits.test,
    tolerance
  })
  return {
    ...Object.fromEntries(found.contradictions.map(({ kind, steps }) => [kind, steps])),
    ...(found.eventsWithoutPositive === 0 ? {} : { without: found.eventsWithoutPositive })
  }
}

const of = (labels: string, ...events: ReadonlyArray<readonly [number, number]>) => ({
  scores: steps(labels.length),
  labels,
  events
})

describe("labels held against events and horizon", () => {
  it.each<readonly [name: string, patient: ReturnType<typeof of>, found: Readonly<Record<string, number>>]>([
    ["have nothing wrong when they are as derived", of("00111..00", [5, 7]), {}],
    ["need not be given at all", of("0.1......", [5, 7]), {}],
    [
      "go on inside the event and after it",
      of("001111100", [5, 6]),
      { "positive-inside-event": 1, "positive-after-event": 1 }
    ],
    ["begin too early", of("11111..00", [5, 7]), { "positive-too-early": 2 }],
    ["are 0 too near to the event", of("00011..00", [5, 7]), { "negative-before-event": 1 }],
    ["are 0 inside an event", of("001110000", [5, 7]), { "negative-inside-event": 2 }],
    ["are 0 before an event throughout", of("00000..00", [5, 7]), { "negative-before-event": 3, without: 1 }],
    ["are 1 in a patient without an event", of("0011"), { "positive-without-event": 2 }],
    [
      "blame the nearer of two events",
      of("111.1011011.", [3, 4], [11, 12]),
      {
        "positive-after-event": 1,
        "positive-too-early": 2,
        "negative-before-event": 1
      }
    ],
    ["leave alone an event at admission, whose window holds no step", of("..000", [0, 2]), {}]
  ])("%s", (_, patient, found) => {
    expect(contradictions([patient])).toEqual(found)
  })

  it("may be a step off where times were moved onto the grid, and no more", () => {
    const oneOff = [of("01111..00", [5, 7]), of("00011..00", [5, 7]), of("001111.00", [5, 7]), of("00111..10", [5, 7])]
    expect(contradictions(oneOff.slice(0, 3), 1)).toEqual({})
    expect(contradictions([oneOff[3]!], 1)).toEqual({ "positive-after-event": 1 })
    expect(contradictions([of("11111..00", [5, 7])], 1)).toEqual({ "positive-too-early": 1 })
  })

  it("are counted over the patients asked for, with the first steps of up to three patients", () => {
    const patients = Array.from({ length: 5 }, () => of("0011"))
    const data = dataset({ patients: patients.map((sketch, i) => ({ id: `p${i}`, ...sketch })) })
    const found = labelCheck({
      predictions: data.predictions!,
      events: data.events!,
      horizonSteps: 3,
      patients: Uint32Array.of(1, 2, 3, 4)
    })
    expect(found.positives).toBe(8)
    expect(found.steps).toBe(8)
    expect(found.contradictions[0]!.examples).toEqual([
      { patient: 1, step: 2 },
      { patient: 2, step: 2 },
      { patient: 3, step: 2 }
    ])
  })
})
