/** Worker module: one data set audited, and what a plan has to foretell of it. */
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
import { CohortMetrics, type Metric, Plan } from "@fairward/metrics"
import * as Fixtures from "@fairward/stage-kit/Fixtures"
import { MaxT } from "@fairward/stats"
import { Context, Effect } from "effect"
import { inThread } from "../InThread.ts"
import type { Setting } from "./settings.ts"

export interface Job {
  readonly seed: number
}

/** One cohort against its rest by one metric. */
export interface Seen {
  readonly grouping: string
  readonly category: string
  readonly metric: string
  /** Event-bearing patients, and all patients, of cohort and rest. */
  readonly bearing: readonly [number, number]
  readonly patients: readonly [number, number]
  readonly difference: number
  readonly standardError: number
  /** What a difference on the worse side has to exceed, in standard errors; `null` without an interval. */
  readonly exceed: number | null
  readonly verdict: string
}

export interface Audited {
  readonly everyone: Readonly<Record<string, number>>
  /** Judged cohorts, a grouping of two counting once, and the critical value of rates and AUROC. */
  readonly judged: number
  readonly criticalValue: number
  /** The same of parts of the family, as if nothing else had been asked for. */
  readonly parts: ReadonlyArray<{ readonly metrics: number; readonly judged: number; readonly criticalValue: number }>
  readonly seen: ReadonlyArray<Seen>
}

/** No interval reads curves. */
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

/** Patients with and without an event as they come, until as many as asked for bear one in the cohort and in the rest. */
const chosenOf = (dataset: Dataset.DatasetShape, { bearing, patients: wanted }: Setting): Uint32Array => {
  const { offsets } = Detection.evaluableEvents(dataset)!
  const sexes = dataset.patients.attributes.array("sex")
  const left = { cohort: bearing[0], rest: bearing[1], without: wanted - bearing[0] - bearing[1] }
  const chosen = dataset.patients.splits.test.filter((patient) => {
    if (sexes[patient] === null) return false
    const hasEvent = offsets[patient + 1]! > offsets[patient]!
    const kind = !hasEvent ? "without" : sexes[patient] === "F" ? "cohort" : "rest"
    return left[kind]-- > 0
  })
  if (chosen.length < wanted) throw new RangeError("Too few patients were simulated")
  return chosen
}

export const simulated = (setting: Setting, seed: number): Dataset.DatasetShape => {
  const dataset = Fixtures.simulated({ ...setting.parameters, seed })
  const chosen = chosenOf(dataset, setting)
  return { ...dataset, patients: { ...dataset.patients, splits: { test: chosen, train: chosen }, isSplit: false } }
}

const criticalValueOf = (contrasts: ReadonlyArray<Comparison.Contrast>, level: number) => {
  const cohortOf = ({ categories, category, grouping }: Comparison.Contrast) =>
    JSON.stringify(categories === 2 ? [grouping] : [grouping, category])
  const names = [...new Set(contrasts.map(cohortOf))]
  const drawn = contrasts[0]!.standardErrors.length
  const flat = (of: (contrast: Comparison.Contrast) => Float64Array) => {
    const all = new Float64Array(contrasts.length * drawn)
    contrasts.forEach((contrast, j) => {
      all.set(of(contrast), j * drawn)
    })
    return all
  }
  const { criticalValue } = MaxT.simultaneousIntervals(
    {
      difference: Float64Array.from(contrasts, ({ cohort, rest }) => cohort.estimate - rest.estimate),
      standardError: Float64Array.from(contrasts, ({ standardError }) => standardError),
      replicateDifference: flat(({ cohort, rest }) => cohort.replicates.map((one, b) => one - rest.replicates[b]!)),
      replicateStandardError: flat(({ standardErrors }) => standardErrors)
    },
    { level, share: 0.4, ownScale: { cohort: contrasts.map((contrast) => names.indexOf(cohortOf(contrast))) } }
  )
  return { criticalValue, judged: names.length }
}

