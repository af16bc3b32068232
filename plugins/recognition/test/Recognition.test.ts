import type { ReportDocument } from "@fairward/core"
import { Parameters } from "@fairward/simulator"
import { Fixture, Fixtures, Sketch } from "@fairward/stage-kit"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import stage from "../src/index.ts"
import { audited } from "./fixtures/Audits.ts"

const wordsOf = (text: ReadonlyArray<unknown>): string =>
  text
    .map((part) => (typeof part === "string" ? part : Object.values(part as object)[0]))
    .map((part) => (typeof part === "number" ? Number(part.toFixed(3)) : part))
    .join("")

const saidIn = ({ blocks }: ReportDocument.StageSection): string =>
  blocks
    .flatMap((block) => (block._tag === "Paragraph" || block._tag === "KeyFinding" ? [wordsOf(block.text)] : []))
    .join("\n")

/** A stay of five hours with an event in the last, which alarms of 0.9 warn of within three hours. */
const stay = (scores: ReadonlyArray<number>, recognised?: number): Sketch.PatientSketch => ({
  attributes: { sex: "F" },
  scores,
  labels: "0111.",
  events: [[4, 5]],
  ...(recognised === undefined ? {} : { recognised })
})

const audit = (patients: ReadonlyArray<Sketch.PatientSketch>) =>
  audited({
    name: "by hand",
    dataset: Sketch.dataset({
      horizonSteps: 3,
      patients: [...patients, { ...stay([0, 0, 0, 0, 0]), attributes: { sex: "M" } }]
    }),
    settings: {
      groupings: { sex: { column: "sex" } },
      minEventPatients: 0,
      threshold: 0.5,
      resampling: { replicates: 20 }
    }
  })

const ofWomen = async (patients: ReadonlyArray<Sketch.PatientSketch>) => {
  const { findings } = await audit(patients)
  const estimate = (metric: string) =>
    findings.comparisons.find((one) => one.category === "F" && one.metric === metric)?.cohort.estimate
  return { counts: findings.cohorts.find(({ category }) => category === "F")!, estimate }
}

describe("an event", () => {
  it("is caught by an alarm before recognition, and by none at the minute of it or later", async () => {
    const alarmAtTwo = [0, 0, 0.9, 0, 0]
    const early = await ofWomen([stay(alarmAtTwo, 121)])
    expect(early.counts).toMatchObject({ events: 1, caught: 1, missed: 0, cut: 0 })
    expect(early.estimate("lead_time")).toBe(1)
    const late = await ofWomen([stay(alarmAtTwo, 120), stay([0, 0, 0, 0, 0], 200)])
    expect(late.counts).toMatchObject({ events: 2, caught: 0, missed: 2 })
    expect(late.estimate("event_recall_before")).toBe(0)
    expect(late.estimate("event_recall_uncut")).toBe(0.5)
    expect(late.estimate("alarms_after")).toBe(1)
  })

  it("is left out where its window opens at recognition or after it, and counted", async () => {
    const { counts, estimate } = await ofWomen([stay([0, 0.9, 0.9, 0, 0], 60), stay([0, 0.9, 0, 0, 0], 61)])
    expect(counts).toMatchObject({ events: 2, cut: 1, caught: 1, missed: 0, recognised: 2 })
    expect(estimate("event_recall_before")).toBe(1)
    expect(estimate("alarms_after")).toBeCloseTo(2 / 3, 12)
  })

  it("that was never recognised has no lead time, and is caught as ever", async () => {
    const { counts, estimate } = await ofWomen([stay([0, 0.9, 0, 0, 0]), stay([0, 0, 0.9, 0, 0], 100_000)])
    expect(counts).toMatchObject({ events: 2, caught: 2, recognised: 1 })
    expect(estimate("lead_time")).toBeNull()
    expect(estimate("recognised_before")).toBeNull()
    expect(estimate("lead_time_uncut")).toBe(150)
  })
})

describe("a model that follows the treatment in one cohort", () => {
  it("misses more there before recognition, although it looks nearly alike over the whole stay", async () => {
    const fixture: Fixture.Fixture = {
      name: "planted",
      dataset: Fixtures.simulated(
        Parameters.make({
          patients: 2500,
          testShare: 1,
          stepMinutes: 60,
          eventPatients: 0.45,
          seed: 3,
          disparities: [{ kind: "followsTreatment", cohort: { attribute: "sex", value: "F" }, share: 0.22 }]
        })
      ),
      settings: {
        groupings: {
          sex: { column: "sex", categories: { F: "Female", M: "Male" } },
          age: { column: "age", bins: [65] }
        },
        threshold: 0.5,
        resampling: { replicates: 1000 }
      }
    }
    const { findings, section } = await audited(fixture)
    const of = (metric: string, category = "F") =>
      findings.comparisons.find((one) => one.category === category && one.metric === metric)!
    expect(of("event_recall_before").verdict).toBe("material")
    expect(of("event_recall_before").difference!).toBeLessThan(-0.15)
    expect(of("event_recall_uncut").difference!).toBeGreaterThan(of("event_recall_before").difference! / 2)
    expect(["equivalent", "inconclusive"]).toContain(of("recognised_before").verdict)
    for (const category of ["<65", ">=65"]) {
      expect(["equivalent", "inconclusive"]).toContain(of("event_recall_before", category).verdict)
    }
    expect(saidIn(section)).toMatch(
      /Female \(sex\): of 100 events \d+ have no alarm before clinicians knew, against \d+/u
    )
    expect(saidIn(section)).toMatch(/over the whole stay \d+ against \d+ are missed/u)
    expect(saidIn(section)).toContain("That time is what was recorded, not what clinicians thought")
    const finding = section.blocks.find((block) => block._tag === "KeyFinding" && block.scope === undefined)
    expect(finding).toMatchObject({ harm: "missed", cohorts: [{ grouping: "sex", category: "F" }] })
  })
})

describe("what cannot be told", () => {
  const complete = Fixtures.complete()

  it("is said where no patient was recognised, and where there is no time", async () => {
    const nobody = { minutes: new Float64Array(complete.dataset.patients.count).fill(Number.NaN) }
    const ended = await Effect.runPromise(
      Fixture.run(stage, {}, { ...complete, dataset: { ...complete.dataset, recognition: nobody } })
    )
    expect(ended).toMatchObject({ _tag: "Skipped", reason: expect.stringContaining("no test patient has a time") })
    const classical = await Effect.runPromise(
      Fixture.run(stage, {}, { ...complete, dataset: { ...complete.dataset, horizonSteps: 0 } })
    )
    expect(classical).toMatchObject({ _tag: "Skipped", reason: expect.stringContaining("no time") })
  })

  it("is whether it comes before, where everybody was recognised at the beginning", async () => {
    const early = { minutes: new Float64Array(complete.dataset.patients.count) }
    const { section } = await audited({
      ...complete,
      dataset: { ...complete.dataset, recognition: early },
      settings: { ...complete.settings, threshold: 0.2 }
    })
    expect(saidIn(section)).toContain(
      "Does the alarm come before clinicians know? No event has a window that opens before that. 100 of 100 alarms ring when they know already."
    )
  })

  it("leaves the ranking and the alarms where there are no events", async () => {
    const { findings } = await audited({
      ...complete,
      dataset: { ...complete.dataset, events: undefined },
      settings: { ...complete.settings, threshold: 0.2 }
    })
    expect(new Set(findings.comparisons.map(({ metric }) => metric))).toEqual(new Set(["auroc_before", "alarms_after"]))
  })
})
