/** Who of a cohort has somebody to be compared with, and of whom it is made up. */
import type { Cohorts } from "@fairward/core"
import type { Cells } from "./Cells.ts"
import type { Mix, Support } from "./Findings.ts"

/** Persons with an event, or with a positive label, among those of each side of a cohort who are comparable. */
export const bearingOf = (
  isBearing: (patient: number) => boolean,
  { cellOf, count }: Cells,
  categoryOf: Int32Array,
  isComparable: Uint8Array,
  category: number,
  personOf: (patient: number) => number
) => {
  const [cohort, rest] = [new Set<number>(), new Set<number>()]
  cellOf.forEach((cell, i) => {
    if (cell < 0 || categoryOf[i]! < 0 || isComparable[category * count + cell] === 0 || !isBearing(i)) return
    ;(categoryOf[i] === category ? cohort : rest).add(personOf(i))
  })
  return { cohort: cohort.size, rest: rest.size }
}

/** Patients of a cohort with a part in a metric, by whether they are compared with anybody. */
export const supportOf = (
  named: Pick<Support, "grouping" | "category" | "metric">,
  { denominator }: { readonly denominator: Float64Array },
  { cellOf, count }: Cells,
  categoryOf: Int32Array,
  category: number,
  isComparable: Uint8Array
): Support => {
  const found = { patients: 0, comparable: 0, alone: 0, unknown: 0 }
  denominator.forEach((part, i) => {
    if (!(part > 0) || categoryOf[i] !== category) return
    const cell = cellOf[i]!
    found.patients++
    found[cell < 0 ? "unknown" : isComparable[category * count + cell] === 1 ? "comparable" : "alone"]++
  })
  return { ...named, ...found }
}

/** How many of some patients have each level of each attribute. */
export const mixOf = (
  attributes: ReadonlyArray<Cohorts.Attribute>,
  patients: Uint32Array,
  isIn: (patient: number) => boolean
): ReadonlyArray<Mix> =>
  attributes.map(({ id, levelOf, levels }) => {
    const counts = new Uint32Array(levels.length)
    patients.forEach((patient) => {
      const level = levelOf[patient]!
      if (level >= 0 && isIn(patient)) counts[level]!++
    })
    return { attribute: id, levels: levels.map((level, at) => ({ level, patients: counts[at]! })) }
  })
