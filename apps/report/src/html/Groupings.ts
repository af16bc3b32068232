/** The parts of a report that belong to one grouping. */
import type { Section } from "@fairward/core/ReportDocument"

/**
 * The grouping of every block of a section, or `null`: a heading that is the title of a grouping rules until the next
 * heading of its level or above.
 */
export const groupingsOf = (
  section: Section,
  groupingOf: (title: string) => number | null
): ReadonlyArray<number | null> => {
  let ruling: { readonly grouping: number; readonly level: number } | null = null
  return section.blocks.map((block) => {
    if (block._tag === "Heading") {
      if (ruling !== null && block.level <= ruling.level) ruling = null
      const grouping = ruling === null ? groupingOf(block.text) : null
      if (grouping !== null) ruling = { grouping, level: block.level }
    }
    return ruling?.grouping ?? null
  })
}
