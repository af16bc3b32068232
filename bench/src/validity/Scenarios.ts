/**
 * The populations in which error rate and power are measured.
 */
import { Parameters } from "@fairward/simulator"
import type { Quotas } from "./Quotas.ts"
import type { Scenario } from "./Trial.ts"

/** Hourly steps keep a data set small; stays, events and the correlation within patients are those of the preset. */
const hourly: Parameters.Parameters = {
  ...Parameters.nothingPlanted,
  testShare: 1,
  stepMinutes: 60
}

/** So that most cohorts of 400 patients reach the minimum for a verdict. */
const nullEventPatients = 0.6

export interface NamedScenario extends Scenario {
  readonly id: string
  readonly title: string
}

/** Nothing is planted: any contrast that is flagged is an error. */
export const withoutDisparity = (patients: number, replicates: number): NamedScenario => ({
  id: `null-${patients}`,
  title: `${patients.toLocaleString("en")} patients`,
  parameters: { ...hourly, patients, eventPatients: nullEventPatients },
  quotas: null,
  targets: [0.8, 0.95],
  replicates
})

const planted = (
  id: string,
  title: string,
  quotas: Quotas,
  { eventPatients, pool, share }: { readonly eventPatients: number; readonly pool: number; readonly share: number },
  replicates: number
): NamedScenario => ({
  id,
  title,
  parameters: {
    ...hourly,
    patients: pool,
    eventPatients,
    disparities: [{ kind: "scoredLower", cohort: quotas.cohort, share }]
  },
  quotas,
  targets: [0.8],
  replicates
})

/**
 * Event recall is lower by 0.2 in a cohort with 150 event-bearing patients among 1,000: one of two categories, with the
 * smallest rest, and one of nine. The shares that give 0.2 were found in 50,000 patients each.
 */
export const withDisparity = (replicates: number): ReadonlyArray<NamedScenario> => [
  planted(
    "planted-sex",
    "one of two categories: 150 against 250 event-bearing patients",
    { cohort: { attribute: "sex", value: "F" }, cohortBearing: 150, restBearing: 250, patients: 1000 },
    { eventPatients: 0.45, pool: 1400, share: 0.256 },
    replicates
  ),
  planted(
    "planted-reason",
    "one of nine categories: 150 against 350 event-bearing patients",
    {
      cohort: { attribute: "admission_reason", value: "Cardiovascular" },
      cohortBearing: 150,
      restBearing: 350,
      patients: 1000
    },
    { eventPatients: 0.5, pool: 1700, share: 0.244 },
    replicates
  )
]
