const digitBits = 11
const buckets = 1 << digitBits
const digitMask = buckets - 1

/** Upper word that no double above 0 exceeds. */
const highestWord = 0x7fffffff

/**
 * Sorts `scores` in descending order, in place, and `payload` along with them; equal scores keep their order.
 *
 * A radix sort, least significant digit first, on the upper words of the doubles, which ascend with the value above 0 and
 * descend with it below; then a comparison sort of those few that share them, so that the order is exact. About linear in
 * the count of scores.
 *
 * `scores`: finite (-0 becomes 0). Anything else, or a payload of another length, throws a `RangeError`.
 *
 * Knuth, The Art of Computer Programming 3, section 5.2.5.
 */
export const sortDescending = (scores: Float64Array, payload: Uint32Array): void => {
  const size = scores.length
  if (payload.length !== size) throw new RangeError(`${size} scores, but a payload of ${payload.length}`)
  const words = new Uint32Array(scores.buffer, scores.byteOffset, size * 2)
  let high = new Uint32Array(size)
  let low = new Uint32Array(size)
  let own = payload.slice()
  const counts = [new Uint32Array(buckets), new Uint32Array(buckets), new Uint32Array(buckets)] as const
  const [first, second, third] = counts
  for (let i = 0; i < size; i++) {
    const score = scores[i]!
    if (!Number.isFinite(score)) throw new RangeError(`scores must be finite, found ${score} at ${i}`)
    const upper = words[2 * i + 1]!
    const key = score < 0 ? upper : highestWord - (upper & highestWord)
    high[i] = key
    low[i] = score < 0 ? ~words[2 * i]! : words[2 * i]!
    first[key & digitMask]!++
    second[(key >>> digitBits) & digitMask]!++
    third[key >>> (2 * digitBits)]!++
  }
  let highNext = new Uint32Array(size)
  let lowNext = new Uint32Array(size)
  let ownNext = new Uint32Array(size)
  for (let digit = 0; digit < counts.length; digit++) {
    const starts = counts[digit]!
    if (startsFromCounts(starts, size)) continue
    const shift = digit * digitBits
    for (let i = 0; i < size; i++) {
      const key = high[i]!
      const bucket = (key >>> shift) & digitMask
      const to = starts[bucket]!
      starts[bucket] = to + 1
      highNext[to] = key
      lowNext[to] = low[i]!
      ownNext[to] = own[i]!
    }
    ;[high, highNext] = [highNext, high]
    ;[low, lowNext] = [lowNext, low]
    ;[own, ownNext] = [ownNext, own]
  }
  sortRuns(high, low, own)
  for (let i = 0; i < size; i++) {
    const isNegative = high[i]! > highestWord
    words[2 * i + 1] = isNegative ? high[i]! : highestWord - high[i]!
    words[2 * i] = isNegative ? ~low[i]! : low[i]!
  }
  payload.set(own)
}

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

/** Sorts by descending lower words within runs of equal upper words. */
const sortRuns = (high: Uint32Array, low: Uint32Array, own: Uint32Array): void => {
  let from = 0
  while (from < high.length) {
    let to = from + 1
    let sorted = true
    while (to < high.length && high[to] === high[from]) {
      if (low[to]! > low[to - 1]!) sorted = false
      to++
    }
    if (!sorted) {
      const lows = low.slice(from, to)
      const owns = own.slice(from, to)
      const order = Uint32Array.from(lows, (_, i) => i).sort((a, b) => lows[b]! - lows[a]! || a - b)
      order.forEach((member, i) => {
        low[from + i] = lows[member]!
        own[from + i] = owns[member]!
      })
    }
    from = to
  }
}
