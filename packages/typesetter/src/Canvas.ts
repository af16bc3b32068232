/** What pages are painted with: text at its baseline, rules, boxes, drawings. */
import type { Drawing } from "./Drawing.ts"
import type { Face, Fonts } from "./Fonts.ts"
import { type Painter, paintDrawing, paintText } from "./internal/paintDrawing.ts"
import type { Structure } from "./Structure.ts"
import type { Aside, Tag } from "./Tag.ts"

export type { Painter } from "./internal/paintDrawing.ts"

export interface Canvas {
  readonly text: (text: string, x: number, baseline: number, size: number, face: Face, color: string) => void
  /** A horizontal line. */
  readonly rule: (x: number, y: number, width: number, thickness: number, color: string) => void
  readonly dots: (x: number, y: number, width: number, color: string) => void
  readonly fill: (x: number, y: number, width: number, height: number, color: string) => void
  /** Diagonal lines, within a rectangle. */
  readonly hatch: (x: number, y: number, width: number, height: number, color: string) => void
  readonly frame: (x: number, y: number, width: number, height: number, color: string) => void
  readonly drawing: (drawing: Drawing, x: number, y: number, scale: number) => void
  /** Paints what belongs to a tag; a line or a fill does only in a figure. */
  readonly within: (tag: Tag, paint: () => void) => void
  /** Paints what is no part of the content. */
  readonly aside: (kind: Aside, paint: () => void) => void
}

const hatchStep = 4

const untagged: Pick<Structure, "within" | "aside" | "letters" | "shapes" | "place"> = {
  within: (_tag, paint) => paint(),
  aside: (_kind, paint) => paint(),
  letters: () => {},
  shapes: () => {},
  place: () => {}
}

/** What a painter of pdfkit puts on a page of PDF, with its tags in that structure. */
export const pdfCanvas = (painter: Painter, fonts: Fonts, structure: typeof untagged = untagged): Canvas => {
  return {
    within: structure.within,
    aside: structure.aside,
    text: (text, x, baseline, size, face, color) => {
      structure.letters()
      painter.fillColor(color)
      paintText(painter, text, x, baseline, size, face, fonts)
    },
    rule: (x, y, width, thickness, color) => {
      structure.shapes()
      painter
        .lineWidth(thickness)
        .strokeColor(color)
        .moveTo(x, y)
        .lineTo(x + width, y)
        .stroke()
    },
    dots: (x, y, width, color) => {
      structure.shapes()
      painter.save().lineWidth(0.7).lineCap("round").dash([0.01, 2.6], { phase: 0 })
      painter
        .strokeColor(color)
        .moveTo(x, y)
        .lineTo(x + width, y)
        .stroke()
        .restore()
    },
    fill: (x, y, width, height, color) => {
      structure.shapes()
      painter.fillColor(color).rect(x, y, width, height).fill()
    },
    hatch: (x, y, width, height, color) => {
      structure.shapes()
      painter.save().lineWidth(0.6).strokeColor(color).rect(x, y, width, height).clip()
      for (let left = x - height; left < x + width; left += hatchStep) {
        painter
          .moveTo(left, y + height)
          .lineTo(left + height, y)
          .stroke()
      }
      painter.restore()
    },
    frame: (x, y, width, height, color) => {
      structure.shapes()
      painter.lineWidth(0.7).strokeColor(color).roundedRect(x, y, width, height, 2).stroke()
    },
    drawing: (drawing, x, y, scale) => {
      structure.place({ x, y, width: drawing.width * scale, height: drawing.height * scale })
      structure.shapes()
      painter.save().translate(x, y).scale(scale, scale)
      paintDrawing(painter, drawing, fonts)
      painter.restore()
    }
  }
}
