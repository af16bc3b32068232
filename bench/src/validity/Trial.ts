/** Worker module: one simulated data set, audited. */

import type { AuditConfig } from "@fairward/core"
import {
  Cohorts,
  Comparison,
  Compute,
  Dataset,
  Detection,
  Progress,
  Resamples,
  Settings,
  Threshold
} from "@fairward/core"
import type { Kernel } from "@fairward/core/Compute"
import { CohortMetrics } from "@fairward/metrics"
import { type Parameters, Simulation } from "@fairward/simulator"
import { Bonferroni, MannWhitney, Quantile } from "@fairward/stats"
import { Context, Effect, Schema } from "effect"
import { Options } from "../../../plugins/performance/src/Options.ts"
import { inThread } from "../InThread.ts"
import { chosenBy, type Quotas } from "./Quotas.ts"
import { simulatedDataset } from "./SimulatedDataset.ts"

/** What all data sets of a scenario share. */
export interface Scenario {
  /** Of the simulator; the seed is the trial's. */
  readonly parameters: Parameters.Parameters
  readonly quotas: Quotas | null
  /** Event recall that the threshold is solved for; each is an audit of its own on the same data. */
  readonly targets: ReadonlyArray<number>
  readonly replicates: number
}

export interface Trial {
  /** Of simulation and resampling. */
  readonly seed: number
}

export interface Flag {
  readonly grouping: string
  readonly category: string
  readonly metric: string
  readonly verdict: string
  readonly difference: number
  readonly adjustedP: number
}

/** What was said of the event recall of the cohort to which a disparity was done. */
export interface Planted {
  readonly verdict: string
  readonly difference: number
  readonly standardError: number
  readonly cohortBearing: number
  readonly restBearing: number
}

/** One audit: a data set at one threshold. */
export interface Judged {
  readonly target: number
  readonly patients: number
  readonly eventPatients: number
  readonly steps: number
  /** Contrasts with an interval, and what they are compared with. */
  readonly family: number
  readonly criticalValue: number
  /** Contrasts with a verdict of a difference. */
  readonly flags: ReadonlyArray<Flag>
  /** Largest |difference| / standard error of each metric over cohorts. */
  readonly largest: Readonly<Record<string, number>>
  readonly planted: Planted | null
  /** The paper's test on the first replicates, as many as in `testedReplicates`. */
  readonly mannWhitney: ReadonlyArray<{ readonly tested: number; readonly significant: number }>
}

/** How many replicates the paper's test is given. */
export const testedReplicates = [20, 100, 1000] as const

export const groupings: AuditConfig.AuditConfig["groupings"] = {
  sex: { column: "sex" },
  age_group: { column: "age", bins: [50, 65, 75, 85] },
  admission_reason: { column: "admission_reason" },
  surgical_status: { column: "surgical_status" }
}

export const level = 0.95
export const verdictMinimum = 30
export const paperAlpha = 0.001

const options = Schema.decodeUnknownSync(Options)({})

/** No verdict reads curves, which would take half of the time. */
const withoutCurves = new Map([
  [
    "curveBands",
    {
      sum: new Float64Array(0),
      squares: new Float64Array(0),
      usable: new Uint32Array(0),
      meanScores: new Float64Array(0)
    }
  ]
])

const mannWhitneyOn = (contrasts: ReadonlyArray<Comparison.Contrast>, metrics: number, replicatesUsed: number) => {
  let tested = 0
  let significant = 0
  for (const { categories, cohort, rest } of contrasts) {
    const x = cohort.replicates.subarray(0, replicatesUsed)
    const y = rest.replicates.subarray(0, replicatesUsed)
    const test = MannWhitney.mannWhitney(x, y, Quantile.median(x) < Quantile.median(y) ? "less" : "greater")
    if (!test.estimable) continue
    tested++
    if (test.p < Bonferroni.bonferroniAlpha(paperAlpha, metrics, categories)) significant++
  }
  return { tested, significant }
}

