import { requireSameLength } from "./internal/Checks.ts"

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
  /** Probability with which all intervals hold at once, in (0, 1); default 0.95. */
  readonly level?: number
  /** Largest share of missing replicates that a contrast may have; default 0.05. */
  readonly maxMissing?: number
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
  /** p values adjusted for the whole family, J elements; NaN where `reason` is not null. */
  readonly adjustedP: Float64Array
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
 * t_b = max over j of |d_bj - d_j| / s_bj; c* = the ceil(level (B + 1))-th smallest t_b; interval d_j -+ c* s_j; p_j = (1 + #{b : t_b >= |d_j| / s_j}) / (B + 1).
 * An interval excludes 0 exactly when p_j <= 1 - level. Intervals are in the unit of d; contrasts in different units may share a family, since t has no unit.
 *
 * Missing: a replicate (j, b) is missing if d_bj or s_bj is NaN or infinite or s_bj is not above 0; it is left out of the maximum, which can then only be smaller. A contrast without estimate, with
 * s = 0, or with a share of missing replicates above `maxMissing` gets no interval and takes no part in the maximum of the others: the family holds only
 * contrasts that can get a verdict. A replicate in which the whole family is missing is left out, and B counts the others.
 *
 * Degenerate: if ceil(level (B + 1)) > B the interval is infinite (at 0.95: fewer than 19 replicates), so every contrast is "too-few-replicates". J = 0: empty arrays.
 * Lengths that do not fit, or a level outside (0, 1): RangeError. Same input, same bits: nothing is drawn here.
 *
 * Romano & Wolf 2005, doi:10.1198/016214504000000539 and doi:10.1111/j.1468-0262.2005.00615.x; the added 1 in p: Phipson & Smyth 2010, doi:10.2202/1544-6115.1585.
 */
export const simultaneousIntervals = (
  contrasts: Contrasts,
  options: SimultaneousOptions = {}
): SimultaneousIntervals => {
  const { difference, standardError } = contrasts
  const level = options.level ?? 0.95
  const maxMissing = options.maxMissing ?? 0.05
  if (!(level > 0 && level < 1)) throw new RangeError(`level must lie in (0, 1), found ${level}`)
  const size = difference.length
  requireSameLength(size, standardError.length, "standardError")
  const drawn = size === 0 ? 0 : contrasts.replicateDifference.length / size
  requireSameLength(size * Math.floor(drawn), contrasts.replicateDifference.length, "replicateDifference")
  requireSameLength(size * drawn, contrasts.replicateStandardError.length, "replicateStandardError")

  const missing = new Uint32Array(size)
  const reason: Array<NoInterval | null> = []
  const maximum = new Float64Array(drawn).fill(-1)
  let family = 0
  for (let j = 0; j < size; j++) {
    missing[j] = missingReplicates(contrasts, j, drawn)
    reason.push(exclusion(difference[j]!, standardError[j]!, missing[j]! > maxMissing * drawn + 1e-9))
    if (reason[j] !== null) continue
    family++
    raiseMaximum(maximum, contrasts, j)
  }

  const ascending = maximum.filter((t) => t >= 0).sort()
  const replicates = ascending.length
  const rank = criticalRank(level, replicates)
  const criticalValue = family > 0 && rank <= replicates ? ascending[rank - 1]! : Number.NaN

  const low = new Float64Array(size).fill(Number.NaN)
  const high = new Float64Array(size).fill(Number.NaN)
  const adjustedP = new Float64Array(size).fill(Number.NaN)
  for (let j = 0; j < size; j++) {
    if (reason[j] !== null) continue
    if (Number.isNaN(criticalValue)) {
      reason[j] = "too-few-replicates"
      continue
    }
    const [from, to] = [-1, 1].map((sign) => difference[j]! + sign * criticalValue * standardError[j]!)
    if (!Number.isFinite(from) || !Number.isFinite(to)) {
      reason[j] = "no-estimate"
      continue
    }
    low[j] = from!
    high[j] = to!
    adjustedP[j] = (1 + atLeast(ascending, Math.abs(difference[j]!) / standardError[j]!)) / (replicates + 1)
  }
  return { low, high, adjustedP, reason, missing, criticalValue, family, replicates }
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

const raiseMaximum = (maximum: Float64Array, contrasts: Contrasts, j: number): void => {
  const start = j * maximum.length
  const centre = contrasts.difference[j]!
  for (let b = 0; b < maximum.length; b++) {
    const difference = contrasts.replicateDifference[start + b]!
    const standardError = contrasts.replicateStandardError[start + b]!
    if (isMissing(difference, standardError)) continue
    const t = Math.abs(difference - centre) / standardError
    if (t > maximum[b]!) maximum[b] = t
  }
}

const atLeast = (ascending: Float64Array, value: number): number => {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! < value) low = middle + 1
    else high = middle
  }
  return ascending.length - low
}
