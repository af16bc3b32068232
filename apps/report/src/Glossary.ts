/** The terms of a report as readers look them up. */
import type { GlossaryEntry } from "@fairward/core/ReportDocument"

/** Terms in alphabetical order; of a term that several stages define alike, one. */
export const glossaryTerms = (glossary: ReadonlyArray<GlossaryEntry>): ReadonlyArray<GlossaryEntry> =>
  [...new Map(glossary.map((entry) => [`${entry.term}\n${entry.definition}`, entry])).values()].toSorted(
    (left, right) => left.term.localeCompare(right.term, "en")
  )
