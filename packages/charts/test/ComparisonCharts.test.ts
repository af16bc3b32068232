import type { Comparison, Side } from "@fairward/core/Comparison"
import type { Compared } from "@fairward/core/ComparisonTables"
import type { Block } from "@fairward/core/ReportDocument"
import { describe, expect, it } from "vitest"
import { ComparisonCharts } from "../src/index.ts"
import { svg, texts } from "./support/drawing.ts"

const side = (estimate: number | null): Side => ({
  estimate,
  median: estimate,
  q1: estimate === null ? null : estimate - 0.01,
  q3: estimate === null ? null : estimate + 0.01,
  low: estimate === null ? null : estimate - 0.02,
  high: estimate === null ? null : estimate + 0.02,
  replicates: 1000
})

const comparison = (
  category: string,
  metric: string,
  cohort: number | null,
  rest: number,
  verdict: Comparison["verdict"]
): Comparison => {
  const difference = cohort === null ? null : cohort - rest
  const sense = metric === "fpr" ? "lower" : "higher"
  return {
    grouping: "sex",
    category,
    metric,
    sense,
    cohort: side(cohort),
    rest: side(rest),
    difference,
    delta: difference === null ? null : Math.abs(difference),
    direction: difference === null ? null : difference > 0 === (sense === "higher") ? "better" : "worse",
    mannWhitney: { p: 0.5, alpha: 0.001, significant: false },
    interval:
      difference === null ? null : { low: difference - 0.03, high: difference + 0.03, level: 0.95, adjustedP: 0.02 },
    detectable: 0.07,
    margin: 0.05,
    verdict
  }
}

const compared: Compared = {
  stage: "performance",
  metricTitle: "Metric",
  metrics: [
    { id: "recall", title: "Recall", sense: "higher" },
    { id: "fpr", title: "FPR", sense: "lower" }
  ],
  groupings: [
    {
      id: "sex",
      title: "Sex",
      minority: 0,
      categories: [
        { id: "F", label: "Female", patients: 10, eventPatients: 5 },
        { id: "M", label: "Male", patients: 12, eventPatients: 5 }
      ]
    }
  ],
  comparisons: [
    comparison("F", "recall", 0.6, 0.8, "material"),
    comparison("M", "recall", 0.8, 0.6, "better"),
    comparison("F", "fpr", 0.3, 0.2, "worse"),
    comparison("M", "fpr", null, 0.3, "not estimable")
  ],
  significance: "simultaneous",
  level: 0.95
}

const [sex] = compared.groupings

const chart = (block: Block | undefined) => {
  if (block?._tag !== "Chart") throw new TypeError("not a chart")
  return block
}

describe("axes", () => {
  it("hold every whisker of a metric in any grouping, within the bounds", () => {
    const domains = ComparisonCharts.axisDomains(compared, [0, 0.81])
    expect(domains.get("recall")![0]).toBeLessThan(0.58)
    expect(domains.get("recall")![0]).toBeGreaterThan(0.56)
    expect(domains.get("recall")![1]).toBe(0.81)
    expect(domains.get("fpr")![1]).toBeGreaterThan(0.32)
  })
})

describe("box plots of comparisons", () => {
  const domains = ComparisonCharts.axisDomains(compared, [0, 1])
  const block = chart(ComparisonCharts.boxBlocks(compared, sex!, { domains, replicates: 1000 })[0])

  it("mark significantly worse cohorts, and say so in words", () => {
    expect(block.alt).toContain("Significantly worse in Recall: Female; FPR: Female.")
    expect(block.caption).toBe("Sex: metrics per category over 1000 replicates")
  })

  it("show what cannot be estimated as such", async () => {
    expect(texts(await svg(block.spec))).toContain("not estimable")
  })
})

