import { ReportDocument } from "@fairward/core"
import { Parameters } from "@fairward/simulator"
import { Fixtures } from "@fairward/stage-kit"
import { Effect, Schema } from "effect"
import { compile, type TopLevelSpec } from "vega-lite"
import { beforeAll, describe, expect, it } from "vitest"
import type { Findings } from "../src/Findings.ts"
import missingness from "../src/index.ts"
import { datasetOf, type PatientSketch } from "./fixtures/Sketch.ts"
import { findingsOf, problemsOf, refusal, type Setting, stored } from "./fixtures/Stages.ts"

/** A patient of `hours` steps with measurements of x so many hours apart; without `apart` there is none. */
const patient = (category: string, apart: number | null, more: Partial<PatientSketch> = {}): PatientSketch => ({
  steps: 48,
  category,
  measured: { x: apart === null ? [] : Array.from({ length: Math.ceil(48 / apart) }, (_, k) => 60 * apart * k) },
  positive: [40, 41],
  score: (step) => (step % 7) / 7,
  ...more
})

const many = (count: number, category: string, apart: (i: number) => number | null) =>
  Array.from({ length: count }, (_, i) => patient(category, apart(i)))

const eightHourly = { variables: { x: { every: "8 h" } }, impact: false }

const textOf = (blocks: ReadonlyArray<ReportDocument.Block>): string =>
  blocks
    .flatMap((block) => ("text" in block && typeof block.text !== "string" ? [...block.text, "\n"] : []))
    .map((part) => (typeof part === "string" ? part : "value" in part ? String(part.value) : Object.values(part)[0]))
    .join("")

const reportOf = async (setting: Setting) => missingness.report(await findingsOf(setting))

const tableOf = (blocks: ReadonlyArray<ReportDocument.Block>, id: string) =>
  blocks.find(
    (block): block is Extract<ReportDocument.Block, { readonly _tag: "Table" }> =>
      block._tag === "Table" && block.id === id
  )!

