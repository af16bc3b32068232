import { describe, expect, it } from "@effect/vitest"
import { Disclosure, Message, Stage } from "@fairward/core"
import type { AuditFindings, ReportedGrouping } from "@fairward/core/AuditFindings"
import { Comparison } from "@fairward/core/Comparison"
import { ComparedGrouping } from "@fairward/core/ComparisonTables"
import { type Block, count, paragraph } from "@fairward/core/ReportDocument"
import { AuditReport } from "@fairward/document"
import { audit, findings, stored } from "@fairward/fixtures/Findings"
import { factOf, sectionOf, tableOf, textOf } from "@fairward/fixtures/Text"
import { Effect, Schema } from "effect"
import { disclosedComparisons, type Populations } from "../src/internal/comparisons.ts"
import * as Withholding from "../src/Withholding.ts"
import { membershipOf } from "./fixtures/Membership.ts"
import { seeded } from "./fixtures/Seeded.ts"

const minimum = 10
const isSmall = (value: number | null) => value !== null && value > 0 && value < minimum

const counts = (patients: number, eventPatients: number) => ({
  patients,
  eventPatients,
  events: eventPatients * 2,
  steps: patients * 100,
  positives: eventPatients * 30,
  prevalence: patients === 0 ? null : (eventPatients * 30) / (patients * 100)
})

interface Row {
  readonly id: string
  readonly patients: number
  readonly eventPatients: number
}

const grouping = (
  id: string,
  rows: ReadonlyArray<Row>,
  more: { readonly dropped?: ReadonlyArray<Row>; readonly unassigned?: number } = {}
): ReportedGrouping => ({
  id,
  title: id,
  categories: rows.map(({ eventPatients, id, patients }) => ({ id, label: id, ...counts(patients, eventPatients) })),
  dropped: (more.dropped ?? []).map((row) => ({
    ...row,
    label: row.id,
    reason: Message.of`${Message.count(row.eventPatients, "patient")} with an event, at least 1 required`
  })),
  unassigned: more.unassigned ?? 0,
  minority: 0
})

const totalOf = (rows: ReadonlyArray<Row>) => ({
  patients: rows.reduce((sum, { patients }) => sum + patients, 0),
  eventPatients: rows.reduce((sum, { eventPatients }) => sum + eventPatients, 0)
})

const audited = (
  groupings: ReadonlyArray<ReportedGrouping>,
  all: { readonly patients: number; readonly eventPatients: number },
  stages: AuditFindings["stages"] = {}
): AuditFindings =>
  findings(stages, {
    groupings,
    droppedGroupings: [],
    everyone: counts(all.patients, all.eventPatients),
    dataset: { ...audit.dataset, patients: { all: all.patients * 2, test: all.patients, train: all.patients } }
  })

const row = (id: string, patients: number, eventPatients: number): Row => ({ id, patients, eventPatients })

/** A cell as somebody sees it who has the disclosed findings and knows how they are made. */
interface Seen {
  low: number
  high: number
}

const seen = (value: number | null, isBelow: boolean): Seen =>
  value === null ? { low: 1, high: isBelow ? minimum - 1 : Number.POSITIVE_INFINITY } : { low: value, high: value }

/** What is promised of a small count: it could be large, or any small one; one that is not printed, none or nearly any. */
const isKept = ({ high, low }: Seen, isPrinted: boolean): boolean =>
  high >= minimum || (high >= minimum - 1 && low <= 1) || (!isPrinted && high >= minimum - 2 && low === 0)

/** Narrows the first of the cells, which are the last of them less all others, and so on with every cell, until it stays. */
const narrow = (sums: ReadonlyArray<{ readonly parts: ReadonlyArray<Seen>; readonly total: Seen }>) => {
  let changed = true
  const set = (cell: Seen, low: number, high: number) => {
    if (low > cell.low) {
      cell.low = low
      changed = true
    }
    if (high < cell.high) {
      cell.high = high
      changed = true
    }
  }
  for (let round = 0; changed && round < 200; round++) {
    changed = false
    for (const { parts, total } of sums) {
      const sum = (of: "low" | "high", but?: Seen) =>
        parts.reduce((all, part) => (part === but ? all : all + part[of]), 0)
      set(total, sum("low"), sum("high"))
      for (const part of parts) set(part, total.low - sum("high", part), total.high - sum("low", part))
    }
  }
}

