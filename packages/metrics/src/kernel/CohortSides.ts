/**
 * Every cohort against its rest, and what persons whose stays count as units of their own add: all their stays in a cohort, or in
 * its rest, are one person's, and a person may have stays in both.
 */
import * as Clusters from "@fairward/stats/Clusters"
import { crossProducts, repeated, type UnitRows } from "./CrossProducts.ts"
import { type GroupingLayout, type Layout, restSide } from "./Layout.ts"
import type { RepeatedUnits, SidePair } from "./replicates.ts"
import { rankedCount } from "./SideMetrics.ts"

export interface CohortSides {
  readonly pairs: ReadonlyArray<SidePair>
  readonly repeated: ReadonlyArray<RepeatedUnits>
}

/**
 * `categoryOf`: per grouping the category of each patient. `clusterOf`: the person of each patient; absent: each is its own.
 * `rows`: the patients' rows of sums.
 */
export const cohortSides = (
  layout: Layout,
  categoryOf: ReadonlyArray<Int16Array>,
  clusterOf: Uint32Array | undefined,
  rows: Pick<UnitRows, "sums" | "bins" | "placeOf">
): CohortSides => {
  const sides = layout.groupings.map((grouping, g): CohortSides => {
    const categories = Array.from({ length: grouping.categories }, (_, category) => category)
    const pairs = categories.map((category) => ({
      cohort: grouping.firstSide + category,
      rest: restSide(grouping, category)
    }))
    const units = Clusters.sharedUnits(clusterOf, categoryOf[g]!)
    if (units === undefined) return { pairs, repeated: [] }
    const together: UnitRows = { ...rows, units, patientOf: (patient) => patient }
    const isOwn = (category: number) => (one: number) => one === category
    const isOther = (category: number) => (one: number) => one !== category
    return {
      pairs: pairs.map((pair, c) => ({ ...pair, products: crossProducts(together, isOwn(c), isOther(c)) })),
      repeated: categories.flatMap((c) => [
        { side: pairs[c]!.cohort, ...repeated(together, isOwn(c)) },
        ...(grouping.hasRests ? [{ side: pairs[c]!.rest, ...repeated(together, isOther(c)) }] : [])
      ])
    }
  })
  return { pairs: sides.flatMap(({ pairs }) => pairs), repeated: sides.flatMap((own) => own.repeated) }
}

/** Influences of a grouping, patients x columns x 5, and the category of each patient. */
export interface GroupingInfluences {
  readonly influences: Float64Array
  readonly categoryOf: Int16Array
}

/**
 * Influences of persons in place of those of their stays: at the person's first patient in the grouping the sum of those on
 * the cohort less those on its rest, and 0 at the others, which are in no category any more.
 */
export const ofPersons = (
  { categoryOf, influences }: GroupingInfluences,
  { influences: columns }: GroupingLayout,
  clusterOf: Uint32Array | undefined
): GroupingInfluences => {
  if (Clusters.sharedUnits(clusterOf, categoryOf) === undefined) return { categoryOf, influences }
  const width = columns * rankedCount
  const summed = new Float64Array(influences.length)
  const first = new Map<number, number>()
  const counted = categoryOf.map((category, patient) => {
    if (category < 0) return -1
    const person = clusterOf![patient]!
    const place = first.get(person) ?? patient
    first.set(person, place)
    for (let i = 0; i < width; i++) {
      const isCohort = category === (columns === 1 ? 0 : Math.floor(i / rankedCount))
      const own = influences[patient * width + i]!
      summed[place * width + i] = summed[place * width + i]! + (isCohort ? own : -own)
    }
    return place === patient ? category : -1
  })
  return { categoryOf: counted, influences: summed }
}
