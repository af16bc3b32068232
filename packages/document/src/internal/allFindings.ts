import { verdictReplicates } from "@fairward/core/Comparison"
import { counted, enumerated, text } from "@fairward/core/Prose"
import type { Block, Verdict } from "@fairward/core/ReportDocument"
import * as Document from "@fairward/core/ReportDocument"
import { heading, paragraph } from "@fairward/core/ReportDocument"
import { rowsInFront, standingsOf, standingsTable, worseOff } from "./cohortStandings.ts"
import { withComments } from "./comments.ts"
import { explainedOnce } from "./explanations.ts"
import { findingsOfStage } from "./findingsOfStages.ts"
import { heatMap } from "./heatMap.ts"
import { limitsOf } from "./limits.ts"
import { type ReportedStage, type Subject, strong } from "./Subject.ts"
import { judgementsOf, tally, type VerdictCounts, verdictTable } from "./verdictCounts.ts"

/** Where the complete list stands. */
export const allFindingsAnchor = "key-findings-all"

/** Where the findings of one stage stand in it. */
export const stageFindingsAnchor = ({ id }: ReportedStage): string => `key-findings-of-${id}`

const ofStage = (subject: Subject, stage: ReportedStage): ReadonlyArray<Block> => {
  if (stage.rendered === undefined) return []
  const findings = explainedOnce(subject, findingsOfStage(subject, stage))
  return [
    heading(2, stageFindingsAnchor(stage), stage.stored.title),
    ...(findings.length === 0
      ? [withoutFindings(tally(judgementsOf(stage)), subject.findings.audit.resampling.replicates)]
      : withComments(subject, stage, findings))
  ]
}

/** What it means that a stage has no finding: nothing stands out only where everything was judged. */
const withoutFindings = (counts: VerdictCounts, replicates: number): Block => {
  const left = (verdict: Verdict, one: string, many: string) =>
    counts[verdict] === 0 ? [] : [text`${counted(counts[verdict], `comparison ${one}`, `comparisons ${many}`)}`]
  const open = [
    ...left("inconclusive", "is inconclusive", "are inconclusive"),
    ...left("too small", "has too few patients", "have too few patients"),
    ...left("not estimable", "is not estimable", "are not estimable")
  ]
  const settled = counts.equivalent + counts.better
  if (counts.awaiting > 0) return paragraph(...notJudged(counts.awaiting, replicates))
  if (settled + open.length === 0) return paragraph("It judges nothing; what it describes is in its section.")
  if (open.length === 0) return paragraph("Nothing stands out, and everything was judged.")
  return paragraph(
    ...text`No difference was shown, but not everything could be judged: ${enumerated(open)}. A disparity there could go unseen.`
  )
}

const notJudged = (awaiting: number, replicates: number) =>
  text`${strong("Not judged. ")}Verdicts on ${counted(awaiting, "comparison")} need at least ${counted(verdictReplicates, "replicate")}; this audit drew ${Document.count(replicates)}.`

/**
 * Every key finding, by stage; all cohorts by outcomes, unless they are in front already; what the verdicts add up to; and
 * what limits the findings.
 */
export const allFindings = (subject: Subject, isMapInFront: boolean): ReadonlyArray<Block> => {
  const map = isMapInFront ? undefined : heatMap(subject, "key-findings-outcomes", "All cohorts by outcomes")
  const verdicts = verdictTable(subject)
  const worse = worseOff(standingsOf(subject))
  const cohorts = worse.length > rowsInFront ? standingsTable("key-findings-cohorts-all", worse) : undefined
  const limits = limitsOf(subject)
  return [
    heading(1, allFindingsAnchor, "All findings"),
    ...subject.stages.flatMap((stage) => ofStage(subject, stage)),
    ...(cohorts === undefined ? [] : [cohorts]),
    ...(map === undefined ? [] : [map.table]),
    ...(verdicts === undefined ? [] : [verdicts]),
    ...(limits.length === 0 ? [] : [heading(2, "key-findings-limits", "What limits these findings"), ...limits])
  ]
}
