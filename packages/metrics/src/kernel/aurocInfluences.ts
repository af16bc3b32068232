/** How much one patient moves the area under the ROC curve of its cohort, and of the rests that it is in. */
import { eventFlag, labelBits, lastFlag, mixedFlag, positiveFlag } from "./RankedItems.ts"

export interface AurocInfluenceInput {
  readonly items: Uint32Array
  /** Category of each patient (or other unit), below 0 when in none. */
  readonly categoryOf: Int32Array
  readonly categories: number
  /** Whether categories are compared with several others: each then has a column. */
  readonly rests: boolean
  /** Per patient: positive and negative steps. */
  readonly positives: Float64Array
  readonly negatives: Float64Array
}

/** For each unit and category, twice the pairs in the wrong order of a step of the unit and one of the category, ties half. */
const discordant = ({ categories, categoryOf, items, positives }: AurocInfluenceInput): Float64Array => {
  const twice = new Float64Array(categoryOf.length * categories)
  const above = new Float64Array(categories)
  const below = new Float64Array(categories)
  categoryOf.forEach((category, unit) => {
    if (category >= 0) below[category] = below[category]! + 2 * positives[unit]!
  })
  const add = (unit: number, from: Float64Array): void => {
    const row = unit * categories
    for (let c = 0; c < categories; c++) twice[row + c] = twice[row + c]! + from[c]!
  }
  const pass = (item: number): void => {
    const category = categoryOf[item & labelBits]!
    if (category < 0 || (item & eventFlag) !== 0) return
    if ((item & positiveFlag) !== 0) below[category] = below[category]! - 1
    else above[category] = above[category]! + 1
  }
  let at = 0
  while (at < items.length) {
    const item = items[at]!
    if ((item & mixedFlag) === 0) {
      const unit = item & labelBits
      const category = categoryOf[unit]!
      if (category >= 0) {
        above[category] = above[category]! + 2
        add(unit, below)
      }
      at++
      continue
    }
    let end = at
    while ((items[end]! & lastFlag) === 0) end++
    for (let member = at; member <= end; member++) pass(items[member]!)
    for (let member = at; member <= end; member++) {
      const own = items[member]!
      const unit = own & labelBits
      if (categoryOf[unit]! >= 0 && (own & eventFlag) === 0) add(unit, (own & positiveFlag) === 0 ? below : above)
    }
    for (let member = at; member <= end; member++) pass(items[member]!)
    at = end + 1
  }
  return twice
}

/**
 * Influence of every patient on the area under the ROC curve A of the side that it is on in each contrast, d A / d w_i at w = 1:
 * (p_i N + n_i P - D_i) / (P N) - A (p_i / P + n_i / N), D_i the pairs of the patient's steps with those of the side that are in
 * the wrong order, ties half; p_i, n_i its positive and negative steps, P, N those of the side.
 *
 * Returns `patients x columns`, row-major; a column is a category, whose side for patient i is the cohort when i is in it and else
 * its rest. Without rests there is one column, each patient's own cohort. Patients in no category have 0; where a side has no
 * positive or no negative step it is `NaN`.
 */
export const aurocInfluences = (input: AurocInfluenceInput): Float64Array => {
  const { categories, categoryOf, negatives, positives, rests } = input
  const columns = rests ? categories : 1
  const twice = discordant(input)
  const [p, n, pairs] = [0, 1, 2].map(() => new Float64Array(2 * categories))
  const total = (row: number): number => {
    let sum = 0
    for (let c = 0; c < categories; c++) sum += twice[row + c]!
    return sum
  }
  /** Cohorts, and behind them their rests; pairs of a side are met from both of their steps. */
  categoryOf.forEach((own, unit) => {
    if (own < 0) return
    const row = unit * categories
    const all = total(row)
    for (let c = 0; c < categories; c++) {
      const side = c === own ? c : categories + c
      p![side] = p![side]! + positives[unit]!
      n![side] = n![side]! + negatives[unit]!
      pairs![side] = pairs![side]! + (c === own ? twice[row + c]! : all - twice[row + c]!) / 4
    }
  })
  const influence = new Float64Array(categoryOf.length * columns)
  categoryOf.forEach((own, unit) => {
    if (own < 0) return
    const row = unit * categories
    const all = total(row)
    for (let column = 0; column < columns; column++) {
      const isOwn = columns === 1 || column === own
      const side = isOwn ? own : categories + column
      const wrong = (isOwn ? twice[row + own]! : all - twice[row + column]!) / 2
      const [positive, negative] = [positives[unit]!, negatives[unit]!]
      const product = p![side]! * n![side]!
      const area = 1 - pairs![side]! / product
      influence[unit * columns + column] =
        (positive * n![side]! + negative * p![side]! - wrong) / product -
        area * (positive / p![side]! + negative / n![side]!)
    }
  })
  return influence
}
