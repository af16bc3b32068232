/**
 * Vega-Lite to SVG that the PDF engine draws as vectors.
 *
 * @since 0.1.0
 */
import { config, fontFamily, type Spec } from "@fairward/charts/Theme"
import * as vega from "vega"
import { type Config, compile, type TopLevelSpec } from "vega-lite"
import type { Face, Fonts } from "./Fonts.ts"

export interface ChartImage {
  readonly svg: string
  /** Natural size in pixels, which are points at a scale of one. */
  readonly width: number
  readonly height: number
}

/** Draws a specification with the theme below its own configuration, and with the widths of the embedded font. */
export const chartImage = async (spec: Spec, fonts: Fonts, naturalWidth: number): Promise<ChartImage> => {
  measureWith(fonts)
  const compiled = compile(sized(spec, naturalWidth) as unknown as TopLevelSpec, {
    config: config as Config,
    logger: vega.logger(vega.Error)
  })
  const view = new vega.View(vega.parse(compiled.spec), { renderer: "none", logger: vega.logger(vega.Error) })
  const svg = await view.toSVG()
  view.finalize()
  const [, width, height] = /<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? []
  return { svg: plainSvg(svg), width: Number(width), height: Number(height) }
}

/** A single view that does not say how wide it is becomes as wide as its place. */
const sized = (spec: Spec, naturalWidth: number): Spec =>
  ("mark" in spec || "layer" in spec) && !("width" in spec)
    ? { ...spec, width: Math.floor(naturalWidth), autosize: { type: "fit-x", contains: "padding" } }
    : spec

interface TextItem {
  readonly fontSize?: number
  readonly fontWeight?: string | number
  readonly fontStyle?: string
}

const faceOf = (item: TextItem): Face => {
  const bold = item.fontWeight === "bold" || Number(item.fontWeight) >= 600
  const oblique = item.fontStyle === "italic" || item.fontStyle === "oblique"
  return bold ? (oblique ? "boldOblique" : "bold") : oblique ? "oblique" : "regular"
}

/** Vega measures text through one mutable object of its own; without a canvas it would guess. */
const measureWith = (fonts: Fonts): void => {
  const { textMetrics } = vega as unknown as {
    readonly textMetrics: { width: (item: TextItem, text: unknown) => number }
  }
  textMetrics.width = (item, text) =>
    text === null || text === undefined ? 0 : fonts.width(String(text).trim(), item.fontSize ?? 11, faceOf(item))
}

/** A text of several lines as texts of one line each: the engine draws the second line over the first. */
const textLines = (attributes: string, spans: string): string => {
  let offset = 0
  return [...spans.matchAll(/<tspan\b([^>]*)>(.*?)<\/tspan>/gs)]
    .map(([, span = "", text = ""]) => {
      offset += Number(/\bdy="([-\d.]+)"/.exec(span)?.[1] ?? 0)
      const moved = attributes.replace(/transform="([^"]*)"/, `transform="$1 translate(0,${offset})"`)
      return `<text${moved}>${text}</text>`
    })
    .join("")
}

/**
 * The PDF engine fails on a line without all four coordinates, on numeric font weights and on lists of families.
 */
const plainSvg = (svg: string): string =>
  svg
    .replace(/<line\b([^>]*?)(\/?)>/g, (_, attributes: string, end: string) => {
      const absent = ["x1", "y1", "x2", "y2"].filter((name) => !new RegExp(`\\b${name}=`).test(attributes))
      return `<line${attributes}${absent.map((name) => ` ${name}="0"`).join("")}${end}>`
    })
    .replace(/<text\b([^>]*)>(<tspan.*?<\/tspan>)<\/text>/gs, (_, attributes: string, spans: string) =>
      textLines(attributes, spans)
    )
    .replace(
      /font-weight="(\d+)"/g,
      (_, weight: string) => `font-weight="${Number(weight) >= 600 ? "bold" : "normal"}"`
    )
    .replace(/font-family="[^"]*"/g, `font-family="${fontFamily}"`)
