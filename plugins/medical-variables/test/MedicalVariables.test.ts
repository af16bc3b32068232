import { Compute, ReportDocument } from "@fairward/core"
import { Parameters } from "@fairward/simulator"
import { Fixtures } from "@fairward/stage-kit"
import { Effect, Schema } from "effect"
import { compile, type TopLevelSpec } from "vega-lite"
import { describe, expect, it } from "vitest"
import { type Findings, quantileShares } from "../src/Findings.ts"
import medicalVariables from "../src/index.ts"
import { datasetOf, type PatientSketch } from "./fixtures/Sketch.ts"
import { comparisonOf, findingsOf, refusal, type Setting, stored } from "./fixtures/Stages.ts"

const hourly = (...values: ReadonlyArray<number | null>) => values.map((value, step) => [step * 60, value] as const)

/** Patients of a category with medians spread over a range that begins at `from`. */
const cohort = (category: string, count: number, from: number, more: Partial<PatientSketch> = {}) =>
  Array.from({ length: count }, (_, i): PatientSketch => {
    const level = from + ((i * 37) % 101) / 10
    return { rows: hourly(level, null, level + 1, level - 1), category, ...more }
  })

const two = (apart: number) =>
  datasetOf({ variables: ["x"], patients: [...cohort("a", 80, 50 + apart), ...cohort("b", 80, 50)] })

const problemsOf = async (options: unknown): Promise<ReadonlyArray<string>> => {
  const result = await Effect.runPromise(Effect.result(medicalVariables.prepare(options)))
  return result._tag === "Success"
    ? []
    : result.failure.issues.map(({ message, path }) => `${path.join(".")}: ${message}`)
}

const textOf = (blocks: ReadonlyArray<ReportDocument.Block>): string =>
  blocks
    .flatMap((block) => ("text" in block && typeof block.text !== "string" ? block.text : []))
    .map((part) => {
      if (typeof part === "string") return part
      if ("value" in part) return part.as._tag === "number" ? part.value.toFixed(part.as.digits) : String(part.value)
      return Object.values(part).join(" ")
    })
    .join("")
    .replaceAll("\u00a0", " ")

