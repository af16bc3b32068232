/** Events that a model could have warned of, and how highly it scored before each. */
import type { DatasetShape, Predictions } from "./Dataset.ts"

/**
 * The evaluable events of every patient: those with `start > 0` and `start <= maxLength + horizon`.
 *
 * The window of an event is `[max(stop of the previous event, start - horizon), min(start, maxLength))` in steps.
 */
export interface EvaluableEvents {
  /** Range of events per patient of the dataset. */
  readonly offsets: Uint32Array
  readonly start: Int32Array
  readonly windowStart: Int32Array
  readonly windowStop: Int32Array
  /** Steps between the previous event's stop, or the stay's start, and this event's start. */
  readonly stepsBefore: Int32Array
  /**
   * Largest score at a labelled step of the window; `NaN` where there is no labelled step: the event is then not
   * detectable and counts as missed.
   */
  readonly detectionScore: Float64Array
}

const firstRowAtOrAfter = (predictions: Predictions, from: number, to: number, step: number): number => {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if (predictions.step[middle]! < step) low = middle + 1
    else high = middle
  }
  return low
}

const largestLabelledScore = (predictions: Predictions, from: number, to: number, stop: number): number => {
  let largest = Number.NaN
  for (let row = from; row < to && predictions.step[row]! < stop; row++) {
    if (predictions.label[row]! < 0) continue
    const score = predictions.score[row]!
    if (!(score <= largest)) largest = score
  }
  return largest
}

/** The evaluable events of all patients, or `undefined` without events or predictions. */
export const evaluableEvents = (dataset: DatasetShape): EvaluableEvents | undefined => {
  const { events, horizonSteps, maxLengthSteps, predictions } = dataset
  if (events === undefined || predictions === undefined || horizonSteps === 0) return undefined
  const size = events.start.length
  const offsets = new Uint32Array(dataset.patients.count + 1)
  const start = new Int32Array(size)
  const windowStart = new Int32Array(size)
  const windowStop = new Int32Array(size)
  const stepsBefore = new Int32Array(size)
  const detectionScore = new Float64Array(size)
  let count = 0
  for (let patient = 0; patient < dataset.patients.count; patient++) {
    const rows = predictions.offsets[patient + 1]!
    let previousStop = 0
    for (let event = events.offsets[patient]!; event < events.offsets[patient + 1]!; event++) {
      const begins = events.start[event]!
      if (begins > 0 && begins <= maxLengthSteps + horizonSteps) {
        const opens = Math.max(previousStop, begins - horizonSteps)
        const closes = Math.min(begins, maxLengthSteps)
        start[count] = begins
        windowStart[count] = opens
        windowStop[count] = closes
        stepsBefore[count] = begins - previousStop
        const first = firstRowAtOrAfter(predictions, predictions.offsets[patient]!, rows, opens)
        detectionScore[count] = largestLabelledScore(predictions, first, rows, closes)
        count++
      }
      previousStop = events.stop[event]!
    }
    offsets[patient + 1] = count
  }
  return {
    offsets,
    start: start.slice(0, count),
    windowStart: windowStart.slice(0, count),
    windowStop: windowStop.slice(0, count),
    stepsBefore: stepsBefore.slice(0, count),
    detectionScore: detectionScore.slice(0, count)
  }
}
