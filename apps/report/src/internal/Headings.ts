import type { Entry } from "../Outline.ts"
import { type Box, keptWithNext, spaced } from "./Box.ts"
import { linesOf } from "./Lines.ts"
import type { Press } from "./Press.ts"
import { lineBox } from "./Prose.ts"
import { color, type TextStyle } from "./Sheet.ts"

const looks = [
  { size: 16, before: 0, after: 7 },
  { size: 11.5, before: 13, after: 3.5 },
  { size: 9.5, before: 10, after: 2.5 },
  { size: 8.5, before: 8, after: 1.5 }
] as const

/** A numbered heading, which stays with what follows it. */
export const headingBoxes = (entry: Entry, press: Press): ReadonlyArray<Box> => {
  const { after, before, size } = looks[entry.level]
  const style: TextStyle = {
    size,
    leading: size * 1.22,
    face: "bold",
    color: entry.level <= 1 ? press.sheet.accent : color.text
  }
  const indent = entry.number === "" ? 0 : press.fonts.width(entry.number, size, "bold") + size * 0.75
  const lines = linesOf(
    [{ text: entry.title, face: "bold", color: style.color }],
    press.sheet.textWidth - indent,
    size,
    press.fonts
  )
  const number = { text: entry.number, face: "bold", color: style.color, x: 0, width: indent, size } as const
  const boxes = lines.map((line, index): Box => {
    const moved = line.map((piece) => ({ ...piece, x: piece.x + indent }))
    const box = lineBox(index === 0 && entry.number !== "" ? [number, ...moved] : moved, style)
    return {
      ...box,
      height: box.height + (index === lines.length - 1 ? after : 0),
      ...(index === 0 ? { anchors: [entry.anchor] } : {})
    }
  })
  return keptWithNext(spaced(boxes, before))
}
