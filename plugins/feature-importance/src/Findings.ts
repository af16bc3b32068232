import { ComparisonTables, Disclosure, type Measure } from "@fairward/core"
import { Schema } from "effect"

const { Count, Estimate, Value } = Disclosure

/** One statistic over the replicates: median and pointwise 95 % percentile interval. */
const Spread = Schema.Struct({ median: Estimate, low: Estimate, high: Estimate, usable: Disclosure.Replicates })

const Feature = Schema.Struct({
  name: Schema.String,
  /** Mean over patients of the mean over steps of |attribution|. */
  importance: Value,
  /** Of the total importance of all features. */
  share: Value,
  /** In the general ranking, from 1. */
  rank: Disclosure.setting(Schema.Int),
  /** Largest change of inverse rank over the random groupings; `null` without any. */
  criticalDelta: Estimate
})
export type Feature = typeof Feature.Type

const Overlap = Schema.Struct({
  truncated: Value,
  extrapolated: Value,
  replicates: Schema.Struct({ truncated: Spread, extrapolated: Spread }),
  /** Below the smallest of the random groupings; `null` without any. */
  isBelowCritical: Schema.NullOr(Schema.Boolean),
  /** Random cohorts of the same size whose truncated overlap was as low. */
  asLow: Value,
  /** (1 + asLow) / (1 + random cohorts). */
  p: Value,
  /** By Holm's procedure over all cohorts of the stage. */
  adjustedP: Value
})

/** Patients of a population, and how many of them have attributions. */
const attributed = {
  members: Count,
  /** With attributions. */
  patients: Count,
  /** Left out. */
  withoutAttributions: Count
}

const withParts = <Fields extends typeof attributed>(struct: Schema.Struct<Fields>) =>
  Disclosure.parts(struct, "members", ["patients", "withoutAttributions"])

const Cohort = withParts(
  Schema.Struct({
    grouping: Schema.String,
    category: Schema.String,
    ...attributed,
    /** Of those with attributions, where persons have several stays. */
    persons: Schema.optionalKey(Count),
    /** Per feature, in the order of the input. */
    importance: Schema.Array(Value),
    /** Per feature, in the order of the input, from 1. */
    ranks: Schema.Array(Value),
    /** With the general ranking; `null` when not estimable. */
    overlap: Schema.NullOr(Overlap),
    reason: Schema.optionalKey(Disclosure.Remark)
  })
)
export type Cohort = typeof Cohort.Type

/** What the feature importance stage found. */
export const Findings = Disclosure.everyone(
  withParts(
    Schema.Struct({
      ...ComparisonTables.comparedFields,
      seed: Disclosure.setting(Schema.Int),
      /** Of the test split. */
      ...attributed,
      isSplit: Schema.Boolean,
      p: Disclosure.Setting,
      /** Ranks that were compared: no more than there are features. */
      depth: Disclosure.setting(Schema.Int),
      /** Features that are listed and judged: no more than there are. */
      top: Disclosure.setting(Schema.Int),
      margin: Disclosure.Setting,
      randomGroupings: Disclosure.setting(Schema.Int),
      randomCohorts: Disclosure.setting(Schema.Int),
      /** Smallest truncated overlap over the random groupings; `null` with a single patient. */
      criticalOverlap: Estimate,
      /** In the order of the input. */
      features: Schema.Array(Feature),
      cohorts: Schema.Array(Cohort)
    })
  ),
  "cohorts"
)
export type Findings = typeof Findings.Type

/** Largest truncated overlap: that of identical rankings. */
export const largestOverlap = ({ depth, p }: Pick<Findings, "depth" | "p">): number => 1 - p ** depth

/** Features from first to last of the general ranking. */
export const generalOrder = ({ features }: Findings): ReadonlyArray<Feature> =>
  features.toSorted((a, b) => a.rank - b.rank)

export const cohortOf = ({ cohorts }: Findings, grouping: string, category: string): Cohort =>
  cohorts.find((one) => one.grouping === grouping && one.category === category)!

/** Whether there is a ranking of a cohort to show: some cohorts have none, that of a small one may be withheld. */
export const isRanked = ({ ranks }: Cohort): boolean => ranks.length > 0 && !Number.isNaN(ranks[0])

/** Whether a cohort ranks features differently than everyone by the configured test. */
export const ranksDifferently = ({ level, significance }: Findings, { overlap }: Cohort): boolean =>
  overlap !== null &&
  !Number.isNaN(overlap.truncated) &&
  (significance === "simultaneous" ? overlap.adjustedP <= 1 - level + 1e-12 : overlap.isBelowCritical === true)

/** Where a feature stands in a cohort's ranking, beside the general one. */
export interface Placed {
  readonly feature: Feature
  readonly rank: number
  /** Ranks gained: positive where the feature is more important here. */
  readonly gained: number
  /** Outside the general top, though in the cohort's. */
  readonly isNew: boolean
  /** The change of inverse rank is larger than in any random grouping. */
  readonly isBeyond: boolean
  /** Without any importance in the cohort: its rank is only the order of the input. */
  readonly isIdle: boolean
}

/** The features of a cohort's ranking, first to last. */
export const placedIn = (findings: Findings, { importance, ranks }: Cohort): ReadonlyArray<Placed> =>
  findings.features
    .map((feature, f): Placed => {
      const rank = ranks[f]!
      const { criticalDelta, rank: general } = feature
      return {
        feature,
        rank,
        gained: general - rank,
        isNew: general > findings.top && rank <= findings.top,
        isBeyond: criticalDelta !== null && Math.abs(1 / rank - 1 / general) > criticalDelta,
        isIdle: importance[f] === 0
      }
    })
    .toSorted((a, b) => a.rank - b.rank)

export const shareMeasure = (feature: string): Measure.Measure => ({
  id: feature,
  title: feature,
  sense: "none",
  unit: "share",
  harm: "sources"
})

/** What is compared: shares of the total importance of the first features of the general ranking. */
export const measuresOf = (findings: Findings): ReadonlyArray<Measure.Measure> =>
  generalOrder(findings)
    .slice(0, findings.top)
    .map(({ name }) => shareMeasure(name))

/** The findings as shared views read them. */
export const comparedOf = (findings: Findings): ComparisonTables.Compared => ({
  ...findings,
  stage: "feature-importance",
  metricTitle: "Feature",
  metrics: measuresOf(findings),
  bearing: {
    title: "patients with attributions",
    count: (grouping, category) => {
      const { patients, persons } = cohortOf(findings, grouping, category)
      return persons ?? patients
    }
  }
})
