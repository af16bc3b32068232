/** How well a variable was measured, per patient: measurements expected and missed, and for how long one was valid. */
import type { Dataset } from "@fairward/core"

/** How often a variable is expected, and how much later than that a measurement may come. */
export interface Schedule {
  readonly everyMinutes: number
  readonly toleranceMinutes: number
}

export type Data = Pick<Dataset.DatasetShape, "predictions" | "timeseries" | "timestepMinutes">

/** One element a patient asked for. */
export interface Intensities {
  /** Distinct times of measurement within the stay. */
  readonly measurements: Uint32Array
  /** N_e; 0 for a patient without a stay. */
  readonly expected: Uint32Array
  /** N_m; 0 without a measurement, where it is not defined. */
  readonly missed: Uint32Array
  /** Steps of the stay at which a measurement is valid, and all of them. */
  readonly validSteps: Uint32Array
  readonly steps: Uint32Array
}

/** Spans of a grid of 20 s come as rounded thirds of minutes: a billionth of the unit is rounding. */
export const rounding = 1e-9
const ceil = (quotient: number) => Math.ceil(quotient - rounding)
const floor = (quotient: number) => Math.floor(quotient + rounding)

/** Steps of a patient's stay: up to the last one with a prediction, which sources cut at the longest stay. */
const stayOf = ({ predictions }: Data, patient: number): number => {
  const end = predictions!.offsets[patient + 1]!
  return end === predictions!.offsets[patient]! ? 0 : predictions!.step[end - 1]! + 1
}

/** Times of measurement of a patient within the stay, in minutes: ascending, each once. The array is used again for the next. */
export const measurementTimes = (data: Data, variable: string) => {
  const { minutes, offsets, variables } = data.timeseries!
  const values = variables.get(variable)!
  let times = new Float64Array(1024)
  return (patient: number): Float64Array => {
    const from = offsets[patient]!
    const to = offsets[patient + 1]!
    const stay = stayOf(data, patient) * data.timestepMinutes
    if (to - from > times.length) times = new Float64Array(2 * (to - from))
    let count = 0
    for (let row = from; row < to; row++) {
      const minute = minutes[row]!
      if (Number.isNaN(values[row]!) || minute < 0 || minute >= stay) continue
      if (count === 0 || minute > times[count - 1]!) times[count++] = minute
    }
    return times.subarray(0, count)
  }
}

/** First step at or after a time, and the first step at which what was measured then is valid no longer. */
const firstValid = (minute: number, timestep: number) => ceil(minute / timestep)
const firstInvalid = (minute: number, every: number, timestep: number) => ceil((minute + every) / timestep)

/** Measurements that a gap between two, or from the last to the end of the stay, leaves out. */
const missedIn = (gap: number, { everyMinutes, toleranceMinutes }: Schedule): number =>
  Math.max(0, ceil((gap - toleranceMinutes) / everyMinutes) - 1)

/**
 * Expected and missed measurements, and steps with a valid one, of each of `patients`.
 *
 * With t_e = `everyMinutes`, tol = `toleranceMinutes` and los the minutes up to the end of the last step with a prediction:
 * N_e = ceil(los / t_e); N_m = floor(first / t_e) + sum over gaps between consecutive measurements, and from the last to
 * los, of max(0, ceil((gap - tol) / t_e) - 1). A measurement at minute m is valid at step s when 0 <= s timestep - m < t_e.
 * Measurements are rows of the time series where the variable is not NaN, at minutes in [0, los); those of one time count
 * once. 0 < 1 - N_m / N_e <= 1 for every patient with a measurement. Without a prediction there is no stay, and all is 0.
 *
 * FAMEWS (Hoche et al. 2024), section 3.3.3, with gaps before the first and after the last measurement, and a tolerance.
 */
export const intensities = (data: Data, patients: Uint32Array, variable: string, schedule: Schedule): Intensities => {
  const timesOf = measurementTimes(data, variable)
  const { everyMinutes } = schedule
  const { timestepMinutes } = data
  const n = patients.length
  const found = {
    measurements: new Uint32Array(n),
    expected: new Uint32Array(n),
    missed: new Uint32Array(n),
    validSteps: new Uint32Array(n),
    steps: new Uint32Array(n)
  }
  for (let i = 0; i < n; i++) {
    const steps = stayOf(data, patients[i]!)
    const stay = steps * timestepMinutes
    const times = timesOf(patients[i]!)
    found.steps[i] = steps
    found.expected[i] = ceil(stay / everyMinutes)
    found.measurements[i] = times.length
    if (times.length === 0) continue
    let missed = floor(times[0]! / everyMinutes)
    let valid = 0
    let validUntil = 0
    for (let k = 0; k < times.length; k++) {
      const next = k + 1 < times.length ? times[k + 1]! : stay
      missed += missedIn(next - times[k]!, schedule)
      const end = Math.min(steps, firstInvalid(times[k]!, everyMinutes, timestepMinutes))
      valid += Math.max(0, end - Math.max(validUntil, firstValid(times[k]!, timestepMinutes)))
      validUntil = Math.max(validUntil, end)
    }
    found.missed[i] = missed
    found.validSteps[i] = valid
  }
  return found
}

/** What of a variable is known at a step. */
export const stepCategory = { withMeasurement: 0, missing: 1, none: 2 } as const

/**
 * Per row of the predictions: 0 where a measurement is valid at the step, 1 where none is, 2 for all steps of a patient
 * without any measurement within the stay. Validity as for {@link intensities}.
 */
export const stepCategories = (
  data: Data & { readonly patients: Pick<Dataset.Patients, "count"> },
  variable: string,
  everyMinutes: number
): Uint8Array => {
  const { offsets, step } = data.predictions!
  const timesOf = measurementTimes(data, variable)
  const categories = new Uint8Array(step.length)
  for (let patient = 0; patient < data.patients.count; patient++) {
    const times = timesOf(patient)
    let measured = 0
    let validUntil = 0
    for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
      while (measured < times.length && firstValid(times[measured]!, data.timestepMinutes) <= step[row]!) {
        validUntil = firstInvalid(times[measured++]!, everyMinutes, data.timestepMinutes)
      }
      categories[row] =
        times.length === 0
          ? stepCategory.none
          : step[row]! < validUntil
            ? stepCategory.withMeasurement
            : stepCategory.missing
    }
  }
  return categories
}

/**
 * Per patient the index of the category (lower, upper] of the intensity 1 - N_m / N_e, `uppers` ascending and the last 1;
 * `uppers.length` without a measurement, one more without a stay. An intensity of 0 or less counts into the first.
 */
export const intensityCategories = (
  { expected, measurements, missed, steps }: Intensities,
  uppers: ReadonlyArray<number>
): Int16Array =>
  Int16Array.from(measurements, (count, i) =>
    steps[i] === 0
      ? uppers.length + 1
      : count === 0
        ? uppers.length
        : uppers.findIndex((upper) => (expected[i]! - missed[i]!) / expected[i]! <= upper)
  )