/** Patients, those with an event and those without, of each row by what can be told from the disclosed audit. */
const attacked = (
  { audit: { everyone, groupings } }: AuditFindings,
  crossed: Readonly<Record<string, ReadonlyArray<string>>> = {}
) => {
  const exactly = (value: number): Seen => ({ low: value, high: value })
  const unknown = (): Seen => ({ low: 0, high: Number.POSITIVE_INFINITY })
  const rows = groupings.map((one) => ({
    id: one.id,
    rows: [
      ...[...one.categories, ...one.dropped].map(({ below = [], eventPatients, id, patients }) => ({
        id: id as string | undefined,
        patients: seen(patients, below.includes("patients")),
        with: seen(eventPatients, below.includes("eventPatients")),
        without: unknown()
      })),
      {
        id: undefined,
        patients: seen(one.unassigned, one.below?.includes("unassigned") === true),
        with: unknown(),
        without: unknown()
      }
    ]
  }))
  const kinds = ["patients", "with", "without"] as const
  const all = {
    patients: exactly(everyone.patients!),
    with: everyone.eventPatients === null ? unknown() : exactly(everyone.eventPatients),
    without: everyone.eventPatients === null ? unknown() : exactly(everyone.patients! - everyone.eventPatients)
  }
  const margins = rows.flatMap(({ id, rows: cells }) =>
    (crossed[id] ?? []).flatMap((part, at) =>
      rows
        .find((one) => one.id === part)!
        .rows.filter((one) => one.id !== undefined)
        .flatMap((total) => {
          const own = cells.filter((cell) => cell.id?.split(" & ")[at] === total.id)
          return kinds.map((kind) => ({ parts: own.map((cell) => cell[kind]), total: total[kind] }))
        })
    )
  )
  narrow([
    ...rows.flatMap(({ rows }) => rows.map((cell) => ({ parts: [cell.with, cell.without], total: cell.patients }))),
    ...rows.flatMap(({ rows }) => kinds.map((kind) => ({ parts: rows.map((cell) => cell[kind]), total: all[kind] }))),
    ...margins
  ])
  return rows
}

const disclose = (given: AuditFindings, stages: ReadonlyArray<Stage.Any> = []) =>
  Withholding.apply(given, stages, { minimumCell: minimum, membership: membershipOf(given.audit) })

