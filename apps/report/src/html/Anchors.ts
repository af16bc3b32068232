/** Ids of a page's elements, made of what a reader calls them: `table-4`, `section-2.1`. */
import type { ReportDocument, Section } from "@fairward/core/ReportDocument"
import { glossaryAnchor, type Outline, referencesAnchor } from "../Outline.ts"

/** The id of an anchor of the outline. */
export const idOf = (outline: Outline, anchor: string): string =>
  anchor === glossaryAnchor || anchor === referencesAnchor
    ? anchor
    : outline
        .label(anchor)
        .toLowerCase()
        .replace(" ", "-")
        .replace(/^\[(\d+)\]$/, "reference-$1")

/** The id of the n-th key finding of a document, from 1. */
export const findingId = (number: number): string => `finding-${number}`

/** For each anchor that is evidence, the number of the first key finding that it is evidence of. */
export const firstFindings = (document: ReportDocument, outline: Outline): ReadonlyMap<string, number> => {
  const first = new Map<string, number>()
  let number = 0
  for (const section of document.sections) {
    for (const block of section.blocks) {
      if (block._tag !== "KeyFinding") continue
      number++
      const anchor = block.evidence === undefined ? null : outline.resolve(section, block.evidence)
      if (anchor !== null && !first.has(anchor)) first.set(anchor, number)
    }
  }
  return first
}

/** What every part of the page needs to know about the whole. */
export interface Place {
  readonly outline: Outline
  /** The section that a link is written in. */
  readonly section: Section | null
}

/** The address of a link: of the web, of mail, or of a place in this page; `null` for anything else. */
export const linkAddress = (link: string, { outline, section }: Place): string | null => {
  if (!link.startsWith("#")) return /^(https?:\/\/|mailto:)/i.test(link) ? link : null
  const anchor = outline.resolve(section, link)
  return anchor === null ? null : `#${idOf(outline, anchor)}`
}
