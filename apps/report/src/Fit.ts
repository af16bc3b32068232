/** Whether something is on one page, from the layout that is printed. */
import type { ReportDocument, Section } from "@fairward/core/ReportDocument"
import { fonts } from "@fairward/typesetter/Fonts"
import { paginate } from "@fairward/typesetter/Pages"
import { of } from "./Format.ts"
import { drawable } from "./Glyphs.ts"
import { sectionUnits } from "./internal/Sections.ts"
import { sheetOf } from "./internal/Sheet.ts"
import { outlineOf } from "./Outline.ts"
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
    charts: new Map()
  }
  const [drawn] = drawable(written({ ...document, sections: [section] }), context.fonts).document.sections
  const chapter = { title: section.title, units: sectionUnits(drawn!, context), room: 1 }
  return paginate([chapter], sheet.textHeight).length === 1
}
