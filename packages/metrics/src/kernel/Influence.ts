/** How much one patient moves the metrics that rank scores. */
import { eventFlag, labelBits, lastFlag, mixedFlag, positiveFlag } from "./RankedItems.ts"

/** Metrics that rank scores: AUROC and the four areas under precision-recall curves. */
export const rankedCount = 5

/** s = (1/highest - 1) / (1/prevalence - 1), from counts of positives and negatives. `NaN` unless both are there. */
export const precisionFactor = (positives: number, negatives: number, highest: number): number =>
  positives > 0 && negatives > 0 ? ((1 / highest - 1) * positives) / negatives : Number.NaN

export interface InfluenceInput {
  readonly items: Uint32Array
  /** Category of each patient (or other unit), below 0 when in none. */
  readonly categoryOf: Int32Array
  readonly categories: number
  /** Whether categories are compared with several others: each then has a column. */
  readonly rests: boolean
  /** Per patient: positive and negative steps, and evaluable events (detectable or not). */
  readonly positives: Float64Array
  readonly negatives: Float64Array
  readonly events: Float64Array
  /** Prevalence that corrected areas refer to; `NaN`: none. */
  readonly highest: number
  readonly linear: boolean
}

/**
 * Influence of every patient on AUROC, AUPRC, corrected AUPRC, event AUPRC and corrected event AUPRC of the side that it
 * is on in each contrast: d metric / d w_i at w = 1.
 *
 * Returns `patients x columns x 5`, row-major; a column is a category, whose side for patient i is the cohort when i is in
 * it and else its rest. Without rests there is one column, each patient's own cohort. Patients in no category have 0; areas
 * that are not estimable have `NaN`.
 *
 * With p_k = TP_k / (TP_k + s FP_k) after the k-th distinct score and c_k the weight of p_k in the area (dTP_k or dE_k for
 * steps; half of that and of the next one's for the trapezoid): a positive at k adds the area's own p_k and
 * sum_{j >= k} c_j s FP_j / (TP_j + s FP_j)^2; a negative adds -sum_{j >= k} c_j s TP_j / (TP_j + s FP_j)^2; s = a P/N
 * adds -sum_j c_j TP_j FP_j / (TP_j + s FP_j)^2 x s (P_i/P - N_i/N). The sums run over the scores once, from the lowest.
 */
export const rankedInfluences = (input: InfluenceInput): Float64Array => {
  const { categories, categoryOf, items, linear, rests } = input
  const columns = rests ? categories : 1
  const influence = new Float64Array(categoryOf.length * columns * rankedCount)
  const pass = startPass(input, columns)

  let end = items.length
  while (end > 0) {
    let start = end - 1
    while (start > 0 && (items[start - 1]! & lastFlag) === 0) start--
    const full = linear || (items[start]! & mixedFlag) !== 0
    if (full) openGroup(pass, items, start, end, categoryOf, linear)
    for (let at = start; at < end; at++) {
      const item = items[at]!
      const patient = item & labelBits
      const category = categoryOf[patient]!
      if (category < 0) continue
      const terms =
        (item & eventFlag) !== 0 ? pass.ofEvent : (item & positiveFlag) !== 0 ? pass.ofPositive : pass.ofNegative
      addTerms(influence, patient * columns * rankedCount, terms, category, columns)
      if (!full) pass.fp[category] = pass.fp[category]! - 1
    }
    if (full) closeGroup(pass)
    end = start
  }

  finish(influence, pass, input, columns)
  return influence
}

/** Sides 0 .. K-1 are the cohorts and, with a column each, K .. 2K-1 their rests. */
const sideOf = (category: number, column: number, columns: number): number =>
  columns === 1 ? category : category === column ? category : columns + column

