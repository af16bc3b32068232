import { Measure, Prose, ReportDocument } from "@fairward/core"
import type { Findings } from "../Findings.ts"
import { itemOf } from "../Measures.ts"
import { measureOf, tiersWithScores } from "../Words.ts"

type Block = ReportDocument.Block

const { text } = Prose

const statement = (words: ReportDocument.Text, evidence: string): Block => ({
  _tag: "KeyFinding",
  scope: "everyone",
  verdict: "no verdict",
  text: words,
  weight: 0,
  evidence: `clinical-safety-${evidence}`
})

const share = { unit: "share" } as const

/** Whether alarms are worth to be answered. */
const alarms = (findings: Findings): ReadonlyArray<Block> => {
  const { fatigueLimit, mode } = findings
  const { estimate } = measureOf(findings, undefined, mode === "patients" ? "step_precision" : "alarm_precision")
  if (estimate === null) return []
  const per = estimate < 0.05 ? 1000 : 100
  const frequency = Measure.inFrequency(share, { per, of: "alarms", outcome: "are true" }, estimate)
  const limit = text`the limit of alert fatigue of ${ReportDocument.count(Math.round(per * fatigueLimit))}`
  return [statement(text`${frequency}, ${estimate < fatigueLimit ? "below" : "not below"} ${limit}.`, "aggregated")]
}

/** Whether a higher tier is a higher risk, and what a tier is worth. */
const tiers = (findings: Findings): ReadonlyArray<Block> => {
  const known = tiersWithScores(findings).flatMap(({ name }) => {
    const { risk } = findings.everyone.tiers.find(({ tier }) => tier === name)!
    return risk.estimate === null ? [] : [{ name, risk: risk.estimate }]
  })
  if (known.length === 0) return []
  const counts = known.map(({ name, risk }) => text`${ReportDocument.count(Math.round(1000 * risk))} in ${name}`)
  const rises = known.every(({ risk }, i) => i === 0 || risk > known[i - 1]!.risk)
  const worth =
    known.length < 2
      ? "with scores in one tier alone, the tiers tell nothing apart"
      : rises
        ? "each tier is a higher risk than the one below"
        : "a higher tier is not always a higher risk"
  return [
    statement(
      text`of ${ReportDocument.count(1000)} ${itemOf(findings)}s, so many are positive: ${Prose.enumerated(counts)}; ${worth}.`,
      "aggregated"
    )
  ]
}

/** What holds for all patients, whatever their cohort. */
export const everyoneFindings = (findings: Findings): ReadonlyArray<Block> => [...alarms(findings), ...tiers(findings)]
