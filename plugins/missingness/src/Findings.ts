import { ComparisonTables, Disclosure, type Measure, ReportDocument } from "@fairward/core"
import { Schema } from "effect"
import { CohortImpact, ImpactFindings } from "./impact/ImpactFindings.ts"
import { metricOf } from "./impact/names.ts"
import { eventsMeasure, testsMeasure } from "./Testing.ts"

/** How many patients were measured how well. */
const Intensity = Schema.Struct({
  variable: Schema.String,
  /**
   * Patients per category of intensity, in their order; then those without any measurement; then those without a stay. One
   * list, so that together they are all patients, which is what disclosure control has to know.
   */
  counts: Schema.Array(Disclosure.Count),
  /** Of the patients with a stay, where persons have several. */
  persons: Schema.optionalKey(Disclosure.Count),
  /** Mean over patients with a stay of the share of it with a valid measurement. */
  coverage: Disclosure.Estimate
})
export type Intensity = typeof Intensity.Type

/** Patients with a stay per category of intensity, then those without any measurement. */
export const intensityCounts = ({ counts }: Intensity): ReadonlyArray<number> => counts.slice(0, -1)

/** Patients without any measurement. */
export const noneOf = ({ counts }: Intensity): number => counts.at(-2)!

/** Patients without a prediction, and so without a stay. */
export const withoutStayOf = ({ counts }: Intensity): number => counts.at(-1)!

/** Patients with a stay. */
export const patientsOf = (intensity: Intensity): number =>
  intensityCounts(intensity).reduce((sum, count) => sum + count, 0)

const Dependence = Schema.Struct({
  grouping: Schema.String,
  variable: Schema.String,
  /** `null` where there is nothing to test. */
  test: Schema.NullOr(
    Schema.Struct({
      /** Chi-squared, with Yates's correction where `corrected`. */
      statistic: Disclosure.Value,
      degreesOfFreedom: Disclosure.setting(Schema.Int),
      p: Disclosure.Value,
      corrected: Schema.Boolean,
      cramersV: Disclosure.Value,
      /** What Cramér's V is by chance alone. */
      chanceV: Disclosure.Value,
      leastExpected: Disclosure.Value,
      /** Where an expected count is below 5. */
      permutationP: Disclosure.Estimate,
      dependent: Schema.Boolean
    })
  ),
  reason: Schema.optionalKey(Disclosure.Remark)
})
export type Dependence = typeof Dependence.Type

const Impact = Schema.Struct({
  ...ImpactFindings.fields,
  cohorts: Schema.Array(
    Schema.Struct({
      ...CohortImpact.fields,
      /**
       * With a positive step of one kind, the kind that fewer have: what the metrics of the cohort rest on, which is
       * withheld with them.
       */
      fewestPositivePatients: Disclosure.Least
    })
  )
})

/** Whether who is tested less for what defines the label has events that nobody records. */
const Testing = Schema.Struct({
  testsMargin: Disclosure.Setting,
  eventsMargin: Disclosure.Setting,
  /**
   * The verdict on event recall, judged by itself, and how many unrecorded events, missed by alarm and label alike, one a patient
   * without a test, would give another; `null`: none is needed, or more than there are such patients.
   */
  tipping: Schema.Array(
    Schema.Struct({
      variable: Schema.String,
      grouping: Schema.String,
      category: Schema.String,
      verdict: ReportDocument.Verdict,
      needed: Disclosure.Estimate,
      becomes: Schema.NullOr(ReportDocument.Verdict)
    })
  )
})

