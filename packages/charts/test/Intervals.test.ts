import { describe, expect, it } from "vitest"
import { Intervals } from "../src/index.ts"
import { svg, texts } from "./support/drawing.ts"

const options: Intervals.Options = {
  title: "difference in recall (cohort − rest)",
  sense: "higher",
  domain: [-0.4, 0.4],
  margin: 0.05,
  rows: [
    { group: "Recall", label: "Female", verdict: "material", difference: -0.2, interval: { low: -0.3, high: -0.1 } },
    { group: "Recall", label: "Male", verdict: "equivalent", difference: 0.01, interval: { low: -0.02, high: 0.04 } },
    { group: "Precision", label: "Female", verdict: "not estimable", difference: null, interval: null }
  ]
}

describe("intervals", () => {
  it("name groups once, rows once for all groups, and every verdict in words", async () => {
    const drawn = texts(await svg(Intervals.intervals(options)))
    for (const once of ["Recall", "Precision", "Female", "Male", "material", "equivalent", "not estimable"]) {
      expect(
        drawn.filter((text) => text === once),
        once
      ).toHaveLength(1)
    }
  })

  it("have the verdict in words behind each row, where there is one panel", async () => {
    const rows = [0.1, 0.2, 0.3].map((difference, index) => ({
      label: `Metric ${index}`,
      verdict: "better" as const,
      difference,
      interval: null
    }))
    const drawn = texts(await svg(Intervals.intervals({ ...options, rows })))
    expect(drawn.filter((text) => text === "better")).toHaveLength(3)
  })

  it("say on which side of zero worse lies", async () => {
    expect(await svg(Intervals.intervals(options))).toContain(
      "← worse    difference in recall (cohort − rest)    better →"
    )
    expect(await svg(Intervals.intervals({ ...options, sense: "lower" }))).toContain("← better")
    expect(await svg(Intervals.intervals({ ...options, sense: "none" }))).not.toContain("worse →")
  })

  it("give verdicts that differ in colour alone another shape or filling", () => {
    const looks = (
      ["material", "worse", "better", "equivalent", "inconclusive", "greater", "less", "no verdict"] as const
    ).map((verdict) => `${Intervals.verdictMarks[verdict].shape} ${Intervals.verdictMarks[verdict].filled}`)
    expect(new Set(looks).size).toBe(looks.length)
  })

  it("draw a difference at its place between the ends of the domain", async () => {
    const rows = [-0.4, -0.2, 0, 0.4].map((difference, index) => ({
      label: `${index}`,
      verdict: "better" as const,
      difference,
      interval: null
    }))
    const drawn = await svg(Intervals.intervals({ ...options, rows }))
    const xs = [...drawn.matchAll(/aria-roledescription="point"[^>]*transform="translate\(([\d.]+),/g)].map(([, x]) =>
      Number(x)
    )
    expect(xs).toHaveLength(4)
    expect((xs[1]! - xs[0]!) / (xs[3]! - xs[0]!)).toBeCloseTo(0.25, 6)
    expect((xs[2]! - xs[0]!) / (xs[3]! - xs[0]!)).toBeCloseTo(0.5, 6)
  })

  it("end at the edge of the domain, and show no mark beyond it", async () => {
    const rows = [
      { label: "a", verdict: "worse" as const, difference: -0.9, interval: { low: -2, high: -0.1 } },
      { label: "b", verdict: "worse" as const, difference: -0.4, interval: { low: -0.4, high: 0.4 } }
    ]
    const drawn = await svg(Intervals.intervals({ ...options, rows }))
    const lines = [...drawn.matchAll(/<line[^>]*aria-label="[^"]*Lower end[^>]*>/g)].map(([line]) => line)
    const starts = lines.map((line) => Number(/translate\(([\d.]+),/.exec(line)![1]))
    expect(starts).toHaveLength(2)
    expect(starts[0]).toBeCloseTo(starts[1]!, 6)
    expect(drawn.match(/aria-roledescription="point"/g)).toHaveLength(1)
  })

  it("stand in figures of at most the given height, each panel with its own axis and margin", async () => {
    const panels = Array.from({ length: 8 }, (_, index) => ({
      id: `p${index}`,
      title: `Variable ${index}`,
      domain: [-(10 ** index), 10 ** index] as const,
      margin: 10 ** index / 10,
      rows: options.rows.slice(0, 2)
    }))
    const one = Intervals.forests({ panels, title: "Difference", sense: "none" })
    expect(one.map(({ panels }) => panels.length)).toEqual([8])
    const two = Intervals.forests({ panels, title: "Difference", sense: "none", columns: 3, maxHeight: 120 })
    expect(two.map(({ panels }) => panels)).toEqual([
      ["p0", "p1", "p2", "p3", "p4", "p5"],
      ["p6", "p7"]
    ])
    for (const { spec } of two) expect(Number(spec.height)).toBeLessThanOrEqual(145)
  })

  it("are plain JSON, as stored", () => {
    const spec = Intervals.intervals(options)
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec)
    expect(
      JSON.stringify(spec, (_, value) => (typeof value === "number" ? Number(value.toPrecision(6)) : value), 1)
    ).toMatchSnapshot()
  })
})
