import { Audit, type Dataset, ReportDocument, Stage } from "@fairward/core"
import { Parameters } from "@fairward/simulator"
import { Fixtures } from "@fairward/stage-kit"
import { table } from "arquero"
import { Effect, Schema } from "effect"
import { compile, type TopLevelSpec } from "vega-lite"
import { describe, expect, it } from "vitest"
import type { CohortFindings, Findings } from "../src/Findings.ts"
import clinicalSafety from "../src/index.ts"
import { auditedCost, costsAlong } from "../src/views/AtThresholds.ts"
import { audited, configOf, findingsOf } from "./fixtures/Audits.ts"
import { type DatasetSketch, datasetOf, grouping, type PatientSketch } from "./fixtures/Sketch.ts"

const team = { [grouping]: { column: grouping } }

type Options = Readonly<Record<string, unknown>>

const hourly = (options: Options = {}, changes: Options = {}) =>
  configOf({
    timestep: "1 h",
    threshold: { value: 0.5 },
    groupings: team,
    resampling: { replicates: 100, seed: 42 },
    stages: { "clinical-safety": options },
    ...changes
  })

const horizonSteps = 6

/** A patient of 24 hours; a `sick` one has an event at hour 20. Each listed hour has a high score. */
const patientOf = (category: string | null, sick: boolean, high: ReadonlyArray<number>): PatientSketch => ({
  category,
  events: sick ? [[20, 23]] : [],
  steps: Array.from({ length: 24 }, (_, t) => [
    sick && t >= 20 && t < 23 ? null : sick && t >= 14 && t < 20 ? 1 : 0,
    high.includes(t) ? 0.8 : 0.1
  ])
})

/** Two teams of 80; half of each is sick. Team b has more false alarms, and a third of its events is missed. */
const twoTeams = (changes: Partial<DatasetSketch> = {}) =>
  datasetOf({
    timestepMinutes: 60,
    horizonSteps,
    patients: Array.from({ length: 160 }, (_, i) => {
      const sick = (i >> 1) % 2 === 0
      if (i % 2 === 0) return patientOf("a", sick, sick ? [16, 17] : i % 3 === 0 ? [4] : [])
      return patientOf("b", sick, sick && i % 3 !== 0 ? [2, 3, 16] : [2, 5, 8])
    }),
    ...changes
  })

/** Two teams of which one has events, but no predictions. */
const unpredicted: DatasetSketch = {
  timestepMinutes: 60,
  horizonSteps,
  patients: Array.from({ length: 80 }, (_, i) =>
    i % 2 === 0 ? patientOf("a", i % 4 === 0, [16, 4]) : { category: "b", events: [[2, 4]], steps: [] }
  )
}

const run = async (options: Options = {}, changes: Options = {}, dataset: Dataset.DatasetShape = twoTeams()) =>
  findingsOf(await audited(await hourly(options, changes), dataset))

const comparisonOf = ({ comparisons }: Findings, category: string, metric: string) =>
  comparisons.find((one) => one.category === category && one.metric === metric)!

const textOf = (text: ReportDocument.Text): string =>
  text
    .map((part) => (typeof part === "string" ? part : "value" in part ? String(part.value) : Object.values(part)[0]))
    .join("")

const saidIn = (section: ReportDocument.StageSection, tag: "Caveat" | "KeyFinding" | "Paragraph") =>
  ReportDocument.allBlocks(section).flatMap((block) =>
    block._tag === tag && !("scope" in block) ? [textOf((block as { text: ReportDocument.Text }).text)] : []
  )

const verdicts = { resampling: { replicates: 1000, seed: 42 } }

describe("other settings of the alarm", () => {
  const told = (findings: Findings) => {
    const section = clinicalSafety.report(findings)
    const budgets = section.blocks.find((block) => block._tag === "Table" && block.id === "clinical-safety-budgets")
    return { said: saidIn(section, "Paragraph").join("\n"), rows: budgets?._tag === "Table" ? budgets.rows : [] }
  }

  it("are told with who gets least of them, and with the silences that are none at this step", async () => {
    const { rows, said } = told(await run({ whatIf: { silences: ["0 min", "30 min", "2 h"], budgets: [2] } }))
    expect(said).toContain(
      "With a step of 1 h, a silence of 30 min is over before the next step, and so is none: not shown."
    )
    expect(rows[0]).toMatchObject({ cohort: "b (team)" })
  })

  it("name no cohort where none gets less, and say where only the silence decides", async () => {
    // Everybody's scores are above the lowest threshold tried, and everybody with an event has an alarm before it.
    const { rows, said } = told(
      await run({ whatIf: { silences: ["0 min", "2 h"], budgets: [13] } }, { threshold: { value: 0.05 } })
    )
    expect(rows[0]).toMatchObject({ caught: 1, cohort: { value: null, note: "no cohort has fewer" }, fewest: null })
    expect(said).toMatch(/At that threshold 100 of 100 steps are alarms: it rings for nearly everybody/u)
  })
})

