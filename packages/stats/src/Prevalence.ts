/** Share of positive rows among labelled rows, P / (P + N); NaN (not estimable) without rows. */
export const prevalence = (positives: number, negatives: number): number => positives / (positives + negatives)

/**
 * Factor s of corrected precision, (1/pi_max - 1) / (1/pi_c - 1): how much rarer negatives would be if a cohort of step prevalence pi_c had the
 * reference prevalence pi_max, recall and FPR unchanged.
 *
 * Both prevalences in (0, 1); s = 1 where they agree, below 1 where the cohort's is lower. At prevalence 0 or 1 a class is missing and
 * nothing can be carried over: NaN (not estimable), as for NaN. Siblini et al. 2020, doi:10.1007/978-3-030-44584-3_36.
 */
export const precisionFactor = (cohortPrevalence: number, highestPrevalence: number): number =>
  oddsAgainst(highestPrevalence) / oddsAgainst(cohortPrevalence)

/**
 * Factor s of corrected NPV, (1/pi_c - 1) / (1/pi_min - 1): how much rarer positives would be if a cohort of step prevalence pi_c had the
 * reference prevalence pi_min, recall and FPR unchanged.
 *
 * Both prevalences in (0, 1); s = 1 where they agree, below 1 where the cohort's is higher. Prevalence 0, 1 or NaN: NaN (not estimable).
 * Siblini et al. 2020, doi:10.1007/978-3-030-44584-3_36.
 */
export const npvFactor = (cohortPrevalence: number, lowestPrevalence: number): number =>
  oddsAgainst(cohortPrevalence) / oddsAgainst(lowestPrevalence)

const oddsAgainst = (share: number): number => (share > 0 && share < 1 ? 1 / share - 1 : Number.NaN)
