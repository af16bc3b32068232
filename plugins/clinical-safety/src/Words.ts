/** How the findings are called: every measure says per what it is. */
import { type Comparison, ComparisonTables, Prose, type ReportDocument } from "@fairward/core"
import type { CohortFindings, Findings, Measured } from "./Findings.ts"
import { itemOf, type MarginOf, measuresIn, money, riskMetric, type SafetyMeasure } from "./Measures.ts"

export { itemOf, money } from "./Measures.ts"

/** What is compared; those that are described only have no verdict. */
export const measuresOf = ({ costs, mode, policy, tiers }: Findings): ReadonlyArray<SafetyMeasure> =>
  measuresIn({ mode, hasPolicy: policy !== null, tiers, costs })

/** What costs are divided by. */
export const perExposure = ({ mode }: Pick<Findings, "mode">): string =>
  mode === "patients" ? "per 1,000 patients" : "per patient-day"

export const costMetric = ({ mode }: Pick<Findings, "mode">): string =>
  mode === "patients" ? "cost_per_1000_patients" : "cost_per_day"

/** Decimals of an amount of money of about this size. */
export const moneyDigits = (amount: number | null): number =>
  amount === null || Math.abs(amount) >= 100 || amount === 0 ? 0 : Math.abs(amount) >= 10 ? 1 : 2

/** Decimals that tell thresholds of about this size apart. */
export const thresholdDigits = ({
  curve,
  scale,
  threshold
}: Pick<Findings, "curve" | "scale" | "threshold">): number => {
  if (scale === "points") return [threshold, ...curve.thresholds].every((one) => !(one % 1)) ? 0 : 2
  return threshold > 0 && threshold < 0.1 ? 4 : 3
}

/** Those that any score lies in. */
export const tiersWithScores = ({ everyone, tiers }: Pick<Findings, "everyone" | "tiers">): Findings["tiers"] =>
  tiers.filter(({ name }) =>
    everyone.tiers.some(({ negatives, positives, tier }) => tier === name && positives + negatives !== 0)
  )

const nearlyAll = 0.95

export interface TierFit {
  /** Names of tiers that no score lies in. */
  readonly empty: ReadonlyArray<string>
  /** The tier with the most steps, and its share of all. */
  readonly fullest: string
  readonly share: number
}

/** Tiers that tell scores hardly apart, since one holds nearly all steps or none lies in another; `undefined` where they do. */
export const tierMisfit = (findings: Pick<Findings, "everyone" | "tiers">): TierFit | undefined => {
  const { everyone, tiers } = findings
  if (tiers.length === 0) return undefined
  const filled = tiersWithScores(findings)
  const empty = tiers.filter((tier) => !filled.includes(tier)).map(({ name }) => name)
  const steps = everyone.tiers.map(({ negatives, positives, tier }) => ({ tier, steps: negatives + positives }))
  const total = steps.reduce((sum, one) => sum + one.steps, 0)
  const fullest = steps.reduce((most, one) => (one.steps > most.steps ? one : most))
  const share = fullest.steps / total
  return empty.length > 0 || share >= nearlyAll ? { empty, fullest: fullest.tier, share } : undefined
}

/** Whether one tier holds so much that the others hardly matter. */
export const isNearlyAll = ({ share }: TierFit): boolean => share >= nearlyAll

/** The judged measures, without the risk of tiers that no score lies in. */
export const judgedIn = (findings: Findings): ReadonlyArray<SafetyMeasure> => {
  const { tiers } = findings
  const empty = new Set(tiers.filter((tier) => !tiersWithScores(findings).includes(tier)).map(riskMetric))
  return measuresOf(findings).filter(({ id, judged }) => judged === true && !empty.has(id))
}

/** The judged comparisons as shared views read them. */
export const comparedOf = (findings: Findings): ComparisonTables.Compared => {
  const judged = judgedIn(findings)
  const ids = new Set(judged.map(({ id }) => id))
  const everyone = everyoneOf(findings)
  return {
    ...findings,
    stage: "clinical-safety",
    metricTitle: "Measure",
    metrics: judged.map(({ marginOf, ...measure }) => ({
      ...measure,
      digits: marginOf === "cost" ? moneyDigits(everyone.get(measure.id) ?? null) : marginOf === "falseAlarms" ? 2 : 3
    })),
    comparisons: findings.comparisons.filter(({ metric }) => ids.has(metric))
  }
}

