/** Cohorts against those of their rest who are comparable: the rest's rates, weighed as the cohort is made up. */
import { Proportion } from "@fairward/stats"

/** A ratio of sums over patients, of which each has a part, and where each patient is. */
export interface Parts {
  readonly numerator: Float64Array
  readonly denominator: Float64Array
  /** Category of each patient, below 0 in none. */
  readonly categoryOf: Int32Array
  readonly categories: number
  /** Cell of each patient, below 0 in none. */
  readonly cellOf: Int32Array
  readonly cells: number
  /** The person of each patient; absent: each is its own. */
  readonly clusterOf: Uint32Array | undefined
  /** Persons of the rest that a cell needs. */
  readonly minimum: number
}

/** What is known of each category in a draw, category by category. */
export interface Drawn {
  readonly cohort: Float64Array
  readonly rest: Float64Array
  readonly standardError: Float64Array
}

/** Columns of the sums of a category and cell. */
const width = 6
const [sumA, sumB, sumAA, sumAB, sumBB, persons] = [0, 1, 2, 3, 4, 5] as const

/** Rows of patients with something in the denominator, those of a person behind each other. */
const rowsOf = ({ categoryOf, cellOf, cells, clusterOf, denominator }: Parts) => {
  const order = Uint32Array.from(denominator.keys()).filter(
    (i) => denominator[i]! > 0 && categoryOf[i]! >= 0 && cellOf[i]! >= 0
  )
  const personOf = (i: number) => clusterOf?.[i] ?? i
  order.sort((a, b) => personOf(a) - personOf(b) || a - b)
  const begins = Uint32Array.from(order.keys()).filter(
    (at) => at === 0 || personOf(order[at]!) !== personOf(order[at - 1]!)
  )
  return {
    patient: order,
    slot: order.map((i) => categoryOf[i]! * cells + cellOf[i]!),
    begins: Uint32Array.of(...begins, order.length)
  }
}

/** In which cells each category has somebody, and its rest at least `minimum` persons. */
const comparableCells = ({ categories, cells, minimum }: Parts, { begins, slot }: ReturnType<typeof rowsOf>) => {
  const own = new Uint32Array(categories * cells)
  const rest = new Uint32Array(categories * cells)
  for (let person = 0; person + 1 < begins.length; person++) {
    const slots = [...new Set(slot.subarray(begins[person]!, begins[person + 1]!))]
    for (const at of slots) own[at]!++
    for (const cell of new Set(slots.map((at) => at % cells))) {
      for (let at = cell; at < rest.length; at += cells) {
        if (slots.some((other) => other !== at && other % cells === cell)) rest[at]!++
      }
    }
  }
  return Uint8Array.from(own, (count, at) => Number(count > 0 && rest[at]! >= minimum))
}

/**
 * The design factor of the ratio q over all categories together, each cell at its own rate q_k: V n / (q (1 - q)) with V the sum of
 * u_i^2 over the n persons, u_i = (a_i - q_k b_i) / sum b, as {@link Proportion.designFactor}. What patients of different cells
 * differ by does not make a standardised difference less certain.
 */
const designFactorOf = (
  { cells, denominator, numerator }: Parts,
  { begins, patient, slot }: ReturnType<typeof rowsOf>
) => {
  const [a, b] = [new Float64Array(cells), new Float64Array(cells)]
  patient.forEach((i, at) => {
    const cell = slot[at]! % cells
    a[cell] = a[cell]! + numerator[i]!
    b[cell] = b[cell]! + denominator[i]!
  })
  const sum = (values: Float64Array) => values.reduce((all, one) => all + one, 0)
  const all = sum(b)
  let variance = 0
  for (let person = 0; person + 1 < begins.length; person++) {
    let influence = 0
    for (let at = begins[person]!; at < begins[person + 1]!; at++) {
      const [i, cell] = [patient[at]!, slot[at]! % cells]
      influence += (numerator[i]! - (a[cell]! / b[cell]!) * denominator[i]!) / all
    }
    variance += influence * influence
  }
  return Proportion.designFactor(variance, sum(a) / all, begins.length - 1)
}

