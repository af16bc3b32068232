/** The part of a canvas context that charts are drawn on, which writes down what it is told. */
import { colourOf } from "./Colour.ts"
import type { Command, Gradient, Paint, PathStep, TextLook } from "./Drawing.ts"
import type { Face } from "./Fonts.ts"

/** a, b, c, d, e, f of PDF and SVG: x goes to a x + c y + e, y to b x + d y + f. */
type Matrix = readonly [number, number, number, number, number, number]

interface State {
  matrix: Matrix
  fillStyle: Paint
  strokeStyle: Paint
  globalAlpha: number
  lineWidth: number
  lineCap: string
  lineJoin: string
  miterLimit: number
  lineDashOffset: number
  font: string
  textAlign: string
  dash: ReadonlyArray<number>
}

const initial: State = {
  matrix: [1, 0, 0, 1, 0, 0],
  fillStyle: "#000000",
  strokeStyle: "#000000",
  globalAlpha: 1,
  lineWidth: 1,
  lineCap: "butt",
  lineJoin: "miter",
  miterLimit: 10,
  lineDashOffset: 0,
  font: "10px sans",
  textAlign: "left",
  dash: []
}

const quarter = Math.PI / 2

/** Control points of an arc as Bezier curves of at most a quarter of the circle each. */
const arcSteps = (cx: number, cy: number, r: number, from: number, to: number): ReadonlyArray<PathStep> => {
  const count = Math.max(1, Math.ceil(Math.abs(to - from) / quarter - 1e-9))
  const step = (to - from) / count
  const reach = (4 / 3) * Math.tan(step / 4) * r
  return Array.from({ length: count }, (_, index): PathStep => {
    const a = from + index * step
    const b = a + step
    return [
      "c",
      cx + r * Math.cos(a) - reach * Math.sin(a),
      cy + r * Math.sin(a) + reach * Math.cos(a),
      cx + r * Math.cos(b) + reach * Math.sin(b),
      cy + r * Math.sin(b) - reach * Math.cos(b),
      cx + r * Math.cos(b),
      cy + r * Math.sin(b)
    ]
  })
}

const faceOf = (font: string): Face => {
  const bold = /\b(bold(er)?|[6-9]00)\b/.test(font)
  const oblique = /\b(italic|oblique)\b/.test(font)
  return bold ? (oblique ? "boldOblique" : "bold") : oblique ? "oblique" : "regular"
}

const alignOf = (align: string): TextLook["align"] =>
  align === "center" ? "center" : align === "right" || align === "end" ? "right" : "left"

