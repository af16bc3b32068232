/**
 * A choice of simulated patients with exactly so many event-bearing ones in a cohort and outside it.
 */
import { Disparity, type SimulatedTables } from "@fairward/simulator"

export interface Quotas {
  readonly cohort: Extract<Disparity.Cohort, { readonly value: string }>
  /** Event-bearing patients in the cohort, and in the rest. */
  readonly cohortBearing: number
  readonly restBearing: number
  /** All patients. */
  readonly patients: number
}

/** Patients with an event that begins after their admission, which is what makes it evaluable. */
const bearing = ({ events }: SimulatedTables): ReadonlySet<number> => {
  const ids = new Set<number>()
  events.patient_id.forEach((id, i) => {
    if (events.start[i]! > 0) ids.add(id)
  })
  return ids
}

/**
 * The first patients, by id, that fill the quotas; those without an evaluable event as they come.
 *
 * Throws a `RangeError` when the tables hold too few.
 */
export const chosenBy = (quotas: Quotas, tables: SimulatedTables): Uint32Array => {
  const { patients } = tables
  const withEvent = bearing(tables)
  const left = {
    cohort: quotas.cohortBearing,
    rest: quotas.restBearing,
    without: quotas.patients - quotas.cohortBearing - quotas.restBearing
  }
  const chosen: Array<number> = []
  patients.patient_id.forEach((id, i) => {
    const attributes = {
      sex: patients.sex[i]!,
      age: patients.age[i]!,
      admission_reason: patients.admission_reason[i]!,
      surgical_status: patients.surgical_status[i]!
    }
    // Whoever is in neither cohort nor rest, for want of a value, counts as without an event would.
    const isAssigned = attributes[quotas.cohort.attribute] !== null
    const kind = !withEvent.has(id)
      ? "without"
      : !isAssigned
        ? undefined
        : Disparity.contains(quotas.cohort, attributes)
          ? "cohort"
          : "rest"
    if (kind === undefined || left[kind] === 0) return
    left[kind]--
    chosen.push(i)
  })
  const missing = left.cohort + left.rest + left.without
  if (missing > 0) {
    throw new RangeError(
      `${patients.patient_id.length} simulated patients do not fill the quotas: missing ${left.cohort} in the cohort, ${left.rest} in the rest, ${left.without} without event`
    )
  }
  return Uint32Array.from(chosen)
}
