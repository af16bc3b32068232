import { describe, expect, it } from "vitest"
import { Curves, Theme } from "../src/index.ts"
import { svg, texts } from "./support/drawing.ts"

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

  it("draw a band per series, and the diagonal where asked", async () => {
    const bands = (drawn: string) => drawn.match(/aria-roledescription="area mark"/g)?.length ?? 0
    const plain = await svg(figures(1)[0]!.spec)
    expect(bands(plain)).toBe(2)
    const lines = (drawn: string) => drawn.match(/aria-roledescription="line mark"/g)?.length ?? 0
    const [figure] = Curves.curves({ series: ["F", "M"], panels: [panel("p", { diagonal: true })] })
    expect(lines(await svg(figure!.spec))).toBe(lines(plain) + 1)
  })

  it("put six panels in one figure of two columns, and more where legends are long into several", () => {
    expect(figures(6).map(({ panels }) => panels)).toEqual([["p0", "p1", "p2", "p3", "p4", "p5"]])
    const many = ["F", "M", ...Array.from({ length: 18 }, (_, i) => `s${i}`)]
    expect(figures(6, many).map(({ panels }) => panels)).toEqual([
      ["p0", "p1", "p2", "p3"],
      ["p4", "p5"]
    ])
  })
})
