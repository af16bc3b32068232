import { type ReportDocument, Stage } from "@fairward/core"
import { Parameters } from "@fairward/simulator"
import { Fixture, Fixtures } from "@fairward/stage-kit"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import type { Findings } from "../src/Findings.ts"
import stage from "../src/index.ts"
import { audited } from "./fixtures/Audits.ts"

const wordsOf = (text: ReadonlyArray<unknown>): string =>
  text
    .map((part) => (typeof part === "string" ? part : Object.values(part as object)[0]))
    .map((part) => (typeof part === "number" ? Number(part.toFixed(3)) : part))
    .join("")

const saidIn = ({ blocks }: ReportDocument.StageSection): ReadonlyArray<string> =>
  blocks.flatMap((block) => (block._tag === "Paragraph" || block._tag === "KeyFinding" ? [wordsOf(block.text)] : []))

const women = { attribute: "sex", value: "F" } as const

/** Women are older, and events of the old are recognised less. */
const olderWomen: Parameters.Parameters["disparities"] = [
  { kind: "older", cohort: women, years: 15 },
  { kind: "scoredLower", cohort: { attribute: "age", from: 75 }, share: 0.7 }
]

const planted = (disparities: Parameters.Parameters["disparities"]): Fixture.Fixture => ({
  name: "planted",
  dataset: Fixtures.simulated(
    Parameters.make({ patients: 3000, testShare: 1, stepMinutes: 60, eventPatients: 0.5, seed: 11, disparities })
  ),
  settings: {
    groupings: { sex: { column: "sex", categories: { F: "Female", M: "Male" } } },
    caseMix: [{ column: "age", bins: [50, 65, 75, 85] }],
    threshold: 0.5,
    resampling: { replicates: 1000 }
  }
})

const verdictOf = ({ comparisons }: Findings, category: string, metric: string) =>
  comparisons.find((one) => one.category === category && one.metric === metric)!.verdict

describe("a cohort that is older, of a model that misses the old", () => {
  let found: Awaited<ReturnType<typeof audited>>
  beforeAll(async () => {
    found = await audited(planted(olderWomen))
  })

  it("is materially worse off crude, and not like with like", () => {
    expect(verdictOf(found.findings, "F", "event_recall")).toBe("material")
    expect(["equivalent", "inconclusive"]).toContain(verdictOf(found.findings, "F", "event_recall:like_with_like"))
  })

  it("has its difference explained by its case mix, which the report says without excusing it", () => {
    const { high, low, share } = found.findings.explained.find(
      ({ category, metric }) => category === "F" && metric === "event_recall"
    )!
    expect(share).toBeGreaterThan(0.7)
    expect(low).toBeLessThan(1)
    expect(high).toBeGreaterThan(1 - 0.3)
    const said = saidIn(found.section)
    expect(said[0]).toBe(
      "Like with like, no cohort was shown to be worse off. Worse off than all of the rest, but not shown to be like with like: Female (sex) in event recall and Male (sex) in FPR."
    )
    expect(said[1]).toContain("What the case mix explains it does not excuse")
    expect(said.join("\n")).toMatch(
      /Female \(sex\): of 100 events [\d.]+ are missed, against [\d.]+ in all of the rest/u
    )
    expect(said.join("\n")).toMatch(/the case mix explains/u)
    expect(found.section.blocks.filter(({ _tag }) => _tag === "KeyFinding")).toEqual([])
  })
})

describe("a cohort that is older and is served worse", () => {
  it("is materially worse off in both ways, and the finding says how much is left", async () => {
    const { findings, section } = await audited(
      planted([...olderWomen, { kind: "scoredLower", cohort: women, share: 0.5 }])
    )
    expect(verdictOf(findings, "F", "event_recall")).toBe("material")
    expect(verdictOf(findings, "F", "event_recall:like_with_like")).toBe("material")
    expect(section.blocks.find(({ _tag }) => _tag === "KeyFinding")).toMatchObject({
      verdict: "material",
      harm: "sources",
      measures: expect.arrayContaining(["event_recall:like_with_like"]),
      cohorts: [{ grouping: "sex", category: "F" }]
    })
    expect(saidIn(section).join("\n")).toMatch(/like with like, of 100 events [\d.]+ are missed, against [\d.]+ among/u)
  })
})

describe("a cohort whose easier case mix hides that it is served worse", () => {
  it("is found like with like, as a harm that nothing else tells", async () => {
    const { findings, section } = await audited(
      planted([
        { kind: "older", cohort: { attribute: "sex", value: "M" }, years: 15 },
        { kind: "scoredLower", cohort: { attribute: "age", from: 75 }, share: 0.7 },
        { kind: "scoredLower", cohort: women, share: 0.3 }
      ])
    )
    expect(["better", "equivalent", "inconclusive"]).toContain(verdictOf(findings, "F", "event_recall"))
    expect(["worse", "material"]).toContain(verdictOf(findings, "F", "event_recall:like_with_like"))
    const finding = section.blocks.find(({ _tag }) => _tag === "KeyFinding")
    expect(finding).toMatchObject({ harm: "missed" })
    expect(saidIn(section).join("\n")).toContain("its case mix hides it")
  })
})

