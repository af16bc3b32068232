import {
  Audit,
  AuditFindings,
  Cohorts,
  Compute,
  type Dataset,
  Detection,
  Disclosure,
  ReportDocument
} from "@fairward/core"
import { Withholding } from "@fairward/disclosure"
import { Effect, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { Findings } from "../src/Findings.ts"
import clinicalSafety from "../src/index.ts"
import { configOf } from "./fixtures/Audits.ts"
import { datasetOf, grouping, type PatientSketch } from "./fixtures/Sketch.ts"

const minimum = 10

const isSmall = (count: number): boolean => count > 0 && count < minimum

const hours = 24

const horizonSteps = 6

/** A patient of a day; `sick`: with an event at hour 20. Hours have high scores where listed. */
const patientOf = (category: string, sick: boolean, high: ReadonlyArray<number>, score: number): PatientSketch => ({
  category,
  events: sick ? [[20, 22]] : [],
  steps: Array.from({ length: hours }, (_, t) => [
    sick && t >= 20 && t < 22 ? null : sick && t >= 14 && t < 20 ? 1 : 0,
    high.includes(t) ? score : 0.1 + (t % 7) / 100
  ])
})

/** Of so many sick patients in each ward so many are missed, and so many only silenced. */
const wards = { large: [60, 14, 12], middle: [40, 3, 0], small: [30, 26, 2], tiny: [12, 2, 1] } as const

const patients: ReadonlyArray<PatientSketch> = Object.entries(wards).flatMap(([ward, [sick, missed, silenced]]) => [
  ...Array.from({ length: sick }, (_, i) =>
    patientOf(ward, true, i < missed ? [] : i < missed + silenced ? [12, 15] : [16, 17], 0.6 + (i % 5) / 20)
  ),
  ...Array.from({ length: 40 }, (_, i) => patientOf(ward, false, i % 3 === 0 ? [5] : [], 0.65))
])

const dataset = datasetOf({ timestepMinutes: 60, horizonSteps, patients })

const classical: Dataset.DatasetShape = {
  ...datasetOf({
    timestepMinutes: 60,
    horizonSteps: 0,
    patients: patients.map(({ category, events }, i) => ({
      category,
      events: [],
      steps: [[events.length === 0 ? 0 : 1, (i % 10) / 10] as const]
    }))
  }),
  events: undefined
}

const classicalData = {
  horizon: undefined,
  timestep: undefined,
  data: {
    predictions: { from: "p.csv", patient: "patient_id", label: "label", score: "score" },
    patients: { from: "patients.csv", patient: "patient_id" }
  }
}

type Part = Readonly<Record<string, unknown>>

const auditOf = async (options: Part, of: Dataset.DatasetShape = dataset, changes: Part = {}) => {
  const config = await configOf({
    timestep: "1 h",
    threshold: { value: 0.5 },
    groupings: { [grouping]: { column: grouping } },
    resampling: { replicates: 100, seed: 42 },
    stages: { "clinical-safety": options },
    ...changes
  })
  return Effect.runPromise(
    Effect.gen(function* () {
      const planned = yield* Audit.plan([clinicalSafety], config)
      const events = Detection.evaluableEvents(of)
      const membership = Disclosure.membershipOf(yield* Cohorts.derive(of, config, events), of, events)
      return { result: yield* Audit.run(config, of, planned), membership }
    }).pipe(Effect.provide(Compute.Compute.layer(1)))
  )
}

const codec = Schema.toCodecJson(Findings)

const both = async (options: Part, of?: Dataset.DatasetShape, changes?: Part) => {
  const { membership, result } = await auditOf(options, of, changes)
  const audit: AuditFindings.AuditFindings = {
    schemaVersion: AuditFindings.schemaVersion,
    fairward: "0.0.0",
    report: { locale: "en", paper: "A4" },
    provenance: { inputs: [], configSha256: "", versions: {}, seed: 42, startedAt: "2025-01-01T00:00:00.000Z" },
    ...result
  }
  const disclosed = await Effect.runPromise(
    Withholding.apply(audit, [clinicalSafety], { minimumCell: minimum, membership })
  )
  const stage = disclosed.stages["clinical-safety"]!
  expect(stage.status, JSON.stringify(stage.reason)).toBe("done")
  const read = (findings: Schema.Json) => Schema.decodeUnknownSync(codec)(findings)
  return {
    truth: read(audit.stages["clinical-safety"]!.findings!),
    shown: read(stage.findings!),
    section: clinicalSafety.report(read(stage.findings!))
  }
}

interface Term {
  readonly shown: number
  readonly truth: number
}

/** Bounds of each withheld part of a total, given what else is shown; withheld counts are at least 1. */
const expectHidden = (total: Term, parts: ReadonlyArray<Term>, what: string) => {
  const all = Number.isNaN(total.shown) ? Number.POSITIVE_INFINITY : total.shown
  for (const [i, { shown, truth }] of parts.entries()) {
    expect(isSmall(shown), what).toBe(false)
    if (!isSmall(truth)) continue
    const others = parts.filter((_, j) => j !== i)
    const known = others.reduce((sum, one) => sum + (Number.isNaN(one.shown) ? 1 : one.shown), 0)
    const low = [total, ...others].some((one) => Number.isNaN(one.shown)) ? 1 : all - known
    expect(low, `${what}: at least`).toBeLessThanOrEqual(1)
    expect(all - known, `${what}: at most`).toBeGreaterThanOrEqual(Math.min(minimum - 1, truth + 1))
  }
}

const cohorts = ({ shown, truth }: { readonly shown: Findings; readonly truth: Findings }) =>
  truth.cohorts.map((one, i) => ({ name: one.category, truth: one, shown: shown.cohorts[i]! }))

const termsOf = <Key extends string>(
  shown: Readonly<Record<Key, number>>,
  truth: Readonly<Record<Key, number>>,
  keys: ReadonlyArray<Key>
) => keys.map((key): Term => ({ shown: shown[key], truth: truth[key] }))

const withPolicy = { policy: { silenceFor: "6 h" } }

/** False alarms cost nothing, so that any cost tells how many events were missed. */
const tellingCosts = { costs: { missed: 1, falseAlarm: 0, unit: "event" } }

describe("with small counts withheld", () => {
  it("what became of events cannot be told from the counts that are shown", async () => {
    const found = await both(withPolicy)
    let hidden = 0
    for (const { name, shown, truth } of cohorts(found)) {
      const [all, ...parts] = termsOf(shown.counts.events!, truth.counts.events!, [
        "all",
        "caught",
        "silenced",
        "notDetectable",
        "unreached"
      ])
      expectHidden(all!, parts, name)
      hidden += parts.filter((one) => isSmall(one.truth)).length
    }
    expect(hidden).toBeGreaterThanOrEqual(4)
  })

  it("the sum over cohorts gives no event away either", async () => {
    const found = await both(withPolicy)
    for (const key of ["caught", "silenced", "notDetectable", "unreached"] as const) {
      const terms = cohorts(found).map(({ shown, truth }) => ({
        shown: shown.counts.events![key],
        truth: truth.counts.events![key]
      }))
      const sum = terms.reduce((total, { truth }) => total + truth, 0)
      expectHidden({ shown: sum, truth: sum }, terms, key)
    }
  })

  it("curves of errors and of net benefit tell the range of ten that a count is in, and of how many", async () => {
    const found = await both({ ...withPolicy, ...tellingCosts })
    // The last range holds what is left over, so that what is missing from all is as unknown.
    const middleOf = (count: number, all: number) => {
      const last = Math.max(0, Math.floor((all + 1) / minimum) - 1) * minimum
      const low = Math.min(Math.floor(count / minimum) * minimum, last)
      return (low + (low === last ? all : low + minimum - 1)) / 2
    }
    let seen = 0
    for (const { name, shown, truth } of cohorts(found)) {
      const { events, negatives, positives } = truth.counts
      const curves = [
        [shown.errors.missed, truth.errors.missed, events!.all],
        [shown.errors.falseAlarms, truth.errors.falseAlarms, positives.all + negatives.all],
        [shown.netBenefit.patient.detected, truth.netBenefit.patient.detected, truth.netBenefit.patient.positives],
        [
          shown.netBenefit.patient.disturbed,
          truth.netBenefit.patient.disturbed,
          truth.patients - truth.netBenefit.patient.positives
        ]
      ] as const
      for (const [told, exact, all] of curves) {
        told.share.forEach((share, i) => {
          if (share === null) return
          seen++
          const middle = middleOf(Math.round(exact.share[i]! * all), all)
          expect(share, `${name} ${i}`).toBeCloseTo(Math.min(1, middle / middleOf(all, Number.POSITIVE_INFINITY)), 2)
        })
      }
    }
    expect(seen).toBeGreaterThan(50)
  })

  it("no recall of events is left from which follows how few were missed", async () => {
    const { shown, truth } = await both({ ...withPolicy, ...tellingCosts })
    let withheld = 0
    for (const [i, { category, cohort, metric }] of truth.comparisons.entries()) {
      if (metric !== "event_recall") continue
      const events = truth.cohorts.find((one) => one.category === category)!.counts.events!.all
      const count = Math.round(cohort.estimate! * events)
      if (!isSmall(count) && !isSmall(events - count)) continue
      withheld++
      expect(shown.comparisons[i]!.cohort.estimate, `${category}: ${count} of ${events}`).toBeNull()
    }
    expect(withheld).toBeGreaterThan(0)
  })

  it("patients of a tier, with and without event, cannot be told", async () => {
    const found = await both({})
    for (const { name, shown, truth } of cohorts(found)) {
      truth.tiers.forEach(({ patients, tier }, i) => {
        const [all, ...parts] = termsOf(shown.tiers[i]!.patients!, patients!, ["all", "withEvent", "withoutEvent"])
        expectHidden(all!, parts, `${name} ${tier}`)
      })
    }
  })

  it("one prediction a patient makes steps patients, which are counted alike", async () => {
    const found = await both({}, classical, classicalData)
    for (const { name, shown, truth } of cohorts(found)) {
      const [positive, ...positives] = termsOf(shown.counts.positives, truth.counts.positives, [
        "all",
        "reached",
        "missed"
      ])
      expectHidden(positive!, positives, `${name}, positives`)
      const [negative, ...negatives] = termsOf(shown.counts.negatives, truth.counts.negatives, [
        "all",
        "reached",
        "quiet"
      ])
      expectHidden(negative!, negatives, `${name}, negatives`)
      truth.tiers.forEach((tier, i) => {
        for (const key of ["positives", "negatives"] as const) {
          expect(isSmall(shown.tiers[i]![key]), `${name} ${tier.tier}`).toBe(false)
        }
      })
    }
  })

  it("the report says withheld, not that nothing is there to find", async () => {
    const { section } = await both({ ...withPolicy, ...tellingCosts })
    const notes = ReportDocument.allBlocks(section).flatMap((block) =>
      block._tag === "Table"
        ? block.rows.flatMap((row) => ["cheapest", "threshold"].map((key) => JSON.stringify(row[key] ?? null)))
        : []
    )
    expect(notes.filter((note) => note.includes("withheld")).length).toBeGreaterThan(0)
    expect(notes.join()).not.toMatch(/never alarm|nothing to catch/u)
  })
})

describe("without it", () => {
  it("findings stay what they are, byte for byte, when they are read and written", async () => {
    const { stages } = (await auditOf({ ...withPolicy, ...tellingCosts })).result
    const { findings } = stages["clinical-safety"]!
    const again = Schema.encodeSync(codec)(Schema.decodeUnknownSync(codec)(findings))
    expect(JSON.stringify(again)).toBe(JSON.stringify(findings))
    expect(JSON.stringify(findings)).not.toContain("withheld")
  })
})