describe("a team with more false alarms", () => {
  it("is materially worse per patient-day, by the number of alarms counted by hand", async () => {
    const findings = await run({}, verdicts)
    const b = comparisonOf(findings, "b", "false_alarms_per_day")
    const cohort = findings.cohorts.find(({ category }) => category === "b")!
    const days = (80 * 24 - 40 * 3) / 24
    expect(cohort.patientDays).toBeCloseTo(days, 12)
    expect(b.cohort.estimate).toBeCloseTo(cohort.counts.alarms!.false / days, 12)
    expect(b).toMatchObject({ sense: "lower", verdict: "material", direction: "worse" })
    // A fifth of everyone's false alarms per patient-day, which is less than the margin of 1.
    const everyone = findings.everyone.measures.find(({ metric }) => metric === "false_alarms_per_day")!.estimate!
    expect(b.margin).toBeCloseTo(0.2 * everyone, 12)
    expect(saidIn(clinicalSafety.report(findings), "KeyFinding")[0]).toContain("b (team): False alarms per patient-day")
  })

  it("has no verdict for what the performance stage judges, nor for illustrative costs", async () => {
    const findings = await run({}, verdicts)
    for (const metric of ["step_recall", "step_precision", "event_recall", "alarm_precision", "cost_per_day"]) {
      expect(comparisonOf(findings, "b", metric), metric).toMatchObject({ verdict: "no verdict", interval: null })
    }
  })

  it("is judged by cost when costs are configured, neither direction being worse", async () => {
    const findings = await run({ costs: { missed: 1000, falseAlarm: 10, currency: "EUR", margin: 5 } }, verdicts)
    expect(comparisonOf(findings, "b", "cost_per_day")).toMatchObject({ sense: "none", margin: 5, verdict: "greater" })
    expect(findings.costs).toMatchObject({ currency: "EUR", isIllustrative: false })
  })

  it("is judged by events caught and alarms true under a policy", async () => {
    const findings = await run({ policy: { silenceFor: "6 h" } }, verdicts)
    expect(comparisonOf(findings, "b", "event_recall")).toMatchObject({ sense: "higher", verdict: "material" })
    expect(comparisonOf(findings, "b", "alarm_precision").verdict).toBe("material")
  })
})

describe("the alarm burden", () => {
  it("is of false and true alarms together, per patient-day", async () => {
    const { cohorts, comparisons } = await run({ policy: { silenceFor: "2 h" } })
    for (const { category, counts, patientDays } of cohorts) {
      const of = (metric: string) =>
        comparisons.find((one) => one.category === category && one.metric === metric)!.cohort.estimate!
      const { false: falseAlarms, true: trueAlarms } = counts.alarms!
      expect(of("alarms_per_day")).toBeCloseTo((falseAlarms + trueAlarms) / patientDays!, 12)
      expect(of("false_alarms_per_day")).toBeCloseTo(falseAlarms / patientDays!, 12)
      expect(of("true_alarms_per_day")).toBeCloseTo(trueAlarms / patientDays!, 12)
    }
  })
})

