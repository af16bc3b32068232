const digitBits = 10
const buckets = 1 << digitBits
const digitMask = buckets - 1

/**
 * Indices of `scores` in descending order of score; equal scores keep their order.
 *
 * A radix sort, least significant digit first, on the upper 30 bits of the doubles, which for values in [0, 1] ascend with the value; then a
 * comparison sort of those few that share them, so that the order is exact. About linear in the count of scores.
 *
 * `scores`: in [0, 1] (-0 sorts as 0). Anything else throws a `RangeError`.
 *
 * Knuth, The Art of Computer Programming 3, section 5.2.5.
 */
export const descendingOrder = (scores: Float64Array): Uint32Array => {
  const size = scores.length
  const words = new Uint32Array(scores.buffer, scores.byteOffset, size * 2)
  let keys = new Uint32Array(size)
  let order = new Uint32Array(size)
  const counts = [new Uint32Array(buckets), new Uint32Array(buckets), new Uint32Array(buckets)] as const
  for (let i = 0; i < size; i++) {
    if (!(scores[i]! >= 0 && scores[i]! <= 1)) {
      throw new RangeError(`scores must lie in [0, 1], found ${scores[i]} at ${i}`)
    }
    const key = highestWord - (words[2 * i + 1]! & 0x7fffffff)
    keys[i] = key
    order[i] = i
    counts[0][key & digitMask]!++
    counts[1][(key >>> digitBits) & digitMask]!++
    counts[2][key >>> (2 * digitBits)]!++
  }
  let keysNext = new Uint32Array(size)
  let orderNext = new Uint32Array(size)
  for (let digit = 0; digit < 3; digit++) {
    const shift = digit * digitBits
    const starts = counts[digit]!
    if (startsFromCounts(starts, size)) continue
    for (let i = 0; i < size; i++) {
      const key = keys[i]!
      const bucket = (key >>> shift) & digitMask
      const to = starts[bucket]!
      starts[bucket] = to + 1
      keysNext[to] = key
      orderNext[to] = order[i]!
    }
    ;[keys, keysNext] = [keysNext, keys]
    ;[order, orderNext] = [orderNext, order]
  }
  orderRuns(order, keys, scores)
  return order
}

/** Upper word of the double 1. */
const highestWord = 0x3ff00000

/** Turns counts into first places; true when all keys share the digit, so that there is nothing to sort. */
const startsFromCounts = (counts: Uint32Array, size: number): boolean => {
  let sum = 0
  for (let bucket = 0; bucket < buckets; bucket++) {
    const count = counts[bucket]!
    if (count === size) return true
    counts[bucket] = sum
    sum += count
  }
  return false
}

/** Sorts within runs of equal keys, whose scores differ in the lower 32 bits at most. */
const orderRuns = (order: Uint32Array, keys: Uint32Array, scores: Float64Array): void => {
  let from = 0
  while (from < order.length) {
    let to = from + 1
    let sorted = true
    while (to < order.length && keys[to] === keys[from]) {
      if (scores[order[to]!]! > scores[order[to - 1]!]!) sorted = false
      to++
    }
    if (!sorted) order.subarray(from, to).sort((a, b) => scores[b]! - scores[a]! || a - b)
    from = to
  }
}
