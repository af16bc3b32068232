import { Audit, ReportDocument, Stage } from "@fairward/core"
import { Parameters } from "@fairward/simulator"
import { Fixtures } from "@fairward/stage-kit"
import { Effect, Schema } from "effect"
import { compile, type TopLevelSpec } from "vega-lite"
import { describe, expect, it } from "vitest"
import type { Findings } from "../src/Findings.ts"
import timeGap from "../src/index.ts"
import { audited, configOf, findingsOf } from "./fixtures/Audits.ts"
import { datasetOf, grouping, type PatientSketch } from "./fixtures/Sketch.ts"

const team = { [grouping]: { column: grouping, minEventPatients: 0 } }

/** 120 patients of two teams, steps of 1 h, one event at hour 20; team a is warned `early` hours ahead, team b `late`. */
const twoTeams = (early: ReadonlyArray<number>, late: ReadonlyArray<number>) =>
  datasetOf({
    timestepMinutes: 60,
    horizonSteps: 12,
    patients: Array.from({ length: 120 }, (_, i): PatientSketch => {
      const own = i % 2 === 0 ? early : late
      const gap = own[(i >> 1) % own.length]!
      return {
        category: i % 2 === 0 ? "a" : "b",
        events: [[20, 22]],
        steps: Array.from({ length: 20 }, (_, t) => [t >= 8 ? 1 : 0, t === 20 - gap ? 0.9 : 0.1] as const)
      }
    })
  })

const hourly = (changes: Readonly<Record<string, unknown>> = {}) =>
  configOf({
    timestep: "1 h",
    threshold: { value: 0.5 },
    groupings: team,
    resampling: { replicates: 1000, seed: 42 },
    ...changes
  })

const late = { early: [12, 11, 10, 9, 8, 7, 6], late: [5, 4, 3, 2, 1] }

const comparisonOf = ({ comparisons }: Findings, category: string, window: string) =>
  comparisons.find((one) => one.category === category && one.metric === window)!

const textOf = (text: ReportDocument.Text): string =>
  text
    .map((part) => {
      if (typeof part === "string") return part
      if ("value" in part) return part.as._tag === "number" ? part.value.toFixed(part.as.digits) : String(part.value)
      return Object.values(part).join(" ")
    })
    .join("")
    .replaceAll("\u00a0", " ")

const saidIn = (section: ReportDocument.StageSection, tag: "Caveat" | "KeyFinding" | "Paragraph") =>
  ReportDocument.allBlocks(section).flatMap((block) =>
    block._tag === tag ? [textOf((block as { text: ReportDocument.Text }).text)] : []
  )

describe("a team that is warned six hours later", () => {
  it("is materially worse, in minutes", async () => {
    const findings = findingsOf(await audited(await hourly(), twoTeams(late.early, late.late)))
    const { cohort, difference, direction, interval, rest, verdict } = comparisonOf(findings, "b", ">12h")
    expect([cohort.estimate, rest.estimate, difference, direction]).toEqual([180, 540, -360, "worse"])
    expect(verdict).toBe("material")
    expect(interval!.low).toBeLessThan(-360)
    expect(interval!.high).toBeLessThan(-60)
    expect(comparisonOf(findings, "a", ">12h").verdict).toBe("better")
    const [first] = saidIn(timeGap.report(findings), "KeyFinding")
    expect(first).toMatch(/^b \(team\): Share warned 8 h ahead is worse, 0\.000 against 0\.733 in the rest/u)
    expect(first).toContain("Also worse: Median gap at >12 h")
  })

  it("is judged by at most a fifth of everyone's gap, however wide the margin", async () => {
    const dataset = twoTeams(late.early, late.late)
    const judged = async (margin: string) => {
      const findings = findingsOf(await audited(await hourly({ stages: { "time-gap": { margin } } }), dataset))
      const everyone = findings.everyone.medians.find(({ window }) => window === ">12h")!.estimate!
      return { everyone, ...comparisonOf(findings, "b", ">12h") }
    }
    expect(await judged("10 min")).toMatchObject({ margin: 10, verdict: "material" })
    const { everyone, margin, verdict } = await judged("12 h")
    expect(margin).toBeCloseTo(0.2 * everyone, 12)
    expect(margin!).toBeLessThan(120)
    expect(verdict).toBe("material")
  })

  it("has the lower share of events warned in time", async () => {
    const findings = findingsOf(await audited(await hourly(), twoTeams(late.early, late.late)))
    const warned = (category: string) =>
      findings.cohorts
        .find((one) => one.category === category)!
        .warned.map(({ events, lead, ofAll, warned: early }) => {
          expect(ofAll.share).toBe(early / events)
          return [lead, early, events]
        })
    expect(warned("a")).toEqual([
      [60, 60, 60],
      [120, 60, 60],
      [240, 60, 60],
      [480, 44, 60]
    ])
    expect(warned("b")).toEqual([
      [60, 60, 60],
      [120, 48, 60],
      [240, 24, 60],
      [480, 0, 60]
    ])
  })
})