/**
 * The difference of each cohort c from its rest r, directly standardised to the cohort, and its standard error, in any draw.
 *
 * With A_k and B_k the sums of numerator and denominator in cell k, over the cells in which the cohort has somebody and the rest
 * at least `minimum` persons (on the split; in a draw those of them in which the rest has anybody): cohort = sum A_ck / B_c,
 * rest = sum_k (B_ck / B_c) q_rk, q_rk = A_rk / B_rk, B_c = sum B_ck. The weights B_ck / B_c are taken anew in every draw.
 *
 * Standard error of the difference d, sqrt(n / (n - 1) sum_i w_i u_i^2) over the n persons drawn, u the sum over a person's stays of
 *
 * - (a_i - (q_rk + d) b_i) / B_c for one of the cohort in cell k, which holds that a patient of the cohort moves its weights: the
 *   derivative of d by A_ck is 1 / B_c, that by B_ck is -(q_rk + d) / B_c;
 * - -(B_ck / B_c) (a_i - q_rk b_i) / B_rk for one of the rest.
 *
 * Each side's part is at least phi q~(1 - q~) / (m + 2) ({@link Proportion.varianceFloor}): m the cohort's persons, and for the rest
 * B_c^2 / sum_k (B_ck^2 / n_rk), as many as its n_rk persons of each cell are worth with their weights; phi the design factor of
 * all categories on the split, each cell at its own rate. A side without anybody comparable: `NaN`.
 *
 * Direct standardisation: Keiding & Clayton 2014, doi:10.1214/13-STS453; persons worth fewer with weights: Kish 1965.
 */
