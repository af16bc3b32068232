/** Paths as a painter of pdfkit paints them, gradients included. */
import { between, colourOf } from "../Colour.ts"
import type { Gradient, Paint, Path } from "../Drawing.ts"
import type { Painter } from "./paintDrawing.ts"

/** The painter closes paths only where it reads them as text. */
export const trace = (painter: Painter, { coordinates, operators }: Path): void => {
  const isClosed = operators.includes("h")
  let text = ""
  let at = 0
  for (const operator of operators as Iterable<keyof typeof letters>) {
    const { count, letter } = letters[operator]
    const numbers = coordinates.slice(at, at + count)
    at += count
    const [a, b, c, d, x, y] = numbers
    if (isClosed) text += `${letter}${numbers.map(short).join(" ")}`
    else if (operator === "m") painter.moveTo(a!, b!)
    else if (operator === "l") painter.lineTo(a!, b!)
    else painter.bezierCurveTo(a!, b!, c!, d!, x!, y!)
  }
  if (isClosed) painter.path(text)
}

/** Of SVG, with how many coordinates follow. */
const letters = {
  m: { letter: "M", count: 2 },
  l: { letter: "L", count: 2 },
  c: { letter: "C", count: 6 },
  h: { letter: "Z", count: 0 }
} as const

const short = (value: number): number => Math.round(value * 1000) / 1000

export const fillPath = (painter: Painter, path: Path, paint: Paint, opacity: number): void => {
  if (path.operators === "") return
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
const fillGradient = (painter: Painter, path: Path, gradient: Gradient, opacity: number): void => {
  const xs = path.coordinates.filter((_, index) => index % 2 === 0)
  const ys = path.coordinates.filter((_, index) => index % 2 === 1)
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
