/** A choice of patients with exactly so many event-bearing ones in a cohort and outside it. */
import { type Dataset, Detection } from "@fairward/core"

export interface Quotas {
  readonly cohort: { readonly attribute: "sex" | "admission_reason" | "surgical_status"; readonly value: string }
  /** Event-bearing patients in the cohort, and in the rest. */
  readonly cohortBearing: number
  readonly restBearing: number
  /** All patients. */
  readonly patients: number
}

/**
 * The first patients that fill the quotas, by their places; those without an evaluable event as they come. Whoever has no value
 * of the attribute is in neither cohort nor rest, and never event-bearing.
 *
 * Throws a `RangeError` where the dataset holds too few.
 */
export const chosenBy = (quotas: Quotas, dataset: Dataset.DatasetShape): Uint32Array => {
  const { count, attributes } = dataset.patients
  const { offsets } = Detection.evaluableEvents(dataset)!
  const values = attributes.array(quotas.cohort.attribute)
  const left = {
    cohort: quotas.cohortBearing,
    rest: quotas.restBearing,
    without: quotas.patients - quotas.cohortBearing - quotas.restBearing
  }
  const chosen: Array<number> = []
  for (let patient = 0; patient < count; patient++) {
    const isBearing = offsets[patient + 1]! > offsets[patient]!
    if (isBearing && values[patient] === null) continue
    const kind = !isBearing ? "without" : values[patient] === quotas.cohort.value ? "cohort" : "rest"
    if (left[kind] === 0) continue
    left[kind]--
    chosen.push(patient)
  }
  if (left.cohort + left.rest + left.without > 0) {
    throw new RangeError(
      `${count} simulated patients do not fill the quotas: missing ${left.cohort} in the cohort, ${left.rest} in the rest, ${left.without} without event`
    )
  }
  return Uint32Array.from(chosen)
}
