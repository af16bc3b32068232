/**
 * How every chart of a report looks: one font, one palette, thin lines. Applied as the Vega-Lite configuration under a
 * specification's own, so that a stage's chart needs data, marks and encodings only.
 */
import type { Block } from "@fairward/core/ReportDocument"

/** A Vega-Lite specification as plain JSON, data inline. */
export type Spec = Extract<Block, { readonly _tag: "Chart" }>["spec"]

/** One family name, in every chart. Renderers embed it; a list of families or a numeric weight breaks the PDF. */
export const fontFamily = "DejaVu Sans Condensed"

/** Width of the text of a page in points, which is the natural width of a chart in pixels. */
export const textWidth = 505

/** Okabe & Ito (2008), told apart with every common form of colour blindness. */
export const palette = {
  blue: "#0072B2",
  vermillion: "#D55E00",
  green: "#009E73",
  purple: "#CC79A7",
  orange: "#E69F00",
  sky: "#56B4E9",
  yellow: "#F0E442",
  black: "#000000"
} as const

export const colors = { text: "#1F2933", muted: "#52606D", rule: "#9AA5B1", grid: "#E4E7EB" } as const

/** Series beyond colour: dashes for lines, in the order of `categories`, so that they differ on a black-and-white print. */
export const dashes: ReadonlyArray<ReadonlyArray<number>> = [[], [6, 2], [2, 2], [8, 2, 2, 2], [4, 4], [1, 3], [10, 3]]

/** Colours of series, in order. Yellow is left out: it is too pale on white paper. */
export const categories: ReadonlyArray<string> = [
  palette.blue,
  palette.vermillion,
  palette.green,
  palette.purple,
  palette.orange,
  palette.sky,
  palette.black
]

const axis = {
  labelFont: fontFamily,
  labelFontSize: 8,
  labelColor: colors.text,
  titleFont: fontFamily,
  titleFontSize: 8.5,
  titleFontWeight: "normal",
  titleColor: colors.muted,
  titlePadding: 6,
  domainColor: colors.rule,
  domainWidth: 0.6,
  tickColor: colors.rule,
  tickWidth: 0.6,
  tickSize: 3,
  gridColor: colors.grid,
  gridWidth: 0.6,
  labelLimit: 0,
  titleLimit: 0
} as const

/** The Vega-Lite `config` of every chart. */
export const config: Spec = {
  font: fontFamily,
  background: null,
  padding: 2,
  view: { stroke: null, continuousWidth: 400, continuousHeight: 220 },
  axis,
  axisY: { titleAngle: -90 },
  legend: {
    labelFont: fontFamily,
    labelFontSize: 8,
    labelColor: colors.text,
    titleFont: fontFamily,
    titleFontSize: 8.5,
    titleFontWeight: "bold",
    titleColor: colors.text,
    labelLimit: 0,
    titleLimit: 0,
    symbolSize: 50
  },
  header: {
    labelFont: fontFamily,
    labelFontSize: 9,
    labelFontWeight: "bold",
    labelColor: colors.text,
    titleFont: fontFamily,
    titleFontSize: 9,
    titleFontWeight: "bold",
    titleColor: colors.text,
    labelLimit: 0,
    titleLimit: 0
  },
  title: {
    font: fontFamily,
    fontSize: 9.5,
    fontWeight: "bold",
    color: colors.text,
    anchor: "start",
    offset: 6,
    subtitleFont: fontFamily,
    subtitleFontSize: 8,
    subtitleFontWeight: "normal",
    subtitleColor: colors.muted,
    subtitlePadding: 3,
    limit: 0
  },
  mark: { color: palette.blue },
  bar: { color: palette.blue },
  line: { strokeWidth: 1.2 },
  rule: { color: colors.rule },
  text: { font: fontFamily, fontSize: 8, color: colors.text },
  range: { category: [...categories] }
}
