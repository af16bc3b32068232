/** What every part of the page needs to know about the whole. */
import type { Section } from "@fairward/core/ReportDocument"
import type { Drawing } from "../Drawing.ts"
import type { Fonts } from "../Fonts.ts"
import type { Format } from "../Format.ts"
import type { Outline } from "../Outline.ts"
import type { Sheet } from "./Sheet.ts"

export interface Press {
  readonly fonts: Fonts
  readonly format: Format
  readonly outline: Outline
  readonly sheet: Sheet
  /** Drawn charts by anchor; a text says why one could not be drawn. */
  readonly charts: ReadonlyMap<string, Drawing | string>
}

export interface Place {
  readonly press: Press
  /** The section that a link is written in. */
  readonly section: Section | null
  readonly width: number
}
