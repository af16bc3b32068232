/** How often a variable is usually measured, for variables of which nobody has said how often they should be. */
import { Quantile } from "@fairward/stats"
import { type Data, measurementTimes, rounding } from "./Intensity.ts"

const hour = 60
const day = 24 * hour

/** Intervals at which measurements are ordered, in minutes; above them whole days. */
const ladder = [5, 10, 15, 30, ...[1, 2, 4, 6, 8, 12, 24].map((hours) => hours * hour)]

/**
 * The shortest interval of the ladder that is not shorter than `minutes`: the timestep, then 5, 10, 15, 30 minutes, 1, 2, 4,
 * 6, 8, 12, 24 hours, then whole days. At least the timestep; rungs below it are left out.
 *
 * Minutes in and out, both positive. A billionth of `minutes` above a rung counts as rounding.
 */
export const clinicalInterval = (minutes: number, timestepMinutes: number): number => {
  const least = minutes * (1 - rounding)
  if (timestepMinutes >= least) return timestepMinutes
  return (
    ladder.find((rung) => rung > timestepMinutes && rung >= least) ??
    Math.max(timestepMinutes, Math.ceil(least / day) * day)
  )
}

/** How often a variable is measured in the stays of some patients. */
export interface Occurrence {
  /** Those of one time of a patient counted once. */
  readonly measurements: number
  /** Between consecutive measurements of a patient. */
  readonly gaps: number
}

/** Measurements of a variable within the stays of `patients`, in [0, los), and gaps between them. */
export const occurrence = (data: Data, patients: Uint32Array, variable: string): Occurrence => {
  const timesOf = measurementTimes(data, variable)
  let measurements = 0
  let gaps = 0
  for (const patient of patients) {
    const { length } = timesOf(patient)
    measurements += length
    gaps += Math.max(0, length - 1)
  }
  return { measurements, gaps }
}

/**
 * Median, in minutes, of the gaps between consecutive measurements of a variable over all `patients`. Each gap counts once,
 * so that patients measured more often weigh more; of an even number it is the mean of the two middle ones.
 *
 * Measurements are as for {@link occurrence}; several at one time are one, so no gap is 0. NaN where no patient has two.
 */
export const medianGap = (data: Data, patients: Uint32Array, variable: string): number => {
  const timesOf = measurementTimes(data, variable)
  const gaps = new Float64Array(occurrence(data, patients, variable).gaps)
  let count = 0
  for (const patient of patients) {
    const times = timesOf(patient)
    for (let k = 1; k < times.length; k++) gaps[count++] = times[k]! - times[k - 1]!
  }
  return Quantile.quantileOfAscending(gaps.sort(), 0.5)
}