describe("the options", () => {
  const dataset = datasetOf({
    variables: ["lactate", "heart_rate"],
    patients: [patient("a", null), patient("b", null)]
  })

  it("may be empty: every measured variable is then analysed, by the interval that is usual in the data", async () => {
    expect(await problemsOf({})).toEqual([])
    const measured = datasetOf({
      variables: ["lactate", "heart_rate", "never", "once"],
      patients: ["a", "b"].map((category) =>
        patient(category, null, {
          measured: { lactate: [0, 420, 900, 1380], heart_rate: [0, 60, 120, 180, 240], once: [60] }
        })
      )
    })
    const findings = await findingsOf({ dataset: measured, options: { impact: false } })
    expect(findings.variables).toEqual([
      {
        id: "lactate",
        title: "lactate",
        every: 480,
        tolerance: 48,
        definesLabel: false,
        inferredFrom: { gaps: 6, medianMinutes: 480 }
      },
      {
        id: "heart_rate",
        title: "heart_rate",
        every: 60,
        tolerance: 6,
        definesLabel: false,
        inferredFrom: { gaps: 8, medianMinutes: 60 }
      }
    ])
    expect(findings.leftOut).toEqual({ unmeasured: ["never", "once"], beyondMaximum: [] })
    const blocks = ReportDocument.allBlocks(missingness.report(findings))
    const text = textOf(blocks)
    expect(text).toContain(
      "Expected intervals were inferred from the data: cohorts are compared with what is usual here, not with what care demands."
    )
    expect(text).toContain(
      "Left out, since no test patient has two measurements from which to infer an interval: never, once."
    )
    const firstHeading = blocks.findIndex(({ _tag }) => _tag === "Heading")
    expect(textOf(blocks.slice(0, firstHeading))).toContain("inferred from the data")
    expect(tableOf(blocks, "missingness-variables").rows.map(({ basis, every }) => [every, basis])).toEqual([
      ["8 h", "inferred: median gap 8 h"],
      ["1 h", "inferred: median gap 1 h"]
    ])
  })

  it("find the same by an inferred interval as by the same interval given, and say nothing of inference then", async () => {
    const setting = {
      dataset: datasetOf({ variables: ["x"], patients: [...many(9, "a", () => 8), ...many(9, "b", () => 7)] })
    }
    const inferred = await findingsOf({ ...setting, options: { impact: false } })
    const given = await findingsOf({ ...setting, options: eightHourly })
    expect(inferred.variables[0]!.inferredFrom).toEqual({ gaps: 9 * 5 + 9 * 6, medianMinutes: 420 })
    expect(given.variables[0]!.inferredFrom).toBeNull()
    const { variables: _, ...results } = inferred
    expect({ ...results, variables: given.variables }).toEqual(given)
    const blocks = ReportDocument.allBlocks(missingness.report(given))
    expect(textOf(blocks)).not.toContain("inferred")
    expect(tableOf(blocks, "missingness-variables").rows[0]!.basis).toBe("given")
  })

  it("may give the interval of some variables: that of the others is inferred, and only these are named", async () => {
    const measured = { x: [0, 60, 120], y: [0, 100, 200], z: [0, 60] }
    const patients = ["a", "b"].map((category) => patient(category, null, { measured }))
    const findings = await findingsOf({
      dataset: datasetOf({ variables: ["x", "y", "z"], patients }),
      options: { variables: { y: { title: "Glucose" }, x: { every: "3 h", definesLabel: true } }, impact: false }
    })
    expect(findings.variables.map(({ every, id, inferredFrom }) => [id, every, inferredFrom === null])).toEqual([
      ["y", 120, false],
      ["x", 180, true]
    ])
    const text = textOf(ReportDocument.allBlocks(missingness.report(findings)))
    expect(text).toContain("The expected interval of Glucose was inferred from the data: cohorts are compared")
    expect(text).not.toContain("none is taken to")
  })

  it("take the most often measured variables where there are more than `maximumVariables`, and name the others", async () => {
    const measured = { rare: [0, 480], often: [0, 60, 120, 180], some: [0, 60, 120], also: [60, 120, 180] }
    const patients = ["a", "b"].map((category) => patient(category, null, { measured }))
    const findings = await findingsOf({
      dataset: datasetOf({ variables: ["rare", "some", "often", "also"], patients }),
      options: { maximumVariables: 2, impact: false }
    })
    expect(findings.variables.map(({ id }) => id)).toEqual(["some", "often"])
    expect(findings.leftOut.beyondMaximum).toEqual(["rare", "also"])
    expect(textOf(ReportDocument.allBlocks(missingness.report(findings)))).toContain(
      "Only the 2 most often measured variables are analysed. Left out: rare, also."
    )
    expect(await problemsOf({ maximumVariables: 0 })).toEqual([expect.stringContaining("maximumVariables: Expected")])
  })

  it("cannot be empty where no patient has two measurements: the stage is skipped and says what to configure", async () => {
    expect(await refusal({ dataset })).toMatchObject({
      _tag: "StageSkipped",
      reason: [
        'no test patient has two measurements of a variable during the stay, from which to tell how often it is expected (lactate, heart_rate). Say so under stages.missingness.variables, such as "lactate: {every: 8 h}"'
      ]
    })
  })

  it("with a tolerance as long as the inferred interval end the stage, and say what to give", async () => {
    const measured = datasetOf({ variables: ["x"], patients: [patient("a", 4), patient("b", 4)] })
    const error = await refusal({ dataset: measured, options: { variables: { x: { tolerance: "4 h" } } } })
    expect(error.message).toBe(
      "stages.missingness.variables.x.tolerance: 4 h is not shorter than the usual interval in the data, 4 h, so that no measurement could ever be missed; give `every` too, or a shorter tolerance"
    )
  })

  it("that name a variable which is not there end the stage at once, with the nearest name, for all of them", async () => {
    const error = await refusal({
      dataset,
      options: { variables: { lactat: { every: "8 h" }, spo2: { every: "1 h" }, heart_rate: { every: "1 min" } } }
    })
    expect(error).toMatchObject({ _tag: "StageError" })
    expect(error.message.split("\n")).toEqual([
      'stages.missingness.variables.lactat: the time series has no variable "lactat": did you mean "lactate"?',
      'stages.missingness.variables.spo2: the time series has no variable "spo2"; known: lactate, heart_rate',
      "stages.missingness.variables.heart_rate.every: 1 min is shorter than the timestep of 1 h, and a step tells only whether there was a measurement; give at least the timestep"
    ])
  })

  it("are refused before anything runs where they make no sense, each by its path", async () => {
    expect(await problemsOf({ variables: { x: {} } })).toEqual([])
    expect(await problemsOf({ variables: { x: { every: "0 h" } } })).toEqual([
      "variables.x.every: Expected a span longer than 0"
    ])
    expect(await problemsOf({ variables: { x: { every: "1 h", tolerance: "1 h" } } })).toEqual([
      "variables.x.tolerance: Expected a span shorter than `every`, or no measurement could ever be missed"
    ])
    expect(await problemsOf({ variables: { x: { every: "1 h", defines: true } } })).toEqual([
      expect.stringContaining('variables.x.defines: Unknown setting "defines"')
    ])
    const ascending =
      "categories: Give each category the share up to which it reaches, ascending from above 0, the last 1"
    expect(await problemsOf({ categories: { low: 0.5, high: 0.9 } })).toEqual([ascending])
    expect(await problemsOf({ categories: { low: 0.9, high: 0.5, all: 1 } })).toEqual([ascending])
    expect(await problemsOf({ categories: {} })).toEqual([ascending])
    expect(await problemsOf({ categories: { none: 0, all: 1 } })).toEqual([ascending])
    expect(await problemsOf({ categories: { no_msrt: 1 } })).toEqual([
      "categories.no_msrt: Patients without any measurement are a category of their own; leave it out"
    ])
    expect(await problemsOf({ impact: { metrics: ["event_recall"] } })).toEqual([
      expect.stringContaining("impact.metrics.0: Expected")
    ])
    expect(await problemsOf({ impact: true })).toEqual([expect.stringContaining("impact: Expected false")])
  })

  it("give other categories and tolerances, of the stage and of single variables", async () => {
    const every9 = datasetOf({ variables: ["x"], patients: [...many(4, "a", () => 9), ...many(4, "b", () => 16)] })
    const countsOf = async (options: object) =>
      (await findingsOf({ dataset: every9, options: { impact: false, ...options } })).cohorts.map(({ counts }) =>
        counts.slice(0, -2)
      )
    const of = (more: object) => ({ variables: { x: { every: "8 h", ...more } } })
    const [strict, lax] = [
      [
        [4, 0],
        [4, 0]
      ],
      [
        [0, 4],
        [4, 0]
      ]
    ]
    expect(await countsOf(of({}))).toEqual(strict)
    expect(await countsOf({ ...of({}), tolerance: 0.125 })).toEqual(lax)
    expect(await countsOf(of({ tolerance: "1 h" }))).toEqual(lax)
    expect(await countsOf({ ...of({}), categories: { poor: 0.2, fair: 0.6, good: 1 } })).toEqual([
      [4, 0, 0],
      [0, 4, 0]
    ])
  })
})

