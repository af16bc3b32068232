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
