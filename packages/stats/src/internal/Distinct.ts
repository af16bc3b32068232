/** Distinct values of `values`, ascending; NaN left out, -0 and 0 are one value. O(n log n) by the engine's numeric sort. */
export const distinctAscending = (values: Float64Array): Float64Array => {
  const sorted = values.slice().sort()
  let distinct = 0
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i]!
    if (Number.isNaN(value)) break
    if (distinct === 0 || value !== sorted[distinct - 1]!) sorted[distinct++] = value
  }
  return sorted.subarray(0, distinct)
}

/** Index of the largest element of the ascending `sorted` that is <= `value`; -1 if there is none or `value` is NaN. */
export const lastNotAbove = (sorted: Float64Array, value: number): number => {
  if (Number.isNaN(value)) return -1
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}
