/**
 * What each patient adds to every measure: counts at the audit's threshold, and at those that were chosen for all patients
 * and for the patient's own category.
 */
import { Exposure } from "@fairward/core"
import type { Sides } from "@fairward/metrics"
import { type AlarmCounts, alarmCounts, forAll } from "./AlarmPolicy.ts"
import type { Cheapest } from "./Costs.ts"
import {
  benefitColumn,
  budgetColumn,
  type Column,
  costOver,
  type Decision,
  groupingColumn,
  type Sums,
  tierColumn
} from "./Measures.ts"
import { type Benefited, gainOf } from "./NetBenefit.ts"
import { eventItems, itemCounts } from "./ScoredItems.ts"
import type { Asked } from "./Setting.ts"
import type { Stays } from "./Stays.ts"
import type { Reached } from "./TargetRecall.ts"
import type { TierCounts } from "./Tiers.ts"

export interface Found {
  readonly stays: Stays
  readonly sides: Sides.Sides
  readonly asked: Asked
  readonly tiers: TierCounts
  /** At the audit's threshold. */
  readonly counts: AlarmCounts
  /** At the setting chosen for each budget of alarms. */
  readonly within: ReadonlyArray<AlarmCounts | undefined>
  /** At risk, of each test patient. */
  readonly minutes: Float64Array
  /** What net benefit counts at the audit's threshold; nothing where scores are points. */
  readonly benefited: Readonly<Record<Decision, Benefited | undefined>>
  /** Per side. */
  readonly cheapest: ReadonlyArray<Cheapest>
  /** Per side. */
  readonly target: ReadonlyArray<Reached>
}

const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i]!)

const summed = (columns: ReadonlyArray<Float64Array>): Float64Array =>
  columns.reduce((sum, own) => sum.map((value, i) => value + own[i]!))

const orNever = (threshold: number | null): number => threshold ?? Number.POSITIVE_INFINITY

/** Each patient's threshold: that of its category in a grouping; never to alarm where there is none. */
const ownThresholds = ({ levels, of }: Sides.Sides, grouping: number, thresholds: ReadonlyArray<number | null>) =>
  Float64Array.from({ length: of.length / levels }, (_, i) => {
    const cohort = of[i * levels + grouping + 1]!
    return orNever(cohort < 0 ? null : thresholds[cohort]!)
  })

const benefitColumns = <Of extends Decision>(decision: Of, { always, decisions, model }: Benefited) =>
  ({
    [benefitColumn("decisions", decision)]: decisions,
    [benefitColumn("model", decision)]: model,
    [benefitColumn("always", decision)]: always
  }) as Record<`${keyof Benefited} of ${Of}s`, Float64Array>

