import type { Attributes } from "../src/Disparity.ts"
import type { SimulatedTables } from "../src/Tables.ts"

export const mean = (values: ReadonlyArray<number>): number => values.reduce((a, b) => a + b, 0) / values.length

export const variance = (values: ReadonlyArray<number>): number => {
  const centre = mean(values)
  return values.reduce((a, b) => a + (b - centre) ** 2, 0) / (values.length - 1)
}

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** Welch's z: difference of the means over its standard error. */
export const twoSampleZ = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number =>
  (mean(a) - mean(b)) / Math.sqrt(variance(a) / a.length + variance(b) / b.length)

/** The mean score of the seeds at each prediction. */
export const meanScores = ({ predictions }: SimulatedTables): Float64Array =>
  Float64Array.from(predictions.label, (_, i) => mean(predictions.scores.map((scores) => scores[i]!)))

/** AUROC by ranks, ties half, and average precision by distinct scores; rows without a label left out. */
export const areas = (label: Int8Array, score: Float64Array): { auroc: number; averagePrecision: number } => {
  const order = [...label.keys()].filter((i) => label[i]! >= 0).sort((a, b) => score[b]! - score[a]!)
  const positives = order.filter((i) => label[i] === 1).length
  const negatives = order.length - positives
  let truePositives = 0
  let falsePositives = 0
  let auroc = 0
  let averagePrecision = 0
  for (let from = 0; from < order.length; ) {
    let to = from
    let tied = 0
    while (to < order.length && score[order[to]!] === score[order[from]!]) tied += label[order[to++]!]!
    const tiedNegatives = to - from - tied
    auroc += tiedNegatives * (truePositives + tied / 2)
    truePositives += tied
    falsePositives += tiedNegatives
    averagePrecision += (tied / positives) * (truePositives / (truePositives + falsePositives))
    from = to
  }
  return { auroc: auroc / positives / negatives, averagePrecision }
}

export const attributesById = ({ patients }: SimulatedTables): Map<number, Attributes> =>
  new Map(
    Array.from(patients.patient_id, (id, i) => [
      id,
      {
        sex: patients.sex[i]!,
        age: patients.age[i]!,
        admission_reason: patients.admission_reason[i]!,
        surgical_status: patients.surgical_status[i]!
      }
    ])
  )

/** The rows [from, to) of each patient in a column of ids sorted by patient. */
export const rowsByPatient = (ids: Int32Array): Map<number, readonly [from: number, to: number]> => {
  const rows = new Map<number, readonly [number, number]>()
  let from = 0
  for (let i = 1; i <= ids.length; i++)
    if (i === ids.length || ids[i] !== ids[from]) {
      if (ids.length > 0) rows.set(ids[from]!, [from, i])
      from = i
    }
  return rows
}

export interface DetectedEvent {
  readonly patient: number
  readonly isDetected: boolean
  /** Hours from the first alarm in the window to the start; null when there was none. */
  readonly gapHours: number | null
}

/** The evaluable events at the highest threshold that detects the given share of them. */
export const detections = (tables: SimulatedTables, share: number): ReadonlyArray<DetectedEvent> => {
  const { events, predictions, parameters } = tables
  const horizon = (parameters.horizonHours * 60) / parameters.stepMinutes
  const score = meanScores(tables)
  const rows = rowsByPatient(predictions.patient_id)
  const windows = Array.from(events.start, (start, e) => {
    const patient = events.patient_id[e]!
    const [offset] = rows.get(patient) ?? [-1]
    const previous = e > 0 && events.patient_id[e - 1] === patient ? events.stop[e - 1]! : 0
    return { patient, offset, start, from: Math.max(previous, start - horizon) }
  }).filter(({ offset, start }) => offset >= 0 && start > 0)
  const highest = windows.map(({ offset, start, from }) =>
    Math.max(-1, ...score.subarray(offset + from, offset + start))
  )
  const threshold = highest.toSorted((a, b) => b - a)[Math.ceil(share * highest.length) - 1]!
  return windows.map(({ patient, offset, start, from }, e) => {
    const first = score.subarray(offset + from, offset + start).findIndex((value) => value >= threshold)
    return {
      patient,
      isDetected: highest[e]! >= threshold,
      gapHours: first < 0 ? null : ((start - from - first) * parameters.stepMinutes) / 60
    }
  })
}
