/** Which metrics stand for which notion of fairness. */
import type { Block } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { hasEvents, type Subject } from "./Subject.ts"

const notions = (events: boolean) => [
  {
    notion: "Equal opportunity",
    asks: "Who needs a warning gets it as often in every cohort.",
    metrics: events ? "recall, event recall" : "recall"
  },
  {
    notion: "Equalised odds",
    asks: "The same, and who needs none is spared as often.",
    metrics: events ? "recall, event recall, FPR" : "recall, FPR"
  },
  {
    notion: "Predictive parity",
    asks: "An alarm is right as often in every cohort, and quiet too.",
    metrics: "precision, NPV, both also corrected"
  },
  {
    notion: "Calibration within groups",
    asks: "A score means the same risk in every cohort.",
    metrics: "calibration error, calibration in the large, debiased calibration error"
  },
  {
    notion: "Balance of the classes",
    asks: "Scores are as high on average where there is an event, and as low where there is none.",
    metrics: "average score on the positive class, on the negative class"
  },
  {
    notion: "Equal ranking",
    asks: "Cohorts are ordered by risk equally well.",
    metrics: "AUROC, AUPRC, the latter also corrected"
  }
]

/** A row a notion. They cannot all hold at once where outcomes are not equally common. */
export const notionsTable = (subject: Subject): Block =>
  Document.Block.make({
    _tag: "Table",
    id: "methods-notions-table",
    caption: "Notions of fairness, and the metrics that stand for them",
    columns: [
      { key: "notion", title: "Notion", type: { _tag: "text" } },
      { key: "asks", title: "It asks that", type: { _tag: "text" }, width: 2.5 },
      { key: "metrics", title: "Metrics", type: { _tag: "text" }, width: 2 }
    ],
    rows: notions(hasEvents(subject))
  })
