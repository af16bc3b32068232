import { describe, expect, it } from "vitest"
import type { Comparison, Side } from "../src/Comparison.ts"
import * as ComparisonTables from "../src/ComparisonTables.ts"
import type { Block, Verdict } from "../src/ReportDocument.ts"

/** A block of running text as plain words. */
const words = (block: Block): string =>
  "text" in block && typeof block.text !== "string"
    ? block.text
        .map((part) => {
          if (typeof part === "string") return part
          if ("value" in part) {
            return part.as._tag === "number" ? part.value.toFixed(part.as.digits) : part.value.toLocaleString("en")
          }
          return "strong" in part ? part.strong : ""
        })
        .join("")
    : ""

const side = (estimate: number | null): Side => ({
  estimate,
  median: estimate,
  q1: estimate,
  q3: estimate,
  low: estimate,
  high: estimate,
  replicates: 1000,
  ...(estimate === null ? { reason: "no positive step" } : {})
})

interface Sketch {
  readonly grouping: string
  readonly category: string
  readonly metric: string
  readonly values: readonly [cohort: number | null, rest: number | null]
  readonly verdict: Verdict
  readonly p?: number
}

const comparison = ({ category, grouping, metric, p, values: [cohort, rest], verdict }: Sketch): Comparison => {
  const difference = cohort === null || rest === null ? null : cohort - rest
  const lower = metric === "fpr"
  return {
    grouping,
    category,
    metric,
    sense: lower ? "lower" : "higher",
    cohort: side(cohort),
    rest: side(rest),
    difference,
    delta: difference === null ? null : Math.abs(difference),
    direction: difference === null || difference === 0 ? null : difference > 0 !== lower ? "better" : "worse",
    mannWhitney: { p: p ?? 0.5, alpha: 0.001, significant: (p ?? 0.5) < 0.001 },
    interval:
      difference === null ? null : { low: difference - 0.05, high: difference + 0.05, level: 0.95, adjustedP: 0.02 },
    detectable: 0.07,
    margin: 0.05,
    verdict
  }
}

const age = (category: string, metric: string, values: Sketch["values"], verdict: Verdict, p?: number) =>
  comparison({ grouping: "age", category, metric, values, verdict, ...(p === undefined ? {} : { p }) })

const compared: ComparisonTables.Compared = {
  stage: "performance",
  metricTitle: "Metric",
  metrics: [
    { id: "recall", title: "Recall", sense: "higher" },
    { id: "fpr", title: "FPR", sense: "lower" }
  ],
  groupings: [
    {
      id: "age",
      title: "Age",
      minority: 2,
      categories: [
        { id: "young", label: "Young", patients: 500, eventPatients: 60 },
        { id: "middle", label: "Middle", patients: 400, eventPatients: 50 },
        { id: "old", label: "Old", patients: 100, eventPatients: 12 },
        { id: "none", label: "Nobody", patients: 120, eventPatients: 0 }
      ]
    },
    {
      id: "sex",
      title: "Sex",
      minority: 0,
      categories: [
        { id: "F", label: "Female", patients: 400, eventPatients: 50 },
        { id: "M", label: "Male", patients: 600, eventPatients: 60 }
      ]
    }
  ],
  comparisons: [
    age("young", "recall", [0.9, 0.7], "better"),
    age("young", "fpr", [0.2, 0.1], "worse"),
    age("middle", "recall", [0.6, 0.8], "material", 1e-9),
    age("middle", "fpr", [0.1, 0.15], "better"),
    age("old", "recall", [0.5, 0.8], "too small"),
    age("old", "fpr", [0.4, 0.1], "too small"),
    age("none", "recall", [null, 0.8], "not estimable"),
    age("none", "fpr", [0.3, 0.1], "inconclusive"),
    comparison({ grouping: "sex", category: "F", metric: "recall", values: [0.7, 0.76], verdict: "worse" }),
    comparison({ grouping: "sex", category: "M", metric: "recall", values: [0.76, 0.7], verdict: "better" }),
    comparison({ grouping: "sex", category: "F", metric: "fpr", values: [0.1, 0.1], verdict: "equivalent" }),
    comparison({ grouping: "sex", category: "M", metric: "fpr", values: [0.1, 0.1], verdict: "equivalent" })
  ],
  significance: "simultaneous",
  level: 0.95
}

const [ages, sexes] = compared.groupings as [ComparisonTables.ComparedGrouping, ComparisonTables.ComparedGrouping]

const rowsOf = (block: Block) => {
  if (block._tag !== "Table") throw new TypeError("not a table")
  for (const row of block.rows) {
    expect(Object.keys(row).sort()).toEqual(block.columns.map(({ key }) => key).sort())
  }
  return block.rows
}

