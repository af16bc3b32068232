import type { Block } from "@fairward/core/ReportDocument"
import type { Drawing } from "../Drawing.ts"
import { anchorOf } from "../Outline.ts"
import { type Box, beside, heightOf, keptWithNext, spaced, type Unit, unparted } from "./Box.ts"
import { calloutBoxes } from "./Callouts.ts"
import { linesOf, type Run } from "./Lines.ts"
import type { Place } from "./Press.ts"
import { lineBox } from "./Prose.ts"
import { color, type } from "./Sheet.ts"

export type Chart = Extract<Block, { readonly _tag: "Chart" }>

/** Below this share of their size the letters of charts become too small to read. */
const smallest = 0.9
export const figureSpace = 11
const captionGap = 3
const besideGap = 14
/** Lines of a caption that stay together. */
const mostKept = 20

/** A figure: the chart, and below it number, caption and the chart in words. */
export const figureUnit = (chart: Chart, place: Place): Unit => ({
  kind: "figure",
  lead: [],
  boxes: spaced(figureBoxes(chart, place, Number.POSITIVE_INFINITY), figureSpace),
  shrunk: (height, isForced) => {
    const natural = heightOf(figureBoxes(chart, place, Number.POSITIVE_INFINITY))
    const drawing = place.press.charts.get(anchorOf(place.section!, "Chart", chart.id))
    if (typeof drawing !== "object") return null
    const { height: own } = drawnSize(drawing, place.width, Number.POSITIVE_INFINITY)
    const room = own - (natural - height)
    const isTooSmall = room < own * smallest && !isForced
    return isTooSmall || room <= 0 ? null : spaced(figureBoxes(chart, place, room), figureSpace)
  }
})

const figureBoxes = (chart: Chart, place: Place, room: number): ReadonlyArray<Box> => {
  const { press, section, width } = place
  const anchor = anchorOf(section!, "Chart", chart.id)
  const drawing = press.charts.get(anchor)
  const words =
    chart.alt.trim() === chart.caption.trim()
      ? []
      : [`${/[.!?]$/.test(chart.caption) ? "" : "."} In words: ${chart.alt}`]
  const runs: ReadonlyArray<Run> = [
    { text: `Figure ${press.outline.number(anchor)}. `, face: "bold", color: color.text },
    { text: chart.caption, face: "regular", color: color.text },
    ...words.map((text) => ({ text, face: "regular" as const, color: color.muted }))
  ]
  const lines = linesOf(runs, width, type.caption.size, press.fonts).map((line) => lineBox(line, type.caption))
  const caption = spaced(unparted(lines, 2, mostKept), captionGap)
  if (typeof drawing !== "object") {
    const reason = `This figure could not be drawn: ${`${drawing}`.slice(0, 400)}`
    const [first, ...others] = calloutBoxes("serious", [reason], place)
    return [...keptWithNext([{ ...first!, anchors: [anchor] }, ...others]), ...caption]
  }
  const size = drawnSize(drawing, width, Math.min(room, press.sheet.textHeight - Math.min(heightOf(caption), 200) - 20))
  return [
    {
      height: size.height,
      keep: true,
      anchors: [anchor],
      paint: (ink, x, y) => ink.drawing(drawing, x, y, size.scale)
    },
    ...caption
  ]
}

/** Never larger than natural, so that the letters of all charts have one size. */
const drawnSize = (natural: Drawing, width: number, height: number) => {
  const scale = Math.min(1, width / natural.width, height / natural.height)
  return { width: natural.width * scale, height: natural.height * scale, scale }
}

/** Charts that each take a share of the width, beside each other. */
export const figuresBeside = (charts: ReadonlyArray<Chart>, place: Place): Unit => {
  const whole = place.width - besideGap * (charts.length - 1)
  const shares = charts.map(({ width }) => width ?? 1)
  const total = shares.reduce((sum, share) => sum + share, 0)
  let x = 0
  const columns = charts.map((chart, index) => {
    const width = (whole * shares[index]!) / total
    const column = { x, boxes: figureBoxes(chart, { ...place, width }, Number.POSITIVE_INFINITY) }
    x += width + besideGap
    return column
  })
  return { kind: "figure", lead: [], boxes: spaced([beside(columns)], figureSpace) }
}
