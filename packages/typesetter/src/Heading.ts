/** Numbered headings of four levels. */
import { anchored, type Box, keptWithNext, spaced } from "./Box.ts"
import { linesOf } from "./Lines.ts"
import type { Tag } from "./Tag.ts"
import { lineBox, type Place, plainRun, type TextStyle } from "./Text.ts"

const levels = [
  { size: 16, before: 0, after: 7 },
  { size: 11.5, before: 13, after: 3.5 },
  { size: 9.5, before: 10, after: 2.5 },
  { size: 8.5, before: 8, after: 1.5 }
] as const

const roles = ["H1", "H2", "H3", "H4"] as const

export interface Heading {
  readonly anchor: string
  /** Stands before the title; none when empty. */
  readonly number: string
  readonly title: string
  readonly level: 0 | 1 | 2 | 3
  /** How many headings it stands below, where that is not its level. */
  readonly depth?: number
  readonly color: string
}

/** A heading, which stays with what follows it. */
export const headingBoxes = (heading: Heading, { fonts, width }: Place): ReadonlyArray<Box> => {
  const { after, before, size } = levels[heading.level]
  const tag: Tag = { role: roles[heading.depth ?? heading.level] ?? "H4" }
  const style: TextStyle = { size, leading: size * 1.22, face: "bold", color: heading.color }
  const indent = heading.number === "" ? 0 : fonts.width(heading.number, size, "bold") + size * 0.75
  const lines = linesOf([plainRun(heading.title, style)], width - indent, size, fonts)
  const number = { ...plainRun(`${heading.number} `, style), x: 0, width: indent, size }
  const boxes = lines.map((line, index): Box => {
    const moved = line.map((piece) => ({ ...piece, x: piece.x + indent }))
    const box = lineBox(index === 0 && heading.number !== "" ? [number, ...moved] : moved, style, tag)
    return { ...box, height: box.height + (index === lines.length - 1 ? after : 0) }
  })
  return keptWithNext(spaced(anchored(boxes, heading.anchor), before))
}
