/** What was tried beside the audit's setting of the alarm, from findings. */
import { Minutes } from "@fairward/core"
import type { CohortFindings, Findings } from "../Findings.ts"

/** Findings of earlier versions have tried nothing. */
export const triedIn = ({ whatIf }: Findings): NonNullable<Findings["whatIf"]> =>
  whatIf ?? { silences: [], budgets: [] }

/** What a cohort gets from the setting chosen for a budget. */
export const within = ({ whatIf }: CohortFindings, budget: number) => whatIf!.budgets[budget]!

/** What a setting brings: of 100 events, and alarms per patient-day. */
export type Brought = {
  readonly caught: number
  readonly alarms: number
  /** One alarm in so many is true; `null` without a true one. */
  readonly oneIn: number | null
}

/** `null` where a number is withheld, or where there is nothing to catch or no time. */
export const broughtTo = (cohort: CohortFindings, silence: number, threshold: number): Brought | null => {
  const { counts, patientDays, whatIf } = cohort
  const settings = whatIf!.settings[silence]!
  const [caught, trueShare, falseShare] = [settings.caught, settings.trueAlarms, settings.falseAlarms].map(
    ({ share }) => share[threshold] ?? null
  )
  if (caught == null || Number.isNaN(caught) || trueShare == null || falseShare == null || patientDays === null) {
    return null
  }
  const perDay = (counts.positives.all + counts.negatives.all) / patientDays
  const alarms = (trueShare + falseShare) * perDay
  return Number.isFinite(alarms)
    ? { caught: 100 * caught, alarms, oneIn: trueShare > 0 ? (trueShare + falseShare) / trueShare : null }
    : null
}

export const silenceName = (minutes: number): string => (minutes === 0 ? "none" : Minutes.formatMinutes(minutes))

export const thresholdName = (threshold: number): string => String(Number(threshold.toPrecision(4)))

/** Which of the settings is the audit's. */
export const auditsSetting = (findings: Findings) => {
  const place = findings.curve.thresholds.indexOf(findings.threshold)
  const silence = triedIn(findings).silences.indexOf(findings.policy?.silenceFor ?? 0)
  return { place, silence, broughtTo: (cohort: CohortFindings) => broughtTo(cohort, silence, place) }
}
