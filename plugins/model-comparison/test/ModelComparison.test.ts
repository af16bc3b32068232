import { Audit } from "@fairward/core"
import { AuditReport } from "@fairward/document"
import { type Fixture, Fixtures, Fixture as Run, Sketch } from "@fairward/stage-kit"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import stage from "../src/index.ts"
import { digitsOf } from "../src/Numbers.ts"
import { audited } from "./fixtures/Audits.ts"
import { withBaseline } from "./fixtures/Models.ts"

const complete = Fixtures.complete()

const wordsOf = (text: ReadonlyArray<unknown>): string =>
  text
    .map((part) => (typeof part === "string" ? part : Object.values(part as object)[0]))
    .map((part) => (typeof part === "number" ? Number(part.toFixed(3)) : part))
    .join("")

/** Wards of so many patients with one event each and two steps, of which the first is before the event. */
const wards = (
  size: number,
  scoreOf: (ward: string, i: number) => { readonly old: number; readonly new: number; readonly quiet?: number }
): Fixture.Fixture => {
  const patients = ["A", "B", "C"].flatMap((ward) =>
    Array.from({ length: size }, (_, i) => ({ ward, ...scoreOf(ward, i) }))
  )
  const old = patients.flatMap((patient) => [patient.old, 0.1])
  const sketched = Sketch.dataset({
    horizonSteps: 1,
    patients: patients.map(({ new: score, quiet = 0.1, ward }) => ({
      attributes: { ward },
      scores: [score, 0.1, quiet],
      labels: "1.0",
      events: [[1, 2]] as const
    }))
  })
  return {
    name: "wards",
    dataset: withBaseline(sketched, (_, row) => (row % 3 === 0 ? old[2 * Math.floor(row / 3)]! : 0.1)),
    settings: { groupings: { ward: { column: "ward" } }, threshold: 0.5, resampling: { replicates: 1000 } }
  }
}

describe("a model that is its own baseline", () => {
  it("differs nowhere, for certain, and nothing is found", async () => {
    const dataset = withBaseline(complete.dataset, (own) => own)
    const { findings, section } = await audited({ ...complete, dataset })
    expect(findings.comparisons.length).toBeGreaterThan(20)
    for (const one of findings.comparisons) {
      expect(one).toMatchObject({ difference: 0, verdict: "equivalent", interval: { low: 0, high: 0 } })
    }
    for (const { gained, lost } of findings.flips) expect([gained, lost]).toEqual([0, 0])
    expect(section.blocks.filter((block) => block._tag === "KeyFinding" && block.scope === undefined)).toEqual([])
  })
})

describe("a model that misses more in one ward", () => {
  const planted = wards(120, (ward, i) => ({
    old: i % 10 < 8 ? 0.9 : 0.2,
    new: i % 10 < (ward === "B" ? 6 : 8) ? 0.9 : 0.2
  }))

  it("is found there, and nowhere else", async () => {
    const { findings, section } = await audited(planted)
    const worse = findings.comparisons.filter(
      ({ between, verdict }) => between === "models" && (verdict === "worse" || verdict === "material")
    )
    expect(worse.map(({ category, metric }) => [category, metric])).toContainEqual(["B", "event_recall:proposed"])
    expect(new Set(worse.map(({ category }) => category))).toEqual(new Set(["B"]))
    expect(
      findings.flips.map(({ both, category, gained, lost, neither }) => ({ category, both, lost, gained, neither }))
    ).toEqual([
      { category: "A", both: 96, lost: 0, gained: 0, neither: 24 },
      { category: "B", both: 72, lost: 24, gained: 0, neither: 24 },
      { category: "C", both: 96, lost: 0, gained: 0, neither: 24 }
    ])
    const finding = section.blocks.find((block) => block._tag === "KeyFinding" && block.cohorts?.[0]?.category === "B")
    expect(finding).toMatchObject({
      _tag: "KeyFinding",
      harm: "missed",
      measures: expect.arrayContaining(["event_recall:proposed"])
    })
    expect(wordsOf((finding as { text: ReadonlyArray<unknown> }).text)).toContain(
      "with Proposed, of 100 events 40 are missed, against 20 with Current (difference 20,"
    )
    const everyone = section.blocks.find((block) => block._tag === "KeyFinding" && block.scope === "everyone")
    expect(wordsOf((everyone as { text: ReadonlyArray<unknown> }).text)).toContain(
      "Worse off with it: B: missed events."
    )
  })

  it("is named on the first page of the report, and no cohort is called worse off than its rest for it", async () => {
    const { stored } = await audited(planted)
    const findings = await Effect.runPromise(Run.disclosed(stage, stored, planted, 2))
    const document = await Effect.runPromise(AuditReport.assemble(findings, [stage]))
    const words = (id: string) =>
      document.sections
        .find((section) => section.id === id)!
        .blocks.flatMap((block) => (block._tag === "Paragraph" ? [wordsOf(block.text)] : []))
        .join("\n")
    expect(words("answer")).toMatch(
      /^No\. B \(ward\): with Proposed, of 100 events 40 are missed, against 20 with Current/u
    )
    expect(words("answer")).toContain("Worse off with it: B: missed events.")
    expect(words("key-findings")).not.toContain("worse off than the rest by more than the margin")
  })

  it("finds the change of the disparity too", async () => {
    const { findings } = await audited(planted)
    const change = findings.comparisons.find(
      ({ category, metric }) => category === "B" && metric === "event_recall_change:proposed"
    )!
    expect(change.cohort.estimate).toBeCloseTo(-0.2, 12)
    expect(change.rest.estimate).toBeCloseTo(0, 12)
    expect(["worse", "material"]).toContain(change.verdict)
  })
})

