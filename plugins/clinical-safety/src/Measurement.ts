/** Measures safety in every cohort and its rest, on the whole split and in every replicate. */
import { Cohorts, Dataset, Detection, Exposure, Resamples, Threshold } from "@fairward/core"
import { Measures, Sides } from "@fairward/metrics"
import { Effect } from "effect"
import { alarmCounts, forAll } from "./AlarmPolicy.ts"
import { type Cheapest, cheapest } from "./Costs.ts"
import { leadTimes } from "./LeadTimes.ts"
import { type Column, measuresIn, type SafetyMeasure } from "./Measures.ts"
import {
  benefitOfPatients,
  type Decisions,
  patientDecisions,
  type ReachedDecisions,
  reachedAlong,
  windowDecisions
} from "./NetBenefit.ts"
import type { Options } from "./Options.ts"
import { patientColumns } from "./PatientColumns.ts"
import { type Asked, askedOf, isLogarithmic } from "./Setting.ts"
import { type Stays, staysOf } from "./Stays.ts"
import { exactSweep, policyGrid, policySweep, type Sweep, sweepAt, sweepFrom } from "./Sweep.ts"
import { type Reached, solveTarget, targetOnSweep } from "./TargetRecall.ts"
import { type TierCounts, tierCounts } from "./Tiers.ts"
import { countsWithin, type WhatIf, whatIfAt } from "./WhatIf.ts"

export interface Measurement {
  readonly asked: Asked
  /** The audit's. */
  readonly threshold: number
  readonly sides: Sides.Sides
  readonly measures: ReadonlyArray<SafetyMeasure>
  readonly measured: Measures.Measured<Column>
  /** Median steps from the first alarm to the event, per side; none where nothing can be silenced. */
  readonly leads: ((side: number) => Measures.Drawn) | undefined
  readonly sweep: Sweep
  /** At thresholds that are nobody's score. */
  readonly curve: Omit<Sweep, "exact">
  /** At the curve's thresholds. */
  readonly whatIf: WhatIf
  /** Everyone and every cohort. */
  readonly cheapest: ReadonlyArray<Cheapest>
  /** Everyone and every cohort. */
  readonly target: ReadonlyArray<Reached>
  readonly tiers: TierCounts
  readonly silenced: Float64Array
  readonly notDetectable: Float64Array
  /** Thresholds of net benefit; none where scores are points. */
  readonly p: Float64Array
  readonly benefit: {
    readonly patient: ReadonlyArray<ReachedDecisions>
    readonly window: ReadonlyArray<ReachedDecisions> | undefined
  }
  readonly hasEvent: Uint8Array
}

/** The members of a cohort, as indices in the dataset. */
const membersOf = ({ grouping, levels, of }: Sides.Sides, cohort: number, patients: Uint32Array): Uint32Array =>
  patients.filter((_, i) => of[i * levels + grouping[cohort]! + 1] === cohort)

const benefitSteps = 100
const curveSteps = 50

/** The next multiple of 1 or 5 times a power of ten that tells two numbers of its size apart: nobody's score. */
const roundUp = (value: number): number => {
  const unit = 10 ** Math.floor(Math.log10(value)) / 2
  return Number((Math.ceil(value / unit - 1e-9) * unit).toPrecision(12))
}

const highestOf = ({ highest }: Stays): number =>
  highest.reduce((found, score) => (Number.isNaN(score) ? found : Math.max(found, score)), 0)

/**
 * About 100 thresholds from above 0 to above the highest score, below 1, and the audit's: evenly spaced, or evenly in their
 * logarithm where the audit's lies in the lowest tenth, of three significant digits, as somebody would set them. None but the
 * audit's is taken from a score.
 */
const benefitThresholds = (stays: Stays, threshold: number): Float64Array => {
  const top = Math.min(0.99, roundUp(Math.max(0.01, highestOf(stays))))
  const low = threshold / 10
  const isGeometric = isLogarithmic(threshold, top)
  const grid = Array.from({ length: benefitSteps }, (_, i) =>
    Number(
      (isGeometric ? low * (top / low) ** (i / (benefitSteps - 1)) : (top * (i + 1)) / benefitSteps).toPrecision(3)
    )
  )
  const own = threshold > 0 && threshold < 1 ? [threshold] : []
  return Float64Array.from(new Set([...grid, ...own])).sort()
}

/** Thresholds of curves of costs, descending: some 50 that are taken from no score, and the audit's. */
const curveThresholds = (stays: Stays, threshold: number, p: Float64Array): Float64Array => {
  const top = roundUp(Math.max(1, threshold, highestOf(stays)))
  const least = stays.highest.reduce(
    (found, score) => (Number.isNaN(score) ? found : Math.min(found, score)),
    threshold
  )
  const bottom = least < 0 ? -roundUp(-least) : 0
  const points = Array.from({ length: curveSteps + 1 }, (_, i) => bottom + ((top - bottom) * i) / curveSteps)
  const grid = p.length === 0 ? points : p.filter((_, i) => i % 2 === 1)
  return Float64Array.from(new Set([...grid, threshold]))
    .sort()
    .reverse()
}

