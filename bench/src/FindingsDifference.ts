/**
 * What differs between two findings, number by number.
 */

export interface Difference {
  /** Where: keys and indices with dots between. */
  readonly path: string
  readonly before: unknown
  readonly after: unknown
  /** |after - before| over the larger of both, or of what it is the difference of; infinite where one is no number. */
  readonly relative: number
}

/** What one audit has of its own: the time, the versions, the places of files. */
const ignored: ReadonlySet<string> = new Set(["provenance", "seconds"])

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

const magnitude = (value: unknown): number => (typeof value === "number" ? Math.abs(value) : 0)

/** The sides that a record is the difference of: their size is what a difference is rounded by. */
const sidesIn = (record: Readonly<Record<string, unknown>>): number =>
  Math.max(
    0,
    ...["cohort", "rest"].flatMap((side) => {
      const own = record[side]
      return isRecord(own) ? [magnitude(own.estimate), magnitude(own.median)] : []
    })
  )

/** What is taken from the difference of two sides. */
const ofDifference: ReadonlySet<string> = new Set(["difference", "delta", "interval"])

/**
 * Every difference between two values read from JSON that is larger than `tolerance`, relative. Numbers may differ by the
 * tolerance, everything else not at all; a key that one lacks is a difference. The difference of a cohort from its rest is held
 * against these: that of two numbers near 1 is rounded like them, however small it is.
 */
export const differences = (
  before: unknown,
  after: unknown,
  tolerance: number,
  path = "",
  sides = 0
): ReadonlyArray<Difference> => {
  if (typeof before === "number" && typeof after === "number") {
    if (before === after) return []
    const relative = Math.abs(after - before) / Math.max(magnitude(before), magnitude(after), sides)
    return relative > tolerance ? [{ path, before, after, relative }] : []
  }
  if (isRecord(before) && isRecord(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)])
    const own = sidesIn(before)
    return [...keys]
      .filter((key) => !ignored.has(key))
      .flatMap((key) =>
        differences(
          before[key],
          after[key],
          tolerance,
          path === "" ? key : `${path}.${key}`,
          ofDifference.has(key) ? own : sides
        )
      )
  }
  return Object.is(before, after) ? [] : [{ path, before, after, relative: Number.POSITIVE_INFINITY }]
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "nothing"
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** The largest differences first, `most` of them, a line each. */
export const differencesText = (found: ReadonlyArray<Difference>, most = 20): string =>
  found
    .toSorted((a, b) => b.relative - a.relative)
    .slice(0, most)
    .map(
      ({ after, before, path, relative }) =>
        `${path}: ${shown(before)} -> ${shown(after)} (${relative.toExponential(1)})`
    )
    .join("\n")
