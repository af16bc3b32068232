/** The gap of every evaluable event: from the first alarm in its window to its start. */
import type { Dataset, Detection } from "@fairward/core"

/** The evaluable events of the test patients: patients in their order, events of a patient ascending. One element an event. */
export interface TimeGaps {
  /** Position among the test patients. */
  readonly patient: Uint32Array
  /** First step of the event. */
  readonly start: Int32Array
  /** Steps since the previous event's stop, or since the stay began: what was available before the event. */
  readonly stepsBefore: Int32Array
  /** Steps from the first labelled step of the window to the start: how early an alarm was possible; 0: never. */
  readonly earliest: Int32Array
  /** Steps from the first alarm of the window to the start; 0: no alarm. */
  readonly gap: Int32Array
}

/**
 * Gaps in steps, from 1 to the horizon, of every evaluable event of the test split; linear in the steps of the windows.
 *
 * The window of an event is `[max(stop of the previous event, start - horizon), min(start, maxLength))`; an alarm is a
 * score >= `threshold` at a labelled step. An event whose window has no labelled step has `earliest` 0 and `gap` 0, one
 * that is only missed has `gap` 0. The gap counts to the event's start, also where the predictions end before it.
 */
export const timeGaps = (
  { patients, predictions }: Pick<Dataset.DatasetShape, "patients" | "predictions">,
  events: Detection.EvaluableEvents,
  threshold: number
): TimeGaps => {
  const test = patients.splits.test
  let count = 0
  for (const patient of test) count += events.offsets[patient + 1]! - events.offsets[patient]!
  const gaps = {
    patient: new Uint32Array(count),
    start: new Int32Array(count),
    stepsBefore: new Int32Array(count),
    earliest: new Int32Array(count),
    gap: new Int32Array(count)
  }
  if (predictions === undefined) return gaps
  const { label, offsets, score, step } = predictions
  let place = 0
  test.forEach((patient, i) => {
    const rows = offsets[patient + 1]!
    let row = offsets[patient]!
    for (let event = events.offsets[patient]!; event < events.offsets[patient + 1]!; event++, place++) {
      const start = events.start[event]!
      gaps.patient[place] = i
      gaps.start[place] = start
      gaps.stepsBefore[place] = events.stepsBefore[event]!
      // Windows of a patient are disjoint and ascending, so no row is read twice.
      while (row < rows && step[row]! < events.windowStart[event]!) row++
      for (; row < rows && step[row]! < events.windowStop[event]!; row++) {
        if (label[row]! < 0) continue
        if (gaps.earliest[place] === 0) gaps.earliest[place] = start - step[row]!
        if (score[row]! >= threshold) {
          gaps.gap[place] = start - step[row]!
          break
        }
      }
    }
  })
  return gaps
}