describe("a team whose hard events are missed", () => {
  it("has the longer median gap, and yet the lower share warned in time", async () => {
    const dataset = twoTeams([4], [6, 0, 0])
    const findings = findingsOf(await audited(await hourly(), dataset))
    const { cohort, rest } = comparisonOf(findings, "b", ">12h")
    expect([cohort.estimate, rest.estimate]).toEqual([360, 240])
    const warned = (category: string) =>
      findings.cohorts.find((one) => one.category === category)!.warned.find(({ lead }) => lead === 240)!
    expect(warned("a").ofAll.share).toBe(1)
    expect(warned("b")).toMatchObject({ warned: 20, events: 60, possible: 60 })
    expect(warned("b").ofAll.share).toBeCloseTo(1 / 3, 12)
    expect(comparisonOf(findings, "b", "warned_4h")).toMatchObject({ verdict: "material", direction: "worse" })
    expect(findings.cohorts.map(({ outcomes: { detected, missed } }) => [detected, missed])).toEqual([
      [60, 0],
      [20, 40]
    ])
  })

  it("is too small for a verdict by its patients with a detected event, not by those with an event", async () => {
    const findings = findingsOf(await audited(await hourly(), twoTeams([4], [6, 0, 0])))
    expect(comparisonOf(findings, "b", ">12h")).toMatchObject({
      verdict: "too small",
      reason: "only 20 patients count in the cohort, at least 30 are needed"
    })
    expect(saidIn(timeGap.report(findings), "KeyFinding").join()).toContain(
      "too few patients with a detected event in at least one of the windows for a verdict in b (20)"
    )
  })
})

