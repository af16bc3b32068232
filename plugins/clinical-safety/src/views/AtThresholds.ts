/**
 * What errors cost and alarms are worth at other thresholds, from findings. `NaN` where a count that it takes is withheld.
 */
import { errorCost } from "../Costs.ts"
import type { CohortFindings, Findings } from "../Findings.ts"
import { benefitAlong } from "../NetBenefit.ts"

/** Of shares, as many as they are of. */
const counted = (shares: ReadonlyArray<number | null>, all: number): ReadonlyArray<number> =>
  shares.map((share) => (all === 0 ? 0 : share === null ? Number.NaN : share * all))

const toCatch = ({ costs }: Findings, { counts }: CohortFindings): number =>
  costs.unit === "event" && counts.events !== null ? counts.events.all : counts.positives.all

/** In total, at each of `curve.thresholds`. */
export const costsAlong = (findings: Findings, cohort: CohortFindings): ReadonlyArray<number> => {
  const { counts, errors } = cohort
  const falseAlarms = counted(errors.falseAlarms.share, counts.positives.all + counts.negatives.all)
  return counted(errors.missed.share, toCatch(findings, cohort)).map((missed, i) =>
    errorCost({ missed, falseAlarms: falseAlarms[i]! }, findings.costs)
  )
}

/** In total, at the audit's threshold. */
export const auditedCost = (findings: Findings, { counts }: CohortFindings): number => {
  const { alarms, events, negatives, positives } = counts
  return errorCost(
    findings.costs.unit === "event" && events !== null && alarms !== null
      ? { missed: events.all - events.caught, falseAlarms: alarms.false }
      : { missed: positives.missed, falseAlarms: negatives.reached },
    findings.costs
  )
}

/** Net benefit of the model and of alarming always at each p where both are known. */
export const benefits = ({ netBenefit: { p } }: Findings, cohort: CohortFindings, kind: "patient" | "window") => {
  const { [kind]: decisions, window } = cohort.netBenefit
  if (decisions === null) return []
  const { detected, disturbed, positives } = decisions
  const negatives = kind === "window" && window !== null ? window.negatives : cohort.patients - positives
  const along = ({ always, share }: typeof detected, all: number) => ({
    reached: counted(share, all),
    always: counted([always], all)[0]!
  })
  return benefitAlong(
    { positives, negatives, detected: along(detected, positives), disturbed: along(disturbed, negatives) },
    p
  ).filter(({ all, model }) => !Number.isNaN(all) && !Number.isNaN(model))
}

/** Net benefit above the better of alarming always and never. */
export const gains = (findings: Findings, cohort: CohortFindings, kind: "patient" | "window") =>
  benefits(findings, cohort, kind).map(({ all, model, p }) => ({ x: p, y: model - Math.max(0, all) }))
