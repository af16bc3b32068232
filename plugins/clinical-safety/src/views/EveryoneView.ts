import { Minutes, Prose, ReportDocument } from "@fairward/core"
import type { Findings } from "../Findings.ts"
import { itemOf, riskMetric } from "../Measures.ts"
import { allCohorts, comparisonOf, fullName, isNearlyAll, measureOf, tierMisfit, tiersWithScores } from "../Words.ts"
import { benefits } from "./AtThresholds.ts"

type Block = ReportDocument.Block

const { text } = Prose

/** That all patients are served badly, for the first lines of the report. */
interface Poor {
  readonly harm: ReportDocument.Harm
  readonly answer: ReportDocument.Text
}

const statement = (words: ReportDocument.Text, evidence: string, poor?: Poor): Block => ({
  _tag: "KeyFinding",
  scope: "everyone",
  verdict: "no verdict",
  text: words,
  weight: 0,
  evidence: `clinical-safety-${evidence}`,
  ...(poor === undefined ? {} : { isPoor: true, ...poor })
})

/** Of large numbers no decimals, of small ones one. */
const alarmsPerTrue = (share: number) => {
  const digits = share <= 0.1 ? 0 : 1
  return digits === 0 ? ReportDocument.count(Math.round(1 / share)) : ReportDocument.decimal(1 / share, digits)
}

/** Whether alarms are worth to be answered: poor where fewer are true than the limit of alarm fatigue. */
const alarms = (findings: Findings): ReadonlyArray<Block> => {
  const { fatigueLimit, mode } = findings
  const { estimate } = measureOf(findings, undefined, mode === "patients" ? "step_precision" : "alarm_precision")
  if (estimate === null) return []
  const answered = (answer: ReportDocument.Text): Poor => ({ harm: "false alarms", answer })
  if (estimate === 0) return [statement(text`no alarm is true.`, "aggregated", answered(text`no alarm is true`))]
  const poor =
    estimate < fatigueLimit ? answered(text`${alarmsPerTrue(estimate)} alarms for one that is true`) : undefined
  const compared = estimate < fatigueLimit ? "more" : "not more"
  const limit =
    fatigueLimit > 0
      ? text`, ${compared} than the ${alarmsPerTrue(fatigueLimit)} set as the limit of alarm fatigue`
      : ""
  return [statement(text`${alarmsPerTrue(estimate)} alarms for one that is true${limit}.`, "aggregated", poor)]
}

/** Net benefit at the audit's threshold, of a thousand, above the better of alarming always and never. */
const gainOf = (findings: Findings, kind: "patient" | "window") => {
  const { everyone, threshold } = findings
  const found = benefits(findings, everyone, kind).find(({ p }) => Math.abs(p - threshold) <= 1e-9 * threshold)
  if (found === undefined) return undefined
  const gain = 1000 * (found.model - Math.max(0, found.all))
  const { high = null, low = null } = everyone.gain?.[kind] ?? {}
  const number = (value: number) => ReportDocument.decimal(value + 0, 1)
  const per = text`true positives per ${ReportDocument.count(1000)} ${kind}s`
  const other = found.all > 0 ? "alarming always" : "never alarming"
  if (low !== null && high !== null && low <= 0 && high >= 0) {
    const words = text`not told from that of ${other} (${number(1000 * low)} to ${number(1000 * high)} ${per})`
    return { sign: 0, words, other }
  }
  const ends = [low, high].flatMap((end) => (end === null ? [] : [Math.abs(1000 * end)])).toSorted((a, b) => a - b)
  const interval = ends.length < 2 ? "" : text` (${number(ends[0]!)} to ${number(ends[1]!)})`
  const words = text`${number(Math.abs(gain))}${interval} ${per} ${gain < 0 ? "below" : "above"} that of ${other}`
  return { sign: Math.sign(gain), words, other }
}