const plantedIn = (
  { cohort }: Quotas,
  contrasts: ReadonlyArray<Comparison.Contrast>,
  comparisons: ReadonlyArray<Comparison.Comparison>
): Planted => {
  const i = contrasts.findIndex(
    ({ category, grouping, metric }) =>
      grouping === cohort.attribute && category === cohort.value && metric === "event_recall"
  )
  if (i < 0) throw new Error(`${cohort.attribute} ${cohort.value} was not compared`)
  return {
    verdict: comparisons[i]!.verdict,
    difference: comparisons[i]!.difference!,
    standardError: contrasts[i]!.standardError,
    cohortBearing: contrasts[i]!.cohort.bearing,
    restBearing: contrasts[i]!.rest.bearing
  }
}

const judged = (
  target: number,
  quotas: Quotas | null,
  everyone: Cohorts.CohortCounts,
  contrasts: ReadonlyArray<Comparison.Contrast>,
  metrics: number
): Judged => {
  const comparisons = Comparison.compare(contrasts, { significance: "simultaneous", level, verdictMinimum, metrics })
  const flags: Array<Flag> = []
  const largest: Record<string, number> = {}
  let family = 0
  let criticalValue = Number.NaN
  comparisons.forEach((comparison, i) => {
    const { category, difference, grouping, interval, metric, verdict } = comparison
    if (interval === null) return
    const { standardError } = contrasts[i]!
    family++
    criticalValue = (interval.high - interval.low) / (2 * standardError)
    largest[metric] = Math.max(largest[metric] ?? 0, Math.abs(difference!) / standardError)
    if (Comparison.significantDirection(comparison, "simultaneous") !== null)
      flags.push({ grouping, category, metric, verdict, difference: difference!, adjustedP: interval.adjustedP })
  })
  return {
    target,
    patients: everyone.patients,
    eventPatients: everyone.eventPatients,
    steps: everyone.steps,
    family,
    criticalValue,
    flags,
    largest,
    planted: quotas === null ? null : plantedIn(quotas, contrasts, comparisons),
    mannWhitney: testedReplicates.map((used) => mannWhitneyOn(contrasts, metrics, used))
  }
}

/** Audits a dataset once per target, on the same resamples. */
export const audits = Effect.fn("Validity.audits")(function* (
  dataset: Dataset.DatasetShape,
  { quotas, replicates: count, targets }: Pick<Scenario, "quotas" | "replicates" | "targets">,
  seed: number
) {
  const events = Detection.evaluableEvents(dataset)
  const cohorts = yield* Cohorts.derive(dataset, { groupings, minEventPatients: 1 }, events)
  const resamples = yield* Resamples.make(dataset, { replicates: count, seed, scheme: "multinomial" })
  return yield* Effect.forEach(targets, (target) =>
    Effect.gen(function* () {
      const threshold = yield* Threshold.solve({ metric: "event-recall", value: target }, dataset, events)
      const context = Context.make(Dataset.Dataset, dataset).pipe(
        Context.add(Cohorts.Cohorts, cohorts),
        Context.add(Threshold.Threshold, threshold),
        Context.add(Resamples.Resamples, resamples),
        Context.add(Settings.Settings, { significance: "simultaneous", level, verdictMinimum }),
        Context.add(Compute.Compute, inThread({ instead: withoutCurves })),
        Context.add(Progress.Progress, { update: () => Effect.void })
      )
      const { contrasts, metrics } = yield* CohortMetrics.measure(options).pipe(Effect.provideContext(context))
      return judged(target, quotas, cohorts.everyone, contrasts, metrics.length)
    })
  )
})

const trial: Kernel<Scenario, Trial, Promise<ReadonlyArray<Judged>>> =
  (scenario) =>
  ({ seed }) => {
    const tables = Simulation.simulate({ ...scenario.parameters, seed })
    const chosen = scenario.quotas === null ? undefined : chosenBy(scenario.quotas, tables)
    return Effect.runPromise(audits(simulatedDataset(tables, chosen), scenario, seed))
  }

export default trial
