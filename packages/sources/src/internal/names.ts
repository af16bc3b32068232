import * as Names from "@fairward/core/Names"

/** A name as a message shows it: the beginning of one that is longer than a line. */
export const clipped = (name: string) => (name.length > 80 ? `${name.slice(0, 77)}...` : name)

/** The first twelve names, quoted by nothing, for a message. */
export const listed = (names: ReadonlyArray<string>) =>
  names.length === 0 ? "none" : `${names.slice(0, 12).map(clipped).join(", ")}${names.length > 12 ? ", ..." : ""}`

/** `Did you mean "x"? Known: ...` */
export const suggestion = (name: string, known: ReadonlyArray<string>) => {
  const [match] = Names.near(name, known)
  return `${match === undefined ? "" : `Did you mean "${clipped(match)}"? `}Known: ${listed(known)}.`
}

const group = (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, ",")

/** `1 row`, `12,000 rows`. */
export const counted = (count: number, noun: string, plural = `${noun}s`) =>
  `${group(String(count))} ${count === 1 ? noun : plural}`
