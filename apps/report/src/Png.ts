/** A chart of a report as PNG, as the PDF draws it. */
import type { Spec } from "@fairward/charts/Theme"
import { fontFamily } from "@fairward/charts/Theme"
import type { Presentation } from "@fairward/core/ReportDocument"
import { files, fonts, path } from "@fairward/typesetter/Fonts"
import { Effect } from "effect"
import { chartView, sizeOf } from "./Drawing.ts"
import { of } from "./Format.ts"
import { sheetOf } from "./internal/Sheet.ts"
import { messageOf, RenderError } from "./RenderError.ts"

/** Pixels of a point of print: 216 of them are an inch. */
const pixels = 3

/** Skia, with the embedded faces as the one family that charts name; what the machine has installed plays no part. */
const canvasOf = async (width: number, height: number) => {
  const { createCanvas, GlobalFonts } = await import("@napi-rs/canvas")
  if (!GlobalFonts.has(fontFamily)) {
    for (const face of ["regular", "bold", "oblique", "boldOblique"] as const) {
      if (GlobalFonts.registerFromPath(path(face), fontFamily) === null) throw new Error(`No font in ${files[face]}`)
    }
  }
  return createCanvas(Math.ceil(width * pixels), Math.ceil(height * pixels))
}

/** As wide as in print, on white. */
export const renderPng = (spec: Spec, presentation: Presentation, width = 1): Effect.Effect<Uint8Array, RenderError> =>
  Effect.tryPromise({
    try: async () => {
      const naturalWidth = sheetOf(presentation).textWidth * Math.min(1, width)
      const format = of(presentation.locale)
      const size = sizeOf(spec, fonts(), format, naturalWidth)
      const canvas = await canvasOf(size.width, size.height)
      const context = canvas.getContext("2d")
      context.fillStyle = "#ffffff"
      context.fillRect(0, 0, canvas.width, canvas.height)
      const view = chartView(spec, fonts(), format, naturalWidth)
      await view.toCanvas(pixels, { externalContext: context })
      view.finalize()
      return new Uint8Array(canvas.toBuffer("image/png"))
    },
    catch: (cause) =>
      new RenderError({ reason: "document", message: `A chart could not be drawn: ${messageOf(cause)}`, cause })
  })
