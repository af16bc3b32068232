/**
 * How much one patient moves the metrics that rank scores.
 */

import { flag } from "./RankedItems.ts"
import { precisionFactor, type ReferencePrevalence, rankedCount } from "./SideMetrics.ts"

export interface InfluenceInput {
  readonly items: Uint32Array
  readonly patients: number
  /** Category of each patient, -1 when in none. */
  readonly categoryOf: Int16Array
  readonly categories: number
  /** Per patient: positive and negative steps, and evaluable events (detectable or not). */
  readonly positives: Float64Array
  readonly negatives: Float64Array
  readonly events: Float64Array
  readonly reference: ReferencePrevalence
  readonly linear: boolean
}

/**
 * Influence of every patient on AUROC, AUPRC, corrected AUPRC, event AUPRC and corrected event AUPRC of the side that it
 * is on in each contrast: d metric / d w_i at w = 1.
 *
 * Returns `patients x columns x 5`, row-major; a column is a category, whose side for patient i is the cohort when i is in
 * it and else its rest. With two categories there is one column, each patient's own cohort. Patients in no category
 * have 0; metrics that are not estimable have `NaN`.
 *
 * With p_k = TP_k / (TP_k + s FP_k) after the k-th distinct score and c_k the weight of p_k in the area (dTP_k or dE_k for
 * steps; half of that and of the next one's for the trapezoid): a positive at k adds the area's own p_k and
 * sum_{j >= k} c_j s FP_j / (TP_j + s FP_j)^2; a negative adds -sum_{j >= k} c_j s TP_j / (TP_j + s FP_j)^2; s = a P/N
 * adds -sum_j c_j TP_j FP_j / (TP_j + s FP_j)^2 x s (P_i/P - N_i/N). The sums run over the scores once, from the lowest.
 */