describe("the options", () => {
  it("may be empty: every variable is compared", async () => {
    const dataset = datasetOf({
      variables: ["x", "y"],
      patients: [
        { rows: [[0, 1, 2]], category: "a" },
        { rows: [[0, 3, 4]], category: "b" }
      ]
    })
    const { metrics, variables } = await findingsOf({ dataset })
    expect(variables.map(({ id, title, unit }) => [id, title, unit])).toEqual([
      ["x", "x", undefined],
      ["y", "y", undefined]
    ])
    expect(metrics.map(({ id }) => id)).toEqual(["x:whole_stay", "y:whole_stay"])
  })

  it("that are empty compare ten variables, and name those left out", async () => {
    const names = Array.from({ length: 12 }, (_, i) => `v${i}`)
    const rows = [[0, ...names.map((_, i) => i)]] as unknown as PatientSketch["rows"]
    const dataset = datasetOf({
      variables: names,
      patients: [
        { rows, category: "a" },
        { rows, category: "b" }
      ]
    })
    const findings = await findingsOf({ dataset })
    expect(findings.variables).toHaveLength(10)
    expect(findings.leftOut.variables).toEqual(["v10", "v11"])
    expect(textOf(ReportDocument.allBlocks(medicalVariables.report(findings)))).toContain("Left out: v10, v11.")
  })

  it("name a variable that is not there: the stage fails at once with the nearest name, for all of them", async () => {
    const error = await refusal({
      dataset: datasetOf({ variables: ["lactate", "map"], patients: cohort("a", 2, 0) }),
      options: {
        variables: { lactat: {}, pressure: { column: "mapp", onlyWhile: "drugs" } },
        conditions: { drugs: { norepinephrine: { on: "> 0", off: "= 0" } } }
      }
    })
    expect(error).toMatchObject({ _tag: "StageError" })
    expect(error.message.split("\n")).toEqual([
      'stages.medical-variables.variables.lactat: the time series has no variable "lactat": did you mean "lactate"?',
      'stages.medical-variables.variables.pressure.column: the time series has no variable "mapp": did you mean "map"?',
      'stages.medical-variables.conditions.drugs.norepinephrine: the time series has no variable "norepinephrine"; known: lactate, map'
    ])
  })

  it("are refused before anything runs where they make no sense, each by its path", async () => {
    const rule = { on: "> 0", off: "= 0" }
    expect(
      await problemsOf({
        variables: { map: { onlyWhile: { not: "vasopresors" } } },
        conditions: { vasopressors: { d: rule } }
      })
    ).toEqual(['variables.map.onlyWhile: No condition "vasopresors": did you mean "vasopressors"?'])
    expect(await problemsOf({ variables: { map: { onlyWhile: "v" } } })).toEqual([
      'variables.map.onlyWhile: No condition "v"; there is none under `conditions`'
    ])
    expect(await problemsOf({ variables: {} })).toEqual([
      "variables: Name at least one variable, or leave `variables` out"
    ])
    expect(await problemsOf({ conditions: { v: {} } })).toEqual([
      "conditions.v: Name at least one variable that drives the condition"
    ])
    expect(await problemsOf({ conditions: { v: { d: { on: "dose > 0", off: "= 0" } } } })).toEqual([
      'conditions.v.d.on: Expected a comparison with a number, such as "> 0", "<= 5" or "= 0"'
    ])
    expect(await problemsOf({ variables: { map: { units: "mmHg" } } })).toEqual([
      'variables.map.units: Unknown setting "units": did you mean "unit"?'
    ])
  })

  it("give margins in the unit, or in standard deviations of the patients' medians", async () => {
    const dataset = datasetOf({
      variables: ["x"],
      patients: [2, 4, 4, 4, 5, 5, 7, 9].map((value, i) => ({ rows: hourly(value), category: "ab"[i % 2]! }))
    })
    const sd = Math.sqrt(32 / 7)
    const marginOf = async (options: unknown) => (await findingsOf({ dataset, options })).comparisons[0]!.margin
    expect(await marginOf({})).toBeCloseTo(0.2 * sd, 12)
    expect(await marginOf({ marginSd: 0.5 })).toBeCloseTo(0.5 * sd, 12)
    expect(await marginOf({ variables: { x: { margin: 3 } } })).toBe(3)
  })

  it("let one variable appear under several limits", async () => {
    const dataset = datasetOf({
      variables: ["map", "dose"],
      patients: ["a", "b"].map((category, i) => ({
        rows: [
          [0, 80 + i, null],
          [60, 60 + i, 0.1],
          [120, 62 + i, null],
          [180, 90 + i, 0]
        ],
        category
      }))
    })
    const findings = await findingsOf({
      dataset,
      options: {
        variables: {
          map: {},
          on: { column: "map", onlyWhile: "drug" },
          off: { column: "map", onlyWhile: { not: "drug" } }
        },
        conditions: { drug: { dose: { on: "> 0", off: "= 0" } } }
      }
    })
    const estimate = (metric: string) => comparisonOf(findings, "a", `${metric}:whole_stay`).cohort.estimate
    expect([estimate("map"), estimate("on"), estimate("off")]).toEqual([71, 61, 85])
  })
})

describe("without", () => {
  it("a table of events the whole stay is reported, with what is missing", async () => {
    const dataset = datasetOf({
      variables: ["x"],
      hasEvents: false,
      patients: [...cohort("a", 3, 0), ...cohort("b", 3, 1)]
    })
    const findings = await findingsOf({ dataset })
    expect(findings.eventConditions).toEqual(["whole_stay"])
    expect(findings.eventPatients).toBeNull()
    expect(findings.leftOut.eventConditions.map(({ condition, reason }) => [condition, reason])).toEqual([
      ["not_in_event", "no events were given"],
      ["without_events", "no events were given"]
    ])
    expect(textOf(ReportDocument.allBlocks(medicalVariables.report(findings)))).toContain(
      "Only the whole stay is compared, because no events were given"
    )
  })

  it("patients in the train split the stage is skipped, with the reason", async () => {
    const dataset = datasetOf({ variables: ["x"], patients: cohort("a", 3, 0) })
    const alone = {
      ...dataset,
      patients: { ...dataset.patients, splits: { test: dataset.patients.splits.train, train: new Uint32Array() } }
    }
    expect(await refusal({ dataset: alone })).toMatchObject({ _tag: "StageSkipped" })
  })

  it("two categories the stage is skipped, with the reason", async () => {
    const dataset = datasetOf({ variables: ["x"], patients: cohort("a", 3, 0) })
    expect(await refusal({ dataset })).toMatchObject({
      _tag: "StageSkipped",
      reason: ["no grouping has two categories with enough patients to compare"]
    })
  })

  it("time series the audit skips the stage, which needs them", () => {
    expect(medicalVariables.inputs).toEqual({ needs: ["timeseries"], uses: ["events"] })
  })
})