describe("the stage", () => {
  it("is skipped with a horizon of 0, where there is no stay", async () => {
    const dataset = datasetOf({ variables: ["x"], horizonSteps: 0, patients: [patient("a", 8), patient("b", 8)] })
    expect(await refusal({ dataset, options: eightHourly })).toMatchObject({
      _tag: "StageSkipped",
      reason: [expect.stringContaining("horizon of 0")]
    })
  })

  it("is skipped without two categories", async () => {
    const dataset = datasetOf({ variables: ["x"], patients: [patient("a", 8)] })
    expect(await refusal({ dataset, options: eightHourly })).toMatchObject({
      _tag: "StageSkipped",
      reason: ["no grouping has two categories with enough patients to compare"]
    })
  })

  it("needs a time series and predictions, and looks at events where there are any", () => {
    expect(missingness.inputs).toEqual({ needs: ["timeseries", "predictions"], uses: ["events"] })
  })

  it("looks at the test split only", async () => {
    const patients = [patient("a", 8), patient("b", 16), patient("a", null, { train: true })]
    const findings = await findingsOf({ dataset: datasetOf({ variables: ["x"], patients }), options: eightHourly })
    expect(findings.everyone[0]).toMatchObject({ counts: [1, 1, 0, 0] })
  })

  it("with one patient a category has an estimate, no verdict, and a table that cannot mislead", async () => {
    const dataset = datasetOf({ variables: ["x"], patients: [patient("a", 8), patient("b", null)] })
    const findings = await findingsOf({ dataset, options: eightHourly, replicates: 1000, verdictMinimum: 30 })
    expect(findings.comparisons.map(({ cohort, verdict }) => [cohort.estimate, verdict])).toEqual([
      [1, "too small"],
      [0, "too small"]
    ])
    expect(findings.dependence[0]!.test).toMatchObject({ p: 1, permutationP: 1, dependent: false, cramersV: 1 })
    expect(textOf(ReportDocument.allBlocks(missingness.report(findings)))).toContain(
      "too few patients with a stay for a verdict in a (1)"
    )
  })

  it("where nobody was ever measured says so and tests nothing", async () => {
    const dataset = datasetOf({
      variables: ["x"],
      patients: [...many(40, "a", () => null), ...many(40, "b", () => null)]
    })
    const findings = await findingsOf({ dataset, options: eightHourly, replicates: 1000, verdictMinimum: 30 })
    expect(findings.dependence[0]).toEqual({
      grouping: "group",
      variable: "x",
      test: null,
      reason: "all patients fall into one category of intensity"
    })
    expect(findings.everyone[0]).toMatchObject({ counts: [0, 0, 80, 0], coverage: 0 })
    const text = textOf(ReportDocument.allBlocks(missingness.report(findings)))
    expect(text).toContain("No test patient has a measurement of x.")
    expect(text).toContain("not tested, because all patients fall into one category of intensity")
  })

  it("gives an empty cohort no share and no estimate", async () => {
    const dataset = datasetOf({
      variables: ["x"],
      patients: [...many(4, "a", () => 8), ...many(4, "b", () => 16), { ...patient("c", null), steps: 0 }]
    })
    const findings = await findingsOf({ dataset, options: eightHourly })
    expect(findings.cohorts.at(-1)).toMatchObject({ category: "c", counts: [0, 0, 0, 1], coverage: null })
    expect(findings.comparisons.at(-1)).toMatchObject({
      cohort: { estimate: null, reason: "no patient with a stay" },
      verdict: "too small"
    })
    const blocks = ReportDocument.allBlocks(missingness.report(findings))
    expect(tableOf(blocks, "missingness-cohorts-group").rows.at(-1)).toMatchObject({
      category: "c",
      patients: 0,
      share0: { value: null, note: "no patient" }
    })
    expect(textOf(blocks)).toContain("1 patient of the test split has no prediction")
  })

  it("gives the same findings for the same seed, and other shuffles for another", async () => {
    const dataset = datasetOf({
      variables: ["x"],
      patients: [...many(20, "a", (i) => (i % 5 === 0 ? null : 8)), ...many(9, "b", (i) => (i % 3 === 0 ? 16 : 8))]
    })
    const once = await stored({ dataset, options: eightHourly })
    expect(await stored({ dataset, options: eightHourly })).toEqual(once)
    const shuffledP = async (seed: number) =>
      (await findingsOf({ dataset, options: eightHourly, seed })).dependence[0]!.test!.permutationP!
    expect(Math.abs((await shuffledP(1)) - (await shuffledP(2)))).toBeLessThan(0.03)
    expect(await shuffledP(1)).not.toBe(await shuffledP(2))
  })

  it("judges coverage and impact as one family, and leaves impact out on request", async () => {
    const dataset = datasetOf({
      variables: ["x"],
      patients: [...many(40, "a", (i) => 8 + (i % 9)), ...many(40, "b", (i) => 8 + (i % 17))]
    })
    const variables = { x: { every: "8 h" } }
    const setting = { dataset, replicates: 1000, verdictMinimum: 30 }
    const alone = await findingsOf({ ...setting, options: { variables, impact: false } })
    const both = await findingsOf({ ...setting, options: { variables, impact: { metrics: ["recall", "auroc"] } } })
    expect(alone.impact).toBeNull()
    expect(both.impact!.metrics).toEqual(["recall", "auroc"])
    expect(both.comparisons).toHaveLength(alone.comparisons.length)
    const width = ({ comparisons }: Findings) => comparisons[0]!.interval!.high - comparisons[0]!.interval!.low
    expect(width(both)).toBeGreaterThan(width(alone))
    expect(both.comparisons[0]!.mannWhitney).toEqual(alone.comparisons[0]!.mannWhitney)
    const { alpha } = both.impact!.comparisons[0]!.mannWhitney
    expect(alpha).toBeCloseTo(0.001 / 4, 15)
  })
})

