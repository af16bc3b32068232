/**
 * A share pulled towards one half by one imagined success and one imagined failure: q~ = (n q + 1) / (n + 2).
 *
 * `share` q in [0, 1] over `patients` n >= 0 (those with a non-zero denominator; not steps, which repeat within a patient). q = 0 gives 1 / (n + 2), q = 1 gives (n + 1) / (n + 2);
 * n = 0 gives 1/2 for any q. NaN in, NaN out. Agresti & Caffo 2000, doi:10.1080/00031305.2000.10474560.
 */
export const shrunkenShare = (share: number, patients: number): number => (patients * share + 1) / (patients + 2)

/**
 * Smallest variance that a rate is believed to have: q~ (1 - q~) / (n + 2), with q~ of {@link shrunkenShare}.
 *
 * The sampling variance estimated from a cohort in which every patient has the same rate is 0, which would make any difference significant; this floor is what
 * a binomial share with as many patients would have. Result in squared units of the share, in (0, 1/8]; q = 0 and q = 1 give (n + 1) / (n + 2)^3.
 * NaN in, NaN out. Agresti & Caffo 2000, doi:10.1080/00031305.2000.10474560.
 */
export const varianceFloor = (share: number, patients: number): number => {
  const shrunken = shrunkenShare(share, patients)
  return (shrunken * (1 - shrunken)) / (patients + 2)
}
