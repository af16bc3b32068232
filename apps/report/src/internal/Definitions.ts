import type { Text } from "@fairward/core/ReportDocument"
import { type Box, unparted } from "./Box.ts"
import { linesOf } from "./Lines.ts"
import type { Place } from "./Press.ts"
import { plainRun, rowBoxes, runsOf } from "./Prose.ts"
import { color, type TextStyle, type } from "./Sheet.ts"

const termWidth = 118
const termGap = 8

/** A term and what it means, beside each other. */
export const definitionBoxes = (
  term: string,
  text: Text,
  place: Place,
  style: TextStyle = type.body
): ReadonlyArray<Box> => {
  const { fonts } = place.press
  const bold: TextStyle = { ...style, face: "bold" }
  const rows = rowBoxes(
    { lines: linesOf([plainRun(term, bold)], termWidth - termGap, bold.size, fonts), style: bold },
    {
      lines: linesOf(runsOf(text, place, style), place.width - termWidth, style.size, fonts),
      style,
      x: termWidth
    },
    style.leading
  )
  const boxes = rows.map((row, index): Box => {
    const above = index === 0 ? 1.6 : 0
    const last = index === rows.length - 1
    return {
      height: row.height + above + (last ? 1.8 : 0),
      paint: (ink, x, y) => {
        row.paint(ink, x, y + above, false)
        if (last) ink.rule(x, y + above + row.height + 1.8, place.width, 0.3, color.hair)
      },
      links: (row.links ?? []).map((link) => ({ ...link, y: link.y + above }))
    }
  })
  return unparted(boxes, 2, 8)
}
