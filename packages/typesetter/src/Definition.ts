/** Terms and what they mean, beside each other: items of a list. */
import { type Box, unparted } from "./Box.ts"
import type { Run } from "./Lines.ts"
import type { Tag } from "./Tag.ts"
import { type Place, plainRun, rowBoxes, type TextStyle } from "./Text.ts"

const termWidth = 118
const termGap = 8

export const definitionBoxes = (
  term: string,
  runs: ReadonlyArray<Run>,
  place: Place,
  list: Tag,
  style: TextStyle = place.style.body
): ReadonlyArray<Box> => {
  const left = { runs: [plainRun(term, { ...style, face: "bold" })], width: termWidth - termGap }
  const rows = rowBoxes(left, { runs, x: termWidth }, style, place, list)
  const boxes = rows.map((row, index): Box => {
    const above = index === 0 ? 1.6 : 0
    const last = index === rows.length - 1
    return {
      height: row.height + above + (last ? 1.8 : 0),
      tags: row.tags,
      paint: (canvas, x, y) => {
        row.paint(canvas, x, y + above, false)
        if (last) canvas.rule(x, y + above + row.height + 1.8, place.width, 0.3, place.style.hair)
      },
      links: (row.links ?? []).map((link) => ({ ...link, y: link.y + above }))
    }
  })
  return unparted(boxes, 2, 8)
}
