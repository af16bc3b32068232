/**
 * A cohort against its rest: effect size, the paper's test, the simultaneous interval and the verdict, the same for
 * every stage.
 */
import { Bonferroni, MannWhitney, type MaxT, Quantile } from "@fairward/stats"
import { Schema } from "effect"
import type { Significance } from "./AuditConfig.ts"
import { annotated } from "./internal/disclosure/annotations.ts"
import { classes, differenceOf, intervalsOf } from "./internal/intervals.ts"
import { Joint } from "./internal/joint.ts"
import { Verdict } from "./ReportDocument.ts"
import type { SettingsShape } from "./Settings.ts"

export { Joint, loadingsOf } from "./internal/joint.ts"

const Estimate = Schema.NullOr(Schema.Finite)

/** Which direction of a metric is good for the patients. */
export const Sense = Schema.Literals(["higher", "lower", "none"])
export type Sense = typeof Sense.Type

/** One side of a comparison. What is not estimable is `null`, with the reason beside it. */
export const Side = Schema.Struct({
  /** On the whole split. */
  estimate: Estimate,
  /** Over the usable replicates: median, quartiles and the pointwise 95 % percentile interval. */
  median: Estimate,
  q1: Estimate,
  q3: Estimate,
  low: Estimate,
  high: Estimate,
  /** Usable replicates. */
  replicates: Schema.Int,
  /** Patients that the verdict minimum counts; absent where small counts are withheld. */
  bearing: Schema.optionalKey(Schema.Int),
  reason: Schema.optionalKey(Schema.String)
})
export type Side = typeof Side.Type

export const Direction = Schema.Literals(["worse", "better", "greater", "less"])
export type Direction = typeof Direction.Type

/**
 * What is compared in place of a cohort and its rest: `models`, the cohort with a model and, as the rest, with another; `changes`,
 * how much the cohort and how much its rest changes from one model to another; `comparable`, the cohort and those of its rest who
 * are comparable with it, weighed so that they are made up alike; `groups`, a group of patients that was looked for and not
 * declared, and everybody else whose values of the same attributes are known.
 */
export const Between = Schema.Literals(["models", "changes", "comparable", "groups"])
export type Between = typeof Between.Type

export const Comparison = annotated(
  Schema.Struct({
    grouping: Schema.String,
    category: Schema.String,
    metric: Schema.String,
    /** Absent: a cohort and its rest. */
    between: Schema.optionalKey(Between),
    sense: Sense,
    cohort: Side,
    rest: Side,
    /** Estimate of the cohort minus that of the rest. */
    difference: Estimate,
    /** |median over replicates of the cohort - median of the rest|: the paper's effect size. */
    delta: Estimate,
    /** Where the cohort's median lies; `null` when delta is 0 or not estimable. */
    direction: Schema.NullOr(Direction),
    /** The paper's test in that direction, on the first 100 replicates. */
    mannWhitney: Schema.Struct({
      p: Estimate,
      alpha: Schema.Finite,
      significant: Schema.Boolean,
      reason: Schema.optionalKey(Schema.String)
    }),
    /** Of the difference; holds for the whole family of the stage at once. */
    interval: Schema.NullOr(
      Schema.Struct({
        low: Schema.Finite,
        high: Schema.Finite,
        level: Schema.Finite,
        adjustedP: Schema.Finite,
        /** Absent where the difference does not vary by chance. */
        joint: Schema.optionalKey(Joint)
      })
    ),
    /** Difference that would have been seen with 80 % power. */
    detectable: Estimate,
    margin: Estimate,
    /** Of shares where small counts are withheld: numbers are multiples of it, so that 0 is anything below its half. */
    rounding: Schema.optionalKey(Schema.Finite),
    verdict: Verdict,
    /** The verdict of a comparison whose numbers were withheld afterwards. */
    withheld: Schema.optionalKey(Verdict),
    /** Why there is no interval, or no verdict. */
    reason: Schema.optionalKey(Schema.String)
  }),
  { _tag: "comparison" }
)
export type Comparison = typeof Comparison.Type

/** One side of a contrast before it is judged. */
export interface SideValues {
  /** On the whole split; `NaN` when not estimable. */
  readonly estimate: number
  /** Per replicate; `NaN` where not estimable. */
  readonly replicates: Float64Array
  /** Why `estimate` is `NaN`. */
  readonly reason?: string | undefined
  /**
   * What the verdict minimum counts: event-bearing patients, or patients contributing to the statistic where events
   * play no part.
   */
  readonly bearing: number
  /** Of a share: as many independent patients would know it as well. */
  readonly effective?: number
}

/**
 * Measures that share a critical value: `rates` and the area under the ROC curve, each on a scale of its own; `areas` under
 * precision-recall curves; `means` of scores, and calibration; `counts` of alarms, whose tails are heavy, and what a stage
 * compares beside them; `mixed` where one stage compares cohorts by one kind of measure and steps by others, in one family.
 */
export type Class = "rates" | "areas" | "means" | "counts" | "mixed"

