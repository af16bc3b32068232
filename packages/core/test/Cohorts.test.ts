import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import type { GroupingConfig } from "../src/AuditConfig.ts"
import * as Cohorts from "../src/Cohorts.ts"
import { evaluableEvents } from "../src/Detection.ts"
import * as Message from "../src/Message.ts"
import { type DatasetSketch, dataset, type PatientSketch } from "./fixtures/Patients.ts"

const withEvent = { scores: [0.1, 0.2, 0.3], labels: "110", events: [[2, 3]] } as const
const without = { scores: [0.1, 0.2], labels: "0." } as const

const ward: ReadonlyArray<PatientSketch> = [
  { id: "a", attributes: { sex: "F", age: 49, site: 2 }, ...withEvent },
  { id: "b", attributes: { sex: "M", age: 50, site: 10 }, ...withEvent },
  { id: "c", attributes: { sex: "M", age: 64.9, site: 10 }, ...without },
  { id: "d", attributes: { sex: "F", age: 65, site: 1 }, ...without },
  { id: "e", attributes: { sex: "M", age: 90, site: 10 }, ...withEvent },
  { id: "f", attributes: { sex: null, age: null, site: "" }, ...without },
  { id: "g", attributes: { sex: "X", age: 70, site: 2 }, ...without }
]

const derive = (
  groupings: Readonly<Record<string, GroupingConfig>>,
  minEventPatients = 0,
  sketch: DatasetSketch = { patients: ward }
) => {
  const shape = dataset(sketch)
  return Cohorts.derive(shape, { groupings, minEventPatients }, evaluableEvents(shape))
}

const ids = (grouping: Cohorts.Grouping) => grouping.categories.map(({ id }) => id)

const single = (
  config: GroupingConfig,
  minEventPatients?: number,
  sketch?: DatasetSketch
): Effect.Effect<Cohorts.Grouping, Cohorts.GroupingError> =>
  derive({ g: config }, minEventPatients, sketch).pipe(Effect.map(({ groupings }) => groupings[0]!))

describe("a categorical grouping", () => {
  it.effect("takes every value, numbers by size and texts by code point, and leaves missing values unassigned", () =>
    Effect.gen(function* () {
      const sex = yield* single({ column: "sex" })
      expect(ids(sex)).toEqual(["F", "M", "X"])
      expect(sex.unassigned).toBe(1)
      expect([...sex.categoryOf]).toEqual([0, 1, 1, 0, 1, -1, 2])
      const site = yield* single({ column: "site" })
      expect(ids(site)).toEqual(["1", "2", "10"])
      expect(site.unassigned).toBe(1)
    })
  )

  it.effect("takes a list of values in its order, numbers too", () =>
    Effect.gen(function* () {
      const sex = yield* single({ column: "sex", categories: ["X", "M", { F: "Female" }] })
      expect(sex.categories.map(({ label }) => label)).toEqual(["X", "M", "Female"])
      const site = yield* single({ column: "site", categories: [10, 2] })
      expect(ids(site)).toEqual(["10", "2"])
      expect(site.unassigned).toBe(2)
    })
  )

  it.effect("takes values with one label for one category", () =>
    Effect.gen(function* () {
      const sex = yield* single({ column: "sex", categories: { M: "Not female", F: "Female", X: "Not female" } })
      expect(sex.categories.map(({ id, label, patients }) => [id, label, patients])).toEqual([
        ["M", "Not female", 4],
        ["F", "Female", 2]
      ])
    })
  )

  it.effect("bins numbers where categories are named like bins, with these names", () =>
    Effect.gen(function* () {
      const age = yield* single({ column: "age", categories: ["<50", "50-65", "65-75", ">75"] })
      expect(age.categories.map(({ id, patients }) => [id, patients])).toEqual([
        ["<50", 1],
        ["50-65", 2],
        ["65-75", 2],
        [">75", 1]
      ])
      expect([...age.categoryOf]).toEqual([0, 1, 1, 2, 3, -1, 2])
      expect(age.unassigned).toBe(1)
    })
  )

  it.effect("takes names of bins for what they are where the column has them", () =>
    Effect.gen(function* () {
      const names = [">85", "<50", "75-85", "50-65", "65-75"]
      const patients = names.map((age, i) => ({ id: String(i), attributes: { age }, ...withEvent }))
      const age = yield* single({ column: "age" }, 0, { patients })
      expect(ids(age)).toEqual(["<50", "50-65", "65-75", "75-85", ">85"])
      const listed = yield* single({ column: "age", categories: ["<50", "50-65", "65-75", "75-85", ">85"] }, 0, {
        patients
      })
      expect([...listed.categoryOf]).toEqual([4, 0, 3, 1, 2])
    })
  )

  it.effect("takes the listed values in their order with their labels, and leaves others unassigned", () =>
    Effect.gen(function* () {
      const sex = yield* single({ title: "Sex", column: "sex", categories: { M: "Male", F: "Female" } })
      expect(sex.title).toBe("Sex")
      expect(sex.categories.map(({ id, label, patients }) => [id, label, patients])).toEqual([
        ["M", "Male", 3],
        ["F", "Female", 2]
      ])
      expect(sex.unassigned).toBe(2)
      expect([...sex.categoryOf]).toEqual([1, 0, 0, 1, 0, -1, -1])
    })
  )

  it.effect("is titled after its id when it has no title", () =>
    Effect.gen(function* () {
      const { groupings } = yield* derive({ surgical_status: { column: "sex" } })
      expect(groupings[0]!.title).toBe("Surgical status")
    })
  )

  it.effect("fails on a column that the patients do not have, with the nearest name", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(derive({ g: { column: "sx" } }))
      expect(error.message).toBe('groupings.g: the patients have no column "sx": did you mean "sex"?')
    })
  )
})