/** Holds every step where there are no tiers. */
const oneForAll = [{ name: "", from: Number.NEGATIVE_INFINITY }]

/** Measures everything that the options ask for and the data allow on the test split. */
export const measure = Effect.fn("ClinicalSafety.measure")(function* (options: Options) {
  const dataset = yield* Dataset.Dataset
  const { groupings } = yield* Cohorts.Cohorts
  const { value: threshold } = yield* Threshold.Threshold
  const { patients } = yield* (yield* Resamples.Resamples).of("test")

  const events = Detection.evaluableEvents(dataset)
  const asked = askedOf(options, dataset, events)
  const { costs, hasPolicy, isPoints, mode, policy, target, tiers } = asked
  const stays = staysOf(dataset, events)
  const sides = Sides.sidesOf(groupings, patients)

  const byEvent = costs.unit === "event"
  const p = isPoints ? new Float64Array() : benefitThresholds(stays, threshold)
  const alongCurve = curveThresholds(stays, threshold, p)
  const minutes = Exposure.minutesAtRisk(dataset, patients)
  const isReplayed = hasPolicy && mode === "events"
  const replays = isReplayed ? yield* policySweep(stays, sides, policy, policyGrid(stays, threshold)) : undefined
  const whatIf = yield* whatIfAt(stays, sides, asked, { minutes, thresholds: alongCurve })
  // The audit's own policy is among those that were tried, unless none were.
  const own = whatIf.replays[whatIf.silences.findIndex((tried) => tried.policy.silence === policy.silence)]
  const curve =
    !byEvent || !isReplayed
      ? sweepAt(stays, sides, costs.unit, alongCurve)
      : own === undefined
        ? yield* policySweep(stays, sides, policy, alongCurve)
        : sweepFrom(stays, sides, alongCurve, own)
  const sweep = byEvent && replays !== undefined ? replays : exactSweep(stays, sides, costs.unit, threshold)
  const cheapestOf = Array.from({ length: sides.count }, (_, side) => cheapest(sweep, side, costs))
  yield* Effect.yieldNow
  const targetOf = yield* Effect.forEach(
    Array.from({ length: sides.count }, (_, side) => side),
    (side) =>
      target.metric === "event-recall" && replays !== undefined
        ? Effect.succeed(targetOnSweep(replays, side, target.value))
        : solveTarget(target, dataset, events, side === 0 ? patients : membersOf(sides, side, patients))
  )
  yield* Effect.yieldNow

  const tiersOf = tierCounts(stays, tiers.length === 0 ? oneForAll : tiers)
  const firstAlarm = events === undefined ? undefined : new Int32Array(events.start.length)
  const counts = alarmCounts(stays, forAll(threshold, patients.length), policy, firstAlarm)
  const decisions = {
    patient: patientDecisions(stays),
    window: mode === "events" ? windowDecisions(stays, dataset.horizonSteps) : undefined
  }
  const isProbability = p.includes(threshold)
  const benefitedOf = (one: Decisions | undefined) =>
    one === undefined || !isProbability ? undefined : benefitOfPatients(one, threshold)
  const benefited = { patient: benefitedOf(decisions.patient), window: benefitedOf(decisions.window) }
  const found = {
    stays,
    sides,
    asked,
    benefited,
    tiers: tiersOf,
    counts,
    within: countsWithin(stays, whatIf, alongCurve),
    minutes,
    cheapest: cheapestOf,
    target: targetOf
  }
  const columns = patientColumns(found)
  const measures = measuresIn(asked, {
    share: options.margin,
    falseAlarms: options.falseAlarmMargin,
    cost: costs.margin
  })
  const measured = yield* Measures.contrasts({ columns, measures })

  const measurement: Measurement = {
    asked,
    threshold,
    sides,
    measures,
    measured,
    leads: hasPolicy && firstAlarm !== undefined ? yield* leadTimes(stays, firstAlarm) : undefined,
    sweep,
    curve,
    whatIf,
    cheapest: cheapestOf,
    target: targetOf,
    tiers: tiersOf,
    silenced: Sides.sumsPerCohort(counts.silenced, sides),
    notDetectable: Sides.sumsPerCohort(
      Float64Array.from(patients, (_, i) => undetectable(stays, i)),
      sides
    ),
    p,
    benefit: {
      patient: reachedAlong(decisions.patient, p, sides),
      window: decisions.window === undefined ? undefined : reachedAlong(decisions.window, p, sides)
    },
    hasEvent: Uint8Array.from(columns[mode === "events" ? "events" : "positives"], (one) => (one > 0 ? 1 : 0))
  }
  return measurement
})

/** Evaluable events of a test patient without a labelled step in their window. */
const undetectable = ({ events, patients }: Stays, i: number): number => {
  if (events === undefined) return 0
  const scores = events.detectionScore.subarray(events.offsets[patients[i]!]!, events.offsets[patients[i]! + 1]!)
  return scores.reduce((count, score) => count + (Number.isNaN(score) ? 1 : 0), 0)
}
