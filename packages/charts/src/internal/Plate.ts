/**
 * A chart whose marks have their places in pixels. A specification with a view for each panel is compiled and laid out
 * panel by panel; one view with every panel's marks at their places draws the same about twenty times as fast.
 */
import { wrapLabel } from "../Labels.ts"
import { fontFamily, ink, type Spec } from "../Theme.ts"

type Json = Spec[string]

/** Places are in fields with an underscore before them, which is what no reader needs to see. */
export interface Datum {
  readonly _x?: number
  readonly _y?: number
  readonly _x2?: number
  readonly _y2?: number
  readonly [field: string]: Json | undefined
}

const place = (field: string): Spec => ({ field, type: "quantitative", scale: null, axis: null })

const second = (field: string): Spec => ({ field })

/** A field that holds the colour, dash or shape itself. */
export const own = (field: string): Spec => ({ field, type: "nominal", scale: null, legend: null })

/** What a mark says when it is pointed at. */
export const tooltip = (fields: Readonly<Record<string, string>>, numbers: Readonly<Record<string, string>>): Json => [
  ...Object.entries(fields).map(([field, title]) => ({ field, title, type: "nominal" })),
  ...Object.entries(numbers).map(([field, title]) => ({ field, title, type: "quantitative", format: ",.4~r" }))
]

const given = (data: ReadonlyArray<Datum>): Spec => ({ values: data as unknown as Json })

const layer =
  (positions: Readonly<Record<string, Spec>>) =>
  (data: ReadonlyArray<Datum>, mark: Spec, encoding: Spec = {}): ReadonlyArray<Spec> =>
    data.length === 0 ? [] : [{ data: given(data), mark, encoding: { ...positions, ...encoding } }]

const ends = { x: place("_x"), y: place("_y"), x2: second("_x2"), y2: second("_y2") }

export const rules = layer(ends)
export const rects = layer(ends)
export const points = layer({ x: place("_x"), y: place("_y") })
export const areas = layer({ x: place("_x"), y: place("_y"), y2: second("_y2") })
export const lines = layer({ x: place("_x"), y: place("_y"), order: { field: "_order", type: "quantitative" } })

export interface TextStyle {
  readonly fontSize: number
  readonly color?: string
  readonly align?: "left" | "center" | "right"
  readonly fontWeight?: "bold" | "normal"
  readonly fontStyle?: "italic" | "normal"
  readonly angle?: number
}

/** Texts, each in the field `text`, their middle at the given height. */
export const texts = (data: ReadonlyArray<Datum>, style: TextStyle, encoding: Spec = {}): ReadonlyArray<Spec> =>
  points(
    data,
    { type: "text", baseline: "middle", font: fontFamily, color: ink.text, align: "left", ...style },
    { text: { field: "text", type: "nominal" }, ...encoding }
  )

/** Numbers on axes, in the locale of the report: each datum has `value` and its `format`. */
export const numbers = (data: ReadonlyArray<Datum>, style: TextStyle): ReadonlyArray<Spec> =>
  texts(data, style).map((one) => ({
    ...one,
    transform: [{ calculate: "format(datum.value, datum.format)", as: "text" }]
  }))

export const plate = (width: number, height: number, layers: ReadonlyArray<Spec>): Spec => ({
  width: Math.ceil(width),
  height: Math.ceil(height),
  padding: 0,
  autosize: { type: "none" },
  view: { stroke: null },
  layer: layers as unknown as Json
})

export interface Tick {
  readonly value: number
  readonly format: string
}

const leastTicks = 3

/** Round numbers within a domain: at most `most`, and where the domain is not too short for it at least three. */
export const ticks = ([low, high]: readonly [number, number], most: number): ReadonlyArray<Tick> => {
  const span = high - low
  if (!(span > 0) || !Number.isFinite(span)) return []
  const power = 10 ** Math.ceil(Math.log10(span))
  const steps = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01].map((factor) => factor * power)
  const countOf = (step: number) => Math.floor(high / step + 1e-9) - Math.ceil(low / step - 1e-9) + 1
  const step = steps.findLast((one) => countOf(one) <= most) ?? steps[0]!
  const finer = countOf(step) >= leastTicks ? step : (steps.find((one) => countOf(one) >= leastTicks) ?? step)
  const decimals = Math.min(100, Math.max(0, -Math.floor(Math.log10(finer) + 1e-9)))
  const first = Math.ceil(low / finer - 1e-9)
  return Array.from({ length: Math.max(0, countOf(finer)) }, (_, index) => ({
    value: Number(((first + index) * finer).toFixed(decimals)),
    format: `,.${decimals}f`
  }))
}

/** Lines of small text from `top` down. */
export const notes = (
  text: string,
  top: number,
  width: number
): { readonly layers: ReadonlyArray<Spec>; readonly height: number } => {
  const lines = text === "" ? [] : wrapLabel(text, Math.floor(width / (noteSize * 0.54)))
  return {
    layers: texts(
      lines.map((line, index) => ({ _x: 0, _y: top + (index + 0.5) * noteLeading, text: line })),
      { fontSize: noteSize, color: ink.muted }
    ),
    height: lines.length * noteLeading
  }
}

const noteSize = 6.5
const noteLeading = 8.4
