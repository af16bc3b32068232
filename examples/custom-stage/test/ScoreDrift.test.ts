import { ReportDocument } from "@fairward/core"
import { Fixture, Sketch } from "@fairward/stage-kit"
import { Effect, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { Findings } from "../src/Findings.ts"
import scoreDrift from "../src/index.ts"

/** A patient of `hours` hourly steps, each with the score and label that a function of the hour gives. */
const patient = (
  sex: string,
  hours: number,
  at: (hour: number) => readonly [score: number, label: "0" | "1" | "."]
): Sketch.PatientSketch => {
  const steps = Array.from({ length: hours }, (_, hour) => at(hour))
  return {
    attributes: { sex },
    scores: steps.map(([score]) => score),
    labels: steps.map(([, label]) => label).join("")
  }
}

const fixtureOf = (
  patients: ReadonlyArray<Sketch.PatientSketch>,
  settings: Partial<Fixture.AuditSettings> = {},
  sketch: Partial<Sketch.DatasetSketch> = {}
): Fixture.Fixture => ({
  name: "patients by hand",
  dataset: Sketch.dataset({ patients, ...sketch }),
  settings: { groupings: { sex: { column: "sex" } }, minEventPatients: 0, ...settings }
})

const run = (fixture: Fixture.Fixture, options: unknown = {}) =>
  Effect.runPromise(Fixture.run(scoreDrift, options, fixture))

const found = async (fixture: Fixture.Fixture, options: unknown = {}) => {
  const ended = await run(fixture, options)
  if (ended._tag !== "Done") throw new Error(JSON.stringify(ended))
  const findings = Schema.decodeUnknownSync(Schema.toCodecJson(Findings))(ended.findings)
  return { findings, section: ended.section }
}

/** Half of all steps are positive; in women the score rises by `rise` after a day. */
const drifting = (count: number, rise: number) =>
  Array.from({ length: count }, (_, i) => {
    const sex = i % 2 === 0 ? "F" : "M"
    return patient(sex, 40 + (i % 7), (hour) => {
      const noise = ((i * 31 + hour * 17) % 21) / 100 - 0.1
      const level = sex === "F" && hour >= 24 ? 0.5 + rise : 0.5
      return [Math.min(1, Math.max(0, level + noise)), (hour + i) % 2 === 0 ? "1" : "0"]
    })
  })

describe("excess and drift", () => {
  it("are what a table worked by hand says", async () => {
    const { findings } = await found(
      fixtureOf([
        patient("F", 26, (hour) => (hour < 24 ? [0.5, hour === 0 ? "1" : hour < 4 ? "0" : "."] : [0.9, "0"])),
        patient("F", 1, () => [1, "0"]),
        patient("M", 25, (hour) => (hour < 24 ? [0.25, hour === 0 ? "0" : "."] : [0.5, "1"]))
      ]),
      { windows: ["0 h", "24 h"] }
    )
    const of = (metric: string) =>
      findings.comparisons
        .filter((one) => one.metric === metric)
        .map(({ category, cohort, rest }) => [category, cohort.estimate, rest.estimate])
    expect(of("excess_0h_24h")).toEqual([
      ["F", (4 * 0.5 - 1 + 1) / 5, 0.25],
      ["M", 0.25, (4 * 0.5 - 1 + 1) / 5]
    ])
    expect(of("excess_from_24h")).toEqual([
      ["F", 0.9, -0.5],
      ["M", -0.5, 0.9]
    ])
    expect(of("drift_from_24h")).toEqual([
      ["F", 0.9 - 0.4, -0.75],
      ["M", -0.75, 0.9 - 0.4]
    ])
    expect(findings.everyone).toEqual([
      { window: "0h_24h", patients: 3, steps: 6, meanScore: 3.25 / 6, observedRisk: 1 / 6 },
      { window: "from_24h", patients: 2, steps: 3, meanScore: 2.3 / 3, observedRisk: 1 / 3 }
    ])
  })

  it("find a drift that was planted in one cohort, and no gap at the start", async () => {
    const { findings, section } = await found(fixtureOf(drifting(120, 0.2), { resampling: { replicates: 1000 } }))
    const verdicts = Object.fromEntries(
      findings.comparisons.map(({ category, metric, verdict }) => [`${category} ${metric}`, verdict])
    )
    expect(verdicts).toMatchObject({
      "F excess_0h_24h": "equivalent",
      "F drift_24h_48h": "greater",
      "M drift_24h_48h": "less",
      "F excess_24h_48h": "no verdict"
    })
    const key = ReportDocument.allBlocks(section).find((block) => block._tag === "KeyFinding")
    expect(JSON.stringify(key)).toContain("Drift to 24 h to 48 h is greater")
  })

  it("find nothing where scores are wrong by as much all along", async () => {
    const patients = Array.from({ length: 80 }, (_, i) =>
      patient(i % 2 === 0 ? "F" : "M", 30, (hour) => [
        0.8 + ((i * 7 + hour * 3) % 11) / 100,
        (hour + i) % 2 === 0 ? "1" : "0"
      ])
    )
    const { findings } = await found(fixtureOf(patients, { resampling: { replicates: 1000 } }))
    expect(findings.everyone[0]!.meanScore! - findings.everyone[0]!.observedRisk!).toBeGreaterThan(0.3)
    const judged = findings.comparisons.filter(({ verdict }) => verdict !== "no verdict")
    expect(judged.map(({ verdict }) => verdict)).toEqual(judged.map(() => "equivalent"))
  })

  it("are not judged where few patients have a positive label in one of the windows", async () => {
    const { findings } = await found(fixtureOf(drifting(50, 0.2), { resampling: { replicates: 1000 } }))
    for (const { interval, metric, verdict } of findings.comparisons) {
      expect([verdict, interval], metric).toEqual(
        metric.startsWith("drift") || metric === "excess_0h_24h" ? ["too small", null] : ["no verdict", null]
      )
    }
    expect(findings.cohorts.map(({ bearing }) => bearing)).toEqual([25, 25])
  })

  it("count patients with a positive label window by window", async () => {
    const { findings } = await found(
      fixtureOf([
        patient("F", 30, (hour) => [0.5, hour === 2 ? "1" : "0"]),
        patient("F", 30, (hour) => [0.4, hour === 2 || hour === 26 ? "1" : "0"]),
        patient("F", 30, (hour) => [0.3, hour === 27 ? "1" : "0"]),
        patient("M", 30, (hour) => [0.5, hour === 2 ? "1" : "0"])
      ])
    )
    expect(findings.cohorts.map(({ bearing, category }) => [category, bearing])).toEqual([
      ["F", 2],
      ["M", 0]
    ])
  })

  it("do not change when every patient is there twice", async () => {
    const patients = drifting(20, 0.1)
    const once = (await found(fixtureOf(patients))).findings
    const twice = (await found(fixtureOf([...patients, ...patients]))).findings
    once.comparisons.forEach(({ cohort, metric }, i) => {
      expect(twice.comparisons[i]!.cohort.estimate, metric).toBeCloseTo(cohort.estimate!, 12)
    })
  })
})

describe("windows", () => {
  it("in which no step is labelled are left out, and named", async () => {
    const { findings, section } = await found(fixtureOf(drifting(20, 0.1)))
    expect(findings.windows.map(({ id }) => id)).toEqual(["0h_24h", "24h_48h"])
    expect(findings.emptyWindows.map(({ id }) => id)).toEqual(["48h_96h", "from_96h"])
    expect(JSON.stringify(section)).toContain("No step is labelled in these windows: 48 h to 96 h, from 96 h on.")
  })

  it("of other lengths have other names", async () => {
    const { findings } = await found(fixtureOf(drifting(20, 0.1)), { windows: ["0 h", "90 min", "1 d"] })
    expect(findings.windows.map(({ id }) => id)).toEqual(["0h_90m", "90m_24h", "from_24h"])
  })

  it.each([
    [["0 h"], "two to six windows"],
    [["1 h", "2 h"], 'begin with "0 h"'],
    [["0 h", "24 h", "24 h"], "in ascending order"]
  ])("%j are refused: %s", async (windows, message) => {
    const error = await Effect.runPromise(Effect.flip(scoreDrift.prepare({ windows })))
    expect(error.message).toContain("stages.score-drift.windows")
    expect(error.message).toContain(message)
  })

  it("that hold all steps in one leave nothing to drift", async () => {
    expect(await run(fixtureOf(drifting(20, 0.1)), { windows: ["0 h", "300 h"] })).toEqual({
      _tag: "Skipped",
      reason: "labelled steps lie in fewer than two windows of the stay"
    })
  })
})

describe("the section", () => {
  const ids = (section: ReportDocument.StageSection, tag: string) =>
    ReportDocument.allBlocks(section).flatMap((block) => (block._tag === tag && "id" in block ? [block.id] : []))

  it("tells what differs, and has in its annex one chart of levels, one of differences and two tables a grouping", async () => {
    const { section } = await found(fixtureOf(drifting(120, 0.2), { resampling: { replicates: 1000 } }))
    expect(ids(section, "Chart")).toEqual([
      "score-drift-intervals-sex-1",
      "score-drift-chart-sex",
      "score-drift-intervals-sex-1"
    ])
    expect(ids(section, "Table")).toEqual([
      "score-drift-overview",
      "score-drift-everyone",
      "score-drift-top",
      "score-drift-levels-sex",
      "score-drift-comparisons-sex"
    ])
  })

  it("says that verdicts need more replicates", async () => {
    const { section } = await found(fixtureOf(drifting(20, 0.1)))
    expect(ReportDocument.allBlocks(section).filter(({ _tag }) => _tag === "Caveat")).toHaveLength(3)
  })
})
