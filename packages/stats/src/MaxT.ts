import { requireSameLength } from "./internal/Checks.ts"
import { normalLogCdf, normalQuantile } from "./internal/distributions.ts"
import { identity, type OwnScale, ownScaleOf } from "./internal/ownScale.ts"

export interface Contrasts {
  /** d: estimate of the cohort minus estimate of the rest; J elements. */
  readonly difference: Float64Array
  /** s: standard error of each d, in its unit; J elements. */
  readonly standardError: Float64Array
  /** d_b: the difference in each replicate, J x B, row-major (B replicates of the first contrast, then of the second). */
  readonly replicateDifference: Float64Array
  /** s_b: its standard error in each replicate, J x B, row-major; where s is fixed, s repeated. */
  readonly replicateStandardError: Float64Array
}

export interface SimultaneousOptions {
  /** Probability with which the intervals of all families together hold at once, in (0, 1); default 0.95. */
  readonly level?: number
  /** Part of 1 - level that this family may spend, in (0, 1]; default 1. */
  readonly share?: number
  /** Largest share of missing replicates that a contrast may have; default 0.05. */
  readonly maxMissing?: number
  /** Judges each contrast on a scale of its own; default: all on that of t. */
  readonly ownScale?: {
    /** The cohort of each contrast, J elements: contrasts with one number are about the same patients. */
    readonly cohort: ArrayLike<number>
  }
}

/**
 * Why a contrast has no interval. "no-estimate": d or s is NaN or infinite, or the interval would be. "no-spread": s is 0. "missing-replicates": too large a share of its replicates is missing.
 * "too-few-replicates": the level cannot be reached with so few replicates.
 */
export type NoInterval = "no-estimate" | "no-spread" | "missing-replicates" | "too-few-replicates"

export interface SimultaneousIntervals {
  /** Ends of the intervals, J elements; NaN where `reason` is not null. */
  readonly low: Float64Array
  readonly high: Float64Array
  /** p values adjusted for the whole family and its share of 1 - level, J elements; NaN where `reason` is not null. */
  readonly adjustedP: Float64Array
  /** What a difference has to exceed, in its unit, to be told from 0: below 0 and above, J elements each; NaN where `reason` is not null. */
  readonly exceedLow: Float64Array
  readonly exceedHigh: Float64Array
  /** null: estimable. */
  readonly reason: ReadonlyArray<NoInterval | null>
  /** Missing replicates per contrast, J elements. */
  readonly missing: Uint32Array
  /** c*; NaN if no contrast has an interval. */
  readonly criticalValue: number
  /** Contrasts that take part in the maximum. */
  readonly family: number
  /** Replicates in which at least one contrast of the family is not missing. */
  readonly replicates: number
}

/**
 * Simultaneous intervals and adjusted p values for a family of J contrasts, from the studentized bootstrap maximum (single-step max-T).
 *
 * z_b = max over j of |g_j((d_bj - d_j) / s_bj)|; alpha = share (1 - level); c* = the ceil((1 - alpha) (B + 1))-th smallest z_b;
 * interval [d_j - s_j g_j^-1(c*), d_j - s_j g_j^-1(-c*)]; p_j = min(1, (1 + #{b : z_b >= |g_j(d_j / s_j)|}) / (B + 1) / share).
 * An interval excludes 0 exactly when p_j <= 1 - level. Intervals are in the unit of d; contrasts in different units may share a family, since t has no unit.
 *
 * g_j(t) = t without `ownScale`. With it sign(h) k sqrt(nu ln(1 + h^2/nu)), h = t + A t^2/3 + A^2 t^3/27 + A/6, k = (8 nu + 1)/(8 nu + 3), from the usable replicates of the
 * contrast (population moments): A = mean[(d_b - mean d)(s_b^2 - mean s^2)] / s^3, nu = 2 / var(ln s_b^2) within 4 and 20,000; t itself where one of them is not finite. g takes out the skewness of the estimate and
 * the uncertainty of its standard error, so that few contrasts would give too small a c*; it is therefore at least Phi^-1(1 - alpha / (2 m)), m = the cohorts of the family,
 * and where that decides p_j is at least 2 m (1 - Phi(|g_j(d_j / s_j)|)) / share, so that intervals and p values agree.
 *
 * Missing: a replicate (j, b) is missing if d_bj or s_bj is NaN or infinite or s_bj is not above 0; it is left out of the maximum, which can then only be smaller. A contrast without estimate, with
 * s = 0, or with a share of missing replicates above `maxMissing` gets no interval and takes no part in the maximum of the others: the family holds only
 * contrasts that can get a verdict. A replicate in which the whole family is missing is left out, and B counts the others.
 *
 * Degenerate: if ceil((1 - alpha) (B + 1)) > B the interval is infinite (at 0.95 and a share of 1: fewer than 19 replicates), so every contrast is "too-few-replicates". J = 0: empty arrays.
 * Lengths that do not fit, a level outside (0, 1), or a share outside (0, 1]: RangeError. Same input, same bits: nothing is drawn here.
 *
 * Romano & Wolf 2005, doi:10.1198/016214504000000539; the added 1 in p: Phipson & Smyth 2010, doi:10.2202/1544-6115.1585; A: Hall 1992, JRSS B 54:221-228; nu: Wallace 1959,
 * Annals of Mathematical Statistics 30:1121-1130.
 */
