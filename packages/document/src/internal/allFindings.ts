import type { Block } from "@fairward/core/ReportDocument"
import { heading, paragraph } from "@fairward/core/ReportDocument"
import { rowsInFront, standingsOf, standingsTable, worseOff } from "./cohortStandings.ts"
import { findingsOfStage } from "./findingsOfStages.ts"
import { limitsOf } from "./limits.ts"
import type { ReportedStage, Subject } from "./Subject.ts"
import { verdictTable } from "./verdictCounts.ts"

/** Where the complete list stands. */
export const allFindingsAnchor = "key-findings-all"

/** Where the findings of one stage stand in it. */
export const stageFindingsAnchor = ({ id }: ReportedStage): string => `key-findings-of-${id}`

const ofStage = (stage: ReportedStage): ReadonlyArray<Block> => {
  if (stage.rendered === undefined) return []
  const findings = findingsOfStage(stage)
  return [
    heading(2, stageFindingsAnchor(stage), stage.stored.title),
    ...(findings.length === 0 ? [paragraph("Nothing stands out, and no cohort is too small to say.")] : findings)
  ]
}

/** Every key finding, by stage; what the verdicts add up to; and what limits the findings. */
export const allFindings = (subject: Subject): ReadonlyArray<Block> => {
  const verdicts = verdictTable(subject)
  const worse = worseOff(standingsOf(subject))
  const cohorts = worse.length > rowsInFront ? standingsTable("key-findings-cohorts-all", worse) : undefined
  const limits = limitsOf(subject)
  return [
    heading(1, allFindingsAnchor, "All findings"),
    ...subject.stages.flatMap(ofStage),
    ...(cohorts === undefined ? [] : [cohorts]),
    ...(verdicts === undefined ? [] : [verdicts]),
    ...(limits.length === 0 ? [] : [heading(2, "key-findings-limits", "What limits these findings"), ...limits])
  ]
}
