/** Cells of patients who are alike in what makes patients comparable. */
import type { Cohorts } from "@fairward/core"

/** The cells in which the cohorts of a grouping are compared. */
export interface Cells {
  /** Ids of the attributes that cells are crossed from. */
  readonly attributes: ReadonlyArray<string>
  readonly count: number
  /** Cell of each test patient, -1 where an attribute is not known. */
  readonly cellOf: Int32Array
}

/** Whether no level of an attribute has patients of two cohorts, as where it is what the grouping divides by. */
const decidesCohort = (
  { levels, levelOf }: Cohorts.Attribute,
  { categoryOf }: Pick<Cohorts.Grouping, "categoryOf">,
  patients: Uint32Array
): boolean => {
  const cohortOf = new Int32Array(levels.length).fill(-1)
  return patients.every((patient) => {
    const [level, cohort] = [levelOf[patient]!, categoryOf[patient]!]
    if (level < 0 || cohort < 0) return true
    if (cohortOf[level]! < 0) cohortOf[level] = cohort
    return cohortOf[level] === cohort
  })
}

/** Whether an attribute tells some patients from others: it has two levels among them. */
export const tellsApart = ({ levelOf }: Cohorts.Attribute, patients: Uint32Array): boolean => {
  const first = patients.find((patient) => levelOf[patient]! >= 0)
  return (
    first !== undefined && patients.some((patient) => levelOf[patient]! >= 0 && levelOf[patient] !== levelOf[first])
  )
}

/**
 * The attributes crossed, without those that tell no patients apart, and without those that decide on the cohort: with these
 * nobody would have anybody to be compared with. Where none is left, nobody is in a cell.
 */
export const cellsOf = (
  all: ReadonlyArray<Cohorts.Attribute>,
  grouping: Pick<Cohorts.Grouping, "categoryOf">,
  patients: Uint32Array
): Cells => {
  const attributes = all.filter(
    (attribute) => tellsApart(attribute, patients) && !decidesCohort(attribute, grouping, patients)
  )
  const places = new Map<string, number>()
  const cellOf = Int32Array.from(patients, (patient) => {
    const levels = attributes.map(({ levelOf }) => levelOf[patient]!)
    if (levels.length === 0 || levels.some((level) => level < 0)) return -1
    const key = levels.join(" ")
    if (!places.has(key)) places.set(key, places.size)
    return places.get(key)!
  })
  return { attributes: attributes.map(({ id }) => id), count: places.size, cellOf }
}
