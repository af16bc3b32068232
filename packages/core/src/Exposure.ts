/** How long patients were at risk, by the clock: what everything per day is divided by. */
import { Quantile } from "@fairward/stats"
import type { DatasetShape } from "./Dataset.ts"

/** Minutes in a day. */
export const minutesPerDay = 1440

type Timed = Pick<
  DatasetShape,
  "events" | "horizonSteps" | "irregular" | "maxLengthSteps" | "patients" | "predictions" | "timestepMinutes"
>

/**
 * Minutes usually between two predictions, of each of `patients`: the median of the distances between each prediction
 * and the next. `NaN` of a patient with fewer than two predictions.
 */
export const scoringIntervals = (
  { predictions, timestepMinutes }: Pick<DatasetShape, "predictions" | "timestepMinutes">,
  patients: Uint32Array
): Float64Array => {
  const intervals = new Float64Array(patients.length).fill(Number.NaN)
  if (predictions === undefined) return intervals
  const { offsets, step } = predictions
  patients.forEach((patient, i) => {
    const [first, end] = [offsets[patient]!, offsets[patient + 1]!]
    if (end - first > 1) intervals[i] = medianDistance(step.subarray(first, end)) * timestepMinutes
  })
  return intervals
}

/** Whether the longest of the cohorts' intervals between predictions is more than a fifth above the shortest. */
export const intervalsDiffer = (
  cohorts: ReadonlyArray<{ readonly scoredEvery?: number | null | undefined }>
): boolean => {
  const known = cohorts.flatMap(({ scoredEvery }) => scoredEvery ?? [])
  return known.length > 1 && Math.max(...known) > 1.2 * Math.min(...known)
}

/** Most patients are scored evenly: their distances need no sorting. */
const medianDistance = (step: Int32Array): number => {
  const first = step[1]! - step[0]!
  const isEven = (step[step.length - 1]! - step[0]!) / (step.length - 1) === first
  if (isEven && step.every((own, k) => own === step[0]! + k * first)) return first
  return Quantile.median(Float64Array.from({ length: step.length - 1 }, (_, k) => step[k + 1]! - step[k]!))
}

/**
 * Minutes at risk of each of `patients`: from the first prediction to the last, and on by the usual interval between that
 * patient's predictions (see {@link scoringIntervals}), less the time in events.
 *
 * Where `monitoredUntil` is known, up to then instead, but not to before the last prediction. Never beyond `maxLength`. A
 * patient with a single prediction is taken to be scored as often as the median patient of `patients`; where none has two,
 * every timestep, or without a grid not at all. 0 without predictions; all are 0 where predictions have no time.
 */
export const minutesAtRisk = (dataset: Timed, patients: Uint32Array): Float64Array => {
  const { events, irregular, maxLengthSteps, predictions, timestepMinutes } = dataset
  const minutes = new Float64Array(patients.length)
  if (predictions === undefined || dataset.horizonSteps === 0) return minutes
  const intervals = scoringIntervals(dataset, patients)
  const typical = Quantile.median(intervals)
  const single = Number.isNaN(typical) ? (irregular ? 0 : timestepMinutes) : typical
  patients.forEach((patient, i) => {
    const [row, end] = [predictions.offsets[patient]!, predictions.offsets[patient + 1]!]
    if (row === end) return
    const from = predictions.step[row]! * timestepMinutes
    const last = predictions.step[end - 1]! * timestepMinutes
    const left = dataset.patients.monitoredUntil?.[patient] ?? Number.NaN
    const interval = Number.isNaN(intervals[i]!) ? single : intervals[i]!
    const until = Math.min(
      Number.isNaN(left) ? last + interval : Math.max(left, last),
      maxLengthSteps * timestepMinutes
    )
    let inEvents = 0
    if (events !== undefined) {
      for (let event = events.offsets[patient]!; event < events.offsets[patient + 1]!; event++) {
        const start = Math.max(from, events.start[event]! * timestepMinutes)
        const stop = Math.min(until, events.stop[event]! * timestepMinutes)
        inEvents += Math.max(0, stop - start)
      }
    }
    minutes[i] = Math.max(0, until - from - inEvents)
  })
  return minutes
}