describe("counts of cohorts", () => {
  it.effect(
    "cannot be told from sums where they are small, nor can those of patients without event, in any of 200 audits",
    () =>
      Effect.gen(function* () {
        const draw = seeded(3)
        let hidden = 0
        for (let trial = 0; trial < 200; trial++) {
          const size = () => (draw(3) === 0 ? draw(14) : 20 + draw(200))
          const random = (id: string) => {
            const patients = size()
            return row(id, patients, draw(4) === 0 ? Math.max(0, patients - draw(12)) : draw(patients + 1))
          }
          const kept = Array.from({ length: 2 + draw(5) }, (_, i) => random(`k${i}`))
          const dropped = draw(2) === 0 ? [] : [random("d")]
          const none = random("none")
          const all = totalOf([...kept, ...dropped, none])
          const given = audited([grouping("g", kept, { dropped, unassigned: none.patients })], all)
          const disclosed = yield* disclose(given)
          const [told] = attacked(disclosed)
          const truth = [...kept, ...dropped, none]
          told!.rows.forEach((cell, i) => {
            const { eventPatients, patients } = truth[i]!
            const isPrinted = cell.id !== undefined
            for (const [seen, value, isListed] of [
              [cell.patients, patients, true],
              [cell.with, eventPatients, isPrinted],
              [cell.without, patients - eventPatients, false]
            ] as const) {
              expect(seen.low).toBeLessThanOrEqual(value)
              expect(seen.high).toBeGreaterThanOrEqual(value)
              if (!isSmall(value)) continue
              hidden++
              expect(isKept(seen, isListed), JSON.stringify([seen, truth])).toBe(true)
            }
          })
          for (const { categories, dropped, unassigned } of disclosed.audit.groupings) {
            expect(isSmall(unassigned)).toBe(false)
            for (const { eventPatients, patients } of [...categories, ...dropped]) {
              expect([patients, eventPatients].filter(isSmall)).toEqual([])
            }
          }
        }
        expect(hidden).toBeGreaterThan(200)
      })
  )

  it.effect("of crossed groupings cannot be told from those that they cross", () =>
    Effect.gen(function* () {
      const draw = seeded(5)
      let hidden = 0
      for (let trial = 0; trial < 60; trial++) {
        const cells = ["F", "M"].flatMap((sex) =>
          ["young", "middle", "old"].map((age) => {
            const patients = draw(4) === 0 ? 1 + draw(12) : 60 + draw(100)
            return row(`${sex} & ${age}`, patients, Math.floor(patients / 2))
          })
        )
        const margin = (at: number, id: string) => {
          const own = totalOf(cells.filter((cell) => cell.id.split(" & ")[at] === id))
          return row(id, own.patients, own.eventPatients)
        }
        const given = audited(
          [
            grouping(
              "sex",
              ["F", "M"].map((id) => margin(0, id))
            ),
            grouping(
              "age",
              ["young", "middle", "old"].map((id) => margin(1, id))
            ),
            grouping("both", cells)
          ],
          totalOf(cells)
        )
        const crossed = { both: ["sex", "age"] }
        const disclosed = yield* disclose(given)
        const [, , told] = attacked(disclosed, crossed)
        cells.forEach(({ patients }, i) => {
          if (!isSmall(patients)) return
          hidden++
          expect(isKept(told!.rows[i]!.patients, true), JSON.stringify(cells)).toBe(true)
        })
      }
      expect(hidden).toBeGreaterThan(40)
    })
  )

  it.effect("of two groupings of one column do not tell the patients between their edges", () =>
    Effect.gen(function* () {
      const ages = [
        { age: "young", patients: 60, eventPatients: 25 },
        { age: "50", patients: 1, eventPatients: 0 },
        { age: "old", patients: 90, eventPatients: 40 }
      ]
      const all = { patients: 151, eventPatients: 65 }
      const given = audited(
        [
          grouping("below50", [row("<50", 60, 25), row(">=50", 91, 40)]),
          grouping("below51", [row("<51", 61, 25), row(">=51", 90, 40)])
        ],
        all
      )
      const of = (ids: ReadonlyArray<number>) => ({
        categoryOf: Int16Array.from(ages.flatMap(({ patients }, a) => Array<number>(patients).fill(ids[a]!))),
        droppedOf: new Int16Array(all.patients).fill(-1)
      })
      const membership = {
        patients: all.patients,
        test: Int32Array.from({ length: all.patients }, (_, i) => i),
        hasEvent: Uint8Array.from(
          ages.flatMap(({ eventPatients, patients }) =>
            Array.from({ length: patients }, (_, i) => Number(i < eventPatients))
          )
        ),
        groupings: [of([0, 1, 1]), of([0, 0, 1])]
      }
      const { groupings } = (yield* Withholding.apply(given, [], { minimumCell: minimum, membership })).audit
      const shown = groupings.map(({ categories }) => categories.map(({ patients }) => patients))
      // One of the groupings may be shown, and only one.
      expect(shown.filter((own) => own.every((patients) => patients === null))).toHaveLength(1)
      expect(shown.filter((own) => own.every((patients) => patients !== null))).toHaveLength(1)
    })
  )

  it.effect("stay where nothing is small, and small ones take the next smallest with them", () =>
    Effect.gen(function* () {
      const large = audited([grouping("g", [row("a", 100, 50), row("b", 80, 20)])], {
        patients: 180,
        eventPatients: 70
      })
      expect((yield* disclose(large)).audit.groupings).toEqual(large.audit.groupings)
      const one = audited([grouping("g", [row("a", 100, 50), row("b", 80, 40), row("c", 7, 3)])], {
        patients: 187,
        eventPatients: 93
      })
      const [{ categories }] = (yield* disclose(one)).audit.groupings as readonly [ReportedGrouping]
      expect(
        categories.map(({ below, eventPatients, events, patients, steps }) => [
          patients,
          eventPatients,
          events,
          steps,
          below
        ])
      ).toEqual([
        [100, 50, 100, 10000, undefined],
        [null, null, null, null, undefined],
        [null, null, null, null, ["patients", "eventPatients"]]
      ])
    })
  )
})

const side = (estimate: number, bearing: number) => ({
  estimate,
  median: estimate,
  q1: estimate - 0.02,
  q3: estimate + 0.02,
  low: estimate - 0.05,
  high: estimate + 0.05,
  replicates: 1000,
  bearing
})

