import { describe, expect, it } from "@effect/vitest"
import type { DatasetShape } from "../src/Dataset.ts"
import * as Exposure from "../src/Exposure.ts"
import { dataset, type PatientSketch } from "./fixtures/Patients.ts"

const scored = (id: string, steps: ReadonlyArray<number>, more: Partial<PatientSketch> = {}): PatientSketch => ({
  id,
  steps,
  scores: steps.map(() => 0.5),
  ...more
})

const hours = (minutes: ArrayLike<number>) => Array.from(minutes, (own) => own / 60)

const everyone = ({ patients }: DatasetShape) => patients.splits.test

const risk = (data: DatasetShape) => hours(Exposure.minutesAtRisk(data, everyone(data)))

const hourly = (...patients: ReadonlyArray<PatientSketch>) =>
  dataset({ timestepMinutes: 60, horizonSteps: 8, patients })

describe("minutes at risk", () => {
  it("go from the first prediction to the last, and on by the usual interval", () => {
    // every hour 0 .. 3: 4 h; every four hours 2 .. 14: 16 h; gaps of 1, 1, 6, 2 h have the median 1.5: 10 + 1.5 h
    expect(risk(hourly(scored("a", [0, 1, 2, 3]), scored("b", [2, 6, 10, 14]), scored("c", [0, 1, 2, 8, 10])))).toEqual(
      [4, 16, 11.5]
    )
  })

  it("leave out the time in events, as far as it lies between", () => {
    const data = hourly(
      scored("a", [0, 1, 2, 3, 10, 11], {
        events: [
          [4, 9],
          [11, 40]
        ]
      }),
      scored("b", [5, 6, 7], { events: [[0, 6]] })
    )
    // a: 12 h less 5 h and the last hour; b: 5 .. 8 less the hour up to 6
    expect(risk(data)).toEqual([6, 2])
  })

  it("go on until the discharge where it is known, but not back behind the last prediction", () => {
    const data = hourly(scored("a", [0, 1, 2]), scored("b", [0, 1, 2]), scored("c", [0, 1, 2]))
    const monitoredUntil = Float64Array.from([10 * 60, 60, Number.NaN])
    expect(risk({ ...data, patients: { ...data.patients, monitoredUntil } })).toEqual([10, 2, 3])
    expect(risk({ ...data, maxLengthSteps: 5, patients: { ...data.patients, monitoredUntil } })).toEqual([5, 2, 3])
  })

  it("of a single prediction are the interval of the median patient, or the timestep where none has two", () => {
    expect(risk(hourly(scored("a", [7]), scored("b", [0, 4, 8]), scored("c", [0, 6]), scored("d", [])))).toEqual([
      5, 12, 12, 0
    ])
    expect(risk(hourly(scored("a", [7]), scored("b", [])))).toEqual([1, 0])
  })

  it("of single predictions without a grid are none", () => {
    expect(risk({ ...hourly(scored("a", [7]), scored("b", [9])), irregular: true })).toEqual([0, 0])
  })

  it("are none where predictions have no time", () => {
    expect(risk({ ...hourly(scored("a", [0])), horizonSteps: 0 })).toEqual([0])
  })

  it("are those of the patients that were asked for", () => {
    const data = hourly(scored("a", [0, 1]), scored("b", [0]), scored("c", [0, 4]))
    expect(hours(Exposure.minutesAtRisk(data, Uint32Array.of(1, 2)))).toEqual([4, 8])
  })
})

describe("scoring intervals", () => {
  it("are medians of a patient's own distances", () => {
    const data = hourly(scored("a", [0, 1, 2, 3]), scored("b", [0, 1, 3, 9]), scored("c", [4]))
    expect(hours(Exposure.scoringIntervals(data, everyone(data)))).toEqual([1, 2, Number.NaN])
  })
})
