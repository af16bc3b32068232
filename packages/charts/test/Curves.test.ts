import { describe, expect, it } from "vitest"
import { Curves, Theme } from "../src/index.ts"
import { heightOf, svg, texts } from "./support/drawing.ts"

const panel = (id: string, more: Partial<Curves.Panel> = {}): Curves.Panel => ({
  id,
  title: id.toUpperCase(),
  xTitle: "Recall",
  yTitle: "Precision",
  diagonal: false,
  marked: false,
  series: ["F", "M"].map((series, i) => ({
    id: series,
    label: `${series} (area 0.${i + 4}00)`,
    points: [
      { x: 0, y: 0.9 - i / 10, low: 0.8 - i / 10, high: 1 - i / 10 },
      { x: 0.5, y: 0.6, low: null, high: null },
      { x: 1, y: 0.2, low: 0.1, high: 0.3 }
    ]
  })),
  ...more
})

const figures = (count: number, series: ReadonlyArray<string> = ["F", "M"]) =>
  Curves.curves({ series, panels: Array.from({ length: count }, (_, i) => panel(`p${i}`)) })

describe("curves", () => {
  it("name every series with its area in the legend, and both axes", async () => {
    const drawn = texts(await svg(figures(1)[0]!.spec))
    for (const text of ["F (area 0.400)", "M (area 0.500)", "Recall", "Precision", "P0"]) expect(drawn).toContain(text)
  })

  it("differ by dash as well as by colour", async () => {
    const drawn = await svg(figures(1)[0]!.spec)
    expect(drawn).toContain(`stroke="${Theme.categories[1]}"`)
    expect(drawn).toContain(`stroke-dasharray="${Theme.dashes[1]!.join(",")}"`)
  })

  it("keep the colour of a series in a panel that lacks the series before it", async () => {
    const only = panel("p", { series: panel("p").series.slice(1) })
    const [figure] = Curves.curves({ series: ["F", "M"], panels: [only] })
    const drawn = await svg(figure!.spec)
    expect(drawn).toContain(Theme.categories[1])
    expect(drawn).not.toContain(Theme.categories[0])
  })

  it("are bold in colour where emphasised, and the others thin and grey under one name, without bands", async () => {
    const [one, two] = panel("p").series
    const series = [one!, two!, { ...one!, id: "X", label: "Third" }]
    const emphasised = new Set(["M"])
    const [figure] = Curves.curves({ series: ["F", "M", "X"], emphasised, panels: [panel("p", { series })] })
    const drawn = await svg(figure!.spec)
    const lines = drawn
      .match(/<path[^>]*line mark[^>]*>/g)!
      .map((line) => /stroke="(\S+)" stroke-width="(\S+)"/.exec(line))
    expect(lines.map((line) => line?.slice(1))).toEqual([
      [Theme.colors.rule, "0.7"],
      [Theme.colors.rule, "0.7"],
      [Theme.categories[0], "1.1"]
    ])
    expect(drawn.match(/opacity="0.13"/g)).toHaveLength(1)
    expect(texts(drawn).filter((text) => text === "The other categories")).toHaveLength(1)
    expect(drawn).toContain("Series: Third")
  })

  it("draw a band per series, and the diagonal where asked", async () => {
    const bands = (drawn: string) =>
      drawn.match(/<path[^>]*fill-opacity="0.13"/g)?.length ?? drawn.match(/opacity="0.13"/g)?.length
    const plain = await svg(figures(1)[0]!.spec)
    expect(bands(plain)).toBe(2)
    const lines = (drawn: string) => drawn.match(/aria-roledescription="line mark"/g)!.length
    const [figure] = Curves.curves({ series: ["F", "M"], panels: [panel("p", { diagonal: true })] })
    expect(lines(await svg(figure!.spec))).toBe(lines(plain) + 1)
  })

  it("put six panels in one figure, and more in several where they are too high for one", async () => {
    expect(figures(6).map(({ panels }) => panels)).toEqual([["p0", "p1", "p2", "p3", "p4", "p5"]])
    const panels = Array.from({ length: 30 }, (_, i) => panel(`p${i}`))
    const many = Curves.curves({ series: ["F", "M"], panels })
    expect(many.length).toBeGreaterThan(1)
    expect(many.flatMap(({ panels }) => panels)).toEqual(panels.map(({ id }) => id))
    for (const { spec } of many) expect(await heightOf(spec)).toBeLessThan(680)
  })

  it("carry a letter each, repeated in the legend, when dashes alone would not tell them apart", async () => {
    const ids = Array.from({ length: 9 }, (_, i) => `s${i}`)
    const series = ids.map((id, i) => ({
      id,
      label: `Cohort ${id}`,
      points: [
        { x: 0, y: i / 10 },
        { x: 1, y: i / 10 }
      ]
    }))
    const [figure] = Curves.curves({ series: ids, panels: [panel("p", { series })] })
    const drawn = texts(await svg(figure!.spec))
    for (const [i, letter] of [..."abcdefghi"].entries()) {
      expect(drawn).toContain(letter)
      expect(drawn).toContain(`${letter}  Cohort s${i}`)
    }
    expect(texts(await svg(figures(1)[0]!.spec))).not.toContain("a")
  })

  it("are cut where they leave the panel", async () => {
    const steep = [{ id: "F", label: "F", points: [0, 1].map((place) => ({ x: place, y: place })) }]
    const [figure] = Curves.curves({ series: ["F"], panels: [panel("p", { series: steep, yDomain: [0, 0.5] })] })
    const drawn = await svg(figure!.spec)
    const [, from, to] =
      /clip-path="url\(#(?:[^)]+)\)"[^>]*><path[^>]*aria-roledescription="line mark" d="M0,([\d.-]+)L[\d.]+,([\d.-]+)"/.exec(
        drawn
      )!
    expect(Number(from)).toBe(92)
    expect(Number(to)).toBe(-92)
  })

  it("stay apart when two series have the same label", async () => {
    const twins = panel("p").series.map((one) => ({ ...one, label: "Twin" }))
    const [figure] = Curves.curves({ series: ["F", "M"], panels: [panel("p", { series: twins })] })
    const drawn = await svg(figure!.spec)
    expect(drawn.match(/aria-roledescription="line mark"/g)).toHaveLength(2)
    expect(texts(drawn).filter((text) => text.trim() === "Twin")).toHaveLength(2)
  })

  it("share one legend below all panels, with the series that any of them has", async () => {
    const named = (series: ReadonlyArray<string>) =>
      panel("p").series.flatMap((one) => (series.includes(one.id) ? [{ ...one, label: `Cohort ${one.id}` }] : []))
    const panels = [panel("first", { series: named(["M"]) }), panel("second", { series: named(["F", "M"]) })]
    const [figure] = Curves.curves({ series: ["F", "M", "X"], panels })
    const labels = texts(await svg(figure!.spec)).filter((text) => text.startsWith("Cohort"))
    expect(labels).toEqual(["Cohort F", "Cohort M"])
  })

  it("begin their axis where the panel says", async () => {
    const from = async (xMin: number) => {
      const series = [
        {
          id: "F",
          label: "F",
          points: [
            { x: 60, y: 0.1 },
            { x: 90, y: 0.9 }
          ]
        }
      ]
      const [figure] = Curves.curves({
        series: ["F"],
        panels: [panel("p", { series, xDomain: [xMin, 90] })]
      })
      return texts(await svg(figure!.spec))
    }
    expect(await from(60)).not.toContain("20")
    expect(await from(0)).toContain("20")
  })
})