describe("a model that misses more in one ward, and in another catches more with many more false alarms", () => {
  const planted = wards(120, (ward, i) => ({
    old: i % 10 < 8 ? 0.9 : 0.2,
    new: i % 20 < { A: 19, B: 10, C: 16 }[ward]! ? 0.9 : 0.2,
    quiet: ward === "A" && i % 2 === 0 ? 0.95 : 0.1
  }))

  it("is told by missed events, false alarms and ranking, with who is worse off in what and who in one thing alone", async () => {
    const { section } = await audited(planted)
    const said = section.blocks.flatMap((block) =>
      block._tag === "KeyFinding" || block._tag === "Paragraph" ? [wordsOf(block.text)] : []
    )
    // Of the negative steps 300 of 360 lie below all positive ones, and 60 above: an AUROC of 5 / 6.
    const values =
      "with Proposed in place of Current, of 100 events 25 are missed, against 20 with Current; of 100 negative steps 16.667 have an alarm, against 0; AUROC is 0.833, against 1."
    const everyone = said.find((words) => words.startsWith("with Proposed in place of"))!
    expect(everyone).toContain(
      `${values} Worse off with it: B: missed events; A: false alarms and ranking. Mixed: A (fewer missed, more false alarms, worse ranking).`
    )
    expect(everyone).not.toContain("Better off")
    const [whole] = said.filter((words) => words.startsWith("What the exchange would mean"))
    expect(whole).toContain(`${values} Worse off with it: B (ward): missed events; A (ward): false alarms and ranking.`)
    const findings = section.blocks.flatMap((block) =>
      block._tag === "KeyFinding" && block.scope === undefined ? [block] : []
    )
    expect(findings.map(({ cohorts, harm }) => [cohorts![0]!.category, harm])).toEqual([
      ["B", "missed"],
      ["A", "false alarms"]
    ])
    // By FPR, which lies ten times its margin off.
    expect(wordsOf(findings[1]!.text)).toContain("of 100 negative steps 50 have an alarm, against 0 with Current")
  })
})

it("calls a ward better off that gains in something and loses in nothing, with what it gains", async () => {
  const { section } = await audited(
    wards(120, (ward, i) => ({ old: i % 10 < 8 ? 0.9 : 0.2, new: ward === "A" || i % 10 < 8 ? 0.9 : 0.2 }))
  )
  const everyone = section.blocks.find((block) => block._tag === "KeyFinding" && block.scope === "everyone")
  expect(wordsOf((everyone as { text: ReadonlyArray<unknown> }).text)).toContain(
    "No cohort was shown to be worse off with it. Better off with it: A (fewer missed)."
  )
})

