/** Numbers that exports write where a value is missing, refused or unknown. */
const codes: ReadonlySet<number> = new Set([
  ...[-1, -7, -8, -9, -77, -88, -99, -777, -888, -999, -7777, -8888, -9999, -99999],
  ...[0, 77, 88, 99, 777, 888, 999, 7777, 8888, 9999, 99999, 999999]
])

export interface Sentinel {
  readonly value: number
  readonly count: number
}

const fewestOthers = 10

const medianOf = (ascending: ReadonlyArray<number>) => ascending[Math.floor(ascending.length / 2)]!

/**
 * Numbers that look like codes: those that stand apart from all others.
 *
 * The others are the distinct values that are no code; fewer than ten tell nothing. A code beyond them stands apart where
 * it is the only kind of value below 0; where its distance from them is ten times the median distance between neighbours
 * and a tenth of their span; or where it is a heap: at least five values, five times as many as those near it have on
 * average, three median distances away. Values that are no code stand apart where their distance from the others is twice
 * the span of these, and they are fewer than a tenth of all.
 */
export const sentinels = (values: ReadonlyArray<number>): ReadonlyArray<Sentinel> => {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const all = [...counts.keys()].sort((a, b) => a - b)
  const core = withoutFarGroups(
    all.filter((value) => !codes.has(value)),
    counts,
    values.length
  )
  if (core.length < fewestOthers) return []
  const [least, most] = [core[0]!, core.at(-1)!]
  const spacing = medianOf(
    core
      .slice(1)
      .map((value, i) => value - core[i]!)
      .sort((a, b) => a - b)
  )
  const standsApart = (value: number) => {
    if (value >= least && value <= most) return false
    if (!codes.has(value)) return true
    if (value < 0 && least >= 0) return true
    const gap = value < least ? least - value : value - most
    if (gap > 10 * spacing && gap > (most - least) / 10) return true
    const near = value < least ? core.slice(0, 5) : core.slice(-5)
    const usual = near.reduce((sum, one) => sum + counts.get(one)!, 0) / near.length
    const own = counts.get(value)!
    return own >= 5 && own > 5 * usual && gap >= 3 * spacing
  }
  return all.filter(standsApart).map((value) => ({ value, count: counts.get(value)! }))
}

/** Without groups at either end that lie further off than twice the span of all others, and hold less than a tenth. */
const withoutFarGroups = (
  ascending: ReadonlyArray<number>,
  counts: ReadonlyMap<number, number>,
  total: number
): ReadonlyArray<number> => {
  const held = (from: number, to: number) =>
    ascending.slice(from, to).reduce((sum, value) => sum + counts.get(value)!, 0)
  const size = ascending.length
  const gap = (i: number) => ascending[i]! - ascending[i - 1]!
  for (let i = fewestOthers; i < size; i++) {
    if (gap(i) > 2 * (ascending[i - 1]! - ascending[0]!) && held(i, size) < total / 10) return ascending.slice(0, i)
  }
  for (let i = size - fewestOthers; i > 0; i--) {
    if (gap(i) > 2 * (ascending[size - 1]! - ascending[i]!) && held(0, i) < total / 10) return ascending.slice(i)
  }
  return ascending
}
