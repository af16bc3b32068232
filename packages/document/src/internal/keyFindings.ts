import type { ReportDocument, Section } from "@fairward/core/ReportDocument"
import { allFindings, allFindingsAnchor } from "./allFindings.ts"
import { frontPage } from "./frontPage.ts"
import type { Subject } from "./Subject.ts"

const id = "key-findings"

/** What a reader must know first, with as many findings as that; then every finding of all stages, and what limits them. */
export const keyFindingsSection = (subject: Subject, most: number, isMapInFront: boolean): Section => ({
  id,
  title: "Key findings",
  goal: "What the audit found, gravest first, and what it could not look at.",
  blocks: [...frontPage(subject, most), ...allFindings(subject, isMapInFront)]
})

/** The part that is to be on one page. */
export const frontOfKeyFindings = ({ sections }: ReportDocument): Section | undefined => {
  const section = sections.find((candidate) => candidate.id === id)
  const end = section?.blocks.findIndex((block) => block._tag === "Heading" && block.id === allFindingsAnchor) ?? -1
  return section === undefined || end < 0 ? section : { ...section, blocks: section.blocks.slice(0, end) }
}
