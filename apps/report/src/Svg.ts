/** A chart of a report as SVG, as the PDF draws it. */
import type { Spec } from "@fairward/charts/Theme"
import type { Presentation } from "@fairward/core/ReportDocument"
import { fonts } from "@fairward/typesetter/Fonts"
import { Effect } from "effect"
import { chartView } from "./Drawing.ts"
import { of } from "./Format.ts"
import { sheetOf } from "./internal/Sheet.ts"
import { messageOf, RenderError } from "./RenderError.ts"

/** As wide as in print, in pixels of which 72 are an inch; text is text, in the font that the chart names. */
export const renderSvg = (spec: Spec, presentation: Presentation, width = 1): Effect.Effect<string, RenderError> =>
  Effect.tryPromise({
    try: () =>
      chartView(spec, fonts(), of(presentation.locale), sheetOf(presentation).textWidth * Math.min(1, width)).toSVG(),
    catch: (cause) =>
      new RenderError({ reason: "document", message: `A chart could not be drawn: ${messageOf(cause)}`, cause })
  })