describe("the summary of a grouping", () => {
  const [recall, fpr] = rowsOf(ComparisonTables.summaryTable(compared, ages, new Map([["recall", 0.75]])))

  it("averages the categories alike, and says of how many where not all have a value", () => {
    expect(recall!.average).toEqual({ value: (0.9 + 0.6 + 0.5) / 3, note: "3 of 4" })
    expect(fpr!.average).toBeCloseTo((0.2 + 0.1 + 0.4 + 0.3) / 4, 12)
  })

  it("takes the lowest value for the worst, or the highest where lower is better", () => {
    expect(recall).toMatchObject({ worst: 0.5, category: "Old" })
    expect(fpr).toMatchObject({ worst: 0.4, category: "Old" })
  })

  it("shows the minority category and, where known, all patients", () => {
    expect(recall).toMatchObject({ metric: "Recall ↑", minority: 0.5, everyone: 0.75 })
    expect(fpr).toMatchObject({ metric: "FPR ↓", minority: 0.4, everyone: null })
  })
})

describe("the summaries of all groupings", () => {
  it("are one table: per grouping the rows of its own summary", () => {
    const everyone = new Map([["recall", 0.75]])
    const rows = rowsOf(ComparisonTables.summariesTable(compared, everyone))
    const own = [ages, sexes].flatMap((grouping) =>
      rowsOf(ComparisonTables.summaryTable(compared, grouping, everyone)).map((row) => ({
        grouping: grouping.title,
        ...row
      }))
    )
    expect(rows).toEqual(own)
  })

  it("name the minority category of each", () => {
    expect(ComparisonTables.summariesTable(compared)).toMatchObject({
      caption: expect.stringContaining("Age: Old; Sex: Female")
    })
  })
})

describe("the sentence on significance", () => {
  const said = (of: ComparisonTables.Compared, grouping: ComparisonTables.ComparedGrouping) => {
    const block = ComparisonTables.significanceSentence(of, grouping)
    return words(block)
  }

  it("counts the metrics in which each category is worse, the most first", () => {
    expect(said(compared, ages)).toBe("Significantly worse than the rest: Young in 1, Middle in 1 of 2 metrics.")
    expect(said(compared, sexes)).toBe("Significantly worse than the rest: Female in 1 of 2 metrics.")
  })

  it("says when there is none", () => {
    const none = { ...compared, comparisons: [] }
    expect(said(none, ages)).toBe("No category is marked as significantly worse than its rest in any of the 2 metrics.")
  })
})

describe("the cohorts with the largest differences", () => {
  it("are no rows at all when nothing differs significantly", () => {
    expect(rowsOf(ComparisonTables.topCohortsTable({ ...compared, comparisons: [] }))).toEqual([])
  })

  it("are those that are significantly worse, the largest delta first", () => {
    expect(ComparisonTables.topCohorts(compared, "recall").map(({ category }) => category)).toEqual(["middle", "F"])
    const [recall, fpr] = rowsOf(ComparisonTables.topCohortsTable(compared))
    expect(recall).toMatchObject({ first: "Middle (0.200)", second: "Female (0.060)", third: "" })
    expect(fpr).toMatchObject({ first: "Young (0.100)", second: "" })
  })

  it("follow the Mann-Whitney test where that is configured", () => {
    const published = { ...compared, significance: "mann-whitney" as const }
    expect(ComparisonTables.topCohorts(published, "recall").map(({ category }) => category)).toEqual(["middle"])
    expect(ComparisonTables.topCohorts(published, "fpr")).toEqual([])
  })

  it("are those that differ either way where neither direction is worse", () => {
    const neutral = {
      ...compared,
      metrics: [{ id: "map", title: "MAP", sense: "none" as const, digits: 1, unit: "mmHg" }],
      comparisons: [
        { ...age("young", "map", [80, 70], "greater"), sense: "none" as const, direction: "greater" as const },
        { ...age("old", "map", [60, 75], "less"), sense: "none" as const, direction: "less" as const },
        { ...age("middle", "map", [72, 73], "inconclusive"), sense: "none" as const, direction: "less" as const }
      ]
    }
    expect(rowsOf(ComparisonTables.topCohortsTable(neutral))[0]).toMatchObject({
      metric: "MAP (mmHg)",
      first: "Old (less, 15.0 mmHg)",
      second: "Young (greater, 10.0 mmHg)",
      third: ""
    })
  })
})