const comparison = (
  category: string,
  values: readonly [cohort: number, rest: number],
  bearing: readonly [cohort: number, rest: number],
  change: Partial<Comparison> = {}
): Comparison => ({
  grouping: "g",
  category,
  metric: "event_recall",
  sense: "higher",
  cohort: side(values[0], bearing[0]),
  rest: side(values[1], bearing[1]),
  difference: values[0] - values[1],
  delta: Math.abs(values[0] - values[1]),
  direction: values[0] < values[1] ? "worse" : "better",
  mannWhitney: { p: 0.5, alpha: 0.001, significant: false },
  interval: {
    low: -0.3,
    high: 0.1234567,
    level: 0.95,
    adjustedP: 0.02,
    joint: { family: "rates", share: 0.4, standardError: 0.0634567, criticalValue: 3.3456, loadings: "AQID" }
  },
  detectable: 0.0712345,
  margin: 0.05,
  verdict: "inconclusive",
  ...change
})

const Findings = Schema.Struct({
  everyone: Disclosure.everyone(
    Schema.Struct({ patients: Disclosure.Count, share: Disclosure.Estimate }),
    "groupings/categories"
  ),
  groupings: Schema.Array(ComparedGrouping),
  cohorts: Schema.Array(
    Disclosure.parts(
      Schema.Struct({
        grouping: Schema.String,
        category: Schema.String,
        events: Disclosure.Count,
        detected: Disclosure.Count,
        missed: Disclosure.Count,
        share: Disclosure.Share,
        mean: Disclosure.Value
      }),
      "events",
      ["detected", "missed"]
    )
  ),
  curves: Schema.Array(
    Schema.Struct({ grouping: Schema.String, category: Schema.String, y: Schema.Array(Disclosure.Estimate) })
  ),
  reason: Disclosure.Remark,
  comparisons: Schema.Array(Comparison)
})

const report = (found: typeof Findings.Type): ReadonlyArray<Block> => [
  paragraph(count(found.everyone.patients), ` patients, in words ${found.cohorts[2]?.events}`),
  {
    _tag: "Table",
    id: "s-table",
    caption: `Events, smallest ${found.cohorts[2]?.events}`,
    columns: [{ key: "events", title: "Events", type: { _tag: "integer" } }],
    rows: found.cohorts.map(({ detected, events }) => ({
      events,
      share: { value: detected / events, note: `of ${events}` }
    }))
  },
  {
    _tag: "Chart",
    id: "s-chart",
    spec: { data: { values: found.cohorts.map(({ events, mean }) => ({ events, mean })) } },
    caption: "c",
    alt: `Mean of ${found.cohorts[2]?.events} events`
  }
]

const stage = Stage.make({
  meta: { id: "s", title: "S", goal: "G.", version: "1.0.0", contract: "^2.0.0" },
  inputs: { needs: ["predictions"] },
  options: Schema.Struct({}),
  findings: Findings,
  analyse: () => Effect.die("not run"),
  report: (found) => ({ id: "s", title: "S", blocks: report(found) }),
  glossary: []
})

const rows = [row("a", 400, 200), row("b", 300, 120), row("c", 7, 4), row("d", 90, 40)]

const numbers: typeof Findings.Encoded = {
  everyone: { patients: 797, share: 0.8123456 },
  groupings: [
    {
      id: "g",
      title: "g",
      categories: rows.map(({ eventPatients, id, patients }) => ({ id, label: id, patients, eventPatients })),
      minority: 2
    }
  ],
  cohorts: [
    { grouping: "g", category: "a", events: 400, detected: 320, missed: 80, share: 0.8, mean: 0.123456 },
    { grouping: "g", category: "b", events: 240, detected: 237, missed: 3, share: 0.9875, mean: 0.223456 },
    { grouping: "g", category: "c", events: 8, detected: 6, missed: 2, share: 0.75, mean: 0.323456 },
    { grouping: "g", category: "d", events: 80, detected: 50, missed: 30, share: 0.625, mean: 0.423456 }
  ],
  curves: rows.map(({ id }) => ({ grouping: "g", category: id, y: [0.1, 0.2] })),
  reason: "3 patients have no value, 40 events were left out in more than 5 % of the replicates",
  comparisons: [
    comparison("a", [0.8123456, 0.71], [200, 164]),
    comparison("b", [237 / 240, 0.74321], [120, 244], { verdict: "better" }),
    comparison("c", [0.75, 0.8], [4, 360], { verdict: "too small", reason: "only 4 patients count in the cohort" }),
    comparison("d", [0.625, 0.83], [40, 324], { verdict: "material" })
  ]
}

const planted = () =>
  audited([grouping("g", rows)], totalOf(rows), {
    s: stored({ title: "S", status: "done", findings: JSON.parse(JSON.stringify(numbers)) })
  })

