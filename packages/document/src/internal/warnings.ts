import { contradictionTitles } from "@fairward/core/Labels"
import { enumerated, sentence, text } from "@fairward/core/Prose"
import type { Block } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { caveat, type Subject, strong } from "./Subject.ts"
import { countOf } from "./withheld.ts"

const thousandths = (value: number) => Document.score(Number(value.toFixed(3)))

/** That scores are lower where an event is near. */
const wrongDirection = ({ findings: { audit } }: Subject): ReadonlyArray<Block> =>
  audit.wrongDirection === undefined
    ? []
    : [
        caveat(
          "serious",
          ...text`${strong("Scores point the wrong way. ")}AUROC is ${thousandths(audit.wrongDirection.auroc)} (standard error ${thousandths(audit.wrongDirection.standardError)}, over patients), clearly below 0.5: scores are lower before events than at other times. If a low score means a high risk, the scores have to be turned and the audit repeated; what this report says of alarms means nothing then.`
        )
      ]

/** That labels contradict events and horizon, and why that is meant. */
const contradictingLabels = ({ findings: { audit } }: Subject): ReadonlyArray<Block> => {
  const { labels } = audit.dataset
  if (labels?.because === undefined || labels.contradictions.length === 0) return []
  const kinds = labels.contradictions.map(({ kind, steps }) => text`${countOf(steps)} are ${contradictionTitles[kind]}`)
  return [
    caveat(
      "warning",
      ...text`${strong("Labels contradict the events. ")}With ${countOf(labels.positives)} steps labelled 1, these labels do not fit events and horizon: ${enumerated(kinds)}. They were taken as given. The reason stated: ${sentence(labels.because)}`
    )
  ]
}

/** What a reader has to know before any finding. */
export const warningsOf = (subject: Subject): ReadonlyArray<Block> => [
  ...wrongDirection(subject),
  ...contradictingLabels(subject)
]