it("tells as many decimals as an interval supports, and more where it would seem to touch 0", () => {
  expect(digitsOf({ low: -0.2, high: 0.1 }, 100)).toBe(0)
  expect(digitsOf({ low: -0.0103, high: -0.0045 }, 100)).toBe(1)
  expect(digitsOf({ low: 0.0004, high: 0.05 }, 100)).toBe(2)
  expect(digitsOf({ low: -0.9, high: -0.000_04 }, 1)).toBe(5)
  expect(digitsOf({ low: 0, high: 0 }, 1)).toBe(0)
})

it("never takes a ward in which no patient differs for known without error", async () => {
  const { findings } = await audited(
    wards(40, (ward, i) => ({ old: i % 10 < 8 ? 0.9 : 0.2, new: i % 10 < (ward === "B" ? 7 : 8) ? 0.9 : 0.2 }))
  )
  const { difference, interval } = findings.comparisons.find(
    ({ category, metric }) => category === "A" && metric === "event_recall:proposed"
  )!
  expect(difference).toBe(0)
  expect(interval!.joint!.standardError).toBeCloseTo((1 - 4 / 120) / 42, 12)
})

describe("a baseline without scores of some patients", () => {
  it("is compared where both have some, and what is left out is counted", async () => {
    const full = wards(60, (_, i) => ({ old: i % 10 < 8 ? 0.9 : 0.2, new: i % 10 < 7 ? 0.9 : 0.2 }))
    const models = full.dataset.models!
    const missing = models.all.map((model) =>
      model.id === "current" ? { ...model, score: model.score.map((own, row) => (row < 30 ? Number.NaN : own)) } : model
    )
    const { findings } = await audited({
      ...full,
      dataset: { ...full.dataset, models: { ...models, all: missing } }
    })
    expect(findings.unscored).toBe(20)
    expect(findings.everyoneFlips).toMatchObject([{ all: 170 }])
    expect(findings.flips[0]).toMatchObject({ category: "A", all: 50 })
  })
})

it("solves the audit's target for each model, and has the audit's threshold for the audited one", async () => {
  const context = await audited({ ...complete, dataset: withBaseline(complete.dataset) })
  expect(context.findings.models[0]).toMatchObject({ id: "proposed", threshold: 0.5, target: null })
})

it("compares patients with a positive label where each has one prediction", async () => {
  const classical = Fixtures.standard().find(({ name }) => name === "one prediction a patient")!
  const { findings } = await audited({ ...classical, dataset: withBaseline(classical.dataset) })
  expect(findings.counted).toBe("patients")
  expect(findings.metrics).toEqual(["recall", "precision", "fpr", "auroc"])
  const { all, both, gained, lost, neither } = findings.everyoneFlips[0]!
  expect(both + lost + gained + neither).toBe(all)
  expect(all).toBe(classical.dataset.predictions!.label.filter((label) => label === 1).length)
})

describe("without `models`", () => {
  it("is skipped where the configuration names it, and not planned where it names none", async () => {
    const ended = await Effect.runPromise(Run.run(stage, {}, complete))
    expect(ended).toMatchObject({ _tag: "Skipped", reason: "needs scores of several models" })
    expect(await Effect.runPromise(Audit.plan([stage], { stages: {} }))).toEqual([])
    const models = { current: { score: "a", baseline: true }, proposed: { score: "b" } }
    expect(await Effect.runPromise(Audit.plan([stage], { stages: {}, models }))).toHaveLength(1)
  })
})

it("tells no small count of who is lost or gained where these are withheld", async () => {
  const fixture = wards(120, (ward, i) => ({ old: i < 96 ? 0.9 : 0.2, new: i < (ward === "B" ? 93 : 96) ? 0.9 : 0.2 }))
  const { stored } = await audited(fixture)
  const left = await Effect.runPromise(Run.disclosed(stage, stored, fixture, 10))
  const { findings } = left.stages["model-comparison"] as unknown as { findings: { flips: ReadonlyArray<object> } }
  expect(findings.flips[1]).toMatchObject({ lost: null })
  // One number that is missing alone would follow from the others.
  const known = Object.values(findings.flips[1]!).filter((one) => typeof one === "number")
  expect(known.length).toBeLessThan(4)
})
