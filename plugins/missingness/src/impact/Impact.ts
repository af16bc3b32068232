/**
 * What missing measurements cost: metrics at the steps where a variable has a valid measurement, against those at the
 * other steps.
 */
import { Cohorts, Comparison, Dataset, Progress, Resamples, Settings, type Stage, Threshold } from "@fairward/core"
import { LabelledSteps, Metric, StepMetrics } from "@fairward/metrics"
import { Quantile } from "@fairward/stats"
import { Effect } from "effect"
import type { CohortImpact, ImpactFindings, StepCategory } from "./ImpactFindings.ts"

export { ImpactFindings } from "./ImpactFindings.ts"

export interface ImpactVariable {
  readonly id: string
  readonly title: string
  /** The label is defined by the variable, so that steps of patients without any measurement mean nothing. */
  readonly definesLabel: boolean
  /**
   * Per prediction row of the dataset: 0 with_msrt, a valid measurement now; 1 missing_msrt, none now, but the patient has
   * some; 2 no_msrt, the patient has none.
   */
  readonly stepCategories: Uint8Array
}

export interface ImpactOptions {
  /** Those of events are left out: events belong to patients, not to steps. */
  readonly metrics: ReadonlyArray<Metric.MetricId>
  readonly margin: number
  /** Margins of single metrics, by id. */
  readonly margins: Readonly<Record<string, number | undefined>>
  readonly interpolation: "step" | "linear"
  readonly bins: number
  readonly withinCohorts: boolean
}

/** Metrics of which these data can have none. */
export const unmetByImpact = (
  impact: false | Pick<ImpactOptions, "metrics">,
  dataset: Dataset.DatasetShape
): ReadonlyArray<Stage.Unmet> =>
  impact === false ||
  impact.metrics.some((id) => Metric.whyLeftOut(Metric.metricById.get(id)!, dataset, false) === undefined)
    ? []
    : [
        {
          path: ["impact", "metrics"],
          message: "None of these can be had of scores that are points: name others, such as recall and auroc"
        }
      ]

const withMsrt = 0
const missingMsrt = 1
const noMsrt = 2

const categoryIds: ReadonlyArray<StepCategory> = ["with_msrt", "missing_msrt", "no_msrt"]

const pairs = [
  [missingMsrt, withMsrt],
  [noMsrt, withMsrt]
] as const

const within = [withMsrt, missingMsrt]

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

const categoriesOf = ({ definesLabel }: ImpactVariable): ReadonlyArray<number> =>
  definesLabel ? [withMsrt, missingMsrt] : [withMsrt, missingMsrt, noMsrt]

const noReference = "no category of steps has enough patients to give a reference prevalence"

/** What is to be judged, and how the judged becomes findings. */
export interface ImpactMeasurement {
  /**
   * One a variable, category without a valid measurement, and metric; `grouping` is the variable's id and the rest is
   * with_msrt. The paper's correction counts metrics x 2.
   */
  readonly contrasts: ReadonlyArray<Comparison.Contrast>
  /** `comparisons`: those of the contrasts, in their order. */
  readonly conclude: (comparisons: ReadonlyArray<Comparison.Comparison>) => ImpactFindings
}

/**
 * Measures the impact without judging it, so that a stage which compares other things too can judge all of them as one
 * family.
 *
 * Corrected metrics refer to the highest and lowest prevalence among the variable's categories with at least
 * `verdictMinimum` patients who have a positive step there, also within cohorts; no_msrt of a variable that defines the
 * label is not among them. A category's event-bearing patients, which the verdict minimum counts, are those with a
 * positive step in it.
 *
 * Within cohorts with_msrt and missing_msrt are measured without verdict, with the pointwise 95 % percentile interval of
 * their difference: they are many times as many as the comparisons of all patients, whose intervals they would widen, and
 * a difference that excludes 0 in one cohort and not in another is no difference between the cohorts.
 */
