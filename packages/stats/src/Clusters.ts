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
