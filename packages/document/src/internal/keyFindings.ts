import type { ReportDocument, Section } from "@fairward/core/ReportDocument"
import { allFindings, allFindingsAnchor } from "./allFindings.ts"
import { frontPage } from "./frontPage.ts"
import type { Subject } from "./Subject.ts"

const id = "key-findings"

/** What a reader must know first, with as many findings as that; then every finding of all stages, and what limits them. */
export const keyFindingsSection = (subject: Subject, most: number): Section => ({
  id,
  title: "Key findings",
  goal: "What the audit found, gravest first, and what it could not look at.",
  blocks: [...frontPage(subject, most), ...allFindings(subject)]
})

/** Whether a section is on one page of the document that it is of. */
export type Fits = (document: ReportDocument, section: Section) => boolean

/** The document with as many findings in front of all others as are on one page. */
export const withFrontPage = (
  total: number,
  documentOf: (most: number) => ReportDocument,
  fits: Fits
): ReportDocument => {
  const isOnePage = (document: ReportDocument): boolean => {
    const section = document.sections.find((candidate) => candidate.id === id)
    if (section === undefined) return true
    const end = section.blocks.findIndex((block) => block._tag === "Heading" && block.id === allFindingsAnchor)
    return fits(document, end < 0 ? section : { ...section, blocks: section.blocks.slice(0, end) })
  }
  const whole = documentOf(total)
  if (isOnePage(whole)) return whole
  let [least, most] = [0, total]
  let fitting = documentOf(least)
  while (most - least > 1) {
    const middle = (least + most) >> 1
    const document = documentOf(middle)
    if (isOnePage(document)) [least, fitting] = [middle, document]
    else most = middle
  }
  return fitting
}
