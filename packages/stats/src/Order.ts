const digitBits = 11
const buckets = 1 << digitBits
const digitMask = buckets - 1

/**
 * Indices of `scores` in descending order of score; equal scores keep their order.
 *
 * A radix sort, least significant digit first, on the bits of the doubles: for finite values >= 0 these ascend with the
 * value, so the order is exact. Linear in the count of scores, whatever their distribution.
 *
 * `scores`: finite and >= 0 (-0 sorts as 0). Anything else throws a `RangeError`.
 *
 * Knuth, The Art of Computer Programming 3, section 5.2.5.
 */
export const descendingOrder = (scores: Float64Array): Uint32Array => {
  const size = scores.length
  const words = new Uint32Array(scores.buffer, scores.byteOffset, size * 2)
  let low = new Uint32Array(size)
  let high = new Uint32Array(size)
  let order = new Uint32Array(size)
  for (let i = 0; i < size; i++) {
    if (!(scores[i]! >= 0 && scores[i]! < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`scores must be finite and not negative, found ${scores[i]} at ${i}`)
    }
    low[i] = ~words[2 * i]!
    high[i] = ~(words[2 * i + 1]! & 0x7fffffff)
    order[i] = i
  }
  let lowNext = new Uint32Array(size)
  let highNext = new Uint32Array(size)
  let orderNext = new Uint32Array(size)
  for (const [ofHigh, shift] of [
    [false, 0],
    [false, 11],
    [false, 22],
    [true, 0],
    [true, 11],
    [true, 22]
  ] as const) {
    const start = bucketStarts(ofHigh ? high : low, shift)
    if (start === undefined) continue
    const keys = ofHigh ? high : low
    for (let i = 0; i < size; i++) {
      const digit = (keys[i]! >>> shift) & digitMask
      const to = start[digit]!
      start[digit] = to + 1
      lowNext[to] = low[i]!
      highNext[to] = high[i]!
      orderNext[to] = order[i]!
    }
    ;[low, lowNext] = [lowNext, low]
    ;[high, highNext] = [highNext, high]
    ;[order, orderNext] = [orderNext, order]
  }
  return order
}

/** First place of each digit's bucket, or `undefined` when all keys share the digit. */
const bucketStarts = (keys: Uint32Array, shift: number): Uint32Array | undefined => {
  const counts = new Uint32Array(buckets)
  for (let i = 0; i < keys.length; i++) {
    const digit = (keys[i]! >>> shift) & digitMask
    counts[digit] = counts[digit]! + 1
  }
  let sum = 0
  for (let digit = 0; digit < buckets; digit++) {
    const count = counts[digit]!
    if (count === keys.length) return undefined
    counts[digit] = sum
    sum += count
  }
  return counts
}
