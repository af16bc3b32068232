/** The parts of a report that belong to one grouping, so that a reader can look at one grouping through all stages. */
import type { ReportDocument, Section } from "@fairward/core/ReportDocument"

/** The section that introduces the groupings, each under a heading with its title. */
const population = "population"

/** Titles of the groupings. */
export const groupingTitles = ({ sections }: ReportDocument): ReadonlySet<string> =>
  new Set(
    sections
      .filter(({ id }) => id === population)
      .flatMap(({ blocks }) => blocks.flatMap((block) => (block._tag === "Heading" ? [block.text] : [])))
  )

/**
 * The grouping of every block of a section, or `null`: a heading that is the title of a grouping rules until the next
 * heading of its level or above.
 */
export const groupingsOf = (section: Section, titles: ReadonlySet<string>): ReadonlyArray<string | null> => {
  let ruling: { readonly title: string; readonly level: number } | null = null
  return section.blocks.map((block) => {
    if (block._tag === "Heading" && section.id !== population) {
      if (ruling !== null && block.level <= ruling.level) ruling = null
      if (ruling === null && titles.has(block.text)) ruling = { title: block.text, level: block.level }
    }
    return ruling?.title ?? null
  })
}