export interface Auditing {
  readonly groupings: Parameters<typeof Cohorts.derive>[1]["groupings"]
  readonly target: number
  readonly metrics: ReadonlyArray<Metric.MetricId>
  readonly replicates: number
}

export const audited = Effect.fn("Planning.audited")(function* (
  dataset: Dataset.DatasetShape,
  { groupings, metrics, replicates, target }: Auditing,
  seed: number
) {
  const settings = { significance: "simultaneous", level: 0.95, verdictMinimum: 30 } as const
  const events = Detection.evaluableEvents(dataset)
  const cohorts = yield* Cohorts.derive(dataset, { groupings, minEventPatients: 1 }, events)
  const resamples = yield* Resamples.make(dataset, { replicates, seed, scheme: "multinomial" })
  const threshold = yield* Threshold.solve({ metric: "event-recall", value: target }, dataset, events)
  const context = Context.make(Dataset.Dataset, dataset).pipe(
    Context.add(Cohorts.Cohorts, cohorts),
    Context.add(Threshold.Threshold, threshold),
    Context.add(Resamples.Resamples, resamples),
    Context.add(Settings.Settings, settings),
    Context.add(Compute.Compute, inThread({ instead: withoutCurves })),
    Context.add(Progress.Progress, { update: () => Effect.void })
  )
  const measured = yield* CohortMetrics.measure({
    metrics,
    interpolation: "step",
    bins: 10,
    margin: Comparison.defaultMargin,
    margins: {},
    referencePrevalence: "fixed"
  }).pipe(Effect.provideContext(context))
  const comparisons = Comparison.compare(measured.contrasts, { ...settings, metrics: metrics.length })
  const isJudged = ({ cohort, rest }: Comparison.Contrast) => cohort.bearing >= 30 && rest.bearing >= 30
  const judged = measured.contrasts.filter(isJudged)
  const patientsOf = (grouping: string, category: string): readonly [number, number] => {
    const { categories } = cohorts.groupings.find(({ id }) => id === grouping)!
    const all = categories.reduce((sum, { patients }) => sum + patients, 0)
    const { patients } = categories.find(({ id }) => id === category)!
    return [patients, all - patients]
  }
  const result: Audited = {
    everyone: Object.fromEntries(measured.metrics.map(({ id }, m) => [id, measured.everyone[m]!.estimate])),
    ...criticalValueOf(judged, settings.level),
    parts: partsOf(judged).map((part) => ({
      metrics: new Set(part.map(({ metric }) => metric)).size,
      ...criticalValueOf(part, settings.level)
    })),
    seen: measured.contrasts.flatMap((contrast, i) => {
      if (!isJudged(contrast)) return []
      const { category, cohort, grouping, metric, rest, standardError } = contrast
      const { detectable, difference, verdict } = comparisons[i]!
      return [
        {
          grouping,
          category,
          metric,
          bearing: [cohort.bearing, rest.bearing],
          patients: patientsOf(grouping, category),
          difference: difference ?? Number.NaN,
          standardError,
          exceed: detectable === null ? null : detectable / standardError - 0.8416212335729143,
          verdict
        } satisfies Seen
      ]
    })
  }
  return result
})

const families: ReadonlyArray<ReadonlyArray<string>> = [
  ["event_recall"],
  ["event_recall", "recall", "precision", "auroc"],
  Plan.defaultRates
]

/** Families that a configuration could have asked for in place of all. */
const partsOf = (contrasts: ReadonlyArray<Comparison.Contrast>): ReadonlyArray<ReadonlyArray<Comparison.Contrast>> =>
  families.flatMap((metrics) =>
    [["sex"], ["sex", "age"], Object.keys(Fixtures.everyGrouping)].map((groupings) =>
      contrasts.filter(({ grouping, metric }) => groupings.includes(grouping) && metrics.includes(metric))
    )
  )

const trial: Kernel<Setting, Job, Promise<Audited>> =
  (setting) =>
  ({ seed }) =>
    Effect.runPromise(
      audited(
        simulated(setting, seed),
        { groupings: setting.groupings, target: setting.target, metrics: Plan.defaultRates, replicates: 1000 },
        seed
      )
    )

export default trial
