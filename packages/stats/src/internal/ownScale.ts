/** The scale of one studentized contrast: corrected for skewness and for how well its standard error is known. */

export interface OwnScale {
  /** Increasing; near a standard normal quantile of t. */
  readonly scaled: (t: number) => number
  readonly inverse: (z: number) => number
}

export const identity: OwnScale = { scaled: (t) => t, inverse: (z) => z }

/** Below this skewness Hall's transformation is t itself. */
const noSkewness = 1e-6

/**
 * g(t) = sign(h) k sqrt(nu ln(1 + h^2/nu)), h(t) = t + A t^2/3 + A^2 t^3/27 + A/6, k = (8 nu + 1)/(8 nu + 3).
 *
 * `skewness` A of the estimate (Hall 1992, JRSS B 54:221-228), `freedom` nu > 0 of its standard error (Wallace 1959, Annals of
 * Mathematical Statistics 30:1121-1130). Where one of them is not finite: t itself.
 */
export const ownScale = (skewness: number, freedom: number): OwnScale => {
  if (!Number.isFinite(skewness) || !Number.isFinite(freedom)) return identity
  const [a, nu] = [skewness, freedom]
  const k = (8 * nu + 1) / (8 * nu + 3)
  return {
    scaled: (t) => {
      const h = t + (a * t * t) / 3 + (a * a * t * t * t) / 27 + a / 6
      return Math.sign(h) * k * Math.sqrt(nu * Math.log1p((h * h) / nu))
    },
    inverse: (z) => {
      const y = Math.sign(z) * Math.sqrt(nu * Math.expm1((z / k) ** 2 / nu))
      return Math.abs(a) < noSkewness ? y : (3 / a) * (Math.cbrt(1 + a * (y - a / 6)) - 1)
    }
  }
}

const [leastFreedom, mostFreedom] = [4, 20_000]

/**
 * A = mean[(d_b - mean d)(s_b^2 - mean s^2)] / s^3 and nu = 2 / var(ln s_b^2), within 4 and 20,000, over usable replicates;
 * population moments.
 */
export const ownScaleOf = (
  differences: Float64Array,
  standardErrors: Float64Array,
  standardError: number
): OwnScale => {
  const n = differences.length
  let [meanDifference, meanVariance, meanLog] = [0, 0, 0]
  for (let b = 0; b < n; b++) {
    const variance = standardErrors[b]! ** 2
    meanDifference += differences[b]! / n
    meanVariance += variance / n
    meanLog += Math.log(variance) / n
  }
  let [covariance, spread] = [0, 0]
  for (let b = 0; b < n; b++) {
    const variance = standardErrors[b]! ** 2
    covariance += ((differences[b]! - meanDifference) * (variance - meanVariance)) / n
    spread += (Math.log(variance) - meanLog) ** 2 / n
  }
  return ownScale(covariance / standardError ** 3, Math.min(mostFreedom, Math.max(leastFreedom, 2 / spread)))
}
