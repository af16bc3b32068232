import { describe, expect, it } from "@effect/vitest"
import type { AuditFindings } from "@fairward/core/AuditFindings"
import { findings } from "@fairward/fixtures/Findings"
import { comparison, findingsOfOutcomes, grouping, manyCohorts, outcomeStage } from "@fairward/fixtures/Outcomes"
import { sectionOf, tableOf, textOf } from "@fairward/fixtures/Text"
import { Effect } from "effect"
import * as AuditReport from "../src/AuditReport.ts"

const units = [grouping("unit", "Care unit", ["Medical", "Surgical"])]
const stage = outcomeStage("a", [
  comparison("unit", "Surgical", "recall", "worse", [0.77, 0.88], [-0.2, -0.02]),
  comparison("unit", "Medical", "recall", "better", [0.88, 0.77], [0.02, 0.2]),
  comparison("unit", "Surgical", "alarms", "better", [6.16, 7.82], [-2.2, -1.12]),
  comparison("unit", "Medical", "alarms", "material", [7.82, 6.16], [1.12, 2.2]),
  comparison("unit", "Surgical", "area", "inconclusive", [0.765, 0.771], [-0.061, 0.047]),
  comparison("unit", "Medical", "area", "too small", [0.771, 0.765], [0, 0], { interval: null, detectable: null })
])

const assembled = (own: AuditFindings, given = stage) => AuditReport.assemble(own, [given.stage])

