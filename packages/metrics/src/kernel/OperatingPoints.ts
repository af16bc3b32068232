/**
 * Thresholds at which curves are drawn, and how many steps and events each patient has between them.
 */
import type { LabelledSteps } from "../LabelledSteps.ts"

/** Thresholds taken from each class. */
const perClass = 64

/** Scores looked at per class to place the thresholds. */
const sampled = 100_000

export interface OperatingPoints {
  /** Descending; an operating point alarms at `score >= threshold`. */
  readonly thresholds: Float64Array
  /** Range of entries per patient. */
  readonly offsets: Uint32Array
  /**
   * Place of a count: `kind * (thresholds.length + 1) + k`, kinds negative, positive, event; k is the first threshold that
   * the score reaches, `thresholds.length` if none.
   */
  readonly places: Uint16Array
  readonly counts: Uint32Array
}

const shared = <T extends Uint16Array | Uint32Array>(make: (buffer: SharedArrayBuffer) => T, bytes: number): T =>
  make(new SharedArrayBuffer(bytes))

/** Evenly spread quantiles of the positive and of the negative scores, and the largest score. */
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

/** The operating points of all patients, in `SharedArrayBuffer`s. */
export const operatingPoints = (steps: LabelledSteps): OperatingPoints => {
  const thresholds = spreadThresholds(steps)
  const lookup = thresholdLookup(thresholds)
  const places = thresholds.length + 1
  const patients = steps.offsets.length - 1
  const size = steps.label.length + steps.detectionScore.length
  const offsets = shared((buffer) => new Uint32Array(buffer), (patients + 1) * 4)
  const entryPlaces = shared((buffer) => new Uint16Array(buffer), size * 2)
  const entryCounts = shared((buffer) => new Uint32Array(buffer), size * 4)
  const counts = new Uint32Array(3 * places)
  const touched: Array<number> = []
  let entries = 0
  const add = (place: number) => {
    if (counts[place] === 0) touched.push(place)
    counts[place] = counts[place]! + 1
  }
  for (let patient = 0; patient < patients; patient++) {
    for (let step = steps.offsets[patient]!; step < steps.offsets[patient + 1]!; step++) {
      const label = steps.label[step]!
      if (label >= 0) add(label * places + lookup(steps.score[step]!))
    }
    for (let event = steps.eventOffsets[patient]!; event < steps.eventOffsets[patient + 1]!; event++) {
      const score = steps.detectionScore[event]!
      add(2 * places + (Number.isNaN(score) ? thresholds.length : lookup(score)))
    }
    for (const place of touched) {
      entryPlaces[entries] = place
      entryCounts[entries++] = counts[place]!
      counts[place] = 0
    }
    touched.length = 0
    offsets[patient + 1] = entries
  }
  return { thresholds, offsets, places: entryPlaces.subarray(0, entries), counts: entryCounts.subarray(0, entries) }
}
