import type { Dataset } from "@fairward/core"
import { meets } from "./Comparator.ts"
import type { Condition } from "./Options.ts"
import { stepOf } from "./stepOf.ts"

/**
 * 1 at every row of the time series in whose step the condition holds, else 0.
 *
 * Of each driver: on from a step with a value that meets `on` until the first later step with a value that meets `off`,
 * that step not included unless it meets `on` too. Steps in which the driver was not measured change nothing. The
 * condition holds where any driver is on; never before a driver first meets `on`. Patients other than `patients` stay 0.
 *
 * A measurement at minute t belongs to step floor(t / timestep).
 */
export const conditionRows = (
  { minutes, offsets, variables }: Dataset.TimeSeries,
  timestepMinutes: number,
  patients: Uint32Array,
  condition: Condition
): Uint8Array => {
  const holds = new Uint8Array(minutes.length)
  for (const [name, { off, on }] of Object.entries(condition)) {
    const driver = variables.get(name)!
    for (const patient of patients) {
      const end = offsets[patient + 1]!
      let isOn = false
      for (let row = offsets[patient]!; row < end; ) {
        const step = stepOf(minutes[row]!, timestepMinutes)
        let next = row
        let meetsOn = false
        let meetsOff = false
        for (; next < end && stepOf(minutes[next]!, timestepMinutes) === step; next++) {
          meetsOn ||= meets(on, driver[next]!)
          meetsOff ||= meets(off, driver[next]!)
        }
        isOn = meetsOn || (isOn && !meetsOff)
        if (isOn) holds.fill(1, row, next)
        row = next
      }
    }
  }
  return holds
}
