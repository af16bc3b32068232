/**
 * The sweep in plain JavaScript, for any number of replicates at a time: what the WebAssembly kernel is measured against.
 */
import type { Layout } from "../../../packages/metrics/src/kernel/Layout.ts"
import {
  eventFlag,
  lastFlag,
  mixedFlag,
  patientBits,
  positiveFlag
} from "../../../packages/metrics/src/kernel/RankedItems.ts"
import { areaCount } from "../../../packages/metrics/src/kernel/SweepMemory.ts"

export interface PlainInput {
  readonly items: Uint32Array
  /** Patients x groupings: the slot of the patient's category. */
  readonly patientSlots: Uint32Array
  readonly layout: Layout
  /** Patients x lanes. */
  readonly weights: Uint8Array
  /** Sides x lanes. */
  readonly factors: Float64Array
  readonly lanes: number
}

/** TP, FP, and TP, FP, events within the tie group. */
const planes = 5

/** Sums of steps (no trapezoid): sides x 5 x lanes, as the kernel writes them. */
export const plainSweep = ({ factors, items, lanes, layout, patientSlots, weights }: PlainInput): Float64Array => {
  const plane = layout.slots * lanes
  const counts = new Int32Array(planes * plane)
  const touched = new Uint8Array(layout.slots)
  const sums = new Float64Array(layout.sides * areaCount * lanes)
  const groupings = layout.groupings.length

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
    for (const { categories, firstSide, firstSlot, hasRests } of layout.groupings) {
      let touchedCategories = 0
      for (let c = 0; c < categories; c++) touchedCategories += touched[firstSlot + c]!
      for (let c = 0; c < categories; c++) {
        const row = (firstSlot + c) * lanes
        const isTouched = touched[firstSlot + c]!
        if (isTouched === 1) accumulate(firstSide + c, row, 0, false)
        if (hasRests && touchedCategories > isTouched) {
          accumulate(firstSide + categories + c, row, (firstSlot + categories) * lanes, true)
        }
      }
    }
  }

  let at = 0
  while (at < items.length) {
    const item = items[at]!
    if ((item & mixedFlag) === 0) {
      const patient = item & patientBits
      add(plane, patient)
      for (let g = 0; g < groupings; g++) add(plane + patientSlots[patient * groupings + g]! * lanes, patient)
      at++
      continue
    }
    for (;;) {
      const member = items[at++]!
      const patient = member & patientBits
      const isEvent = (member & eventFlag) !== 0
      const isPositive = (member & positiveFlag) !== 0
      for (let g = -1; g < groupings; g++) {
        const slot = g < 0 ? 0 : patientSlots[patient * groupings + g]!
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
