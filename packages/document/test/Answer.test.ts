import { describe, expect, it } from "@effect/vitest"
import type { AuditFindings } from "@fairward/core/AuditFindings"
import type { Block, Cell, Harm, ReportDocument, Section } from "@fairward/core/ReportDocument"
import { findings, stored } from "@fairward/fixtures/Findings"
import {
  comparison,
  findingsOfOutcomes,
  grouping,
  manyCohorts,
  outcomeStage,
  worseFinding
} from "@fairward/fixtures/Outcomes"
import { sectionOf, tableOf, textOf } from "@fairward/fixtures/Text"
import { Effect } from "effect"
import * as AuditReport from "../src/AuditReport.ts"

const units = [grouping("unit", "Care unit", ["Medical", "Surgical"])]
const compared = [
  comparison("unit", "Surgical", "recall", "worse", [0.77, 0.88], [-0.2, -0.02]),
  comparison("unit", "Medical", "recall", "better", [0.88, 0.77], [0.02, 0.2]),
  comparison("unit", "Surgical", "alarms", "better", [6.16, 7.82], [-2.2, -1.12]),
  comparison("unit", "Medical", "alarms", "material", [7.82, 6.16], [1.12, 2.2]),
  comparison("unit", "Surgical", "area", "inconclusive", [0.765, 0.771], [-0.061, 0.047]),
  comparison("unit", "Medical", "area", "inconclusive", [0.771, 0.765], [-0.047, 0.061])
]
const two = outcomeStage("a", compared, [
  worseFinding("unit", "Medical", "material", ["alarms"]),
  worseFinding("unit", "Surgical", "worse", ["recall"])
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
  const { bound = "", detectable, digits = 0, note, value, verdict } = cell
  return [
    typeof value === "number" ? `${bound}${value.toFixed(digits)}` : "",
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
      expect(document.sections.map(({ id, part }) => [id, part]).slice(0, 5)).toEqual([
        ["answer", "front"],
        ["evidence", "front"],
        ["trust", "front"],
        ["card", "front"],
        ["a", undefined]
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

  it.effect("says of a share that was rounded to nothing, or to everything, what it is below", () =>
    Effect.gen(function* () {
      const rounding = 0.05
      const stage = outcomeStage(
        "a",
        [
          comparison("unit", "Surgical", "recall", "worse", [0.85, 1], [-0.2, -0.05], { rounding }),
          comparison("unit", "Medical", "recall", "better", [1, 0.85], [0.05, 0.2], { rounding }),
          comparison("unit", "Surgical", "area", "inconclusive", [0, 0.5], [-1, 1], { rounding, detectable: 1.2 })
        ],
        [worseFinding("unit", "Surgical", "worse", ["recall"])]
      )
      const { document, table } = yield* mapOf(findingsOfOutcomes(units, stage), stage)
      // Half of 5 of 100; and no share differs from another by 1.2.
      expect(table.rows.map((row) => [row["a.recall"], row["a.area"]].map(said))).toEqual([
        ["15 worse", "<0.025 inconclusive"],
        ["<2.5 better", "not compared"]
      ])
      expect(textOf(document, "answer")).toContain("of 100 events 15 are missed, against under 2.5 in Medical")
      expect(textOf(document, "evidence")).toContain("15 of 100 events are missed, under 2.5 of 100 in Medical.")
      expect(picturesOf(document)[0]!.alt).toContain("Medical < 2.5 (")
    })
  )

  it.effect("has no column for an outcome that another says in every cohort, and says which", () =>
    Effect.gen(function* () {
      const columnsOf = (warned: number, verdict: "inconclusive" | "equivalent" = "inconclusive") => {
        const stage = outcomeStage("a", [
          comparison("unit", "Surgical", "recall", "inconclusive", [0.77, 0.8], [-0.1, 0.04]),
          comparison("unit", "Surgical", "warned", verdict, [warned, 0.8], [-0.1, 0.04])
        ])
        return Effect.map(mapOf(findingsOfOutcomes(units, stage), stage), ({ document, table }) => ({
          titles: table.columns.map(({ title }) => title),
          said: textOf(document, "answer")
        }))
      }
      const same = yield* columnsOf(0.772)
      expect(same.titles).toEqual(["Cohort", "Missed", "Patients", "With event"])
      expect(same.said).toContain('Warned 1 h ahead: in every cohort all events but those under "Missed"')
      for (const other of [yield* columnsOf(0.7), yield* columnsOf(0.772, "equivalent")]) {
        expect(other.titles).toContain("Warned 1 h ahead")
        expect(other.said).not.toContain("Warned 1 h ahead: in every cohort")
      }
    })
  )

  it.effect("writes numbers that were rounded before as they are, where one decimal more does it", () =>
    Effect.gen(function* () {
      const stage = outcomeStage(
        "a",
        [
          comparison("unit", "Medical", "alarms", "worse", [6.55, 5.85], [0.2, 1.2]),
          comparison("unit", "Surgical", "alarms", "better", [5.85, 6.55], [-1.2, -0.2])
        ],
        [worseFinding("unit", "Medical", "worse", ["alarms"])]
      )
      const found = findingsOfOutcomes(units, stage)
      const disclosed = yield* mapOf({ ...found, disclosure: { minimumCell: 10 } }, stage)
      expect(disclosed.table.rows.map((row) => said(row["a.alarms"]))).toEqual(["6.55 worse", "5.85 better"])
      expect(firstParagraph(disclosed.document)).toContain("against 5.85 in Surgical (difference 0.70, 0.20 to 1.20)")
      const whole = yield* mapOf(found, stage)
      expect(whole.table.rows.map((row) => said(row["a.alarms"]))[0]).toMatch(/^6\.[56] worse$/u)
    })
  )

  it.effect("says how many patients a grouping leaves out", () =>
    Effect.gen(function* () {
      const [unit] = units
      const { document } = yield* mapOf(findingsOfOutcomes([{ ...unit!, unassigned: 6095 }], two))
      expect(textOf(document, "answer")).toContain("In no cohort: 6,095 by care unit, of 1,000 test patients")
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
      const roomy = yield* mapOf(findings, stage, (section) => rowsIn(section) <= 90)
      expect(roomy.table.rows).toHaveLength(20)
      expect(textOf(roomy.document, "answer")).toContain(
        "Not in this table: 180 cohorts of which nothing is shown to be worse, of 200."
      )
      expect(tableOf(sectionOf(roomy.document, "key-findings"), "key-findings-outcomes").rows).toHaveLength(200)
      const most = yield* mapOf(findings, stage, (section) => rowsIn(section) <= 150)
      expect(most.table.rows).toHaveLength(150)
      expect(textOf(most.document, "answer")).toContain(
        "Not in this table: 50 cohorts of which nothing is shown to be worse, of 200."
      )
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

const firstParagraph = (document: ReportDocument) => textOf(document, "answer").split("\n")[0]!

const chartsOf = (document: ReportDocument) =>
  (document.sections.find(({ id }) => id === "evidence")?.blocks ?? []).flatMap((block) =>
    block._tag === "Chart" ? [block] : []
  )

/** Of single disparities. */
const picturesOf = (document: ReportDocument) => chartsOf(document).filter(({ id }) => id !== "evidence-cohorts")

const missedQuestion = "Ask: What have those who are missed in common, and how many would another threshold catch?"

const sentences = (section: string, document: ReportDocument) =>
  textOf(document, section)
    .split(/(?<=[.!?])\s+/u)
    .filter((sentence) => sentence.split(" ").length > 4)

describe("the answer", () => {
  it.effect("tells a comparison of two cohorts once, from the side that is worse off, gravest harm first", () =>
    Effect.gen(function* () {
      const { document } = yield* mapOf(findingsOfOutcomes(units, two))
      expect(firstParagraph(document)).toBe(
        "No. Surgical (care unit): of 100 events 23 are missed, against 12 in Medical (difference 11, 2 to 20). Medical (care unit): 7.8 false alarms per patient-day, against 6.2 in Surgical (difference 1.7, 1.1 to 2.2)."
      )
      expect(textOf(document, "evidence")).toBe(
        [
          "Surgical: 23 of 100 events are missed, 12 of 100 in Medical.",
          "",
          missedQuestion,
          "Medical: 7.8 false alarms in a patient-day, 6.2 in Surgical.",
          "",
          "Ask: What raises these alarms, who has to answer them, and how many more would be missed with a higher threshold, or a pause after an alarm?",
          ""
        ].join("\n")
      )
    })
  )

  it.effect("names what the audit is mainly about first", () =>
    Effect.gen(function* () {
      const { document } = yield* mapOf(findingsOfOutcomes(units, two, { primary: ["alarms"] }))
      expect(firstParagraph(document)).toMatch(/^No\. Medical \(care unit\): 7\.8 false alarms/u)
    })
  )

  it.effect("says of a cohort what else is worse for it, and not as a finding of its own", () =>
    Effect.gen(function* () {
      const more = [
        ...compared.slice(0, 4),
        comparison("unit", "Surgical", "area", "worse", [0.7, 0.8], [-0.15, -0.05])
      ]
      const stage = outcomeStage("a", more, [
        worseFinding("unit", "Surgical", "worse", ["area"]),
        worseFinding("unit", "Surgical", "worse", ["recall"])
      ])
      const { document } = yield* mapOf(findingsOfOutcomes(units, stage), stage)
      expect(textOf(document, "evidence")).toContain("12 of 100 in Medical. Also worse: AUROC.")
      expect(picturesOf(document)).toHaveLength(1)
    })
  )

  it.effect("has at most 80 words, however long names are, and counts whom it does not tell of", () =>
    Effect.gen(function* () {
      const name = (i: number) => `Ward ${i} of those who came by ambulance from another hospital in the county`
      const labels = [0, 1, 2, 3, 4].map(name)
      const stage = outcomeStage(
        "a",
        labels.map((label) => comparison("ward", label, "recall", "material", [0.6, 0.88], [-0.38, -0.18])),
        labels.map((label) => worseFinding("ward", label, "material", ["recall"]))
      )
      const { document } = yield* mapOf(findingsOfOutcomes([grouping("ward", "Ward", labels)], stage), stage)
      const words = firstParagraph(document)
      expect(words.split(/\s+/u).length).toBeLessThanOrEqual(80)
      expect(words.split(/\s+/u).length).toBeGreaterThan(40)
      expect(words).toContain("40 are missed, against 12 in the rest (difference 28, 18 to 38)")
      expect(words).toMatch(/[34] more cohorts are worse off in something\.$/u)
      expect(picturesOf(document)).toHaveLength(3)
    })
  )

  it.effect("says where nothing is worse what was ruled out, and what was not judged", () =>
    Effect.gen(function* () {
      const stage = outcomeStage("a", [
        comparison("age", "Young", "recall", "inconclusive", [0.8, 0.79], [-0.08, 0.1]),
        comparison("age", "Middle", "recall", "equivalent", [0.8, 0.8], [-0.03, 0.03]),
        comparison("age", "Old", "recall", "too small", [0.7, 0.8], [-0.4, 0.2], { interval: null, detectable: null })
      ])
      const ages = [grouping("age", "Age", ["Young", "Middle", "Old"])]
      const { document } = yield* mapOf(findingsOfOutcomes(ages, stage), stage)
      expect(firstParagraph(document)).toBe(
        "No difference was shown to the disadvantage of a cohort, which is no evidence that there is none. Ruled out for 2 cohorts is being worse off by more than: missed 8 of 100 events. Not judged: 1 of 3 cohorts in missed."
      )
      expect(JSON.stringify(document)).not.toContain("Nothing stands out, and everything")
      expect(document.sections.map(({ id }) => id)).not.toContain("evidence")
    })
  )

  it.effect("says of every outcome of the map what was ruled out, with its own number of cohorts", () =>
    Effect.gen(function* () {
      const stage = outcomeStage("a", [
        ...["Medical", "Surgical"].flatMap((name) => [
          comparison("unit", name, "recall", "inconclusive", [0.8, 0.79], [-0.08, 0.1]),
          comparison("unit", name, "alarms", "inconclusive", [6, 6.1], [-0.4, 0.6])
        ]),
        comparison("unit", "Medical", "area", "inconclusive", [0.8, 0.79], [-0.061, 0.047]),
        comparison("unit", "Surgical", "area", "too small", [0.8, 0.79], [-0.061, 0.047], { interval: null })
      ])
      const { document } = yield* mapOf(findingsOfOutcomes(units, stage), stage)
      expect(firstParagraph(document)).toBe(
        "No difference was shown to the disadvantage of a cohort, which is no evidence that there is none. Ruled out for 2 cohorts is being worse off by more than: missed 8 of 100 events; false alarms 0.6 per patient-day; for 1 cohort: AUROC 0.07. Not judged: 1 of 2 cohorts in AUROC."
      )
    })
  )

  it.effect("says first in what everybody is served badly, before differences that are no graver", () =>
    Effect.gen(function* () {
      const poor = (harm: Harm, words: string): Block => ({
        _tag: "KeyFinding",
        verdict: "no verdict",
        scope: "everyone",
        isPoor: true,
        harm,
        answer: [words],
        text: [`${words}, in full.`],
        weight: 0
      })
      const burden = poor("false alarms", "44 alarms for one that is true")
      const missed = poor("missed", "of 100 events 97 are missed")
      const said = (
        compared: ReadonlyArray<object>,
        worse: Parameters<typeof outcomeStage>[2],
        all: ReadonlyArray<Block>
      ) => {
        const stage = outcomeStage("a", compared, worse, all)
        return Effect.map(mapOf(findingsOfOutcomes(units, stage), stage), ({ document }) => firstParagraph(document))
      }
      const alike = [comparison("unit", "Surgical", "recall", "inconclusive", [0.8, 0.79], [-0.08, 0.1])]
      expect(yield* said(alike, [], [burden])).toMatch(
        /^Poor for everybody: 44 alarms for one that is true\. No difference was shown/u
      )
      const [recall, , , alarms] = compared
      const misses = [worseFinding("unit", "Surgical", "worse", ["recall"])]
      expect(yield* said([recall!], misses, [burden])).toMatch(/^No\. Surgical/u)
      expect(yield* said([recall!], misses, [burden, missed])).toMatch(
        /^No\. Poor for everybody: of 100 events 97 are missed\. Surgical/u
      )
      const disturbs = [worseFinding("unit", "Medical", "material", ["alarms"])]
      expect(yield* said([alarms!], disturbs, [missed, burden])).toMatch(
        /^No\. Poor for everybody: of 100 events 97 are missed; 44 alarms for one that is true\. Medical/u
      )
      const twice = { ...missed, text: ["of 100 events 97 are missed."] } as Block
      const everybody = (compared: ReadonlyArray<object>, worse: Parameters<typeof outcomeStage>[2]) => {
        const stage = outcomeStage("a", compared, worse, [twice, burden])
        return Effect.map(
          mapOf(findingsOfOutcomes(units, stage), stage),
          ({ document }) => textOf(document, "answer").match(/For everybody:.*?full\./u)?.[0]
        )
      }
      expect(yield* everybody([alarms!], disturbs)).toBe("For everybody: 44 alarms for one that is true, in full.")
    })
  )

  it.effect("says of too few replicates that nothing was judged", () =>
    Effect.gen(function* () {
      const reason = "verdicts need at least 1000 replicates"
      const stage = outcomeStage("a", [
        comparison("unit", "Surgical", "recall", "no verdict", [0.77, 0.88], [-0.2, -0.02], { reason })
      ])
      const few = { resampling: { replicates: 100, seed: 1, scheme: "multinomial" } } as const
      const { document } = yield* mapOf(findingsOfOutcomes(units, stage, few), stage)
      expect(firstParagraph(document)).toBe(
        "Not judged. With 100 replicates no difference was told from chance, for which 1,000 are needed. The numbers below were measured; that none is called worse says nothing."
      )
      const onlyFew = yield* mapOf(findingsOfOutcomes(units, stage, { ...few, primary: ["recall"] }), stage)
      expect(firstParagraph(onlyFew.document)).toMatch(/^Not judged\./u)
    })
  )

  it.effect("says that nothing was analysed, or nothing compared, where that is so", () =>
    Effect.gen(function* () {
      expect(firstParagraph(yield* AuditReport.assemble(findings(), []))).toMatch(
        /^Nobody knows: nothing was analysed\./u
      )
      const none = outcomeStage("a", [])
      const { stage, stored } = none
      const document = yield* AuditReport.assemble(findings({ a: stored }), [stage])
      expect(firstParagraph(document)).toBe(
        "Not judged. No analysis of this report says whether a cohort is worse off than the other patients."
      )
    })
  )

  it.effect("tells of withheld numbers only that a cohort is worse off", () =>
    Effect.gen(function* () {
      const withheld = { interval: null, withheld: "material", reason: "withheld" }
      const stage = outcomeStage(
        "a",
        [comparison("unit", "Surgical", "recall", "not estimable", [null, null], [0, 0], withheld)],
        [worseFinding("unit", "Surgical", "material", ["recall"])]
      )
      const disclosed = { ...findingsOfOutcomes(units, stage), disclosure: { minimumCell: 10 } }
      const { document } = yield* mapOf(disclosed, stage)
      expect(firstParagraph(document)).toBe("No. 1 cohort is worse off in something.")
      expect(picturesOf(document)).toEqual([])
      expect(textOf(document, "evidence")).toBe(`Surgical (unit) in the words of the stage.\n${missedQuestion}\n`)
    })
  )

  it.effect("is nowhere else in the report, word for word", () =>
    Effect.gen(function* () {
      const { document } = yield* mapOf(findingsOfOutcomes(units, two))
      const elsewhere = document.sections
        .filter(({ id }) => id !== "answer")
        .map(({ id }) => textOf(document, id))
        .join("\n")
      const said = sentences("answer", document)
      expect(said.length).toBeGreaterThan(2)
      for (const sentence of said) expect(elsewhere).not.toContain(sentence)
    })
  )

  it.effect("names what was not looked at", () =>
    Effect.gen(function* () {
      const document = yield* AuditReport.assemble(findings({ b: stored({ title: "B", status: "failed" }) }, {}), [])
      expect(textOf(document, "answer")).toContain(
        "Not looked at: B (failed), site (all cohorts), Diverse (sex); see limits."
      )
    })
  )
})

describe("the evidence in pictures", () => {
  it.effect("draws cohort and rest in natural units with their intervals, the margin, and says both in words", () =>
    Effect.gen(function* () {
      const { document } = yield* mapOf(findingsOfOutcomes(units, two))
      const [missed, alarms] = picturesOf(document)
      // 0.77 - 0.06 to 0.77 + 0.06 of the share that is caught, and 0.88 -+ 0.045.
      expect(missed!.alt).toBe("Missed, of 100 events: Surgical 23 (17 to 29); Medical 12 (8 to 17).")
      expect(alarms!.alt).toBe("False alarms, per patient-day: Medical 7.8 (7.5 to 8.2); Surgical 6.2 (5.9 to 6.4).")
      const drawn = JSON.stringify(missed!.spec)
      expect(drawn).toMatch(/"domain":\[0,3[0-9.]+\]/u)
      expect(drawn).toMatch(/"values":\[\{"from":7(?:\.0+\d*)?,"to":17(?:\.0+\d*)?\}\]/u)
    })
  )

  it.effect("explains a cohort once in the whole report, and a cohort that it does not show in its first section", () =>
    Effect.gen(function* () {
      const labels = ["A", "B", "C", "D"]
      const worse = (harm: "recall" | "alarms") =>
        outcomeStage(
          harm === "recall" ? "a" : "b",
          labels.map((label) => comparison("ward", label, harm, "material", [0.6, 0.8], [-0.3, -0.1])),
          labels.map((label, i) => ({ ...worseFinding("ward", label, "material", [harm]), weight: 10 - i }))
        )
      const [first, second] = [worse("recall"), worse("alarms")]
      const sources = outcomeStage(
        "s",
        labels.map((label) => ({
          ...comparison("ward", label, "alarms", "greater", [2, 1], [0.5, 1.5]),
          metric: "level"
        }))
      )
      const measures = [{ id: "level", title: "Level", sense: "none", unit: "mmol/l", harm: "sources" }] as const
      const made = findingsOfOutcomes([grouping("ward", "Ward", labels)], first)
      const document = yield* AuditReport.assemble(
        { ...made, stages: { ...made.stages, b: second.stored, s: { ...sources.stored, measures } } },
        [first.stage, second.stage, sources.stage]
      )
      const explained = (id: string) => textOf(document, id).match(/which could explain it/gu)?.length ?? 0
      expect(["evidence", "a", "b"].map(explained)).toEqual([3, 1, 0])
    })
  )

  it.effect("asks nothing twice, of sources only those by which the cohort differs", () =>
    Effect.gen(function* () {
      const worse = (category: string) => worseFinding("unit", category, "worse", ["recall"])
      const judged = (category: string) => comparison("unit", category, "recall", "worse", [0.77, 0.88], [-0.2, -0.02])
      const safety = outcomeStage("a", [judged("Surgical"), judged("Medical")], [worse("Surgical"), worse("Medical")])
      const sources = outcomeStage("s", [
        { ...comparison("unit", "Medical", "alarms", "greater", [2, 1], [0.5, 1.5]), metric: "level" }
      ])
      const measures = [{ id: "level", title: "Level", sense: "none", unit: "mmol/l", harm: "sources" }] as const
      const made = findingsOfOutcomes(units, safety)
      const document = yield* AuditReport.assemble(
        { ...made, stages: { ...made.stages, s: { ...sources.stored, measures } } },
        [safety.stage, { ...sources.stage, meta: { ...sources.stage.meta, question: "Why other levels?" } }]
      )
      const asked = textOf(document, "evidence")
        .split("\n")
        .filter((line) => line.startsWith("Ask: "))
      expect(asked).toEqual([missedQuestion, "Ask: Why other levels?"])
    })
  )

  it.effect("shows all cohorts side by side, worse to the left, as many as there is room for", () =>
    Effect.gen(function* () {
      const { document } = yield* mapOf(findingsOfOutcomes(units, two))
      const chart = chartsOf(document).find(({ id }) => id === "evidence-cohorts")!
      const { data, params } = chart.spec as {
        data: { values: ReadonlyArray<Record<string, unknown>> }
        params: ReadonlyArray<{ name: string; value: ReadonlyArray<ReadonlyArray<number>> }>
      }
      const { values } = data
      const surgical = values.filter(({ category }) => category === "Surgical")
      // More are missed, 23 of 100 and 12; fewer are false alarms, 6.2 and 7.8.
      expect(surgical.map(({ panel }) => panel)).toEqual([
        "Missed, of 100 events",
        "False alarms, per patient-day",
        "AUROC"
      ])
      expect(Number(surgical[0]!.difference)).toBeCloseTo(11, 6)
      expect(Number(surgical[1]!.difference)).toBeLessThan(-1)
      const beginnings = params.find(({ name }) => name === "axes")!.value.map(([begin]) => Math.sign(begin!))
      expect(beginnings).toEqual([1, 1, -1])
      const { findings: many, stages } = manyCohorts(200)
      const some = yield* AuditReport.assemble(many, stages, (_, { blocks }) =>
        blocks.every(
          (block) =>
            block._tag !== "Chart" ||
            block.id !== "evidence-cohorts" ||
            block.alt.split(" from their")[0]!.split(", ").length <= 10
        )
      )
      expect(chartsOf(some).find(({ id }) => id === "evidence-cohorts")!.caption).toMatch(
        /^8 of the cohorts side by side/u
      )
    })
  )

  it.effect("is written in the locale of the report", () =>
    Effect.gen(function* () {
      const own = findingsOfOutcomes(units, two)
      const { document } = yield* mapOf({ ...own, report: { ...own.report, locale: "de" } })
      expect(picturesOf(document)[1]!.alt).toContain("Medical 7,8 (7,5 to 8,2)")
    })
  )
})
