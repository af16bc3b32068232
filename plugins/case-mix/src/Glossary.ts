import type { ReportDocument } from "@fairward/core"
import { Metric } from "@fairward/metrics"
import { MetricName } from "./Options.ts"

export const glossary: ReadonlyArray<ReportDocument.GlossaryEntry> = [
  ...MetricName.literals.flatMap((id) => {
    const { definition, title } = Metric.metricById.get(id)!
    return [
      { term: title, definition },
      {
        term: `${title}, like with like`,
        definition: `The same over those of a cohort who have comparable patients in the rest; of the rest: its value in each cell, weighed as the cohort is made up.`
      }
    ]
  }),
  {
    term: "Case mix",
    definition:
      "Of which patients a cohort is made up, by what the configuration names as making patients comparable, such as age and severity."
  },
  {
    term: "Like with like",
    definition:
      "A cohort against those of its rest who are alike in all that makes patients comparable, each kind of patient (cell) as often as in the cohort."
  },
  { term: "Crude", definition: "A cohort against all of its rest, whoever these are." },
  {
    term: "Explained",
    definition:
      "The part of the crude difference that is not there like with like: 1 less the one over the other. Above 100 %: like with like the cohort is better off; below 0: the crude difference hides a part. It says where a difference comes from, not that it is right."
  },
  {
    term: "Nobody comparable",
    definition:
      "Patients of the cohort who take part in a metric and are in no cell with enough patients of the rest, or of whom an attribute is missing."
  },
  { term: "Cell", definition: "Patients who are alike in all that makes patients comparable." }
]
