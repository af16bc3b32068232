/** What changed from one audit to another of the same model or its successor, on other patients, from their findings alone. */
import type { AuditFindings, Measure, ReportDocument } from "@fairward/core"
import { Comparison } from "@fairward/core"
import type { Text } from "@fairward/core/ReportDocument"
import { MaxT } from "@fairward/stats"
import { cautions, isOfSameData, missingStages, type Refusal, refusals } from "./internal/comparable.ts"
import { type ComparedStage, comparedStages, isDescribed, keyOf } from "./internal/comparisons.ts"
import { combinedLoadings, inflationOf, maximaOf, quantileOf } from "./internal/maxima.ts"
import { isUnjudged } from "./internal/points.ts"

export type { Refusal } from "./internal/comparable.ts"
export type { ComparedStage } from "./internal/comparisons.ts"

type Findings = AuditFindings.AuditFindings

/** What one audit says of a cohort and its rest. */
export interface Said {
  readonly cohort: number | null
  readonly rest: number | null
  /** Cohort minus rest. */
  readonly difference: number | null
  readonly verdict: ReportDocument.Verdict
}

/** How the difference between a cohort and its rest changed. */
export interface Change {
  readonly stage: string
  readonly grouping: string
  readonly category: string
  readonly metric: string
  readonly sense: Comparison.Sense
  /** As of the comparisons: absent where a cohort is held against its rest. */
  readonly between?: Comparison.Between
  readonly earlier: Said
  readonly later: Said
  /** Later difference minus the earlier one, in the metric's unit; `null` where one of them is missing. */
  readonly change: number | null
  readonly standardError: number | null
  /** Of the change; holds for all changes of the comparison at once. */
  readonly interval: {
    readonly low: number
    readonly high: number
    readonly level: number
    readonly adjustedP: number
  } | null
  /** The smaller of both audits' margins. */
  readonly margin: number | null
  /** Of the change: `worse` says that the cohort fell back against its rest. */
  readonly verdict: ReportDocument.Verdict
  /** Why there is no verdict. */
  readonly reason?: string
}

/** What only one of the audits compared. */
export interface Unmatched {
  readonly stage: string
  readonly grouping: string
  readonly category: string
  readonly metric: string
  readonly only: "earlier" | "later"
  /** Never judged there. */
  readonly isDescribed: boolean
}

export interface Stage {
  readonly id: string
  readonly title: string
  readonly measures: ReadonlyArray<typeof Measure.Measure.Type>
  readonly changes: ReadonlyArray<Change>
  readonly unmatched: ReadonlyArray<Unmatched>
}

export interface Changes {
  /** Stages that only one of the audits has. */
  readonly missing: ReadonlyArray<Pick<Stage, "id" | "title"> & Pick<Unmatched, "only">>
  readonly level: number
  /** In the order of the later audit's report. */
  readonly stages: ReadonlyArray<Stage>
  /** What a reader has to know before the changes, the gravest first. */
  readonly cautions: ReadonlyArray<Text>
}

const saidOf = ({ cohort, difference, rest, verdict }: Comparison.Comparison): Said => ({
  cohort: cohort.estimate,
  rest: rest.estimate,
  difference,
  verdict
})

interface Pair {
  readonly earlier: Comparison.Comparison
  readonly later: Comparison.Comparison
}

/** Both have what a change is judged by. */
interface Joined extends Pair {
  readonly change: number
  readonly standardError: number
  readonly of: readonly [earlier: Comparison.Joint, later: Comparison.Joint]
}

/** `null` where a difference is missing, or their difference is no number any more. */
const changeOf = ({ earlier, later }: Pair): number | null => {
  const change = earlier.difference === null || later.difference === null ? null : later.difference - earlier.difference
  return change !== null && Number.isFinite(change) ? change : null
}

const joined = ({ earlier, later }: Pair): Joined | undefined => {
  const [a, b] = [earlier.interval?.joint, later.interval?.joint]
  const change = changeOf({ earlier, later })
  if (a === undefined || b === undefined || change === null) return undefined
  return { earlier, later, change, standardError: Math.hypot(a.standardError, b.standardError), of: [a, b] }
}

const whyNot = ({ earlier, later }: Pair): string => {
  const which = (unjudgedIn: (one: Comparison.Comparison) => boolean) =>
    unjudgedIn(earlier) ? (unjudgedIn(later) ? "either audit" : "the earlier audit") : "the later audit"
  const hasNone = ({ interval }: Comparison.Comparison) => interval === null
  const isConstant = ({ interval }: Comparison.Comparison) => interval !== null && interval.joint === undefined
  if (hasNone(earlier) || hasNone(later)) return `no interval in ${which(hasNone)}`
  return isConstant(earlier) || isConstant(later)
    ? `does not vary by chance in ${which(isConstant)}`
    : `not judged in ${which(({ verdict }) => isUnjudged(verdict))}`
}

type Interval = NonNullable<Change["interval"]>

/** Intervals of the changes of one family of a stage, which spends its share of what a stage may. */
const intervalsOf = (
  family: ReadonlyArray<Joined>,
  inflation: number,
  share: number,
  level: number
): ReadonlyArray<Interval> => {
  const maxima = maximaOf(
    combinedLoadings(
      family.map(({ of, standardError }) => ({
        standardError,
        parts: of.map((joint, audit) => ({ audit, joint, weight: 1 }))
      }))
    )
  )
  const criticalValue = inflation * quantileOf(maxima, 1 - share * (1 - level))
  return family.map(({ change, standardError }) => {
    const exceeding = MaxT.atLeast(maxima, Math.abs(change) / standardError / inflation)
    return {
      low: change - criticalValue * standardError,
      high: change + criticalValue * standardError,
      level,
      adjustedP: Math.min(1, (1 + exceeding) / (maxima.length + 1) / share)
    }
  })
}

