/** The heights of a cohort's curves over a fixed grid, from its counts between operating points. */

/** Curves by operating points, in the order in which they are stored. */
export const curveKinds = ["roc", "pr", "corrected_pr", "event_pr", "corrected_event_pr"] as const
export type CurveKind = (typeof curveKinds)[number]

/** Points of the grid 0, 0.02, ..., 1 of false positive rate, recall or event recall. */
export const gridSize = 51

export const gridAt = (point: number): number => point / (gridSize - 1)

/**
 * Heights of the five curves of one cohort.
 *
 * `counts`: three rows of T + 1 numbers, negatives, positives and events between operating points, from the highest
 * threshold; the last of a row lies below all thresholds (for events also: not detectable). `factor`: of prevalence
 * correction. Writes `5 x gridSize` heights: true positive rate over false positive rate, linear between points; precision
 * or corrected precision over recall, with false alarms linear between points (Davis & Goadrich 2006,
 * doi:10.1145/1143844.1143874); the same over event recall, linear between points. `NaN` where not defined, such as an
 * event recall beyond the share of detectable events.
 */
export const curveValues = (counts: Float64Array, points: number, factor: number, heights: Float64Array): void => {
  const places = points + 1
  let n = 0
  let p = 0
  let e = 0
  for (let k = 0; k < places; k++) {
    n += counts[k]!
    p += counts[places + k]!
    e += counts[2 * places + k]!
  }
  heights.fill(Number.NaN)
  if (p > 0 && n > 0) roc(counts, places, p, n, heights)
  if (p > 0) {
    precisionOverRecall(counts, places, p, 1, heights.subarray(gridSize, 2 * gridSize))
    precisionOverRecall(counts, places, p, factor, heights.subarray(2 * gridSize, 3 * gridSize))
  }
  if (e > 0) {
    precisionOverEventRecall(counts, points, e, 1, heights.subarray(3 * gridSize, 4 * gridSize))
    precisionOverEventRecall(counts, points, e, factor, heights.subarray(4 * gridSize, 5 * gridSize))
  }
}

const roc = (counts: Float64Array, places: number, p: number, n: number, heights: Float64Array): void => {
  let tp = 0
  let fp = 0
  let k = 0
  for (let point = 0; point < gridSize; point++) {
    const target = gridAt(point) * n
    while (k < places && fp + counts[k]! <= target) {
      fp += counts[k]!
      tp += counts[places + k]!
      k++
    }
    const part = k < places ? (target - fp) / counts[k]! : 0
    heights[point] = (tp + (k < places ? part * counts[places + k]! : 0)) / p
  }
}

const precisionOverRecall = (
  counts: Float64Array,
  places: number,
  p: number,
  s: number,
  heights: Float64Array
): void => {
  let tp = 0
  let fp = 0
  let k = 0
  for (let point = 0; point < gridSize; point++) {
    const target = Math.min(p, Math.max(gridAt(point) * p, 1e-9))
    while (k < places - 1 && tp + counts[places + k]! < target) {
      tp += counts[places + k]!
      fp += counts[k]!
      k++
    }
    const part = (target - tp) / counts[places + k]!
    heights[point] = target / (target + s * (fp + part * counts[k]!))
  }
}

const precisionOverEventRecall = (
  counts: Float64Array,
  points: number,
  e: number,
  s: number,
  heights: Float64Array
): void => {
  const places = points + 1
  let caught = 0
  let tp = 0
  let fp = 0
  let before = Number.NaN
  let k = 0
  for (let point = 0; point < gridSize; point++) {
    const target = Math.max(gridAt(point) * e, 1e-9)
    while (k < points && caught + counts[2 * places + k]! < target) {
      caught += counts[2 * places + k]!
      tp += counts[places + k]!
      fp += counts[k]!
      before = tp / (tp + s * fp)
      k++
    }
    if (k === points) return
    const own = tp + counts[places + k]!
    const after = own / (own + s * (fp + counts[k]!))
    const part = (target - caught) / counts[2 * places + k]!
    heights[point] = Number.isNaN(before) ? after : before + part * (after - before)
  }
}
