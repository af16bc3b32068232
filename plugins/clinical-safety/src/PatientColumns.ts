/**
 * What each patient adds to every measure: counts at the audit's threshold, and at those that were chosen for all patients
 * and for the patient's own category.
 */
import { Exposure } from "@fairward/core"
import { type AlarmCounts, alarmCounts, forAll } from "./AlarmPolicy.ts"
import type { Cells } from "./Cells.ts"
import type { Cheapest } from "./Costs.ts"
import type { OwnMeasure } from "./Draws.ts"
import { at, costRatio, everyonesColumn, groupingColumn, tierColumn } from "./Metric.ts"
import { type Ratio, ratioOf, termsOf } from "./Ratio.ts"
import { eventItems, itemCounts } from "./ScoredItems.ts"
import type { Asked } from "./Setting.ts"
import type { Stays } from "./Stays.ts"
import type { Reached } from "./TargetRecall.ts"
import type { TierCounts } from "./Tiers.ts"

export interface Found {
  readonly stays: Stays
  readonly cells: Cells
  readonly asked: Asked
  readonly tiers: TierCounts
  /** At the audit's threshold. */
  readonly counts: AlarmCounts
  /** At risk, of each test patient. */
  readonly minutes: Float64Array
  /** Per cell. */
  readonly cheapest: ReadonlyArray<Cheapest>
  /** Per cell. */
  readonly target: ReadonlyArray<Reached>
}

const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i]!)

const summed = (columns: ReadonlyArray<Float64Array>): Float64Array =>
  columns.reduce((sum, own) => sum.map((value, i) => value + own[i]!))

const orNever = (threshold: number | null): number => threshold ?? Number.POSITIVE_INFINITY

/** Each patient's threshold: that of its category in a grouping; never to alarm where there is none. */
const ownThresholds = ({ levels, of }: Cells, grouping: number, thresholds: ReadonlyArray<number | null>) =>
  Float64Array.from({ length: of.length / levels }, (_, i) => {
    const cell = of[i * levels + grouping + 1]!
    return orNever(cell < 0 ? null : thresholds[cell]!)
  })

/** The columns, at the places that the measures name. */
export const patientColumns = (found: Found): ReadonlyArray<Float64Array> => {
  const { asked, cells, cheapest, counts, minutes, stays, target, tiers } = found
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

  const columns: Array<Float64Array> = []
  columns[at.patient] = new Float64Array(patients).fill(1)
  columns[at.tp] = counts.truePositives
  columns[at.fp] = counts.falsePositives
  columns[at.fn] = minus(positives, counts.truePositives)
  columns[at.positives] = positives
  columns[at.steps] = summed(tiers.steps)
  columns[at.minutes] = minutes
  columns[at.events] = events
  columns[at.caught] = counts.caught
  columns[at.missed] = minus(events, counts.caught)
  columns[at.trueAlarms] = counts.trueAlarms
  columns[at.falseAlarms] = counts.falseAlarms
  columns[at.toCatch] = ofEvents ? events : positives
  columns[at.targetCaught] = ofEvents ? atTarget.caught : atTarget.truePositives
  columns[everyonesColumn.targetTrue] = atTarget.trueAlarms
  columns[everyonesColumn.targetFalse] = atTarget.falseAlarms
  asked.tiers.forEach((_, tier) => {
    columns[tierColumn(tier, "steps")] = tiers.steps[tier]!
    columns[tierColumn(tier, "positives")] = tiers.positives[tier]!
  })
  const cheapestThresholds = cheapest.map(({ threshold }) => threshold)
  const targetThresholds = target.map(({ threshold }) => threshold)
  cells.first.forEach((_, g) => {
    const ownCheapest = countsAt(ownThresholds(cells, g, cheapestThresholds))
    const ownTarget = countsAt(ownThresholds(cells, g, targetThresholds))
    const tierCount = asked.tiers.length
    columns[groupingColumn(tierCount, g, "extraMissed")] = minus(missedOf(atCheapest), missedOf(ownCheapest))
    columns[groupingColumn(tierCount, g, "extraFalse")] = minus(falseOf(atCheapest), falseOf(ownCheapest))
    columns[groupingColumn(tierCount, g, "targetTrue")] = ownTarget.trueAlarms
    columns[groupingColumn(tierCount, g, "targetFalse")] = ownTarget.falseAlarms
  })
  return columns
}

/** Places of {@link ownMeasures}. */
export const ownPlaces = { extraCost: 0, targetPrecision: 1, targetFalsePerDay: 2, targetRecall: 3 } as const

/** What is known of a cohort at thresholds chosen for it or for everyone, and not compared with its rest. */
export const ownMeasures = (asked: Asked): ReadonlyArray<OwnMeasure> => {
  const tierCount = asked.tiers.length
  const share = (numerator: number, ...denominator: ReadonlyArray<number>): Ratio => ({
    numerator: termsOf(numerator),
    denominator: termsOf(...denominator),
    floor: "share"
  })
  const targetColumns = (grouping: number) =>
    grouping < 0
      ? everyonesColumn
      : {
          targetTrue: groupingColumn(tierCount, grouping, "targetTrue"),
          targetFalse: groupingColumn(tierCount, grouping, "targetFalse")
        }
  const measures: Array<OwnMeasure> = []
  measures[ownPlaces.extraCost] = {
    value: (sums, grouping) => {
      if (grouping < 0) return 0
      const missed = groupingColumn(tierCount, grouping, "extraMissed")
      const falseAlarms = groupingColumn(tierCount, grouping, "extraFalse")
      return ratioOf(sums, costRatio(asked, { missed, falseAlarms }, "patients"))
    }
  }
  measures[ownPlaces.targetPrecision] = {
    value: (sums, grouping) => {
      const { targetFalse, targetTrue } = targetColumns(grouping)
      return ratioOf(sums, share(targetTrue, targetTrue, targetFalse))
    }
  }
  measures[ownPlaces.targetFalsePerDay] = {
    value: (sums, grouping) =>
      asked.mode === "patients"
        ? Number.NaN
        : ratioOf(sums, share(targetColumns(grouping).targetFalse, at.minutes)) * Exposure.minutesPerDay
  }
  measures[ownPlaces.targetRecall] = { value: (sums) => ratioOf(sums, share(at.targetCaught, at.toCatch)) }
  return measures
}