export const simultaneousIntervals = (
  contrasts: Contrasts,
  { level = 0.95, maxMissing = 0.05, ownScale, share = 1 }: SimultaneousOptions = {}
): SimultaneousIntervals => {
  const { difference, standardError } = contrasts
  if (!(level > 0 && level < 1)) throw new RangeError(`level must lie in (0, 1), found ${level}`)
  if (!(share > 0 && share <= 1)) throw new RangeError(`share must lie in (0, 1], found ${share}`)
  const size = difference.length
  requireSameLength(size, standardError.length, "standardError")
  if (ownScale !== undefined) requireSameLength(size, ownScale.cohort.length, "cohort")
  const drawn = size === 0 ? 0 : contrasts.replicateDifference.length / size
  requireSameLength(size * Math.floor(drawn), contrasts.replicateDifference.length, "replicateDifference")
  requireSameLength(size * drawn, contrasts.replicateStandardError.length, "replicateStandardError")

  const missing = new Uint32Array(size)
  const reason: Array<NoInterval | null> = []
  const scales: Array<OwnScale> = []
  const maximum = new Float64Array(drawn).fill(-1)
  const cohorts = new Set<number>()
  let family = 0
  for (let j = 0; j < size; j++) {
    missing[j] = missingReplicates(contrasts, j, drawn)
    reason.push(exclusion(difference[j]!, standardError[j]!, missing[j]! > maxMissing * drawn + 1e-9))
    scales.push(reason[j] === null && ownScale !== undefined ? scaleOf(contrasts, j, drawn) : identity)
    if (reason[j] !== null) continue
    family++
    if (ownScale !== undefined) cohorts.add(ownScale.cohort[j]!)
    raiseMaximum(maximum, contrasts, j, scales[j]!)
  }

  const ascending = maximum.filter((z) => z >= 0).sort()
  const replicates = ascending.length
  const alpha = share * (1 - level)
  const rank = criticalRank(1 - alpha, replicates)
  const drawnValue = family > 0 && rank <= replicates ? ascending[rank - 1]! : Number.NaN
  const bound = ownScale === undefined ? 0 : normalQuantile(1 - alpha / (2 * cohorts.size))
  const criticalValue = Math.max(drawnValue, bound)
  const isBound = bound > drawnValue

  const none = () => new Float64Array(size).fill(Number.NaN)
  const [low, high, adjustedP, exceedLow, exceedHigh] = [none(), none(), none(), none(), none()]
  for (let j = 0; j < size; j++) {
    if (reason[j] !== null) continue
    if (Number.isNaN(criticalValue)) {
      reason[j] = "too-few-replicates"
      continue
    }
    const { inverse, scaled } = scales[j]!
    const [below, above] = [-criticalValue, criticalValue].map((z) => standardError[j]! * inverse(z))
    const [from, to] = [difference[j]! - above!, difference[j]! - below!]
    if (!Number.isFinite(from) || !Number.isFinite(to)) {
      reason[j] = "no-estimate"
      continue
    }
    low[j] = from
    high[j] = to
    exceedLow[j] = below!
    exceedHigh[j] = above!
    const z = Math.abs(scaled(difference[j]! / standardError[j]!))
    const p = (1 + atLeast(ascending, z)) / (replicates + 1)
    adjustedP[j] = Math.min(1, (isBound ? Math.max(p, 2 * cohorts.size * Math.exp(normalLogCdf(-z))) : p) / share)
  }
  return { low, high, adjustedP, exceedLow, exceedHigh, reason, missing, criticalValue, family, replicates }
}

/** ceil(level (B + 1)), not raised by rounding: 0.95 x 60 counts as 57. */
export const criticalRank = (level: number, replicates: number): number => Math.ceil(level * (replicates + 1) - 1e-9)

const exclusion = (difference: number, standardError: number, tooManyMissing: boolean): NoInterval | null => {
  if (!Number.isFinite(difference) || !Number.isFinite(standardError) || standardError < 0) return "no-estimate"
  if (standardError === 0) return "no-spread"
  return tooManyMissing ? "missing-replicates" : null
}

const isMissing = (difference: number, standardError: number): boolean =>
  !(Number.isFinite(difference) && Number.isFinite(standardError) && standardError > 0)

const missingReplicates = (contrasts: Contrasts, j: number, drawn: number): number => {
  let missing = 0
  for (let at = j * drawn; at < (j + 1) * drawn; at++) {
    if (isMissing(contrasts.replicateDifference[at]!, contrasts.replicateStandardError[at]!)) missing++
  }
  return missing
}

/** From the usable replicates of a contrast. */
const scaleOf = (
  { replicateDifference, replicateStandardError, standardError }: Contrasts,
  j: number,
  drawn: number
): OwnScale => {
  const start = j * drawn
  const usable = (of: Float64Array) =>
    of
      .subarray(start, start + drawn)
      .filter((_, b) => !isMissing(replicateDifference[start + b]!, replicateStandardError[start + b]!))
  return ownScaleOf(usable(replicateDifference), usable(replicateStandardError), standardError[j]!)
}

const raiseMaximum = (maximum: Float64Array, contrasts: Contrasts, j: number, { scaled }: OwnScale): void => {
  const start = j * maximum.length
  const centre = contrasts.difference[j]!
  for (let b = 0; b < maximum.length; b++) {
    const difference = contrasts.replicateDifference[start + b]!
    const standardError = contrasts.replicateStandardError[start + b]!
    if (isMissing(difference, standardError)) continue
    const z = Math.abs(scaled((difference - centre) / standardError))
    if (z > maximum[b]!) maximum[b] = z
  }
}

/** How many of ascending numbers are not below a value. */
export const atLeast = (ascending: Float64Array, value: number): number => {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! < value) low = middle + 1
    else high = middle
  }
  return ascending.length - low
}
