/**
 * One numbering of all that is measured: everyone, the cohorts of all groupings, and the rest of each cohort.
 *
 * @since 0.1.0
 */
import type { Cohorts } from "@fairward/core"

/** Side 0 is everyone; then come the cohorts of all groupings, and behind these in the same order their rests. */
export interface Sides {
  /** Everyone and the cohorts: sides below this are sets of patients, the others unions of such. */
  readonly count: number
  /** Per patient the sides below `count` that hold the patient, `levels` of them: everyone, then one a grouping, or -1. */
  readonly of: Int32Array
  readonly levels: number
  /** First cohort of each grouping. */
  readonly first: ReadonlyArray<number>
  /** Grouping of each side below `count`; -1 of everyone. */
  readonly grouping: Int32Array
}

/** The sides of some patients of a dataset, by the groupings of all. */
export const sidesOf = (
  groupings: ReadonlyArray<Pick<Cohorts.Grouping, "categoryOf"> & { readonly categories: { readonly length: number } }>,
  patients: Uint32Array
): Sides => {
  const levels = groupings.length + 1
  const of = new Int32Array(patients.length * levels)
  const first: Array<number> = []
  const grouping = [-1]
  for (const [g, { categories, categoryOf }] of groupings.entries()) {
    const begins = grouping.length
    first.push(begins)
    patients.forEach((patient, i) => {
      const category = categoryOf[patient]!
      of[i * levels + g + 1] = category < 0 ? -1 : begins + category
    })
    for (let category = 0; category < categories.length; category++) grouping.push(g)
  }
  return { count: grouping.length, of, levels, first, grouping: Int32Array.from(grouping) }
}

/** The rest of a cohort: the other cohorts of its grouping. */
export const restOf = ({ count }: Sides, cohort: number): number => count + cohort - 1

/** Sides in all. */
export const sideCount = ({ count }: Sides): number => 2 * count - 1

/** The other cohorts of a cohort's grouping. */
export const othersOf = ({ count, first, grouping }: Sides, cohort: number): ReadonlyArray<number> => {
  const begins = first[grouping[cohort]!]!
  const ends = first[grouping[cohort]! + 1] ?? count
  return Array.from({ length: ends - begins }, (_, c) => begins + c).filter((other) => other !== cohort)
}

/** Per patient the category in a grouping, from 0; negative where it has none. */
export const categoriesIn = ({ first, levels, of }: Sides, grouping: number): Int32Array =>
  Int32Array.from({ length: of.length / levels }, (_, i) => of[i * levels + grouping + 1]! - first[grouping]!)

/** Persons of a side for whom something holds; without `clusterOf` each patient is a person. */
export const personsWhere = (
  { count, grouping, levels, of }: Sides,
  side: number,
  clusterOf: Uint32Array | undefined,
  holds: (patient: number) => boolean
): number => {
  const isRest = side >= count
  const cohort = isRest ? side - count + 1 : side
  const level = grouping[cohort]! + 1
  const persons = new Set<number>()
  let patients = 0
  for (let i = 0; i < of.length / levels; i++) {
    const own = of[i * levels + level]!
    if (own < 0 || (own === cohort) === isRest || !holds(i)) continue
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
