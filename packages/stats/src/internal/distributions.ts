/** The special functions that this package takes from stdlib-js. `scripts/bundleDistributions.ts` puts them into the built file, so that nobody who installs the package installs the 150 packages behind them. */
import regularizedGamma from "@stdlib/math-base-special-gammainc"
import logcdf from "@stdlib/stats-base-dists-normal-logcdf"
import quantile from "@stdlib/stats-base-dists-normal-quantile"
import quantileOfT from "@stdlib/stats-base-dists-t-quantile"

/** Q(s, x), the regularized upper incomplete gamma function; s > 0, x >= 0. */
export const upperGamma: (x: number, s: number) => number = (x, s) => regularizedGamma(x, s, true, true)

/** ln Phi(x) of the standard normal distribution. */
export const normalLogCdf: (x: number) => number = (x) => logcdf(x, 0, 1)

/** The x with Phi(x) = p; NaN outside [0, 1]. */
export const normalQuantile: (p: number) => number = (p) => quantile(p, 0, 1)

/** The x with P(T <= x) = p for Student's t with so many degrees of freedom; p in (0, 1). */
export const studentQuantile: (p: number, degreesOfFreedom: number) => number = quantileOfT
