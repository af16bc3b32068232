/** How long before the events their first alarm comes. */
import { type Measure, Measures } from "@fairward/metrics"
import { Effect } from "effect"
import type { Stays } from "./Stays.ts"

/** Of caught events; `firstAlarm`: per evaluable event of the dataset the steps from its first alarm to its start, 0 when not caught. */
const caughtSteps = ({ events, patients }: Stays, firstAlarm: Int32Array): Measure.Observations => {
  const patient: Array<number> = []
  const steps: Array<number> = []
  patients.forEach((one, i) => {
    for (let event = events!.offsets[one]!; event < events!.offsets[one + 1]!; event++) {
      if (firstAlarm[event]! === 0) continue
      patient.push(i)
      steps.push(firstAlarm[event]!)
    }
  })
  return { patient: Uint32Array.from(patient), value: Float64Array.from(steps), gridStep: 1 }
}

/** Median lead time in steps of each side, on the split and in every replicate; `NaN` where nothing is caught. */
export const leadTimes = (stays: Stays, firstAlarm: Int32Array) =>
  Measures.contrasts({
    columns: {},
    measures: [
      {
        id: "lead_time",
        sense: "higher",
        unit: "steps",
        margin: null,
        judged: "the time-gap stage compares gaps between alarm and event",
        missing: "no event is caught",
        medianOf: caughtSteps(stays, firstAlarm)
      }
    ]
  }).pipe(
    Effect.map(
      ({ value }) =>
        (side: number) =>
          value(side, 0)
    )
  )