describe("the comparisons", () => {
  const conditions = ["whole_stay", "not_in_event", "without_events"] as const

  it("take each condition's own patients and steps", async () => {
    const dataset = datasetOf({
      variables: ["x"],
      patients: [
        { rows: hourly(1, 2, 100, 100, 100), events: [[2, 5]], category: "a" },
        { rows: hourly(4), category: "a" },
        { rows: hourly(6), category: "b" },
        { rows: hourly(8), category: "b" }
      ]
    })
    const findings = await findingsOf({ dataset })
    const estimates = (category: string) =>
      conditions.map((condition) => comparisonOf(findings, category, `x:${condition}`).cohort.estimate)
    expect(estimates("a")).toEqual([52, 2.75, 4])
    expect(estimates("b")).toEqual([7, 7, 7])
    expect(findings.everyone.map(({ estimate }) => estimate)).toEqual([7, 5, 6])
    expect(findings.everyone.map(({ patients }) => patients)).toEqual([4, 4, 3])
  })

  it("call a shifted level greater and less, and one within the margin equivalent", async () => {
    const options = { variables: { x: { margin: 2.5 } } }
    const setting = (apart: number): Setting => ({ dataset: two(apart), options, replicates: 1000, verdictMinimum: 30 })
    const shifted = await findingsOf(setting(8))
    expect(comparisonOf(shifted, "a", "x:whole_stay")).toMatchObject({
      verdict: "greater",
      direction: "greater",
      difference: 8
    })
    expect(comparisonOf(shifted, "b", "x:whole_stay")).toMatchObject({
      verdict: "less",
      direction: "less",
      difference: -8
    })
    const { interval, verdict } = comparisonOf(await findingsOf(setting(0)), "a", "x:whole_stay")
    expect(interval!.low).toBeLessThan(0)
    expect(interval!.high).toBeGreaterThan(0)
    expect(["equivalent", "inconclusive"]).toContain(verdict)
    const wide = { ...setting(0), options: { variables: { x: { margin: 8 } } } }
    expect(comparisonOf(await findingsOf(wide), "a", "x:whole_stay").verdict).toBe("equivalent")
  })

  it("count the patients that have a value, not those with events, for the verdict's minimum", async () => {
    const dataset = datasetOf({
      variables: ["x"],
      patients: [...cohort("a", 40, 50), ...cohort("b", 29, 50), ...cohort("b", 20, 50, { rows: hourly(null, null) })]
    })
    const { comparisons } = await findingsOf({ dataset, replicates: 1000, verdictMinimum: 30 })
    expect(comparisons[0]).toMatchObject({
      verdict: "too small",
      reason: "only 29 patients count in the rest, at least 30 are needed"
    })
  })

  it("of a cohort without a value are not estimable, with the reason, and the report names it", async () => {
    const dataset = datasetOf({
      variables: ["x"],
      patients: [...cohort("a", 40, 50), ...cohort("b", 40, 52), ...cohort("none", 40, 0, { rows: hourly(null) })]
    })
    const findings = await findingsOf({ dataset })
    const { cohort: own, difference, interval } = comparisonOf(findings, "none", "x:whole_stay")
    expect(own).toMatchObject({ estimate: null, replicates: 0, reason: "no patient with a value" })
    expect([difference, interval]).toEqual([null, null])
    expect(textOf(ReportDocument.allBlocks(medicalVariables.report(findings)))).toContain(
      "No patient of the cohort has a measurement that counts: x in none (Group)."
    )
  })

  it("of equal values are equivalent, known to half the step in which medians are recorded", async () => {
    const dataset = datasetOf({
      variables: ["x"],
      patients: Array.from({ length: 80 }, (_, i) => ({ rows: hourly(7), category: "ab"[i % 2]! }))
    })
    const setting = { dataset, replicates: 1000, verdictMinimum: 30 }
    const [none] = (await findingsOf(setting)).comparisons
    expect(none).toMatchObject({ difference: 0, verdict: "equivalent", interval: { low: 0, high: 0 } })
    expect(none!.reason).toBe("the same recorded values in all replicates")
    const options = { variables: { x: { resolution: 1, margin: 0.5 } } }
    const [some] = (await findingsOf({ ...setting, options })).comparisons
    expect(some).toMatchObject({ verdict: "equivalent", interval: { low: -0.25, high: 0.25 } })
  })

  it("of one patient against many are too small, with both values", async () => {
    const dataset = datasetOf({ variables: ["x"], patients: [...cohort("one", 1, 90), ...cohort("many", 60, 50)] })
    const { cohort: own, verdict } = comparisonOf(await findingsOf({ dataset }), "one", "x:whole_stay")
    expect([own.estimate, verdict]).toEqual([90, "too small"])
  })
})