describe("the page on trust", () => {
  it.effect("says who was audited, and for each cohort which difference would have been seen", () =>
    Effect.gen(function* () {
      const document = yield* assembled(findingsOfOutcomes(units, stage))
      const table = tableOf(sectionOf(document, "trust"), "trust-cohorts")
      expect(table.columns.map(({ title }) => title)).toEqual([
        "Cohort",
        "Patients",
        "With event",
        "Missed",
        "False alarms",
        "AUROC"
      ])
      // In the order of the first page. Of each: the width of the interval over 1.5, of events in 100.
      const [surgical, medical] = table.rows
      expect(medical).toMatchObject({ grouping: "Care unit", cohort: "Medical", patients: 395, eventPatients: 80 })
      expect(surgical!["a.recall"]).toMatchObject({ value: expect.closeTo(12), digits: 0 })
      expect(surgical!["a.alarms"]).toMatchObject({ value: expect.closeTo(0.72), digits: 1 })
      expect(medical!["a.area"]).toMatchObject({ value: null, note: "too few" })
      expect(textOf(document, "trust")).toContain(
        "Of 1,000 test patients, 200 with an event, each cohort is held against its rest in 1,000 random draws of the patients. All intervals of an analysis hold at once with 95 %. A verdict needs 30 event-bearing patients"
      )
    })
  )

  it.effect("has the key to verdicts beside comparisons of this report, and reads one of them aloud", () =>
    Effect.gen(function* () {
      const document = yield* assembled(findingsOfOutcomes(units, stage))
      const { rows } = tableOf(sectionOf(document, "trust"), "trust-verdicts")
      expect(rows.map(({ example, verdict }) => [verdict, example])).toEqual([
        ["material", "Medical, false alarms"],
        ["worse", "Surgical, missed"],
        ["equivalent", { value: "none with a margin and an interval", mark: "muted" }],
        ["inconclusive", "Surgical, AUROC"],
        ["better", "Medical, missed"],
        ["too small", "Medical, AUROC"]
      ])
      expect(rows[1]).toMatchObject({
        cohort: { value: expect.closeTo(23), digits: 0 },
        rest: { value: expect.closeTo(12) },
        difference: { value: expect.closeTo(11) },
        interval: { value: [expect.closeTo(2), expect.closeTo(20)] },
        margin: { value: expect.closeTo(5) }
      })
      expect(textOf(document, "trust")).toContain(
        "False alarms per patient-day: 7.8 in Medical (care unit), 6.2 in its rest, the other patients of the grouping. The difference is 1.7; true differences from 1.1 to 2.2 fit the data. The margin, from which on a difference matters, is 1.0. All of these are worse by more than the margin"
      )
    })
  )

  it.effect("says of an unsettled comparison what is ruled out", () =>
    Effect.gen(function* () {
      const open = outcomeStage("a", [
        comparison("unit", "Surgical", "recall", "inconclusive", [0.8, 0.79], [-0.08, 0.1])
      ])
      const document = yield* assembled(findingsOfOutcomes(units, open), open)
      expect(textOf(document, "trust")).toContain(
        "No difference is among these, and differences beyond the margin are too: inconclusive. Being worse off by more than 8 is ruled out."
      )
    })
  )

  it.effect("counts what was not looked at, and says what is peculiar about data and threshold", () =>
    Effect.gen(function* () {
      const own = findings()
      const document = yield* AuditReport.assemble(
        { ...own, audit: { ...own.audit, dataset: { ...own.audit.dataset, isSplit: false, scale: "points" } } },
        []
      )
      expect(textOf(document, "trust")).toContain(
        "Limits. 1 whole grouping was dropped. 1 cohort was dropped for want of patients. Train and test are the same patients, so that performance may be overstated. The threshold was chosen on the audited patients. Scores are points, of which calibration was not judged."
      )
    })
  )

  it.effect("says who chose threshold, margins and groupings and why, or that nobody said so", () =>
    Effect.gen(function* () {
      const changes = {
        thresholdBecause: "Four of five events\nare enough.",
        card: { marginsDecidedBy: "Nurses", marginsBecause: "More would be felt" },
        groupings: [
          { ...units[0]!, rationale: "Another model was used there" },
          grouping("age", "Age", ["Young", "Old"]),
          grouping("sex", "Sex", ["F", "M"])
        ]
      }
      const document = yield* assembled(findingsOfOutcomes(units, stage, changes))
      const unstated = { value: "not stated by the authors of this audit", mark: "muted" }
      expect(tableOf(sectionOf(document, "trust"), "trust-choices").rows).toEqual([
        { what: "Threshold", by: "Alarm committee", why: "Four of five events are enough." },
        { what: "Margins", by: "Nurses", why: "More would be felt" },
        { what: "Grouping: Care unit", by: unstated, why: "Another model was used there" },
        { what: "Other groupings", by: unstated, why: unstated }
      ])
    })
  )

  it.effect("tells no withheld number", () =>
    Effect.gen(function* () {
      const withheld = { interval: null, withheld: "material", reason: "withheld" }
      const own = outcomeStage("a", [
        comparison("unit", "Surgical", "recall", "not estimable", [null, null], [0, 0], withheld)
      ])
      const counts = { eventPatients: null, below: ["eventPatients"] }
      const hidden = units.map((unit) => ({
        ...unit,
        categories: unit.categories.map((one) => ({ ...one, ...counts }))
      }))
      const disclosed = {
        ...findingsOfOutcomes(hidden, own, { everyone: { ...findings().audit.everyone, eventPatients: null } }),
        disclosure: { minimumCell: 10 }
      }
      const document = yield* assembled(disclosed, own)
      const { rows } = tableOf(sectionOf(document, "trust"), "trust-cohorts")
      expect(rows.map((row) => [row.eventPatients, row["a.recall"]])).toEqual([
        [
          { value: null, note: "< 10" },
          { value: null, note: "not compared", mark: "muted" }
        ],
        [
          { value: null, note: "< 10" },
          { value: null, note: "withheld", mark: "muted" }
        ]
      ])
      expect(textOf(document, "trust")).toContain("Of 1,000 test patients, withheld with an event")
      expect(textOf(document, "trust")).not.toContain("An example, step by step")
      const key = tableOf(sectionOf(document, "trust"), "trust-verdicts").rows
      expect(key[0]!.example).toEqual({ value: "none that is shown", mark: "muted" })
    })
  )

  it.effect("has of many cohorts as many as fit, and says how many are not there", () =>
    Effect.gen(function* () {
      const { findings: many, stages } = manyCohorts(200)
      const document = yield* AuditReport.assemble(
        many,
        stages,
        (_, section) => section.id !== "trust" || tableOf(section, "trust-cohorts").rows.length <= 12
      )
      expect(tableOf(sectionOf(document, "trust"), "trust-cohorts").rows).toHaveLength(12)
      expect(textOf(document, "trust")).toContain("Not in this table: 188 cohorts; all are in the population.")
    })
  )
})