describe("the report", () => {
  const unequal = () =>
    datasetOf({
      variables: ["x", "y"],
      patients: [
        ...many(60, "Measured rarely", (i) => (i % 10 === 0 ? null : 16)),
        ...many(60, "Measured often", (i) => (i % 4 === 0 ? 9 : 8)),
        ...many(60, "In between", (i) => (i % 2 === 0 ? 16 : 8))
      ]
    })
  const setting = (): Setting => ({
    dataset: unequal(),
    options: { variables: { x: { every: "8 h", title: "Lactate" }, y: { every: "8 h" } }, impact: false },
    replicates: 1000,
    verdictMinimum: 30
  })

  it("says first who is measured less and by how much, each cohort first", async () => {
    const findings = await findingsOf(setting())
    const blocks = ReportDocument.allBlocks(missingness.report(findings))
    const told = blocks.filter((block) => block._tag === "KeyFinding")
    expect(told[0]).toMatchObject({ verdict: "less", evidence: "missingness-group" })
    expect(textOf(told.slice(0, 1))).toMatch(
      /^Measured rarely \(group\): Lactate is measured less, with a valid value during 0\.45\d* of the stay on average against 0\.\d+ in the rest \(difference -\d\d\.\d+ percentage points, interval -\d.* to -\d.*\)\.\n$/
    )
    expect(textOf(told)).toContain("Measured often (group): Lactate is measured more, with")
    expect(blocks.some((block) => block._tag === "Heading" && block.id === "missingness-group")).toBe(true)
  })

  it("says that the test is of measurement and not of performance", async () => {
    expect(textOf(ReportDocument.allBlocks(await reportOf(setting())))).toContain(
      "The test is of measurement, not of performance"
    )
  })

  it("names per variable and grouping where measurements lack most", async () => {
    const blocks = ReportDocument.allBlocks(await reportOf(setting()))
    expect(tableOf(blocks, "missingness-dependence").rows[0]).toMatchObject({
      variable: "Lactate",
      grouping: "Group",
      result: { value: "dependent", mark: "strong" },
      none: { value: 0.1, note: "Measured rarely" },
      lowest: { value: 0.9, note: "Measured rarely" }
    })
  })

  it("has a row a variable and category, with the shares that its cohort has and its comparison", async () => {
    const blocks = ReportDocument.allBlocks(await reportOf(setting()))
    const { rows } = tableOf(blocks, "missingness-cohorts-group")
    expect(rows.map(({ category, variable }) => `${variable} ${category}`)).toEqual(
      ["Lactate", "y"].flatMap((title) =>
        ["In between", "Measured often", "Measured rarely"].map((category) => `${title} ${category}`)
      )
    )
    expect(rows[2]).toMatchObject({
      patients: 60,
      share0: 0.1,
      share1: 0.9,
      share2: 0,
      coverage: 0.45,
      verdict: "less"
    })
    expect(rows[5]).toMatchObject({ patients: 60, share0: 1, share1: 0, share2: 0, coverage: 0 })
  })

  it("names no more than three cohorts that are measured differently, those measured less first, and counts the others", async () => {
    const apart = [8, 9, 10, 12, 14, 16, 24]
    const dataset = datasetOf({
      variables: ["x"],
      patients: apart.flatMap((hours) => many(40, `every ${hours} h`, () => hours))
    })
    const findings = await findingsOf({ dataset, options: eightHourly, replicates: 1000, verdictMinimum: 30 })
    const different = findings.comparisons.filter(({ verdict }) => verdict === "less" || verdict === "greater")
    expect(different.length).toBeGreaterThan(4)
    const blocks = ReportDocument.allBlocks(missingness.report(findings))
    const told = blocks.filter((block) => block._tag === "KeyFinding")
    expect(told.map(({ text, verdict }) => [Object.values(text[0]!)[0], verdict])).toEqual([
      ["every 24 h (group): ", "less"],
      ["every 16 h (group): ", "less"],
      [expect.any(String), expect.any(String)]
    ])
    expect(textOf(blocks)).toContain(`${different.length - 3} more cohorts differ from the rest`)
  })

  it("has charts that compile, with numbers that add up to 100 %", async () => {
    const blocks = ReportDocument.allBlocks(await reportOf(setting()))
    const charts = blocks.filter((block) => block._tag === "Chart")
    expect(charts.length).toBeGreaterThan(0)
    for (const { alt, spec } of charts) {
      expect(alt.length).toBeGreaterThan(40)
      expect(() => compile(spec as unknown as TopLevelSpec, { logger: silent })).not.toThrow()
    }
  })

  it("is a section that a renderer accepts, with ids that are used once", async () => {
    const section = await reportOf(setting())
    expect(Schema.is(ReportDocument.StageSection)(section)).toBe(true)
    for (const part of [section.blocks, section.annex!]) {
      const ids = part.flatMap((block) => ("id" in block ? [block.id] : []))
      expect(new Set(ids).size).toBe(ids.length)
    }
  })

  it("is drawn from stored findings alone", async () => {
    const findings = await stored(setting())
    const section = await Effect.runPromise(missingness.render(JSON.parse(JSON.stringify(findings))))
    expect(section).toEqual(await reportOf(setting()))
  })

  it("warns where shuffled labels do not bear out the chi-squared test", async () => {
    const findings = await findingsOf(setting())
    const [first, ...others] = findings.dependence
    const doubtful = {
      ...findings,
      dependence: [{ ...first!, test: { ...first!.test!, leastExpected: 0.2, permutationP: 0.2 } }, ...others]
    }
    expect(textOf(ReportDocument.allBlocks(missingness.report(doubtful)))).toContain(
      "which the shuffled labels do not bear out: Lactate by Group."
    )
    expect(textOf(ReportDocument.allBlocks(missingness.report(findings)))).not.toContain("do not bear out")
  })
})

