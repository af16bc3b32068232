import type { Block } from "@fairward/core/ReportDocument"
import type { Figure } from "@fairward/typesetter/Figure"
import { plainRun } from "@fairward/typesetter/Text"
import { anchorOf } from "../Outline.ts"
import { caveatBoxes } from "./Callouts.ts"
import type { SectionPlace } from "./PageContext.ts"
import { valuesSaid } from "./SaidValues.ts"
import { type } from "./Sheet.ts"

export type Chart = Extract<Block, { readonly _tag: "Chart" }>

const longestReason = 400

/** Values of marks that show some when they are pointed at are told; else those of a chart that tells none itself. */
const withValues = ({ alt, spec }: Chart, { context }: SectionPlace): string => {
  const tells = /\d/.test(alt) && !JSON.stringify(spec).includes('"tooltip":[')
  const values = tells ? "" : valuesSaid(spec, context.format)
  return values === "" ? alt : `${alt} ${values}`
}

/** A chart, and below it number and caption. */
export const figureOf = (chart: Chart, place: SectionPlace): Figure => {
  const { charts, outline } = place.context
  const anchor = anchorOf(place.section!, "Chart", chart.id)
  const drawing = charts.get(anchor)
  return {
    anchor,
    alt: withValues(chart, place),
    share: chart.width ?? 1,
    caption: [
      plainRun(`Figure ${outline.number(anchor)}. `, { ...type.caption, face: "bold" }),
      plainRun(chart.caption, type.caption)
    ],
    drawing:
      typeof drawing === "object"
        ? drawing
        : caveatBoxes("serious", [`This figure could not be drawn: ${drawing}`.slice(0, longestReason)], place)
  }
}