/** What the missingness stage found. Times are minutes. */
export const Findings = Schema.Struct({
  ...ComparisonTables.comparedFields,
  margin: Disclosure.Setting,
  /** Level of each test of independence. */
  alpha: Disclosure.Setting,
  permutations: Disclosure.setting(Schema.Int),
  /** Each reaches from above the one before it, or 0, up to and with `upTo`. */
  categories: Schema.Array(Schema.Struct({ id: Schema.String, upTo: Disclosure.Setting })),
  variables: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      title: Schema.String,
      every: Disclosure.Setting,
      tolerance: Disclosure.Setting,
      definesLabel: Schema.Boolean,
      /** From what `every` was inferred: the median gap between measurements, in minutes; `null` where it was given. */
      inferredFrom: Schema.NullOr(Schema.Struct({ gaps: Disclosure.Steps, medianMinutes: Disclosure.Value }))
    })
  ),
  /** Variables that are not analysed. */
  leftOut: Schema.Struct({
    /** No test patient has two measurements. */
    unmeasured: Schema.Array(Schema.String),
    /** Others are measured more often, and no more were to be analysed. */
    beyondMaximum: Schema.Array(Schema.String)
  }),
  everyone: Disclosure.everyone(
    Schema.Array(Schema.Struct({ ...Intensity.fields, low: Disclosure.Estimate, high: Disclosure.Estimate })),
    "cohorts"
  ),
  cohorts: Schema.Array(Schema.Struct({ grouping: Schema.String, category: Schema.String, ...Intensity.fields })),
  dependence: Schema.Array(Dependence),
  /** Of variables that define the label; `null` where there is none, or it was not asked for. */
  testing: Schema.optionalKey(Schema.NullOr(Testing)),
  /** What missing measurements cost; `null` where it was not asked for. */
  impact: Schema.NullOr(Impact)
})
export type Findings = typeof Findings.Type
export type Variable = Findings["variables"][number]
export type Cohort = Findings["cohorts"][number]

export const coverageMetric = (variable: string): string => `${variable}:coverage`

export const coverageMeasure = ({ id, title }: Pick<Variable, "id" | "title">): Measure.Measure => ({
  id: coverageMetric(id),
  title,
  sense: "none",
  unit: "share",
  harm: "sources",
  directions: { greater: "measured more", less: "measured less" }
})

/** What is judged of testing. */
export const testingMeasures = ({ comparisons, variables }: Findings): ReadonlyArray<Measure.Measure> => {
  const judged = new Set(comparisons.map(({ metric }) => metric))
  return variables
    .flatMap((variable) => [testsMeasure(variable), eventsMeasure(variable)])
    .filter(({ id }) => judged.has(id))
}

/** What is compared: coverage of every variable, testing, and metrics where measurements are missing. */
export const measuresOf = (findings: Findings): ReadonlyArray<Measure.Measure> => [
  ...findings.variables.map(coverageMeasure),
  ...testingMeasures(findings),
  ...(findings.impact?.metrics ?? []).map((id): Measure.Measure => {
    const { headline: _, ...metric } = metricOf(id)
    return { ...metric, harm: "sources" }
  })
]

/** The findings on some measures as shared views read them. */
export const ofMeasures = (
  findings: Findings,
  metrics: ReadonlyArray<ComparisonTables.ComparedMetric>
): Omit<ComparisonTables.Compared, "metricTitle"> => {
  const ids = new Set(metrics.map(({ id }) => id))
  return {
    ...findings,
    stage: "missingness",
    metrics,
    comparisons: findings.comparisons.filter(({ metric }) => ids.has(metric))
  }
}

/** The findings on coverage as shared views read them. */
export const comparedOf = (findings: Findings): ComparisonTables.Compared => ({
  ...ofMeasures(findings, findings.variables.map(coverageMeasure)),
  metricTitle: "Coverage",
  bearing: {
    title: "patients with a stay",
    count: (grouping, category) => {
      const cohort = findings.cohorts.find((one) => one.grouping === grouping && one.category === category)!
      return cohort.persons ?? patientsOf(cohort)
    }
  }
})

/** What was found of one variable in the categories of a grouping, in their order. */
export const cohortsOf = (
  { cohorts }: Findings,
  grouping: ComparisonTables.ComparedGrouping,
  variable: Variable
): ReadonlyArray<{ readonly label: string; readonly cohort: Cohort }> =>
  grouping.categories.flatMap(({ id, label }) =>
    cohorts
      .filter((one) => one.grouping === grouping.id && one.category === id && one.variable === variable.id)
      .map((cohort) => ({ label, cohort }))
  )

export const dependenceOf = (
  { dependence }: Findings,
  grouping: ComparisonTables.ComparedGrouping,
  variable: Variable
): Dependence => dependence.find((one) => one.grouping === grouping.id && one.variable === variable.id)!
