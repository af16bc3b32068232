/** What pages are painted with: text at its baseline, rules, boxes, drawings. */
import type { Drawing } from "../Drawing.ts"
import type { Face, Fonts } from "../Fonts.ts"
import { between, colourOf } from "./Colour.ts"
import type { Gradient, Paint, PathStep } from "./Recorder.ts"

export interface Ink {
  readonly text: (text: string, x: number, baseline: number, size: number, face: Face, color: string) => void
  /** A horizontal line. */
  readonly rule: (x: number, y: number, width: number, thickness: number, color: string) => void
  readonly dots: (x: number, y: number, width: number, color: string) => void
  readonly fill: (x: number, y: number, width: number, height: number, color: string) => void
  readonly frame: (x: number, y: number, width: number, height: number, color: string) => void
  readonly drawing: (drawing: Drawing, x: number, y: number, scale: number) => void
}

/** The methods of the engine's painter that are used: those of pdfkit. */
export interface Painter {
  save(): Painter
  restore(): Painter
  translate(x: number, y: number): Painter
  scale(x: number, y: number): Painter
  rotate(degrees: number): Painter
  moveTo(x: number, y: number): Painter
  lineTo(x: number, y: number): Painter
  bezierCurveTo(a: number, b: number, c: number, d: number, x: number, y: number): Painter
  rect(x: number, y: number, width: number, height: number): Painter
  roundedRect(x: number, y: number, width: number, height: number, radius: number): Painter
  circle(x: number, y: number, radius: number): Painter
  path(d: string): Painter
  clip(): Painter
  fill(): Painter
  stroke(): Painter
  fillColor(color: string): Painter
  strokeColor(color: string): Painter
  fillOpacity(opacity: number): Painter
  strokeOpacity(opacity: number): Painter
  lineWidth(width: number): Painter
  lineCap(cap: string): Painter
  lineJoin(join: string): Painter
  miterLimit(limit: number): Painter
  dash(lengths: ReadonlyArray<number>, options: { readonly phase: number }): Painter
  font(source: unknown, name: string, size: number): Painter
  text(text: string, x: number, y: number, options: object): Painter
}

const atBaseline = { lineBreak: false, baseline: "alphabetic" }

