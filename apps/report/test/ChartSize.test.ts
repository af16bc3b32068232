import { Curves, Intervals } from "@fairward/charts"
import { textWidth } from "@fairward/charts/Theme"
import { fonts } from "@fairward/typesetter/Fonts"
import { describe, expect, it } from "vitest"
import { sizeOf } from "../src/Drawing.ts"
import { english } from "../src/Format.ts"
import { chartSize } from "../src/html/ChartSize.ts"

type Spec = Parameters<typeof chartSize>[0]

const forest = (panels: number, rows: number): Spec =>
  Intervals.intervals({
    panels: Array.from({ length: panels }, (_, panel) => ({
      id: `${panel}`,
      title: panels === 1 ? "" : `Metric ${panel}`,
      rows: Array.from({ length: rows }, (_, row) => ({
        label: `Cohort ${row}`,
        verdict: "worse" as const,
        difference: -0.1,
        interval: { low: -0.2, high: -0.05 }
      }))
    })),
    title: "Difference",
    sense: "higher"
  })[0]!.spec

const curves = (panels: number): Spec =>
  Curves.curves({
    series: ["a", "b"],
    panels: Array.from({ length: panels }, (_, panel) => ({
      id: `${panel}`,
      title: `Curve ${panel}`,
      xTitle: "Recall",
      yTitle: "Precision",
      series: ["a", "b"].map((id) => ({ id, label: id, points: [0, 0.5, 1].map((x) => ({ x, y: 1 - x })) }))
    }))
  })[0]!.spec

const layered: Spec = {
  height: 120,
  width: 300,
  data: { values: [{ x: 1, y: 2 }] },
  encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
  layer: [{ mark: "point" }, { mark: "line" }]
}

describe("the place that is kept for a chart", () => {
  it.each([
    ["one row", forest(1, 1)],
    ["eight rows", forest(1, 8)],
    ["two panels", forest(2, 5)],
    ["twelve panels", forest(12, 8)],
    ["one curve", curves(1)],
    ["three curves", curves(3)],
    ["six curves", curves(6)],
    ["layers", layered],
    ["one below the other", { vconcat: [layered, layered] }]
  ])("is within a sixth as high as what Vega draws: %s", (_, spec) => {
    const { height } = sizeOf(spec, fonts(), english, textWidth)
    expect(chartSize(spec).height / height).toBeGreaterThan(5 / 6)
    expect(chartSize(spec).height / height).toBeLessThan(7 / 6)
  })

  it("is no wider than text", () => expect(chartSize({ ...layered, width: 2000 }).width).toBe(textWidth))
})
