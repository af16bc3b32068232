/**
 * The test patients' stays as alarms see them: rows with scores, the evaluable event that each lies before, and the
 * steps at which a silence ends.
 */
import type { Dataset, Detection } from "@fairward/core"

export interface Stays {
  /** Indices in the dataset, ascending. */
  readonly patients: Uint32Array
  /** Range of rows per patient of the dataset, and the rows, as in the dataset. */
  readonly offsets: Uint32Array
  readonly step: Int32Array
  readonly label: Int8Array
  readonly score: Float64Array
  /**
   * Per row: -1 unlabelled; 0 labelled and outside every evaluable window; else 1 + the evaluable event whose window it
   * lies in. Without events 1 + the row itself at a positive step: each is something to catch of its own.
   */
  readonly before: Int32Array
  /** Evaluable events; `undefined` without. */
  readonly events: Detection.EvaluableEvents | undefined
  /** Stop of every event, evaluable or not, ascending within a patient. */
  readonly stops: { readonly offsets: Uint32Array; readonly step: Int32Array } | undefined
  /** Largest score at a labelled step, per test patient; `NaN` without one. */
  readonly highest: Float64Array
}

/** The stays of the test patients. */
export const staysOf = (
  { events: table, patients: { splits }, predictions }: Dataset.DatasetShape,
  events: Detection.EvaluableEvents | undefined
): Stays => {
  const { label, offsets, score, step } = predictions!
  const patients = splits.test
  const before = new Int32Array(step.length).fill(-1)
  const highest = new Float64Array(patients.length).fill(Number.NaN)
  patients.forEach((patient, i) => {
    let event = events === undefined ? 0 : events.offsets[patient]!
    const lastEvent = events === undefined ? 0 : events.offsets[patient + 1]!
    for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
      if (label[row]! < 0) continue
      if (!(score[row]! <= highest[i]!)) highest[i] = score[row]!
      if (events === undefined) {
        before[row] = label[row] === 1 ? row + 1 : 0
        continue
      }
      while (event < lastEvent && events.windowStop[event]! <= step[row]!) event++
      before[row] = event < lastEvent && events.windowStart[event]! <= step[row]! ? event + 1 : 0
    }
  })
  return {
    patients,
    offsets,
    step,
    label,
    score,
    before,
    events,
    stops: table === undefined ? undefined : { offsets: table.offsets, step: table.stop },
    highest
  }
}

/** The same stays without labelled rows below a threshold: what rings at it, and at any above, is the same. */
export const reaching = (stays: Stays, threshold: number): Stays => {
  const { before, label, offsets, patients, score, step } = stays
  const kept = score.reduce((count, one, row) => count + (one >= threshold && before[row]! >= 0 ? 1 : 0), 0)
  const found = {
    offsets: new Uint32Array(offsets.length),
    step: new Int32Array(kept),
    label: new Int8Array(kept),
    score: new Float64Array(kept),
    before: new Int32Array(kept)
  }
  let to = 0
  for (const patient of patients) {
    found.offsets[patient] = to
    for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
      if (!(score[row]! >= threshold) || before[row]! < 0) continue
      found.step[to] = step[row]!
      found.label[to] = label[row]!
      found.score[to] = score[row]!
      found.before[to++] = before[row]!
    }
    found.offsets[patient + 1] = to
  }
  return { ...stays, ...found }
}
