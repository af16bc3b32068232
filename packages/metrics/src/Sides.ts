/** One numbering of all that is measured: everyone, the cohorts of all groupings, and the rest of each cohort. */
import type { Cohorts } from "@fairward/core"

/**
 * Side 0 is everyone; then come the cohorts of all groupings, and behind these the rests that are no cohort themselves: of two
 * cohorts each is the other's rest.
 */
export interface Sides {
  /** Everyone and the cohorts: sides below this are sets of patients, the others unions of cohorts. */
  readonly count: number
  /** Per patient the sides below `count` that hold the patient, `levels` of them: everyone, then one a grouping, or -1. */
  readonly of: Int32Array
  readonly levels: number
  /** First cohort of each grouping. */
  readonly first: ReadonlyArray<number>
  /** Grouping of each side below `count`; -1 of everyone. */
  readonly grouping: Int32Array
  /** Side of the rest of each side below `count`; -1 where there is none. */
  readonly rest: Int32Array
  /** Cohorts of each side from `count` on. */
  readonly unions: ReadonlyArray<ReadonlyArray<number>>
}

/** A grouping by the category of each patient, below 0 for none. */
export interface Grouped extends Pick<Cohorts.Grouping, "categoryOf"> {
  readonly categories: { readonly length: number }
  /** The one category that each category is compared with, -1 for none; absent: each with all others. */
  readonly against?: ReadonlyArray<number>
}

/** The sides of some patients, by the groupings of all. */
export const sidesOf = (groupings: ReadonlyArray<Grouped>, patients: Uint32Array): Sides => {
  const levels = groupings.length + 1
  const of = new Int32Array(patients.length * levels)
  const first: Array<number> = []
  const grouping = [-1]
  const rests: Array<ReadonlyArray<number>> = [[]]
  for (const [g, { against, categories, categoryOf }] of groupings.entries()) {
    const begins = grouping.length
    first.push(begins)
    patients.forEach((patient, i) => {
      const category = categoryOf[patient]!
      of[i * levels + g + 1] = category < 0 ? -1 : begins + category
    })
    const all = Array.from({ length: categories.length }, (_, category) => category)
    for (const category of all) {
      grouping.push(g)
      const others = against === undefined ? all.filter((one) => one !== category) : [against[category]!]
      rests.push(others.filter((other) => other >= 0).map((other) => begins + other))
    }
  }
  const count = grouping.length
  const unions = rests.filter(({ length }) => length > 1)
  const rest = rests.map((cohorts) => (cohorts.length > 1 ? count + unions.indexOf(cohorts) : (cohorts[0] ?? -1)))
  return { count, of, levels, first, grouping: Int32Array.from(grouping), rest: Int32Array.from(rest), unions }
}

/** Sides in all. */
export const sideCount = ({ count, unions }: Sides): number => count + unions.length

/** The cohorts that a side is made of; of everyone, everyone. */
export const cohortsOf = ({ count, unions }: Sides, side: number): ReadonlyArray<number> =>
  side < count ? [side] : unions[side - count]!

/** Grouping of a side; -1 of everyone. */
export const groupingOf = (sides: Sides, side: number): number => sides.grouping[cohortsOf(sides, side)[0]!]!

/** The cohorts of a grouping. */
export const cohortsIn = ({ count, first }: Sides, grouping: number): ReadonlyArray<number> => {
  const begins = first[grouping]!
  return Array.from({ length: (first[grouping + 1] ?? count) - begins }, (_, c) => begins + c)
}

/** The cohorts that are compared with a rest, in their order. */
export const comparedCohorts = ({ rest }: Sides): ReadonlyArray<number> =>
  Array.from(rest.keys()).filter((cohort) => rest[cohort]! >= 0)

/** Per patient the category in a grouping, from 0; negative where it has none. */
export const categoriesIn = ({ first, levels, of }: Sides, grouping: number): Int32Array =>
  Int32Array.from({ length: of.length / levels }, (_, i) => of[i * levels + grouping + 1]! - first[grouping]!)

/** Persons of a side for whom something holds; without `clusterOf` each patient is a person. */
export const personsWhere = (
  sides: Sides,
  side: number,
  clusterOf: Uint32Array | undefined,
  holds: (patient: number) => boolean
): number => {
  const { levels, of } = sides
  const cohorts = cohortsOf(sides, side)
  const level = groupingOf(sides, side) + 1
  const persons = new Set<number>()
  let patients = 0
  for (let i = 0; i < of.length / levels; i++) {
    if (!cohorts.includes(of[i * levels + level]!) || !holds(i)) continue
    patients++
    if (clusterOf !== undefined) persons.add(clusterOf[i]!)
  }
  return clusterOf === undefined ? patients : persons.size
}

/** Sum of a number per patient, over everyone and every cohort. */
export const sumsPerCohort = (values: Float64Array, { count, levels, of }: Sides): Float64Array => {
  const sums = new Float64Array(count)
  values.forEach((value, i) => {
    for (let level = 0; level < levels; level++) {
      const side = of[i * levels + level]!
      if (side >= 0) sums[side]! += value
    }
  })
  return sums
}
