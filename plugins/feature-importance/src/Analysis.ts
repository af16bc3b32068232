import { Comparison, Dataset, Message, Resamples, Stage } from "@fairward/core"
import { Holm, Quantile } from "@fairward/stats"
import { Effect } from "effect"
import type { Cohort, Findings } from "./Findings.ts"
import { type MeasuredCohort, measure } from "./Measurement.ts"
import type { Options } from "./Options.ts"
import { importanceRows } from "./Patients.ts"
import { ranksOf } from "./ranking.ts"

const stage = "feature-importance"

const finite = (value: number) => (Number.isFinite(value) ? value : null)

const spread = (replicates: Float64Array) => {
  const { high, low, median, usable } = Quantile.boxSummary(replicates)
  return { median: finite(median), low: finite(low), high: finite(high), usable }
}

const asLow = ({ random, truncated }: MeasuredCohort): number =>
  random.reduce((sum, overlap) => (overlap <= truncated ? sum + 1 : sum), 0)

/** Share of random cohorts of the same size that agree as little, the cohort counted among them. */
const randomShare = (cohort: MeasuredCohort): number =>
  cohort.hasImportance ? (1 + asLow(cohort)) / (1 + cohort.random.length) : Number.NaN

const cohortFindings = (cohort: MeasuredCohort, adjustedP: number, criticalOverlap: number | null): Cohort => ({
  grouping: cohort.grouping.id,
  category: cohort.category.id,
  members: cohort.category.patients,
  patients: cohort.patients,
  ...(cohort.persons === undefined ? {} : { persons: cohort.persons }),
  withoutAttributions: cohort.category.patients - cohort.patients,
  importance: cohort.patients === 0 ? [] : Array.from(cohort.importance),
  ranks: cohort.hasImportance ? Array.from(ranksOf(cohort.ranking)) : [],
  ...(cohort.hasImportance
    ? {
        overlap: {
          truncated: cohort.truncated,
          extrapolated: cohort.extrapolated,
          replicates: {
            truncated: spread(cohort.truncatedReplicates),
            extrapolated: spread(cohort.extrapolatedReplicates)
          },
          isBelowCritical: criticalOverlap === null ? null : cohort.truncated < criticalOverlap,
          asLow: asLow(cohort),
          p: randomShare(cohort),
          adjustedP
        }
      }
    : {
        overlap: null,
        reason: cohort.patients === 0 ? "no patient with attributions" : "no feature has any importance"
      })
})

/** Measures importances and rankings, and judges the differences in shares of importance as one family. */
export const analyse = Effect.fn("FeatureImportance.analyse")(function* (options: Options) {
  const { attributions, patients } = yield* Dataset.Dataset
  const { audited } = yield* Stage.comparing(stage)
  const { seed } = yield* Resamples.Resamples
  const test = patients.splits.test
  const rows = importanceRows(attributions!, test)
  const reason =
    rows.features.length === 0
      ? Message.of`the attributions have no feature`
      : rows.patient.length === 0
        ? Message.of`no patient of the test split has attributions`
        : rows.values.every((value) => value === 0)
          ? Message.of`no feature has any importance in the test split: all attributions are 0`
          : undefined
  if (reason !== undefined) return yield* new Stage.StageSkipped({ stage, reason })

  const { cohorts, contrasts, critical, general, importance } = yield* measure(options, rows)
  const comparisons = Comparison.compare(contrasts, {
    ...audited,
    metrics: Math.min(options.top, rows.features.length)
  })
  const adjusted = Holm.holmAdjusted(Float64Array.from(cohorts, randomShare))
  const total = importance.reduce((sum, own) => sum + own, 0)
  const ranks = ranksOf(general)
  const criticalOverlap = critical?.overlap ?? null
  const findings: Findings = {
    ...audited,
    seed,
    members: test.length,
    patients: rows.patient.length,
    withoutAttributions: test.length - rows.patient.length,
    isSplit: patients.isSplit,
    p: options.p,
    depth: Math.min(options.depth, rows.features.length),
    top: Math.min(options.top, rows.features.length),
    margin: options.margin,
    randomGroupings: critical === null ? 0 : options.randomGroupings,
    randomCohorts: options.randomCohorts,
    criticalOverlap,
    features: rows.features.map((name, f) => ({
      name,
      importance: importance[f]!,
      share: importance[f]! / total,
      rank: ranks[f]!,
      criticalDelta: critical?.inverseRankDelta[f] ?? null
    })),
    cohorts: cohorts.map((cohort, i) => cohortFindings(cohort, adjusted[i]!, criticalOverlap)),
    comparisons
  }
  return findings
})