describe("costs", () => {
  it("double with both costs, in total and per what", async () => {
    const once = await run({ costs: { missed: 30, falseAlarm: 2 } })
    const twice = await run({ costs: { missed: 60, falseAlarm: 4 } })
    const totals = (findings: Findings) =>
      [findings.everyone, ...findings.cohorts].map((cohort) => auditedCost(findings, cohort))
    expect(totals(twice)).toEqual(totals(once).map((total) => 2 * total!))
    for (const metric of ["cost_per_day", "cost_per_1000_patients"]) {
      expect(comparisonOf(twice, "b", metric).cohort.estimate).toBeCloseTo(
        2 * comparisonOf(once, "b", metric).cohort.estimate!,
        9
      )
    }
  })

  it("of one threshold for all are what it costs a cohort more than its own cheapest, never less than nothing", async () => {
    const findings = await run({ costs: { missed: 5, falseAlarm: 1 } })
    const { cohorts, everyone } = findings
    const extra = ({ cost, patients }: CohortFindings) => (cost.extra.estimate! * patients) / 1000
    const audits = findings.curve.thresholds.indexOf(findings.threshold)
    for (const cohort of cohorts) {
      const along = costsAlong(findings, cohort)
      expect(extra(cohort)).toBeGreaterThanOrEqual(0)
      expect(along[audits]).toBeCloseTo(auditedCost(findings, cohort), 9)
      for (const cost of [...along, 5 * cohort.counts.events!.all]) {
        expect(cohort.cost.least).toBeLessThanOrEqual(cost + 1e-9)
      }
    }
    const sum = cohorts.reduce((total, cohort) => total + cohort.cost.least! + extra(cohort), 0)
    expect(sum).toBeCloseTo(everyone.cost.least!, 9)
  })

  it("are shown along thresholds that are nobody's score but for the audit's, with and without a policy", async () => {
    const dataset = twoTeams()
    const predictions = dataset.predictions!
    const moved = {
      ...dataset,
      predictions: { ...predictions, score: predictions.score.map((score) => score * 0.999) }
    }
    for (const options of [{}, { policy: { silenceFor: "4 h" } }]) {
      const [{ curve, netBenefit }, other] = [await run(options), await run(options, verdicts, moved)]
      expect(curve).toEqual(other.curve)
      expect(netBenefit.p).toEqual(other.netBenefit.p)
      expect(curve.thresholds).toHaveLength(51)
    }
  })

  it("per step count every positive and negative step", async () => {
    const findings = await run({ costs: { missed: 7, falseAlarm: 3, unit: "step" }, policy: { silenceFor: "6 h" } })
    const { negatives, positives } = findings.everyone.counts
    expect(auditedCost(findings, findings.everyone)).toBe(7 * positives.missed + 3 * negatives.reached)
  })
})

describe("the audited patients", () => {
  const options = { policy: { silenceFor: "4 h", resetAfter: "1 h" }, costs: { missed: 10, falseAlarm: 1 } }
  const rates = (findings: Findings) => ({
    measures: findings.everyone.measures.map(({ estimate, metric }) => [metric, estimate]),
    comparisons: findings.comparisons.map(({ cohort, metric, rest }) => [metric, cohort.estimate, rest.estimate]),
    thresholds: findings.cohorts.map(({ cost, target }) => [cost.cheapest, target.threshold, target.reached])
  })
  const sketches = (): DatasetSketch["patients"] =>
    Array.from({ length: 60 }, (_, i) => {
      const sick = i % 3 !== 0
      return patientOf(i % 5 < 2 ? "a" : "b", sick, sick && i % 7 !== 0 ? [(i * 5) % 13, 15 + (i % 4)] : [(i * 3) % 20])
    })
  const of = (patients: DatasetSketch["patients"]) => datasetOf({ timestepMinutes: 60, horizonSteps, patients })

  it.each([{}, options])("give the same rates when every one is there twice (%j)", async (own) => {
    const once = rates(await run(own, {}, of(sketches())))
    const twice = rates(await run(own, {}, of(sketches().flatMap((patient) => [patient, patient]))))
    const flat = (value: typeof once) => Object.values(value).flat(2)
    flat(twice).forEach((value, i) => {
      const wanted = flat(once)[i]
      if (typeof wanted === "number") expect(value).toBeCloseTo(wanted, 12)
      else expect(value).toBe(wanted)
    })
  })

  it("give the same estimates in any order", async () => {
    const inOrder = rates(await run(options, {}, of(sketches())))
    const reversed = rates(await run(options, {}, of([...sketches()].reverse())))
    expect(reversed).toEqual(inOrder)
  })

  it("give the same findings with one worker as with two", async () => {
    const config = await hourly(options)
    const dataset = of(sketches())
    const [one, two] = [await audited(config, dataset, 1), await audited(config, dataset, 2)]
    expect(one.stored.status).toBe("done")
    expect(JSON.stringify({ ...two.stored, seconds: 0 })).toBe(JSON.stringify({ ...one.stored, seconds: 0 }))
  })
})

