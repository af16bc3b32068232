import { type Cohorts, Comparison, Dataset, Message, Resamples, Stage, Threshold } from "@fairward/core"
import { Measures } from "@fairward/metrics"
import { Quantile } from "@fairward/stats"
import { Effect } from "effect"
import { alphaOf, dependence, permutations } from "./Dependence.ts"
import {
  type Cohort,
  coverageMeasure,
  coverageMetric,
  type Findings,
  type Intensity,
  intensityCounts,
  noneOf
} from "./Findings.ts"
import { intensities, intensityCategories, stepCategories } from "./Intensity.ts"
import { type ImpactFindings, impactContrasts } from "./impact/Impact.ts"
import type { Options } from "./Options.ts"
import { recallContrasts, sumsOf, testingContrasts, tippingOf } from "./Testing.ts"
import { type Choice, chooseVariables, type ExpectedVariable } from "./Variable.ts"

const stage = "missingness"

const finite = (value: number) => (Number.isFinite(value) ? value : null)

/** Why there is nothing to analyse, if so. */
const nothingToDo = (
  { chosen, unmeasured }: Choice,
  { patients }: Dataset.DatasetShape
): Message.Message | undefined => {
  if (patients.splits.test.length === 0) return Message.of`the test split has no patients`
  if (unmeasured.length === 0 && chosen.length === 0) return Message.of`the time series has no variable`
  if (chosen.length === 0) {
    return Message.of`no test patient has two measurements of a variable during the stay, from which to tell how often it is expected (${Message.name(unmeasured.join(", "))}). Say so under stages.${stage}.variables, such as "${Message.name(unmeasured[0]!)}: {every: 8 h}"`
  }
  return undefined
}

const withFewest = (impact: ImpactFindings): NonNullable<Findings["impact"]> => ({
  ...impact,
  cohorts: impact.cohorts.map((one) => ({
    ...one,
    fewestPositivePatients: Math.min(one.withMsrt.positivePatients, one.missingMsrt.positivePatients)
  }))
})

interface Measured extends ExpectedVariable {
  /** Per test patient: index of the category of intensity, then none, then without a stay. */
  readonly category: Int16Array
  readonly coverage: Float64Array
}

const measuredOf = (
  dataset: Dataset.DatasetShape,
  variable: ExpectedVariable,
  upTo: ReadonlyArray<number>
): Measured => {
  const found = intensities(dataset, dataset.patients.splits.test, variable.id, variable)
  return {
    ...variable,
    category: intensityCategories(found, upTo),
    coverage: Float64Array.from(found.validSteps, (valid, i) => valid / found.steps[i]!)
  }
}

const variableFindings = ({
  definesLabel,
  everyMinutes,
  id,
  inferredFrom,
  title,
  toleranceMinutes
}: ExpectedVariable): Findings["variables"][number] => ({
  id,
  title,
  every: everyMinutes,
  tolerance: toleranceMinutes,
  definesLabel,
  inferredFrom
})

/** Stays of which a person may have several, with their category and that of the variable's intensity. */
const staysOf = (
  { categoryOf }: Cohorts.Grouping,
  { category }: Measured,
  test: Uint32Array,
  categories: number,
  clusterOf: Uint32Array
) => ({
  row: Int16Array.from(test, (patient) => categoryOf[patient]!),
  column: category.map((index) => (index > categories ? -1 : index)),
  clusterOf
})

/** Counts the patients that belong by category of intensity. */
const intensityOf = (
  { category, coverage, id }: Measured,
  categories: number,
  clusterOf: Uint32Array | undefined,
  belongs: (place: number) => boolean
): Intensity => {
  const withoutStay = categories + 1
  const counts = new Array<number>(withoutStay + 1).fill(0)
  let patients = 0
  let sum = 0
  const persons = new Set<number>()
  category.forEach((own, place) => {
    if (!belongs(place)) return
    counts[own]!++
    if (own === withoutStay) return
    patients++
    sum += coverage[place]!
    if (clusterOf !== undefined) persons.add(clusterOf[place]!)
  })
  return {
    variable: id,
    counts,
    ...(clusterOf === undefined ? {} : { persons: persons.size }),
    coverage: finite(sum / patients)
  }
}

/** Mean over patients of the share of the stay with a valid measurement; without a stay they take no part. */
const compareCoverage = (measured: ReadonlyArray<Measured>, margin: number) => {
  type Column = "stays" | `coverage of ${string}`
  const isMissing = Number.isNaN
  const columns: Record<Column, Float64Array> = {
    stays: measured[0]!.coverage.map((share) => (isMissing(share) ? 0 : 1))
  }
  for (const { coverage, id } of measured) {
    columns[`coverage of ${id}`] = coverage.map((share) => (isMissing(share) ? 0 : share))
  }
  return Measures.contrasts<Column>({
    columns,
    measures: measured.map((variable) => {
      const covered = `coverage of ${variable.id}` as const
      return {
        ...coverageMeasure(variable),
        margin,
        missing: "no patient with a stay",
        over: (s) => [s[covered]!, s.stays],
        floor: "mean",
        among: "stays",
        metrics: measured.length
      }
    })
  })
}

/** Contrasts of coverage, those of a grouping by variable. */
const byGrouping = (
  groupings: ReadonlyArray<Cohorts.Grouping>,
  measured: ReadonlyArray<Measured>,
  contrasts: ReadonlyArray<Comparison.Contrast>
) =>
  groupings.flatMap(({ id: grouping }) =>
    measured.flatMap(({ id }) =>
      contrasts.filter((contrast) => contrast.grouping === grouping && contrast.metric === coverageMetric(id))
    )
  )

