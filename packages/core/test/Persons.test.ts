import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Cohorts from "../src/Cohorts.ts"
import { type DatasetShape, personCounts } from "../src/Dataset.ts"
import { evaluableEvents } from "../src/Detection.ts"
import * as Resamples from "../src/Resamples.ts"
import { dataset, type PatientSketch } from "./fixtures/Patients.ts"

const withPersons = (sketches: ReadonlyArray<PatientSketch & { readonly person: string }>): DatasetShape => {
  const loaded = dataset({ patients: sketches })
  const personIds = [...new Set(sketches.map(({ person }) => person))].toSorted()
  const personOf = new Map(sketches.map(({ id, person }) => [id, personIds.indexOf(person)]))
  return {
    ...loaded,
    patients: {
      ...loaded.patients,
      clusterOf: Uint32Array.from(loaded.patients.ids, (id) => personOf.get(id)!),
      personIds
    }
  }
}

const rows = (multiplicities: Uint8Array, n: number) =>
  Array.from({ length: multiplicities.length / n }, (_, b) => [...multiplicities.subarray(b * n, (b + 1) * n)])

const stays = [
  { id: "s1", person: "c" },
  { id: "s2", person: "a" },
  { id: "s3", person: "b" },
  { id: "s4", person: "a" },
  { id: "s5", person: "a" }
].map((one) => ({ ...one, scores: [0.5] }))

describe("resamples of persons", () => {
  const config = { replicates: 30, seed: 42 }

  it.effect("give every stay how often its person is drawn, as many persons as there are", () =>
    Effect.gen(function* () {
      const resamples = yield* Resamples.make(withPersons(stays), { ...config, scheme: "multinomial" })
      const { clusterOf, multiplicities } = yield* resamples.of("test")
      expect([...clusterOf!]).toEqual([2, 0, 1, 0, 0])
      const ofPersons = rows(Resamples.multinomialMultiplicities(3, 30, 42), 3)
      expect(rows(multiplicities, 5)).toEqual(ofPersons.map(([a, b, c]) => [c, a, b, a, a]))
    })
  )

  it.effect("depend on the person's id alone under the Poisson scheme", () =>
    Effect.gen(function* () {
      const resamples = yield* Resamples.make(withPersons(stays), { ...config, scheme: "poisson" })
      const { multiplicities } = yield* resamples.of("test")
      const ofPersons = rows(Resamples.poissonMultiplicities(["a", "b", "c"], 30, 42), 3)
      expect(rows(multiplicities, 5)).toEqual(ofPersons.map(([a, b, c]) => [c, a, b, a, a]))
    })
  )

  it.effect("are those of patients in a split in which each is its own person", () =>
    Effect.gen(function* () {
      const sketches = stays.map((one, i) => ({ ...one, split: i < 3 ? ("test" as const) : ("train" as const) }))
      const plain = yield* Resamples.make(dataset({ patients: sketches }), { ...config, scheme: "multinomial" })
      const resamples = yield* Resamples.make(withPersons(sketches), { ...config, scheme: "multinomial" })
      expect(yield* resamples.of("test")).toEqual(yield* plain.of("test"))
      expect((yield* resamples.of("train")).clusterOf).toEqual(Uint32Array.of(0, 0))
    })
  )
})

describe("counts of persons", () => {
  const ward = (
    id: string,
    person: string,
    unit: string,
    event: boolean
  ): PatientSketch & { readonly person: string } => ({
    id,
    person,
    attributes: { unit },
    scores: [0.1, 0.2, 0.3],
    events: event ? [[2, 3]] : []
  })
  const hospital = withPersons([
    ward("1", "p", "A", true),
    ward("2", "p", "A", true),
    ward("3", "p", "B", true),
    ward("4", "q", "B", true),
    ward("5", "q", "C", true),
    ward("6", "r", "C", false)
  ])

  it.effect("stand beside those of stays, and events are of persons", () =>
    Effect.gen(function* () {
      const { everyone, groupings } = yield* Cohorts.derive(
        hospital,
        { groupings: { unit: { column: "unit" } }, minEventPatients: 0 },
        evaluableEvents(hospital)
      )
      expect(everyone).toMatchObject({ patients: 6, persons: 3, eventPatients: 2, events: 5 })
      expect(groupings[0]!.categories).toMatchObject([
        { id: "A", patients: 2, persons: 1, eventPatients: 1, events: 2 },
        { id: "B", patients: 2, persons: 2, eventPatients: 2, events: 2 },
        { id: "C", patients: 2, persons: 2, eventPatients: 1, events: 1 }
      ])
      // Both p and q have stays in two categories: a rest counts each once.
      expect(groupings[0]!.restEventPatients).toEqual([2, 2, 2])
      expect(personCounts(hospital.patients)).toEqual({ persons: { all: 3, test: 3, train: 3 } })
    })
  )

  it.effect("are not there where every patient is its own person, and a rest has what the others have", () =>
    Effect.gen(function* () {
      const { clusterOf: _, personIds: __, ...patients } = hospital.patients
      const plain = { ...hospital, patients }
      const { everyone, groupings } = yield* Cohorts.derive(
        plain,
        { groupings: { unit: { column: "unit" } }, minEventPatients: 0 },
        evaluableEvents(plain)
      )
      expect("persons" in everyone).toBe(false)
      expect(groupings[0]!.categories.map(({ eventPatients }) => eventPatients)).toEqual([2, 2, 1])
      expect(groupings[0]!.restEventPatients).toEqual([3, 3, 4])
    })
  )
})
