/** What pages are painted with: text at its baseline, rules, boxes, drawings. */
import type { Drawing } from "./Drawing.ts"
import type { Face, Fonts } from "./Fonts.ts"
import { type Painter, paintDrawing, paintText } from "./internal/paintDrawing.ts"

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
}

const hatchStep = 4

/** What a painter of pdfkit puts on a page of PDF. */
export const pdfCanvas = (painter: Painter, fonts: Fonts): Canvas => {
  return {
    text: (text, x, baseline, size, face, color) => {
      painter.fillColor(color)
      paintText(painter, text, x, baseline, size, face, fonts)
    },
    rule: (x, y, width, thickness, color) => {
      painter
        .lineWidth(thickness)
        .strokeColor(color)
        .moveTo(x, y)
        .lineTo(x + width, y)
        .stroke()
    },
    dots: (x, y, width, color) => {
      painter.save().lineWidth(0.7).lineCap("round").dash([0.01, 2.6], { phase: 0 })
      painter
        .strokeColor(color)
        .moveTo(x, y)
        .lineTo(x + width, y)
        .stroke()
        .restore()
    },
    fill: (x, y, width, height, color) => {
      painter.fillColor(color).rect(x, y, width, height).fill()
    },
    hatch: (x, y, width, height, color) => {
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
      painter.lineWidth(0.7).strokeColor(color).roundedRect(x, y, width, height, 2).stroke()
    },
    drawing: (drawing, x, y, scale) => {
      painter.save().translate(x, y).scale(scale, scale)
      paintDrawing(painter, drawing, fonts)
      painter.restore()
    }
  }
}