describe("the significant differences", () => {
  it("of more than two categories say whether the category is worse or better than the rest", () => {
    expect(rowsOf(ComparisonTables.significantTable(compared, ages))).toMatchObject([
      { metric: "Recall ↑", category: "Young", direction: "better" },
      { metric: "Recall ↑", category: "Middle", direction: "worse", verdict: "material", p: 0.02 },
      { metric: "FPR ↓", category: "Young", direction: "worse", delta: { mark: "worse" } },
      { metric: "FPR ↓", category: "Middle", direction: "better" }
    ])
  })

  it("of two categories name the worse one, once", () => {
    const rows = rowsOf(ComparisonTables.significantTable(compared, sexes))
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ metric: "Recall ↑", category: "Female", verdict: "worse" })
    expect(rows[0]).not.toHaveProperty("direction")
  })
})

describe("the table of every comparison", () => {
  const rows = rowsOf(ComparisonTables.comparisonTable(compared, ages))

  it("has a row for each, metric by metric, with both sides, the interval, both p-values and the verdict", () => {
    expect(rows.map(({ metric }) => metric)).toEqual([...Array(4).fill("Recall ↑"), ...Array(4).fill("FPR ↓")])
    expect(rows[1]).toMatchObject({ cohort: 0.6, rest: 0.8, p: 0.02, mannWhitney: 1e-9, verdict: "material" })
    const [low, high] = rows[1]!.interval as readonly [number, number]
    expect(low).toBeCloseTo(-0.25, 12)
    expect(high).toBeCloseTo(-0.15, 12)
  })

  it("says why a side has no estimate", () => {
    expect(rows[3]).toMatchObject({ cohort: { value: null, note: "no positive step" }, interval: null, p: null })
  })
})

describe("key findings", () => {
  const findings = ComparisonTables.keyFindings(compared, 30)
  it("name every worse cohort, the gravest first, with the numbers of the gravest metric", () => {
    expect(findings.map((block) => (block._tag === "KeyFinding" ? block.verdict : block._tag))).toEqual([
      "material",
      "worse",
      "worse",
      "too small"
    ])
    expect(words(findings[0]!)).toBe(
      "Middle (age): Recall is worse, 0.600 against 0.800 in the rest (difference -0.200, simultaneous interval -0.250 to -0.150)."
    )
  })

  it("put the class of harm before the verdict, and say it with how far the difference lies beyond its margin", () => {
    const harms = { recall: "ranking", fpr: "false alarms" } as const
    const metrics = compared.metrics.map((metric) => ({ ...metric, harm: harms[metric.id as keyof typeof harms] }))
    const told = ComparisonTables.keyFindings({ ...compared, metrics }, 30)
    expect(told.map((block) => (block._tag === "KeyFinding" ? [block.harm, block.verdict] : []))).toEqual([
      ["false alarms", "worse"],
      ["ranking", "material"],
      ["ranking", "worse"],
      [undefined, "too small"]
    ])
    const [, material] = told
    const { difference, margin } = compared.comparisons.find(({ verdict }) => verdict === "material")!
    expect(material).toMatchObject({ weight: Math.abs(difference!) / margin! - 1 })
  })

  it("say where only prevalence can be behind a difference: the corrected measure is not worse", () => {
    const saidWith = (verdict: Verdict): string => {
      const metrics = [
        { id: "precision", title: "Precision", sense: "higher", corrected: "corrected" },
        { id: "corrected", title: "Corrected precision", sense: "higher" }
      ] as const
      const comparisons = [
        age("middle", "precision", [0.1, 0.3], "material"),
        age("middle", "corrected", [0.29, 0.3], verdict)
      ]
      return words(ComparisonTables.keyFindings({ ...compared, metrics, comparisons }, 30)[0]!)
    }
    expect(saidWith("equivalent")).toContain(
      "At one common prevalence it is equivalent (corrected precision): how common events are can explain it."
    )
    expect(saidWith("inconclusive")).toContain("it is not shown to be worse (corrected precision)")
    expect(saidWith("worse")).not.toContain("prevalence")
    expect(words(findings[0]!)).not.toContain("prevalence")
  })

  it("name the cohorts that are too small to say", () => {
    expect(words(findings[3]!)).toContain("Old (12)")
    expect(words(findings[3]!)).not.toContain("Young")
  })

  it("point at the heading of their grouping", () => {
    for (const block of findings) {
      if (block._tag === "KeyFinding") expect(["performance-age", "performance-sex"]).toContain(block.evidence)
    }
  })

  it("are none where there is none, which the document says in words", () => {
    const quiet = { ...compared, comparisons: compared.comparisons.filter(({ verdict }) => verdict === "equivalent") }
    expect(ComparisonTables.keyFindings(quiet, 30)).toEqual([])
  })
})