const silent = {
  level: () => silent,
  error: (...parts: ReadonlyArray<unknown>) => {
    throw new Error(parts.join(" "))
  },
  warn: (...parts: ReadonlyArray<unknown>) => {
    throw new Error(parts.join(" "))
  },
  info: () => silent,
  debug: () => silent
} as never

describe("in simulated intensive care", () => {
  const analysed = async (parameters: Parameters.Parameters) =>
    findingsOf({
      dataset: Fixtures.simulated(parameters),
      groupings: Fixtures.everyGrouping,
      replicates: 1000,
      verdictMinimum: 30,
      options: { variables: { lactate: { every: "8 h" }, heart_rate: { every: "10 min" } }, impact: false }
    })
  let demo: Findings
  let nothing: Findings
  beforeAll(async () => {
    demo = await analysed(Parameters.demo)
    nothing = await analysed(Parameters.nothingPlanted)
  })

  it("finds the planted difference, in the planted cohort and variable and nowhere else", () => {
    expect(demo.dependence.filter(({ test }) => test?.dependent).map((one) => [one.grouping, one.variable])).toEqual([
      ["surgical", "lactate"]
    ])
    const different = demo.comparisons.filter(({ verdict }) => verdict === "less" || verdict === "greater")
    expect(different.map((one) => [one.category, one.metric, one.verdict])).toEqual([
      ["Non-surgical", "lactate:coverage", "less"],
      ["Surgical", "lactate:coverage", "greater"]
    ])
    expect(textOf(ReportDocument.allBlocks(missingness.report(demo)))).toContain(
      "Non-surgical (surgical): lactate is measured less, with"
    )
  })

  it("is quiet where nothing was planted", () => {
    expect(nothing.dependence.filter(({ test }) => test?.dependent)).toEqual([])
    expect(nothing.comparisons.filter(({ verdict }) => verdict === "less" || verdict === "greater")).toEqual([])
  })
})
