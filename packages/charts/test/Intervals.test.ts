import { describe, expect, it } from "vitest"
import { Intervals } from "../src/index.ts"
import { heightOf, svg, texts } from "./support/drawing.ts"

const rows: ReadonlyArray<Intervals.Row> = [
  { label: "Female", verdict: "material", difference: -0.2, interval: { low: -0.3, high: -0.1 }, margin: 0.05 },
  { label: "Male", verdict: "equivalent", difference: 0.01, interval: { low: -0.02, high: 0.04 }, margin: 0.05 }
]

const options: Intervals.Options = {
  title: "difference in recall (cohort − rest)",
  sense: "higher",
  panels: [
    { id: "recall", title: "Recall", rows },
    {
      id: "precision",
      title: "Precision",
      rows: [{ label: "Female", verdict: "not estimable", difference: null, interval: null, margin: 0.05 }]
    }
  ]
}

const specOf = (more: Partial<Intervals.Options> = {}) => Intervals.intervals({ ...options, ...more })[0]!.spec

/** Rows of one panel with these differences. */
const alone = (...differences: ReadonlyArray<number>) =>
  specOf({
    panels: [
      {
        id: "all",
        title: "",
        rows: differences.map((difference, index) => ({
          label: `Metric ${index}`,
          verdict: "better",
          difference,
          interval: null
        }))
      }
    ]
  })

describe("intervals", () => {
  it("name groups once, rows once for all groups, and every verdict in words", async () => {
    const drawn = texts(await svg(specOf()))
    for (const once of ["Recall", "Precision", "Female", "Male", "material", "equivalent", "not estimable"]) {
      expect(
        drawn.filter((text) => text === once),
        once
      ).toHaveLength(1)
    }
  })

  it("have the verdict in words behind each row, where there is one panel", async () => {
    const drawn = texts(await svg(alone(0.1, 0.2, 0.3)))
    expect(drawn.filter((text) => text === "better")).toHaveLength(3)
  })

  it("say on which side of zero worse lies", async () => {
    expect(await svg(specOf())).toContain("← worse difference in recall (cohort − rest) better →")
    expect(await svg(specOf({ sense: "none" }))).not.toContain("worse →")
  })

  it("give verdicts that differ in colour alone another shape or filling", () => {
    const looks = (
      ["material", "worse", "better", "equivalent", "inconclusive", "greater", "less", "no verdict"] as const
    ).map((verdict) => `${Intervals.verdictMarks[verdict].shape} ${Intervals.verdictMarks[verdict].filled}`)
    expect(new Set(looks).size).toBe(looks.length)
  })

  it("draw differences at their places on one axis, with zero in its middle", async () => {
    const drawn = await svg(alone(-0.4, -0.2, 0, 0.4))
    const xs = [...drawn.matchAll(/aria-roledescription="point"[^>]*transform="translate\(([\d.]+),/g)].map(([, x]) =>
      Number(x)
    )
    expect(xs).toHaveLength(4)
    expect((xs[1]! - xs[0]!) / (xs[3]! - xs[0]!)).toBeCloseTo(0.25, 6)
    expect((xs[2]! - xs[0]!) / (xs[3]! - xs[0]!)).toBeCloseTo(0.5, 6)
  })

  it("have worse on the left: where lower is better the axis runs to the left", async () => {
    const panel = (sense: "higher" | "lower"): Intervals.Panel => ({
      id: sense,
      title: sense,
      sense,
      rows: [-0.4, 0.4].map((difference) => ({
        label: `${difference}`,
        verdict: "inconclusive",
        difference,
        interval: null
      }))
    })
    const placesOf = async (sense: "higher" | "lower") =>
      [
        ...(await svg(specOf({ panels: [panel(sense)] }))).matchAll(
          /aria-roledescription="point"[^>]*transform="translate\(([\d.]+),/g
        )
      ].map(([, x]) => Number(x))
    const [low, high] = await placesOf("higher")
    expect(low).toBeLessThan(high!)
    const turned = await placesOf("lower")
    expect(turned[0]).toBeCloseTo(high!, 9)
    expect(turned[1]).toBeCloseTo(low!, 9)
  })

  it("stand in figures of at most the given height, each panel with its own axis and margin", async () => {
    const panels = Array.from({ length: 8 }, (_, index) => ({
      id: `p${index}`,
      title: `Variable ${index}`,
      rows: rows.map((row) => ({
        ...row,
        margin: 10 ** index / 10,
        interval: { low: -(10 ** index), high: 10 ** index }
      }))
    }))
    const one = Intervals.intervals({ panels, ownAxes: true, title: "Difference", sense: "none" })
    expect(one.map(({ panels }) => panels.length)).toEqual([8])
    const two = Intervals.intervals({
      panels,
      ownAxes: true,
      title: "Difference",
      sense: "none",
      columns: 3,
      maxHeight: 120
    })
    expect(two.map(({ panels }) => panels)).toEqual([
      ["p0", "p1", "p2", "p3", "p4", "p5"],
      ["p6", "p7"]
    ])
    for (const { spec } of two) expect(await heightOf(spec)).toBeLessThanOrEqual(145)
  })

  it("are plain JSON, as stored", () => {
    const spec = specOf()
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec)
    expect(
      JSON.stringify(spec, (_, value) => (typeof value === "number" ? Number(value.toPrecision(6)) : value), 1)
    ).toMatchSnapshot()
  })
})
