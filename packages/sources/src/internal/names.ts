import { closest, distance } from "fastest-levenshtein"

/** The known name that was probably meant, if one is near. */
export const nearest = (name: string, known: ReadonlyArray<string>): string | undefined => {
  if (known.length === 0) return undefined
  const lower = closest(
    name.toLowerCase(),
    known.map((candidate) => candidate.toLowerCase())
  )
  return distance(name.toLowerCase(), lower) <= Math.max(2, name.length / 3)
    ? known.find((candidate) => candidate.toLowerCase() === lower)
    : undefined
}

/** A name as a message shows it: the beginning of one that is longer than a line. */
export const clipped = (name: string) => (name.length > 80 ? `${name.slice(0, 77)}...` : name)

/** The first twelve names, quoted by nothing, for a message. */
export const listed = (names: ReadonlyArray<string>) =>
  names.length === 0 ? "none" : `${names.slice(0, 12).map(clipped).join(", ")}${names.length > 12 ? ", ..." : ""}`

/** `Did you mean "x"? Known: ...` */
export const suggestion = (name: string, known: ReadonlyArray<string>) => {
  const match = nearest(name, known)
  return `${match === undefined ? "" : `Did you mean "${clipped(match)}"? `}Known: ${listed(known)}.`
}

const group = (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, ",")

/** `1 row`, `12,000 rows`. */
export const counted = (count: number, noun: string, plural = `${noun}s`) =>
  `${group(String(count))} ${count === 1 ? noun : plural}`