/** A context and the record of what is drawn on it. */
export const recorder = (): { readonly context: object; readonly commands: ReadonlyArray<Command> } => {
  const commands: Array<Command> = []
  const saved: Array<State> = []
  let path: Array<PathStep> = []
  let at: readonly [number, number] = [0, 0]
  const moved = ([operator, ...numbers]: PathStep): PathStep => {
    const [a, b, c, d, e, f] = context.matrix
    return [
      operator,
      ...numbers.map((value, index) =>
        index % 2 === 0 ? a * value + c * numbers[index + 1]! + e : b * numbers[index - 1]! + d * value + f
      )
    ]
  }
  const to = (x: number, y: number, step: PathStep): void => {
    path.push(moved(step))
    at = [x, y]
  }
  const turned = (a: number, b: number, c: number, d: number, e: number, f: number): void => {
    const [p, q, r, s, t, u] = context.matrix
    context.matrix = [p * a + r * b, q * a + s * b, p * c + r * d, q * c + s * d, p * e + r * f + t, q * e + s * f + u]
  }
  const growth = (): number => Math.hypot(context.matrix[0], context.matrix[1])
  const gradient = (kind: Gradient["kind"], ...numbers: ReadonlyArray<number>) => {
    const stops: Array<readonly [number, string]> = []
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] =
      kind === "linear" ? numbers : [numbers[0] ?? 0, numbers[1] ?? 0, numbers[3] ?? 0, numbers[4] ?? 0]
    const [, a = 0, b = 0, c = 0, d = 0] = moved(["m", x0, y0, x1, y1])
    const radii = [(numbers[2] ?? 0) * growth(), (numbers[5] ?? 0) * growth()] as const
    return {
      kind,
      at: kind === "linear" ? [a, b, c, d] : [a, b, radii[0], c, d, radii[1]],
      stops,
      addColorStop: (offset: number, css: string) => stops.push([offset, colourOf(css)?.value ?? "#ffffff"])
    }
  }
  const context = {
    ...initial,
    pixelRatio: 1,
    save: () => {
      const { dash, fillStyle, font, globalAlpha, lineCap, lineDashOffset, lineJoin } = context
      const { lineWidth, matrix, miterLimit, strokeStyle, textAlign } = context
      saved.push({
        ...{ dash, fillStyle, font, globalAlpha, lineCap, lineDashOffset, lineJoin },
        ...{ lineWidth, matrix, miterLimit, strokeStyle, textAlign }
      })
      commands.push(["save"])
    },
    restore: () => {
      Object.assign(context, saved.pop())
      commands.push(["restore"])
    },
    translate: (x: number, y: number) => turned(1, 0, 0, 1, x, y),
    scale: (x: number, y: number) => turned(x, 0, 0, y, 0, 0),
    rotate: (angle: number) => turned(Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0),
    clearRect: () => {},
    beginPath: () => {
      path = []
    },
    moveTo: (x: number, y: number) => to(x, y, ["m", x, y]),
    lineTo: (x: number, y: number) => to(x, y, [path.length === 0 ? "m" : "l", x, y]),
    bezierCurveTo: (a: number, b: number, c: number, d: number, x: number, y: number) =>
      to(x, y, ["c", a, b, c, d, x, y]),
    quadraticCurveTo: (a: number, b: number, x: number, y: number) => {
      const [fromX, fromY] = at
      const third = (end: number, control: number) => end + (2 / 3) * (control - end)
      to(x, y, ["c", third(fromX, a), third(fromY, b), third(x, a), third(y, b), x, y])
    },
    arc: (cx: number, cy: number, r: number, from: number, end: number, backwards = false) => {
      const whole = 2 * Math.PI
      const turn = backwards ? from - end : end - from
      const sweep = turn >= whole ? whole : ((turn % whole) + whole) % whole
      const startX = cx + r * Math.cos(from)
      const startY = cy + r * Math.sin(from)
      const last = from + (backwards ? -sweep : sweep)
      path.push(moved([path.length === 0 ? "m" : "l", startX, startY]), ...arcSteps(cx, cy, r, from, last).map(moved))
      at = [cx + r * Math.cos(last), cy + r * Math.sin(last)]
    },
    rect: (x: number, y: number, width: number, height: number) => {
      const [right, below] = [x + width, y + height]
      path.push(...([["m", x, y], ["l", right, y], ["l", right, below], ["l", x, below], ["h"]] as const).map(moved))
      at = [x, y]
    },
    closePath: () => path.push(["h"]),
    clip: () => commands.push(["clip", path]),
    fill: () => {
      commands.push(["fill", path, context.fillStyle, context.globalAlpha])
    },
    stroke: () => {
      const { dash, globalAlpha, lineCap, lineDashOffset, lineJoin, lineWidth, miterLimit, strokeStyle } = context
      const colour = typeof strokeStyle === "string" ? strokeStyle : (strokeStyle.stops[0]?.[1] ?? "none")
      commands.push([
        "stroke",
        path,
        colour,
        globalAlpha,
        { width: lineWidth * growth(), dash, offset: lineDashOffset, cap: lineCap, join: lineJoin, miter: miterLimit }
      ])
    },
    fillRect: (x: number, y: number, width: number, height: number) => {
      context.beginPath()
      context.rect(x, y, width, height)
      context.fill()
    },
    fillText: (text: string, x: number, y: number) => {
      const colour =
        typeof context.fillStyle === "string" ? context.fillStyle : (context.fillStyle.stops[0]?.[1] ?? "none")
      const [, left = 0, baseline = 0] = moved(["m", x, y])
      commands.push([
        "text",
        text,
        left,
        baseline,
        {
          size: growth() * Number.parseFloat(/([\d.]+)px/.exec(context.font)?.[1] ?? "10"),
          angle: Math.atan2(context.matrix[1], context.matrix[0]),
          face: faceOf(context.font),
          align: alignOf(context.textAlign),
          color: colour,
          opacity: context.globalAlpha
        }
      ])
    },
    strokeText: () => {},
    setLineDash: (dash: ReadonlyArray<number> | null) => {
      context.dash = dash ?? []
    },
    measureText: () => ({ width: 0 }),
    createLinearGradient: (...numbers: ReadonlyArray<number>) => gradient("linear", ...numbers),
    createRadialGradient: (...numbers: ReadonlyArray<number>) => gradient("radial", ...numbers),
    drawImage: () => {}
  }
  return { context, commands }
}
