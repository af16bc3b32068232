import { Cohorts, Comparison, Dataset, Resamples, Settings, Stage } from "@fairward/core"
import { Quantile } from "@fairward/stats"
import { Effect } from "effect"
import { compareCoverage } from "./Coverage.ts"
import { alphaOf, dependence, permutations } from "./Dependence.ts"
import { coverageMetric, type Findings, type Intensity } from "./Findings.ts"
import { intensities, intensityCategories, stepCategories } from "./Intensity.ts"
import { impactContrasts } from "./impact/Impact.ts"
import type { Options } from "./Options.ts"
import { chooseVariables, type ExpectedVariable } from "./Variable.ts"

const stage = "missingness"

const finite = (value: number) => (Number.isFinite(value) ? value : null)

/** Why there is nothing to analyse, if so. */
const nothingToDo = (
  { variables }: Options,
  { horizonSteps, patients, timeseries }: Dataset.DatasetShape,
  groupings: number
): string | undefined => {
  if (Object.keys(variables).length === 0) {
    const known = [...timeseries!.variables.keys()]
    const example = known[0] ?? "lactate"
    return `no variable is configured, and how often one is expected cannot be told from the data. Name them under stages.${stage}.variables, such as "${example}: {every: 8 h}"; the time series has ${known.length === 0 ? "none" : known.join(", ")}`
  }
  if (horizonSteps === 0) {
    return "with a horizon of 0 there is one prediction a patient, and so no stay in which measurements could be expected"
  }
  if (groupings === 0) return "no grouping has two categories with enough patients to compare"
  if (patients.splits.test.length === 0) return "the test split has no patients"
  return undefined
}

interface Measured extends ExpectedVariable {
  /** Per test patient: index of the category of intensity, then none; -1 without a stay. */
  readonly category: Int16Array
  readonly coverage: Float64Array
}

/** Counts the patients that belong by category of intensity. */
const intensityOf = (
  { category, coverage, id }: Measured,
  categories: number,
  belongs: (place: number) => boolean
): Intensity => {
  const counts = new Array<number>(categories + 1).fill(0)
  let patients = 0
  let sum = 0
  category.forEach((own, place) => {
    if (own < 0 || !belongs(place)) return
    counts[own]!++
    patients++
    sum += coverage[place]!
  })
  return {
    variable: id,
    patients,
    counts: counts.slice(0, categories),
    none: counts[categories]!,
    coverage: finite(sum / patients)
  }
}

/** Measures how well each variable was measured in every cohort, tests dependence, and compares coverage as one family. */
export const analyse = Effect.fn("Missingness.analyse")(
  function* (options: Options) {
    const dataset = yield* Dataset.Dataset
    const { groupings } = yield* Cohorts.Cohorts
    const settings = yield* Settings.Settings
    const { replicates, seed } = yield* Resamples.Resamples
    const { chosen, problems } = chooseVariables(options, dataset)
    if (problems.length > 0) {
      return yield* new Stage.StageError({ stage, message: problems.map((one) => `stages.${stage}.${one}`).join("\n") })
    }
    const reason = nothingToDo(options, dataset, groupings.length)
    if (reason !== undefined) return yield* new Stage.StageSkipped({ stage, reason })

    const test = dataset.patients.splits.test
    const categories = Object.entries(options.categories).map(([id, upTo]) => ({ id, upTo }))
    const measured = chosen.map((variable): Measured => {
      const found = intensities(dataset, test, variable.id, variable)
      return {
        ...variable,
        category: intensityCategories(
          found,
          categories.map(({ upTo }) => upTo)
        ),
        coverage: Float64Array.from(found.validSteps, (valid, i) => valid / found.steps[i]!)
      }
    })
    const { contrasts, everyone } = yield* compareCoverage(
      measured.map(({ coverage, id }) => ({ metric: coverageMetric(id), coverage })),
      options.margin
    )
    const impact =
      options.impact === false
        ? undefined
        : yield* impactContrasts(
            chosen.map(({ definesLabel, everyMinutes, id, title }) => ({
              id,
              title,
              definesLabel,
              stepCategories: stepCategories(dataset, id, everyMinutes)
            })),
            options.impact
          )
    const comparisons = Comparison.compare([...contrasts, ...(impact?.contrasts ?? [])], {
      ...settings,
      metrics: measured.length
    })
    const alpha = alphaOf(measured.length, groupings.length)
    const ofCohorts = groupings.flatMap(({ categories: own, categoryOf, id }) =>
      own.flatMap((category, c) =>
        measured.map((variable) => ({
          grouping: id,
          category: category.id,
          ...intensityOf(variable, categories.length, (place) => categoryOf[test[place]!] === c)
        }))
      )
    )
    const ofEveryone = measured.map((variable) => intensityOf(variable, categories.length, () => true))
    const { patients } = ofEveryone[0]!
    const findings: Findings = {
      ...settings,
      replicates,
      patients,
      withoutStay: test.length - patients,
      margin: options.margin,
      alpha,
      permutations,
      categories,
      variables: measured.map(({ definesLabel, everyMinutes, id, title, toleranceMinutes }) => ({
        id,
        title,
        every: everyMinutes,
        tolerance: toleranceMinutes,
        definesLabel
      })),
      everyone: ofEveryone.map((intensity, v) => {
        const { high, low } = Quantile.boxSummary(everyone[v]!.replicates)
        return { ...intensity, low: finite(low), high: finite(high) }
      }),
      groupings: groupings.map(({ categories: own, id, minority, title }) => ({
        id,
        title,
        minority,
        categories: own.map((category) => ({
          id: category.id,
          label: category.label,
          patients: category.patients,
          eventPatients: category.eventPatients
        }))
      })),
      cohorts: ofCohorts,
      dependence: groupings.flatMap((grouping) =>
        measured.map((variable) => {
          const counts = ofCohorts
            .filter((one) => one.grouping === grouping.id && one.variable === variable.id)
            .flatMap((one) => [...one.counts, one.none])
          const found = dependence(counts, categories.length + 1, alpha, seed)
          const about = { grouping: grouping.id, variable: variable.id }
          return typeof found === "string" ? { ...about, test: null, reason: found } : { ...about, test: found }
        })
      ),
      comparisons: comparisons.slice(0, contrasts.length),
      impact: impact === undefined ? null : impact.conclude(comparisons.slice(contrasts.length))
    }
    return findings
  },
  Effect.catchTag("ComputeError", (error) => Effect.fail(new Stage.StageError({ stage, message: error.message })))
)
