import { assert, it } from "@effect/vitest"
import { type AuditFindings, type Comparison, Message } from "@fairward/core"
import { describe } from "vitest"
import { misnamedLines, stageSummaries, summaryLines } from "../src/Summary.ts"

const side = (estimate: number): Comparison.Side => ({
  estimate,
  median: estimate,
  q1: estimate,
  q3: estimate,
  low: estimate,
  high: estimate,
  replicates: 1000
})

const comparison = (
  category: string,
  verdict: Comparison.Comparison["verdict"],
  cohort: number,
  rest: number
): Comparison.Comparison => ({
  grouping: "sex",
  category,
  metric: "recall",
  sense: "higher",
  cohort: side(cohort),
  rest: side(rest),
  difference: cohort - rest,
  delta: Math.abs(cohort - rest),
  direction: "worse",
  mannWhitney: { p: 0.5, alpha: 0.001, significant: false },
  interval: null,
  detectable: null,
  margin: 0.05,
  verdict
})

const about = { goal: "", version: "1.0.0", seconds: 1 }

const categories = (["F", "M"] as const).map((id) => ({
  id,
  label: { F: "Female", M: "Male" }[id],
  patients: 1,
  eventPatients: 1,
  events: 1,
  steps: 1,
  positives: 1,
  prevalence: 1
}))

const findings = (stages: AuditFindings.AuditFindings["stages"]) =>
  ({
    stages,
    audit: { groupings: [{ id: "sex", title: "Sex", categories, dropped: [], unassigned: 0, minority: 0 }] }
  }) as unknown as AuditFindings.AuditFindings

const compared = findings({
  performance: {
    ...about,
    title: "Performance",
    status: "done",
    findings: {
      threshold: 0.5,
      comparisons: [
        comparison("M", "worse", 0.6, 0.9),
        comparison("F", "material", 0.7, 0.8),
        comparison("F", "too small", 0.1, 0.9),
        comparison("M", "equivalent", 0.8, 0.8)
      ]
    }
  },
  shap: { ...about, title: "Importance", status: "skipped", reason: Message.of`needs attributions` }
})

describe("the summary", () => {
  it("counts each verdict of a stage", () => {
    assert.deepInclude(stageSummaries(compared)[0], {
      comparisons: 4,
      verdicts: { worse: 1, material: 1, "too small": 1, equivalent: 1 }
    })
  })

  it("shows the material differences before larger ones that are merely worse, by their labels", () => {
    assert.deepStrictEqual(summaryLines(compared), [
      "Performance: 4 comparisons: 1 material, 1 worse, 1 equivalent, 0 inconclusive, 1 too small",
      "  material  Sex: Female  recall  0.700 against 0.800 in the rest",
      "  worse     Sex: Male    recall  0.600 against 0.900 in the rest",
      "Importance: skipped: needs attributions"
    ])
  })

  it("counts greater and less where neither direction is worse, and orders them by their margins", () => {
    const neutral = (category: string, verdict: "greater" | "less", cohort: number, margin: number) => ({
      ...comparison(category, verdict, cohort, 80),
      metric: "map",
      sense: "none" as const,
      margin
    })
    const comparisons = [neutral("F", "greater", 90, 10), neutral("M", "greater", 82, 1), neutral("M", "less", 60, 1)]
    const lines = summaryLines(
      findings({ variables: { ...about, title: "Variables", status: "done", findings: { comparisons } } })
    )
    assert.deepStrictEqual(lines, [
      "Variables: 3 comparisons: 2 greater, 1 less, 0 inconclusive, 0 too small",
      "  greater  Sex: Male    map  82.000 against 80.000 in the rest",
      "  greater  Sex: Female  map  90.000 against 80.000 in the rest",
      "  less     Sex: Male    map  60.000 against 80.000 in the rest"
    ])
  })

  it("names settings of measures that no stage compares, with what was probably meant", () => {
    const stages: AuditFindings.AuditFindings["stages"] = {
      performance: {
        ...about,
        title: "Performance",
        status: "done",
        measures: [{ id: "event_recall", title: "Event recall", sense: "higher", unit: "share", harm: "missed" }]
      }
    }
    const lines = misnamedLines({
      ...findings(stages),
      audit: {
        ...findings(stages).audit,
        margins: { event_recal: 0.02, "performance.event_recall": 0.01 },
        primary: ["event_recall", "safety.event_recall"]
      }
    } as AuditFindings.AuditFindings)
    assert.deepStrictEqual(lines, [
      'Warning: margins or primary name event_recal, which no stage compares: did you mean "event_recall"?',
      'Warning: margins or primary name safety.event_recall, which no stage compares: did you mean "event_recall"?'
    ])
  })

  it("shows first what the audit is mainly about", () => {
    const comparisons = [
      { ...comparison("M", "material", 0.6, 0.9), metric: "auroc" },
      { ...comparison("F", "worse", 0.7, 0.8), metric: "recall" }
    ]
    const own = findings({ performance: { ...about, title: "Performance", status: "done", findings: { comparisons } } })
    const lines = summaryLines({ ...own, audit: { ...own.audit, primary: ["recall"] } })
    assert.match(lines[1]!, /recall/)
    assert.match(summaryLines(own)[1]!, /auroc/)
  })

  it("shows what does the graver harm first", () => {
    const measure = (id: string, harm: "missed" | "ranking") => ({
      id,
      title: id,
      sense: "higher" as const,
      unit: "share",
      harm
    })
    const comparisons = [
      { ...comparison("M", "material", 0.6, 0.9), metric: "auroc" },
      comparison("F", "worse", 0.7, 0.8)
    ]
    const lines = summaryLines(
      findings({
        performance: {
          ...about,
          title: "Performance",
          status: "done",
          measures: [measure("auroc", "ranking"), measure("recall", "missed")],
          findings: { comparisons }
        }
      })
    )
    assert.deepStrictEqual(lines.slice(1), [
      "  worse     Sex: Female  recall  0.700 against 0.800 in the rest",
      "  material  Sex: Male    auroc   0.600 against 0.900 in the rest"
    ])
  })

  it("says of too few replicates that none was judged, which is not that none is worse", () => {
    const comparisons = [
      { ...comparison("F", "no verdict", 0.7, 0.8), reason: "verdicts need at least 1000 replicates" },
      comparison("M", "no verdict", 0.7, 0.8),
      comparison("F", "too small", 0.1, 0.9)
    ]
    const { audit, stages } = findings({
      performance: { ...about, title: "Performance", status: "done", findings: { comparisons } }
    })
    const drawn = {
      stages,
      audit: { ...audit, resampling: { replicates: 100, seed: 1, scheme: "multinomial" as const } }
    }
    assert.deepStrictEqual(summaryLines(drawn as AuditFindings.AuditFindings), [
      "Performance: 3 comparisons, none judged: verdicts need at least 1,000 replicates, this audit drew 100"
    ])
    assert.deepInclude(stageSummaries(drawn)[0], { comparisons: 3, notJudged: 1 })
  })

  it("says of the rest only how many there are", () => {
    const many = Array.from({ length: 8 }, () => comparison("F", "worse", 0.1, 0.9))
    const lines = summaryLines(
      findings({ performance: { ...about, title: "Performance", status: "done", findings: { comparisons: many } } })
    )
    assert.strictEqual(lines.at(-1), "  and 3 more in the report")
  })
})