/** 200 patients with one prediction each. */
const classical = (options: Options = {}) => {
  const dataset = datasetOf({
    timestepMinutes: 60,
    horizonSteps: 0,
    patients: Array.from({ length: 200 }, (_, i) => ({
      category: i % 2 === 0 ? "a" : "b",
      events: [],
      steps: [[i % 4 < 2 ? 1 : 0, (i % 10) / 10] as const]
    }))
  })
  const changes = {
    horizon: undefined,
    timestep: undefined,
    data: {
      predictions: { from: "p.csv", patient: "patient_id", label: "label", score: "score" },
      patients: { from: "patients.csv", patient: "patient_id" }
    }
  }
  return run(options, changes, { ...dataset, events: undefined })
}

describe("data that lack something", () => {
  it("without events are counted per step, and the report says so", async () => {
    const findings = await run({ policy: { silenceFor: "6 h" } }, {}, { ...twoTeams(), events: undefined })
    expect(findings).toMatchObject({ mode: "steps", costs: { unit: "step" }, target: { metric: "recall" } })
    expect(findings.everyone.counts).toMatchObject({ events: null })
    expect(findings.comparisons.map(({ metric }) => metric)).not.toContain("event_recall")
    expect(comparisonOf(findings, "b", "false_alarms_per_day").cohort.estimate).toBeGreaterThan(0)
    expect(saidIn(clinicalSafety.report(findings), "Caveat").join()).toContain("Without events")
  })

  it("of one prediction a patient are counted per patient, without time or policy", async () => {
    const findings = await classical({ policy: { silenceFor: "1 h" }, target: { metric: "event-recall", value: 0.8 } })
    expect(findings).toMatchObject({ mode: "patients", policy: null, target: { metric: "recall" } })
    expect(findings.everyone.patientDays).toBeNull()
    expect(findings.comparisons.map(({ metric }) => metric)).not.toContain("false_alarms_per_day")
    expect(comparisonOf(findings, "a", "cost_per_1000_patients").cohort.estimate).toBeGreaterThan(0)
    const said = saidIn(clinicalSafety.report(findings), "Caveat").join()
    for (const words of ["one prediction a patient there is no time", "policy is left out", "no events to count"]) {
      expect(said.toLowerCase()).toContain(words)
    }
    for (const block of ReportDocument.allBlocks(clinicalSafety.report(findings))) {
      if (block._tag !== "Table") continue
      const titles = [block.caption, ...block.columns.map(({ title }) => title)].join()
      expect(titles).not.toMatch(/patient-day|step|event/u)
    }
  })

  it("such as every prediction of a cohort leave its costs per patient-day out of the charts", async () => {
    const findings = await run({}, verdicts, datasetOf(unpredicted))
    const cohort = findings.cohorts.find(({ category }) => category === "b")!
    expect(cohort.patientDays).toBe(0)
    expect(auditedCost(findings, cohort)).toBe(40 * 100)
    for (const block of ReportDocument.allBlocks(clinicalSafety.report(findings))) {
      if (block._tag === "Chart") expect(JSON.parse(JSON.stringify(block.spec))).toEqual(block.spec)
    }
  })

  it("without two categories to compare, or without a labelled step, skip the stage", async () => {
    const groupings = { [grouping]: { column: grouping, minEventPatients: 1000 } }
    const { stored } = await audited(await hourly({}, { groupings }), twoTeams())
    expect(stored).toMatchObject({ status: "skipped", reason: [expect.stringContaining("no grouping has two")] })
    const dataset = twoTeams()
    const unlabelled = { ...dataset.predictions!, label: dataset.predictions!.label.map(() => -1) }
    const { stored: none } = await audited(await hourly({}, { groupings: team }), {
      ...dataset,
      predictions: unlabelled
    })
    expect(none).toMatchObject({ status: "skipped", reason: ["no test patient has a labelled step"] })
  })
})

describe("a threshold as small as a number can be", () => {
  it("has net benefit at thresholds around it, none of which overflows", async () => {
    const { netBenefit } = await run({}, { threshold: { value: Number.MIN_VALUE } })
    expect(netBenefit.p[0]).toBe(Number.MIN_VALUE)
    expect(netBenefit.p.length).toBeGreaterThan(100)
    expect(netBenefit.p.every((p, i, all) => p > (all[i - 1] ?? 0) && p < 1)).toBe(true)
  })
})

