import { Changes, Gate } from "@fairward/audits"
import caseMix from "@fairward/case-mix"
import clinicalSafety from "@fairward/clinical-safety"
import { Audit, type AuditFindings } from "@fairward/core"
import missingness from "@fairward/missingness"
import recognition from "@fairward/recognition"
import { Parameters } from "@fairward/simulator"
import { Audited, Fixture, Fixtures } from "@fairward/stage-kit"
import subgroups from "@fairward/subgroups"
import { Effect, Schema } from "effect"
import { beforeAll, describe, expect, it, vi } from "vitest"

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

const women = { attribute: "sex", value: "F" } as const

/** A unit in which women are missed or not, and are tested for lactate half as often. */
const audited = async (share: number, seed: number): Promise<AuditFindings.AuditFindings> => {
  const config = await Audited.config({
    threshold: { value: 0.4 },
    verdictMinimum: 20,
    groupings: { sex: { column: "sex" }, age: { column: "age", bins: [65] } },
    caseMix: ["age"],
    resampling: { replicates: 1000, seed: 42 },
    stages: {
      "case-mix": {},
      "clinical-safety": {},
      recognition: {},
      subgroups: {},
      missingness: { variables: { lactate: { every: "8 h", definesLabel: true } }, impact: false }
    }
  })
  const dataset = Fixtures.simulated(
    Parameters.make({
      patients: 500,
      testShare: 1,
      stepMinutes: 60,
      eventPatients: 0.6,
      seed,
      disparities: [
        { kind: "scoredLower", cohort: women, share },
        { kind: "measuredLessOften", cohort: women, variable: "lactate", factor: 2 }
      ]
    })
  )
  const run = Effect.gen(function* () {
    const planned = yield* Audit.plan([caseMix, clinicalSafety, missingness, recognition, subgroups], config)
    return yield* Audit.run(config, dataset, planned)
  })
  const found = await Effect.runPromise(run.pipe(Effect.provide(Fixture.inProcess)))
  expect(Object.values(found.stages).map(({ status }) => status)).toEqual(Array(5).fill("done"))
  return {
    schemaVersion: 1,
    fairward: "0.0.0",
    report: { locale: "en", paper: "A4" },
    ...found,
    provenance: {
      inputs: [{ role: "predictions", name: "p", bytes: 1, sha256: String(seed).repeat(64), rows: 1 }],
      configSha256: "0".repeat(64),
      versions: {},
      seed,
      startedAt: "2026-06-15T00:00:00.000Z"
    }
  }
}

let [earlier, later]: Array<AuditFindings.AuditFindings> = []

beforeAll(async () => {
  earlier = await audited(0, 3)
  later = await audited(0.9, 4)
})

const undecided = {
  inconclusive: "pass",
  "too small": "pass",
  "not estimable": "pass",
  "no verdict": "pass",
  change: "pass"
}

const failing = (entry: object, changes?: Changes.Changes) => {
  const policy = Schema.decodeUnknownSync(Gate.Policy)({ fail: [entry], undecided })
  const { cases, unanswered } = Gate.decide(policy, later!, {
    today: "2026-06-15",
    ...(changes === undefined ? {} : { changes })
  })
  expect(unanswered).toEqual([])
  return cases.flatMap(({ category, measure, outcome, stage }) =>
    outcome === "fail" ? [`${stage}.${measure} ${category}`] : []
  )
}

describe.each([
  ["case-mix", "event_recall:like_with_like", "F"],
  ["recognition", "event_recall_before", "F"],
  ["subgroups", "event_recall", "F"]
])("findings of %s", (stage, measure, category) => {
  it("close a gate", () => {
    expect(failing({ verdict: "material", measure: `${stage}.${measure}` })).toContain(
      `${stage}.${measure} ${category}`
    )
  })

  it("are set beside those of an earlier audit, and close a gate by their change", () => {
    const changes = Changes.between(earlier!, later!)
    if (Changes.isRefused(changes)) throw new Error(JSON.stringify(changes))
    expect(failing({ change: ["material", "worse"], measure: `${stage}.${measure}` }, changes)).toContain(
      `${stage}.${measure} ${category}`
    )
  })
})

it("groups of several attributes are held against a policy by the names of both", () => {
  const ofCrossing = { grouping: "sex & age", measure: "subgroups.event_recall" }
  expect(failing({ verdict: "material", ...ofCrossing })).toEqual(
    expect.arrayContaining(["subgroups.event_recall F & <65"])
  )
})

it("tests that are rarer close a gate", () => {
  expect(failing({ verdict: "less", measure: "lactate:tests_per_day" })).toEqual([
    "missingness.lactate:tests_per_day F"
  ])
})
