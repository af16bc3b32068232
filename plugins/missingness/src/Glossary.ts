import type { ReportDocument } from "@fairward/core"

export const glossary: ReadonlyArray<ReportDocument.GlossaryEntry> = [
  {
    term: "Valid measurement",
    definition:
      "A measurement counts from the time it was taken until the expected interval of its variable has passed. At a step without a valid measurement the variable is missing, before anything is filled in for the model."
  },
  {
    term: "Expected and missed measurements",
    definition:
      "Expected: the length of stay divided by the expected interval, rounded up. Missed: how many measurements would have fitted into the gaps before the first, between two, and after the last, beyond the tolerance. The length of stay ends with the last step that has a prediction."
  },
  {
    term: "Intensity of measurement",
    definition:
      "Of a patient and a variable: 1 minus missed over expected measurements. Its categories are shares of expected measurements; patients without any measurement (no_msrt) are a category of their own."
  },
  {
    term: "Coverage",
    definition:
      "Of a patient and a variable: the share of the steps of the stay with a valid measurement. Of a cohort: the mean over its patients, each counting the same however long the stay."
  },
  {
    term: "Chi-squared test of independence",
    definition:
      "Compares the counts of patients by category and intensity with those expected if the two had nothing to do with each other. Dependent: they differ by more than chance would make likely. No dependence shown: they may still differ."
  },
  {
    term: "p by shuffled labels",
    definition:
      "Share of random exchanges of the patients' categories after which category and intensity look at least as dependent as they are. Given beside the chi-squared p where an expected count is below 5."
  },
  {
    term: "Cramér's V",
    definition:
      "How strongly category and intensity go together, from 0 (not at all) to 1 (one tells the other). V by chance: its root mean square if they had nothing to do with each other, which is larger in small cohorts and with many categories."
  },
  {
    term: "with_msrt, missing_msrt, no_msrt",
    definition:
      "Steps with a valid measurement of the variable; steps without one, of patients who have been or will be measured during the stay; all steps of patients who are never measured."
  }
]