describe("the options", () => {
  const issuesOf = async (options: Readonly<Record<string, unknown>>) => {
    const config = await hourly({ stages: { "time-gap": options } })
    const error = await Effect.runPromise(Effect.flip(Audit.plan([timeGap], config)))
    return error.issues.map(({ message, path }) => `${path.join(".")}: ${message}`).join("\n")
  }

  it("default to the windows of the paper, margins of half an hour and 0.05, and 1, 2, 4 and 8 h ahead", async () => {
    const { options } = await Effect.runPromise(timeGap.prepare({}))
    expect(await Effect.runPromise(timeGap.prepare(options))).toMatchObject({ options })
    expect(options).toEqual({
      windows: ["0 min", "180 min", "360 min", "720 min"],
      margin: "30 min",
      shareMargin: 0.05,
      minDelta: "0 min",
      leads: ["60 min", "120 min", "240 min", "480 min"]
    })
  })

  it("are refused before anything runs, with what was expected", async () => {
    expect(await issuesOf({ windows: ["3 h", "6 h"] })).toContain('windows to begin with "0 h"')
    expect(await issuesOf({ windows: ["0 h", "6 h", "3 h"] })).toContain("windows in ascending order")
    expect(await issuesOf({ windows: [] })).toContain("stages.time-gap.windows")
    expect(await issuesOf({ windows: [0, 180] })).toContain("stages.time-gap.windows.0")
    expect(await issuesOf({ leads: ["0 h"] })).toContain("greater than 0")
    expect(await issuesOf({ leads: ["2 h", "2 h"] })).toContain("ascending")
    expect(await issuesOf({ margin: 30 })).toContain("stages.time-gap.margin")
    expect(await issuesOf({ window: ["0 h"] })).toContain("stages.time-gap.window")
  })

  it("leave out times ahead beyond the horizon, and say so", async () => {
    const config = await hourly({ stages: { "time-gap": { leads: ["12 h", "13 h", "1 d"] } } })
    const findings = findingsOf(await audited(config, twoTeams([12, 3], [4])))
    expect(findings.leads).toEqual([720])
    expect(findings.leadsBeyondHorizon).toEqual([780, 1440])
    expect(findings.everyone.warned).toMatchObject([{ lead: 720, warned: 30 }])
    expect(saidIn(timeGap.report(findings), "Caveat").join()).toContain("13 h, 1 d ahead")
  })

  it("count a time ahead that is no whole number of steps as the next step", async () => {
    const config = await hourly({ stages: { "time-gap": { leads: ["90 min"] } } })
    const findings = findingsOf(await audited(config, twoTeams([1, 2], [1, 2])))
    expect(findings.everyone.warned).toMatchObject([{ lead: 90, warned: 60, events: 120 }])
  })

  it("leave out windows that no event falls into, but correct the paper's test for all that were configured", async () => {
    const config = await hourly({ stages: { "time-gap": { leads: ["1 h", "2 h", "5 h"] } } })
    const findings = findingsOf(await audited(config, twoTeams([5], [6])))
    expect(findings.windows.map(({ id }) => id)).toEqual([">12h"])
    expect(findings.emptyWindows.map(({ id }) => id)).toEqual(["0-3h", "3-6h", "6-12h"])
    const alphas = findings.comparisons.map(({ mannWhitney, metric }) => [metric, mannWhitney.alpha])
    expect(Object.fromEntries(alphas)).toEqual({
      ">12h": 0.001 / 8,
      warned_1h: 0.001 / 6,
      warned_2h: 0.001 / 6,
      warned_5h: 0.001 / 6
    })
    expect(saidIn(timeGap.report(findings), "Caveat").join()).toContain("0–3 h, 3–6 h, 6–12 h")
  })

  it("keep the paper's test from calling small differences of gaps significant, whatever the shares are", async () => {
    const dataset = twoTeams([5, 6, 5], [7, 7, 6])
    const significant = async (minDelta: string) => {
      const config = await hourly({ stages: { "time-gap": { minDelta, leads: ["6 h"] } } })
      const findings = findingsOf(await audited(config, dataset))
      return [">12h", "warned_6h"].map((metric) => comparisonOf(findings, "a", metric).mannWhitney.significant)
    }
    expect(await significant("1 h")).toEqual([true, true])
    expect(await significant("2 h")).toEqual([false, true])
  })
})

