import type { ReportDocument } from "@fairward/core"
import { Metric } from "@fairward/metrics"

export const glossary: ReadonlyArray<ReportDocument.GlossaryEntry> = [
  ...Metric.metrics.filter(({ ofEvents }) => !ofEvents).map(({ definition, title }) => ({ term: title, definition })),
  {
    term: "Valid measurement",
    definition:
      "A measurement counts from the time it was taken until the expected interval of its variable has passed. At a step without a valid measurement the variable is missing, before anything is filled in for the model."
  },
  {
    term: "Expected interval, given or inferred",
    definition:
      "How often a variable is expected to be measured. Given: as the configuration says. Inferred: the median gap between consecutive measurements of the test patients, rounded up to the timestep or 5, 10, 15, 30 minutes, 1, 2, 4, 6, 8, 12, 24 hours or whole days. That is what is usual in these data; if all cohorts are measured too seldom, it does not tell."
  },
  {
    term: "Expected and missed measurements",
    definition:
      "Expected: the length of stay divided by the expected interval, rounded up. Missed: how many measurements would have fitted into the gaps before the first, between two, and after the last, beyond the tolerance. The length of stay ends with the last step that has a prediction."
  },
  {
    term: "Intensity of measurement",
    definition:
      "Of a patient and a variable: 1 minus missed over expected measurements. Its categories are shares of expected measurements, insufficient and enough where nothing else is configured; patients without any measurement (no_msrt) are a category of their own."
  },
  {
    term: "Coverage",
    definition:
      "Of a patient and a variable: the share of the steps of the stay with a valid measurement. Of a cohort: the mean over its patients, each counting the same however long the stay."
  },
  {
    term: "Testing",
    definition:
      "Of a variable that defines the label: how often it is measured outside events, per patient-day (24 hours at risk, by the clock). Each measurement is a test."
  },
  {
    term: "Yield of tests",
    definition:
      "Events recorded for 100 tests of a variable that defines the label, whatever they were recorded by. Tested less, with a yield no higher: there may be events that nobody records."
  },
  {
    term: "Unrecorded events",
    definition:
      "Events that alarm and label missed alike, at most one in each patient without a single test. How many of them would turn the verdict on event recall, judged by itself, into another: few, and the verdict rests on who was tested."
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
      "In the report: valid measurement, none valid now, never measured. Steps with a valid measurement of the variable; steps without one, of patients who have been or will be measured during the stay; all steps of patients who are never measured."
  }
]
