/**
 * The sweep in plain JavaScript, for any number of replicates at a time: what the WebAssembly kernel is measured against.
 */
import { Sides } from "@fairward/metrics"
import {
  eventFlag,
  labelBits,
  lastFlag,
  mixedFlag,
  positiveFlag
} from "../../../packages/metrics/src/kernel/RankedItems.ts"
import { areaCount } from "../../../packages/metrics/src/kernel/SweepMemory.ts"

export interface PlainInput {
  readonly items: Uint32Array
  /** Patients x groupings: the slot of the patient's cohort. */
  readonly unitSlots: Uint32Array
  readonly sides: Sides.Sides
  /** Patients x lanes. */
  readonly weights: Uint8Array
  /** Sides x lanes. */
  readonly factors: Float64Array
  readonly lanes: number
}

/** TP, FP, and TP, FP, events within the tie group. */
const planes = 5

/** Sums of steps (no trapezoid): sides x 5 x lanes, as the kernel writes them. */
export const plainSweep = ({ factors, items, lanes, sides, unitSlots, weights }: PlainInput): Float64Array => {
  const groupings = sides.first.length
  const slots = sides.count + groupings
  const plane = slots * lanes
  const counts = new Int32Array(planes * plane)
  const touched = new Uint8Array(slots)
  const sums = new Float64Array(Sides.sideCount(sides) * areaCount * lanes)

  const add = (row: number, patient: number) => {
    const from = patient * lanes
    for (let lane = 0; lane < lanes; lane++) counts[row + lane] = counts[row + lane]! + weights[from + lane]!
  }

  const accumulate = (side: number, row: number, none: number, isRest: boolean) => {
    const to = side * areaCount * lanes
    for (let lane = 0; lane < lanes; lane++) {
      const own = row + lane
      const count = (p: number) =>
        isRest
          ? counts[p * plane + lane]! - counts[p * plane + none + lane]! - counts[p * plane + own]!
          : counts[p * plane + own]!
      const tp = count(0)
      const dtp = count(2)
      const de = count(4)
      const fp = count(1)
      sums[to + lane] = sums[to + lane]! + dtp * (fp - count(3) / 2)
      if (tp === 0) continue
      const p = tp / (tp + fp)
      const corrected = tp / (tp + factors[side * lanes + lane]! * fp)
      sums[to + lanes + lane] = sums[to + lanes + lane]! + dtp * p
      sums[to + 2 * lanes + lane] = sums[to + 2 * lanes + lane]! + dtp * corrected
      sums[to + 3 * lanes + lane] = sums[to + 3 * lanes + lane]! + de * p
      sums[to + 4 * lanes + lane] = sums[to + 4 * lanes + lane]! + de * corrected
    }
  }

  const closeGroup = () => {
    accumulate(0, 0, 0, false)
    sides.first.forEach((first, g) => {
      const cohorts = Sides.cohortsIn(sides, g)
      const touchedCohorts = cohorts.reduce((sum, cohort) => sum + touched[cohort + g]!, 0)
      for (const cohort of cohorts) {
        const row = (cohort + g) * lanes
        const isTouched = touched[cohort + g]!
        const rest = sides.rest[cohort]!
        if (isTouched === 1) accumulate(cohort, row, 0, false)
        if (rest >= sides.count && touchedCohorts > isTouched) {
          accumulate(rest, row, (first + g + cohorts.length) * lanes, true)
        }
      }
    })
  }

  let at = 0
  while (at < items.length) {
    const item = items[at]!
    if ((item & mixedFlag) === 0) {
      const patient = item & labelBits
      add(plane, patient)
      for (let g = 0; g < groupings; g++) add(plane + unitSlots[patient * groupings + g]! * lanes, patient)
      at++
      continue
    }
    for (;;) {
      const member = items[at++]!
      const patient = member & labelBits
      const isEvent = (member & eventFlag) !== 0
      const isPositive = (member & positiveFlag) !== 0
      for (let g = -1; g < groupings; g++) {
        const slot = g < 0 ? 0 : unitSlots[patient * groupings + g]!
        const row = slot * lanes
        if (isEvent) add(row + 4 * plane, patient)
        else {
          add(isPositive ? row : row + plane, patient)
          add(isPositive ? row + 2 * plane : row + 3 * plane, patient)
        }
        if (isEvent || isPositive) touched[slot] = 1
      }
      if ((member & lastFlag) !== 0) break
    }
    closeGroup()
    counts.fill(0, 2 * plane)
    touched.fill(0)
  }
  return sums
}