describe("the distributions", () => {
  it("hold quantiles of cohorts with at least 20 patients, and none of smaller ones", async () => {
    const dataset = datasetOf({
      variables: ["x"],
      patients: [
        ...Array.from({ length: 21 }, (_, i) => ({ rows: hourly(i), category: "a" })),
        ...cohort("b", 19, 0),
        ...cohort("b", 5, 0, { rows: hourly(null) })
      ]
    })
    const { distributions } = await findingsOf({ dataset })
    expect(distributions).toEqual([
      {
        grouping: "group",
        category: "a",
        metric: "x:whole_stay",
        patients: 21,
        quantiles: quantileShares.map((share) => expect.closeTo(20 * share, 9))
      },
      { grouping: "group", category: "b", metric: "x:whole_stay", patients: 19, quantiles: null }
    ])
  })
})

describe("the findings", () => {
  it("are the same, byte for byte, from one worker as from two", async () => {
    const setting = { dataset: two(3), replicates: 600 }
    const one = await stored({ ...setting, compute: Compute.Compute.layer(1) })
    const both = await stored({ ...setting, compute: Compute.Compute.layer(2) })
    const here = await stored(setting)
    expect(JSON.stringify(both)).toBe(JSON.stringify(one))
    expect(JSON.stringify(here)).toBe(JSON.stringify(one))
  })

  it("depend on the seed of the resampling, but not the estimates", async () => {
    const dataset = two(3)
    const [one, other] = [await findingsOf({ dataset, seed: 1 }), await findingsOf({ dataset, seed: 2 })]
    const of = ({ comparisons }: Findings, what: "estimate" | "low") => comparisons.map(({ cohort: own }) => own[what])
    expect(of(other, "estimate")).toEqual(of(one, "estimate"))
    expect(of(other, "low")).not.toEqual(of(one, "low"))
  })

  it("survive JSON, and the report drawn from the stored ones is the same", async () => {
    const found = await stored({ dataset: two(3) })
    const reread: unknown = JSON.parse(JSON.stringify(found))
    expect(reread).toEqual(found)
    const drawn = await Effect.runPromise(medicalVariables.render(found))
    expect(await Effect.runPromise(medicalVariables.render(reread))).toEqual(drawn)
  })
})

/** What Vega-Lite remarks about a chart. */
const remarksOn = ({ spec }: ReportDocument.Block & { readonly _tag: "Chart" }): ReadonlyArray<string> => {
  const remarks: Array<string> = []
  const remark = (...words: ReadonlyArray<unknown>) => {
    remarks.push(words.join(" "))
    return logger
  }
  const logger = { level: () => logger, error: remark, warn: remark, info: () => logger, debug: () => logger }
  compile(spec as unknown as TopLevelSpec, { logger: logger as never })
  return remarks
}

const longNames = Array.from({ length: 20 }, (_, i) => `A category with quite a long name, number ${i + 1}`)