describe("intervals of comparisons", () => {
  it("show the first of two categories only, metrics of which lower is better on an axis that runs to the left", async () => {
    const blocks = ComparisonCharts.intervalBlocks(compared, sex!, "the metric").map(chart)
    expect(blocks).toHaveLength(2)
    const [higher, lower] = blocks.map(({ spec }) => JSON.stringify(spec))
    const differencesIn = (drawn: string) =>
      [...drawn.matchAll(/"difference":(-?[\d.]+)/g)].map(([, value]) => Number(value).toFixed(2))
    expect([differencesIn(higher!), differencesIn(lower!)]).toEqual([["-0.20"], ["0.10"]])
    const axisOf = ({ spec }: (typeof blocks)[number]) =>
      (spec.params as unknown as ReadonlyArray<{ name: string; value: ReadonlyArray<ReadonlyArray<number>> }>).find(
        ({ name }) => name === "axes"
      )!.value[0]!
    expect(axisOf(blocks[0]!)[0]).toBeLessThan(0)
    expect(axisOf(blocks[1]!)[0]).toBeGreaterThan(0)
    for (const block of blocks) {
      expect(block.caption).toContain("Female minus Male")
      expect(JSON.stringify(block.spec)).toContain("← worse Difference in the metric (cohort − rest) better →")
    }
    expect(texts(await svg(blocks[0]!.spec))).toEqual(expect.arrayContaining(["Recall: Female", "material"]))
  })

  it("tell a comparison of two categories from the side that is worse off, which the row names", () => {
    const [first, second, ...others] = compared.comparisons
    const swapped = {
      ...compared,
      comparisons: [{ ...first!, category: "M" }, { ...second!, category: "F" }, ...others]
    }
    const [turned, other] = ComparisonCharts.intervalBlocks(swapped, sex!, "the metric").map(chart)
    const drawn = JSON.stringify(turned!.spec)
    expect(drawn).toContain("Recall: Male")
    expect(JSON.stringify(other!.spec)).toContain('"category":"FPR: Female"')
    expect(drawn).toContain('"verdict":"material"')
    expect(drawn).not.toContain('"verdict":"better"')
    expect(turned!.caption).toContain("Male minus Female")
  })

  it("have an axis and a margin of their own where metrics differ in unit", async () => {
    const units = compared.metrics.map((metric) => ({ ...metric, sense: "none" as const, unit: "mmHg" }))
    const own = chart(
      ComparisonCharts.intervalBlocks({ ...compared, metrics: units }, sex!, "the metric", { ownAxes: true })[0]
    )
    const drawn = texts(await svg(own.spec))
    expect(drawn).toEqual(expect.arrayContaining(["Recall (mmHg)", "FPR (mmHg)"]))
    expect(drawn.filter((text) => text === "0.0" || text === "0.00").length).toBeGreaterThanOrEqual(2)
  })

  it("have an axis that can be drawn, however wide the margin", async () => {
    const comparisons = compared.comparisons.map((one) => ({ ...one, margin: 1e308 }))
    const wide = chart(ComparisonCharts.intervalBlocks({ ...compared, comparisons }, sex!, "the metric")[0])
    expect(JSON.parse(JSON.stringify(wide.spec))).toEqual(wide.spec)
    expect(await svg(wide.spec)).not.toMatch(/NaN|Infinity/u)
  })

  it("are left out where nothing has an interval", () => {
    const without = { ...compared, comparisons: compared.comparisons.map((one) => ({ ...one, interval: null })) }
    expect(ComparisonCharts.intervalBlocks(without, sex!, "the metric")).toEqual([])
  })
})

it("says all that a stage which only compares has to say", () => {
  const comparisons = [comparison("F", "recall", 0.6, 0.8, "material"), comparison("M", "recall", 0.8, 0.6, "better")]
  const { annex, blocks } = ComparisonCharts.comparisonSection({
    stage: "catching",
    metricTitle: "Measure",
    metrics: [{ id: "recall", title: "Recall", sense: "higher" }],
    groupings: [
      {
        id: "sex",
        title: "Sex",
        minority: 0,
        categories: ["F", "M"].map((id) => ({ id, label: id, patients: 50, eventPatients: 40 }))
      }
    ],
    comparisons,
    significance: "simultaneous",
    level: 0.95,
    replicates: 20,
    verdictMinimum: 30
  })
  expect(blocks.map(({ _tag }) => _tag)).toEqual(["Paragraph", "Caveat", "KeyFinding", "Table", "Heading", "Chart"])
  expect(annex.map(({ _tag }) => _tag)).toEqual(["Heading", "Chart", "Table"])
  for (const part of [blocks, annex]) {
    expect(part.find(({ _tag }) => _tag === "Heading")).toMatchObject({ id: "catching-sex" })
    expect(JSON.stringify(part)).toContain("Difference in recall (cohort − rest)")
  }
})
