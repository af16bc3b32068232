/** What every part of the page needs to know about the whole. */
import type { Section } from "@fairward/core/ReportDocument"
import type { ReactNode } from "react"
import type { ChartImage } from "../ChartImage.ts"
import type { Fonts } from "../Fonts.ts"
import type { Outline } from "../Outline.ts"

export interface Press {
  readonly fonts: Fonts
  readonly outline: Outline
  /** Drawn charts by anchor; a text says why one could not be drawn. */
  readonly charts: ReadonlyMap<string, ChartImage | string>
  /** Filled while pages are laid out: the page that an anchor is on. */
  readonly pages: Map<string, number>
  readonly size: "A4" | "LETTER"
  readonly textWidth: number
  readonly textHeight: number
  readonly title: string
}

/** Headings that stay with what follows them. */
export interface Lead {
  readonly nodes: ReadonlyArray<ReactNode>
  /** What they take of the page, in points; rather too much than too little. */
  readonly height: number
  /** Their anchors, each with its distance from the upper edge. */
  readonly anchors: ReadonlyArray<{ readonly anchor: string; readonly top: number }>
}

export interface Place {
  readonly press: Press
  /** The section that a link is written in. */
  readonly section: Section | null
}
