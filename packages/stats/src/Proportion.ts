/**
 * A share pulled towards one half by one imagined success and one imagined failure: q~ = (n q + 1) / (n + 2).
 *
 * `share` q in [0, 1] over `patients` n >= 0 (those with a non-zero denominator; not steps, which repeat within a patient). q = 0 gives 1 / (n + 2), q = 1 gives (n + 1) / (n + 2);
 * n = 0 gives 1/2 for any q. NaN in, NaN out. Agresti & Caffo 2000, doi:10.1080/00031305.2000.10474560.
 */
export const shrunkenShare = (share: number, patients: number): number => (patients * share + 1) / (patients + 2)

/**
 * Smallest variance that a rate is believed to have: phi q~ (1 - q~) / (n + 2), with q~ of {@link shrunkenShare}.
 *
 * The sampling variance estimated from a cohort in which every patient has the same rate is 0, which would make any difference significant; this floor is what
 * a binomial share with as many patients would have, times `designFactor` phi (default 1), since a patient contributes more or less than one coin toss. Result in squared units of the share;
 * q = 0 and q = 1 give phi (n + 1) / (n + 2)^3. NaN in, NaN out. Agresti & Caffo 2000, doi:10.1080/00031305.2000.10474560.
 */
export const varianceFloor = (share: number, patients: number, designFactor = 1): number => {
  const shrunken = shrunkenShare(share, patients)
  return (designFactor * shrunken * (1 - shrunken)) / (patients + 2)
}

/**
 * Design factor of a rate: its variance over that of a coin tossed once a patient, phi = V n / (q (1 - q)).
 *
 * `variance` V of the `share` q over `patients` n. It may exceed 1 (several independent things a patient are fewer than patients: below 1; a few patients who
 * carry most of them: above). q = 0, q = 1 and whatever is not finite: 1. Kish 1965, Survey Sampling, section 8.2.
 */
export const designFactor = (variance: number, share: number, patients: number): number => {
  const factor = share > 0 && share < 1 ? (variance * patients) / (share * (1 - share)) : 1
  return Number.isFinite(factor) ? factor : 1
}

/**
 * Wilson's limits of a share q in [0, 1] of n independent trials, at z standard errors:
 * (q + z^2/2n -+ z sqrt(q(1 - q)/n + z^2/4n^2)) / (1 + z^2/n), both in [0, 1].
 *
 * n need not be whole. n = 0: NaN. Wilson 1927, doi:10.1080/01621459.1927.10502953.
 */
export const wilsonLimits = (
  share: number,
  trials: number,
  z: number
): { readonly low: number; readonly high: number } => {
  const scale = 1 + (z * z) / trials
  const centre = (share + (z * z) / (2 * trials)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}
