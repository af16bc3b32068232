import type { ReportDocument } from "@fairward/core"
import { toldMeasures } from "./Measures.ts"

export const glossary: ReadonlyArray<ReportDocument.GlossaryEntry> = [
  ...toldMeasures.map(({ definition, title }) => ({ term: title, definition })),
  {
    term: "Group",
    definition:
      "Patients who share a category of one attribute or of several, such as women of 75 and more who had no surgery."
  },
  {
    term: "Attribute",
    definition: "What patients are told apart by: a grouping of the audit, such as sex or age."
  },
  {
    term: "All others",
    definition:
      "What a group is compared with: every patient who is not in it and whose values of the same attributes are known."
  },
  {
    term: "Larger group",
    definition:
      "A group that another is part of, because it combines fewer of the same categories: all women, of women of 75 and more."
  },
  {
    term: "Worse than the larger group",
    definition:
      "Whether the interval of the difference between a group and a larger one that it is part of leaves out 0 on the worse side. Where it does not, the larger group as a whole may be what is worse off."
  },
  {
    term: "Event-bearing patients",
    definition: "Patients with an evaluable event or, without events, with a positive label."
  },
  {
    term: "Possible",
    definition: "Of groups: combinations of categories that there can be, with patients or without."
  },
  { term: "Searched", definition: "Of groups: compared with all others." },
  {
    term: "Same patients",
    definition: "Of groups: they hold the very patients of a group that combines less, and are searched as that one."
  },
  {
    term: "Worse off",
    definition: "Of groups: the interval of the difference from all others leaves out 0 on the worse side."
  },
  {
    term: "By more than chance explains",
    definition:
      "The interval, which holds for all groups at once, leaves out 0. Another cause than the attributes is not ruled out."
  }
]
