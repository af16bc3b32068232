import { normalQuantile } from "./internal/distributions.ts"

/**
 * The difference that a simultaneous interval would have told from 0 with the given power: e + z_power s.
 *
 * `exceed`: e, what a difference has to exceed, of `MaxT.simultaneousIntervals` (without an own scale c* s); `standardError`: s of the contrast; both in the metric's unit, which is also the result's;
 * `power` in (0, 1), else a RangeError; default 0.8, z = 0.8416. NaN in, NaN out; a standard error of 0 gives 0. Assumes a normal estimate whose standard error
 * does not depend on the difference. Cohen 1992, doi:10.1037/0033-2909.112.1.155.
 */
export const detectableDifference = (exceed: number, standardError: number, power = 0.8): number => {
  if (!(power > 0 && power < 1)) throw new RangeError(`power must lie in (0, 1), found ${power}`)
  return exceed + normalQuantile(power) * standardError
}
