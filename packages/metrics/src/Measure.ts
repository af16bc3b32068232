/** Measures as data: what is compared between cohorts, and how it follows from sums over patients. */
import type { Comparison, Measure as Declared } from "@fairward/core"
import type { Dual } from "./Dual.ts"
import type { Floor } from "./Floor.ts"
import type { Observations } from "./kernel/SortedCohorts.ts"

export type { Observations }

/** Sums of the columns over the patients of a side. */
export type Sums<Name extends string> = { readonly [N in Name]: number }

/** The same as variables that a formula is differentiated by. */
export type Variables<Name extends string> = { readonly [N in Name]: Dual }

/** Where a formula is asked for. */
export interface Place<Name extends string> {
  /** Index of the grouping; -1 for everyone. */
  readonly grouping: number
  /** 0 is the split, b + 1 replicate b. */
  readonly draw: number
  /** The sums of everyone in the same draw. */
  readonly everyone: () => Sums<Name>
  /** The sums of all cohorts of the grouping in the same draw. */
  readonly cohorts: () => ReadonlyArray<Sums<Name>>
}

/** One side of a contrast on the whole split. */
export interface Side<Name extends string> {
  readonly sums: Sums<Name>
  /** Index of its grouping. */
  readonly grouping: number
  /** Event-bearing patients. */
  readonly eventPatients: number
  /** Persons with something in the denominator, or with a value of which the median is taken; of other measures, all. */
  readonly contributing: number
  /** Persons with more than 0 in a column. */
  readonly having: (column: Name) => number
}

type Named = Declared.Measure

/** What all measures have. A whole record of what a stage compares fits, so that each is written once. */
export interface Described<Name extends string>
  extends Pick<Named, "id" | "sense" | "unit">,
    Partial<Omit<Named, "id" | "sense" | "unit">> {
  /** In the measure's unit, and never more than a fifth of `fifthOf`; `null`: judged without a margin. */
  readonly margin: number | null
  /**
   * What a margin is a fifth of at most, of everyone on the whole split (where everyone has no value, of the mean over the
   * categories of the grouping): the smaller of the value and 1 less it, or the value itself, where a ratio of two values means
   * something; or what follows from the sums of everyone, where the value is a distance to something else. Default: the rarer
   * side where the unit is a share, nothing of others; nothing of differences of shares.
   */
  readonly fifthOf?: "rarer side" | "value" | "nothing" | ((everyone: Sums<Name>) => number)
  /** `true`, or why the measure gets no verdict and no standard error; default `true`. */
  readonly judged?: true | string
  /** Measures of one class share a critical value; absent: all without one. */
  readonly class?: Comparison.Class
  /** Why it is not estimable, where it is not. */
  readonly missing: string | ((side: Side<Name>) => string | undefined)
  /** What the verdict minimum counts; default the contributing persons. */
  readonly bearing?: (side: Side<Name>) => number
  /** Column of those who take part: above 0. Default: all patients of the side. */
  readonly among?: Name
  /** For the paper's test where a stage compares several kinds: measures of this kind, and the smallest difference. */
  readonly metrics?: number
  readonly minDelta?: number
}

/**
 * A quotient of two sums, such as a rate, a share, a mean or a score of counts.
 *
 * `over` gives numerator and denominator from sums, and may add and subtract columns and multiply them by numbers, nothing
 * else: what it gives for a patient's own columns adds up to what it gives for their sums. `NaN` where the denominator is not
 * above 0.
 */
export interface Ratio<Name extends string> extends Described<Name> {
  readonly over: (sums: Sums<Name>) => readonly [numerator: number, denominator: number]
  /** Least variance of a side that is believed; default that of a share. */
  readonly floor?: Floor
}

/**
 * Any smooth function of sums that stays what it is when every patient is doubled. Its derivatives follow by forward
 * differentiation.
 */
export interface Smooth<Name extends string> extends Described<Name> {
  readonly value: (sums: Variables<Name>, place: Place<Name>) => Dual
  /** A sum that a patient contributes to the measure by; default: every patient does. */
  readonly contributing?: (sums: Sums<Name>) => number
  /** Least variance of a side that is believed; default none. */
  readonly floor?: "share" | "none"
}

/** Any number that follows from sums, without a standard error and so without a verdict. `NaN` where not estimable. */
export interface Statistic<Name extends string> extends Described<Name> {
  readonly statistic: (sums: Sums<Name>, place: Place<Name>) => number
}

/**
 * How far some ratios are from 0, without what chance adds: sqrt(max(0, sum_k b_k (q_k^2 - f v_k) / sum_k b_k)).
 *
 * q_k = a_k / b_k with a and b as {@link Ratio} gives them; v_k = n_k / (n_k - 1) sum_i w_i u_i^2 its sampling variance, u_i the
 * influence of each of the n_k persons with something in b_k; f = 1, and 2 in replicates, whose ratios have the variance of the
 * split's and once more that of drawing. Ratios of fewer than two persons are left out. `NaN` where none is left. (Unbiased squares:
 * Ferro & Fricker 2012, doi:10.1002/qj.1924.)
 *
 * The standard error of a difference is its standard deviation over replicates, the same in all of them: influences vanish where
 * all ratios are 0, and there the replicates spread more widely than the estimate, so that intervals are rather too wide.
 */
export interface Distance<Name extends string> extends Described<Name> {
  readonly distances: ReadonlyArray<Ratio<Name>["over"]>
}

/** A measure that is one formula of sums of columns. */
export type Formulated<Name extends string> = Ratio<Name> | Smooth<Name> | Statistic<Name>

/** A measure that follows from sums of columns. */
export type OfSums<Name extends string> = Formulated<Name> | Distance<Name>

/**
 * The median of values of patients, any number of each. Its standard error is Woodruff's, at least half the spacing of the
 * values.
 */
export interface Median<Name extends string> extends Described<Name> {
  readonly medianOf: Observations
}

/** Areas under curves over all thresholds. */
export type Area = "auroc" | "auprc" | "corrected_auprc" | "event_auprc" | "corrected_event_auprc"

/**
 * An area that follows from the order of all scores; its input is `ranking`. Its standard error is that of the persons'
 * influences at the original data, fixed over replicates.
 */
export interface Ranked<Name extends string> extends Described<Name> {
  readonly area: Area
}

export type Measure<Name extends string> = OfSums<Name> | Ranked<Name> | Median<Name>

export const isMedian = <Name extends string>(measure: Measure<Name>): measure is Median<Name> => "medianOf" in measure

export const isRanked = <Name extends string>(measure: Measure<Name>): measure is Ranked<Name> => "area" in measure

export const isRatio = <Name extends string>(measure: Formulated<Name>): measure is Ratio<Name> => "over" in measure

export const isStatistic = <Name extends string>(measure: Formulated<Name>): measure is Statistic<Name> =>
  "statistic" in measure

export const isDistance = <Name extends string>(measure: OfSums<Name>): measure is Distance<Name> =>
  "distances" in measure

export const floorIn = <Name extends string>(measure: Formulated<Name>): Floor =>
  isStatistic(measure) ? "none" : (measure.floor ?? (isRatio(measure) ? "share" : "none"))
