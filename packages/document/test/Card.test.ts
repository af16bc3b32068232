import { describe, expect, it } from "@effect/vitest"
import type { AuditSummary } from "@fairward/core/AuditFindings"
import { findings } from "@fairward/fixtures/Findings"
import { comparison, findingsOfOutcomes, grouping, outcomeStage, worseFinding } from "@fairward/fixtures/Outcomes"
import { sectionOf, tableOf, textOf } from "@fairward/fixtures/Text"
import { Effect } from "effect"
import * as AuditReport from "../src/AuditReport.ts"

const withCard = (card: NonNullable<AuditSummary["card"]>) => AuditReport.assemble(findings({}, { card }), [])

describe("the model card", () => {
  it.effect("says what is stated, each behind its label, and names what is not", () =>
    Effect.gen(function* () {
      const document = yield* withCard({ developer: "Model team", risks: "Misses slow onsets" })
      const [, model, , risks] = textOf(document, "card").split("\n")
      expect(model).toBe(
        "The model. Name and version: lgbm, version 1.0. Developer: Model team. Not stated by the authors of this audit: summary, kind of model, contact, stage of release, date of release, regulatory status and where it may be used."
      )
      expect(risks).toBe(
        "Risks. Known risks: Misses slow onsets. Not stated by the authors of this audit: mitigations, known biases and ethics, clinical risk and known inequalities."
      )
      expect(document.sections.map(({ id }) => id)).not.toContain("card-in-full")
    })
  )

  it.effect("names everything as not stated where nobody said anything", () =>
    Effect.gen(function* () {
      const own = findings()
      const { model: _, study: __, ...audit } = own.audit
      const document = yield* AuditReport.assemble({ ...own, audit }, [])
      const lines = textOf(document, "card").split("\n").slice(1, 6)
      for (const line of lines) expect(line).toMatch(/^[A-Z][a-z ]+\. Not stated by the authors of this audit: /u)
    })
  )

  it.effect("has lines for who answers for it to sign, with the names that are known", () =>
    Effect.gen(function* () {
      const document = yield* withCard({ developer: "Model team" })
      const said = textOf(document, "card")
      expect(said).toMatch(/Author of the audit: Audit team {3}Date: _+ {3}Signature: _+\n/u)
      expect(said).toMatch(/Developer of the model: Model team {3}Date: _+/u)
      expect(said).toMatch(/Reviewed by: _+ {3}Date: _+ {3}Signature: _+$/u)
    })
  )

  it.effect("cuts what does not fit on its page, and has it in full behind", () =>
    Effect.gen(function* () {
      const long = "A passage of which many words are there ".repeat(50).trim()
      const card = { summary: long, comments: [{ grouping: "sex", text: long, by: "Dr A", date: "2026-11-30" }] }
      const document = yield* AuditReport.assemble(
        findings({}, { card }),
        [],
        (_, section) => section.id !== "card" || JSON.stringify(section).length < 3_500
      )
      const page = textOf(document, "card")
      expect(page).not.toContain(long)
      expect(page).toMatch(/Summary: A passage of which .*(?:A|passage|of|which|many|words|are|there)… /u)
      expect(page).toContain("Texts that end with … are in full in Model card in full.")
      const full = textOf(document, "card-in-full")
      expect(full).toContain(`Summary: ${long}`)
      expect(full).toContain(`Sex: ${long} (Dr A, 2026-11-30)`)
      expect(document.sections.at(-1)?.id).toBe("card-in-full")
    })
  )

  it.effect("is on one line what was written on several", () =>
    Effect.gen(function* () {
      const document = yield* withCard({ workflow: "An alarm.\n\n\tThen a nurse.\n" })
      expect(textOf(document, "card")).toContain("Workflow: An alarm. Then a nurse. ")
    })
  )
})

const units = [grouping("unit", "Care unit", ["Medical", "Surgical"])]
const stage = outcomeStage(
  "a",
  [comparison("unit", "Surgical", "recall", "worse", [0.77, 0.88], [-0.2, -0.02])],
  [worseFinding("unit", "Surgical", "worse", ["recall"])]
)

describe("comments on findings", () => {
  const said = (comment: object) =>
    AuditReport.assemble(
      findingsOfOutcomes(units, stage, {
        card: { comments: [{ text: "We know.", by: "Dr A", date: "2026-11-30", ...comment }] }
      }),
      [stage.stage]
    )

  it.effect("stand on the card by the names of the report, and below the finding that they are about", () =>
    Effect.gen(function* () {
      for (const about of [
        { finding: "recall", grouping: "unit", category: "Surgical" },
        { finding: "a.recall", grouping: "unit" }
      ]) {
        const document = yield* said(about)
        expect(textOf(document, "a")).toContain("Comment of Dr A, 2026-11-30: We know.")
        expect(tableOf(sectionOf(document, "card"), "card-comments").rows).toEqual([
          {
            about: ["Event recall, Care unit", ...("category" in about ? ["Surgical"] : [])].join(", "),
            text: "We know.",
            by: "Dr A, 2026-11-30"
          }
        ])
      }
    })
  )

  it.effect("stand on the card alone where the finding is another", () =>
    Effect.gen(function* () {
      for (const about of [{ finding: "alarms" }, { grouping: "unit", category: "Medical" }]) {
        const document = yield* said(about)
        expect(textOf(document, "key-findings")).not.toContain("We know.")
        expect(tableOf(sectionOf(document, "card"), "card-comments").rows).toHaveLength(1)
      }
    })
  )
})
