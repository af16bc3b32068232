/** Vega-Lite to a drawing: vectors and text, in the order in which they are painted. */
import { config, type Spec } from "@fairward/charts/Theme"
import type { Drawing } from "@fairward/typesetter/Drawing"
import type { Face, Fonts } from "@fairward/typesetter/Fonts"
import { Recorder } from "@fairward/typesetter/Recorder"
import * as vega from "vega"
import { type Config, compile, type TopLevelSpec } from "vega-lite"
import type { Format } from "./Format.ts"
import { sized } from "./SizedSpec.ts"

/**
 * Draws a specification with the theme below its own configuration, with the widths of the embedded font and the numbers
 * of a locale.
 */
export const drawingOf = async (spec: Spec, fonts: Fonts, format: Format, naturalWidth: number): Promise<Drawing> => {
  const view = chartView(spec, fonts, format, naturalWidth)
  const context = new Recorder()
  await view.toCanvas(1, { externalContext: context })
  const size = sizeOfView(view)
  view.finalize()
  return { commands: context.commands, ...size }
}

/** How large the drawing of a specification is, without drawing it. */
export const sizeOf = (
  spec: Spec,
  fonts: Fonts,
  format: Format,
  naturalWidth: number
): Pick<Drawing, "height" | "width"> => {
  const view = chartView(spec, fonts, format, naturalWidth).run()
  const size = sizeOfView(view)
  view.finalize()
  return size
}

const sizeOfView = (view: vega.View): Pick<Drawing, "height" | "width"> => {
  const { bottom, left, right, top } = view.padding() as Readonly<Record<"top" | "right" | "bottom" | "left", number>>
  const { _viewHeight, _viewWidth } = view as unknown as Readonly<Record<"_viewWidth" | "_viewHeight", number>>
  return { width: _viewWidth + left + right, height: _viewHeight + top + bottom }
}

/** A specification as a view that is ready to be drawn, by any of Vega's renderers. */
export const chartView = (spec: Spec, fonts: Fonts, format: Format, naturalWidth: number): vega.View => {
  measureWith(fonts)
  const logger = vega.logger(vega.Error)
  const number = { decimal: format.decimalSign, thousands: format.groupSign, grouping: [3], currency: ["", ""] }
  const compiled = compile(sized(spec, naturalWidth) as unknown as TopLevelSpec, {
    config: { ...config, locale: { number } } as Config,
    logger
  })
  return new vega.View(vega.parse(compiled.spec), { renderer: "none", logger, loader: closed })
}

const refuse = () => Promise.reject(new Error("A chart holds its data, and loads none"))

/** Vega's own loader would read files and addresses that a specification names. */
const closed: vega.Loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse }

interface TextItem {
  readonly fontSize?: number
  readonly fontWeight?: string | number
  readonly fontStyle?: string
}

const faceOf = (item: TextItem): Face => {
  const bold = item.fontWeight === "bold" || Number(item.fontWeight) >= 600
  const oblique = item.fontStyle === "italic" || item.fontStyle === "oblique"
  return bold ? (oblique ? "boldOblique" : "bold") : oblique ? "oblique" : "regular"
}

/** Vega measures text through one mutable object of its own; without a canvas it would guess. */
const measureWith = (fonts: Fonts): void => {
  const { textMetrics } = vega as unknown as {
    readonly textMetrics: { width: (item: TextItem, text: unknown) => number }
  }
  textMetrics.width = (item, text) =>
    text === null || text === undefined ? 0 : fonts.width(String(text).trim(), item.fontSize ?? 11, faceOf(item))
}