describe("the report", () => {
  const events = [[1, 2]] as const
  const withEvents = (apart: number) =>
    datasetOf({
      variables: ["x"],
      patients: [
        ...cohort("a", 60, 50 + apart),
        ...cohort("b", 60, 50),
        ...cohort("a", 40, 50 + apart, { events }),
        ...cohort("b", 40, 50, { events })
      ]
    })
  const options = { variables: { x: { title: "Pressure", unit: "mmHg" } } }
  const cases: Readonly<Record<string, Setting>> = {
    "of three conditions": { dataset: withEvents(6), options, replicates: 1000 },
    "of one condition": { dataset: two(6), options, replicates: 1000 },
    "of few replicates": { dataset: withEvents(1), options },
    "of twenty categories with long names": {
      dataset: datasetOf({
        variables: ["x"],
        patients: longNames.flatMap((name, i) => [...cohort(name, 22, 50 + i), ...cohort(name, 9, 50, { events })])
      }),
      replicates: 1000
    },
    "of cohorts with nothing in them": {
      dataset: datasetOf({
        variables: ["x", "never"],
        patients: [
          { rows: [[0, null, null]], category: "none", events },
          { rows: [[0, 3, null]], category: "one" },
          ...Array.from({ length: 40 }, (_, i) => ({ rows: [[0, i, null]] as const, category: "many", events }))
        ]
      }),
      verdictMinimum: 30
    }
  }

  it.each(Object.keys(cases))("%s is a sound section", async (name) => {
    const section = medicalVariables.report(await findingsOf(cases[name]!))
    const reread: unknown = JSON.parse(JSON.stringify(section))
    expect(Schema.decodeUnknownSync(ReportDocument.StageSection)(reread)).toEqual(section)

    const blockIds = ReportDocument.allBlocks(section).flatMap((block) => ("id" in block ? [block.id] : []))
    for (const part of [section.blocks, section.annex!]) {
      const ids = part.flatMap((block) => ("id" in block ? [block.id] : []))
      expect(new Set(ids).size).toBe(ids.length)
    }
    for (const block of ReportDocument.allBlocks(section)) {
      if (block._tag === "Chart") {
        expect(remarksOn(block), block.id).toEqual([])
        expect(block.alt.length, block.id).toBeGreaterThan(20)
      }
      if (block._tag === "Table") {
        const keys = block.columns.map(({ key }) => key).toSorted()
        for (const row of block.rows) expect(Object.keys(row).toSorted(), block.id).toEqual(keys)
        expect(block.rows.length > 0 || block.empty !== undefined, block.id).toBe(true)
      }
      if (block._tag === "KeyFinding") expect(blockIds).toContain(block.evidence)
    }
    expect(JSON.stringify(section)).not.toMatch(/NaN|undefined|Infinity|\[object/)
  })

  it("says greater and less, never worse or better, with names and units", async () => {
    const blocks = ReportDocument.allBlocks(medicalVariables.report(await findingsOf(cases["of three conditions"]!)))
    const findings = blocks.filter(({ _tag }) => _tag === "KeyFinding")
    expect(findings).toHaveLength(1)
    expect(textOf(findings)).toMatch(
      /^a \(group\): Pressure .* is greater, \d\d\.\d mmHg against \d\d\.\d mmHg in the rest \(difference \d\.\d mmHg/
    )
    const tables = blocks.filter((block) => block._tag === "Table")
    const top = tables.find(({ id }) => id === "medical-variables-top")!
    expect(top.rows.map(({ first, second }) => [first, second])).toEqual(
      top.rows.map(() => [expect.stringMatching(/^a \(greater, \d\.\d mmHg\)$/), ""])
    )
    const drawn = JSON.stringify(blocks)
    expect(drawn).not.toMatch(/significantly worse|higher is better|Worst/)
    expect(drawn).toContain("Pressure (mmHg)")
  })

  it("explains a condition that limits a variable in words", async () => {
    const dataset = datasetOf({
      variables: ["map", "dose"],
      patients: ["a", "b"].map((category) => ({ rows: [[0, 80, 0.1]], category }))
    })
    const blocks = ReportDocument.allBlocks(
      medicalVariables.report(
        await findingsOf({
          dataset,
          options: {
            variables: { map: { onlyWhile: { not: "vasopressors" } } },
            conditions: { vasopressors: { dose: { on: "> 0", off: "<= -0.5" } } }
          }
        })
      )
    )
    expect(textOf(blocks)).toContain(
      "dose from a step with a value > 0 until the first later step with a value ≤ −0.5, that step not included"
    )
    const variables = blocks.find((block) => block._tag === "Table" && block.id === "medical-variables-variables")
    expect(variables).toMatchObject({ rows: [{ limit: "while not vasopressors", patients: 0 }] })
  })
})

describe("a simulated unit", () => {
  const notable = async (parameters: Parameters.Parameters) => {
    const { comparisons } = await findingsOf({
      dataset: Fixtures.simulated(parameters),
      groupings: Fixtures.everyGrouping,
      replicates: 1000,
      verdictMinimum: 30
    })
    return comparisons
      .filter(({ verdict }) => verdict === "greater" || verdict === "less")
      .map(({ category, metric, verdict }) => [metric, category, verdict])
  }

  it("has its planted levels found, and those alone", async () => {
    expect(await notable(Parameters.demo)).toEqual([
      ["map:whole_stay", "Neurological", "greater"],
      ["map:not_in_event", "Neurological", "greater"],
      ["map:without_events", "Neurological", "greater"]
    ])
  })

  it("with nothing planted has nothing flagged", async () => {
    expect(await notable(Parameters.nothingPlanted)).toEqual([])
  })
})
