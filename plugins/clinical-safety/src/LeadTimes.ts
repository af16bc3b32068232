/**
 * How long before the events their first alarm comes, in every replicate.
 */
import type { Measures, Sides } from "@fairward/metrics"
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

/** Median lead time in steps of everyone and every cohort, on the split and in every replicate; `NaN` where nothing is caught. */
export const medianLeads = (
  { patient, steps }: LeadTimes,
  { count, levels, of }: Sides.Sides,
  multiplicities: Uint8Array,
  replicates: number
): ReadonlyArray<Measures.Drawn> => {
  const patients = of.length / levels
  const bins = steps.reduce((most, one) => Math.max(most, one), 0) + 1
  const medians = Array.from({ length: replicates + 1 }, (_, draw) => {
    const counts = new Float64Array(count * bins)
    patient.forEach((i, event) => {
      const weight = draw === 0 ? 1 : multiplicities[(draw - 1) * patients + i]!
      for (let level = 0; level < levels; level++) {
        const side = of[i * levels + level]!
        if (side >= 0) counts[side * bins + steps[event]!]! += weight
      }
    })
    return Array.from({ length: count }, (_, side) => medianOfCounts(counts.subarray(side * bins, (side + 1) * bins)))
  })
  return Array.from({ length: count }, (_, side) => ({
    estimate: medians[0]![side]!,
    replicates: Float64Array.from(medians.slice(1), (own) => own[side]!)
  }))
}
