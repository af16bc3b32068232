/** Whether something is on one page, from the layout that is printed. */
import type { ReportDocument, Section } from "@fairward/core/ReportDocument"
import type { Drawing } from "@fairward/typesetter/Drawing"
import { fonts } from "@fairward/typesetter/Fonts"
import { paginate } from "@fairward/typesetter/Pages"
import { sizeOf } from "./Drawing.ts"
import { of } from "./Format.ts"
import { drawable } from "./Glyphs.ts"
import { sectionUnits } from "./internal/Sections.ts"
import { sheetOf } from "./internal/Sheet.ts"
import { anchorOf, outlineOf } from "./Outline.ts"
import { written } from "./Written.ts"

/** Whether a section is on one page of the document that it is of, or is part of a section of that. */
export const fitsPage = (
  document: ReportDocument,
  section: Section,
  fontFiles: ReadonlyArray<Uint8Array> = []
): boolean => {
  const sheet = sheetOf(document.presentation)
  const context = {
    fonts: fonts(fontFiles),
    format: of(document.presentation.locale),
    outline: outlineOf(document),
    sheet,
    charts: new Map<string, Drawing>()
  }
  const [drawn] = drawable(written({ ...document, sections: [section] }), context.fonts).document.sections
  for (const block of drawn!.blocks) {
    if (block._tag !== "Chart") continue
    const size = sizeOf(block.spec, context.fonts, context.format, sheet.textWidth * Math.min(1, block.width ?? 1))
    context.charts.set(anchorOf(drawn!, "Chart", block.id), { commands: [], ...size })
  }
  const chapter = { title: section.title, units: sectionUnits(drawn!, context), room: 1 }
  return paginate([chapter], sheet.textHeight).length === 1
}