describe("comparisons of several units in which neither direction is worse", () => {
  const neutral = (one: Sketch): Comparison => {
    const made = comparison(one)
    return { ...made, sense: "none", direction: made.difference! > 0 ? "greater" : "less" }
  }
  const ofSex = (metric: string, values: readonly [number, number]) => [
    neutral({ grouping: "sex", category: "F", metric, values, verdict: "greater" }),
    neutral({ grouping: "sex", category: "M", metric, values: [values[1], values[0]], verdict: "less" })
  ]
  const variables: ComparisonTables.Compared = {
    ...compared,
    stage: "variables",
    metricTitle: "Variable",
    metrics: [
      { id: "map", title: "MAP", sense: "none", digits: 1, unit: "mmHg" },
      { id: "lactate", title: "Lactate", sense: "none", digits: 2, unit: "mmol/l" }
    ],
    groupings: [sexes],
    comparisons: [...ofSex("map", [80, 70]), ...ofSex("lactate", [1.5, 1.2])],
    bearing: { title: "patients with a value", count: (_, category) => (category === "F" ? 29 : 100) }
  }

  it("name the unit, and give each row the decimals of its metric", () => {
    const [map, lactate] = rowsOf(ComparisonTables.summaryTable(variables, sexes))
    expect(map).toMatchObject({ metric: "MAP (mmHg)", average: 75, minority: 80 })
    expect(lactate).toMatchObject({
      metric: "Lactate (mmol/l)",
      average: { digits: 2 },
      minority: { value: 1.5, digits: 2 }
    })
    const rows = rowsOf(ComparisonTables.comparisonTable(variables, sexes))
    expect(rows.map(({ cohort }) => cohort)).toEqual([80, 70, { value: 1.5, digits: 2 }, { value: 1.2, digits: 2 }])
    expect(rows[2]!.interval).toMatchObject({ digits: 2 })
    expect(rowsOf(ComparisonTables.significantTable(variables, sexes)).map(({ delta }) => delta)).toEqual([
      10,
      { value: expect.closeTo(0.3, 12), digits: 2 }
    ])
  })

  it("tell a difference between two categories once, where it is greater", () => {
    expect(ComparisonTables.topCohorts(variables, "map").map(({ category }) => category)).toEqual(["F"])
    const findings = ComparisonTables.keyFindings(variables, 20)
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ verdict: "greater", cohorts: [{ grouping: "sex", category: "F" }] })
    expect(words(findings[0]!).replaceAll("\u00a0", " ")).toBe(
      "Female (sex): MAP is greater, 80.0 mmHg against 70.0 mmHg in the rest (difference 10.0 mmHg, simultaneous interval 9.9 mmHg to 10.1 mmHg). Also greater: Lactate."
    )
  })

  it("are never told as worse beside some that are, and come after those", () => {
    const risks = ["red", "yellow"].map((metric, i) =>
      neutral({
        grouping: "sex",
        category: "F",
        metric,
        values: [i === 0 ? 0.1 : 0.8, 0.5],
        verdict: i === 0 ? "less" : "greater"
      })
    )
    const of = (category: string, metric: string, values: Sketch["values"]) =>
      comparison({ grouping: "age", category, metric, values, verdict: "worse" })
    const mixed: ComparisonTables.Compared = {
      ...compared,
      metrics: [
        { id: "red", title: "Risk in red", sense: "none" },
        { id: "yellow", title: "Risk in yellow", sense: "none" },
        ...compared.metrics
      ],
      groupings: compared.groupings.map((one) =>
        one.id === "sex"
          ? { ...one, categories: [...one.categories, { id: "X", label: "Other", patients: 50, eventPatients: 40 }] }
          : one
      ),
      comparisons: [
        ...risks,
        of("young", "recall", [0.7, 0.8]),
        ...risks.map((one) => ({ ...one, grouping: "age", category: "young" }))
      ]
    }
    expect(ComparisonTables.keyFindings(mixed, 0).map(words)).toEqual([
      "Young (age): Recall is worse, 0.700 against 0.800 in the rest (difference -0.100, simultaneous interval -0.150 to -0.050). Also greater: Risk in yellow. Also less: Risk in red.",
      "Female (sex): Risk in red is less, 0.100 against 0.500 in the rest (difference -0.400, simultaneous interval -0.450 to -0.350). Also greater: Risk in yellow."
    ])
  })

  it("say whom the verdict's minimum counts", () => {
    const small = variables.comparisons.map((one) => ({ ...one, verdict: "too small" as const }))
    const findings = ComparisonTables.keyFindings({ ...variables, comparisons: small }, 30)
    expect(findings.at(-1)).toMatchObject({ verdict: "too small" })
    expect(words(findings.at(-1)!)).toBe(
      "Sex: too few patients with a value for a verdict in Female (29). Absence of a finding there is no evidence of fairness."
    )
  })

  it("name few of many cohorts that are too small, and count the others", () => {
    const categories = Array.from({ length: 20 }, (_, i) => ({
      id: `w${i}`,
      label: `Ward ${i}`,
      patients: 9,
      eventPatients: i
    }))
    const [one] = variables.comparisons
    const { bearing: _, ...rest } = variables
    const wards = {
      ...rest,
      groupings: [{ id: "ward", title: "Ward", minority: 0, categories }],
      comparisons: categories.map(({ id }) => ({
        ...one!,
        grouping: "ward",
        category: id,
        verdict: "too small" as const
      }))
    }
    const [small] = ComparisonTables.keyFindings(wards, 30)
    expect(words(small!)).toContain("in Ward 0 (0); Ward 1 (1); Ward 2 (2)")
    expect(words(small!)).toContain("Ward 7 (7); 12 more. Absence")
    expect(small).toMatchObject({ cohorts: categories.map(({ id }) => ({ grouping: "ward", category: id })) })
  })
})

