/** What every part of a page needs to know about the whole. */
import type { Section } from "@fairward/core/ReportDocument"
import type { Drawing } from "@fairward/typesetter/Drawing"
import type { FigurePlace } from "@fairward/typesetter/Figure"
import type { Fonts } from "@fairward/typesetter/Fonts"
import type { Format } from "../Format.ts"
import type { Outline } from "../Outline.ts"
import { type Sheet, typeOf } from "./Sheet.ts"

export interface PageContext {
  readonly fonts: Fonts
  readonly format: Format
  readonly outline: Outline
  readonly sheet: Sheet
  /** The report goes on in an annex that is not printed. */
  readonly isWithoutAnnex?: boolean
  /** Drawn charts by anchor; a text says why one could not be drawn. */
  readonly charts: ReadonlyMap<string, Drawing | string>
  /** The page that an anchor is on, known when pages are painted; absent where there are none yet. */
  readonly pageOf?: (anchor: string) => number | undefined
}

export interface SectionPlace extends FigurePlace {
  readonly context: PageContext
  /** The section that a link is written in. */
  readonly section: Section | null
}

/** The width of the text, in a section or outside all. */
export const placeIn = (context: PageContext, section: Section | null = null): SectionPlace => ({
  context,
  section,
  fonts: context.fonts,
  style: typeOf(section),
  width: context.sheet.textWidth,
  pageHeight: context.sheet.textHeight
})
