import { describe, expect, it } from "@effect/vitest"
import { manyCohorts } from "@fairward/fixtures/Outcomes"
import { textOf } from "@fairward/fixtures/Text"
import { Effect } from "effect"
import * as AuditReport from "../src/AuditReport.ts"

const { findings, stages } = manyCohorts(20)
const committee = { ...findings, report: { ...findings.report, edition: "committee" as const } }

describe("the edition for a committee", () => {
  it.effect("has the first four pages and nothing else", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(committee, stages)
      expect(document.sections.map(({ id, part }) => [id, part])).toEqual([
        ["answer", "front"],
        ["evidence", "front"],
        ["trust", "front"],
        ["card", "front"]
      ])
      expect(document.glossary).toEqual([])
      expect(document.cover.facts).toEqual([])
      expect(textOf(document, "card")).toContain("Signature: ")
    })
  )

  it.effect("has all that people state, however little room a page has", () =>
    Effect.gen(function* () {
      const comments = Array.from({ length: 12 }, (_, i) => ({
        text: `Comment ${i + 1}: ${"we looked at it again and ".repeat(20)}found nothing.`,
        by: "A. Reader",
        date: "2025-03-05"
      }))
      const commented = { ...committee, audit: { ...committee.audit, card: { comments } } }
      const document = yield* AuditReport.assemble(commented, stages, () => false)
      const card = JSON.stringify(document.sections.find(({ id }) => id === "card"))
      for (const { text } of comments) expect(card).toContain(text)
      expect(card).not.toContain("…")
    })
  )

  it.effect("says that it is an excerpt, and of which findings", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(committee, stages)
      expect(textOf(document, "answer")).toContain(
        "Excerpt for a committee: the first pages of the full report on the findings of 2025-03-04 (configuration fedcba987654, inputs e38a225f88b3)."
      )
      expect(JSON.stringify(document)).not.toContain("left out on request")
      const full = yield* AuditReport.assemble(findings, stages)
      expect(JSON.stringify(full)).not.toContain("Excerpt for a committee")
    })
  )

  it.effect("has no link into what is not there, and no evidence of it", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(committee, stages)
      const anchors = document.sections.flatMap(({ blocks, id }) => [
        id,
        ...blocks.flatMap((block) => ("id" in block ? [block.id] : []))
      ])
      const links = [...JSON.stringify(document).matchAll(/"(?:link":"#|evidence":")([^"]+)"/gu)]
      expect(links.length).toBeGreaterThan(0)
      for (const [, target] of links) expect(anchors).toContain(target)
    })
  )
})
