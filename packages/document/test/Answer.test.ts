import { describe, expect, it } from "@effect/vitest"
import type { AuditFindings } from "@fairward/core/AuditFindings"
import type { Cell, Section } from "@fairward/core/ReportDocument"
import { findings, stored } from "@fairward/fixtures/Findings"
import { comparison, findingsOfOutcomes, grouping, manyCohorts, outcomeStage } from "@fairward/fixtures/Outcomes"
import { sectionOf, tableOf, textOf } from "@fairward/fixtures/Text"
import { Effect } from "effect"
import * as AuditReport from "../src/AuditReport.ts"

const units = [grouping("unit", "Care unit", ["Medical", "Surgical"])]
const two = outcomeStage("a", [
  comparison("unit", "Surgical", "recall", "worse", [0.77, 0.88], [-0.2, -0.02]),
  comparison("unit", "Medical", "recall", "better", [0.88, 0.77], [0.02, 0.2]),
  comparison("unit", "Surgical", "alarms", "better", [6.16, 7.82], [-2.2, -1.12]),
  comparison("unit", "Medical", "alarms", "material", [7.82, 6.16], [1.12, 2.2]),
  comparison("unit", "Surgical", "area", "inconclusive", [0.765, 0.771], [-0.061, 0.047]),
  comparison("unit", "Medical", "area", "inconclusive", [0.771, 0.765], [-0.047, 0.061])
])

const mapOf = (findings: AuditFindings, stage = two, fits?: (section: Section) => boolean) =>
  AuditReport.assemble(
    findings,
    [stage.stage],
    fits === undefined ? undefined : (_, section) => section.id !== "answer" || fits(section)
  ).pipe(Effect.map((document) => ({ document, table: tableOf(sectionOf(document, "answer"), "answer-cohorts") })))

/** A cell as its value with the digits that are shown, its verdict, what would have been seen, and its note. */
const said = (cell: Cell | undefined): string => {
  if (typeof cell !== "object" || cell === null || !("value" in cell)) return String(cell)
  const { detectable, digits = 0, note, value, verdict } = cell
  return [
    typeof value === "number" ? value.toFixed(digits) : "",
    verdict ?? "",
    detectable === undefined ? "" : `±${detectable.toFixed(digits)}`,
    note ?? ""
  ]
    .filter((part) => part !== "")
    .join(" ")
}

