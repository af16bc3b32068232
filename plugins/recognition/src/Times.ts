/** How long before recognition, and before the event, the first alarm came. */
import type { Dataset, Detection } from "@fairward/core"
import type { Measure } from "@fairward/metrics"

type Observations = Measure.Observations

/** Values of patients as medians take them; times are recorded to the minute. */
const observations = () => {
  const patient: Array<number> = []
  const value: Array<number> = []
  return {
    add: (of: number, minutes: number) => {
      patient.push(of)
      value.push(minutes)
    },
    found: (gridStep: number): Observations => ({
      patient: Uint32Array.from(patient),
      value: Float64Array.from(value),
      gridStep
    })
  }
}

/** Step of the first alarm in an event's window, `undefined` where there is none. */
const firstAlarm = (
  { label, offsets, score, step }: Dataset.Predictions,
  { windowStart, windowStop }: Detection.EvaluableEvents,
  patient: number,
  event: number,
  threshold: number
): number | undefined => {
  for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
    if (step[row]! >= windowStop[event]!) return undefined
    if (step[row]! >= windowStart[event]! && label[row]! >= 0 && score[row]! >= threshold) return step[row]!
  }
  return undefined
}

/** The step at which each event ends, by patient and start. */
const stopsOf =
  ({ offsets, start, stop }: Dataset.Events) =>
  (patient: number, begins: number): number => {
    for (let event = offsets[patient]!; event < offsets[patient + 1]!; event++) {
      if (start[event] === begins) return stop[event]!
    }
    return begins
  }

/**
 * Minutes of the test patients' events, by the index of the patient among them:
 *
 * - `lead`: from the first alarm before recognition to recognition, of events so detected and recognised before their end;
 * - `uncut`: from the first alarm in the window to the event's start, of all detected ones;
 * - `recognised`: from recognition to the event's start, below 0 where clinicians came after it, of events recognised between the
 *   opening of the window and the event's end.
 */
export const timesOf = (
  { events, patients, timestepMinutes }: Dataset.DatasetShape,
  whole: { readonly predictions: Dataset.Predictions; readonly events: Detection.EvaluableEvents },
  cut: { readonly predictions: Dataset.Predictions; readonly events: Detection.EvaluableEvents },
  { minutes }: Dataset.Recognition,
  threshold: number
) => {
  const [lead, uncut, recognised] = [observations(), observations(), observations()]
  const stopOf = stopsOf(events!)
  patients.splits.test.forEach((patient, i) => {
    const when = minutes[patient]!
    for (let event = whole.events.offsets[patient]!; event < whole.events.offsets[patient + 1]!; event++) {
      const alarm = firstAlarm(whole.predictions, whole.events, patient, event, threshold)
      if (alarm !== undefined) uncut.add(i, (whole.events.start[event]! - alarm) * timestepMinutes)
    }
    for (let event = cut.events.offsets[patient]!; event < cut.events.offsets[patient + 1]!; event++) {
      const start = cut.events.start[event]!
      if (!(when <= stopOf(patient, start) * timestepMinutes)) continue
      recognised.add(i, start * timestepMinutes - when)
      const alarm = firstAlarm(cut.predictions, cut.events, patient, event, threshold)
      if (alarm !== undefined) lead.add(i, when - alarm * timestepMinutes)
    }
  })
  return { lead: lead.found(1), uncut: uncut.found(timestepMinutes), recognised: recognised.found(1) }
}