export const rankedInfluences = (input: InfluenceInput): Float64Array => {
  const { categories, categoryOf, events, items, linear, negatives, patients, positives, reference } = input
  const columns = categories > 2 ? categories : 1
  const sides = categories > 2 ? 2 * categories : categories
  const influence = new Float64Array(patients * columns * rankedCount)

  const totals = { p: new Float64Array(sides), n: new Float64Array(sides), e: new Float64Array(sides) }
  for (let i = 0; i < patients; i++) {
    const own = categoryOf[i]!
    if (own < 0) continue
    for (let column = 0; column < columns; column++) {
      const side = sideOf(own, column, columns)
      totals.p[side]! += positives[i]!
      totals.n[side]! += negatives[i]!
      totals.e[side]! += events[i]!
    }
  }
  const factor = Float64Array.from(totals.p, (p, side) => precisionFactor(p, totals.n[side]!, reference.highest))

  const tp = totals.p.slice()
  const fp = totals.n.slice()
  const dTp = new Float64Array(sides)
  const dFp = new Float64Array(sides)
  const dE = new Float64Array(sides)
  const nextTp = new Float64Array(sides)
  const nextE = new Float64Array(sides)
  const suffix = Array.from({ length: 4 }, () => ({
    positive: new Float64Array(sides),
    negative: new Float64Array(sides),
    factor: new Float64Array(sides),
    area: new Float64Array(sides)
  }))
  const above = new Float64Array(sides)
  const own = { raw: new Float64Array(sides), corrected: new Float64Array(sides) }

  let end = items.length
  while (end > 0) {
    let start = end - 1
    while (start > 0 && (items[start - 1]! & flag.last) === 0) start--
    const mixed = (items[start]! & flag.mixed) !== 0
    dTp.fill(0)
    dFp.fill(0)
    dE.fill(0)
    for (let at = start; at < end; at++) {
      const item = items[at]!
      const category = categoryOf[item & flag.patient]!
      if (category < 0) continue
      const counts = (item & flag.event) !== 0 ? dE : (item & flag.positive) !== 0 ? dTp : dFp
      for (let column = 0; column < columns; column++) {
        const side = sideOf(category, column, columns)
        counts[side] = counts[side]! + 1
      }
    }
    if (mixed || linear) {
      for (let side = 0; side < sides; side++) {
        const stepWeight = dTp[side]!
        const eventWeight = dE[side]!
        const present = stepWeight > 0 || dFp[side]! > 0
        if (linear ? !present : stepWeight === 0 && eventWeight === 0) continue
        above[side] = above[side]! + stepWeight * (fp[side]! - dFp[side]! / 2)
        for (let variant = 0; variant < 4; variant++) {
          const s = variant % 2 === 0 ? 1 : factor[side]!
          const ofEvents = variant >= 2
          const direct = ofEvents ? eventWeight : stepWeight
          const weight = linear ? (direct + (ofEvents ? nextE : nextTp)[side]!) / 2 : direct
          const sums = suffix[variant]!
          const d = tp[side]! + s * fp[side]!
          const p = tp[side]! / d
          const before = linear ? precisionBefore(tp[side]! - dTp[side]!, fp[side]! - dFp[side]!, s) : p
          const average = linear ? (p + before) / 2 : p
          if (variant === 0) own.raw[side] = average
          if (variant === 1) own.corrected[side] = average
          sums.area[side] = sums.area[side]! + direct * average
          if (weight === 0) continue
          sums.positive[side] = sums.positive[side]! + (weight * s * fp[side]!) / (d * d)
          sums.negative[side] = sums.negative[side]! + (weight * s * tp[side]!) / (d * d)
          sums.factor[side] = sums.factor[side]! + (weight * tp[side]! * fp[side]!) / (d * d)
        }
        nextTp[side] = stepWeight
        nextE[side] = eventWeight
      }
    }
    for (let at = start; at < end; at++) {
      const item = items[at]!
      const patient = item & flag.patient
      const category = categoryOf[patient]!
      if (category < 0) continue
      const isEvent = (item & flag.event) !== 0
      const isPositive = (item & flag.positive) !== 0
      for (let column = 0; column < columns; column++) {
        const side = sideOf(category, column, columns)
        const to = (patient * columns + column) * rankedCount
        if (isEvent) {
          influence[to + 3]! += own.raw[side]!
          influence[to + 4]! += own.corrected[side]!
        } else if (isPositive) {
          influence[to]! += totals.n[side]! - fp[side]! + dFp[side]! / 2
          influence[to + 1]! += own.raw[side]! + suffix[0]!.positive[side]!
          influence[to + 2]! += own.corrected[side]! + suffix[1]!.positive[side]!
          influence[to + 3]! += suffix[2]!.positive[side]!
          influence[to + 4]! += suffix[3]!.positive[side]!
        } else {
          influence[to]! += tp[side]! - dTp[side]! / 2
          influence[to + 1]! -= suffix[0]!.negative[side]!
          influence[to + 2]! -= suffix[1]!.negative[side]!
          influence[to + 3]! -= suffix[2]!.negative[side]!
          influence[to + 4]! -= suffix[3]!.negative[side]!
        }
      }
    }
    for (let side = 0; side < sides; side++) {
      tp[side] = tp[side]! - dTp[side]!
      fp[side] = fp[side]! - dFp[side]!
    }
    end = start
  }

  for (let i = 0; i < patients; i++) {
    const category = categoryOf[i]!
    if (category < 0) continue
    for (let column = 0; column < columns; column++) {
      const side = sideOf(category, column, columns)
      const to = (i * columns + column) * rankedCount
      const p = totals.p[side]!
      const n = totals.n[side]!
      const e = totals.e[side]!
      const ofP = positives[i]! / p
      const ofN = negatives[i]! / n
      const auroc = 1 - above[side]! / (p * n)
      influence[to] = influence[to]! / (p * n) - auroc * (ofP + ofN)
      for (let variant = 0; variant < 4; variant++) {
        const total = variant >= 2 ? e : p
        const share = variant >= 2 ? events[i]! : positives[i]!
        const area = suffix[variant]!.area[side]! / total
        const byFactor = variant % 2 === 0 ? 0 : -suffix[variant]!.factor[side]! * factor[side]! * (ofP - ofN)
        influence[to + 1 + variant] = (influence[to + 1 + variant]! + byFactor - area * share) / total
      }
    }
  }
  return influence
}

const sideOf = (category: number, column: number, columns: number): number =>
  columns === 1 ? category : category === column ? category : columns + column

const precisionBefore = (tp: number, fp: number, s: number): number => (tp + fp === 0 ? 1 : tp / (tp + s * fp))
