/**
 * Number of tests m over which the paper's test divides its error rate: metrics x 2 in a grouping of two categories (each metric is tested in both directions, once, because
 * each category is the other's rest), metrics x 2 x categories otherwise.
 *
 * `metrics`: configured metrics of the stage (windows for time gaps, variables x conditions for medical variables), at least 1.
 * `categories`: kept categories of the grouping, at least 2. Anything else is a RangeError.
 */
export const testCount = (metrics: number, categories: number): number => {
  if (!Number.isInteger(metrics) || metrics < 1)
    throw new RangeError(`metrics must be a positive integer, found ${metrics}`)
  if (!Number.isInteger(categories) || categories < 2) {
    throw new RangeError(`a grouping needs at least 2 categories to be tested, found ${categories}`)
  }
  return categories === 2 ? metrics * 2 : metrics * 2 * categories
}

/**
 * Bonferroni's threshold for a single test: alpha / m, with m of {@link testCount}; p below it is significant.
 *
 * `alpha`: family-wise error rate, in (0, 1), else a RangeError. Dunn 1961, doi:10.1080/01621459.1961.10482090.
 *
 * @example
 * bonferroniAlpha(0.001, 15, 2) // 0.001 / 30
 */
export const bonferroniAlpha = (alpha: number, metrics: number, categories: number): number => {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha must lie in (0, 1), found ${alpha}`)
  return alpha / testCount(metrics, categories)
}