/**
 * Whether patients are better served by the alarm than by alarming always or never; both, where patients and windows differ in
 * it. Poor where chance does not explain that they are served worse, counted either way.
 */
const benefit = (findings: Findings): ReadonlyArray<Block> => {
  const [patients, windows] = [gainOf(findings, "patient"), gainOf(findings, "window")]
  if (patients === undefined) return []
  const but =
    windows !== undefined && windows.sign !== patients.sign
      ? text`; counted by windows of ${Minutes.formatMinutes(findings.horizon)} in place of patients it is ${windows.words}`
      : ""
  const isPoor = patients.sign < 0 && (windows === undefined || windows.sign < 0)
  const poor: Poor | undefined = isPoor
    ? { harm: "false alarms", answer: text`net benefit is below that of ${patients.other}` }
    : undefined
  return [statement(text`net benefit at the threshold is ${patients.words}${but}.`, "aggregated", poor)]
}

const mostNamed = 3

/** Cohorts with enough patients in every tier in which a higher tier is not a higher risk. */
const unordered = (findings: Findings, names: ReadonlyArray<string>): ReadonlyArray<string> =>
  allCohorts(findings).flatMap((named) => {
    const found = names.map((name) => comparisonOf(findings, named, riskMetric({ name })))
    const risks = found.flatMap(({ cohort, verdict, withheld }) =>
      cohort.estimate === null || withheld !== undefined || verdict === "too small" ? [] : [cohort.estimate]
    )
    const isOrdered = risks.every((risk, i) => i === 0 || risk > risks[i - 1]!)
    return risks.length < names.length || isOrdered ? [] : [fullName(named)]
  })

/** Whether a higher tier is a higher risk, for everybody and in every cohort, and what a tier is worth. */
const tiers = (findings: Findings): ReadonlyArray<Block> => {
  const misfit = tierMisfit(findings)
  if (misfit !== undefined && findings.tiers.length > 1) {
    const { empty, fullest, share } = misfit
    const why = isNearlyAll(misfit)
      ? text`${fullest} holds ${ReportDocument.percentage(share, share > 0.999 ? 3 : 1)} of all ${itemOf(findings)}s`
      : text`no score lies in ${empty.join(" or ")}`
    return [statement(text`the tiers do not fit this model: ${why}.`, "aggregated")]
  }
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
        ? "over all patients each tier is a higher risk than the one below"
        : "a higher tier is not always a higher risk"
  const against = unordered(
    findings,
    known.map(({ name }) => name)
  )
  const but = rises && against.length > 0 ? `, but not in ${Prose.listedFew(against, mostNamed)}` : ""
  return [
    statement(
      text`of ${ReportDocument.count(1000)} ${itemOf(findings)}s, so many are positive: ${Prose.enumerated(counts)}; ${worth}${but}.`,
      "aggregated"
    )
  ]
}

/** How much is missed at all, which no difference between cohorts tells. */
const missed = (findings: Findings): ReadonlyArray<Block> => {
  const { missedLimit = 0.5 } = findings
  const isOfEvents = findings.mode === "events"
  const { estimate, low = null } = measureOf(findings, undefined, isOfEvents ? "event_miss_rate" : "step_miss_rate")
  if (estimate === null) return []
  const of = isOfEvents ? "events" : `positive ${itemOf(findings)}s`
  const share = ReportDocument.count(Math.round(100 * estimate))
  const words = text`of ${ReportDocument.count(100)} ${of} ${share} are missed`
  const poor: Poor | undefined = (low ?? estimate) > missedLimit ? { harm: "missed", answer: words } : undefined
  return [statement(text`${words}.`, "aggregated", poor)]
}

/** What holds for all patients, whatever their cohort. */
export const everyoneFindings = (findings: Findings): ReadonlyArray<Block> => [
  ...missed(findings),
  ...alarms(findings),
  ...benefit(findings),
  ...tiers(findings)
]
