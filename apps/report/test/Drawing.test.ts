import { type Fonts, fonts } from "@fairward/typesetter/Fonts"
import { beforeAll, describe, expect, it } from "vitest"
import { chartView, drawingOf } from "../src/Drawing.ts"
import { english, of } from "../src/Format.ts"

let loaded: Fonts
beforeAll(async () => {
  loaded = fonts()
})

type Spec = Parameters<typeof drawingOf>[0]

const bars: Spec = {
  data: {
    values: [
      { name: "one", value: 1234.5 },
      { name: "two", value: 700 }
    ]
  },
  title: "Bars",
  encoding: {
    y: { field: "name", type: "nominal" },
    x: { field: "value", type: "quantitative", axis: { format: ",.1f", values: [0, 1000] } }
  },
  layer: [{ mark: "bar" }, { mark: { type: "point", shape: "diamond", filled: false } }]
}

/** Upright texts of Vega's own SVG with the places that their transformations put them at. */
const svgTexts = (svg: string) => {
  const found: Array<readonly [string, number, number]> = []
  const stack: Array<readonly [number, number]> = [[0, 0]]
  for (const [tag, name, attributes] of svg.matchAll(/<(\/?\w+)([^>]*)>/g)) {
    const [, dx, dy] = /transform="translate\(([-\d.]+),([-\d.]+)\)/.exec(attributes!) ?? ["", "0", "0"]
    const [x, y] = stack.at(-1)!
    if (name === "g") stack.push([x + Number(dx), y + Number(dy)])
    else if (name === "/g") stack.pop()
    else if (name === "text") {
      const after = svg.slice(svg.indexOf(tag) + tag.length)
      if (!attributes!.includes("rotate"))
        found.push([after.slice(0, after.indexOf("<")), x + Number(dx), y + Number(dy)])
    }
  }
  return found
}

describe("a drawing", () => {
  it.each(["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"])(
    "draws a series and a facet called %s as any other",
    async (name) => {
      const values = [name, "other"].flatMap((g) => [1, 2, 3].map((x) => ({ g, x, y: x, order: x })))
      const encoding = {
        x: { field: "x", type: "quantitative" },
        y: { field: "y", type: "quantitative" },
        order: { field: "order" },
        color: { field: "g", type: "nominal" }
      }
      const lines = (of: typeof values) => ({ data: { values: of }, mark: { type: "line", clip: true }, encoding })
      const scale = { domain: ["other", name] }
      const strokeDash = { field: "g", scale }
      const lineAndPoint = {
        layer: [
          { mark: "line", encoding: { ...encoding, strokeDash, color: { field: "g", scale } } },
          { mark: "point", encoding: { ...encoding, color: { field: "g", scale } } }
        ],
        data: { values }
      }
      const facet = { data: { values }, facet: { field: "g", type: "nominal" }, spec: { mark: "line", encoding } }
      for (const make of [lines(values), { concat: [lines(values)] }, { concat: [lineAndPoint] }, facet]) {
        const named = await drawingOf(make as never, loaded, english, 300)
        const plain = JSON.parse(JSON.stringify(make).replaceAll(JSON.stringify(name), '"plain"'))
        const compared = await drawingOf(plain, loaded, english, 300)
        expect(named.commands.length).toBe(compared.commands.length)
      }
    }
  )

  it("has the size and the texts of Vega's own drawing, at the same places", async () => {
    const drawing = await drawingOf(bars, loaded, english, 300)
    const svg = await chartView(bars, loaded, english, 300).toSVG()
    expect(svg).toContain(`width="${drawing.width}" height="${drawing.height}"`)
    const texts = drawing.commands.flatMap((command) =>
      command[0] === "text" && command[4].angle === 0 ? [command] : []
    )
    const expected = svgTexts(svg)
    expect(texts.length).toBeGreaterThan(4)
    expect(texts.map(([, text]) => text).toSorted()).toEqual(expected.map(([text]) => text).toSorted())
    for (const [text, x, y] of expected) {
      const [, , left, top] = texts.find(([, own]) => own === text)!
      expect(left, text).toBeCloseTo(x, 1)
      expect(top, text).toBeCloseTo(y, 1)
    }
  })

  it("places what groups move, whatever is moved later", async () => {
    const { commands } = await drawingOf(bars, loaded, english, 300)
    const paths = commands.flatMap((command) => (command[0] === "stroke" ? [command[1]] : []))
    const diamonds = paths.filter(({ operators }) => operators === "mlllh")
    const centres = diamonds.map(({ coordinates }) => {
      const xs = coordinates.filter((_, index) => index % 2 === 0)
      const ys = coordinates.filter((_, index) => index % 2 === 1)
      return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2] as const
    })
    expect(centres.length).toBeGreaterThanOrEqual(2)
    expect(new Set(centres.map(([x]) => Math.round(x))).size).toBeGreaterThanOrEqual(2)
  })

  it("turns text, and keeps where it stands", async () => {
    const spec: Spec = {
      data: { values: [{ a: "x", b: 1 }] },
      mark: "bar",
      encoding: {
        x: { field: "a", type: "nominal", axis: { labelAngle: -90 } },
        y: { field: "b", type: "quantitative" }
      }
    }
    const { commands } = await drawingOf(spec, loaded, english, 100)
    const turned = commands.flatMap((command) =>
      command[0] === "text" && command[4].angle !== 0 ? [[command[1], command[4].angle] as const] : []
    )
    expect(turned).toEqual(expect.arrayContaining([["x", expect.closeTo(-Math.PI / 2, 6)]]))
  })

  it("writes the numbers of axes in the locale of the report", async () => {
    const texts = async (locale: string) =>
      (await drawingOf(bars, loaded, of(locale), 300)).commands.flatMap((command) =>
        command[0] === "text" ? [command[1]] : []
      )
    expect(await texts("en")).toContain("1,000.0")
    expect(await texts("de")).toContain("1.000,0")
  })

  it("is plain data", async () => {
    const { commands } = await drawingOf(bars, loaded, english, 300)
    expect(JSON.parse(JSON.stringify(commands))).toEqual(commands)
  })

  it("keeps the stops of a gradient, in order", async () => {
    const spec: Spec = {
      data: { values: [0, 1, 2].map((value) => ({ value })) },
      mark: "rect",
      encoding: {
        x: { field: "value", type: "ordinal" },
        color: { field: "value", type: "quantitative", scale: { range: ["#ffffff", "#000000"] } }
      }
    }
    const { commands } = await drawingOf(spec, loaded, english, 100)
    const [gradient] = commands.flatMap((command) =>
      command[0] === "fill" && typeof command[2] !== "string" ? [command[2]] : []
    )
    expect(gradient!.kind).toBe("linear")
    expect(gradient!.stops.at(0)).toEqual([0, "#ffffff"])
    expect(gradient!.stops.at(-1)).toEqual([1, "#000000"])
  })
})