export const standardisation = (parts: Parts) => {
  const { categories, cells, denominator, numerator } = parts
  const rows = rowsOf(parts)
  const { begins, patient, slot } = rows
  const isComparable = comparableCells(parts, rows)
  const factor = designFactorOf(parts, rows)
  const shared = Uint32Array.from(begins.keys()).filter(
    (person) => person + 1 < begins.length && begins[person + 1]! - begins[person]! > 1
  )
  const isShared = new Uint8Array(patient.length)
  for (const person of shared) isShared.fill(1, begins[person]!, begins[person + 1]!)

  const sums = new Float64Array(categories * cells * width)
  const totals = new Float64Array(cells * width)
  const rest = new Float64Array(cells * width)

  const sumUp = (weightOf: (patient: number) => number): void => {
    sums.fill(0)
    totals.fill(0)
    for (let at = 0; at < patient.length; at++) {
      const i = patient[at]!
      const w = weightOf(i)
      if (w === 0) continue
      const to = slot[at]! * width
      const [a, b] = [numerator[i]!, denominator[i]!]
      sums[to + sumA] = sums[to + sumA]! + w * a
      sums[to + sumB] = sums[to + sumB]! + w * b
      if (isShared[at] === 1) continue
      sums[to + sumAA] = sums[to + sumAA]! + w * a * a
      sums[to + sumAB] = sums[to + sumAB]! + w * a * b
      sums[to + sumBB] = sums[to + sumBB]! + w * b * b
      sums[to + persons] = sums[to + persons]! + w
    }
    for (let at = 0; at < sums.length; at++) totals[at % totals.length] = totals[at % totals.length]! + sums[at]!
  }

  /** Rates of the rest and derivatives, of the category that is looked at. */
  const rate = new Float64Array(cells)
  const restWeight = new Float64Array(cells)
  const restPersons = new Float64Array(cells)

  /** What persons with several stays add to the variance of each side, to that of both, and to their persons. */
  const sharedParts = (category: number, shift: number, all: number, weightOf: (patient: number) => number) => {
    const found = { cohort: 0, rest: 0, both: 0, ofCohort: 0, ofBoth: 0 }
    for (const person of shared) {
      const w = weightOf(patient[begins[person]!]!)
      if (w === 0) continue
      let [own, other, inCohort, inRest] = [0, 0, false, false]
      for (let at = begins[person]!; at < begins[person + 1]!; at++) {
        const cell = slot[at]! % cells
        if (!(restWeight[cell]! >= 0)) continue
        const [a, b] = [numerator[patient[at]!]!, denominator[patient[at]!]!]
        if (slot[at]! - cell === category * cells) {
          own += (a - (rate[cell]! + shift) * b) / all
          inCohort = true
        } else {
          other -= restWeight[cell]! * (a - rate[cell]! * b)
          inRest = true
          const isFirst = !slot
            .subarray(begins[person]!, at)
            .some((before) => before % cells === cell && before - cell !== category * cells)
          if (isFirst) restPersons[cell] = restPersons[cell]! + w
        }
      }
      found.cohort += w * own * own
      found.rest += w * other * other
      found.both += w * own * other
      if (inCohort) found.ofCohort += w
      if (inCohort && inRest) found.ofBoth += w
    }
    return found
  }

  const read = (category: number, weightOf: (patient: number) => number) => {
    const begin = category * cells * width
    let [a, all, expected] = [0, 0, 0]
    for (let cell = 0; cell < cells; cell++) {
      const own = begin + cell * width
      for (let i = 0; i < width; i++) rest[cell * width + i] = totals[cell * width + i]! - sums[own + i]!
      const b = rest[cell * width + sumB]!
      restWeight[cell] = isComparable[category * cells + cell] === 1 && b > 0 ? 0 : Number.NaN
      if (Number.isNaN(restWeight[cell])) continue
      rate[cell] = rest[cell * width + sumA]! / b
      restPersons[cell] = rest[cell * width + persons]!
      a += sums[own + sumA]!
      all += sums[own + sumB]!
      expected += sums[own + sumB]! * rate[cell]!
    }
    if (!(all > 0)) return { cohort: Number.NaN, rest: Number.NaN, error: Number.NaN, ofCohort: 0, ofRest: 0 }
    const shift = (a - expected) / all
    let [ofCohort, ofRest, inCohort] = [0, 0, 0]
    for (let cell = 0; cell < cells; cell++) {
      if (Number.isNaN(restWeight[cell]!)) continue
      const [own, other, q] = [begin + cell * width, cell * width, rate[cell]!]
      const t = q + shift
      const weight = sums[own + sumB]! / all / rest[other + sumB]!
      restWeight[cell] = weight
      ofCohort += sums[own + sumAA]! - 2 * t * sums[own + sumAB]! + t * t * sums[own + sumBB]!
      ofRest += weight * weight * (rest[other + sumAA]! - 2 * q * rest[other + sumAB]! + q * q * rest[other + sumBB]!)
      inCohort += sums[own + persons]!
    }
    const together = sharedParts(category, shift, all, weightOf)
    inCohort += together.ofCohort
    let [squares, inRest] = [0, 0]
    for (let cell = 0; cell < cells; cell++) {
      if (Number.isNaN(restWeight[cell]!)) continue
      inRest += restPersons[cell]!
      const b = sums[begin + cell * width + sumB]!
      if (restPersons[cell]! > 0) squares += (b * b) / restPersons[cell]!
    }
    const effective = (all * all) / squares
    const variance =
      Math.max(ofCohort / (all * all) + together.cohort, Proportion.varianceFloor(a / all, inCohort, factor)) +
      Math.max(ofRest + together.rest, Proportion.varianceFloor(expected / all, effective, factor)) +
      2 * together.both
    const drawn = inCohort + inRest - together.ofBoth
    return {
      cohort: a / all,
      rest: expected / all,
      error: Math.sqrt((drawn / (drawn - 1)) * Math.max(0, variance)),
      ofCohort: inCohort,
      ofRest: effective
    }
  }

  return {
    /** By category and cell, row by row: whether its patients there are compared with anybody. */
    isComparable,
    designFactor: factor,
    draw: (weightOf: (patient: number) => number) => {
      sumUp(weightOf)
      return Array.from({ length: categories }, (_, category) => read(category, weightOf))
    }
  }
}
