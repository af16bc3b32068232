/**
 * Holm's step-down adjustment: p values that, compared with alpha, hold the family-wise error at alpha under any dependence.
 *
 * With p_(1) <= ... <= p_(m): adjusted p_(i) = max over j <= i of min(1, (m - j + 1) p_(j)). Equal p values get equal adjusted ones.
 *
 * `p` in [0, 1], one element a hypothesis; the result is in the same order. NaN: not tested, stays NaN and does not count in m. Outside [0, 1]: RangeError.
 * Holm 1979, Scandinavian Journal of Statistics 6:65-70.
 *
 * @example
 * holmAdjusted(Float64Array.of(0.01, 0.04, 0.03)) // 0.03, 0.06, 0.06
 */
export const holmAdjusted = (p: Float64Array): Float64Array => {
  const adjusted = new Float64Array(p.length).fill(Number.NaN)
  const tested = Uint32Array.from(p.keys()).filter((i) => !Number.isNaN(p[i]!))
  tested.sort((a, b) => p[a]! - p[b]! || a - b)
  let largest = 0
  tested.forEach((i, place) => {
    const own = p[i]!
    if (!(own >= 0 && own <= 1)) throw new RangeError(`p must lie in [0, 1], found ${own}`)
    largest = Math.max(largest, Math.min(1, (tested.length - place) * own))
    adjusted[i] = largest
  })
  return adjusted
}
