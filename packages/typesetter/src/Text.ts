/** Paragraphs, and the lines that everything written is made of. */
import { type Box, type Link, type Role, unparted } from "./Box.ts"
import type { Canvas } from "./Canvas.ts"
import type { Face, Fonts } from "./Fonts.ts"
import { type Line, linesOf, type Run } from "./Lines.ts"

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
  for (const piece of line) {
    canvas.text(piece.text, x + piece.x, baseline(top, style.size, style.leading), piece.size, piece.face, piece.color)
  }
}

export const linksOf = (line: Line, height: number, x = 0): ReadonlyArray<Link> =>
  line.flatMap((piece) =>
    piece.target === undefined ? [] : [{ x: x + piece.x, y: 0, width: piece.width, height, target: piece.target }]
  )

export const lineBox = (line: Line, style: TextStyle, x = 0, role: Role = "P"): Box => ({
  height: style.leading,
  role,
  paint: (canvas, left, top) => paintLine(canvas, line, left + x, top, style),
  links: linksOf(line, style.leading, x)
})

export const plainRun = (text: string, { color, face }: Pick<Run, "color" | "face">): Run => ({ text, face, color })

/** A text in one face as a box per line. */
export const textBoxes = (
  text: string,
  style: TextStyle,
  { fonts, width }: Pick<Place, "fonts" | "width">,
  role: Role = "P"
): ReadonlyArray<Box> =>
  linesOf([plainRun(text, style)], width, style.size, fonts).map((line) => lineBox(line, style, 0, role))

export const paragraphBoxes = (runs: ReadonlyArray<Run>, { fonts, style, width }: Place): ReadonlyArray<Box> =>
  unparted(linesOf(runs, width, style.body.size, fonts).map((line) => lineBox(line, style.body)))

/** A term in a column of that width, and beside it what it means, from one height on. */
export const rowBoxes = (
  left: { readonly runs: ReadonlyArray<Run>; readonly width: number },
  right: { readonly runs: ReadonlyArray<Run>; readonly x: number },
  { leading, size }: TextStyle,
  { fonts, width }: Place
): ReadonlyArray<Box> => {
  const terms = linesOf(left.runs, left.width, size, fonts)
  const texts = linesOf(right.runs, width - right.x, size, fonts)
  return Array.from({ length: Math.max(terms.length, texts.length) }, (_, index): Box => {
    const first = terms[index] ?? []
    const second = texts[index] ?? []
    return {
      height: leading,
      role: "L",
      paint: (canvas, x, y) => {
        paintLine(canvas, first, x, y, { size, leading })
        paintLine(canvas, second, x + right.x, y, { size, leading })
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