describe("data that lack something", () => {
  const statusOf = async (...args: globalThis.Parameters<typeof audited>) => {
    const { stored } = await audited(...args)
    return stored.status === "done" ? stored.status : `${stored.status}: ${stored.reason}`
  }

  it("without events, or with a horizon of 0, skip the stage with the reason", async () => {
    const dataset = twoTeams([5], [6])
    expect(await statusOf(await hourly(), { ...dataset, events: undefined })).toBe("skipped: needs events")
    expect(await statusOf(await hourly(), { ...dataset, horizonSteps: 0 })).toBe(
      "skipped: with a horizon of 0 there is one prediction a patient, and so no time between an alarm and an event"
    )
  })

  it("without two categories to compare skip the stage", async () => {
    const groupings = { [grouping]: { column: grouping, minEventPatients: 1000 } }
    expect(await statusOf(await hourly({ groupings }), twoTeams([5], [6]))).toContain("skipped: no grouping has two")
  })

  it("without an evaluable event skip the stage", async () => {
    const dataset = twoTeams([5], [6])
    const atOnce = { ...dataset.events!, start: dataset.events!.start.map(() => 0) }
    expect(await statusOf(await hourly(), { ...dataset, events: atOnce })).toBe(
      "skipped: no test patient has an evaluable event"
    )
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

const touching = (): ReturnType<typeof twoTeams> =>
  datasetOf({
    timestepMinutes: 60,
    horizonSteps: 12,
    patients: Array.from({ length: 40 }, (_, i) => ({
      category: i % 2 === 0 ? "a" : "b",
      events: [
        [0, 2],
        [2, 3]
      ],
      steps: []
    }))
  })

describe("the report", () => {
  const cases: Readonly<Record<string, () => Promise<Findings>>> = {
    "of teams that differ": async () => findingsOf(await audited(await hourly(), twoTeams(late.early, late.late))),
    "where the paper's test decides": async () =>
      findingsOf(await audited(await hourly({ significance: "mann-whitney" }), twoTeams(late.early, late.late))),
    "where nothing was detected": async () =>
      findingsOf(await audited(await hourly({ threshold: { value: 0.99 } }), twoTeams([5], [6]))),
    "where one team has no detected event": async () => findingsOf(await audited(await hourly(), twoTeams([5], [0]))),
    "where no event has time before it": async () => findingsOf(await audited(await hourly(), touching())),
    "of times ahead that all lie beyond the horizon": async () =>
      findingsOf(
        await audited(await hourly({ stages: { "time-gap": { leads: ["2 d"] } } }), twoTeams(late.early, late.late))
      ),
    "of few replicates": async () =>
      findingsOf(await audited(await hourly({ resampling: { replicates: 20, seed: 1 } }), twoTeams([5, 6], [6, 7])))
  }

  it.each(Object.keys(cases))("%s is a sound section", async (name) => {
    const section = timeGap.report(await cases[name]!())
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
        expect(block.caption.length, block.id).toBeGreaterThan(0)
      }
      if (block._tag === "Table") {
        const keys = block.columns.map(({ key }) => key).toSorted()
        expect(new Set(keys).size, block.id).toBe(keys.length)
        for (const row of block.rows) expect(Object.keys(row).toSorted(), block.id).toEqual(keys)
        expect(block.rows.length > 0 || block.empty !== undefined, block.id).toBe(true)
      }
      if (block._tag === "KeyFinding") expect(blockIds).toContain(block.evidence)
    }
    expect(JSON.stringify(section)).not.toMatch(/NaN|undefined|Infinity|\[object/)
  })

  it("leaves out of how many events were detected where that is withheld", async () => {
    const findings = await cases["of teams that differ"]!()
    const cohorts = findings.cohorts.map((cohort) => ({
      ...cohort,
      outcomes: {
        ...cohort.outcomes,
        windows: cohort.outcomes.windows.map((window) => ({ ...window, events: Number.NaN }))
      }
    }))
    const blocks = ReportDocument.allBlocks(timeGap.report({ ...findings, cohorts }))
    const [table] = blocks.flatMap((block) => (block._tag === "Table" && /windows/u.test(block.id) ? [block] : []))
    const notes = table!.rows.slice(0, 2).map((row) => (row[">12h"] as { readonly note: string }).note)
    expect(notes).toEqual(["(60)", "(60)"])
  })

  it("says that nothing was detected", async () => {
    const said = saidIn(timeGap.report(await cases["where nothing was detected"]!()), "Caveat")
    expect(said.join()).toContain("none of the 120 evaluable events was detected")
  })

  it("says where the median is the whole horizon, so that it tells little", async () => {
    const findings = findingsOf(await audited(await hourly(), twoTeams([12, 12, 3], [12])))
    expect(saidIn(timeGap.report(findings), "Paragraph").join()).toContain("That is the whole horizon")
  })

  it("averages the medians of the categories, each counted once", async () => {
    const section = timeGap.report(await cases["of teams that differ"]!())
    expect(saidIn(section, "Paragraph").join()).toContain(
      "For events with more than 12 h available before them, the macro-averaged median time gap over all 2 categories is 360.0 min"
    )
  })

  it("draws the boxes of all windows on one scale", async () => {
    const config = await configOf({ resampling: { replicates: 50, seed: 42 } })
    const blocks = ReportDocument.allBlocks(
      timeGap.report(findingsOf(await audited(config, Fixtures.simulated({ ...Parameters.demo, patients: 400 }))))
    )
    const [boxes] = blocks.filter((block) => block._tag === "Chart" && block.id.startsWith("time-gap-boxes"))
    const axes = [.../"axes","value":(\[\[.*?\]\])/u.exec(JSON.stringify(boxes))![1]!.matchAll(/\[([\d.,]+)\]/gu)].map(
      ([, ends]) => ends
    )
    expect(axes.length).toBeGreaterThan(1)
    expect(new Set(axes).size).toBe(1)
  })
})

const presetConfig = () =>
  configOf({
    groupings: {
      sex: { column: "sex" },
      age_group: { column: "age", bins: [50, 65, 75, 85] },
      admission_reason: { column: "admission_reason" },
      surgical_status: { column: "surgical_status" }
    }
  })

const flagged = ({ comparisons }: Findings) =>
  comparisons
    .filter(({ verdict }) => verdict === "worse" || verdict === "material" || verdict === "better")
    .map(({ category, metric, verdict }) => `${category}: ${metric} ${verdict}`)

describe("of simulated patients", () => {
  it("the few who were made to be detected later are, in every window, and their share warned in time is a verdict", async () => {
    const config = await presetConfig()
    const findings = findingsOf(await audited(config, Fixtures.simulated(Parameters.demo)))
    const windows = findings.windows.map(({ id }) => comparisonOf(findings, "Neurological", id))
    expect(windows.map(({ direction }) => direction)).toEqual(["worse", "worse", "worse", "worse"])
    expect(windows.at(-1)!.difference!).toBeLessThan(-120)
    for (const lead of ["warned_1h", "warned_2h", "warned_4h"]) {
      expect(comparisonOf(findings, "Neurological", lead)).toMatchObject({ verdict: "material", direction: "worse" })
    }
    const shares = (category: string) =>
      findings.cohorts.find((one) => one.category === category)!.warned.map(({ ofAll }) => ofAll)
    const everyone = findings.everyone.warned.map(({ ofAll }) => ofAll)
    shares("Neurological").forEach(({ high, share }, i) => {
      expect(share!).toBeLessThan(everyone[i]!.share! - 0.1)
      expect(high!).toBeLessThan(everyone[i]!.share!)
    })
  })

  it("many who are detected later are a verdict, and the first key finding", async () => {
    const config = await presetConfig()
    const planted: Parameters.Parameters = {
      ...Parameters.nothingPlanted,
      disparities: [{ kind: "detectedLater", cohort: { attribute: "sex", value: "F" }, hours: 7 }]
    }
    const findings = findingsOf(await audited(config, Fixtures.simulated(planted)))
    expect(comparisonOf(findings, "F", ">12h")).toMatchObject({ verdict: "material", direction: "worse" })
    expect(saidIn(timeGap.report(findings), "KeyFinding")[0]).toMatch(/^F \(sex\): .* is worse, .*Median gap at >12 h/u)
  })

  it("nobody is flagged where nothing is planted, but in one of twenty audits", async () => {
    const config = await presetConfig()
    let audits = 0
    for (let seed = 1; seed <= 6; seed++) {
      const dataset = Fixtures.simulated({ ...Parameters.nothingPlanted, patients: 1000, seed })
      if (flagged(findingsOf(await audited(config, dataset))).length > 0) audits++
    }
    expect(audits).toBeLessThanOrEqual(1)
  })

  it("the findings are the same, byte for byte, from one audit to the next, and survive JSON", async () => {
    const config = await configOf({ resampling: { replicates: 50, seed: 42 } })
    const dataset = Fixtures.simulated({ ...Parameters.demo, patients: 400 })
    const once = await audited(config, dataset)
    const again = await audited(config, dataset)
    expect(JSON.stringify(again.stored.findings)).toBe(JSON.stringify(once.stored.findings))
    const reread: unknown = JSON.parse(JSON.stringify(once.stored.findings))
    expect(await Effect.runPromise(timeGap.render(reread))).toEqual(
      await Effect.runPromise(timeGap.render(once.stored.findings))
    )
    const others = await audited({ ...config, resampling: { ...config.resampling, seed: 43 } }, dataset)
    expect(JSON.stringify(others.stored.findings)).not.toBe(JSON.stringify(once.stored.findings))
  })
})

describe("the stage", () => {
  it("keeps the contract: a brand, its inputs, a glossary", () => {
    expect(Stage.isStage(timeGap)).toBe(true)
    expect(timeGap.inputs.needs).toEqual(["predictions", "events"])
    expect(timeGap.glossary.map(({ term }) => term)).toContain("Time gap")
  })
})
