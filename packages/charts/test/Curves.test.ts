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

  it("share one legend below all panels where asked, with the series that any of them has", async () => {
    const named = (series: ReadonlyArray<string>) =>
      panel("p").series.flatMap((one) => (series.includes(one.id) ? [{ ...one, label: `Cohort ${one.id}` }] : []))
    const panels = [panel("first", { series: named(["F", "M"]) }), panel("second", { series: named(["M"]) })]
    const labels = async (sharedLegend: boolean) => {
      const [figure] = Curves.curves({ series: ["F", "M"], panels, sharedLegend })
      return texts(await svg(figure!.spec)).filter((text) => text.startsWith("Cohort"))
    }
    expect((await labels(true)).toSorted()).toEqual(["Cohort F", "Cohort M"])
    expect((await labels(false)).toSorted()).toEqual(["Cohort F", "Cohort M", "Cohort M"])
  })

  it("begin their axis where the panel says", async () => {
    const from = async (xMin?: number) => {
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
        panels: [panel("p", { series, xMax: 90, ...(xMin === undefined ? {} : { xMin }) })]
      })
      return texts(await svg(figure!.spec))
    }
    expect(await from(60)).not.toContain("20")
    expect(await from()).toContain("20")
  })
})
