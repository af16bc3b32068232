/** Each cohort with one model and with another: the differences on the same patients. */
import { Cohorts, type Comparison, Resamples, Settings } from "@fairward/core"
import { LabelledSteps, Measures, type Metric, Sides } from "@fairward/metrics"
import { Effect } from "effect"
import { areSame, type Columns, columnsOf, measuresOf } from "./Columns.ts"
import { differenceId } from "./Findings.ts"
import { leastErrors } from "./leastErrors.ts"
import { areaMargin, withMargins } from "./margins.ts"
import type { Options } from "./Options.ts"
import type { Paired } from "./Pairs.ts"

export interface Differences {
  readonly contrasts: ReadonlyArray<Comparison.Contrast>
  /** Of all test patients, by metric. */
  readonly everyone: ReadonlyArray<Record<"baseline" | "model", Measures.Drawn>>
}

type Steps = LabelledSteps.LabelledSteps

const joined = <A extends Float64Array | Int8Array | Uint32Array>(a: A, b: A): A => {
  const both = new (a.constructor as new (length: number) => A)(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

const joinedOffsets = (a: Uint32Array, b: Uint32Array): Uint32Array =>
  joined(
    a,
    b.subarray(1).map((end) => end + a.at(-1)!)
  )

/** Patients with one model, and behind them the same patients with the other. */
const joinedSteps = (a: Steps, b: Steps): Steps => ({
  offsets: joinedOffsets(a.offsets, b.offsets),
  label: joined(a.label, b.label),
  score: joined(a.score, b.score),
  eventOffsets: joinedOffsets(a.eventOffsets, b.eventOffsets),
  detectionScore: joined(a.detectionScore, b.detectionScore)
})

const joinedColumns = (a: Columns, b: Columns): Columns =>
  Object.fromEntries(Object.entries(a).map(([name, own]) => [name, joined(own, b[name as Metric.Column]!)])) as Columns

/** Cohorts with the baseline (2 c) and with the model (2 c + 1), which is compared with it. */
const unitGrouping = ({ categories, categoryOf, id }: Cohorts.Grouping, patients: Uint32Array): Measures.Grouping => {
  const twice = categories.flatMap((category) => [category, category])
  const cohorts = Array.from(patients, (patient) => categoryOf[patient]!)
  return {
    id,
    categories: twice.map(({ eventPatients, id: own }) => ({ id: own, eventPatients })),
    restEventPatients: twice.map(({ eventPatients }) => eventPatients),
    categoryOf: Int16Array.from([0, 1].flatMap((model) => cohorts.map((own) => (own < 0 ? -1 : 2 * own + model)))),
    against: twice.map((_, own) => (own % 2 === 0 ? -1 : own - 1))
  }
}

/** All patients with the baseline and with the model; measured, not compared. */
const everyoneGrouping = (patients: number, eventPatients: number): Measures.Grouping => ({
  id: "",
  categories: [0, 1].map((model) => ({ id: String(model), eventPatients })),
  restEventPatients: [eventPatients, eventPatients],
  categoryOf: Int16Array.from({ length: 2 * patients }, (_, unit) => Number(unit >= patients)),
  against: [-1, -1]
})

/**
 * The difference of each cohort between a model and the baseline.
 *
 * s^2 = n / (n - 1) sum_i w_i (u_i,model - u_i,baseline)^2 over the n persons drawn of the cohort, in every replicate as
 * `Measures.contrasts` has it, and at least {@link leastErrors}. Where both models are one, the difference is 0 for certain.
 */
export const differencesOf = Effect.fn("ModelComparison.differencesOf")(function* (
  baseline: Paired,
  model: Paired,
  metrics: ReadonlyArray<Options["metrics"][number]>,
  options: Options
) {
  const { everyone, groupings } = yield* Cohorts.Cohorts
  const { clusterOf, patients } = yield* (yield* Resamples.Resamples).of("test")
  const settings = yield* Settings.Settings
  const steps = joinedSteps(baseline.steps, model.steps)
  const [before, after] = [columnsOf(baseline), columnsOf(model)]
  const ids = metrics.map((metric) => [metric, differenceId(metric, model.id)] as const)
  const measures = measuresOf(metrics, options).map((measure, m) => ({ ...measure, id: ids[m]![1] }))
  const margined = withMargins(settings, ids)
  const { contrasts, sides, value } = yield* Measures.contrasts<Metric.Column>({
    columns: joinedColumns(before, after),
    measures,
    ranking: {
      items: LabelledSteps.itemsOfPatients(steps),
      positives: "p",
      negatives: "n",
      events: "events",
      interpolation: options.interpolation,
      highestPrevalence: () => Number.NaN
    },
    units: {
      patientOf: Uint32Array.from({ length: 2 * patients.length }, (_, unit) => unit % patients.length),
      groupings: [
        everyoneGrouping(patients.length, everyone.eventPatients),
        ...groupings.map((grouping) => unitGrouping(grouping, patients))
      ]
    }
  }).pipe(Effect.provideService(Settings.Settings, margined))
  const cohorts = Sides.sidesOf(groupings, patients)
  const least = measures.map((measure) =>
    "over" in measure ? leastErrors(measure.over, [before, after], cohorts, clusterOf) : () => 0
  )
  const isSame = areSame(baseline, model)
  const categoriesOf = new Map(groupings.map(({ categories, id }) => [id, categories.length]))
  const [first] = sides.first
  const found: Differences = {
    everyone: measures.map((_, m) => ({ baseline: value(first!, m), model: value(first! + 1, m) })),
    contrasts: contrasts.map((contrast, i): Comparison.Contrast => {
      const m = i % measures.length
      const error = least[m]!(1 + Math.floor(i / measures.length))
      const measure = measures[m]!
      return {
        ...contrast,
        between: "models",
        ...("area" in measure ? { margin: areaMargin(margined, measure, value(first!, m).estimate) } : {}),
        standardError: Math.max(contrast.standardError, error),
        standardErrors: contrast.standardErrors.map((own) => Math.max(own, error)),
        ...(isSame ? { gridStep: 0 } : {}),
        // Two cohorts are no mirror of each other here: each is compared with itself.
        categories: Math.max(3, categoriesOf.get(contrast.grouping)!)
      }
    })
  }
  return found
})
