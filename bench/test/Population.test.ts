import { Cohorts, Detection } from "@fairward/core"
import { Parameters } from "@fairward/simulator"
import * as Fixtures from "@fairward/stage-kit/Fixtures"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { groupings } from "../src/validity/Cells.ts"
import { measuredByChance, simulated } from "../src/validity/Population.ts"
import type { Quotas } from "../src/validity/Quotas.ts"
import { chosenBy } from "../src/validity/Quotas.ts"

const parameters = Parameters.make({ patients: 300, stepMinutes: 60, scoreSeeds: 1, missingAttributes: 0.2 })

const counted = async (quotas: Quotas) => {
  const dataset = simulated({ parameters, quotas }, 42)
  const cohorts = await Effect.runPromise(
    Cohorts.derive(dataset, { groupings, minEventPatients: 0 }, Detection.evaluableEvents(dataset))
  )
  const { categories } = cohorts.groupings.find(({ id }) => id === quotas.cohort.attribute)!
  const bearing = categories.map(({ eventPatients, id }) => [id === quotas.cohort.value, eventPatients] as const)
  const sum = (inCohort: boolean) => bearing.reduce((total, [own, n]) => (own === inCohort ? total + n : total), 0)
  return { patients: dataset.patients.splits.test.length, cohort: sum(true), rest: sum(false) }
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
    expect(() =>
      chosenBy({ cohort, cohortBearing: 1000, restBearing: 1, patients: 1100 }, Fixtures.simulated(parameters))
    ).toThrow(/300 simulated patients do not fill the quotas: missing \d+ in the cohort, 0 in the rest/u)
  })
})

describe("a population of persons", () => {
  const { patients } = simulated({ parameters, hasPersons: true }, 5)
  const stays = Map.groupBy(patients.clusterOf!.keys(), (stay) => patients.clusterOf![stay]!)

  it("has one to three stays each, all in the same cohorts", () => {
    expect(new Set([...stays.values()].map(({ length }) => length))).toEqual(new Set([1, 2, 3]))
    expect(patients.personIds).toEqual(patients.personIds!.toSorted())
    for (const name of ["sex", "age", "admission_reason", "surgical_status"]) {
      const values = patients.attributes.array(name)
      for (const own of stays.values()) expect(new Set(own.map((stay) => values[stay])).size).toBe(1)
    }
  })

  it("whose stays resemble each other more than those of others do", () => {
    const { events } = simulated({ parameters, hasPersons: true }, 5)
    const eventsOf = (stay: number) => events!.offsets[stay + 1]! - events!.offsets[stay]!
    const apart = (pairs: ReadonlyArray<readonly [number, number]>) =>
      pairs.reduce((sum, [a, b]) => sum + Math.abs(eventsOf(a) - eventsOf(b)), 0) / pairs.length
    const within = [...stays.values()].filter(({ length }) => length > 1).map(([a, b]) => [a!, b!] as const)
    const between = within.map(([a], i) => [a, within[(i + 7) % within.length]![1]] as const)
    expect(apart(within)).toBeLessThan(apart(between) / 1.5)
  })
})

it("what is measured by chance is measured in whole intervals, and in some patients never", () => {
  const { patients, timeseries } = simulated({ parameters }, 6)
  for (const [name, { everyMinutes }] of Object.entries(measuredByChance)) {
    const column = timeseries!.variables.get(name)!
    const isMeasured = Array.from({ length: patients.count }, (_, i) =>
      column.subarray(timeseries!.offsets[i], timeseries!.offsets[i + 1]).some((value) => !Number.isNaN(value))
    )
    const share = isMeasured.filter(Boolean).length / patients.count
    expect(share).toBeGreaterThan(0.65)
    expect(share).toBeLessThan(0.9)
    column.forEach((value, row) => {
      if (!Number.isNaN(value)) expect(timeseries!.minutes[row]! % everyMinutes).toBe(0)
    })
  }
})