/** The part of 1 - level that a class may spend. */
export const shareOf = (named: Class): number => classes[named].share

/** What a stage computes for one cohort, its rest and one metric. */
export interface Contrast {
  readonly grouping: string
  readonly category: string
  readonly metric: string
  /** Absent: the cohort and its rest. */
  readonly between?: Between
  readonly sense: Sense
  /** In the metric's unit; `null`: judged without a margin. */
  readonly margin: number | null
  readonly cohort: SideValues
  readonly rest: SideValues
  /** Of cohort minus rest; `NaN` or 0 when not estimable. */
  readonly standardError: number
  /** The same in every replicate. */
  readonly standardErrors: Float64Array
  /** Both sides are in [0, 1]: no interval goes beyond a difference of 1. */
  readonly isShare?: true
  /** Of a median: spacing of its values, in the metric's unit. */
  readonly gridStep?: number
  /** Declared beforehand; absent: with all others of the stage that have none. */
  readonly class?: Class
  /** False for statistics that get no verdict and no place in the family, with the reason. */
  readonly judged: true | string
  /** Categories of the grouping, for the paper's correction. */
  readonly categories: number
  /** Configured metrics of its kind, for the same, where a stage compares several kinds; those of the options when absent. */
  readonly metrics?: number
  /** In the metric's unit, where a stage compares several kinds; that of the options when absent. */
  readonly minDelta?: number
}

export interface CompareOptions extends SettingsShape {
  /** Configured metrics (or windows, or variables x conditions), for the paper's correction. */
  readonly metrics: number
  /** A significant difference of the paper's test is larger than this; default 0. */
  readonly minDelta?: number
  /** Of the paper's test before correction; default 0.001. */
  readonly alpha?: number
}

/** Replicates that the paper's test looks at. */
export const testedReplicates = 100

/** Replicates below which intervals are shown but no verdicts are given. */
export const verdictReplicates = 1000

const needsReplicates = `verdicts need at least ${verdictReplicates} replicates`

/** Default margin of rates and areas. */
export const defaultMargin = 0.05

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

const sideOf = ({ bearing, estimate, reason, replicates }: SideValues): Side => {
  const box = Quantile.boxSummary(replicates)
  return {
    estimate: finite(estimate),
    median: finite(box.median),
    q1: finite(box.q1),
    q3: finite(box.q3),
    low: finite(box.low),
    high: finite(box.high),
    replicates: box.usable,
    bearing,
    ...(Number.isFinite(estimate) ? {} : { reason: reason ?? "not defined on these patients" })
  }
}

const directionOf = (sense: Sense, difference: number): Direction | null => {
  if (!(Math.abs(difference) > 0)) return null
  if (sense === "none") return difference > 0 ? "greater" : "less"
  return difference > 0 === (sense === "higher") ? "better" : "worse"
}

const paperTest = (
  { categories, cohort, metrics, minDelta, rest }: Contrast,
  medianDifference: number,
  options: CompareOptions
): Comparison["mannWhitney"] => {
  const alpha = Bonferroni.bonferroniAlpha(options.alpha ?? 0.001, metrics ?? options.metrics, categories)
  const x = cohort.replicates.subarray(0, testedReplicates)
  const y = rest.replicates.subarray(0, testedReplicates)
  const test = MannWhitney.mannWhitney(x, y, medianDifference < 0 ? "less" : "greater")
  if (!test.estimable) {
    return {
      p: null,
      alpha,
      significant: false,
      reason: `fewer than 20 usable replicates (cohort ${test.usableX}, rest ${test.usableY})`
    }
  }
  const smallest = minDelta ?? options.minDelta ?? 0
  return { p: test.p, alpha, significant: test.p < alpha && Math.abs(medianDifference) > smallest }
}

const constant = "the same recorded values in all replicates"

const noInterval: Readonly<Record<Exclude<MaxT.NoInterval, "too-few-replicates">, string>> = {
  "no-estimate": "the difference or its standard error is not estimable",
  "no-spread": "the difference does not vary between patients, so it has no standard error",
  "missing-replicates": "not estimable in more than 5 % of the replicates"
}

/** The verdict that an interval gives, in the metric's unit: against a margin, or without one. */
export const verdictOf = (
  { margin, sense }: Pick<Contrast, "margin" | "sense">,
  { high, low }: { readonly high: number; readonly low: number }
): Verdict => {
  const bound = margin ?? Number.POSITIVE_INFINITY
  if (sense === "none") {
    if (low > 0) return margin !== null && high <= bound ? "equivalent" : "greater"
    if (high < 0) return margin !== null && low >= -bound ? "equivalent" : "less"
    return margin !== null && low >= -bound && high <= bound ? "equivalent" : "inconclusive"
  }
  const [worst, best] = sense === "higher" ? [low, high] : [-high, -low]
  if (best < -bound) return "material"
  if (margin !== null && worst >= -bound && best <= bound) return "equivalent"
  if (best < 0) return "worse"
  if (worst > 0) return "better"
  return "inconclusive"
}