/** Everything that the measures count. */
export const patientColumns = (found: Found): Readonly<Record<Column, Float64Array>> => {
  const { asked, benefited, cheapest, counts, minutes, sides, stays, target, tiers, within } = found
  const patients = stays.patients.length
  const byEvent = asked.costs.unit === "event"
  const events = itemCounts(eventItems(stays))
  const positives = summed(tiers.positives)
  const missedOf = ({ caught, truePositives }: AlarmCounts) =>
    byEvent ? minus(events, caught) : minus(positives, truePositives)
  const falseOf = ({ falseAlarms, falsePositives }: AlarmCounts) => (byEvent ? falseAlarms : falsePositives)
  const countsAt = (thresholds: Float64Array) => alarmCounts(stays, thresholds, asked.policy)
  const atCheapest = countsAt(forAll(orNever(cheapest[0]!.threshold), patients))
  const atTarget = countsAt(forAll(orNever(target[0]!.threshold), patients))
  const ofEvents = asked.target.metric === "event-recall"

  const none = new Float64Array(patients)
  const of = (decision: Decision): Benefited => benefited[decision] ?? { decisions: none, model: none, always: none }
  const columns: Record<Column, Float64Array> = {
    patients: new Float64Array(patients).fill(1),
    tp: counts.truePositives,
    fp: counts.falsePositives,
    fn: minus(positives, counts.truePositives),
    positives,
    steps: summed(tiers.steps),
    minutes,
    events,
    caught: counts.caught,
    missed: minus(events, counts.caught),
    trueAlarms: counts.trueAlarms,
    falseAlarms: counts.falseAlarms,
    toCatch: ofEvents ? events : positives,
    targetCaught: ofEvents ? atTarget.caught : atTarget.truePositives,
    targetTrue: atTarget.trueAlarms,
    targetFalse: atTarget.falseAlarms,
    ...benefitColumns("patient", of("patient")),
    ...benefitColumns("window", of("window"))
  }
  asked.tiers.forEach((_, tier) => {
    columns[tierColumn(tier, "steps")] = tiers.steps[tier]!
    columns[tierColumn(tier, "positives")] = tiers.positives[tier]!
  })
  within.forEach((counts, budget) => {
    for (const count of ["caught", "trueAlarms", "falseAlarms"] as const) {
      columns[budgetColumn(budget, count)] = counts?.[count] ?? none
    }
  })
  const cheapestThresholds = cheapest.map(({ threshold }) => threshold)
  const targetThresholds = target.map(({ threshold }) => threshold)
  sides.first.forEach((_, g) => {
    const ownCheapest = countsAt(ownThresholds(sides, g, cheapestThresholds))
    const ownTarget = countsAt(ownThresholds(sides, g, targetThresholds))
    columns[groupingColumn(g, "extraMissed")] = minus(missedOf(atCheapest), missedOf(ownCheapest))
    columns[groupingColumn(g, "extraFalse")] = minus(falseOf(atCheapest), falseOf(ownCheapest))
    columns[groupingColumn(g, "targetTrue")] = ownTarget.trueAlarms
    columns[groupingColumn(g, "targetFalse")] = ownTarget.falseAlarms
  })
  return columns
}

/** Net benefit at the audit's threshold above the better of alarming always and never. */
export const gain = (decision: Decision) => (s: Sums) =>
  gainOf(
    s[benefitColumn("decisions", decision)],
    s[benefitColumn("model", decision)],
    s[benefitColumn("always", decision)]
  )

const quotient = (a: number, b: number): number => (b > 0 ? a / b : Number.NaN)

/** What the setting chosen for a budget of alarms brings. */
export const withinBudget = (budget: number) => {
  const [caught, trueAlarms, falseAlarms] = (["caught", "trueAlarms", "falseAlarms"] as const).map((of) =>
    budgetColumn(budget, of)
  )
  const alarms = (s: Sums) => s[trueAlarms!]! + s[falseAlarms!]!
  return {
    recall: (s: Sums) => quotient(s[caught!]!, s.events),
    alarmsPerDay: (s: Sums) => quotient(alarms(s), s.minutes) * Exposure.minutesPerDay,
    precision: (s: Sums) => quotient(s[trueAlarms!]!, alarms(s))
  }
}

/** What is known at thresholds chosen for a cohort of a grouping, or for everyone (-1), and not compared with the rest. */
export const atChosenThresholds = (asked: Asked, grouping: number) => {
  const isEveryone = grouping < 0
  const targetTrue = isEveryone ? "targetTrue" : groupingColumn(grouping, "targetTrue")
  const targetFalse = isEveryone ? "targetFalse" : groupingColumn(grouping, "targetFalse")
  const missed = groupingColumn(grouping, "extraMissed")
  const falseAlarms = groupingColumn(grouping, "extraFalse")
  const costOf = costOver(asked, { missed, falseAlarms }, "patients")
  return {
    /** Of everyone's cheapest threshold over the cohort's own, per 1,000 patients. */
    extraCost: (s: Sums) => (isEveryone ? 0 : quotient(...costOf(s))),
    precision: (s: Sums) => quotient(s[targetTrue]!, s[targetTrue]! + s[targetFalse]!),
    falsePerDay: (s: Sums) =>
      asked.mode === "patients" ? Number.NaN : quotient(s[targetFalse]!, s.minutes) * Exposure.minutesPerDay,
    recall: (s: Sums) => quotient(s.targetCaught, s.toCatch)
  }
}