/** Adds the terms of a patient's sides, in the order of the columns: its own cohort and the rests of the others. */
const addTerms = (
  influence: Float64Array,
  row: number,
  terms: Float64Array,
  category: number,
  columns: number
): void => {
  if (columns === 1) {
    for (let i = 0; i < rankedCount; i++) influence[row + i] = influence[row + i]! + terms[category * rankedCount + i]!
    return
  }
  const rests = columns * rankedCount
  const own = category * rankedCount
  for (let i = 0; i < own; i++) influence[row + i] = influence[row + i]! + terms[rests + i]!
  for (let i = own; i < own + rankedCount; i++) influence[row + i] = influence[row + i]! + terms[i]!
  for (let i = own + rankedCount; i < rests; i++) influence[row + i] = influence[row + i]! + terms[rests + i]!
}

const startPass = (
  { categories, categoryOf, events, highest, negatives, positives }: InfluenceInput,
  columns: number
) => {
  const sides = columns === 1 ? categories : 2 * categories
  const perSide = () => new Float64Array(sides)
  const p = perSide()
  const n = perSide()
  const e = perSide()
  for (let i = 0; i < categoryOf.length; i++) {
    const category = categoryOf[i]!
    if (category < 0) continue
    for (let column = 0; column < columns; column++) {
      const side = sideOf(category, column, columns)
      p[side] = p[side]! + positives[i]!
      n[side] = n[side]! + negatives[i]!
      e[side] = e[side]! + events[i]!
    }
  }
  const area = () => ({ positive: perSide(), negative: perSide(), factor: perSide(), sum: perSide() })
  return {
    categories,
    sides,
    p,
    n,
    e,
    factor: Float64Array.from(p, (positive, side) => precisionFactor(positive, n[side]!, highest)),
    /** Per category, at the current group and above. */
    tp: p.slice(0, categories),
    fp: n.slice(0, categories),
    dTp: new Float64Array(categories),
    dFp: new Float64Array(categories),
    dE: new Float64Array(categories),
    nextTp: perSide(),
    nextE: perSide(),
    /** sum of dTP times the negatives above, ties half. */
    above: perSide(),
    /** AUPRC, corrected, event, corrected event. */
    areas: [area(), area(), area(), area()] as const,
    ofPositive: new Float64Array(sides * rankedCount),
    ofNegative: Float64Array.from({ length: sides * rankedCount }, (_, i) =>
      i % rankedCount === 0 ? p[Math.floor(i / rankedCount)]! : 0
    ),
    ofEvent: new Float64Array(sides * rankedCount)
  }
}

type Pass = ReturnType<typeof startPass>

const total = (values: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum
}

/** Takes the counts of a tie group and sets what each of its items adds. */
const openGroup = (
  pass: Pass,
  items: Uint32Array,
  start: number,
  end: number,
  categoryOf: Int32Array,
  linear: boolean
): void => {
  const { categories, dE, dFp, dTp, fp, sides, tp } = pass
  dTp.fill(0)
  dFp.fill(0)
  dE.fill(0)
  for (let at = start; at < end; at++) {
    const item = items[at]!
    const category = categoryOf[item & labelBits]!
    if (category < 0) continue
    const counts = (item & eventFlag) !== 0 ? dE : (item & positiveFlag) !== 0 ? dTp : dFp
    counts[category] = counts[category]! + 1
  }
  const tpAll = total(tp)
  const fpAll = total(fp)
  const dTpAll = total(dTp)
  const dFpAll = total(dFp)
  const dEAll = total(dE)
  for (let side = 0; side < sides; side++) {
    const rest = side >= categories
    const category = rest ? side - categories : side
    addGroup(
      pass,
      side,
      rest ? tpAll - tp[category]! : tp[category]!,
      rest ? fpAll - fp[category]! : fp[category]!,
      rest ? dTpAll - dTp[category]! : dTp[category]!,
      rest ? dFpAll - dFp[category]! : dFp[category]!,
      rest ? dEAll - dE[category]! : dE[category]!,
      linear
    )
  }
}

