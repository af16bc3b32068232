import { Cohorts, Detection, type ReportDocument } from "@fairward/core"
import { Fixture, Fixtures, Sketch } from "@fairward/stage-kit"
import { Effect } from "effect"
import { describe, expect, it, vi } from "vitest"
import stage from "../src/index.ts"
import { searchOf } from "../src/Search.ts"
import { audited } from "./fixtures/Audits.ts"

vi.setConfig({ testTimeout: 60_000 })

const base = Fixtures.complete()

const plain = (text: ReportDocument.Text): string =>
  text
    .map((part) =>
      typeof part === "string" ? part : "value" in part ? String(part.value) : "strong" in part ? part.strong : ""
    )
    .join("")

const paragraphs = ({ blocks }: ReportDocument.StageSection) =>
  blocks.flatMap((block) => (block._tag === "Paragraph" ? [plain(block.text)] : []))

const searched = (settings: Partial<Fixture.AuditSettings>, depth = 3, most = 2000) =>
  Effect.runPromise(
    Effect.map(
      Cohorts.derive(
        base.dataset,
        { groupings: { ...base.settings.groupings, ...settings.groupings }, minEventPatients: 1 },
        Detection.evaluableEvents(base.dataset)
      ),
      ({ groupings }) => searchOf(groupings, base.dataset, { depth, most, verdictMinimum: 10 })
    )
  )

/** A ward in which women of the old ward are missed, and nobody else. */
const ward = (): Fixture.Fixture => {
  const patients = Array.from({ length: 400 }, (_, i) => {
    const isMissed = i % 4 === 0 && i % 20 !== 0
    const noise = ((i * 7919) % 100) / 1000
    return {
      id: String(i).padStart(3, "0"),
      attributes: {
        sex: i % 2 === 0 ? "F" : "M",
        ward: i % 4 < 2 ? "old" : "new",
        hand: i % 3 === 0 ? "left" : "right"
      },
      scores: [0.1 + noise, 0.1, isMissed ? 0.3 + noise : 0.7 + noise, 0.2],
      labels: "0011",
      events: [[4, 5]] as const
    }
  })
  const column = (name: string) => ({ [name]: { column: name, title: name === "sex" ? "Sex" : name } })
  return {
    name: "a ward",
    dataset: Sketch.dataset({ patients, horizonSteps: 2 }),
    settings: {
      groupings: { ...column("sex"), ...column("ward"), ...column("hand") },
      resampling: { replicates: 1000 }
    }
  }
}

describe("the search", () => {
  it("combines no grouping that crosses others, which are combined anyway", async () => {
    const crossed = await searched({ groupings: { both: { cross: ["sex", "age"] } } })
    expect(crossed.searched).toEqual((await searched({})).searched)
  })

  it("leaves out all combinations of as many attributes as would make too many groups", async () => {
    const all = await searched({})
    expect(all.searched.map(({ isLeftOut }) => isLeftOut)).toEqual([false, false])
    const few = await searched({}, 3, 6)
    expect(few.searched.map(({ isLeftOut }) => isLeftOut)).toEqual([false, true])
    expect(few.crossings.every(({ groups }) => groups.every(({ parts }) => parts.length === 1))).toBe(true)
  })

  it("puts every patient whose values are known into one group of a crossing, or to all others", async () => {
    const { crossings } = await searched({})
    for (const { groups, measured } of crossings) {
      const { categories, categoryOf } = measured()
      const { test } = base.dataset.patients.splits
      groups.forEach(({ patients }, place) => {
        expect(test.filter((patient) => categoryOf[patient] === place)).toHaveLength(patients)
      })
      expect(categories.length - groups.length).toBeLessThanOrEqual(1)
    }
  })

  it("says beforehand how many differences it compares", async () => {
    const prepared = await Effect.runPromise(stage.prepare({}))
    const { findings } = await audited(base)
    const { groupings } = await Effect.runPromise(
      Cohorts.derive(
        base.dataset,
        { groupings: base.settings.groupings, minEventPatients: 1 },
        Detection.evaluableEvents(base.dataset)
      )
    )
    expect(prepared.contrasts?.({ dataset: base.dataset, groupings, verdictMinimum: 10 })).toBe(
      findings.comparisons.length
    )
  })
})

describe("what is told", () => {
  it("is the conjunction, with the larger groups under it", async () => {
    const { findings, section } = await audited(ward(), { measures: ["event_recall", "event_recall"] })
    expect(findings.measures).toEqual(["event_recall"])
    const named = findings.found.filter(({ isNamed }) => isNamed)
    expect(named.map(({ category }) => category)).toContain("F & old")
    expect(findings.found.find(({ category }) => category === "F & old & left")?.isNamed ?? false).toBe(false)
    expect(findings.found.find(({ category }) => category === "F & old & right")?.isNamed ?? false).toBe(false)
    const [first] = paragraphs(section)
    expect(first).toBe(
      "Of the 26 groups of patients that are made by up to three of sex, ward and hand, 1 is worse off than all others of whom the same is known, by more than chance explains: F, old in event recall. 4 more groups that overlap with one of these stand under it in the annex."
    )
    const [key, answer] = section.blocks.flatMap((block) =>
      block._tag === "KeyFinding" ? [plain(block.text), plain(block.answer!)] : []
    )
    expect(answer).toBe(
      "F, old (sex, ward): of 100 events 80 are missed, against 0 in all others (found by searching 26 groups)."
    )
    expect(key).toMatch(
      /^F, old \(sex, ward\): of 100 events 80 are missed, against 0 in all others\. Found by searching 26 groups\.$/u
    )
  })

  it("is that nothing was judged where there are few replicates", async () => {
    const fixture = ward()
    const few = { ...fixture, settings: { ...fixture.settings, resampling: { replicates: 50 } } }
    const { findings, section } = await audited(few)
    expect(findings.found).toEqual([])
    expect(paragraphs(section)[0]).toMatch(/was not judged\.$/u)
  })

  it("is nothing where small counts are withheld, and why", async () => {
    const fixture = ward()
    const { stored } = await audited(fixture)
    const left = await Effect.runPromise(Fixture.disclosed(stage, stored, fixture, 10))
    const { findings, reason, status } = left.stages.subgroups!
    expect({ findings, status }).toEqual({ findings: undefined, status: "skipped" })
    expect(JSON.stringify(reason)).toContain("already tells how small others are")
  })
})