describe("the map of cohorts by outcomes", () => {
  it.effect("stands first, with the gravest outcome first, in natural units with the digits of their intervals", () =>
    Effect.gen(function* () {
      const { document, table } = yield* mapOf(findingsOfOutcomes(units, two))
      expect(document.sections.map(({ front, id }) => [id, front]).slice(0, 2)).toEqual([
        ["answer", true],
        ["key-findings", undefined]
      ])
      expect(table.columns.map(({ title, unit = [] }) => [title, unit])).toEqual([
        ["Cohort", []],
        ["Missed", ["of ", { value: 100, as: { _tag: "integer" } }, " events"]],
        ["False alarms", ["per patient-day"]],
        ["AUROC", []],
        ["Patients", []],
        ["With event", []]
      ])
      expect(table.rows.map((row) => Object.values(row).map(said))).toEqual([
        ["Care unit", "Surgical", "395", "80", "23 worse", "6.2 better", "0.77 inconclusive ±0.07"],
        ["Care unit", "Medical", "395", "80", "12 better", "7.8 material", "0.77 inconclusive ±0.07"]
      ])
    })
  )

  it.effect("has three cohorts of one grouping with those first who are worst off in the gravest outcome", () =>
    Effect.gen(function* () {
      const three = outcomeStage(
        "a",
        (
          [
            ["Young", 0.9],
            ["Old", 0.6],
            ["Middle", 0.8]
          ] as const
        ).map(([label, recall]) =>
          comparison("age", label, "recall", "inconclusive", [recall, 0.8], [recall - 1, recall - 0.6])
        )
      )
      const ages = [grouping("age", "Age", ["Young", "Old", "Middle"])]
      const { document, table } = yield* mapOf(findingsOfOutcomes(ages, three), three)
      expect(table.rows.map(({ cohort }) => cohort)).toEqual(["Old", "Middle", "Young"])
      expect(textOf(document, "answer")).not.toContain("Not in this table")
    })
  )

  it.effect("has of 200 cohorts those that are worse off, as many as fit, and counts all others", () =>
    Effect.gen(function* () {
      const { findings, stages } = manyCohorts(200)
      const rowsIn = (section: Section) => tableOf(section, "answer-cohorts").rows.length
      const stage = { stored: findings.stages.a!, stage: stages[0]! }
      const { document, table } = yield* mapOf(findings, stage, (section) => rowsIn(section) <= 12)
      expect(table.rows.map(({ cohort }) => cohort)).toEqual(
        [200, 190, 180, 170, 160, 150, 140, 130, 120, 110, 100, 90].map((ward) => `Ward ${ward}`)
      )
      expect(textOf(document, "answer")).toContain(
        "Not in this table: 8 cohorts that are worse off in an outcome, and 180 cohorts of which nothing is shown to be worse, of 200."
      )
      const roomy = yield* mapOf(findings, stage, (section) => rowsIn(section) <= 150)
      expect(roomy.table.rows).toHaveLength(20)
      expect(textOf(roomy.document, "answer")).toContain(
        "Not in this table: 180 cohorts of which nothing is shown to be worse, of 200."
      )
      expect(tableOf(sectionOf(roomy.document, "key-findings"), "key-findings-outcomes").rows).toHaveLength(200)
      const whole = yield* mapOf(findings, stage)
      expect(whole.table.rows).toHaveLength(200)
      expect(JSON.stringify(whole.document)).not.toContain("key-findings-outcomes")
    })
  )

  it.effect("has, where no cohort is worse off and not all fit, those that could be so by most margins", () =>
    Effect.gen(function* () {
      const labels = ["A", "B", "C", "D"]
      const reach = [0.02, 0.2, 0.1, 0.04]
      const open = outcomeStage(
        "a",
        labels.map((label, i) =>
          comparison("age", label, "recall", "inconclusive", [0.8, 0.8], [-reach[i]!, reach[i]!])
        )
      )
      const { table } = yield* mapOf(
        findingsOfOutcomes([grouping("age", "Age", labels)], open),
        open,
        (section) => tableOf(section, "answer-cohorts").rows.length <= 2
      )
      expect(table.rows.map(({ cohort }) => cohort)).toEqual(["B", "C"])
    })
  )

  it.effect("shows that a number is withheld, with the verdict that is not, and that others are rounded", () =>
    Effect.gen(function* () {
      const own = outcomeStage("a", [
        comparison("unit", "Surgical", "recall", "not estimable", [null, null], [0, 0], {
          interval: null,
          withheld: "material",
          reason: "withheld"
        }),
        comparison("unit", "Medical", "recall", "too small", [null, null], [0, 0], {
          interval: null,
          reason: "fewer patients than a verdict needs count in the cohort or its rest",
          cohort: { estimate: null, low: null, high: null, reason: "withheld" }
        })
      ])
      const disclosed = {
        ...findingsOfOutcomes(
          units.map((unit) => ({
            ...unit,
            categories: unit.categories.map((one) => ({ ...one, eventPatients: null, below: ["eventPatients"] }))
          })),
          own
        ),
        disclosure: { minimumCell: 10 }
      }
      const { document, table } = yield* mapOf(disclosed, own)
      expect(table.rows.map((row) => [row.cohort, said(row["a.recall"]), said(row.eventPatients)])).toEqual([
        ["Medical", "too small withheld", "< 10"],
        ["Surgical", "material withheld", "< 10"]
      ])
      expect(textOf(document, "answer")).toContain("counts below 10 are withheld and other numbers rounded")
    })
  )

  it.effect("says of what has no number why, and of too few replicates that nothing is judged", () =>
    Effect.gen(function* () {
      const none = outcomeStage("a", [
        comparison("unit", "Surgical", "recall", "not estimable", [null, 0.8], [0, 0], { interval: null }),
        comparison("unit", "Medical", "recall", "not estimable", [null, null], [0, 0], { interval: null }),
        comparison("unit", "Medical", "alarms", "no verdict", [2.14, 2], [-1, 1], {
          reason: "verdicts need at least 1000 replicates"
        })
      ])
      const { table } = yield* mapOf(findingsOfOutcomes(units, none), none)
      expect(table.rows.map((row) => [row.cohort, said(row["a.recall"]), said(row["a.alarms"])])).toEqual([
        ["Medical", "not estimable not estimable", "2 no verdict"],
        ["Surgical", "not estimable not estimable", "not compared"]
      ])
    })
  )

  it.effect("is left out where nothing was compared by a headline", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(findings({ a: stored({ title: "A", status: "skipped" }) }), [])
      expect(sectionOf(document, "answer").blocks.map(({ _tag }) => _tag)).not.toContain("Table")
    })
  )
})
