/**
 * Thresholds at which curves are drawn, how many steps and events each patient has between them, and in bins of scores.
 */
import * as Calibration from "@fairward/stats/Calibration"
import type { LabelledSteps } from "../LabelledSteps.ts"
import { type SparseRows, sparseRows } from "./weightedSums.ts"

/** Thresholds taken from each class. */
const perClass = 64

/** Scores looked at per class to place the thresholds. */
const sampled = 100_000

/** Evenly spread quantiles of the positive and of the negative scores, and the largest score; descending. */
const spreadThresholds = ({ label, score }: LabelledSteps): Float64Array => {
  const counts = [0, 0]
  for (let i = 0; i < label.length; i++) if (label[i]! >= 0) counts[label[i]!] = counts[label[i]!]! + 1
  const strides = counts.map((count) => Math.max(1, Math.floor(count / sampled)))
  const samples: [Array<number>, Array<number>] = [[], []]
  const seen = [0, 0]
  let largest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < label.length; i++) {
    const own = label[i]!
    if (own < 0) continue
    if (score[i]! > largest) largest = score[i]!
    if (seen[own]! % strides[own]! === 0) samples[own]!.push(score[i]!)
    seen[own] = seen[own]! + 1
  }
  const thresholds = new Set<number>(Number.isFinite(largest) ? [largest] : [0])
  for (const sample of samples) {
    const ascending = Float64Array.from(sample).sort()
    for (let q = 0; q < perClass && ascending.length > 0; q++) {
      thresholds.add(ascending[Math.floor((q / perClass) * ascending.length)]!)
    }
  }
  return Float64Array.from(thresholds).sort().reverse()
}

const cellsOfLookup = 4096

/**
 * First threshold that a score reaches. The cell of a score never descends as scores ascend, however it is rounded, so
 * that a threshold in a higher cell is not reached.
 */
const thresholdLookup = (thresholds: Float64Array) => {
  const least = thresholds.at(-1)!
  const span = thresholds[0]! - least
  const perUnit = span === 0 ? 0 : cellsOfLookup / span
  const cellOf = (score: number) =>
    score <= least ? 0 : Math.min(cellsOfLookup, Math.floor((score - least) * perUnit))
  const starts = new Uint16Array(cellsOfLookup + 1)
  let k = 0
  for (let cell = cellsOfLookup; cell >= 0; cell--) {
    while (k < thresholds.length && cellOf(thresholds[k]!) > cell) k++
    starts[cell] = k
  }
  return (score: number): number => {
    let k = starts[cellOf(score)]!
    while (k < thresholds.length && score < thresholds[k]!) k++
    return k
  }
}

export interface OperatingPoints {
  /** Thresholds; an operating point alarms at `score >= threshold`. */
  readonly points: number
  /**
   * A row a patient: negatives, positives and events by the first threshold that the score reaches, `points + 1` numbers each,
   * the last for none; then per bin steps, positives and sum of scores.
   */
  readonly rows: SparseRows
  readonly width: number
}

/** The operating points of the patients in their order in `order`. `bins`: 0 for none. */
export const operatingPoints = (steps: LabelledSteps, bins: number, order: Uint32Array): OperatingPoints => {
  const thresholds = spreadThresholds(steps)
  const lookup = thresholdLookup(thresholds)
  const places = thresholds.length + 1
  const width = 3 * (places + bins)
  const rows = sparseRows(order.length, width, (row, index) => {
    const patient = order[index]!
    const add = (place: number, amount: number) => {
      row[place] = row[place]! + amount
    }
    for (let step = steps.offsets[patient]!; step < steps.offsets[patient + 1]!; step++) {
      const label = steps.label[step]!
      if (label < 0) continue
      const score = steps.score[step]!
      add(label * places + lookup(score), 1)
      if (bins === 0) continue
      const bin = 3 * (places + Calibration.binOf(score, bins))
      add(bin, 1)
      add(bin + 1, label)
      add(bin + 2, score)
    }
    for (let event = steps.eventOffsets[patient]!; event < steps.eventOffsets[patient + 1]!; event++) {
      const score = steps.detectionScore[event]!
      add(2 * places + (Number.isNaN(score) ? thresholds.length : lookup(score)), 1)
    }
  })
  return { points: thresholds.length, rows, width }
}
