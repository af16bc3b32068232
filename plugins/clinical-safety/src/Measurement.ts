/**
 * Measures safety in every cohort and its rest, on the whole split and in every replicate.
 */
import { Cohorts, Dataset, Detection, Exposure, Progress, Resamples, Threshold } from "@fairward/core"
import { Effect } from "effect"
import { alarmCounts, forAll } from "./AlarmPolicy.ts"
import { type Cells, cellsOf, sumsPerCell } from "./Cells.ts"
import { type Cheapest, cheapest } from "./Costs.ts"
import { computeDraws, type Draws } from "./Draws.ts"
import { leadTimes } from "./LeadTimes.ts"
import { at, type Metric, metricsOf } from "./Metric.ts"
import { type BenefitCurve, benefitCurves, patientDecisions, windowDecisions } from "./NetBenefit.ts"
import type { Options } from "./Options.ts"
import { ownMeasures, patientColumns } from "./PatientColumns.ts"
import { type Asked, askedOf } from "./Setting.ts"
import { type Stays, staysOf } from "./Stays.ts"
import { exactSweep, policyGrid, policySweep, type Replayed, replayed, type Sweep } from "./Sweep.ts"
import { type Reached, solveTarget, targetOnSweep } from "./TargetRecall.ts"
import { type TierCounts, tierCounts } from "./Tiers.ts"

export interface Measurement {
  readonly asked: Asked
  /** The audit's. */
  readonly threshold: number
  readonly cells: Cells
  readonly metrics: ReadonlyArray<Metric>
  readonly draws: Draws
  readonly replicates: number
  readonly sweep: Sweep
  /** Per cell. */
  readonly cheapest: ReadonlyArray<Cheapest>
  /** Per cell. */
  readonly target: ReadonlyArray<Reached>
  readonly tiers: TierCounts
  readonly silenced: Float64Array
  readonly notDetectable: Float64Array
  /** Thresholds of net benefit; none where scores are points. */
  readonly p: Float64Array
  readonly benefit: {
    readonly patient: ReadonlyArray<BenefitCurve>
    readonly window: ReadonlyArray<BenefitCurve> | undefined
  }
  readonly hasEvent: Uint8Array
}

const replaySweep = Effect.fnUntraced(function* (stays: Stays, cells: Cells, { policy }: Asked, threshold: number) {
  const thresholds = policyGrid(stays, threshold)
  const replays: Array<Replayed> = []
  for (const one of thresholds) {
    replays.push(replayed(stays, cells, policy, one))
    yield* Effect.yieldNow
  }
  return policySweep(stays, cells, thresholds, replays)
})

/** The members of a cell, as indices in the dataset. */
const membersOf = ({ levels, of }: Cells, cell: number, grouping: number, patients: Uint32Array): Uint32Array =>
  patients.filter((_, i) => of[i * levels + grouping + 1] === cell)

const benefitSteps = 100

/**
 * About 100 thresholds from above 0 to the highest score, below 1, and the audit's: evenly spaced, or evenly in their
 * logarithm where the audit's lies in the lowest tenth.
 */
const benefitThresholds = ({ highest }: Stays, threshold: number): Float64Array => {
  const most = highest.reduce((found, score) => (Number.isNaN(score) ? found : Math.max(found, score)), 0)
  const top = Math.min(0.99, Math.max(0.01, most))
  const low = threshold / 10
  const isGeometric = threshold > 0 && top > 10 * threshold
  const grid = Array.from({ length: benefitSteps }, (_, i) =>
    isGeometric ? low * (top / low) ** (i / (benefitSteps - 1)) : (top * (i + 1)) / benefitSteps
  )
  const own = threshold > 0 && threshold < 1 ? [threshold] : []
  return Float64Array.from(new Set([...grid, ...own])).sort()
}

/** Holds every step where there are no tiers. */
const oneForAll = [{ name: "", from: Number.NEGATIVE_INFINITY }]

