import { requireSameLength } from "./internal/Checks.ts"

/**
 * Persons with several units (stays) in a grouping of the units: what sums over units do not know of them.
 *
 * A sum of squares over units, sum_i w_i u_i^2, takes the units of a person for independent. What has to be added on a side is
 * sum_k w_k [(sum of u_i over the person's units there)^2 - sum of u_i^2], and of the difference of two sides there is
 * twice sum_k w_k U_k,a U_k,b to take away for persons on both; persons with one unit add nothing to either.
 */
export interface SharedUnits {
  /** Range of units of each person. */
  readonly offsets: Uint32Array
  readonly unit: Uint32Array
  /** Category of each of these units, one of the grouping's. */
  readonly category: Int16Array
}

/** A sum over the persons of a cohort, of its rest, and over those who are on both sides. */
export interface SharedSums {
  readonly cohort: number
  readonly rest: number
  readonly both: number
}

/**
 * The persons with more than one unit in the categories of a grouping, in the order of `clusterOf`.
 *
 * `clusterOf`: the person of each unit; absent: each unit is its own. `categoryOf`: the category of each unit, below 0 when in
 * none. `undefined` when every person has at most one unit, so that nothing has to be added to sums over units.
 */
export const sharedUnits = (
  clusterOf: Uint32Array | undefined,
  categoryOf: ArrayLike<number>
): SharedUnits | undefined => {
  if (clusterOf === undefined) return undefined
  requireSameLength(clusterOf.length, categoryOf.length, "categoryOf")
  const count = clusterOf.reduce((most, person) => Math.max(most, person + 1), 0)
  const sizes = new Uint32Array(count)
  const isIn = (unit: number) => categoryOf[unit]! >= 0
  clusterOf.forEach((person, unit) => {
    if (isIn(unit)) sizes[person]!++
  })
  const begins = new Uint32Array(count)
  const offsets = [0]
  sizes.forEach((size, person) => {
    if (size < 2) return
    begins[person] = offsets.at(-1)!
    offsets.push(offsets.at(-1)! + size)
  })
  if (offsets.length === 1) return undefined
  const members = new Uint32Array(offsets.at(-1)!)
  clusterOf.forEach((person, unit) => {
    if (isIn(unit) && sizes[person]! > 1) members[begins[person]!++] = unit
  })
  return {
    offsets: Uint32Array.from(offsets),
    unit: members,
    category: Int16Array.from(members, (unit) => categoryOf[unit]!)
  }
}

/**
 * What persons with several units add to sums of squares over units: `cohort` and `rest` sum_k w_k [U_k^2 - sum u_i^2], `both`
 * sum_k w_k U_k,cohort U_k,rest, with U_k the sum of the person's u on the side.
 *
 * `ofCohort`, `ofRest`: u of a unit there. `weight`: how often a unit is drawn, the same for all units of a person. So the sum
 * over persons of w (U_cohort - U_rest)^2 is the sums of squares over units, plus `cohort` and `rest`, minus twice `both`.
 */
export const sharedSquares = (
  { category, offsets, unit }: SharedUnits,
  cohort: number,
  weight: (unit: number) => number,
  ofCohort: (unit: number) => number,
  ofRest: (unit: number) => number
): SharedSums => {
  const sums = { cohort: 0, rest: 0, both: 0 }
  for (let person = 0; person < offsets.length - 1; person++) {
    const end = offsets[person + 1]!
    const w = weight(unit[offsets[person]!]!)
    if (w === 0) continue
    let own = 0
    let ownSquares = 0
    let other = 0
    let otherSquares = 0
    for (let at = offsets[person]!; at < end; at++) {
      if (category[at] === cohort) {
        const u = ofCohort(unit[at]!)
        own += u
        ownSquares += u * u
      } else {
        const u = ofRest(unit[at]!)
        other += u
        otherSquares += u * u
      }
    }
    sums.cohort += w * (own * own - ownSquares)
    sums.rest += w * (other * other - otherSquares)
    sums.both += w * own * other
  }
  return sums
}

/**
 * By how much a count of units exceeds that of their persons: `cohort` and `rest` sum_k w_k (units of the person there - 1),
 * `both` sum of w_k over the persons with units on both sides. Only units that count are looked at.
 */
export const surplusUnits = (
  { category, offsets, unit }: SharedUnits,
  cohort: number,
  weight: (unit: number) => number,
  counts: (unit: number) => boolean = () => true
): SharedSums => {
  const sums = { cohort: 0, rest: 0, both: 0 }
  for (let person = 0; person < offsets.length - 1; person++) {
    const w = weight(unit[offsets[person]!]!)
    if (w === 0) continue
    let own = 0
    let other = 0
    for (let at = offsets[person]!; at < offsets[person + 1]!; at++) {
      if (!counts(unit[at]!)) continue
      if (category[at] === cohort) own++
      else other++
    }
    sums.cohort += w * Math.max(0, own - 1)
    sums.rest += w * Math.max(0, other - 1)
    if (own > 0 && other > 0) sums.both += w
  }
  return sums
}

/** No person has several units, */
export const nobody: SharedUnits = {
  offsets: new Uint32Array(1),
  unit: new Uint32Array(),
  category: new Int16Array()
}

/** and so there is nothing to add. */
export const noneShared: SharedSums = { cohort: 0, rest: 0, both: 0 }