/** One side of a tie group: extends the sums over lower scores, and sets what the group's items add. */
const addGroup = (
  pass: Pass,
  side: number,
  tp: number,
  fp: number,
  dTp: number,
  dFp: number,
  dE: number,
  linear: boolean
): void => {
  const { above, areas, n, nextE, nextTp, ofEvent, ofNegative, ofPositive } = pass
  const row = side * rankedCount
  ofNegative[row] = tp - dTp / 2
  if (linear ? dTp + dFp === 0 : dTp + dE === 0) return
  ofPositive[row] = n[side]! - fp + dFp / 2
  above[side] = above[side]! + dTp * (fp - dFp / 2)
  for (let corrected = 0; corrected < 2; corrected++) {
    const s = corrected === 0 ? 1 : pass.factor[side]!
    const d = tp + s * fp
    const p = tp / d
    const average = linear ? (p + precisionBefore(tp - dTp, fp - dFp, s)) / 2 : p
    const byTp = (s * fp) / (d * d)
    const byFp = (s * tp) / (d * d)
    const byFactor = (tp * fp) / (d * d)
    for (let ofEvents = 0; ofEvents < 2; ofEvents++) {
      const direct = ofEvents === 0 ? dTp : dE
      if (direct === 0 && !linear) continue
      const next = ofEvents === 0 ? nextTp[side]! : nextE[side]!
      const weight = linear ? (direct + next) / 2 : direct
      const variant = 2 * ofEvents + corrected
      const area = areas[variant]!
      if (direct !== 0) area.sum[side] = area.sum[side]! + direct * average
      if (weight !== 0) {
        area.positive[side] = area.positive[side]! + weight * byTp
        area.negative[side] = area.negative[side]! + weight * byFp
        area.factor[side] = area.factor[side]! + weight * byFactor
      }
      ofPositive[row + 1 + variant] = area.positive[side]! + (ofEvents === 0 ? average : 0)
      ofNegative[row + 1 + variant] = -area.negative[side]!
      ofEvent[row + 1 + variant] = ofEvents === 0 ? 0 : average
    }
  }
  nextTp[side] = dTp
  nextE[side] = dE
}

/** Leaves a tie group behind: what is above it stays, and negatives between groups add what lies below them. */
const closeGroup = ({ categories, dFp, dTp, fp, ofNegative, sides, tp }: Pass): void => {
  for (let category = 0; category < categories; category++) {
    tp[category] = tp[category]! - dTp[category]!
    fp[category] = fp[category]! - dFp[category]!
  }
  const tpAll = total(tp)
  for (let side = 0; side < sides; side++) {
    ofNegative[side * rankedCount] = side < categories ? tp[side]! : tpAll - tp[side - categories]!
  }
}

/** From sums to derivatives of the normalised areas. */
const finish = (
  influence: Float64Array,
  { above, areas, e, factor, n, p }: Pass,
  { categoryOf, events, negatives, positives }: InfluenceInput,
  columns: number
): void => {
  for (let i = 0; i < categoryOf.length; i++) {
    const category = categoryOf[i]!
    if (category < 0) continue
    for (let column = 0; column < columns; column++) {
      const side = sideOf(category, column, columns)
      const row = (i * columns + column) * rankedCount
      const ofP = positives[i]! / p[side]!
      const ofN = negatives[i]! / n[side]!
      const auroc = 1 - above[side]! / (p[side]! * n[side]!)
      influence[row] = influence[row]! / (p[side]! * n[side]!) - auroc * (ofP + ofN)
      for (let variant = 0; variant < 4; variant++) {
        const ofEvents = variant >= 2
        const whole = ofEvents ? e[side]! : p[side]!
        const own = ofEvents ? events[i]! : positives[i]!
        const area = areas[variant]!
        const byFactor = variant % 2 === 0 ? 0 : -area.factor[side]! * factor[side]! * (ofP - ofN)
        influence[row + 1 + variant] =
          (influence[row + 1 + variant]! + byFactor - (area.sum[side]! / whole) * own) / whole
      }
    }
  }
}

const precisionBefore = (tp: number, fp: number, s: number): number => (tp + fp === 0 ? 1 : tp / (tp + s * fp))
