/** Things that an alarm catches or disturbs, each with the score from which on it does. */
import type { Sides } from "@fairward/metrics"
import type { Stays } from "./Stays.ts"

/** Items of the test patients; those of patient i are `offsets[i] .. offsets[i + 1]`. `NaN`: never reached. */
export interface ScoredItems {
  readonly offsets: Uint32Array
  readonly score: Float64Array
}

/** Number of items of every patient. */
export const itemCounts = ({ offsets }: ScoredItems): Float64Array =>
  Float64Array.from({ length: offsets.length - 1 }, (_, i) => offsets[i + 1]! - offsets[i]!)

/** The labelled steps that `holds` accepts. */
export const stepItems = (
  { before, label, offsets, patients, score }: Stays,
  holds: (label: number, before: number) => boolean
): ScoredItems => {
  const own = new Uint32Array(patients.length + 1)
  const eachRow = (visit: (row: number) => void, i: number) => {
    for (let row = offsets[patients[i]!]!; row < offsets[patients[i]! + 1]!; row++) {
      if (before[row]! >= 0 && holds(label[row]!, before[row]!)) visit(row)
    }
  }
  for (let i = 0; i < patients.length; i++) {
    let count = 0
    eachRow(() => count++, i)
    own[i + 1] = own[i]! + count
  }
  const scores = new Float64Array(own[patients.length]!)
  let next = 0
  for (let i = 0; i < patients.length; i++) {
    eachRow((row) => {
      scores[next++] = score[row]!
    }, i)
  }
  return { offsets: own, score: scores }
}

/** The evaluable events with their detection scores. */
export const eventItems = ({ events, patients }: Stays): ScoredItems =>
  gather(patients, (patient, add) => {
    if (events === undefined) return
    for (let event = events.offsets[patient]!; event < events.offsets[patient + 1]!; event++) {
      add(events.detectionScore[event]!)
    }
  })

/** Items that `visit` adds per patient of the dataset. */
export const gather = (
  patients: Uint32Array,
  visit: (patient: number, add: (score: number) => void, i: number) => void
): ScoredItems => {
  const scores: Array<number> = []
  const offsets = new Uint32Array(patients.length + 1)
  patients.forEach((patient, i) => {
    visit(patient, (score) => scores.push(score), i)
    offsets[i + 1] = scores.length
  })
  return { offsets, score: Float64Array.from(scores) }
}

/** Place of the first of `descending` that `score` reaches; its length when it reaches none. */
export const firstReached = (descending: Float64Array, score: number): number => {
  let low = 0
  let high = descending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (score >= descending[middle]!) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * How many items of each cell have a score of at least each threshold.
 *
 * `thresholds`: descending. The result is sides x thresholds, row-major; ascending within a row. Items of `NaN` count
 * nowhere.
 */
export const countsReaching = (
  thresholds: Float64Array,
  { offsets, score }: ScoredItems,
  sides: Sides.Sides
): Uint32Array => {
  const size = thresholds.length
  const counts = new Uint32Array(sides.count * size)
  for (let i = 0; i < offsets.length - 1; i++) {
    for (let item = offsets[i]!; item < offsets[i + 1]!; item++) {
      const place = firstReached(thresholds, score[item]!)
      if (place === size) continue
      for (let level = 0; level < sides.levels; level++) {
        const cell = sides.of[i * sides.levels + level]!
        if (cell >= 0) counts[cell * size + place]!++
      }
    }
  }
  for (let cell = 0; cell < sides.count; cell++) {
    for (let place = 1; place < size; place++) counts[cell * size + place]! += counts[cell * size + place - 1]!
  }
  return counts
}

/** The distinct values in descending order, without `NaN`. */
export const distinctDescending = (values: Float64Array): Float64Array => {
  const ascending = values.filter((value) => !Number.isNaN(value)).sort()
  return ascending.filter((value, i) => i === 0 || value !== ascending[i - 1]).reverse()
}