export const impactContrasts = Effect.fn("Missingness.impactContrasts")(function* (
  variables: ReadonlyArray<ImpactVariable>,
  options: ImpactOptions
) {
  const dataset = yield* Dataset.Dataset
  const { groupings: derived } = yield* Cohorts.Cohorts
  const { value: threshold } = yield* Threshold.Threshold
  const settings = yield* Settings.Settings
  const progress = yield* Progress.Progress
  const { clusterOf, count: replicates, multiplicities, patients } = yield* (yield* Resamples.Resamples).of("test")

  const chosen = options.metrics.map((id) => Metric.metricById.get(id)!).filter(({ ofEvents }) => !ofEvents)
  const metrics = chosen.filter((metric) => Metric.whyLeftOut(metric, dataset, false) === undefined)
  const leftOut = chosen.filter((metric) => !metrics.includes(metric))
  const steps = LabelledSteps.labelledSteps(dataset, undefined)
  const groupings = options.withinCohorts ? derived : []
  const cohortOf = groupings.map(({ categoryOf }) => Int16Array.from(patients, (patient) => categoryOf[patient]!))

  const divided = variables.map((variable) => {
    const stepCategory = LabelledSteps.testRows(dataset, variable.stepCategories)
    const counts = StepMetrics.countSteps(steps, stepCategory, categoryIds.length, undefined, 0, clusterOf)[0]!
    const prevalences = categoriesOf(variable)
      .map((category) => counts[category]!)
      .filter(({ positivePatients }) => positivePatients >= settings.verdictMinimum)
      .map(({ positives, steps: all }) => positives / all)
    return { variable, stepCategory, counts, reference: Metric.referencePrevalence(prevalences) }
  })
  const { standardError, value, valueWithin } = yield* StepMetrics.measure(
    {
      steps,
      divisions: divided,
      categories: categoryIds.length,
      pairs,
      groupings: groupings.map(({ categories }, g) => ({ cohortOf: cohortOf[g]!, cohorts: categories.length })),
      within,
      threshold,
      bins: dataset.scale === "points" ? 0 : options.bins,
      interpolation: options.interpolation,
      multiplicities,
      clusterOf
    },
    (done, total) => progress.update(done, total, "runs of replicates")
  )

  const contrasts = divided.flatMap(({ counts, reference, variable }, division) => {
    const sideOf = (category: number, metric: Metric.Metric): Comparison.SideValues => ({
      ...value(division, category, metric.id),
      reason: Metric.whyNotEstimable(metric, counts[category]!, reference, noReference),
      bearing: counts[category]!.positivePatients
    })
    return pairs.flatMap(([category, rest], pair) =>
      categoriesOf(variable).includes(category)
        ? metrics.map((metric): Comparison.Contrast => {
            const error = standardError(division, pair, metric.id)
            return {
              grouping: variable.id,
              category: categoryIds[category]!,
              metric: metric.id,
              sense: metric.sense,
              margin: metric.judged === true ? (options.margins[metric.id] ?? options.margin) : null,
              cohort: sideOf(category, metric),
              rest: sideOf(rest, metric),
              standardError: error.estimate,
              standardErrors: error.replicates,
              judged: metric.judged,
              categories: 2,
              metrics: metrics.length
            }
          })
        : []
    )
  })

  const cohorts = divided.flatMap(({ reference, stepCategory, variable }, division) =>
    groupings.flatMap(({ categories, id: grouping }, g) => {
      const counts = StepMetrics.countSteps(
        steps,
        stepCategory,
        categoryIds.length,
        cohortOf[g]!,
        categories.length,
        clusterOf
      )
      return categories.map((category, cohort): CohortImpact => {
        const own = counts[1 + cohort]!
        return {
          variable: variable.id,
          grouping,
          category: category.id,
          withMsrt: own[withMsrt]!,
          missingMsrt: own[missingMsrt]!,
          metrics: metrics.map((metric) => {
            const [before, after] = within.map((side) => valueWithin(division, g, cohort, side, metric.id))
            const difference = after!.estimate - before!.estimate
            const { high, low } = Quantile.boxSummary(after!.replicates.map((own, b) => own - before!.replicates[b]!))
            const missing = Number.isFinite(before!.estimate) ? missingMsrt : withMsrt
            return {
              metric: metric.id,
              withMsrt: finite(before!.estimate),
              missingMsrt: finite(after!.estimate),
              difference: finite(difference),
              low: finite(low),
              high: finite(high),
              ...(Number.isFinite(difference)
                ? {}
                : {
                    reason: `${categoryIds[missing]}: ${Metric.whyNotEstimable(metric, own[missing]!, reference, noReference)}`
                  })
            }
          })
        }
      })
    })
  )

  const measurement: ImpactMeasurement = {
    contrasts,
    conclude: (comparisons) => ({
      ...settings,
      replicates,
      interpolation: options.interpolation,
      metrics: metrics.map(({ id }) => id),
      ...(leftOut.length === 0 ? {} : { leftOut: leftOut.map(({ id }) => id) }),
      variables: divided.map(({ counts, variable }) => ({
        id: variable.id,
        title: variable.title,
        definesLabel: variable.definesLabel,
        categories: categoriesOf(variable).map((category) => ({ id: categoryIds[category]!, ...counts[category]! }))
      })),
      groupings: groupings.map(({ categories, id, title }) => ({
        id,
        title,
        categories: categories.map((category) => ({ id: category.id, label: category.label }))
      })),
      comparisons,
      cohorts
    })
  }
  return measurement
})

/**
 * Measures what missing measurements cost and judges it as one family: missing_msrt and no_msrt against with_msrt, by
 * every metric, for every variable. `grouping` of a comparison is the variable's id.
 *
 * Requires the `Compute` of the audit; the paper's correction is metrics x 2.
 */
export const measureImpact = Effect.fn("Missingness.measureImpact")(function* (
  variables: ReadonlyArray<ImpactVariable>,
  options: ImpactOptions
) {
  const settings = yield* Settings.Settings
  const { conclude, contrasts } = yield* impactContrasts(variables, options)
  return conclude(Comparison.compare(contrasts, { ...settings, metrics: contrasts[0]?.metrics ?? 0 }))
})