describe("the overview", () => {
  const grouping = (id: string, ...categories: ReadonlyArray<string>) => ({
    id,
    title: id.toUpperCase(),
    minority: 0,
    categories: categories.map((label) => ({ id: label, label, patients: 100, eventPatients: 50 }))
  })
  const unit = (category: string, values: Sketch["values"], verdict: Verdict, metric = "recall") =>
    comparison({ grouping: "unit", category, metric, values, verdict })
  const of = (comparisons: ReadonlyArray<Comparison>, ...categories: ReadonlyArray<string>) => {
    const [table] = ComparisonTables.overviewTables({
      ...compared,
      metrics: [{ id: "recall", title: "Recall", sense: "higher", digits: 2 }],
      groupings: [grouping("unit", ...categories)],
      comparisons
    })
    return table?._tag === "Table" ? table.rows[0]!["of unit"] : undefined
  }

  it("tells the largest material difference before larger ones, and how many more cohorts differ", () => {
    expect(
      of(
        [unit("A", [0.5, 0.8], "worse"), unit("B", [0.6, 0.8], "material"), unit("C", [0.9, 0.7], "better")],
        "A",
        "B",
        "C"
      )
    ).toEqual({ value: expect.closeTo(-0.2), verdict: "material", digits: 2, note: "B and 1 more" })
  })

  it("tells of two cohorts the one that is worse off", () => {
    expect(of([unit("A", [0.9, 0.7], "better"), unit("B", [0.7, 0.9], "worse")], "A", "B")).toEqual({
      value: expect.closeTo(-0.2),
      verdict: "worse",
      digits: 2,
      note: "B"
    })
  })

  it("tells where nothing differs what would have been seen in every cohort that was judged", () => {
    const seen = (category: string, detectable: number, verdict: Verdict) => ({
      ...unit(category, [0.7, 0.7], verdict),
      detectable
    })
    expect(
      of([seen("A", 0.1, "inconclusive"), seen("B", 0.2, "equivalent"), seen("C", 0.9, "too small")], "A", "B", "C")
    ).toEqual({ value: null, verdict: "inconclusive", digits: 2, detectable: 0.2 })
    expect(of([seen("A", 0.1, "equivalent"), seen("B", 0.1, "better")], "A", "B")).toMatchObject({ verdict: "better" })
    expect(of([seen("A", 0.1, "equivalent"), seen("B", 0.1, "equivalent")], "A", "B")).toEqual({
      value: null,
      verdict: "equivalent",
      digits: 2
    })
    expect(of([], "A", "B")).toEqual({ value: null, note: "not compared", mark: "muted" })
    // No two shares differ by 1 or more.
    expect(of([seen("A", 1, "inconclusive"), seen("B", 0.1, "inconclusive")], "A", "B")).not.toHaveProperty(
      "detectable"
    )
  })

  it("has five groupings in a table, about as many in each, and none without metrics", () => {
    const groupings = Array.from({ length: 7 }, (_, i) => grouping(`g${i}`, "A", "B"))
    const tables = ComparisonTables.overviewTables({ ...compared, groupings, comparisons: [] })
    expect(tables.map((table) => (table._tag === "Table" ? table.columns.length : 0))).toEqual([5, 4])
    expect(ComparisonTables.overviewTables({ ...compared, groupings, metrics: [], comparisons: [] })).toEqual([])
  })
})
