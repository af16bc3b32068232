/** A report as PDF. */
import type { ReportDocument } from "@fairward/core/ReportDocument"
import type { Drawing } from "@fairward/typesetter/Drawing"
import { type Fonts, fonts } from "@fairward/typesetter/Fonts"
import { Clock, Effect } from "effect"
import { createElement } from "react"
import { drawingOf } from "./Drawing.ts"
import { type Format, of } from "./Format.ts"
import { drawable } from "./Glyphs.ts"
import type { PageContext } from "./internal/PageContext.ts"
import { Report } from "./internal/Report.tsx"
import { sheetOf } from "./internal/Sheet.ts"
import { taggedBytes, taggedFile } from "./internal/TaggedFile.ts"
import { typeset } from "./internal/Typeset.ts"
import { anchorOf, uniqueOutline } from "./Outline.ts"
import { messageOf, RenderError } from "./RenderError.ts"
import { written } from "./Written.ts"

export interface Options {
  /** The date in the file's metadata; now when absent. The same document and date give the same pages. */
  readonly createdAt?: Date
  /** Contents of font files, for characters that the built-in font lacks: the first that has one draws it. */
  readonly fonts?: ReadonlyArray<Uint8Array>
}

/** The report as the bytes of a PDF. */
export const renderPdf = Effect.fn("Report.renderPdf")(function* (
  document: ReportDocument,
  options: Options = {}
): Effect.fn.Return<Uint8Array, RenderError> {
  const loaded = yield* Effect.sync(() => fonts(options.fonts))
  const createdAt = options.createdAt ?? new Date(yield* Clock.currentTimeMillis)
  const { document: drawn, missing } = drawable(written(printed(document)), loaded)
  const outline = yield* uniqueOutline(drawn)
  const sheet = sheetOf(drawn.presentation)
  const format = of(drawn.presentation.locale)
  const charts = yield* drawCharts(drawn, loaded, format, sheet.textWidth)
  const isWithoutAnnex = document.presentation.annex === false
  const context: PageContext = { fonts: loaded, format, outline, sheet, isWithoutAnnex, charts }
  return yield* Effect.tryPromise({
    try: async () => {
      const file = taggedFile(drawn.cover, createdAt)
      const pages = typeset(drawn, missing, context)
      charts.clear() // What shows them has them, until it is painted.
      file.structure.order(pages.tags)
      return await taggedBytes(file, createElement(Report, { file, document: drawn, context, typeset: pages }))
    },
    catch: (cause) =>
      new RenderError({ reason: "layout", message: `The report could not be laid out: ${messageOf(cause)}`, cause })
  })
})

/** Links into an annex that is not printed become plain words. */
const printed = (document: ReportDocument): ReportDocument =>
  document.presentation.annex === false
    ? { ...document, sections: document.sections.filter(({ part }) => part !== "annex"), glossary: [] }
    : document

/** A chart that cannot be drawn does not take the report with it: its place says why, and the log too. */
const drawCharts = Effect.fn("Report.drawCharts")(function* (
  document: ReportDocument,
  fonts: Fonts,
  format: Format,
  textWidth: number
) {
  const charts = new Map<string, Drawing | string>()
  for (const section of document.sections) {
    for (const block of section.blocks) {
      if (block._tag !== "Chart") continue
      const drawn = yield* Effect.tryPromise({
        try: () => drawingOf(block.spec, fonts, format, textWidth * Math.min(1, block.width ?? 1)),
        catch: messageOf
      }).pipe(
        Effect.catch((reason) =>
          Effect.logWarning(`Chart "${block.id}" of section "${section.id}" could not be drawn: ${reason}`).pipe(
            Effect.as(reason)
          )
        )
      )
      charts.set(anchorOf(section, "Chart", block.id), drawn)
    }
  }
  return charts
})
