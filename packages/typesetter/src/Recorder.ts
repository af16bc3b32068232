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

const plainColour = (paint: Paint): string => (typeof paint === "string" ? paint : (paint.stops[0]?.[1] ?? "none"))

/** A context that records what is drawn on it. */
export class Recorder implements State {
  matrix: Matrix = [1, 0, 0, 1, 0, 0]
  fillStyle: Paint = "#000000"
  strokeStyle: Paint = "#000000"
  globalAlpha = 1
  lineWidth = 1
  lineCap = "butt"
  lineJoin = "miter"
  miterLimit = 10
  lineDashOffset = 0
  font = "10px sans"
  textAlign = "left"
  dash: ReadonlyArray<number> = []
  readonly pixelRatio = 1
  readonly commands: Array<Command> = []
  #saved: Array<State> = []
  #path: Array<PathStep> = []
  #point: readonly [number, number] = [0, 0]

  save() {
    const { dash, fillStyle, font, globalAlpha, lineCap, lineDashOffset, lineJoin } = this
    const { lineWidth, matrix, miterLimit, strokeStyle, textAlign } = this
    this.#saved.push({
      ...{ dash, fillStyle, font, globalAlpha, lineCap, lineDashOffset, lineJoin },
      ...{ lineWidth, matrix, miterLimit, strokeStyle, textAlign }
    })
    this.commands.push(["save"])
  }

  restore() {
    Object.assign(this, this.#saved.pop())
    this.commands.push(["restore"])
  }

  translate(x: number, y: number) {
    this.#turn(1, 0, 0, 1, x, y)
  }

  scale(x: number, y: number) {
    this.#turn(x, 0, 0, y, 0, 0)
  }

  rotate(angle: number) {
    this.#turn(Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0)
  }

  beginPath() {
    this.#path = []
  }

  moveTo(x: number, y: number) {
    this.#to(x, y, ["m", x, y])
  }

  lineTo(x: number, y: number) {
    this.#to(x, y, [this.#next(), x, y])
  }

  bezierCurveTo(a: number, b: number, c: number, d: number, x: number, y: number) {
    this.#to(x, y, ["c", a, b, c, d, x, y])
  }

  quadraticCurveTo(a: number, b: number, x: number, y: number) {
    const [fromX, fromY] = this.#point
    const third = (end: number, control: number) => end + (2 / 3) * (control - end)
    this.#to(x, y, ["c", third(fromX, a), third(fromY, b), third(x, a), third(y, b), x, y])
  }

  arc(cx: number, cy: number, r: number, from: number, end: number, backwards = false) {
    const whole = 2 * Math.PI
    const turn = backwards ? from - end : end - from
    const sweep = turn >= whole ? whole : ((turn % whole) + whole) % whole
    const last = from + (backwards ? -sweep : sweep)
    const begin: PathStep = [this.#next(), cx + r * Math.cos(from), cy + r * Math.sin(from)]
    for (const step of [begin, ...arcSteps(cx, cy, r, from, last)]) this.#path.push(this.#moved(step))
    this.#point = [cx + r * Math.cos(last), cy + r * Math.sin(last)]
  }

  rect(x: number, y: number, width: number, height: number) {
    const [right, below] = [x + width, y + height]
    const steps = [["m", x, y], ["l", right, y], ["l", right, below], ["l", x, below], ["h"]] as const
    for (const step of steps) this.#path.push(this.#moved(step))
    this.#point = [x, y]
  }

  closePath() {
    this.#path.push(["h"])
  }

  clip() {
    this.commands.push(["clip", this.#path])
  }

  fill() {
    this.commands.push(["fill", this.#path, this.fillStyle, this.globalAlpha])
  }

  stroke() {
    const { dash, globalAlpha, lineCap: cap, lineDashOffset: offset, lineJoin: join, miterLimit: miter } = this
    const width = this.lineWidth * this.#growth()
    const look = { width, dash, offset, cap, join, miter }
    this.commands.push(["stroke", this.#path, plainColour(this.strokeStyle), globalAlpha, look])
  }

  fillRect(x: number, y: number, width: number, height: number) {
    this.beginPath()
    this.rect(x, y, width, height)
    this.fill()
  }

  fillText(text: string, x: number, y: number) {
    const [, left = 0, baseline = 0] = this.#moved(["m", x, y])
    const look: TextLook = {
      size: this.#growth() * Number.parseFloat(/([\d.]+)px/.exec(this.font)?.[1] ?? "10"),
      angle: Math.atan2(this.matrix[1], this.matrix[0]),
      face: faceOf(this.font),
      align: alignOf(this.textAlign),
      color: plainColour(this.fillStyle),
      opacity: this.globalAlpha
    }
    this.commands.push(["text", text, left, baseline, look])
  }

  setLineDash(dash: ReadonlyArray<number> | null) {
    this.dash = dash ?? []
  }

  measureText() {
    return { width: 0 }
  }

  createLinearGradient(...[x0 = 0, y0 = 0, x1 = 0, y1 = 0]: ReadonlyArray<number>) {
    const [, ...ends] = this.#moved(["m", x0, y0, x1, y1])
    return gradient("linear", ends)
  }

  createRadialGradient(...[x0 = 0, y0 = 0, r0 = 0, x1 = 0, y1 = 0, r1 = 0]: ReadonlyArray<number>) {
    const [, a = 0, b = 0, c = 0, d = 0] = this.#moved(["m", x0, y0, x1, y1])
    return gradient("radial", [a, b, r0 * this.#growth(), c, d, r1 * this.#growth()])
  }

  clearRect() {}

  strokeText() {}

  drawImage() {}

  #next() {
    return this.#path.length === 0 ? "m" : "l"
  }

  #growth() {
    return Math.hypot(this.matrix[0], this.matrix[1])
  }

  #to(x: number, y: number, step: PathStep) {
    this.#path.push(this.#moved(step))
    this.#point = [x, y]
  }

  #moved([operator, ...numbers]: PathStep): PathStep {
    const [a, b, c, d, e, f] = this.matrix
    const moved = (value: number, index: number) =>
      index % 2 === 0 ? a * value + c * numbers[index + 1]! + e : b * numbers[index - 1]! + d * value + f
    return [operator, ...numbers.map(moved)]
  }

  #turn(a: number, b: number, c: number, d: number, e: number, f: number) {
    const [p, q, r, s, t, u] = this.matrix
    this.matrix = [p * a + r * b, q * a + s * b, p * c + r * d, q * c + s * d, p * e + r * f + t, q * e + s * f + u]
  }
}

const gradient = (kind: Gradient["kind"], at: ReadonlyArray<number>) => {
  const stops: Gradient["stops"] = []
  return {
    kind,
    at,
    stops,
    addColorStop: (offset: number, css: string) => stops.push([offset, colourOf(css)?.value ?? "#ffffff"])
  }
}
