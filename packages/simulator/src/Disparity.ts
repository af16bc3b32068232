/** The column of `patients` that a cohort is picked by. */
export type Attribute = "sex" | "age" | "admission_reason" | "surgical_status"

/**
 * The patients to whom a disparity is done: those whose `attribute` equals `value`, or, for `age`, those aged `from`
 * or more and less than `below`. A patient whose attribute is missing is in no cohort.
 */
export type Cohort =
  | { readonly attribute: "sex" | "admission_reason" | "surgical_status"; readonly value: string }
  | { readonly attribute: "age"; readonly from?: number; readonly below?: number }
  /** Those who are in all of these, such as women of 75 and more. */
  | { readonly every: readonly [Cohort, ...ReadonlyArray<Cohort>] }

/** Variables of the time series whose level and measuring can differ between cohorts. */
export type Variable = "lactate" | "map" | "heart_rate" | "fio2" | "peak_inspiratory_pressure"

/**
 * A disparity to plant. Each acts on one thing only and takes no random number from another: with and without it, all
 * else in the tables is the same, bit for bit.
 *
 * - `detectedLater`: the score's rise before an event starts `hours` later, at the same slope, so events are
 *   recognised later and less often. Physiology and labels stay as they are.
 * - `scoredLower`: the score's rise before an event loses `share` of its height (0: nothing, 1: no rise at all).
 * - `measuredLessOften`: the interval between measurements of `variable` is multiplied by `factor`.
 * - `recordedIfMeasured`: an event is recorded, in the events and the labels, only if `variable` was measured during it.
 * - `otherLevels`: `variable` is higher by `shift`, in its own unit.
 * - `otherFeatures`: the `features` most important features swap ranks, the first with the last of them and so on.
 * - `moreEvents`: the odds of a patient having any event are multiplied by `oddsRatio`. Not a fault of the model, but
 *   what prevalence correction is for.
 * - `followsTreatment`: until clinicians recognise the event, the score's rise before it loses `share` of its height; from then on
 *   it is whole. A model that reads what clinicians do.
 * - `older`: patients are `years` older than drawn, 98 at most, and in the cohorts of that age for all other disparities. Not a
 *   fault of the model either: with `scoredLower` in the old it is what comparing like with like is for.
 */
export type Disparity =
  | { readonly kind: "detectedLater"; readonly cohort: Cohort; readonly hours: number }
  | { readonly kind: "scoredLower"; readonly cohort: Cohort; readonly share: number }
  | {
      readonly kind: "measuredLessOften"
      readonly cohort: Cohort
      readonly variable: Variable
      readonly factor: number
    }
  | { readonly kind: "recordedIfMeasured"; readonly cohort: Cohort; readonly variable: Variable }
  | { readonly kind: "otherLevels"; readonly cohort: Cohort; readonly variable: Variable; readonly shift: number }
  | { readonly kind: "otherFeatures"; readonly cohort: Cohort; readonly features: number }
  | { readonly kind: "moreEvents"; readonly cohort: Cohort; readonly oddsRatio: number }
  | { readonly kind: "followsTreatment"; readonly cohort: Cohort; readonly share: number }
  | { readonly kind: "older"; readonly cohort: Cohort; readonly years: number }

export type Kind = Disparity["kind"]

/** What a cohort is decided on. */
export interface Attributes {
  readonly sex: string | null
  readonly age: number
  readonly admission_reason: string | null
  readonly surgical_status: string | null
}

/** Whether a patient with these attributes belongs to the cohort. */
export const contains = (cohort: Cohort, patient: Attributes): boolean => {
  if ("every" in cohort) return cohort.every.every((one) => contains(one, patient))
  return cohort.attribute === "age"
    ? patient.age >= (cohort.from ?? Number.NEGATIVE_INFINITY) &&
        patient.age < (cohort.below ?? Number.POSITIVE_INFINITY)
    : patient[cohort.attribute] === cohort.value
}

/** The disparities of one kind that are done to this patient. */
export const doneTo = <K extends Kind>(
  disparities: ReadonlyArray<Disparity>,
  kind: K,
  patient: Attributes
): ReadonlyArray<Extract<Disparity, { kind: K }>> =>
  disparities.filter(
    (disparity): disparity is Extract<Disparity, { kind: K }> =>
      disparity.kind === kind && contains(disparity.cohort, patient)
  )
