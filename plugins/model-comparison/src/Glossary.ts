import type { ReportDocument } from "@fairward/core"
import { Metric } from "@fairward/metrics"

export const glossary: ReadonlyArray<ReportDocument.GlossaryEntry> = [
  ...Metric.metrics.map(({ definition, title }) => ({ term: title, definition })),
  {
    term: "Baseline",
    definition: "The model that the others are compared with, such as the one that is in use."
  },
  {
    term: "Caught by both",
    definition: "Events before which both the baseline and the other model alarm, each at its threshold."
  },
  { term: "Missed by both", definition: "Events before which neither the baseline nor the other model alarms." },
  { term: "Lost", definition: "Events that the baseline catches and the other model misses." },
  { term: "Gained", definition: "Events that the baseline misses and the other model catches." },
  {
    term: "Change",
    definition:
      "A metric with a model less the same with the baseline, of a cohort and of its rest. Their difference is by how much the disparity changes: below 0, where higher is better, the cohort falls behind."
  }
]
