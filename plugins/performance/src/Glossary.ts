import type { ReportDocument } from "@fairward/core"
import { Metric } from "@fairward/metrics"

export const glossary: ReadonlyArray<ReportDocument.GlossaryEntry> = [
  ...Metric.metrics.map(({ definition, title }) => ({ term: title, definition })),
  {
    term: "Calibration curve",
    definition:
      "Share of positives against the mean score, bin by bin of scores. On the diagonal a score means what it says; below it the model warns more than is warranted, above it less."
  },
  {
    term: "Precision-recall curve",
    definition:
      "Precision against recall over all thresholds: how many alarms are true when so many positive steps, or events, are caught. Higher is better."
  },
  {
    term: "ROC curve",
    definition:
      "Receiver operating characteristic: recall against false positive rate over all thresholds. Further to the upper left is better; the diagonal is chance."
  }
]