const disclosedNumbers = Effect.map(
  disclose(planted(), [stage]),
  ({ stages }) => stages.s!.findings as unknown as typeof Findings.Encoded
)

describe("findings of a stage", () => {
  it.effect("are as with plain schemas where nothing is withheld", () =>
    Effect.gen(function* () {
      const codec = Schema.toCodecJson(Findings)
      const decoded = yield* Schema.decodeUnknownEffect(codec)(numbers)
      expect(JSON.stringify(yield* Schema.encodeEffect(codec)(decoded))).toBe(JSON.stringify(numbers))
      expect(
        yield* Effect.flip(Schema.decodeUnknownEffect(codec)({ ...numbers, everyone: { patients: 1.5, share: 1 } }))
      ).toBeDefined()
    })
  )

  it.effect(
    "lose small counts, those that give them away, what is beside them, curves of small cohorts, and texts",
    () =>
      Effect.gen(function* () {
        const { cohorts, curves, everyone, groupings, reason } = yield* disclosedNumbers
        expect(groupings[0]!.categories.map(({ eventPatients, patients }) => [patients, eventPatients])).toEqual([
          [400, 200],
          [300, 120],
          [null, null],
          [null, null]
        ])
        expect(
          cohorts.map(({ detected, events, mean, missed, share }) => [events, detected, missed, share, mean])
        ).toEqual([
          [400, 320, 80, 0.8, 0.123],
          [240, null, null, null, 0.223],
          [null, null, null, null, null],
          [null, null, null, null, null]
        ])
        expect(curves.map(({ y }) => y)).toEqual([
          [0.1, 0.2],
          [0.1, 0.2],
          [null, null],
          [null, null]
        ])
        expect(everyone).toEqual({ patients: 797, share: 0.812 })
        expect(reason).toBe("withheld")
      })
  )

  it.effect("lose a second count where cohorts do not say which they are, in however short a list of groupings", () =>
    Effect.gen(function* () {
      const Nested = Schema.Struct({
        groupings: Schema.Array(Schema.Struct({ cohorts: Schema.Array(Schema.Struct({ patients: Disclosure.Count })) }))
      })
      const stage = Stage.make({
        meta: { id: "nested", title: "Nested", goal: "", version: "1.0.0", contract: "^2.0.0" },
        inputs: { needs: [] },
        options: Schema.Struct({}),
        findings: Nested,
        analyse: () => Effect.succeed({ groupings: [] }),
        report: () => ({ id: "nested", title: "Nested", blocks: [] }),
        glossary: []
      })
      const left = Effect.fnUntraced(function* (groupings: ReadonlyArray<ReadonlyArray<number>>) {
        const of = { groupings: groupings.map((own) => ({ cohorts: own.map((patients) => ({ patients })) })) }
        const { stages } = yield* disclose(
          audited(
            [],
            { patients: 53, eventPatients: 20 },
            { nested: stored({ title: "Nested", status: "done", findings: of }) }
          ),
          [stage]
        )
        const { groupings: kept } = stages.nested!.findings as Schema.Codec.Encoded<typeof Nested>
        return kept.map(({ cohorts }) => cohorts.map(({ patients }) => patients))
      })
      expect(yield* left([[30, 20, 3]])).toEqual([[30, null, null]])
      const [first] = yield* left([
        [30, 20, 3],
        [28, 25]
      ])
      expect(first![2]).toBe(null)
      expect(first!.filter((patients) => patients === null).length).toBeGreaterThan(1)
    })
  )

  it.effect("keep the verdicts of comparisons that lose their numbers", () =>
    Effect.gen(function* () {
      const [a, b, c, d] = (yield* disclosedNumbers).comparisons
      expect(a).toMatchObject({ cohort: { estimate: 0.82 }, rest: { estimate: 0.72 }, verdict: "inconclusive" })
      const { high, joint, low } = a!.interval!
      expect(joint).toEqual({ family: "rates", share: 0.4, standardError: expect.anything(), criticalValue: 3.35 })
      expect(joint!.standardError).toBeCloseTo((high - low) / (2 * 3.35), 4)
      for (const one of [b, c, d]) {
        expect(one).toMatchObject({ difference: null, delta: null, interval: null, detectable: null, direction: null })
        expect([one!.cohort, one!.rest].flatMap(({ estimate, median, q1 }) => [estimate, median, q1])).toEqual(
          Array(6).fill(null)
        )
      }
      expect(b).toMatchObject({ verdict: "not estimable", withheld: "better" })
      expect(c).toMatchObject({ verdict: "too small" })
      expect(c!.withheld).toBeUndefined()
      expect(c!.reason).not.toMatch(/\d/u)
      expect(d).toMatchObject({ verdict: "not estimable", withheld: "material" })
      expect(JSON.stringify(yield* disclosedNumbers)).not.toContain('"bearing"')
    })
  )

  it.effect("have no verdict that would tell, beside what else is said, how few have an event", () =>
    Effect.gen(function* () {
      const verdicts = Effect.fnUntraced(function* (
        withEvent: readonly [number, number],
        verdict: "too small" | "worse"
      ) {
        const own = [row("a", 100, withEvent[0]), row("b", 120, withEvent[1])]
        const given = audited(
          [grouping("g", own, { unassigned: 5 })],
          { patients: 225, eventPatients: withEvent[0] + withEvent[1] + 4 },
          {
            s: stored({
              title: "S",
              status: "done",
              findings: JSON.parse(
                JSON.stringify({
                  ...numbers,
                  groupings: [],
                  cohorts: [],
                  curves: [],
                  comparisons: [
                    comparison("a", [0.5, 0.6], withEvent, { verdict }),
                    comparison("b", [0.6, 0.5], [withEvent[1], withEvent[0]], { verdict })
                  ]
                })
              )
            })
          }
        )
        const { audit, stages } = yield* disclose(given, [stage])
        const { comparisons } = stages.s!.findings as unknown as typeof Findings.Encoded
        return {
          isSaidSmall: audit.groupings[0]!.below?.includes("unassigned") === true,
          isJudged: comparisons.some(({ verdict: said, withheld }) => [said, withheld].includes(verdict))
        }
      })
      // That a has fewer than 30 tells that at least 4 of those without a value have an event; there are 5.
      const few = yield* verdicts([29, 31], "too small")
      expect(few.isSaidSmall && few.isJudged).toBe(false)
      // That a has at least 30 tells that at most 4 of them have one.
      expect((yield* verdicts([30, 31], "worse")).isJudged).toBe(false)
      expect((yield* verdicts([60, 61], "worse")).isJudged).toBe(true)
    })
  )

  it("say of shares what they were rounded to: at least two of the patients of the smaller side", () => {
    const populations: Populations = {
      of: () => ({ patients: 800, eventPatients: 60, events: 60 }),
      rest: () => ({ patients: 400, eventPatients: 60, events: 60 })
    }
    const roundingOf = (values: readonly [number, number], bearing: readonly [number, number]) =>
      disclosedComparisons(
        [comparison("a", values, bearing)],
        { numbers: new Set(), verdicts: new Set() },
        () => false,
        populations,
        10,
        1000
      )[0]!
    expect(roundingOf([0.812, 0.404], [100, 300])).toMatchObject({
      rounding: 0.02,
      cohort: { estimate: 0.82 },
      rest: { estimate: 0.4 }
    })
    expect(roundingOf([7.82, 6.16], [100, 300])).not.toHaveProperty("rounding")
  })

  it("keep a margin as declared; one that is a fifth of everyone's value to one digit, or not at all of small numbers", () => {
    const populations = (eventPatients: number): Populations => ({
      of: () => ({ patients: 800, eventPatients, events: eventPatients }),
      rest: () => ({ patients: 400, eventPatients, events: eventPatients })
    })
    const toldOf = (margin: number | null, eventPatients: number) =>
      disclosedComparisons(
        [comparison("a", [0.8, 0.7], [100, 100], { margin })],
        { numbers: new Set(), verdicts: new Set() },
        () => false,
        populations(eventPatients),
        10,
        1000
      )[0]!.margin
    expect([toldOf(0.05, 60), toldOf(30, 60), toldOf(null, 60)]).toEqual([0.05, 30, null])
    // 37 of 300 events are missed: 0.2 x 37 / 300, of which one digit leaves 30 to 45 open, no range of ten.
    expect(toldOf((0.2 * 37) / 300, 300)).toBe(null)
    // 137 of 1,000: one digit leaves 125 to 175 open.
    expect(toldOf((0.2 * 137) / 1000, 1000)).toBe(0.03)
  })

  it.effect("are left out of the report when their schema does not say what is a count", () =>
    Effect.gen(function* () {
      const { measures: _, ...described } = stage
      const silent = Stage.make({
        ...described,
        findings: Schema.Struct({ groupings: Schema.Array(ComparedGrouping), patients: Schema.Int }),
        analyse: () => Effect.die("not run"),
        report: () => ({ id: "s", title: "S", blocks: [] })
      })
      const { stages } = yield* disclose(planted(), [silent])
      expect(stages.s).toMatchObject({
        status: "skipped",
        reason: [expect.stringContaining("does not say what"), expect.anything(), expect.anything()]
      })
      expect(stages.s).not.toHaveProperty("findings")
      const nothing = Stage.make({
        ...described,
        findings: Disclosure.none(Schema.Struct({ reason: Schema.String })),
        analyse: () => Effect.die("not run"),
        report: () => ({ id: "s", title: "S", blocks: [] })
      })
      expect((yield* disclose(planted(), [nothing])).stages.s).toMatchObject({ status: "done" })
    })
  )

  it.effect("are left out when the stage cannot draw what is left of them", () =>
    Effect.gen(function* () {
      const fragile = Stage.make({
        ...stage,
        report: ({ curves }: typeof Findings.Type) => ({
          id: "s",
          title: "S",
          blocks: [paragraph(`${curves.find(({ category }) => category === "c")!.y[0]!.toFixed(1)}`)]
        })
      })
      expect((yield* disclose(planted(), [fragile])).stages.s).toMatchObject({ status: "skipped" })
    })
  )
})

