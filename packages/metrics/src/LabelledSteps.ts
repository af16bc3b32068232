/** The test patients' labelled steps and events, as metrics read them. */
import type { Dataset, Detection } from "@fairward/core"
import { Calibration } from "@fairward/stats"
import { type ItemSource, itemsOfPatients, itemsOfUnits } from "./kernel/RankedItems.ts"
import { binColumn, type Column } from "./Metric.ts"

export { type ItemSource, itemsOfPatients, itemsOfUnits }

/** Rows of the test patients, in their order. */
export interface LabelledSteps {
  /** Range of rows of each patient; patients, `offsets.length - 1` of them. */
  readonly offsets: Uint32Array
  /** 1, 0, or -1 for an unlabelled step, which takes no part in any metric. */
  readonly label: Int8Array
  /** In [0, 1], or points. */
  readonly score: Float64Array
  readonly eventOffsets: Uint32Array
  /** Detection score of each evaluable event; `NaN`: not detectable. */
  readonly detectionScore: Float64Array
}

const noOffsets = new Uint32Array(0)

/** Offsets of some patients' rows, one after the other. */
const offsetsOf = (patients: Uint32Array, all: Uint32Array): Uint32Array => {
  const offsets = new Uint32Array(patients.length + 1)
  if (all.length > 0) {
    patients.forEach((patient, i) => {
      offsets[i + 1] = offsets[i]! + all[patient + 1]! - all[patient]!
    })
  }
  return offsets
}

type Rows = Int8Array | Uint8Array | Float64Array

/** Copies the rows of some patients into an array of their own. */
const gather = <A extends Rows>(
  patients: Uint32Array,
  all: Uint32Array,
  offsets: Uint32Array,
  column: A,
  gathered: A
): A => {
  patients.forEach((patient, i) => {
    gathered.set(column.subarray(all[patient]!, all[patient + 1]!), offsets[i]!)
  })
  return gathered
}

/** The labelled steps and events of the test patients, in their order; without `events` there are none. */
export const labelledSteps = (
  dataset: Dataset.DatasetShape,
  events: Detection.EvaluableEvents | undefined
): LabelledSteps => {
  const { patients, predictions } = dataset
  const { test } = patients.splits
  const offsets = offsetsOf(test, predictions?.offsets ?? noOffsets)
  const eventOffsets = offsetsOf(test, events?.offsets ?? noOffsets)
  const rows = offsets[test.length]!
  const label = new Int8Array(rows)
  const score = new Float64Array(rows)
  const detectionScore = new Float64Array(eventOffsets[test.length]!)
  if (predictions !== undefined) {
    gather(test, predictions.offsets, offsets, predictions.label, label)
    gather(test, predictions.offsets, offsets, predictions.score, score)
  }
  if (events !== undefined) gather(test, events.offsets, eventOffsets, events.detectionScore, detectionScore)
  return { offsets, label, score, eventOffsets, detectionScore }
}

/** A number for every prediction row of the dataset, as one for every row of its test patients. */
export const testRows = ({ patients, predictions }: Dataset.DatasetShape, values: Uint8Array): Uint8Array => {
  const { test } = patients.splits
  const all = predictions?.offsets ?? noOffsets
  const offsets = offsetsOf(test, all)
  const gathered = new Uint8Array(offsets[test.length]!)
  return predictions === undefined ? gathered : gather(test, all, offsets, values, gathered)
}

/** Parts of patients that hold their labelled steps of one category each. */
export interface StepUnits {
  /** Index of each unit's patient; units are ordered by patient and then by category. */
  readonly patientOf: Uint32Array
  readonly category: Uint8Array
  /** Unit of every row; 0 for rows without a label, which are in none. */
  readonly unitOf: Uint32Array
}

/** Divides labelled steps by their category, which is below `categories`. */
export const divide = ({ label, offsets }: LabelledSteps, stepCategory: Uint8Array, categories: number): StepUnits => {
  const patientOf: Array<number> = []
  const category: Array<number> = []
  const unitOf = new Uint32Array(label.length)
  const has = new Uint8Array(categories)
  const unitAt = new Uint32Array(categories)
  for (let patient = 0; patient < offsets.length - 1; patient++) {
    const [begin, end] = [offsets[patient]!, offsets[patient + 1]!]
    has.fill(0)
    for (let row = begin; row < end; row++) if (label[row]! >= 0) has[stepCategory[row]!] = 1
    has.forEach((isThere, own) => {
      if (isThere === 0) return
      unitAt[own] = patientOf.push(patient) - 1
      category.push(own)
    })
    for (let row = begin; row < end; row++) if (label[row]! >= 0) unitOf[row] = unitAt[stepCategory[row]!]!
  }
  return { patientOf: Uint32Array.from(patientOf), category: Uint8Array.from(category), unitOf }
}

/**
 * What each patient, or each unit, adds to the metrics. An alarm is a score of at least `threshold`; `bins` of calibration, 0 for
 * none. Events belong to patients: units have none.
 */
export const stepColumns = (
  { detectionScore, eventOffsets, label, offsets, score }: LabelledSteps,
  { bins, threshold }: { readonly threshold: number; readonly bins: number },
  units?: StepUnits
): { readonly [N in Column]: Float64Array } => {
  const patients = offsets.length - 1
  const column = () => new Float64Array(units?.patientOf.length ?? patients)
  const columns: Record<Exclude<Column, `${string} in bin ${number}`>, Float64Array> = {
    tp: column(),
    fp: column(),
    p: column(),
    n: column(),
    steps: column(),
    positiveScore: column(),
    negativeScore: column(),
    excess: column(),
    caught: column(),
    events: column()
  }
  const ofBins = Array.from({ length: bins }, () => ({ steps: column(), excess: column() }))
  const { caught, events, excess, fp, n, negativeScore, p, positiveScore, steps, tp } = columns
  const positive = { sum: positiveScore, count: p, alarms: tp }
  const negative = { sum: negativeScore, count: n, alarms: fp }
  for (let patient = 0; patient < patients; patient++) {
    for (let row = offsets[patient]!; row < offsets[patient + 1]!; row++) {
      const own = label[row]!
      if (own < 0) continue
      const unit = units === undefined ? patient : units.unitOf[row]!
      const at = score[row]!
      const { alarms, count, sum } = own === 1 ? positive : negative
      sum[unit] = sum[unit]! + at
      count[unit] = count[unit]! + 1
      if (at >= threshold) alarms[unit] = alarms[unit]! + 1
      if (bins === 0) continue
      const bin = ofBins[Calibration.binOf(at, bins)]!
      bin.steps[unit] = bin.steps[unit]! + 1
      bin.excess[unit] = bin.excess[unit]! + own - at
    }
    for (let event = eventOffsets[patient]!; event < eventOffsets[patient + 1]! && units === undefined; event++) {
      events[patient] = events[patient]! + 1
      if (detectionScore[event]! >= threshold) caught[patient] = caught[patient]! + 1
    }
  }
  for (let unit = 0; unit < steps.length; unit++) {
    steps[unit] = p[unit]! + n[unit]!
    excess[unit] = p[unit]! - positiveScore[unit]! - negativeScore[unit]!
  }
  return {
    ...columns,
    ...Object.fromEntries(
      ofBins.flatMap((own, bin) => (["steps", "excess"] as const).map((of) => [binColumn(of, bin), own[of]] as const))
    )
  }
}
