/** Paragraphs, and the lines that everything written is made of. */
import type { Text } from "@fairward/core/ReportDocument"
import type { Face } from "../Fonts.ts"
import type { Box, Link } from "./Box.ts"
import { unparted } from "./Box.ts"
import type { Ink } from "./Ink.ts"
import { type Line, linesOf, type Run } from "./Lines.ts"
import type { Place, Press } from "./Press.ts"
import { color, type TextStyle, type } from "./Sheet.ts"

const faces: Readonly<Record<"strong" | "emphasis", Partial<Record<Face, Face>>>> = {
  strong: { oblique: "boldOblique" },
  emphasis: { bold: "boldOblique" }
}

/** Inline text as runs. A link to an anchor that the report does not have is plain text. */
export const runsOf = (text: Text, { press, section }: Omit<Place, "width">, style: TextStyle): ReadonlyArray<Run> =>
  text.map((inline): Run => {
    const plain = { face: style.face, color: style.color }
    if (typeof inline === "string") return { ...plain, text: inline }
    if ("value" in inline) return { ...plain, text: press.format.as(inline.value, inline.as) }
    if ("strong" in inline) return { ...plain, text: inline.strong, face: faces.strong[style.face] ?? "bold" }
    if ("emphasis" in inline) return { ...plain, text: inline.emphasis, face: faces.emphasis[style.face] ?? "oblique" }
    if ("code" in inline) {
      return { ...plain, text: inline.code, face: press.fonts.hasMono(inline.code) ? "mono" : style.face }
    }
    const target = targetOf(inline.link, { press, section })
    return { ...plain, text: inline.text, ...(target === null ? {} : { target, color: color.link }) }
  })

const targetOf = (link: string, { press, section }: Omit<Place, "width">): string | null => {
  if (!link.startsWith("#")) return /^(https?|mailto):/.test(link) ? link : null
  const anchor = press.outline.resolve(section, link)
  return anchor === null ? null : `#${anchor}`
}

/** Where letters stand in a line: capitals are in its middle. */
export const baseline = (top: number, size: number, leading: number): number => top + leading / 2 + 0.36 * size

export const paintLine = (ink: Ink, line: Line, x: number, top: number, style: Pick<TextStyle, "size" | "leading">) => {
  for (const piece of line) {
    ink.text(piece.text, x + piece.x, baseline(top, style.size, style.leading), piece.size, piece.face, piece.color)
  }
}

export const linksOf = (line: Line, height: number, x = 0): ReadonlyArray<Link> =>
  line.flatMap((piece) =>
    piece.target === undefined ? [] : [{ x: x + piece.x, y: 0, width: piece.width, height, target: piece.target }]
  )

export const lineBox = (line: Line, style: TextStyle, x = 0): Box => ({
  height: style.leading,
  paint: (ink, left, top) => paintLine(ink, line, left + x, top, style),
  links: linksOf(line, style.leading, x)
})

export const plainRun = (text: string, style: TextStyle): Run => ({ text, face: style.face, color: style.color })

/** A text in one face as a box per line. */
export const textBoxes = (text: string, style: TextStyle, width: number, press: Press, x = 0): ReadonlyArray<Box> =>
  linesOf([plainRun(text, style)], width, style.size, press.fonts).map((line) => lineBox(line, style, x))

export const paragraphSpace = 5

export const paragraphBoxes = (text: Text, place: Place): ReadonlyArray<Box> =>
  unparted(
    linesOf(runsOf(text, place, type.body), place.width, type.body.size, place.press.fonts).map((line) =>
      lineBox(line, type.body)
    )
  )

/** Two columns of lines that begin at one height: a term and its definition. */
export const rowBoxes = (
  left: { readonly lines: ReadonlyArray<Line>; readonly style: TextStyle },
  right: { readonly lines: ReadonlyArray<Line>; readonly style: TextStyle; readonly x: number },
  leading: number
): ReadonlyArray<Box> =>
  Array.from({ length: Math.max(left.lines.length, right.lines.length) }, (_, index): Box => {
    const first = left.lines[index] ?? []
    const second = right.lines[index] ?? []
    return {
      height: leading,
      paint: (ink, x, y) => {
        paintLine(ink, first, x, y, { size: left.style.size, leading })
        paintLine(ink, second, x + right.x, y, { size: right.style.size, leading })
      },
      links: [...linksOf(first, leading), ...linksOf(second, leading, right.x)]
    }
  })

/** A text on one line, cut with an ellipsis where it is too long. */
export const shortened = (text: string, width: number, style: TextStyle, press: Press): string => {
  const measure = (part: string) => press.fonts.width(part, style.size, style.face)
  if (measure(text) <= width) return text
  const letters = [...text]
  while (letters.length > 1 && measure(`${letters.join("").trimEnd()}…`) > width) letters.pop()
  return `${letters.join("").trimEnd()}…`
}
