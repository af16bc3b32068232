/**
 * Ratios of sums over patients.
 */

/** A weighted sum of columns: place and factor. */
export type Terms = ReadonlyArray<readonly [column: number, factor: number]>

/**
 * A ratio of sums over patients. `floor`: the least variance that it is believed to have: that of a share among as many
 * patients, or of a count of independent errors.
 */
export interface Ratio {
  readonly numerator: Terms
  readonly denominator: Terms
  readonly floor: "share" | "count"
}

export const termsOf = (...columns: ReadonlyArray<number>): Terms => columns.map((column) => [column, 1] as const)

export const weigh = (sums: Float64Array, terms: Terms): number => {
  let total = 0
  for (const [column, factor] of terms) total += sums[column]! * factor
  return total
}

/** The ratio of a side's sums; `NaN` when its denominator is 0. */
export const ratioOf = (sums: Float64Array, { denominator, numerator }: Ratio): number => {
  const b = weigh(sums, denominator)
  return b > 0 ? weigh(sums, numerator) / b : Number.NaN
}

/**
 * F-score that counts recall twice as much as precision: 5 P R / (4 P + R); of counts 5 TP / (5 TP + 4 FN + FP).
 *
 * Shares in, share out. 0 when both are 0, as the counts give; `NaN` when either is. van Rijsbergen 1979, Information
 * Retrieval, chapter 7.
 */
export const f2Score = (precision: number, recall: number): number =>
  precision === 0 && recall === 0 ? 0 : (5 * precision * recall) / (4 * precision + recall)
