import { ReportDocument } from "@fairward/core"
import { Withholding } from "@fairward/disclosure"
import { Effect, type Schema } from "effect"
import { describe, expect, it } from "vitest"
import missingness from "../src/index.ts"
import { datasetOf, type PatientSketch } from "./fixtures/Sketch.ts"
import { stored } from "./fixtures/Stages.ts"

const minimum = 10

const hourly = Array.from({ length: 24 }, (_, k) => 60 * k)

const patient = (category: string, times: ReadonlyArray<number>, positive: ReadonlyArray<number>): PatientSketch => ({
  steps: 24,
  category,
  measured: { x: times },
  positive,
  score: (step) => ((step * 7) % 10) / 10
})

/** Of 40 patients a category, 3 without a measurement, 5 measured seldom, 6 with a positive step. */
const dataset = datasetOf({
  variables: ["x"],
  patients: ["a", "b", "c"].flatMap((category, c) => [
    ...Array.from({ length: 40 + c }, (_, i) =>
      patient(category, i < 3 ? [] : i < 8 ? [0, 600] : hourly, i % 8 === 7 ? [20] : [])
    ),
    { ...patient(category, [], []), steps: 0 }
  ])
})

const counts = (patients: number) => ({
  patients,
  eventPatients: 0,
  events: 0,
  steps: 24 * patients,
  positives: 0,
  prevalence: 0
})

type Findings = Parameters<typeof Withholding.apply>[0]

const auditOf = (findings: Schema.Json): Findings => ({
  schemaVersion: 1,
  report: { locale: "en", paper: "A4" },
  fairward: "1.0.0",
  audit: {
    title: "Three categories",
    dataset: {
      timestepMinutes: 60,
      horizonSteps: 6,
      maxLengthSteps: null,
      isSplit: false,
      patients: { all: 126, test: 126, train: 126 },
      inputs: ["predictions", "timeseries"],
      notes: []
    },
    threshold: { value: 0.5, chosenBy: null, warnings: [] },
    resampling: { replicates: 1000, seed: 42, scheme: "multinomial" },
    significance: "simultaneous",
    level: 0.95,
    verdictMinimum: 5,
    everyone: counts(126),
    groupings: [
      {
        id: "group",
        title: "Group",
        categories: ["a", "b", "c"].map((id, c) => ({ id, label: id, ...counts(41 + c) })),
        dropped: [],
        unassigned: 0,
        minority: 0
      }
    ],
    droppedGroupings: []
  },
  stages: {
    missingness: { title: "Missingness", goal: "", version: "1.0.0", status: "done", options: {}, seconds: 1, findings }
  },
  provenance: { inputs: [], configSha256: "", versions: {}, seed: 42, startedAt: "2026-01-01T00:00:00.000Z" }
})

const numbersUnder = (value: unknown, keys: ReadonlySet<string>, key = ""): ReadonlyArray<number> => {
  if (typeof value === "number") return keys.has(key) ? [value] : []
  if (Array.isArray(value)) return value.flatMap((one) => numbersUnder(one, keys, key))
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([name, one]) => numbersUnder(one, keys, name))
}

const ofPatients = new Set(["counts", "patients", "positivePatients", "gaps"])

/** Three wards of 41, 42 and 43 patients, of whom none has an event. */
const membership = {
  patients: 126,
  test: Int32Array.from({ length: 126 }, (_, i) => i),
  hasEvent: new Uint8Array(126),
  groupings: [
    {
      categoryOf: [41, 42, 43].flatMap((patients, c) => Array<number>(patients).fill(c)),
      droppedOf: Array<number>(126).fill(-1)
    }
  ]
}

describe("with small counts withheld", () => {
  const disclosed = async () => {
    const findings = (await stored({ dataset, replicates: 1000, verdictMinimum: 5 })) as Schema.Json
    const result = await Effect.runPromise(
      Withholding.apply(auditOf(findings), [missingness], { minimumCell: minimum, membership })
    )
    return { findings, stage: result.stages.missingness! }
  }

  it("no count of patients below the minimum is left, and not all others are gone", async () => {
    const { findings, stage } = await disclosed()
    const isSmall = (count: number) => count > 0 && count < minimum
    const [before, after] = [findings, stage.findings].map((one) => numbersUnder(one, ofPatients))
    expect(before!.filter(isSmall).length).toBeGreaterThan(10)
    expect(after!.filter(isSmall)).toEqual([])
    expect(after!.filter((count) => count >= minimum).length).toBeGreaterThan(3)
  })

  it("what is left of a category's patients does not give a single withheld count away", async () => {
    const { stage } = await disclosed()
    const { cohorts } = stage.findings as {
      readonly cohorts: ReadonlyArray<{ readonly counts: ReadonlyArray<unknown> }>
    }
    expect(cohorts.length).toBe(3)
    for (const { counts } of cohorts) {
      expect(counts).toHaveLength(4)
      expect(counts.filter((count) => count === null).length).not.toBe(1)
    }
  })

  it("the section is still drawn, and says what is withheld", async () => {
    const { stage } = await disclosed()
    expect(stage.status).toBe("done")
    const blocks = ReportDocument.allBlocks(await Effect.runPromise(missingness.render(stage.findings!)))
    const bars = blocks.find((block) => block._tag === "Chart" && block.id.startsWith("missingness-bars"))
    expect(JSON.stringify(bars)).toContain('"reason":"withheld"')
    const table = blocks.find((block) => block._tag === "Table" && block.id === "missingness-cohorts-group")
    expect(table).toMatchObject({ rows: [{ share0: { value: null, note: "withheld" } }, {}, {}] })
  })

  it("nothing is told of metrics within a cohort that rest on too few patients with a positive step", async () => {
    const { findings, stage } = await disclosed()
    const within = (of: unknown) =>
      (of as { readonly impact: { readonly cohorts: ReadonlyArray<{ readonly metrics: unknown }> } }).impact.cohorts
    const metrics = new Set(["withMsrt", "missingMsrt", "difference", "low", "high"])
    const told = (of: unknown) => within(of).flatMap((one) => numbersUnder(one.metrics, metrics))
    expect(told(findings).length).toBeGreaterThan(20)
    expect(told(stage.findings)).toEqual([])
  })
})