const smaller = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.min(a, b)

const changesOf = (
  earlier: ComparedStage,
  later: ComparedStage,
  { level, sameData, stages }: { readonly level: number; readonly sameData: boolean; readonly stages: number }
): Stage => {
  const before = new Map(earlier.comparisons.map((one) => [keyOf(one), one]))
  const after = new Map(later.comparisons.map((one) => [keyOf(one), one]))
  const pairs = later.comparisons.flatMap((one): ReadonlyArray<Pair> => {
    const old = before.get(keyOf(one))
    return old === undefined || old.sense !== one.sense ? [] : [{ earlier: old, later: one }]
  })
  const found = new Map<Pair, Joined>()
  for (const pair of pairs) {
    const one = joined(pair)
    if (one !== undefined && !isUnjudged(pair.earlier.verdict) && !isUnjudged(pair.later.verdict)) found.set(pair, one)
  }
  const intervals = new Map<Joined, Interval>()
  for (const [family, members] of Map.groupBy(found.values(), ({ of }) => of[1].family)) {
    const inflation = Math.max(inflationOf(earlier, family, level), inflationOf(later, family, level))
    const of = intervalsOf(members, inflation, members[0]!.of[1].share / stages, level)
    members.forEach((member, i) => {
      intervals.set(member, of[i]!)
    })
  }
  const changes = pairs.map((pair): Change => {
    const member = found.get(pair)
    const isSame = sameData && pair.earlier.difference !== null && pair.earlier.difference === pair.later.difference
    const change = changeOf(pair)
    const interval =
      member === undefined ? null : isSame ? { low: 0, high: 0, level, adjustedP: 1 } : intervals.get(member)!
    const margin = smaller(pair.earlier.margin, pair.later.margin)
    const { between, category, grouping, metric, sense } = pair.later
    return {
      stage: later.id,
      grouping,
      category,
      metric,
      sense,
      ...(between === undefined ? {} : { between }),
      earlier: saidOf(pair.earlier),
      later: saidOf(pair.later),
      change,
      standardError: member?.standardError ?? null,
      interval,
      margin,
      ...(interval === null
        ? { verdict: "no verdict" as const, reason: whyNot(pair) }
        : { verdict: Comparison.verdictOf({ margin, sense }, interval) })
    }
  })
  const only = (
    comparisons: ReadonlyArray<Comparison.Comparison>,
    other: ReadonlyMap<string, Comparison.Comparison>,
    which: Unmatched["only"]
  ) =>
    comparisons.flatMap((one): ReadonlyArray<Unmatched> => {
      const { category, grouping, metric } = one
      return other.get(keyOf(one))?.sense === one.sense
        ? []
        : [{ stage: later.id, grouping, category, metric, only: which, isDescribed: isDescribed(one) }]
    })
  return {
    id: later.id,
    title: later.title,
    measures: [...later.measures.values()],
    changes,
    unmatched: [...only(earlier.comparisons, after, "earlier"), ...only(later.comparisons, before, "later")]
  }
}

/** The changes of the stages that both audits have, in the order of the later: see {@link between}. */
export const ofStages = (
  earlier: ReadonlyArray<ComparedStage>,
  later: ReadonlyArray<ComparedStage>,
  { level, sameData = false }: { readonly level: number; readonly sameData?: boolean }
): ReadonlyArray<Stage> => {
  const before = new Map(earlier.map((stage) => [stage.id, stage]))
  const common = later.flatMap((stage) => {
    const old = before.get(stage.id)
    return old === undefined ? [] : [[old, stage] as const]
  })
  return common.map(([old, stage]) => changesOf(old, stage, { level, sameData, stages: common.length }))
}

/**
 * How each difference between a cohort and its rest changed from one audit to another on other patients.
 *
 * Of every comparison that both audits made: change = d_later - d_earlier, s^2 = s_earlier^2 + s_later^2, interval
 * change -+ c s, in the metric's unit. c is the quantile of max |Z| over all changes of a family (a class of measures of one
 * stage) at 1 - share (1 - level) / m, Z normal with the correlations of the changes, which follow from the loadings that
 * findings carry (100,000 seeded draws; 20,000 for those of the audits), times the larger of both audits' critical values over that of normal differences
 * with their correlations, at least 1; m is the number of stages, so that all intervals hold at once with probability
 * `level`. p = min(1, m (1 + #{max |Z| >= |change| / s / inflation}) / (draws + 1) / share).
 *
 * Where findings carry no loadings, because small counts are withheld, differences count as independent, which makes
 * intervals wider. A verdict needs one other than "too small" and "no verdict" in both audits. Of two audits of the same
 * files a difference that is the same did not change: interval 0 to 0.
 *
 * Fails with all reasons why the audits cannot be compared: other levels, horizons or scales, no stage in common, no standard
 * errors.
 */
export const between = (earlier: Findings, later: Findings): Changes | ReadonlyArray<Refusal> => {
  const refused = refusals(earlier, later)
  if (refused.length > 0) return refused
  const { level } = later.audit
  const sameData = isOfSameData(earlier, later)
  return {
    missing: missingStages(earlier, later),
    level,
    stages: ofStages(comparedStages(earlier), comparedStages(later), { level, sameData }),
    cautions: cautions(earlier, later)
  }
}

export const isRefused = (found: Changes | ReadonlyArray<Refusal>): found is ReadonlyArray<Refusal> =>
  Array.isArray(found)
