import { describe, expect, it } from "vitest"
import { BoxPlots, Theme } from "../src/index.ts"
import { heightOf, svg, texts } from "./support/drawing.ts"

const summary = (median: number): BoxPlots.Summary => ({
  low: median - 0.1,
  q1: median - 0.05,
  median,
  q3: median + 0.05,
  high: median + 0.1
})

const categories = [
  { id: "F", label: "Female" },
  { id: "M", label: "Male" },
  { id: "X", label: "Another, with a name too long for one line" }
]

const panel = (id: string, sense: BoxPlots.Sense): BoxPlots.Panel => ({
  id,
  title: id.toUpperCase(),
  sense,
  domain: [0, 1],
  overall: 0.5,
  boxes: [
    { category: "F", summary: summary(0.3), estimate: 0.31, star: "top" },
    { category: "M", summary: summary(0.6), estimate: null, star: "worse" }
  ]
})

const options: BoxPlots.Options = { categories, panels: [panel("recall", "higher"), panel("fpr", "lower")] }

describe("box plots", () => {
  it("name the categories once for all panels of a row, and say which is not estimable in each panel", async () => {
    const [figure, ...others] = BoxPlots.boxPlots(options)
    expect(others).toEqual([])
    const drawn = texts(await svg(figure!.spec))
    expect(drawn.filter((text) => text === "Female")).toHaveLength(1)
    expect(drawn.filter((text) => text === "not estimable")).toHaveLength(2)
    expect(drawn.join(" ")).toContain("Another, with a name")
  })

  it("say in words and by an arrow which direction is better", async () => {
    const drawn = texts(await svg(BoxPlots.boxPlots(options)[0]!.spec))
    expect(drawn).toEqual(expect.arrayContaining(["RECALL ↑", "FPR ↓"]))
    expect(drawn.join(" ")).toContain("↑\u00a0higher is better; ↓\u00a0lower is better")
  })

  it("mark significantly worse with a black star and the top three with a red one of another shape", async () => {
    const drawn = await svg(BoxPlots.boxPlots(options)[0]!.spec)
    expect(drawn.match(/fill="#000000"[^>]*>★</g)).toHaveLength(2)
    expect(drawn.match(/fill="#C00000"[^>]*>✪</g)).toHaveLength(2)
  })

  it("draw boxes where the domain puts them", async () => {
    const wide = await svg(BoxPlots.boxPlots({ ...options, panels: [panel("recall", "higher")] })[0]!.spec)
    const narrow = await svg(
      BoxPlots.boxPlots({ ...options, panels: [{ ...panel("recall", "higher"), domain: [0, 2] as const }] })[0]!.spec
    )
    const barWidth = (drawn: string): number => Number(/aria-roledescription="bar" d="M[^h]*h([\d.]+)/.exec(drawn)![1])
    expect(barWidth(wide) / barWidth(narrow)).toBeCloseTo(2, 6)
  })

  it("go to further figures when they become too high, with all panels in order", () => {
    const panels = Array.from({ length: 15 }, (_, index) => panel(`m${index}`, "higher"))
    const figures = BoxPlots.boxPlots({
      categories: Array.from({ length: 20 }, (_, index) => ({ id: `${index}`, label: `${index}` })),
      panels
    })
    expect(figures.length).toBeGreaterThan(1)
    expect(figures.flatMap((figure) => figure.panels)).toEqual(panels.map(({ id }) => id))
  })

  it("fit the width and height that they are given", async () => {
    for (const figure of BoxPlots.boxPlots({
      ...options,
      panels: Array.from({ length: 30 }, (_, i) => panel(`m${i}`, "none"))
    })) {
      const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(await svg(figure.spec))!
      expect(Number(width)).toBeLessThanOrEqual(Theme.textWidth)
      expect(Number(height)).toBeLessThan(680)
    }
  })

  it("put fifteen metrics of nine categories on one page, and of two on less than half of one", async () => {
    const heights = [9, 2].map((count) => {
      const figures = BoxPlots.boxPlots({
        categories: Array.from({ length: count }, (_, index) => ({ id: `${index}`, label: `Category ${index}` })),
        panels: Array.from({ length: 15 }, (_, index) => panel(`m${index}`, "higher"))
      })
      expect(figures).toHaveLength(1)
      return heightOf(figures[0]!.spec)
    })
    expect(await heights[0]).toBeLessThan(640)
    expect(await heights[1]).toBeLessThan(300)
  })

  it("keep the letters of all texts at 6 points or more", async () => {
    const sizes = [...(await svg(BoxPlots.boxPlots(options)[0]!.spec)).matchAll(/font-size="([\d.]+)px"/g)]
    expect(sizes.length).toBeGreaterThan(10)
    for (const [, size] of sizes) expect(Number(size)).toBeGreaterThanOrEqual(6)
  })

  it("mark at least three round values on every axis, inside its domain", async () => {
    for (const domain of [
      [0, 1],
      [0.831, 0.872],
      [0.85, 1.02],
      [-3, 47],
      [7.31, 7.38],
      [0, 12000]
    ] as const) {
      const [figure] = BoxPlots.boxPlots({
        ...options,
        panels: [{ ...panel("m", "none"), domain, overall: undefined, boxes: [] }]
      })
      const values = texts(await svg(figure!.spec))
        .map((text) => Number(text.replace("−", "-").replaceAll(",", "")))
        .filter((value) => !Number.isNaN(value))
      expect(values.length, `${domain}`).toBeGreaterThanOrEqual(3)
      expect(Math.min(...values)).toBeGreaterThanOrEqual(domain[0])
      expect(Math.max(...values)).toBeLessThanOrEqual(domain[1])
    }
  })

  it("name the starred categories in their description", () => {
    expect(BoxPlots.boxPlots(options)[0]!.alt).toContain(
      "Significantly worse in RECALL: Female, Male; FPR: Female, Male."
    )
  })

  it("are plain JSON, as stored", () => {
    const spec = BoxPlots.boxPlots({ ...options, panels: [panel("recall", "higher")] })[0]!.spec
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec)
    expect(
      JSON.stringify(spec, (_, value) => (typeof value === "number" ? Number(value.toPrecision(6)) : value), 1)
    ).toMatchSnapshot()
  })
})
