import { describe, expect, it } from "vitest"
import { patientMedians } from "../src/PatientMedians.ts"
import { type DatasetSketch, datasetOf } from "./fixtures/Sketch.ts"

const mediansOf = (sketch: Omit<DatasetSketch, "variables">, limit?: Parameters<typeof patientMedians>[3]) => {
  const dataset = datasetOf({ variables: ["x"], ...sketch })
  const medians = patientMedians(dataset, dataset.patients.splits.train, "x", limit)
  return Object.fromEntries(Object.entries(medians).map(([name, values]) => [name, [...values]]))
}

const hourly = (...values: ReadonlyArray<number | null>) => values.map((value, step) => [step * 60, value] as const)

describe("the median of a patient", () => {
  it("is the middle measurement, the mean of two for an even count, missing ones left out", () => {
    const { whole_stay } = mediansOf({
      patients: [{ rows: hourly(9, 1, 5) }, { rows: hourly(null, 4, null, 1) }, { rows: hourly(7) }]
    })
    expect(whole_stay).toEqual([5, 2.5, 7])
  })

  it("does not exist without a measurement, or without a row", () => {
    expect(mediansOf({ patients: [{ rows: hourly(null, null) }, { rows: [] }] }).whole_stay).toEqual([
      Number.NaN,
      Number.NaN
    ])
  })

  it("outside events leaves out the steps from start up to, not including, stop", () => {
    const { not_in_event } = mediansOf({ patients: [{ rows: hourly(1, 2, 30, 40, 3), events: [[2, 4]] }] })
    expect(not_in_event).toEqual([2])
  })

  it("outside events counts a measurement to the step that its minute lies in", () => {
    const { not_in_event } = mediansOf({
      patients: [
        {
          rows: [
            [59.9, 1],
            [60, 50],
            [119.5, 60],
            [120, 3]
          ],
          events: [[1, 2]]
        }
      ]
    })
    expect(not_in_event).toEqual([2])
  })

  it("outside several events, touching ones too, leaves out each", () => {
    const events = [
      [0, 1],
      [1, 2],
      [4, 5]
    ] as const
    const { not_in_event } = mediansOf({ patients: [{ rows: hourly(90, 90, 1, 2, 90, 9), events }] })
    expect(not_in_event).toEqual([2])
  })

  it("outside events does not exist for a patient who was always in one", () => {
    expect(mediansOf({ patients: [{ rows: hourly(1, 2), events: [[0, 9]] }] }).not_in_event).toEqual([Number.NaN])
  })

  it("without events exists for patients without any event only, over all of their stay", () => {
    const { not_in_event, without_events } = mediansOf({
      patients: [{ rows: hourly(1, 2, 3), events: [[90, 91]] }, { rows: hourly(5, 6, 7) }]
    })
    expect(without_events).toEqual([Number.NaN, 6])
    expect(not_in_event).toEqual([2, 6])
  })

  it("is of the rows within a limit", () => {
    const limited = (wanted: 0 | 1) =>
      mediansOf(
        { patients: [{ rows: hourly(1, 2, 10, 20), events: [[3, 4]] }] },
        { holds: Uint8Array.of(0, 0, 1, 1), wanted }
      )
    expect([limited(0).whole_stay, limited(1).whole_stay, limited(1).not_in_event]).toEqual([[1.5], [15], [10]])
  })

  it("is taken of train patients only", () => {
    expect(mediansOf({ patients: [{ rows: hourly(1), test: true }, { rows: hourly(2) }] }).whole_stay).toEqual([2])
  })
})
