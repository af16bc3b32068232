/** Charts: their places on the page, and the specifications from which the browser draws them. */
import { gzipSync } from "node:zlib"
import { config, fontFamily, textWidth } from "@fairward/charts/Theme"
import type { Block, ReportDocument } from "@fairward/core/ReportDocument"
import { anchorOf, type Outline } from "../Outline.ts"
import { sized } from "../SizedSpec.ts"
import { aboutAttribute } from "./About.ts"
import { idOf } from "./Anchors.ts"
import type { ChartData } from "./ChartData.ts"
import { chartSize } from "./ChartSize.ts"
import { type Content, html, type Markup } from "./Markup.ts"

type Chart = Extract<Block, { readonly _tag: "Chart" }>

export interface FigurePlace {
  readonly id: string
  /** `Figure 3`. */
  readonly label: string
  /** Link back to a key finding. */
  readonly back: Content
  /** What it is about, as tokens. */
  readonly about: string
}

/** A place for a chart, with its caption and what it shows in words. */
export const figure = (
  chart: Chart,
  { about, back, id, label }: FigurePlace
): Markup => html`<figure class="chart" id="${id}"${aboutAttribute(about)}>
<div class="plot" role="img" aria-label="${chart.alt}"></div>
<figcaption><strong>${label}.</strong> ${chart.caption} ${back}${
  chart.alt.trim() === chart.caption.trim()
    ? null
    : html`<span class="alt" aria-hidden="true">In words: ${chart.alt}</span>`
}</figcaption></figure>
`

/** Keeps the room that a chart will take when it is drawn. */
export const placeRule = ({ spec, width = 1 }: Chart, id: string): string => {
  const size = chartSize(sized(spec, textWidth * Math.min(1, width)))
  return `#${id}{--wide:${size.width};--high:${size.height}}`
}

/** Fonts that every system has, about as wide as the one that the charts are laid out for. */
export const chartFonts = '"Helvetica Neue", Arial, "Liberation Sans", "DejaVu Sans Condensed", sans-serif'

/** All charts, as JSON, compressed, in base64: charts of one kind differ little. */
export const chartData = (document: ReportDocument, outline: Outline): string => {
  const specs = Object.fromEntries(
    document.sections.flatMap((section) =>
      section.blocks.flatMap((block) =>
        block._tag === "Chart"
          ? [
              [
                idOf(outline, anchorOf(section, "Chart", block.id)),
                sized(block.spec, textWidth * Math.min(1, block.width ?? 1))
              ]
            ]
          : []
      )
    )
  )
  const { locale } = document.presentation
  const data: ChartData = { config: { ...config, locale: { number: numberSigns(locale) } }, locale, specs }
  const json = JSON.stringify(data).replaceAll(JSON.stringify(fontFamily), JSON.stringify(chartFonts))
  return gzipSync(json).toString("base64")
}

/** How Vega writes numbers in a locale. */
const numberSigns = (locale: string) => {
  const parts = new Intl.NumberFormat(locale, { numberingSystem: "latn", useGrouping: "always" }).formatToParts(12345.6)
  const sign = (type: string, otherwise: string) => parts.find((part) => part.type === type)?.value ?? otherwise
  return { decimal: sign("decimal", "."), thousands: sign("group", ","), grouping: [3], currency: ["", ""] }
}
