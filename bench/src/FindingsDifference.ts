/**
 * What differs between two findings, number by number.
 */

export interface Difference {
  /** Where: keys and indices with dots between. */
  readonly path: string
  readonly before: unknown
  readonly after: unknown
  /** |after - before| over the larger of both; infinite where one is no number, or both are of other kinds. */
  readonly relative: number
}

/** What one audit has of its own: the time, the versions, the places of files. */
const ignored: ReadonlySet<string> = new Set(["provenance", "seconds"])

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

const relativeDifference = (before: number, after: number): number =>
  before === after ? 0 : Math.abs(after - before) / Math.max(Math.abs(before), Math.abs(after))

/**
 * Every difference between two values read from JSON that is larger than `tolerance`, relative. Numbers may differ by the
 * tolerance, everything else not at all; a key that one lacks is a difference.
 */
export const differences = (
  before: unknown,
  after: unknown,
  tolerance: number,
  path = ""
): ReadonlyArray<Difference> => {
  if (typeof before === "number" && typeof after === "number") {
    const relative = relativeDifference(before, after)
    return relative > tolerance ? [{ path, before, after, relative }] : []
  }
  if (isRecord(before) && isRecord(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...keys]
      .filter((key) => !ignored.has(key))
      .flatMap((key) => differences(before[key], after[key], tolerance, path === "" ? key : `${path}.${key}`))
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
