/** One difference measured in several places: its mean, and how much it differs between them. */
import { normalLogCdf, studentQuantile, upperGamma } from "./internal/distributions.ts"

export interface Mean {
  readonly estimate: number
  readonly standardError: number
  /** Of each place, summing to 1. */
  readonly weights: ReadonlyArray<number>
}

export interface Heterogeneity {
  /** Cochran's Q: sum (d - mean)^2 / s^2, with the mean of `common`. */
  readonly q: number
  /** P(chi^2 with k - 1 degrees of freedom >= Q). */
  readonly p: number
  /** Variance of the true difference between places, in the square of its unit. */
  readonly tau2: number
  /** The part of the variance of differences that is not chance within places, in [0, 1). */
  readonly i2: number
}

export interface Pooled {
  /** Of these places, weighed by 1 / s^2. */
  readonly common: Mean
  readonly heterogeneity: Heterogeneity
  /** Of the places that these are a sample of, weighed by 1 / (s^2 + tau^2); its reach is `studentReach` of k - 1. */
  readonly random: Mean
}

const weighed = (differences: ReadonlyArray<number>, variances: ReadonlyArray<number>): Mean => {
  const precision = variances.reduce((sum, variance) => sum + 1 / variance, 0)
  const weights = variances.map((variance) => 1 / variance / precision)
  const estimate = differences.reduce((sum, difference, i) => sum + weights[i]! * difference, 0)
  return { estimate, standardError: Math.sqrt(1 / precision), weights }
}

/** sum (d - mean)^2 / variance, the mean weighed by the same variances, and its derivative by a variance added to all. */
const spread = (differences: ReadonlyArray<number>, variances: ReadonlyArray<number>) => {
  const { estimate } = weighed(differences, variances)
  let [q, slope] = [0, 0]
  differences.forEach((difference, i) => {
    const square = (difference - estimate) ** 2
    q += square / variances[i]!
    slope -= square / variances[i]! ** 2
  })
  return { q, slope }
}

const mostSteps = 200

/** Paule-Mandel: the tau^2 at which Q is what it is expected to be, by Newton's steps from 0, which never go beyond it. */
const varianceBetween = (differences: ReadonlyArray<number>, variances: ReadonlyArray<number>): number => {
  const expected = differences.length - 1
  let tau2 = 0
  for (let step = 0; step < mostSteps; step++) {
    const { q, slope } = spread(
      differences,
      variances.map((variance) => variance + tau2)
    )
    const further = q > expected ? (expected - q) / slope : 0
    if (!(further > 1e-15 * tau2)) return tau2
    tau2 += further
  }
  return tau2
}

/**
 * Pools k differences d with standard errors s, each of other patients.
 *
 * Common: mean weighed by 1 / s^2, with the error 1 / sqrt(sum 1 / s^2). It is the mean difference of these k places, whether or
 * not they differ. Random: tau^2 by Paule and Mandel, weights w = 1 / (s^2 + tau^2), and the variance of Hartung, Knapp, Sidik and
 * Jonkman, max(1, H) / sum w with H = sum w (d - mean)^2 / (k - 1), never smaller than without H: it is to be used with Student's
 * t of k - 1 degrees of freedom ({@link studentReach}). With tau^2 > 0, H is 1. I^2 = tau^2 / (tau^2 + v),
 * v = (k - 1) sum 1/s^2 / ((sum 1/s^2)^2 - sum 1/s^4).
 *
 * The same numbers as metafor's `rma.uni(method = "PM", test = "adhoc")`. At least two places, each s above 0; else a RangeError.
 *
 * Rice, Higgins & Lumley 2018, doi:10.1111/rssa.12275 (the mean of these places); Paule & Mandel 1982, doi:10.6028/jres.087.022;
 * DerSimonian & Kacker 2007, doi:10.1016/j.cct.2006.04.004 (steps); Hartung & Knapp 2001, doi:10.1002/sim.791; Röver, Knapp &
 * Friede 2015, doi:10.1186/s12874-015-0091-1 (max); Higgins & Thompson 2002, doi:10.1002/sim.1186 (I^2, v).
 */
export const pool = (differences: ReadonlyArray<number>, standardErrors: ReadonlyArray<number>): Pooled => {
  const k = differences.length
  if (k < 2 || standardErrors.length !== k || !standardErrors.every((error) => error > 0)) {
    throw new RangeError(`${k} differences and ${standardErrors.length} errors above 0 are nothing to pool`)
  }
  const variances = standardErrors.map((error) => error ** 2)
  const common = weighed(differences, variances)
  const { q } = spread(differences, variances)
  const tau2 = varianceBetween(differences, variances)
  const total = variances.map((variance) => variance + tau2)
  const random = weighed(differences, total)
  const factor = Math.max(1, spread(differences, total).q / (k - 1))
  const precision = variances.reduce((sum, variance) => sum + 1 / variance, 0)
  const squares = variances.reduce((sum, variance) => sum + 1 / variance ** 2, 0)
  const typical = ((k - 1) * precision) / (precision ** 2 - squares)
  return {
    common,
    heterogeneity: { q, p: upperGamma(q / 2, (k - 1) / 2), tau2, i2: tau2 / (tau2 + typical) },
    random: { ...random, standardError: random.standardError * Math.sqrt(factor) }
  }
}

/**
 * How many standard errors Student's t of so many degrees of freedom reaches where a normal number reaches c: the x with
 * P(|T| > x) = P(|Z| > c).
 */
export const studentReach = (normalReach: number, degreesOfFreedom: number): number =>
  -studentQuantile(Math.exp(normalLogCdf(-normalReach)), degreesOfFreedom)

/**
 * Where the true difference of another such place is expected: half of the width of its interval,
 * t sqrt(s^2 + tau^2), t Student's with k - 1 degrees of freedom where a normal number reaches c. Higgins, Thompson &
 * Spiegelhalter 2009, doi:10.1111/j.1467-985X.2008.00552.x, with the degrees of freedom of the mean.
 */
export const predictionReach = ({ heterogeneity: { tau2 }, random }: Pooled, normalReach: number): number =>
  studentReach(normalReach, random.weights.length - 1) * Math.hypot(random.standardError, Math.sqrt(tau2))
