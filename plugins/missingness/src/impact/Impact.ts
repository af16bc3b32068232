/**
 * What missing measurements cost: metrics at the steps where a variable has a valid measurement, against those at the
 * other steps.
 */
import { Cohorts, type Comparison, Dataset, Resamples, Settings, Threshold } from "@fairward/core"
import { LabelledSteps, type Measure, Measures, Metric, Sides } from "@fairward/metrics"
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

const withMsrt = 0
const missingMsrt = 1
const noMsrt = 2

const categoryIds: ReadonlyArray<StepCategory> = ["with_msrt", "missing_msrt", "no_msrt"]

const within: ReadonlyArray<number> = [withMsrt, missingMsrt]

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
  const settings = yield* Settings.Settings
  const { count: replicates } = yield* (yield* Resamples.Resamples).of("test")

  const chosen = options.metrics.map((id) => Metric.metricById.get(id)!).filter(({ ofEvents }) => !ofEvents)
  const metrics = chosen.filter((metric) => Metric.whyLeftOut(metric, dataset, false) === undefined)
  const leftOut = chosen.filter((metric) => !metrics.includes(metric))
  const steps = LabelledSteps.labelledSteps(dataset, undefined)
  const groupings = options.withinCohorts ? derived : []
  const itemsOf = LabelledSteps.itemsOfUnits(steps)
  const measured = yield* Effect.forEach(variables, (variable) =>
    ofVariable(variable, { steps, itemsOf, groupings, metrics, options })
  )

  const measurement: ImpactMeasurement = {
    contrasts: measured.flatMap(({ contrasts }) => contrasts),
    conclude: (comparisons) => ({
      ...settings,
      replicates,
      interpolation: options.interpolation,
      metrics: metrics.map(({ id }) => id),
      ...(leftOut.length === 0 ? {} : { leftOut: leftOut.map(({ id }) => id) }),
      variables: measured.map(({ counts, variable }) => ({
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
      cohorts: measured.flatMap(({ cohorts }) => cohorts)
    })
  }
  return measurement
})

interface Common {
  readonly steps: LabelledSteps.LabelledSteps
  readonly itemsOf: ReturnType<typeof LabelledSteps.itemsOfUnits>
  /** Within whose cohorts it is measured too. */
  readonly groupings: ReadonlyArray<Cohorts.Grouping>
  readonly metrics: ReadonlyArray<Metric.Metric>
  readonly options: ImpactOptions
}

/** Measures one variable: its contrasts, and its metrics within cohorts. */
const ofVariable = Effect.fnUntraced(function* (
  variable: ImpactVariable,
  { groupings, itemsOf, metrics, options, steps }: Common
) {
  const dataset = yield* Dataset.Dataset
  const { value: threshold } = yield* Threshold.Threshold
  const { verdictMinimum } = yield* Settings.Settings
  const { clusterOf, patients } = yield* (yield* Resamples.Resamples).of("test")

  const bins = dataset.scale === "points" ? 0 : options.bins
  const stepCategory = LabelledSteps.testRows(dataset, variable.stepCategories)
  const units = LabelledSteps.divide(steps, stepCategory, categoryIds.length)
  const columns = LabelledSteps.stepColumns(steps, { threshold, bins }, units)
  const ofUnits = [stepGrouping(variable, units), ...groupings.map((one) => cohortGrouping(one, units, patients))]
  const everyUnit = units.patientOf.map((_, unit) => unit)
  const countsOf = stepCounts(columns, Sides.sidesOf(ofUnits, everyUnit), units, clusterOf)
  const counts = categoryIds.map((_, category) => countsOf(1 + category))
  const bearing = counts.map(({ positivePatients }) => positivePatients)
  const reference = Metric.referencePrevalence(
    categoriesOf(variable).flatMap((category) => {
      const { positivePatients, positives, steps: all } = counts[category]!
      return positivePatients >= verdictMinimum ? [positives / all] : []
    })
  )
  const whyMissing = (metric: Metric.Metric, of: Measure.Sums<Metric.Column>) =>
    Metric.whyNotEstimable(metric, of, reference, noReference)
  const { contrasts, sides, sums, value } = yield* Measures.contrasts<Metric.Column>({
    columns,
    measures: Metric.measuresOf(
      metrics,
      { bins, reference: () => reference },
      ({ id }) => options.margins[id] ?? options.margin,
      (metric, side) => whyMissing(metric, side.sums)
    ),
    ranking: {
      items: itemsOf(units.unitOf),
      positives: "p",
      negatives: "n",
      events: "events",
      interpolation: options.interpolation,
      highestPrevalence: () => reference.highest
    },
    units: {
      patientOf: units.patientOf,
      groupings: ofUnits.map((one) => ({
        ...one,
        categories: one.categories.map((id, category) => ({ id, eventPatients: bearing[category] ?? 0 })),
        restEventPatients: one.categories.map(() => bearing[withMsrt]!)
      }))
    }
  })
  const cohorts = groupings.flatMap(({ categories, id: grouping }, g) =>
    categories.map((category, c): CohortImpact => {
      const [before, after] = within.map((place) => sides.first[1 + g]! + c * within.length + place)
      return {
        variable: variable.id,
        grouping,
        category: category.id,
        withMsrt: countsOf(before!),
        missingMsrt: countsOf(after!),
        metrics: metrics.map((metric, m) =>
          differenceOf(metric.id, value(before!, m), value(after!, m), (isMissing) =>
            whyMissing(metric, sums(isMissing ? after! : before!))
          )
        )
      }
    })
  )
  return { variable, counts, cohorts, contrasts: contrasts.map((one) => ({ ...one, metrics: metrics.length })) }
})

/** Steps by their category, each but with_msrt compared with it. */
const stepGrouping = (variable: ImpactVariable, { category }: LabelledSteps.StepUnits) => ({
  id: variable.id,
  categories: categoryIds,
  categoryOf: Int16Array.from(category),
  against: categoryIds.map((_, own) => (own !== withMsrt && categoriesOf(variable).includes(own) ? withMsrt : -1))
})

/** The cohorts of a grouping, each divided by `within`; none is compared. */
const cohortGrouping = (
  { categories, categoryOf, id }: Cohorts.Grouping,
  { category, patientOf }: LabelledSteps.StepUnits,
  patients: Uint32Array
) => {
  const divided = categories.flatMap((cohort) => within.map(() => cohort.id))
  return {
    id,
    categories: divided,
    categoryOf: Int16Array.from(patientOf, (patient, unit) => {
      const [cohort, place] = [categoryOf[patients[patient]!]!, within.indexOf(category[unit]!)]
      return cohort < 0 || place < 0 ? -1 : cohort * within.length + place
    }),
    against: divided.map(() => -1)
  }
}

/** Labelled steps of a side, and the patients that they are of; of positive ones, the persons. */
const stepCounts = (
  { p, steps }: { readonly p: Float64Array; readonly steps: Float64Array },
  sides: Sides.Sides,
  { patientOf }: LabelledSteps.StepUnits,
  clusterOf: Uint32Array | undefined
) => {
  const personOf = patientOf.map((patient) => clusterOf?.[patient] ?? patient)
  const [all, positives] = [steps, p].map((column) => Sides.sumsPerCohort(column, sides))
  return (side: number) => ({
    steps: all![side]!,
    positives: positives![side]!,
    patients: Sides.personsWhere(sides, side, undefined, () => true),
    positivePatients: Sides.personsWhere(sides, side, personOf, (unit) => p[unit]! > 0)
  })
}

/** A metric with and without a measurement, and the interval of its difference. */
const differenceOf = (
  metric: Metric.MetricId,
  before: Measures.Drawn,
  after: Measures.Drawn,
  why: (isMissing: boolean) => string
): CohortImpact["metrics"][number] => {
  const difference = after.estimate - before.estimate
  const { high, low } = Quantile.boxSummary(after.replicates.map((own, b) => own - before.replicates[b]!))
  const isMissing = Number.isFinite(before.estimate)
  return {
    metric,
    withMsrt: finite(before.estimate),
    missingMsrt: finite(after.estimate),
    difference: finite(difference),
    low: finite(low),
    high: finite(high),
    ...(Number.isFinite(difference)
      ? {}
      : { reason: `${categoryIds[isMissing ? missingMsrt : withMsrt]}: ${why(isMissing)}` })
  }
}
