import { describe, expect, it } from "@effect/vitest"
import { Disclosure, Stage } from "@fairward/core"
import { audit, findings, stored } from "@fairward/fixtures/Findings"
import { Effect, Schema } from "effect"
import * as Withholding from "../src/Withholding.ts"
import { membershipOf } from "./fixtures/Membership.ts"

const { Count, Crossed, Exposure, Least, Share, Steps } = Disclosure

const kept = ["a", "b", "c"]

const reported = (patients: number, eventPatients: number) => ({
  patients,
  eventPatients,
  events: eventPatients,
  steps: 12 * patients - 5 * eventPatients,
  positives: 4 * eventPatients,
  prevalence: (4 * eventPatients) / (12 * patients - 5 * eventPatients)
})

/** What is left of a stage's records of three cohorts with so many patients each, and of the audit's. */
const disclosed = (
  record: Schema.Codec<unknown, unknown>,
  records: ReadonlyArray<object>,
  sizes: ReadonlyArray<readonly [patients: number, withEvent: number]> = [
    [120, 60],
    [110, 50],
    [100, 40]
  ]
) =>
  Effect.gen(function* () {
    const stage = Stage.make({
      meta: { id: "s", title: "S", goal: "", version: "1.0.0", contract: "^2.0.0" },
      inputs: { needs: [] },
      options: Schema.Struct({}),
      findings: Schema.Struct({ cohorts: Schema.Array(record) }),
      analyse: () => Effect.die("not run"),
      report: () => ({ id: "s", title: "S", blocks: [] }),
      glossary: []
    })
    const total = (at: 0 | 1) => sizes.reduce((sum, size) => sum + size[at], 0)
    const given = findings(
      {
        s: stored({
          title: "S",
          status: "done",
          findings: {
            cohorts: records.map((one, i) => ({ grouping: "g", category: kept[i]!, ...one }))
          } as unknown as Schema.Json
        })
      },
      {
        droppedGroupings: [],
        everyone: reported(total(0), total(1)),
        dataset: { ...audit.dataset, patients: { all: total(0), test: total(0), train: 0 } },
        groupings: [
          {
            id: "g",
            title: "g",
            categories: sizes.map((size, i) => ({ id: kept[i]!, label: kept[i]!, ...reported(...size) })),
            dropped: [],
            unassigned: 0,
            minority: 0
          }
        ]
      }
    )
    const { audit: told, stages } = yield* Withholding.apply(given, [stage], {
      minimumCell: 10,
      membership: membershipOf(given.audit)
    })
    const { cohorts } = stages.s!.findings as unknown as {
      readonly cohorts: ReadonlyArray<Readonly<Record<string, unknown>>>
    }
    return { cohorts, rows: told.groupings[0]!.categories }
  })

const named = { grouping: Schema.String, category: Schema.String }

describe("counts that are related", () => {
  it.effect("do not tell the few that one has more than its part", () =>
    Effect.gen(function* () {
      const Record = Disclosure.within(Schema.Struct({ ...named, all: Count, known: Count }), "all", "known")
      const { cohorts } = yield* disclosed(Record, [
        { all: 80, known: 77 },
        { all: 70, known: 40 },
        { all: 60, known: 30 }
      ])
      expect(
        cohorts.filter(({ all, known }) => all !== null && known !== null && Number(all) - Number(known) < 10)
      ).toEqual([])
      expect(cohorts.filter(({ known }) => known === null).length).toBeGreaterThan(0)
    })
  )

  it.effect("do not tell the few that a list has more than what it contains", () =>
    Effect.gen(function* () {
      const Record = Schema.Struct({
        ...named,
        waits: Disclosure.nested(Schema.Array(Schema.Struct({ hours: Schema.String, waiting: Count })), ["waiting"])
      })
      const waits = (...counts: ReadonlyArray<number>) => ({
        waits: counts.map((waiting, i) => ({ hours: `${i}`, waiting }))
      })
      const { cohorts } = yield* disclosed(Record, [waits(80, 50, 46), waits(70, 50, 30), waits(60, 40, 20)])
      const told = (
        cohorts as ReadonlyArray<{ readonly waits: ReadonlyArray<{ readonly waiting: number | null }> }>
      ).map(({ waits }) => waits.map(({ waiting }) => waiting))
      expect(told[0]!.slice(1)).toContain(null)
    })
  )

  it.effect("do not tell a part by a sum that stands elsewhere", () =>
    Effect.gen(function* () {
      const parts = ["both", "lost", "gained", "neither"] as const
      const fields = { ...named, caught: Count, all: Count, both: Count, lost: Count, gained: Count, neither: Count }
      const Record = Disclosure.sum(Disclosure.parts(Schema.Struct(fields), "all", parts), ["both", "gained"])
      const record = (both: number, lost: number, gained: number, neither: number) => ({
        all: both + lost + gained + neither,
        caught: both + gained,
        both,
        lost,
        gained,
        neither
      })
      const { cohorts } = yield* disclosed(Record, [
        record(30, 20, 3, 40),
        record(31, 21, 32, 41),
        record(33, 22, 34, 42)
      ])
      const [{ both, caught, gained }] = cohorts as readonly [Readonly<Record<string, number | null>>]
      expect(gained).toBe(null)
      expect(both === null || caught === null).toBe(true)
    })
  )
})