describe("a binned grouping", () => {
  it.effect("includes the lower edge of a bin, not the upper", () =>
    Effect.gen(function* () {
      const age = yield* single({ column: "age", bins: [50, 65, 75] })
      expect(ids(age)).toEqual(["<50", "50-65", "65-75", ">=75"])
      expect(age.categories.map(({ label }) => label)).toEqual(["< 50", "50–65", "65–75", "≥ 75"])
      expect([...age.categoryOf]).toEqual([0, 1, 1, 2, 3, -1, 2])
      expect(age.unassigned).toBe(1)
    })
  )

  it.effect("leaves an empty text unassigned rather than reading it as 0", () =>
    Effect.gen(function* () {
      const site = yield* single({ column: "site", bins: [1.5] })
      expect([...site.categoryOf]).toEqual([1, 1, 1, 0, 1, -1, 1])
      expect(site.unassigned).toBe(1)
    })
  )
})

describe("a crossed grouping", () => {
  it.effect("has every combination, the first grouping slowest, and drops combinations without patients", () =>
    Effect.gen(function* () {
      const { groupings } = yield* derive({
        sex: { column: "sex", categories: { F: "Female", M: "Male" } },
        age: { column: "age", bins: [65] },
        both: { cross: ["sex", "age"] }
      })
      const both = groupings.find(({ id }) => id === "both")!
      expect(both.categories.map(({ id, label, patients }) => [id, label, patients])).toEqual([
        ["F & <65", "Female, < 65", 1],
        ["F & >=65", "Female, ≥ 65", 1],
        ["M & <65", "Male, < 65", 2],
        ["M & >=65", "Male, ≥ 65", 1]
      ])
      expect([...both.categoryOf]).toEqual([0, 2, 2, 1, 3, -1, -1])
      expect(both.unassigned).toBe(2)
    })
  )

  it.effect("is made of the raw categories, whatever the crossed groupings drop", () =>
    Effect.gen(function* () {
      const { groupings } = yield* derive(
        {
          sex: { column: "sex", minEventPatients: 2 },
          age: { column: "age", bins: [65] },
          both: { cross: ["sex", "age"] }
        },
        0
      )
      expect(groupings.map(({ id }) => id)).toEqual(["age", "both"])
      expect(ids(groupings[1]!)).toEqual(["F & <65", "F & >=65", "M & <65", "M & >=65", "X & >=65"])
    })
  )
})