describe("what there is nothing to compare by", () => {
  it("is said where the configuration names no attributes", async () => {
    const complete = Fixtures.complete()
    const ended = await Effect.runPromise(Fixture.run(stage, {}, complete))
    expect(ended).toMatchObject({ _tag: "Skipped" })
    expect(JSON.stringify(ended)).toContain("what makes patients comparable")
  })

  it("is the attribute that divides the cohorts, and patients without anybody like them", async () => {
    const { findings, section } = await audited({
      ...planted([]),
      settings: {
        ...planted([]).settings,
        groupings: { age: { column: "age", bins: [65] }, sex: { column: "sex" } },
        caseMix: ["age", { column: "surgical_status" }]
      }
    })
    expect(findings.within).toEqual([
      { grouping: "age", attributes: ["surgical_status"] },
      { grouping: "sex", attributes: ["age", "surgical_status"] }
    ])
    expect(JSON.stringify(section.blocks)).toContain("Cohorts cannot be made alike in what divides them")
    for (const { alone, comparable, patients, unknown } of findings.support) {
      expect(comparable + alone + unknown).toBe(patients)
      expect(unknown).toBeGreaterThan(0)
    }
  })

  const plain = planted([])
  const ended = (changes: Partial<Fixture.AuditSettings>) =>
    Effect.runPromise(Fixture.run(stage, {}, { ...plain, settings: { ...plain.settings, ...changes } }))
  const oneSite = { column: "sex", title: "Site", categories: { F: "Here", M: "Here" } }

  it("is everything where an attribute and the only grouping are one, or where patients do not differ in it", async () => {
    expect(await ended({ caseMix: [{ column: "sex" }] })).toEqual({
      _tag: "Skipped",
      reason:
        "nothing under caseMix is left in which cohorts could be made alike: the groupings divide by Sex. Name another attribute beside it, such as age or severity"
    })
    expect(await ended({ caseMix: [oneSite] })).toEqual({
      _tag: "Skipped",
      reason:
        "the test patients do not differ in what caseMix names, Site, or it is known of none of them: name something in which they differ"
    })
  })

  it("is told of a grouping of which it is everything, and of an attribute in which all are the same", async () => {
    const { findings, section } = await audited({
      ...plain,
      settings: {
        ...plain.settings,
        groupings: { age: { column: "age", bins: [65] }, sex: { column: "sex" } },
        caseMix: ["age", oneSite]
      }
    })
    expect(findings.within).toEqual([
      { grouping: "age", attributes: [] },
      { grouping: "sex", attributes: ["age"] }
    ])
    const ofAge = findings.comparisons.filter(({ between, grouping }) => grouping === "age" && between === "comparable")
    expect(new Set(ofAge.map(({ verdict }) => verdict))).toEqual(new Set(["too small"]))
    const told = section.blocks.flatMap((block) => (block._tag === "Caveat" ? [wordsOf(block.text)] : []))
    expect(told).toEqual(
      expect.arrayContaining([
        "Not compared like with like: Age. Nothing is left in which the cohorts could be alike.",
        "All patients of whom it is known are the same in site: it makes nobody comparable."
      ])
    )
    expect(told.join(" ")).not.toContain("more than a tenth")
  })
})

describe("settings", () => {
  it("takes recall where there are no events to recall", async () => {
    const complete = Fixtures.complete()
    const { findings } = await audited({
      ...complete,
      dataset: { ...complete.dataset, events: undefined },
      settings: { ...complete.settings, caseMix: ["age"] }
    })
    expect(findings.metrics).toEqual(["recall", "fpr"])
  })

  it("tells beforehand that a metric cannot be had", async () => {
    const { options } = stage
    expect(options).toBeDefined()
    expect(Stage.isStage(stage)).toBe(true)
    const complete = Fixtures.complete()
    const prepared = await Effect.runPromise(stage.prepare({ metrics: ["event_recall"] }))
    expect(prepared.unmet?.({ ...complete.dataset, events: undefined })).toEqual([])
    expect(prepared.compares?.(complete.dataset)).toEqual(["event_recall", "event_recall:like_with_like"])
  })

  it("gives a metric's margin to the same like with like", async () => {
    const complete = Fixtures.complete()
    const { findings } = await audited(
      { ...complete, settings: { ...complete.settings, caseMix: ["age"], threshold: 0.3 } },
      { margins: { fpr: 0.001 } }
    )
    const margins = findings.comparisons.filter(({ metric }) => metric.startsWith("fpr")).map(({ margin }) => margin)
    expect(new Set(margins)).toEqual(new Set([0.001]))
  })
})