describe("the report of disclosed findings", () => {
  it.effect("says where something is withheld, and has no number of it anywhere", () =>
    Effect.gen(function* () {
      const disclosed = yield* disclose(planted(), [stage])
      const document = yield* AuditReport.assemble(disclosed, [stage])
      expect(JSON.stringify(document)).not.toContain("NaN")
      expect(textOf(document, "s")).toContain("797 patients, in words withheld")
      const table = tableOf(sectionOf(document, "s"), "s-table")
      expect(table.caption).toBe("Events, smallest withheld")
      expect(table.rows[2]).toEqual({
        events: { value: null, note: "withheld" },
        share: { value: null, note: "withheld" }
      })
      const chart = sectionOf(document, "s").blocks.find(({ _tag }) => _tag === "Chart")
      expect(chart).toMatchObject({
        spec: { data: { values: [{ events: 400 }, {}, { events: null, mean: null }, {}] } }
      })
      const population = tableOf(sectionOf(document, "population"), "population-1-table").rows
      expect(population[3]).toMatchObject({
        patients: { value: null, note: "< 10" },
        eventPatients: { value: null, note: "< 10" },
        events: { value: null, note: "withheld" },
        prevalence: { value: null, note: "withheld" },
        share: null
      })
      expect(population[4]).toMatchObject({ patients: { value: null, note: "withheld" } })
      expect(factOf(document, "Small counts")).toBe("below 10, and what would give them away, are withheld")
      expect(textOf(document, "key-findings")).toContain("Small counts are withheld: those below 10")
      expect(textOf(document, "provenance")).toContain("Small counts are withheld.")
    })
  )

  it.effect("counts a withheld verdict among those of its cohort", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(yield* disclose(planted(), [stage]), [stage])
      expect(tableOf(sectionOf(document, "key-findings"), "key-findings-cohorts").rows).toEqual([
        { cohort: "d (g)", s: { value: "1 of 1", mark: "worse", note: "1 material" } }
      ])
    })
  )

  it.effect("names no count below the minimum, whatever is planted", () =>
    Effect.gen(function* () {
      for (let small = 1; small < minimum; small++) {
        const own = [row("a", 400, 200), row("b", 300, 120), row("c", 40, small), row("d", small, 0)]
        const all = totalOf(own)
        const given = audited([grouping("g", own, { dropped: [row("e", small, small)], unassigned: small })], {
          patients: all.patients + 2 * small,
          eventPatients: all.eventPatients + small
        })
        const document = yield* AuditReport.assemble(yield* disclose(given), [])
        const cells = tableOf(sectionOf(document, "population"), "population-1-table").rows.flatMap((cells) =>
          ["patients", "eventPatients", "events"].map((key) => {
            const cell = cells[key]
            return typeof cell === "object" && cell !== null && "value" in cell ? cell.value : cell
          })
        )
        expect(cells.filter((value) => typeof value === "number" && value > 0 && value < minimum)).toEqual([])
        for (const section of ["key-findings", "population"]) {
          expect(textOf(document, section)).not.toMatch(
            new RegExp(`(?<![\\d,.])${small} (?:patient|event)|\\(${small}\\)`, "u")
          )
        }
      }
    })
  )
})

