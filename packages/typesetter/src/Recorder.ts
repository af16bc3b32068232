/** The part of a canvas context that charts are drawn on, which writes down what it is told. */
import { colourOf } from "./Colour.ts"
import type { Command, Gradient, Paint, Path, Stroke, TextLook } from "./Drawing.ts"
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

/** Control points and ends of an arc as Bezier curves of at most a quarter of the circle each. */
const arcCurves = (
  cx: number,
  cy: number,
  r: number,
  from: number,
  to: number
): ReadonlyArray<ReadonlyArray<number>> => {
  const count = Math.max(1, Math.ceil(Math.abs(to - from) / quarter - 1e-9))
  const step = (to - from) / count
  const reach = (4 / 3) * Math.tan(step / 4) * r
  return Array.from({ length: count }, (_, index) => {
    const a = from + index * step
    const b = a + step
    return [
      cx + r * Math.cos(a) - reach * Math.sin(a),
      cy + r * Math.sin(a) + reach * Math.cos(a),
      cx + r * Math.cos(b) + reach * Math.sin(b),
      cy + r * Math.sin(b) - reach * Math.cos(b),
      cx + r * Math.cos(b),
      cy + r * Math.sin(b)
    ]
  })
}

const empty: Path = { operators: "", coordinates: [] }
const solid: ReadonlyArray<number> = []
const save: Command = ["save"]
const restore: Command = ["restore"]

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
  dash: ReadonlyArray<number> = solid
  readonly pixelRatio = 1
  readonly commands: Array<Command> = []
  #saved: Array<State> = []
  #operators: Array<string> = []
  #coordinates: Array<number> = []
  /** Of what was added to it so far: marks that are filled are stroked, too. */
  #path: Path = empty
  #x = 0
  #y = 0
  /** Marks that look alike follow each other, and share what they look like. */
  #stroke: Stroke | undefined
  #text: TextLook | undefined

  save() {
    const { dash, fillStyle, font, globalAlpha, lineCap, lineDashOffset, lineJoin } = this
    const { lineWidth, matrix, miterLimit, strokeStyle, textAlign } = this
    this.#saved.push({
      ...{ dash, fillStyle, font, globalAlpha, lineCap, lineDashOffset, lineJoin },
      ...{ lineWidth, matrix, miterLimit, strokeStyle, textAlign }
    })
    this.commands.push(save)
  }

  restore() {
    Object.assign(this, this.#saved.pop())
    this.commands.push(restore)
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
    this.#operators = []
    this.#coordinates = []
    this.#path = empty
  }

  moveTo(x: number, y: number) {
    this.#to("m", x, y)
  }

  lineTo(x: number, y: number) {
    this.#to(this.#next(), x, y)
  }

  bezierCurveTo(a: number, b: number, c: number, d: number, x: number, y: number) {
    this.#to("c", a, b, c, d, x, y)
  }

  quadraticCurveTo(a: number, b: number, x: number, y: number) {
    const third = (end: number, control: number) => end + (2 / 3) * (control - end)
    this.#to("c", third(this.#x, a), third(this.#y, b), third(x, a), third(y, b), x, y)
  }

  arc(cx: number, cy: number, r: number, from: number, end: number, backwards = false) {
    const whole = 2 * Math.PI
    const turn = backwards ? from - end : end - from
    const sweep = turn >= whole ? whole : ((turn % whole) + whole) % whole
    const last = from + (backwards ? -sweep : sweep)
    this.#to(this.#next(), cx + r * Math.cos(from), cy + r * Math.sin(from))
    for (const curve of arcCurves(cx, cy, r, from, last)) this.#to("c", ...curve)
  }

  rect(x: number, y: number, width: number, height: number) {
    const [right, below] = [x + width, y + height]
    this.#to("m", x, y)
    this.#to("l", right, y)
    this.#to("l", right, below)
    this.#to("l", x, below)
    this.closePath()
    this.#x = x
    this.#y = y
  }

  closePath() {
    this.#operators.push("h")
  }

  clip() {
    this.commands.push(["clip", this.#drawn()])
  }

  fill() {
    this.commands.push(["fill", this.#drawn(), this.fillStyle, this.globalAlpha])
  }

  stroke() {
    const { dash, globalAlpha, lineCap: cap, lineDashOffset: offset, lineJoin: join, miterLimit: miter } = this
    const width = this.lineWidth * this.#growth()
    this.#stroke = sameOr(this.#stroke, { width, dash, offset, cap, join, miter })
    this.commands.push(["stroke", this.#drawn(), plainColour(this.strokeStyle), globalAlpha, this.#stroke])
  }

  fillRect(x: number, y: number, width: number, height: number) {
    this.beginPath()
    this.rect(x, y, width, height)
    this.fill()
  }

  fillText(text: string, x: number, y: number) {
    const [left = 0, baseline = 0] = this.#moved([x, y])
    this.#text = sameOr(this.#text, {
      size: this.#growth() * Number.parseFloat(/([\d.]+)px/.exec(this.font)?.[1] ?? "10"),
      angle: Math.atan2(this.matrix[1], this.matrix[0]),
      face: faceOf(this.font),
      align: alignOf(this.textAlign),
      color: plainColour(this.fillStyle),
      opacity: this.globalAlpha
    })
    this.commands.push(["text", text, left, baseline, this.#text])
  }

  setLineDash(dash: ReadonlyArray<number> | null) {
    this.dash = dash ?? solid
  }

  measureText() {
    return { width: 0 }
  }

  createLinearGradient(...[x0 = 0, y0 = 0, x1 = 0, y1 = 0]: ReadonlyArray<number>) {
    return gradient("linear", this.#moved([x0, y0, x1, y1]))
  }

  createRadialGradient(...[x0 = 0, y0 = 0, r0 = 0, x1 = 0, y1 = 0, r1 = 0]: ReadonlyArray<number>) {
    const [a = 0, b = 0, c = 0, d = 0] = this.#moved([x0, y0, x1, y1])
    return gradient("radial", [a, b, r0 * this.#growth(), c, d, r1 * this.#growth()])
  }

  clearRect() {}

  strokeText() {}

  drawImage() {}

  #next() {
    return this.#operators.length === 0 ? "m" : "l"
  }

  #drawn(): Path {
    const [operators, coordinates] = [this.#operators, this.#coordinates]
    if (this.#path.operators.length < operators.length) {
      this.#path = { operators: operators.join(""), coordinates: coordinates.slice() }
    }
    return this.#path
  }

  #growth() {
    return Math.hypot(this.matrix[0], this.matrix[1])
  }

  #to(operator: "m" | "l" | "c", ...numbers: ReadonlyArray<number>) {
    this.#operators.push(operator)
    for (const coordinate of this.#moved(numbers)) this.#coordinates.push(coordinate)
    this.#x = numbers.at(-2)!
    this.#y = numbers.at(-1)!
  }

  #moved(numbers: ReadonlyArray<number>): Array<number> {
    const [a, b, c, d, e, f] = this.matrix
    return numbers.map((value, index) =>
      index % 2 === 0 ? a * value + c * numbers[index + 1]! + e : b * numbers[index - 1]! + d * value + f
    )
  }

  #turn(a: number, b: number, c: number, d: number, e: number, f: number) {
    const [p, q, r, s, t, u] = this.matrix
    this.matrix = [p * a + r * b, q * a + s * b, p * c + r * d, q * c + s * d, p * e + r * f + t, q * e + s * f + u]
  }
}

/** The former of two looks if they are the same. */
const sameOr = <Look extends object>(former: Look | undefined, look: Look): Look =>
  former !== undefined && Object.entries(look).every(([name, value]) => former[name as keyof Look] === value)
    ? former
    : look

const gradient = (kind: Gradient["kind"], at: ReadonlyArray<number>) => {
  const stops: Gradient["stops"] = []
  return {
    kind,
    at,
    stops,
    addColorStop: (offset: number, css: string) => stops.push([offset, colourOf(css)?.value ?? "#ffffff"])
  }
}