describe("categories with too few event-bearing patients", () => {
  it.effect("are dropped with the reason, and their patients are in no cohort", () =>
    Effect.gen(function* () {
      const sex = yield* single({ column: "sex" }, 1)
      expect(ids(sex)).toEqual(["F", "M"])
      expect(sex.dropped).toEqual([
        {
          id: "X",
          label: "X",
          patients: 1,
          eventPatients: 0,
          reason: Message.of`${Message.count(0, "patient")} with an event, at least 1 required`
        }
      ])
      expect(sex.categoryOf[6]).toBe(-1)
      expect(sex.unassigned).toBe(1)
    })
  )

  it.effect("are judged by the grouping's own minimum where it has one", () =>
    Effect.gen(function* () {
      expect(ids(yield* single({ column: "sex", minEventPatients: 0 }, 2))).toEqual(["F", "M", "X"])
    })
  )

  it.effect("drop the whole grouping when fewer than two are left", () =>
    Effect.gen(function* () {
      const { dropped, groupings } = yield* derive({ sex: { column: "sex" } }, 2)
      expect(groupings).toEqual([])
      expect(dropped.map(({ reason, ...grouping }) => ({ ...grouping, reason: Message.text(reason) }))).toEqual([
        {
          id: "sex",
          title: "Sex",
          reason:
            "fewer than two categories are left (F: 1 patient with an event, at least 2 required; X: 0 patients with an event, at least 2 required)"
        }
      ])
    })
  )

  it.effect("are dropped when nobody is in them even if none are required", () =>
    Effect.gen(function* () {
      const sex = yield* single({ column: "sex", categories: { F: "F", M: "M", Z: "Z" } }, 0)
      expect(sex.dropped.map(({ id, reason }) => [id, Message.text(reason)])).toEqual([
        ["Z", "no patient in the test split"]
      ])
    })
  )
})

describe("counts", () => {
  it.effect("are of patients, evaluable events, labelled steps and positives", () =>
    Effect.gen(function* () {
      const { everyone, groupings } = yield* derive({ sex: { column: "sex" } })
      expect(everyone).toEqual({
        patients: 7,
        eventPatients: 3,
        events: 3,
        steps: 13,
        positives: 6,
        prevalence: 6 / 13,
        scoredEvery: 5
      })
      expect(groupings[0]!.categories[1]).toEqual({
        id: "M",
        label: "M",
        patients: 3,
        eventPatients: 2,
        events: 2,
        steps: 7,
        positives: 4,
        prevalence: 4 / 7,
        scoredEvery: 5
      })
    })
  )

  it.effect("are of the test split alone", () =>
    Effect.gen(function* () {
      const patients = ward.map((patient, i) => ({ ...patient, split: i < 4 ? ("test" as const) : ("train" as const) }))
      const { everyone, groupings } = yield* derive({ sex: { column: "sex" } }, 0, { patients })
      expect(everyone.patients).toBe(4)
      expect(groupings[0]!.categories.map(({ id, patients }) => [id, patients])).toEqual([
        ["F", 2],
        ["M", 2]
      ])
      expect(groupings[0]!.unassigned).toBe(0)
      expect([...groupings[0]!.categoryOf]).toEqual([0, 1, 1, 0, 1, -1, -1])
    })
  )

  it.effect("take patients with a positive label in place of event-bearing ones without events", () =>
    Effect.gen(function* () {
      const { everyone } = yield* derive({ sex: { column: "sex" } }, 0, { patients: ward, withoutEvents: true })
      expect(everyone).toMatchObject({ eventPatients: 3, events: null })
      const { dropped } = yield* derive({ sex: { column: "sex" } }, 3, { patients: ward, withoutEvents: true })
      expect(Message.text(dropped[0]!.reason)).toContain("F: 1 patient with a positive label, at least 3 required")
    })
  )

  it.effect("have no prevalence without labelled steps", () =>
    Effect.gen(function* () {
      const patients = [{ id: "a", scores: [0.5], labels: ".", attributes: { sex: "F" } }]
      const { everyone } = yield* derive({ sex: { column: "sex" } }, 0, { patients })
      expect(everyone.prevalence).toBeNull()
    })
  )

  it.effect("name the first of the smallest kept categories as the minority", () =>
    Effect.gen(function* () {
      expect((yield* single({ column: "sex", categories: { M: "M", F: "F" } })).minority).toBe(1)
      const age = yield* single({ column: "age", bins: [50, 65, 75] })
      expect(ids(age)[age.minority]).toBe("<50")
    })
  )
})

