import type { Dataset } from "@fairward/core"
import { stepOf } from "./stepOf.ts"

/** Which rows of a patient count. */
export const eventConditions = ["whole_stay", "not_in_event", "without_events"] as const
export type EventCondition = (typeof eventConditions)[number]

/** What the level of a variable under a condition is called. */
export const metricOf = (variable: string, condition: EventCondition): string => `${variable}:${condition}`

/** A condition that rows must meet, or must not meet. */
export interface Limit {
  readonly holds: Uint8Array
  readonly wanted: 0 | 1
}

const medianOf = (sorted: Float64Array): number => {
  const middle = sorted.length >>> 1
  return sorted.length === 0
    ? Number.NaN
    : sorted.length % 2 === 1
      ? sorted[middle]!
      : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/**
 * Per patient the median of a variable's measurements: the middle one, the mean of the two middle ones for an even count.
 *
 * `whole_stay`: all of them; `not_in_event`: those at steps in no event `[start, stop)`, a measurement at minute t being of
 * step floor(t / timestep); `without_events`: all of them, of patients without any event. Missing measurements (NaN) and
 * rows outside `limit` are left out.
 *
 * One element for each of `patients`, in the variable's unit; NaN for a patient without a measurement that counts.
 */
export const patientMedians = (
  { events, timeseries, timestepMinutes }: Pick<Dataset.DatasetShape, "events" | "timestepMinutes" | "timeseries">,
  patients: Uint32Array,
  variable: string,
  limit: Limit | undefined
): Readonly<Record<EventCondition, Float64Array>> => {
  const { minutes, offsets, variables } = timeseries!
  const values = variables.get(variable)!
  let scratch = new Float64Array(1024)
  const collect = (patient: number, skipEvents: boolean): number => {
    const from = offsets[patient]!
    const to = offsets[patient + 1]!
    if (to - from > scratch.length) scratch = new Float64Array(2 * (to - from))
    let event = skipEvents ? events!.offsets[patient]! : 0
    const lastEvent = skipEvents ? events!.offsets[patient + 1]! : 0
    let count = 0
    for (let row = from; row < to; row++) {
      const value = values[row]!
      if (Number.isNaN(value) || (limit !== undefined && limit.holds[row] !== limit.wanted)) continue
      if (event < lastEvent) {
        const step = stepOf(minutes[row]!, timestepMinutes)
        while (event < lastEvent && events!.stop[event]! <= step) event++
        if (event < lastEvent && events!.start[event]! <= step) continue
      }
      scratch[count++] = value
    }
    return medianOf(scratch.subarray(0, count).sort())
  }
  const whole = Float64Array.from(patients, (patient) => collect(patient, false))
  const hasEvent = (patient: number) => events !== undefined && events.offsets[patient + 1]! > events.offsets[patient]!
  return {
    whole_stay: whole,
    not_in_event: whole.map((median, i) => (hasEvent(patients[i]!) ? collect(patients[i]!, true) : median)),
    without_events: whole.map((median, i) => (hasEvent(patients[i]!) ? Number.NaN : median))
  }
}