/** Names of the judged measures so short that a row of a table holds them; its caption says per what they are. */
const shortTitle = (metric: ComparisonTables.ComparedMetric): string =>
  ({
    false_alarms_per_day: "False alarms",
    event_recall: "Events caught",
    alarm_precision: "Alarms true",
    cost_per_day: "Cost",
    cost_per_1000_patients: "Cost"
  })[metric.id] ?? (metric.id.startsWith("risk_") ? `Risk in ${metric.id.slice("risk_".length)}` : metric.title)

const shortUnits: ReadonlyMap<string, string> = new Map([
  ["event_recall", "events caught are a share of all evaluable events"],
  ["alarm_precision", "alarms true are a share of all alarms"],
  ["false_alarms_per_day", "false alarms are per patient-day"]
])

/** Every judged comparison of a grouping, a line each. */
export const comparisonTable = (
  findings: Findings,
  compared: ComparisonTables.Compared,
  grouping: ComparisonTables.ComparedGrouping
): ReportDocument.Block => {
  const metrics = compared.metrics.map((metric) => ({ ...metric, title: shortTitle(metric) }))
  const block = ComparisonTables.comparisonTable({ ...compared, metrics }, grouping)
  if (block._tag !== "Table") return block
  const units = [
    ...(findings.tiers.length === 0 ? [] : [`risk is the share of a tier's ${itemOf(findings)}s that are positive`]),
    ...compared.metrics.flatMap(({ id }) => shortUnits.get(id) ?? []),
    ...(compared.metrics.some(({ id }) => id === costMetric(findings))
      ? [`cost is in ${money(findings)} ${perExposure(findings)}`]
      : [])
  ]
  const { costs, falseAlarmMargin, margin } = findings
  const has = (margin: MarginOf) => judgedIn(findings).some(({ marginOf }) => marginOf === margin)
  const margins = [
    ...(has("share") ? [`${margin} for shares and risks`] : []),
    ...(has("falseAlarms") ? [`${falseAlarmMargin} for false alarms`] : []),
    ...(has("cost") && costs.margin !== null ? [`${costs.margin} for cost`] : [])
  ]
  return {
    ...block,
    empty:
      "Nothing is judged here: of points, one a patient, only costs and tiers of risk would be, and none are configured.",
    caption: [
      `${grouping.title}: every comparison`,
      ...units,
      ...(margins.length === 0
        ? []
        : [`equivalent within margins of at most ${margins.join(", ")}, and of a fifth of what is judged`])
    ].join("; ")
  }
}

/** Every measure of all patients. */
export const everyoneOf = ({ everyone }: Findings): ReadonlyMap<string, number | null> =>
  new Map(everyone.measures.map(({ estimate, metric }) => [metric, estimate]))

/** A cohort with its names. */
export interface Named {
  readonly grouping: ComparisonTables.ComparedGrouping
  readonly category: string
  readonly label: string
  readonly cohort: CohortFindings
}

export const cohortsOf = ({ cohorts }: Findings, grouping: ComparisonTables.ComparedGrouping): ReadonlyArray<Named> =>
  grouping.categories.flatMap(({ id, label }) =>
    cohorts
      .filter((one) => one.grouping === grouping.id && one.category === id)
      .map((cohort) => ({ grouping, category: id, label, cohort }))
  )

export const allCohorts = (findings: Findings): ReadonlyArray<Named> =>
  findings.groupings.flatMap((grouping) => cohortsOf(findings, grouping))

export const comparisonOf = (
  { comparisons }: Findings,
  { category, grouping }: Pick<Named, "category" | "grouping">,
  metric: string
): Comparison.Comparison =>
  comparisons.find((one) => one.grouping === grouping.id && one.category === category && one.metric === metric)!

/** A measure of a cohort, or of everyone when `named` is absent. */
export const measureOf = (findings: Findings, named: Named | undefined, metric: string): Measured => {
  if (named !== undefined) {
    const { estimate, high, low } = comparisonOf(findings, named, metric).cohort
    return { estimate, low, high }
  }
  const { estimate, high, low } = findings.everyone.measures.find((one) => one.metric === metric)!
  return { estimate, low, high }
}

/** "Female (sex)". */
export const fullName = ({ grouping, label }: Pick<Named, "grouping" | "label">): string =>
  `${label} (${Prose.uncapitalised(grouping.title)})`