describe("the options", () => {
  const issuesOf = async (options: Options) => {
    const error = await Effect.runPromise(Effect.flip(Audit.plan([clinicalSafety], await hourly(options))))
    return error.issues.map(({ message, path }) => `${path.join(".")}: ${message}`).join("\n")
  }

  it("all have defaults, without amounts of money", async () => {
    const { options } = await Effect.runPromise(clinicalSafety.prepare({}))
    expect(await Effect.runPromise(clinicalSafety.prepare(options))).toMatchObject({ options })
    expect(options).toEqual({
      target: { value: 0.9 },
      fatigueLimit: 0.1,
      missedLimit: 0.5,
      whatIf: { silences: ["0 min", "30 min", "120 min", "480 min"], budgets: [1, 2, 4, 8] },
      margin: 0.05,
      falseAlarmMargin: 1
    })
  })

  it("are refused before anything runs, with what was expected", async () => {
    expect(await issuesOf({ costs: { missed: 1 } })).toContain("costs.falseAlarm")
    expect(await issuesOf({ costs: { missed: 0, falseAlarm: 0 } })).toContain("at least one of missed and falseAlarm")
    expect(await issuesOf({ costs: { missed: -1, falseAlarm: 1 } })).toContain("costs.missed")
    expect(await issuesOf({ tiers: [{ name: "A", from: 0.1 }] })).toContain("begin with a score of 0")
    const unordered = [
      { name: "A", from: 0 },
      { name: "B", from: 0.5 },
      { name: "C", from: 0.2 }
    ]
    expect(await issuesOf({ tiers: unordered })).toContain("ascending order")
    expect(
      await issuesOf({
        tiers: [
          { name: "A", from: 0 },
          { name: "A", from: 0.5 }
        ]
      })
    ).toContain("its own name")
    expect(await issuesOf({ policy: { silenceFor: "0 min" } })).toContain("greater than 0")
    expect(await issuesOf({ policy: { silenceFor: 30 } })).toContain("policy.silenceFor")
    expect(await issuesOf({ target: { value: 0 } })).toContain("target.value")
    expect(await issuesOf({ fatigue: 0.2 })).toContain("clinical-safety.fatigue")
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

const manyCategories = () => {
  const dataset = twoTeams()
  const names = Array.from({ length: 160 }, (_, i) => `Ward number ${i % 20} with a name longer than most of them`)
  return { ...dataset, patients: { ...dataset.patients, attributes: table({ [grouping]: names }) } }
}

describe("the report", () => {
  const cases: Readonly<Record<string, () => Promise<Findings>>> = {
    "of teams that differ": () => run({}, verdicts),
    "under a policy with costs of one's own": () =>
      run({
        policy: { silenceFor: "4 h", resetAfter: "1 h" },
        costs: { missed: 50_000, falseAlarm: 500, currency: "USD" }
      }),
    "counted per step": () =>
      run({ costs: { missed: 5, falseAlarm: 1, unit: "step" }, target: { metric: "recall", value: 0.9 } }),
    "without events": () => run({}, {}, { ...twoTeams(), events: undefined }),
    "of one prediction a patient": () => classical(),
    "where nothing alarms": () => run({}, { threshold: { value: 0.99 } }),
    "where everything alarms": () => run({}, { threshold: { value: 0 } }),
    "of twenty wards with long names": () => run({}, {}, manyCategories()),
    "where the paper's test decides": () => run({}, { significance: "mann-whitney" }),
    "of many tiers": () => run({ tiers: [0, 0.2, 0.4, 0.6, 0.79].map((from, i) => ({ name: `T${i}`, from })) })
  }

  it.each(Object.keys(cases))("%s is a sound section", async (name) => {
    const section = clinicalSafety.report(await cases[name]!())
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
        expect(new Set(keys).size, block.id).toBe(keys.length)
        for (const row of block.rows) expect(Object.keys(row).toSorted(), block.id).toEqual(keys)
      }
      if (block._tag === "KeyFinding") expect(blockIds).toContain(block.evidence)
    }
    expect(JSON.stringify(section)).not.toMatch(/NaN|undefined|Infinity|\[object/)
  })

  it("begins with the worst cohort per question", async () => {
    const blocks = ReportDocument.allBlocks(clinicalSafety.report(await cases["of teams that differ"]!()))
    const board = blocks[1]
    if (board?._tag !== "Table") throw new Error("no table")
    const [missed, disturbed] = board.rows
    expect(missed).toMatchObject({ cohort: { value: "b", note: "Team" } })
    expect(disturbed).toMatchObject({ cohort: { value: "b", note: "Team" }, verdict: "material" })
  })

  it("tells net benefit of patients and of windows where the one says to use the alarm and the other not to", async () => {
    const findings = await cases["of teams that differ"]!()
    const told = (windows: readonly [low: number, high: number]) => {
      const gain = {
        patient: { estimate: 0.09, low: 0.05, high: 0.12 },
        window: { estimate: -0.02, low: windows[0], high: windows[1] }
      }
      return ReportDocument.allBlocks(
        clinicalSafety.report({ ...findings, everyone: { ...findings.everyone, gain, netBenefit: many } })
      )
        .flatMap((block) => (block._tag === "KeyFinding" ? [textOf(block.text).replaceAll("\u00a0", " ")] : []))
        .find((words) => words.startsWith("net benefit"))!
    }
    const { netBenefit } = findings.everyone
    const window = netBenefit.window!
    // Of a thousand times as many windows without an event as many are disturbed: never alarming is better.
    const many = { ...netBenefit, window: { ...window, negatives: window.negatives * 1000 } }
    const settled = told([-0.03, -0.01])
    expect(settled).toMatch(
      / per 1000 patients (above|below) that of [^.]*; counted by windows of \d+ h in place of patients it is [\d.]+ \([\d.]+ to [\d.]+\) true positives per 1000 windows below that of never alarming/u
    )
    expect(settled).toContain("patients above")
    expect(told([-0.03, 0.01])).toContain(
      "in place of patients it is not told from that of never alarming (-30 to 10 true positives per 1000 windows)."
    )
  })

  it("answers for all patients where no cohort is large enough to be worst", async () => {
    const findings = { ...(await run({})), verdictMinimum: 1000 }
    const board = ReportDocument.allBlocks(clinicalSafety.report(findings))[1]
    if (board?._tag !== "Table") throw new Error("no table")
    expect(board.columns.map(({ key }) => key)).toEqual(["question", "measure", "everyone"])
    expect(board.caption).toContain("fewer than two have at least 1000 patients")
    expect(board.rows.every(({ everyone }) => everyone !== null)).toBe(true)
    expect(board.rows.length).toBeGreaterThan(3)
  })

  it("names nobody where numbers were rounded so that several cohorts could be the worst", async () => {
    const findings = await cases["of teams that differ"]!()
    const answerTo = (rounding: number) => {
      const comparisons = findings.comparisons.map((one) => ({ ...one, rounding }))
      const board = ReportDocument.allBlocks(clinicalSafety.report({ ...findings, comparisons }))[1]
      return board?._tag === "Table" ? board.rows[0] : undefined
    }
    expect(answerTo(0.01)).toMatchObject({ cohort: { value: "b", note: "Team" } })
    expect(answerTo(0.9)).toMatchObject({ cohort: { value: null, note: "not told by rounded numbers" } })
  })

  it("says greater or less, never worse, where neither direction is worse", async () => {
    const options = { policy: { silenceFor: "6 h" }, costs: { missed: 1000, falseAlarm: 10 } }
    const findings = await run(options, verdicts)
    const said = saidIn(clinicalSafety.report(findings), "KeyFinding")
    const ofB = said.filter((text) => text.startsWith("b (team)"))
    expect(ofB).toHaveLength(1)
    expect(ofB[0]).toContain("is worse")
    expect(ofB[0]).toMatch(/Also worse: [^.]*\..*Also greater: [^.]*Cost/u)
    expect(ofB[0]).not.toMatch(/Also worse: [^.]*(?:Cost|Risk)/u)
    const board = ReportDocument.allBlocks(clinicalSafety.report(findings))[1]
    if (board?._tag !== "Table") throw new Error("no table")
    expect(board.rows[0]).toMatchObject({ cohort: { value: "b", note: "Team" }, verdict: "material" })
  })

  it("warns of alert fatigue with one alarm in k, but not where alarms are true often enough", async () => {
    const findings = await run({ fatigueLimit: 0.4 })
    const b = comparisonOf(findings, "b", "needed_to_evaluate").cohort.estimate!
    const said = saidIn(clinicalSafety.report(findings), "Caveat").join()
    expect(said).toContain(`b (team) 1 in ${Math.round(b)}`)
    expect(said).not.toContain("a (team) 1 in")
    expect(saidIn(clinicalSafety.report(await run({ fatigueLimit: 0 })), "Caveat").join()).not.toContain(
      "Alert fatigue"
    )
  })

  it("warns of tiers that one holds nearly all steps of, or none, and not of others", async () => {
    const said = (findings: Findings) => saidIn(clinicalSafety.report(findings), "Caveat").join()
    const tiers = (...from: ReadonlyArray<number>) => ({ tiers: from.map((one, i) => ({ name: `T${i}`, from: one })) })
    const words = "tiers do not fit"
    const high = await run(tiers(0, 0.9))
    expect(said(high)).toContain(words)
    expect(said(high)).toContain("T0 holds 1 of all labelled steps")
    expect(said(high)).toContain("No score of any patient lies in T1")
    expect(saidIn(clinicalSafety.report(high), "KeyFinding").join()).not.toContain("T1")
    const few = twoTeams()
    const score = few.predictions!.score.map((one, row) => (row % 50 === 0 ? 0.95 : Math.min(one, 0.3)))
    const lopsided = await run(tiers(0, 0.9), {}, { ...few, predictions: { ...few.predictions!, score } })
    expect(said(lopsided)).toContain("T0 holds 0.98")
    expect(said(lopsided)).not.toContain("No score of any patient")
    expect(said(await run(tiers(0, 0.5)))).not.toContain(words)
  })

  it("judges by at most a fifth of what is judged, however wide the margin", async () => {
    const findings = await run({ margin: 0.9, falseAlarmMargin: 50 })
    const everyoneOf = (metric: string) => findings.everyone.measures.find((one) => one.metric === metric)!.estimate!
    const risk = everyoneOf("risk_GREEN")
    expect(comparisonOf(findings, "b", "risk_GREEN").margin).toBeCloseTo(0.2 * Math.min(risk, 1 - risk), 12)
    const perDay = comparisonOf(findings, "b", "false_alarms_per_day")
    expect(perDay.margin).toBeCloseTo(0.2 * everyoneOf("false_alarms_per_day"), 12)
    const tables = ReportDocument.allBlocks(clinicalSafety.report(findings)).flatMap((block) =>
      block._tag === "Table" ? [block] : []
    )
    expect(tables.at(-1)!.caption).toContain(
      "equivalent within margins of at most 0.9 for shares and risks, 50 for false alarms, and of a fifth of what is judged"
    )
  })

  it("calls costs that nobody configured an illustration", async () => {
    const said = (findings: Findings) => saidIn(clinicalSafety.report(findings), "Caveat").join()
    expect(said(await run())).toContain("Costs are an illustration")
    expect(said(await run({ costs: { missed: 2, falseAlarm: 1 } }))).not.toContain("illustration")
  })
})

describe("of simulated patients", () => {
  const config = () =>
    configOf({
      groupings: { sex: { column: "sex" }, admission_reason: { column: "admission_reason" } },
      resampling: { replicates: 1000, seed: 42 },
      stages: { "clinical-safety": { policy: { silenceFor: "4 h" } } }
    })

  it("those whose scores were made too low have other risks behind the same colour, and more misses", async () => {
    const own = await config()
    const findings = findingsOf(await audited(own, Fixtures.simulated(Parameters.demo)))
    const women = comparisonOf(findings, "F", "event_recall")
    expect(women.cohort.estimate!).toBeLessThan(women.rest.estimate!)
    expect(saidIn(clinicalSafety.report(findings), "KeyFinding").join()).toContain("F (sex)")
  })

  it("nobody is flagged where nothing is planted, but in one of four audits at most", async () => {
    const own = await config()
    let audits = 0
    for (let seed = 1; seed <= 4; seed++) {
      const dataset = Fixtures.simulated({ ...Parameters.nothingPlanted, patients: 1000, seed })
      const { comparisons } = findingsOf(await audited(own, dataset))
      if (comparisons.some(({ verdict }) => ["worse", "material", "better", "greater", "less"].includes(verdict)))
        audits++
    }
    expect(audits).toBeLessThanOrEqual(1)
  })
})

describe("the stage", () => {
  it("keeps the contract: a brand, its inputs, a glossary", () => {
    expect(Stage.isStage(clinicalSafety)).toBe(true)
    expect(clinicalSafety.inputs).toEqual({ needs: ["predictions"], uses: ["events"] })
    expect(clinicalSafety.glossary.map(({ term }) => term)).toContain("Net benefit")
  })
})
