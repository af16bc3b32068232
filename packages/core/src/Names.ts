/** Names that people write and may mistype: what was probably meant. */
import { distance } from "fastest-levenshtein"

/**
 * The known names that are near to a name, the nearest first: those that differ from it, whatever the case, by at most two
 * letters or a third of its own.
 */
export const near = (name: string, known: ReadonlyArray<string>): ReadonlyArray<string> =>
  known
    .map((candidate) => ({ candidate, letters: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ letters }) => letters <= Math.max(2, name.length / 3))
    .toSorted((a, b) => a.letters - b.letters)
    .map(({ candidate }) => candidate)

/** `: did you mean "x"?` when a known name is near, else the list of known names; "" when there is none. */
export const suggestion = (name: string, known: ReadonlyArray<string>): string => {
  if (known.length === 0) return ""
  const [nearest] = near(name, known)
  return nearest === undefined
    ? `; known: ${known.slice(0, 12).join(", ")}${known.length > 12 ? ", ..." : ""}`
    : `: did you mean "${nearest}"?`
}

/** Alternatives as people list them: `a, b or c`. */
export const either = (alternatives: ReadonlyArray<string>): string =>
  alternatives.length < 2
    ? alternatives.join("")
    : `${alternatives.slice(0, -1).join(", ")} or ${alternatives[alternatives.length - 1]}`

/** `Expected a, b or c, got "x"`, with `: did you mean "b"?` when one of them is near; a number in quotes is none. */
export const expected = (name: string, allowed: ReadonlyArray<string>): string => {
  const [nearest] = near(name, allowed)
  const meant = nearest === name ? ": write it without quotes" : `: did you mean "${nearest}"?`
  return `Expected ${either(allowed)}, got ${JSON.stringify(name.slice(0, 80))}${nearest === undefined ? "" : meant}`
}