describe("events without a labelled step in their window", () => {
  it.effect("are counted apart, in the cohorts that have them alone", () =>
    Effect.gen(function* () {
      // Horizon 3: predictions end at step 2, so the window of an event at step 6 holds none, that of one at step 5 one.
      const late = (id: string, sex: string, start: number): PatientSketch => ({
        id,
        attributes: { sex },
        scores: [0.1, 0.2, 0.3],
        labels: start === 5 ? "001" : "000",
        events: [[start, start + 1]]
      })
      const { everyone, groupings } = yield* derive({ sex: { column: "sex" } }, 0, {
        patients: [late("a", "F", 5), late("b", "F", 6), late("c", "M", 5), late("d", "F", 9)]
      })
      expect(everyone).toMatchObject({ events: 4, notDetectable: 2 })
      const [women, men] = groupings[0]!.categories
      expect(women).toMatchObject({ events: 3, notDetectable: 2 })
      expect(men).not.toHaveProperty("notDetectable")
    })
  )
})

describe("what patients are made comparable by", () => {
  const groupings: Readonly<Record<string, GroupingConfig>> = {
    age: { column: "age", bins: [65] },
    sex: { column: "sex", categories: { F: "Female", M: "Male" } }
  }

  it.effect("is a grouping with all of its categories, or a column of its own", () =>
    Effect.gen(function* () {
      const shape = dataset({ patients: ward })
      const { caseMix } = yield* Cohorts.derive(
        shape,
        { groupings, minEventPatients: 2, caseMix: ["sex", { column: "age", title: "Years", bins: [50, 65] }] },
        evaluableEvents(shape)
      )
      expect(caseMix).toEqual([
        { id: "sex", title: "Sex", levels: ["Female", "Male"], levelOf: Int32Array.of(0, 1, 1, 0, 1, -1, -1) },
        { id: "age", title: "Years", levels: ["< 50", "50–65", "≥ 65"], levelOf: Int32Array.of(0, 1, 1, 2, 2, -1, 2) }
      ])
    })
  )

  it.effect("is nothing where the configuration names nothing", () =>
    Effect.gen(function* () {
      const { caseMix } = yield* derive(groupings)
      expect(caseMix).toBeUndefined()
    })
  )

  it.effect("is refused where the patients lack it, or where nearly every patient would be alone", () =>
    Effect.gen(function* () {
      const shape = dataset({
        patients: Array.from(
          { length: 60 },
          (_, i): PatientSketch => ({ id: String(100 + i), attributes: { weight: i }, ...without })
        )
      })
      const many = yield* Effect.flip(Cohorts.caseMixOf(shape, { groupings: {}, caseMix: [{ column: "weight" }] }))
      expect(many.problem).toContain("has 60 values, too many to compare patients within")
      const none = yield* Effect.flip(Cohorts.caseMixOf(shape, { groupings: {}, caseMix: [{ column: "wieght" }] }))
      expect(none.message).toMatch(/^caseMix\.wieght: the patients have no column "wieght"/u)
    })
  )
})
