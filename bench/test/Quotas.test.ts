import { Cohorts, Detection } from "@fairward/core"
import { Parameters, Simulation } from "@fairward/simulator"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { chosenBy, type Quotas } from "../src/validity/Quotas.ts"
import { simulatedDataset } from "../src/validity/SimulatedDataset.ts"
import { groupings } from "../src/validity/Trial.ts"

const tables = Simulation.simulate(
  Parameters.make({ patients: 300, testShare: 1, stepMinutes: 60, scoreSeeds: 1, missingAttributes: 0.2 })
)

const counted = async (quotas: Quotas) => {
  const dataset = simulatedDataset(tables, chosenBy(quotas, tables))
  const cohorts = await Effect.runPromise(
    Cohorts.derive(dataset, { groupings, minEventPatients: 0 }, Detection.evaluableEvents(dataset))
  )
  const { categories } = cohorts.groupings.find(({ id }) => id === quotas.cohort.attribute)!
  const bearing = categories.map(({ eventPatients, id }) => [id === quotas.cohort.value, eventPatients] as const)
  const sum = (inCohort: boolean) => bearing.reduce((total, [own, n]) => (own === inCohort ? total + n : total), 0)
  return { patients: dataset.patients.count, cohort: sum(true), rest: sum(false) }
}

describe("quotas", () => {
  it("give exactly so many event-bearing patients as core counts", async () => {
    for (const cohort of [
      { attribute: "sex", value: "F" },
      { attribute: "surgical_status", value: "Surgical" },
      { attribute: "admission_reason", value: "Neurological" }
    ] as const) {
      const counts = await counted({ cohort, cohortBearing: 15, restBearing: 20, patients: 120 })
      expect(counts).toEqual({ patients: 120, cohort: 15, rest: 20 })
    }
  })

  it("say what is missing when there are too few patients", () => {
    const cohort = { attribute: "sex", value: "F" } as const
    expect(() => chosenBy({ cohort, cohortBearing: 1000, restBearing: 1, patients: 1100 }, tables)).toThrow(
      /300 simulated patients do not fill the quotas: missing \d+ in the cohort, 0 in the rest/u
    )
  })
})
