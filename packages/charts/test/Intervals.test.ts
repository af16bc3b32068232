import * as vega from "vega"
import { type Config, compile, type TopLevelSpec } from "vega-lite"
import { describe, expect, it } from "vitest"
import { Intervals, Theme } from "../src/index.ts"

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

const svg = (spec: Theme.Spec): Promise<string> => {
  const compiled = compile(spec as unknown as TopLevelSpec, {
    config: Theme.config as Config,
    logger: vega.logger(vega.None)
  })
  return new vega.View(vega.parse(compiled.spec), { renderer: "none", logger: vega.logger(vega.None) }).toSVG()
}

describe("intervals", () => {
  it("name groups once, rows each, and the verdict of every row in words", async () => {
    const drawn = await svg(Intervals.intervals(options))
    const texts = [...drawn.matchAll(/<text[^>]*>([^<]+)</g)].map(([, text]) => text!)
    expect(texts.filter((text) => text === "Recall")).toHaveLength(1)
    expect(texts.filter((text) => text === "Female")).toHaveLength(2)
    for (const verdict of ["material", "equivalent", "not estimable"]) expect(texts).toContain(verdict)
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
    const drawn = await svg(Intervals.intervals(options))
    const plot = (Intervals.intervals(options) as { width: number }).width
    const xs = [...drawn.matchAll(/aria-roledescription="point"[^>]*transform="translate\(([\d.]+),/g)].map(([, x]) =>
      Number(x)
    )
    expect(xs).toHaveLength(2)
    expect(xs[0]! / plot).toBeCloseTo((-0.2 + 0.4) / 0.8, 3)
    expect(xs[1]! / plot).toBeCloseTo((0.01 + 0.4) / 0.8, 3)
  })

  it("are plain JSON, as stored", () => {
    const spec = Intervals.intervals(options)
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec)
    expect(
      JSON.stringify(spec, (_, value) => (typeof value === "number" ? Number(value.toPrecision(6)) : value), 1)
    ).toMatchSnapshot()
  })
})