const tooSmall = ({ cohort, rest }: Contrast, minimum: number): string | undefined => {
  if (cohort.bearing >= minimum && rest.bearing >= minimum) return undefined
  const [side, count] =
    cohort.bearing < minimum ? (["cohort", cohort.bearing] as const) : (["rest", rest.bearing] as const)
  return `only ${count} patients count in the ${side}, at least ${minimum} are needed`
}

/**
 * Judges the contrasts of one stage.
 *
 * Effect size, the paper's Mann-Whitney test (alpha / m, m = metrics x 2 for two categories, else x 2 x categories), the
 * studentized max-T interval over all contrasts of a class that get a verdict, and the verdict with the contrast's margin.
 *
 * Classes spend parts of alpha = 1 - level: rates and AUROC 0.4 alpha, areas under precision-recall curves 0.2, mean scores
 * and calibration 0.2 (together 0.8, on purpose: an allowance for small cohorts), counts of alarms and what stands beside them,
 * and what is mixed, 0.6, everything without a class alpha, or 0.6 alpha where medians are among it. Ends of intervals of shares are cut at the difference of both sides' Wilson limits, at the
 * critical value and with n / phi patients, never past 0, and at -1 and 1. A median whose difference is the same in every
 * usable replicate is no chance: its interval is the difference -+ half a grid step.
 *
 * Contrasts that are too small or are not judged take no part. With fewer than 1,000 replicates intervals are given without
 * verdicts.
 */
export const compare = (contrasts: ReadonlyArray<Contrast>, options: CompareOptions): ReadonlyArray<Comparison> => {
  const small = contrasts.map((contrast) => tooSmall(contrast, options.verdictMinimum))
  const isJudged = contrasts.map(({ judged }, i) => judged === true && small[i] === undefined)
  const intervals = intervalsOf(contrasts, isJudged, options.level)
  const drawn = contrasts[0]?.cohort.replicates.length ?? 0

  return contrasts.map((contrast, i) => {
    const cohort = sideOf(contrast.cohort)
    const rest = sideOf(contrast.rest)
    const medianDifference = (cohort.median ?? Number.NaN) - (rest.median ?? Number.NaN)
    const found = intervals[i]!
    const interval = found === null || typeof found === "string" ? null : found
    const judgement = ((): { readonly verdict: Verdict; readonly reason?: string } => {
      if (contrast.judged !== true) return { verdict: "no verdict", reason: contrast.judged }
      if (small[i] !== undefined) return { verdict: "too small", reason: small[i] }
      if (typeof found === "string" && found !== "too-few-replicates") {
        return { verdict: "not estimable", reason: noInterval[found] }
      }
      if (interval === null || drawn < verdictReplicates) return { verdict: "no verdict", reason: needsReplicates }
      return { verdict: verdictOf(contrast, interval), ...(interval.isConstant ? { reason: constant } : {}) }
    })()
    return {
      grouping: contrast.grouping,
      category: contrast.category,
      metric: contrast.metric,
      ...(contrast.between === undefined ? {} : { between: contrast.between }),
      sense: contrast.sense,
      cohort,
      rest,
      difference: finite(differenceOf(contrast)),
      delta: finite(Math.abs(medianDifference)),
      direction: directionOf(contrast.sense, medianDifference),
      mannWhitney: paperTest(contrast, medianDifference, options),
      interval:
        interval === null
          ? null
          : {
              low: interval.low,
              high: interval.high,
              level: options.level,
              adjustedP: interval.adjustedP,
              ...(interval.joint === undefined ? {} : { joint: interval.joint })
            },
      detectable: interval === null ? null : finite(interval.detectable),
      margin: contrast.margin,
      ...judgement
    }
  })
}

/** Whether it would be judged with enough replicates, unlike what is described only. */
export const awaitsReplicates = ({
  reason,
  verdict
}: {
  readonly reason?: string
  readonly verdict: Verdict
}): boolean => verdict === "no verdict" && reason === needsReplicates

/**
 * How much worse than its rest the cohort could be, in the metric's unit: as far as the interval reaches on the worse side, 0
 * where it does not. More is ruled out. `null` without an interval, and where neither direction is worse.
 */
export const couldBeWorseBy = ({
  interval,
  sense
}: {
  readonly interval: { readonly low: number; readonly high: number } | null
  readonly sense: Sense
}): number | null => {
  if (interval === null || sense === "none") return null
  return Math.max(0, sense === "higher" ? -interval.low : interval.high)
}

/** The direction in which a comparison is significant by the configured test, or `null`. */
export const significantDirection = (comparison: Comparison, significance: Significance): Direction | null => {
  if (significance === "mann-whitney") return comparison.mannWhitney.significant ? comparison.direction : null
  switch (comparison.verdict) {
    case "material":
    case "worse":
      return "worse"
    case "better":
    case "greater":
    case "less":
      return comparison.verdict
    default:
      return null
  }
}

/** Whether the cohort is significantly worse off than its rest by the configured test. */
export const isSignificantlyWorse = (comparison: Comparison, significance: Significance): boolean =>
  significantDirection(comparison, significance) === "worse"
