/** Paragraphs, and the lines that everything written is made of. */
import { type Box, type Link, unparted } from "./Box.ts"
import type { Canvas } from "./Canvas.ts"
import type { Face, Fonts } from "./Fonts.ts"
import { type Line, linesOf, type Run } from "./Lines.ts"
import type { Tag } from "./Tag.ts"

/** How text is set. */
export interface TextStyle {
  readonly size: number
  readonly face: Face
  readonly color: string
  /** Distance of baselines. */
  readonly leading: number
}

/** Type and colours that all parts of a page share. */
export interface PageStyle {
  readonly body: TextStyle
  readonly caption: TextStyle
  readonly small: TextStyle
  readonly muted: string
  /** Of rules. */
  readonly hair: string
}

/** Where a part of a page is set. */
export interface Place {
  readonly fonts: Fonts
  readonly style: PageStyle
  readonly width: number
}

/** Where letters stand in a line: capitals are in its middle. */
export const baseline = (top: number, size: number, leading: number): number => top + leading / 2 + 0.36 * size

export const paintLine = (
  canvas: Canvas,
  line: Line,
  x: number,
  top: number,
  style: Pick<TextStyle, "size" | "leading">
) => {
  for (const { color, face, link, size, text, x: left } of line) {
    const paint = () => canvas.text(text, x + left, baseline(top, style.size, style.leading), size, face, color)
    if (link === undefined) paint()
    else canvas.within(link, paint)
  }
}

export const linksOf = (line: Line, height: number, x = 0): ReadonlyArray<Link> =>
  line.flatMap(({ link, target, text, width, x: left }) =>
    target === undefined || link === undefined
      ? []
      : [{ x: x + left, y: 0, width, height, target, text: text.trim(), tag: link }]
  )

/** A line of what a tag says. */
export const lineBox = (line: Line, style: TextStyle, tag: Tag, x = 0): Box => ({
  height: style.leading,
  tags: [tag],
  paint: (canvas, left, top) => canvas.within(tag, () => paintLine(canvas, line, left + x, top, style)),
  links: linksOf(line, style.leading, x)
})

export const plainRun = (text: string, { color, face }: Pick<Run, "color" | "face">): Run => ({ text, face, color })

/** A text in one face as a box per line. */
export const textBoxes = (
  text: string,
  style: TextStyle,
  { fonts, width }: Pick<Place, "fonts" | "width">,
  tag: Tag = { role: "P" }
): ReadonlyArray<Box> =>
  linesOf([plainRun(text, style)], width, style.size, fonts).map((line) => lineBox(line, style, tag))

export const paragraphBoxes = (runs: ReadonlyArray<Run>, { fonts, style, width }: Place): ReadonlyArray<Box> => {
  const tag: Tag = { role: "P" }
  return unparted(linesOf(runs, width, style.body.size, fonts).map((line) => lineBox(line, style.body, tag)))
}

/** A term in a column of that width, and beside it what it means, from one height on: an item of a list. */
export const rowBoxes = (
  left: { readonly runs: ReadonlyArray<Run>; readonly width: number },
  right: { readonly runs: ReadonlyArray<Run>; readonly x: number },
  { leading, size }: TextStyle,
  { fonts, width }: Place,
  list: Tag
): ReadonlyArray<Box> => {
  const terms = linesOf(left.runs, left.width, size, fonts)
  const texts = linesOf(right.runs, width - right.x, size, fonts)
  const item: Tag = { role: "LI", parent: list }
  const label: Tag = { role: "Lbl", parent: item }
  const body: Tag = { role: "LBody", parent: item }
  return Array.from({ length: Math.max(terms.length, texts.length) }, (_, index): Box => {
    const first = terms[index] ?? []
    const second = texts[index] ?? []
    return {
      height: leading,
      tags: [label, body],
      paint: (canvas, x, y) => {
        canvas.within(label, () => paintLine(canvas, first, x, y, { size, leading }))
        canvas.within(body, () => paintLine(canvas, second, x + right.x, y, { size, leading }))
      },
      links: [...linksOf(first, leading), ...linksOf(second, leading, right.x)]
    }
  })
}

/** A text on one line, cut with an ellipsis where it is too long. */
export const shortened = (text: string, width: number, style: TextStyle, fonts: Fonts): string => {
  const measure = (part: string) => fonts.width(part, style.size, style.face)
  if (measure(text) <= width) return text
  const letters = [...text]
  while (letters.length > 1 && measure(`${letters.join("").trimEnd()}…`) > width) letters.pop()
  return `${letters.join("").trimEnd()}…`
}