describe("numbers that are shown beside withheld ones", () => {
  it.effect("are rounded so that at least two counts would read the same", () =>
    Effect.gen(function* () {
      const draw = seeded(17)
      for (let trial = 0; trial < 50; trial++) {
        const bearing = 60 + draw(900)
        const part = Math.floor(bearing / 3) + draw(Math.floor(bearing / 3))
        const published = function* (count: number) {
          const given = planted()
          const one = comparison("a", [count / bearing, 0.5], [bearing, 5000])
          const s = stored({
            title: "S",
            status: "done",
            findings: JSON.parse(JSON.stringify({ ...numbers, comparisons: [one] }))
          })
          const { stages } = yield* disclose({ ...given, stages: { s } }, [stage])
          return (stages.s!.findings as unknown as typeof Findings.Encoded).comparisons[0]!.cohort.estimate!
        }
        const value = yield* published(part)
        expect(Math.abs(value - part / bearing)).toBeLessThan(2.5 / bearing)
        const neighbours = [yield* published(part - 1), yield* published(part + 1)]
        expect(neighbours, `${part} of ${bearing}`).toContain(value)
      }
    })
  )
})

describe("events without a prediction", () => {
  const recall = { all: 0.123456, detectable: 0.234567 }
  const withMissing = (missing: ReadonlyArray<number>, unassigned = 0) => {
    const rows = missing.map((_, i) => row(`c${i}`, 200, 100))
    const inNone = { patients: unassigned * 20, eventPatients: unassigned * 10 }
    const own = grouping("g", rows, { unassigned: inNone.patients })
    const { eventPatients, patients } = totalOf(rows)
    const all = audited([own], {
      patients: patients + inNone.patients,
      eventPatients: eventPatients + inNone.eventPatients
    })
    return {
      ...all,
      audit: {
        ...all.audit,
        everyone: {
          ...all.audit.everyone,
          events: 200 * missing.length + 10 * unassigned,
          notDetectable: missing.reduce((sum, count) => sum + count, unassigned),
          eventRecall: recall
        },
        groupings: [
          {
            ...own,
            categories: own.categories.map((category, i) => ({
              ...category,
              ...(missing[i] === 0 ? {} : { notDetectable: missing[i]! }),
              eventRecall: recall
            }))
          }
        ]
      }
    }
  }
  const told = (missing: ReadonlyArray<number>, unassigned?: number) =>
    disclose(withMissing(missing, unassigned)).pipe(
      Effect.map(({ audit: { everyone, groupings } }) => ({
        everyone: everyone.notDetectable,
        cohorts: groupings[0]!.categories.map(({ notDetectable = 0 }) => notDetectable),
        recall: groupings[0]!.categories.map(({ eventRecall }) => eventRecall!.all)
      }))
    )

  it.effect("are told where they are many in every cohort, with event recall rounded", () =>
    Effect.gen(function* () {
      expect(yield* told([20, 0, 60])).toEqual({ everyone: 80, cohorts: [20, 0, 60], recall: [0.12, 0.12, 0.12] })
    })
  )

  it.effect("are withheld in all cohorts where they are few in one, since the sum would give it away", () =>
    Effect.gen(function* () {
      const withheld = { cohorts: [null, null, null], recall: [null, null, null] }
      expect(yield* told([20, 3, 60])).toEqual({ everyone: 83, ...withheld })
      expect(yield* told([20, 196, 60])).toEqual({ everyone: 276, ...withheld })
      expect(yield* told([20, 30, 60], 2)).toEqual({ everyone: 112, ...withheld })
      expect(yield* told([0, 3, 0])).toEqual({ everyone: null, ...withheld })
    })
  )

  it.effect("of labels that contradict are withheld where few steps do", () =>
    Effect.gen(function* () {
      const all = withMissing([20, 20, 20])
      const labels = {
        from: "column",
        positives: 1200,
        contradictions: [
          { kind: "positive-after-event", steps: 44 },
          { kind: "positive-too-early", steps: 3 }
        ]
      } as const
      const disclosed = yield* disclose({ ...all, audit: { ...all.audit, dataset: { ...all.audit.dataset, labels } } })
      expect(disclosed.audit.dataset.labels!.contradictions.map(({ steps }) => steps)).toEqual([44, null])
    })
  )
})