describe("steps", () => {
  const Record = Schema.Struct({
    ...named,
    events: Schema.Struct({ missed: Count }),
    steps: Schema.Struct({ alarms: Steps, risk: Share }),
    days: Exposure
  })
  const records = [
    { events: { missed: 30 }, steps: { alarms: 700, risk: 0.25 }, days: 55.25 },
    { events: { missed: 40 }, steps: { alarms: 650, risk: 0.5 }, days: 50.5 },
    { events: { missed: 50 }, steps: { alarms: 600, risk: 0.75 }, days: 45.125 }
  ]

  const isUntold = ({ events }: Readonly<Record<string, unknown>>) =>
    (events as { readonly missed: number | null }).missed === null

  it.effect("are told of cohorts whose counts are", () =>
    Effect.gen(function* () {
      const { cohorts } = yield* disclosed(Record, records)
      expect(cohorts.map(({ days, steps }) => ({ days, steps }))).toEqual([
        { steps: { alarms: 700, risk: 0.25 }, days: 55.3 },
        { steps: { alarms: 650, risk: 0.5 }, days: 50.5 },
        { steps: { alarms: 600, risk: 0.75 }, days: 45.1 }
      ])
    })
  )

  it.effect("are withheld of a cohort of which a count of patients or events is, and shares of them are not", () =>
    Effect.gen(function* () {
      const { cohorts } = yield* disclosed(Record, [{ ...records[0]!, events: { missed: 3 } }, ...records.slice(1)])
      const untold = cohorts.filter(isUntold)
      expect(untold.length).toBeGreaterThan(0)
      for (const { days, steps } of untold) {
        expect(days).toBe(null)
        expect(steps).toMatchObject({ alarms: null, risk: expect.any(Number) })
      }
      expect(cohorts.filter((one) => (one.days === null) !== isUntold(one))).toEqual([])
    })
  )

  it.effect("and their prevalence do not tell patients or events of the audit's cohorts", () =>
    Effect.gen(function* () {
      const { cohorts, rows } = yield* disclosed(Record, records, [
        [200, 100],
        [110, 50],
        [90, 4]
      ])
      const untold = rows.filter(({ eventPatients, patients }) => eventPatients === null || patients === null)
      expect(untold.length).toBeGreaterThan(0)
      for (const { positives, prevalence, steps } of untold)
        expect([positives, prevalence, steps]).toEqual([null, null, null])
      expect(cohorts.filter(({ days }) => days === null).length).toBeGreaterThanOrEqual(untold.length)
    })
  )
})

describe("patients of a cohort in a group that is no cohort", () => {
  it.effect("are not counted", () =>
    Effect.gen(function* () {
      const Record = Schema.Struct({ ...named, old: Crossed })
      const { cohorts } = yield* disclosed(Record, [{ old: 50 }, { old: 30 }, { old: 0 }])
      expect(cohorts.map(({ old }) => old)).toEqual([null, null, null])
    })
  )
})

describe("the fewest behind a number", () => {
  it.effect("are said to be enough, and not how many", () =>
    Effect.gen(function* () {
      const Record = Schema.Struct({ ...named, fewest: Least, share: Share })
      const { cohorts } = yield* disclosed(Record, [
        { fewest: 48, share: 0.5 },
        { fewest: 9, share: 0.25 },
        { fewest: 0, share: null }
      ])
      expect(cohorts.map(({ fewest, share }) => [fewest, share])).toEqual([
        [10, 0.5],
        [null, null],
        [0, null]
      ])
    })
  )
})
