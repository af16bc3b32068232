import { verdictReplicates } from "@fairward/core/Comparison"
import { counted, enumerated, text } from "@fairward/core/Prose"
import type { Block, Verdict } from "@fairward/core/ReportDocument"
import { count, paragraph } from "@fairward/core/ReportDocument"
import { shownDisparities } from "./disparities.ts"
import { explainedOnce } from "./explanations.ts"
import { findingsOfStage, type KeyFinding } from "./findingsOfStages.ts"
import { type ReportedStage, type Subject, strong } from "./Subject.ts"
import { everyJudgementOf, tally, type VerdictCounts } from "./verdictCounts.ts"

/** What it means that a stage has no finding: nothing stands out only where everything was judged, and nothing was found. */
const withoutFindings = (counts: VerdictCounts, replicates: number): ReadonlyArray<Block> => {
  if (counts.material + counts.worse + counts.greater + counts.less > 0) return []
  const left = (verdict: Verdict, one: string, many: string) =>
    counts[verdict] === 0 ? [] : [text`${counted(counts[verdict], `comparison ${one}`, `comparisons ${many}`)}`]
  const open = [
    ...left("inconclusive", "is inconclusive", "are inconclusive"),
    ...left("too small", "has too few patients", "have too few patients"),
    ...left("not estimable", "is not estimable", "are not estimable")
  ]
  const settled = counts.equivalent + counts.better
  if (counts.awaiting > 0) return [paragraph(...notJudged(counts.awaiting, replicates))]
  if (settled + open.length === 0) return [paragraph("This analysis judges nothing; it describes.")]
  if (open.length === 0) return [paragraph("Nothing stands out, and everything was judged.")]
  return [
    paragraph(
      ...text`No difference was shown in what is judged in this section, and not everything could be judged: ${enumerated(open)}. A disparity there could go unseen.`
    )
  ]
}

const notJudged = (awaiting: number, replicates: number) =>
  text`${strong("Not judged. ")}Verdicts on ${counted(awaiting, "comparison")} need at least ${counted(verdictReplicates, "replicate")}; this audit drew ${count(replicates)}.`

/** The findings of a stage about cohorts, the gravest first; and what it means if nothing differs. */
export const toldOf = (
  subject: Subject,
  stage: ReportedStage
): { readonly findings: ReadonlyArray<KeyFinding>; readonly none: ReadonlyArray<Block> } => {
  const earlier = subject.stages.slice(0, subject.stages.indexOf(stage))
  const before = [
    ...shownDisparities(subject).map(({ finding }) => finding),
    ...earlier.flatMap((one) => findingsOfStage(subject, one))
  ]
  const findings = explainedOnce(subject, findingsOfStage(subject, stage), before)
  const isAnyTold = findings.some(({ verdict }) => verdict !== "too small" && verdict !== "not estimable")
  const { replicates } = subject.findings.audit.resampling
  return { findings, none: isAnyTold ? [] : withoutFindings(tally(everyJudgementOf(stage)), replicates) }
}
