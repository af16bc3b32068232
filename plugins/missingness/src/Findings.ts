import { AuditConfig, Comparison, ComparisonTables } from "@fairward/core"
import { Schema } from "effect"
import { ImpactFindings } from "./impact/ImpactFindings.ts"

const Estimate = Schema.NullOr(Schema.Finite)

/** How many patients were measured how well, of those with a stay. */
const Intensity = Schema.Struct({
  variable: Schema.String,
  patients: Schema.Int,
  /** Patients per category of intensity, in their order. */
  counts: Schema.Array(Schema.Int),
  /** Patients without any measurement. */
  none: Schema.Int,
  /** Mean over patients of the share of the stay with a valid measurement. */
  coverage: Estimate
})
export type Intensity = typeof Intensity.Type

const Dependence = Schema.Struct({
  grouping: Schema.String,
  variable: Schema.String,
  /** `null` where there is nothing to test. */
  test: Schema.NullOr(
    Schema.Struct({
      /** Chi-squared, with Yates's correction where `corrected`. */
      statistic: Schema.Finite,
      degreesOfFreedom: Schema.Int,
      p: Schema.Finite,
      corrected: Schema.Boolean,
      cramersV: Schema.Finite,
      /** What Cramér's V is by chance alone. */
      chanceV: Schema.Finite,
      leastExpected: Schema.Finite,
      /** Where an expected count is below 5. */
      permutationP: Estimate,
      dependent: Schema.Boolean
    })
  ),
  reason: Schema.optionalKey(Schema.String)
})
export type Dependence = typeof Dependence.Type

/** What the missingness stage found. Times are minutes. */
export const Findings = Schema.Struct({
  significance: AuditConfig.Significance,
  level: Schema.Finite,
  verdictMinimum: Schema.Int,
  replicates: Schema.Int,
  /** Test patients with a stay, that is with a prediction, and without. */
  patients: Schema.Int,
  withoutStay: Schema.Int,
  margin: Schema.Finite,
  /** Level of each test of independence. */
  alpha: Schema.Finite,
  permutations: Schema.Int,
  /** Each reaches from above the one before it, or 0, up to and with `upTo`. */
  categories: Schema.Array(Schema.Struct({ id: Schema.String, upTo: Schema.Finite })),
  variables: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      title: Schema.String,
      every: Schema.Finite,
      tolerance: Schema.Finite,
      definesLabel: Schema.Boolean
    })
  ),
  everyone: Schema.Array(Schema.Struct({ ...Intensity.fields, low: Estimate, high: Estimate })),
  groupings: Schema.Array(ComparisonTables.ComparedGrouping),
  cohorts: Schema.Array(Schema.Struct({ grouping: Schema.String, category: Schema.String, ...Intensity.fields })),
  dependence: Schema.Array(Dependence),
  /** Of coverage; the metric is the variable's `<id>:coverage`. */
  comparisons: Schema.Array(Comparison.Comparison),
  /** What missing measurements cost; `null` where it was not asked for. */
  impact: Schema.NullOr(ImpactFindings)
})
export type Findings = typeof Findings.Type
export type Variable = Findings["variables"][number]
export type Cohort = Findings["cohorts"][number]

export const coverageMetric = (variable: string): string => `${variable}:coverage`

/** The findings as shared views read them. */
export const comparedOf = (findings: Findings): ComparisonTables.Compared => ({
  stage: "missingness",
  metricTitle: "Coverage of",
  metrics: findings.variables.map(({ id, title }) => ({ id: coverageMetric(id), title, sense: "none" as const })),
  groupings: findings.groupings,
  comparisons: findings.comparisons,
  significance: findings.significance,
  level: findings.level,
  bearing: {
    title: "patients with a stay",
    count: (grouping, category) =>
      findings.cohorts.find((one) => one.grouping === grouping && one.category === category)!.patients
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
