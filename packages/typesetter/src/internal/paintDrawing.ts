/** Drawings as a painter of pdfkit paints them. */
import { colourOf } from "../Colour.ts"
import type { Command, Drawing } from "../Drawing.ts"
import type { Face, Fonts } from "../Fonts.ts"
import { fillPath, trace } from "./paths.ts"

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

export const paintText = (
  painter: Painter,
  text: string,
  x: number,
  baseline: number,
  size: number,
  face: Face,
  fonts: Fonts
): void => {
  const parts = fonts.parts(text, face)
  if (parts === null) {
    painter.font(fonts.source(face), face, size).text(text, x, baseline, atBaseline)
    return
  }
  let left = x
  for (const { font, name, text } of parts) {
    painter.font(font, name, size).text(text, left, baseline, atBaseline)
    left += (font.layout(text).advanceWidth / font.unitsPerEm) * size
  }
}

export const paintDrawing = (painter: Painter, { commands }: Drawing, fonts: Fonts): void => {
  for (const command of commands) {
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
        fillPath(painter, command[1], command[2], command[3])
        break
      case "stroke":
        stroke(painter, command)
        break
      case "text":
        label(painter, command, fonts)
        break
    }
  }
}

const stroke = (
  painter: Painter,
  [, path, css, opacity, look]: Extract<Command, readonly ["stroke", ...unknown[]]>
) => {
  const colour = colourOf(css)
  if (colour === null || look.width === 0 || path.operators === "") return
  painter.save().lineWidth(look.width).strokeColor(colour.value)
  if (opacity * colour.opacity < 1) painter.strokeOpacity(opacity * colour.opacity)
  if (look.cap !== "butt") painter.lineCap(look.cap)
  if (look.join !== "miter") painter.lineJoin(look.join)
  if (look.dash.some((length) => length > 0)) painter.dash(look.dash, { phase: look.offset })
  trace(painter, path)
  painter.stroke().restore()
}

const label = (
  painter: Painter,
  [, text, left, baseline, look]: Extract<Command, readonly ["text", ...unknown[]]>,
  fonts: Fonts
) => {
  const colour = colourOf(look.color)
  if (colour === null || text.trim() === "") return
  const width = look.align === "left" ? 0 : fonts.width(text, look.size, look.face)
  const shift = look.align === "center" ? -width / 2 : look.align === "right" ? -width : 0
  const opacity = look.opacity * colour.opacity
  const isPlain = opacity === 1 && look.angle === 0
  if (!isPlain) painter.save()
  if (opacity < 1) painter.fillOpacity(opacity)
  painter.fillColor(colour.value)
  if (look.angle === 0) paintText(painter, text, left + shift, baseline, look.size, look.face, fonts)
  else {
    painter.translate(left, baseline).rotate((look.angle * 180) / Math.PI)
    paintText(painter, text, shift, 0, look.size, look.face, fonts)
  }
  if (!isPlain) painter.restore()
}
