/**
 * How long before the events their first alarm comes, in every replicate.
 */
import type { Cells } from "./Cells.ts"
import type { Stays } from "./Stays.ts"

/** Caught events: the test patient of each, and the steps from its first alarm to its start. */
export interface LeadTimes {
  readonly patient: Uint32Array
  readonly steps: Int32Array
}

/** `firstAlarm`: per evaluable event of the dataset the steps from its first alarm to its start; 0 when not caught. */
export const leadTimes = ({ events, patients }: Stays, firstAlarm: Int32Array): LeadTimes => {
  const patient: Array<number> = []
  const steps: Array<number> = []
  patients.forEach((one, i) => {
    for (let event = events!.offsets[one]!; event < events!.offsets[one + 1]!; event++) {
      if (firstAlarm[event]! === 0) continue
      patient.push(i)
      steps.push(firstAlarm[event]!)
    }
  })
  return { patient: Uint32Array.from(patient), steps: Int32Array.from(steps) }
}

/** Median of the values 1, 2, ... of which there are `counts[value]`; for an even total the mean of the two middle ones. */
export const medianOfCounts = (counts: Float64Array): number => {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return Number.NaN
  const valueAt = (rank: number) => {
    let passed = 0
    return counts.findIndex((count) => {
      passed += count
      return passed > rank
    })
  }
  return (valueAt(Math.floor((total - 1) / 2)) + valueAt(Math.floor(total / 2))) / 2
}

/** Median lead time of every cell under a replicate's multiplicities, in steps; `NaN` where nothing is caught. */
export const medianLeads = ({ patient, steps }: LeadTimes, { count, levels, of }: Cells, weight: Uint8Array) => {
  const longest = steps.reduce((most, one) => Math.max(most, one), 0)
  const counts = new Float64Array(count * (longest + 1))
  patient.forEach((i, event) => {
    for (let level = 0; level < levels; level++) {
      const cell = of[i * levels + level]!
      if (cell >= 0) counts[cell * (longest + 1) + steps[event]!]! += weight[i]!
    }
  })
  return Float64Array.from({ length: count }, (_, cell) =>
    medianOfCounts(counts.subarray(cell * (longest + 1), (cell + 1) * (longest + 1)))
  )
}