/** What unrecorded events would do to the verdict of every cohort on event recall, by variable. */
const tippings = Effect.fnUntraced(function* (
  columns: Readonly<Record<"caught" | "events", Float64Array>>,
  variables: ReadonlyArray<Measured>,
  ofCohorts: ReadonlyArray<Cohort>,
  {
    clusterOf,
    groupings,
    test
  }: {
    readonly clusterOf: Uint32Array | undefined
    readonly groupings: ReadonlyArray<Cohorts.Grouping>
    readonly test: Uint32Array
  }
) {
  const { audited } = yield* Stage.comparing(stage)
  const judged = Comparison.compare(yield* recallContrasts(columns), { ...audited, metrics: 1 })
  const everyone = sumsOf(columns, clusterOf, () => true)
  return groupings.flatMap(({ categories, categoryOf, id }) =>
    categories.flatMap((category, c) => {
      const recall = judged.find((one) => one.grouping === id && one.category === category.id)!
      const side = (belongs: (own: number) => boolean) =>
        sumsOf(columns, clusterOf, (place) => belongs(categoryOf[test[place]!]!))
      const sides = { everyone, cohort: side((own) => own === c), rest: side((own) => own >= 0 && own !== c) }
      return variables.map((variable) => {
        const own = ofCohorts.find(
          (one) => one.grouping === id && one.category === category.id && one.variable === variable.id
        )!
        return { variable: variable.id, grouping: id, category: category.id, ...tippingOf(sides, recall, noneOf(own)) }
      })
    })
  )
})

/** Measures how well each variable was measured in every cohort, tests dependence, and compares coverage as one family. */
export const analyse = Effect.fn("Missingness.analyse")(function* (options: Options) {
  const dataset = yield* Dataset.Dataset
  const resamples = yield* Resamples.Resamples
  const choice = chooseVariables(options, dataset)
  const { beyondMaximum, chosen, problems, unmeasured } = choice
  if (problems.length > 0) {
    const told = problems.map(({ message, path }) => `${["stages", stage, ...path].join(".")}: ${message}`)
    return yield* new Stage.StageError({ stage, reason: Message.of`${Message.name(told.join("\n"))}` })
  }
  if (dataset.horizonSteps === 0) {
    const reason = Message.of`with a horizon of 0 there is one prediction a patient, and so no stay in which measurements could be expected`
    return yield* new Stage.StageSkipped({ stage, reason })
  }
  const { audited, groupings } = yield* Stage.comparing(stage)
  const reason = nothingToDo(choice, dataset)
  if (reason !== undefined) return yield* new Stage.StageSkipped({ stage, reason })

  const test = dataset.patients.splits.test
  const { clusterOf } = yield* resamples.of("test")
  const categories = Object.entries(options.categories).map(([id, upTo]) => ({ id, upTo }))
  const measured = chosen.map((variable) => measuredOf(dataset, variable, Object.values(options.categories)))
  const coverage = yield* compareCoverage(measured, options.margin)
  const contrasts = byGrouping(groupings, measured, coverage.contrasts)
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
  const { value: threshold } = yield* Threshold.Threshold
  const tested = options.testing === false ? [] : measured.filter(({ definesLabel }) => definesLabel)
  const testing =
    options.testing === false || tested.length === 0
      ? undefined
      : yield* testingContrasts(
          dataset,
          tested,
          { tests: options.testing.testsMargin, events: options.testing.eventsMargin },
          threshold
        )
  const comparisons = Comparison.compare(
    [...contrasts, ...(testing?.contrasts ?? []), ...(impact?.contrasts ?? [])].map((one) => ({
      ...one,
      class: "mixed"
    })),
    { ...audited, metrics: measured.length }
  )
  const ofTesting = contrasts.length + (testing?.contrasts.length ?? 0)
  const alpha = alphaOf(measured.length, groupings.length)
  const ofCohorts = groupings.flatMap(({ categories: own, categoryOf, id }) =>
    own.flatMap((category, c) =>
      measured.map((variable) => ({
        grouping: id,
        category: category.id,
        ...intensityOf(variable, categories.length, clusterOf, (place) => categoryOf[test[place]!] === c)
      }))
    )
  )
  const ofEveryone = measured.map((variable) => intensityOf(variable, categories.length, clusterOf, () => true))
  const findings: Findings = {
    ...audited,
    margin: options.margin,
    alpha,
    permutations,
    categories,
    variables: measured.map(variableFindings),
    leftOut: { unmeasured, beyondMaximum },
    everyone: ofEveryone.map((intensity, v) => {
      const { high, low } = Quantile.boxSummary(coverage.value(0, v).replicates)
      return { ...intensity, low: finite(low), high: finite(high) }
    }),
    cohorts: ofCohorts,
    dependence: groupings.flatMap((grouping) =>
      measured.map((variable) => {
        const counts = ofCohorts
          .filter((one) => one.grouping === grouping.id && one.variable === variable.id)
          .flatMap(intensityCounts)
        const stays =
          clusterOf === undefined ? undefined : staysOf(grouping, variable, test, categories.length, clusterOf)
        const found = dependence(counts, categories.length + 1, alpha, resamples.seed, stays)
        const about = { grouping: grouping.id, variable: variable.id }
        return typeof found === "string" ? { ...about, test: null, reason: found } : { ...about, test: found }
      })
    ),
    comparisons: comparisons.slice(0, ofTesting),
    testing:
      testing === undefined || options.testing === false
        ? null
        : {
            ...options.testing,
            tipping: testing.hasEvents
              ? yield* tippings(testing.columns, tested, ofCohorts, { clusterOf, groupings, test })
              : []
          },
    impact: impact === undefined ? null : withFewest(impact.conclude(comparisons.slice(ofTesting)))
  }
  return findings
})
