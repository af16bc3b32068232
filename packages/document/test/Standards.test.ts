import { describe, expect, it } from "@effect/vitest"
import { findings, stageOf, stored } from "@fairward/fixtures/Findings"
import { sectionOf, textOf } from "@fairward/fixtures/Text"
import { Effect } from "effect"
import * as AuditReport from "../src/AuditReport.ts"

const stages = { a: stored({ title: "A", status: "done", findings: { comparisons: [] } }) }
const assembled = (changes: Parameters<typeof findings>[1] = {}) =>
  AuditReport.assemble(findings(stages, changes), [stageOf("a", [])])

const lineOf = (said: string, item: string) => said.split("\n").find((line) => line.startsWith(`${item}: `))

describe("the appendix on reporting standards", () => {
  it.effect("names for each item the sections that support evidence, and what nobody stated", () =>
    Effect.gen(function* () {
      const said = textOf(yield* assembled({ card: { fairnessMeasures: "Weights" } }), "standards")
      expect(lineOf(said, "14")).toBe(
        "14: What was done for the fairness of the model, and why. Supports evidence for it: Model card."
      )
      expect(lineOf(said, "3c")).toBe(
        "3c: Which inequalities in health between groups are known. Not stated by the authors of this audit: known inequalities."
      )
      expect(lineOf(said, "20a")).toContain("Supports evidence for it: May I trust it?, Population.")
      expect(lineOf(said, "23a")).toContain("Key findings, A.")
      expect(lineOf(said, "23b")).toContain("Not covered by an audit: sites, unless a grouping divides by them.")
      expect(said).not.toMatch(/compl(?:y|ies|iant|iance)/iu)
    })
  )

  it.effect("has the items on fairness of TRIPOD+AI, and every part of the card of CHAI", () =>
    Effect.gen(function* () {
      const { blocks } = sectionOf(yield* assembled(), "standards")
      const [tripod, chai] = blocks.flatMap((block) => (block._tag === "Definitions" ? [block] : []))
      expect(tripod!.items.map(({ term }) => term)).toEqual([
        "3c",
        "8a",
        "8b",
        "8c",
        "14",
        "20a",
        "20b",
        "20c",
        "23a",
        "23b",
        "25"
      ])
      expect(chai!.items).toHaveLength(11)
      expect([tripod!.pages, chai!.pages]).toEqual([true, true])
    })
  )

  it.effect("takes comments on findings for an interpretation", () =>
    Effect.gen(function* () {
      const comments = [{ grouping: "sex", text: "Known.", by: "Dr A", date: "2026-11-30" }]
      expect(lineOf(textOf(yield* assembled(), "standards"), "25")).toContain("Not stated")
      expect(lineOf(textOf(yield* assembled({ card: { comments } }), "standards"), "25")).not.toContain("Not stated")
    })
  )
})

describe("what the paper's report has", () => {
  it.effect("is in the glossary", () =>
    Effect.gen(function* () {
      const terms = (yield* assembled()).glossary.map(({ term }) => term)
      for (const term of [
        "Event",
        "Category",
        "P",
        "N",
        "TP, true positive",
        "TN, true negative",
        "FP, false positive",
        "FN, false negative",
        "Ratio of significantly worse metrics",
        "Worst ratio",
        "Worst delta",
        "Correction factor"
      ]) {
        expect(terms).toContain(term)
      }
    })
  )

  it.effect("is among the methods: notions of fairness with their metrics, and what the calibration error is", () =>
    Effect.gen(function* () {
      const document = yield* assembled()
      const table = sectionOf(document, "methods").blocks.find(({ _tag }) => _tag === "Table")
      expect(JSON.stringify(table)).toContain('"notion":"Equal opportunity"')
      expect(textOf(document, "methods")).toContain(
        "calibration error: The plain mean, over bins of scores that are not empty"
      )
    })
  )
})