/** Measures everything that the options ask for and the data allow on the test split. */
export const measure = Effect.fn("ClinicalSafety.measure")(function* (options: Options) {
  const dataset = yield* Dataset.Dataset
  const { groupings } = yield* Cohorts.Cohorts
  const { value: threshold } = yield* Threshold.Threshold
  const progress = yield* Progress.Progress
  const { clusterOf, count, multiplicities, patients } = yield* (yield* Resamples.Resamples).of("test")

  const events = Detection.evaluableEvents(dataset)
  const asked = askedOf(options, dataset, events)
  const { costs, hasPolicy, isPoints, mode, policy, target, tiers } = asked
  const stays = staysOf(dataset, events)
  const cells = cellsOf(groupings, patients)

  const byEvent = costs.unit === "event"
  const replays = hasPolicy && mode === "events" ? yield* replaySweep(stays, cells, asked, threshold) : undefined
  const sweep = byEvent && replays !== undefined ? replays : exactSweep(stays, cells, costs.unit, threshold)
  const cheapestOf = Array.from({ length: cells.count }, (_, cell) => cheapest(sweep, cell, costs))
  yield* Effect.yieldNow
  const targetOf = yield* Effect.forEach(
    Array.from({ length: cells.count }, (_, cell) => cell),
    (cell) =>
      target.metric === "event-recall" && replays !== undefined
        ? Effect.succeed(targetOnSweep(replays, cell, target.value))
        : solveTarget(
            target,
            dataset,
            events,
            cell === 0 ? patients : membersOf(cells, cell, cells.grouping[cell]!, patients)
          )
  )
  yield* Effect.yieldNow

  const tiersOf = tierCounts(stays, tiers.length === 0 ? oneForAll : tiers)
  const firstAlarm = events === undefined ? undefined : new Int32Array(events.start.length)
  const counts = alarmCounts(stays, forAll(threshold, patients.length), policy, firstAlarm)
  const minutes = Exposure.minutesAtRisk(dataset, patients)
  const found = { stays, cells, asked, tiers: tiersOf, counts, minutes, cheapest: cheapestOf, target: targetOf }
  const columns = patientColumns(found)

  const metrics = metricsOf(asked)
  const draws = yield* computeDraws(
    {
      cells,
      columns,
      metrics,
      own: ownMeasures(asked),
      leads: hasPolicy && firstAlarm !== undefined ? leadTimes(stays, firstAlarm) : undefined,
      multiplicities,
      clusterOf,
      replicates: count
    },
    (done) => progress.update(done, count, "replicates")
  )

  const p = isPoints ? new Float64Array() : benefitThresholds(stays, threshold)
  const measurement: Measurement = {
    asked,
    threshold,
    cells,
    metrics,
    draws,
    replicates: count,
    sweep,
    cheapest: cheapestOf,
    target: targetOf,
    tiers: tiersOf,
    silenced: sumsPerCell(counts.silenced, cells),
    notDetectable: sumsPerCell(
      Float64Array.from(patients, (_, i) => undetectable(stays, i)),
      cells
    ),
    p,
    benefit: {
      patient: benefitCurves(patientDecisions(stays), p, cells),
      window: mode === "events" ? benefitCurves(windowDecisions(stays, dataset.horizonSteps), p, cells) : undefined
    },
    hasEvent: Uint8Array.from(columns[mode === "events" ? at.events : at.positives]!, (one) => (one > 0 ? 1 : 0))
  }
  return measurement
})

/** Evaluable events of a test patient without a labelled step in their window. */
const undetectable = ({ events, patients }: Stays, i: number): number => {
  if (events === undefined) return 0
  const scores = events.detectionScore.subarray(events.offsets[patients[i]!]!, events.offsets[patients[i]! + 1]!)
  return scores.reduce((count, score) => count + (Number.isNaN(score) ? 1 : 0), 0)
}