export const inkOf = (painter: Painter, fonts: Fonts): Ink => {
  const write = (text: string, x: number, baseline: number, size: number, face: Face): void => {
    painter.font(fonts.source(face), face, size).text(text, x, baseline, atBaseline)
  }
  return {
    text: (text, x, baseline, size, face, color) => {
      painter.fillColor(color)
      write(text, x, baseline, size, face)
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
    frame: (x, y, width, height, color) => {
      painter.lineWidth(0.7).strokeColor(color).roundedRect(x, y, width, height, 2).stroke()
    },
    drawing: (drawing, x, y, scale) => {
      painter.save().translate(x, y).scale(scale, scale)
      for (const command of drawing.commands) {
        switch (command[0]) {
          case "save":
            painter.save()
            break
          case "restore":
            painter.restore()
            break
          case "clip":
            trace(painter, command[1])
            painter.clip()
            break
          case "fill":
            fill(painter, command[1], command[2], command[3])
            break
          case "stroke": {
            const [, path, css, opacity, look] = command
            const colour = colourOf(css)
            if (colour === null || look.width === 0 || path.length === 0) break
            painter.save().lineWidth(look.width).strokeColor(colour.value)
            if (opacity * colour.opacity < 1) painter.strokeOpacity(opacity * colour.opacity)
            if (look.cap !== "butt") painter.lineCap(look.cap)
            if (look.join !== "miter") painter.lineJoin(look.join)
            if (look.dash.some((length) => length > 0)) painter.dash(look.dash, { phase: look.offset })
            trace(painter, path)
            painter.stroke().restore()
            break
          }
          case "text": {
            const [, text, left, baseline, look] = command
            const colour = colourOf(look.color)
            if (colour === null || text.trim() === "") break
            const width = look.align === "left" ? 0 : fonts.width(text, look.size, look.face)
            const shift = look.align === "center" ? -width / 2 : look.align === "right" ? -width : 0
            const opacity = look.opacity * colour.opacity
            const isPlain = opacity === 1 && look.angle === 0
            if (!isPlain) painter.save()
            if (opacity < 1) painter.fillOpacity(opacity)
            painter.fillColor(colour.value)
            if (look.angle === 0) write(text, left + shift, baseline, look.size, look.face)
            else {
              painter.translate(left, baseline).rotate((look.angle * 180) / Math.PI)
              write(text, shift, 0, look.size, look.face)
            }
            if (!isPlain) painter.restore()
            break
          }
        }
      }
      painter.restore()
    }
  }
}

/** The painter closes paths only where it reads them as text. */
const trace = (painter: Painter, path: ReadonlyArray<PathStep>): void => {
  if (path.some(([operator]) => operator === "h")) {
    painter.path(path.map(([operator, ...numbers]) => `${letters[operator]}${numbers.map(short).join(" ")}`).join(""))
    return
  }
  for (const [operator, a, b, c, d, x, y] of path) {
    if (operator === "m") painter.moveTo(a!, b!)
    else if (operator === "l") painter.lineTo(a!, b!)
    else painter.bezierCurveTo(a!, b!, c!, d!, x!, y!)
  }
}

const letters = { m: "M", l: "L", c: "C", h: "Z" } as const

const short = (value: number): number => Math.round(value * 1000) / 1000

const fill = (painter: Painter, path: ReadonlyArray<PathStep>, paint: Paint, opacity: number): void => {
  if (path.length === 0) return
  if (typeof paint !== "string") {
    fillGradient(painter, path, paint, opacity)
    return
  }
  const colour = colourOf(paint)
  if (colour === null) return
  const alpha = opacity * colour.opacity
  if (alpha < 1) painter.save().fillOpacity(alpha)
  painter.fillColor(colour.value)
  trace(painter, path)
  painter.fill()
  if (alpha < 1) painter.restore()
}

const bands = 64

const colourAt = ({ stops }: Gradient, share: number): string => {
  const after = stops.findIndex(([offset]) => offset >= share)
  if (after <= 0) return stops[after === 0 ? 0 : stops.length - 1]?.[1] ?? "#ffffff"
  const [from, first] = stops[after - 1]!
  const [to, second] = stops[after]!
  return between(first, second, to === from ? 1 : (share - from) / (to - from))
}

/** The painter has no gradients of its own: bands of even colour, narrow enough to look like one. */
const fillGradient = (painter: Painter, path: ReadonlyArray<PathStep>, gradient: Gradient, opacity: number): void => {
  const xs = path.flatMap(([, ...numbers]) => numbers.filter((_, index) => index % 2 === 0))
  const ys = path.flatMap(([, ...numbers]) => numbers.filter((_, index) => index % 2 === 1))
  const reach = Math.hypot(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)) + 1
  painter.save()
  if (opacity < 1) painter.fillOpacity(opacity)
  trace(painter, path)
  painter.clip()
  if (gradient.kind === "linear") {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = gradient.at
    const length = Math.hypot(x1 - x0, y1 - y0)
    painter.translate(x0, y0).rotate((Math.atan2(y1 - y0, x1 - x0) * 180) / Math.PI)
    painter
      .fillColor(colourAt(gradient, 0))
      .rect(-reach, -reach, reach + 0.1, 2 * reach)
      .fill()
    for (let band = 0; band < bands; band++) {
      const last = band === bands - 1
      painter.fillColor(colourAt(gradient, (band + 0.5) / bands))
      painter.rect((band / bands) * length, -reach, length / bands + (last ? reach : 0.1), 2 * reach).fill()
    }
  } else {
    const [, , r0 = 0, x1 = 0, y1 = 0, r1 = 0] = gradient.at
    painter
      .fillColor(colourAt(gradient, 1))
      .rect(x1 - reach, y1 - reach, 2 * reach, 2 * reach)
      .fill()
    for (let band = bands - 1; band >= 0; band--) {
      const share = (band + 0.5) / bands
      painter
        .fillColor(colourAt(gradient, share))
        .circle(x1, y1, r0 + (r1 - r0) * ((band + 1) / bands))
        .fill()
    }
  }
  painter.restore()
}
